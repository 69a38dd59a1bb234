"""The lock files: every package pinned and hashed, no index URL, consistent with pyproject.toml."""

import re
import tomllib

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+?)(?: ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def read_lock(name: str) -> str:
    return (settings.BASE_DIR / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, Version]:
    found = filter(None, map(PINNED.match, lock.splitlines()))
    return {match["name"]: Version(match["version"]) for match in found}


def asked_for(name: str) -> list[Requirement]:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = project["optional-dependencies"]["dev"] if name == "dev" else []
    return [Requirement(line) for line in [*project["dependencies"], *more]]


@pytest.mark.parametrize("name", ["base", "dev"])
def test_lock_holds_pins_with_hashes_and_nothing_else(name):
    lines = [line for line in read_lock(name).splitlines() if not line.lstrip().startswith("#")]
    pinned = set()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        assert PINNED.match(line) or HASH.match(line), line
        if pin := PINNED.match(line):
            assert HASH.match(following), f"no hash for {line}"
            pinned.add(pin["name"])

    assert {"django", "granian"} <= pinned


@pytest.mark.parametrize("name", ["base", "dev"])
def test_lock_names_no_address(name):
    assert re.findall(r"\S*(?:://|--(?:extra-)?index|--find-links|--trusted)\S*", read_lock(name)) == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_lock_answers_what_pyproject_asks_for(name):
    locked = pins(read_lock(name))
    wanted = {canonicalize_name(requirement.name): requirement for requirement in asked_for(name)}

    assert [name for name, wish in wanted.items() if locked.get(name) not in wish.specifier] == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_lock_keeps_nothing_that_pyproject_no_longer_asks_for(name):
    blocks = re.split(r"^(?=[a-z0-9-]+==)", read_lock(name), flags=re.MULTILINE)
    direct = {block.split("==")[0] for block in blocks if "careersguide (pyproject.toml)" in block}
    wanted = {canonicalize_name(requirement.name) for requirement in asked_for(name)}
    extras = {canonicalize_name(r.name) + f"-{extra}" for r in asked_for(name) for extra in r.extras}

    assert direct - extras == wanted


def test_dev_lock_holds_the_base_lock():
    assert pins(read_lock("dev")).items() >= pins(read_lock("base")).items()
