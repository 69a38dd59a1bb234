"""Files to import: invented ones in the published formats, and the published ones if they are available.

``tests/imports`` has the invented ones, with each kind of route, pay, requirement and outcome, so that
every rule is tried in a clone. The published files are next to a checkout, if at all: the same tests
read them as an extra, a sample of the 829 profiles by day and all of them at night.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from tests.hostile import DATA

MADE_UP = Path(__file__).parent / "imports"
PROFILES = DATA / "ncs" / "profiles.json"
ESCO = DATA / "esco" / "occupations.csv.gz"
ONET = DATA / "onet"
SAMPLE = Path(__file__).with_name("profiles_sample.txt")


def needs(*paths: Path):
    """Skip where a published file is missing."""
    missing = ", ".join(str(path.relative_to(DATA)) for path in paths if not path.exists())
    return pytest.mark.skipif(bool(missing), reason=f"an extra of tests/imports: {missing}")


needs_profiles, needs_onet, needs_esco = needs(PROFILES), needs(ONET), needs(ESCO)

PROFILE_FILES = [
    pytest.param("made-up"),
    pytest.param("sample", marks=needs_profiles),
    pytest.param("whole", marks=[needs_profiles, pytest.mark.nightly]),
]


def sample_slugs() -> list[str]:
    """The published profiles that hold every kind there is: ``tests.kinds`` chose them."""
    return SAMPLE.read_text(encoding="utf-8").split()


@cache
def records(name: str) -> list[dict]:
    """The profiles of one of ``PROFILE_FILES``, as its JSON has them."""
    path = MADE_UP / "profiles.json" if name == "made-up" else PROFILES
    found = json.loads(path.read_text(encoding="utf-8"))
    chosen = set(sample_slugs()) if name == "sample" else {record["slug"] for record in found}
    return [record for record in found if record["slug"] in chosen]
