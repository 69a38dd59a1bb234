"""What ``make`` installs: what the lock says and nothing else, in a .venv that fits its Python."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pip
import pytest

BASE_DIR = Path(__file__).resolve().parent.parent
HERE = "{}.{}".format(*sys.version_info[:2])


def load_script():
    spec = importlib.util.spec_from_file_location("install", BASE_DIR / "requirements" / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


class Machine:
    """A folder with two locks, and a Python and a pip that only pretend."""

    def __init__(self, folder: Path):
        self.folder, self.venv = folder, folder / ".venv"
        self.packages = {"pip", "setuptools"}
        self.runs = HERE  # the version that .venv/bin/python answers
        self.failing = {}  # what a command of pip answers instead
        self.calls, self.said = [], []
        self.lock("base", "django", "nh3")
        self.lock("dev", "django", "nh3", "pytest")

    def lock(self, name: str, *packages: str) -> None:
        text = "".join(f"{package}==1.0 \\\n    --hash=sha256:{'0' * 64}\n" for package in packages)
        (self.folder / f"{name}.txt").write_text(text)

    def install(self, name: str) -> list[str]:
        """Install ``name``; return the commands of pip that ran."""
        self.calls.clear()
        self.said.clear()
        script.install(name, venv=self.venv, folder=self.folder, run=self.run, say=self.said.append)
        return self.calls

    def run(self, command):
        words = [str(word) for word in command]
        if "venv" in words:
            self.make_venv()
            return answer("")
        if words[-1] == script.WHICH_PYTHON:
            return answer(f"{self.runs}\n")
        if words[-1] == script.WHICH_PACKAGES:
            return answer(" ".join(sorted(self.packages)))
        act = next(word for word in words if word in {"install", "uninstall", "check"})
        self.calls.append(" ".join(words[words.index(act) :]).replace(f"{self.folder}/", ""))
        if act in self.failing:
            return answer(self.failing[act], 1)
        if act == "install":
            self.packages |= script.names_of(Path(words[-1]))
        elif act == "uninstall":
            self.packages -= {*words}
        return answer("")

    def make_venv(self):
        shutil.rmtree(self.venv, ignore_errors=True)
        (self.venv / "lib" / f"python{HERE}" / "site-packages" / "pip").mkdir(parents=True)
        (self.venv / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {HERE}.1\n")
        self.packages, self.runs = {"pip", "setuptools"}, HERE

    def stamps(self) -> list[str]:
        return sorted(path.name for path in self.venv.glob(".*"))


def answer(words: str, code: int = 0):
    return SimpleNamespace(stdout=words, returncode=code)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


INSTALL = "install --no-deps --require-hashes --only-binary=:all: -r"


def test_first_install_makes_the_environment_and_fills_it(machine):
    assert machine.install("base") == [f"{INSTALL} base.txt", "check"]
    assert machine.said == [f"Making .venv with Python {HERE} …", "Installing what the site needs …"]
    assert machine.packages == {"pip", "setuptools", "django", "nh3"}
    assert machine.stamps() == [".base"]


@pytest.mark.parametrize("name", ["base", "dev"])
def test_second_install_does_nothing_and_says_nothing(machine, name):
    machine.install(name)

    assert machine.install(name) == []
    assert machine.said == []


def test_packages_of_the_tests_come_to_those_of_the_site_and_stay(machine):
    machine.install("base")

    assert machine.install("dev") == [f"{INSTALL} dev.txt", "check"]
    assert machine.stamps() == [".dev"]
    assert machine.install("base") == []
    assert "pytest" in machine.packages


@pytest.mark.parametrize("name", ["base", "dev"])
def test_package_that_left_the_lock_is_removed_before_the_others_come(machine, name):
    machine.install(name)
    machine.lock("base", "django", "markdown-it-py")
    machine.lock("dev", "django", "markdown-it-py", "pytest")
    machine.packages |= {"Some_other.Thing", "wheel"}

    assert machine.install(name) == [
        "uninstall --yes nh3 some-other-thing wheel",
        f"{INSTALL} {name}.txt",
        "check",
    ]
    assert machine.install(name) == []


@pytest.mark.parametrize(
    ("made_for", "runs"), [("3.9", HERE), (HERE, "3.9"), (HERE, ""), ("", HERE)], ids=str
)
def test_environment_of_another_python_is_made_again(machine, made_for, runs):
    machine.install("dev")
    (machine.venv / "pyvenv.cfg").write_text(f"version = {made_for}.1\n")
    machine.runs = runs

    assert machine.install("base") == [f"{INSTALL} base.txt", "check"]
    assert machine.said[0] == f"Making .venv again with Python {HERE} …"
    assert machine.stamps() == [".base"]


def test_environment_without_pip_is_made_again(machine):
    machine.install("base")
    shutil.rmtree(machine.venv / "lib")

    assert machine.install("base") == [f"{INSTALL} base.txt", "check"]


def test_stamp_of_another_release_of_this_project_counts_for_nothing(machine):
    machine.make_venv()
    (machine.venv / ".base").touch()

    assert machine.install("base") == [f"{INSTALL} base.txt", "check"]


UNREACHABLE = (
    "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) "
    "after connection broken by 'NewConnectionError(...)': /simple/django/\n"
    "ERROR: Could not find a version that satisfies the requirement django==1.0 (from versions: none)\n"
    "ERROR: No matching distribution found for django==1.0\n"
)


@pytest.mark.parametrize(
    ("act", "words", "told"),
    [
        ("install", UNREACHABLE, "no network"),
        (
            "install",
            "Collecting django\nERROR: No matching distribution found for django==1.0\n",
            "No matching",
        ),
        ("install", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n", "DO NOT MATCH"),
        ("check", "nh3 1.0 requires maturin, which is not installed.\n", "maturin"),
    ],
)
def test_failed_install_says_why_in_few_lines_and_begins_again_next_time(machine, act, words, told):
    machine.failing = {act: words}

    with pytest.raises(script.Refusal) as refused:
        machine.install("base")

    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 2
    assert machine.stamps() == []
    machine.failing = {}
    assert machine.install("base") == [f"{INSTALL} base.txt", "check"]


def test_python_without_ensurepip_hears_the_name_of_the_package(machine, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(script.Refusal) as refused:
        machine.install("base")

    assert len(str(refused.value).splitlines()) == 2
    assert f"apt install python{HERE}-venv" in str(refused.value)


def test_older_python_hears_what_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))

    assert script.main(["base"]).startswith("careersguide needs Python 3.11 or newer")


def test_pip_is_not_told_to_put_packages_elsewhere(monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_CONSTRAINT", "/elsewhere/constraints.txt")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")

    said = script.run([sys.executable, "-c", "import os; print(*(n for n in os.environ if n[:4] == 'PIP_'))"])

    assert "PIP_INDEX_URL" in said.stdout.split()
    assert {"PIP_TARGET", "PIP_CONSTRAINT"}.isdisjoint(said.stdout.split())


def test_make_without_a_way_to_the_packages_ends_with_two_plain_lines(tmp_path):
    (tmp_path / "requirements").mkdir()
    for name in ("Makefile", ".env.example", "requirements/install.py", "requirements/base.txt"):
        shutil.copy(BASE_DIR / name, tmp_path / name)
    # An environment with pip and nothing else, quicker than venv makes one.
    venv = tmp_path / ".venv"
    packages = venv / "lib" / f"python{HERE}" / "site-packages"
    for folder in (venv / "bin", packages):
        folder.mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "pyvenv.cfg").symlink_to(Path(sys.prefix) / "pyvenv.cfg")
    (packages / "pip").symlink_to(Path(pip.__file__).parent)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    # Port 9 of this machine: nothing listens there, and no name has to be looked up.
    environment |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_FIND_LINKS": ""}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PYTHON": sys.executable}

    made = subprocess.run(
        ["make", "install"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )

    assert made.returncode == 2
    assert made.stdout == "Installing what the site needs …\n"
    told = [line for line in made.stderr.splitlines() if not line.startswith("make: ***")]
    assert len(told) == 2
    assert told[0].startswith("pip cannot reach the packages")
