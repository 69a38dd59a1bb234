"""Make .venv hold what a lock says and nothing else: ``python3 requirements/install.py base`` (or ``dev``).

It runs on the standard library alone. What to install comes from the lock; where the packages are
fetched from is the business of pip's own settings. A stamp in .venv remembers the lock and the Python,
so that a second call has nothing to do.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
VENV = FOLDER.parent / ".venv"
PURPOSE = {"base": "what the site needs", "dev": "what the tests need"}  # dev.txt holds all of base.txt
OLDEST = (3, 11)
HERE = "{}.{}".format(*sys.version_info[:2])
STAYS = {"pip", "setuptools"}  # what a virtual environment is made with
INSTALL = ["install", "--no-deps", "--require-hashes", "--only-binary=:all:"]
# Settings of pip that would put packages elsewhere, or choose others than the lock does.
MISLEADING = ["TARGET", "PREFIX", "ROOT", "USER", "REQUIREMENT", "CONSTRAINT", "NO_BINARY", "DRY_RUN"]
WHICH_PYTHON = "import sys; print('{}.{}'.format(*sys.version_info[:2]))"
WHICH_PACKAGES = "import importlib.metadata as m; print(*{d.metadata['Name'] for d in m.distributions()})"
UNREACHABLE = re.compile(
    r"connection broken by|Max retries exceeded|ConnectionError|ConnectTimeout|timed out"
)
MOST_LINES = 5


class Refusal(Exception):
    """Why nothing could be installed, in a line or two for the person at the terminal."""


def run(command):
    """Run ``command`` and return what it answered; raise ``OSError`` where there is no such program."""
    misleading = {f"PIP_{name}" for name in MISLEADING}
    environment = {name: value for name, value in os.environ.items() if name not in misleading}
    return subprocess.run(
        [str(part) for part in command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def install(name, venv=VENV, folder=FOLDER, run=run, say=print):
    """Make ``venv`` hold the packages of the lock ``name`` and no others. Raises ``Refusal``."""
    if not is_sound(venv, run):
        make_venv(venv, run, say)
    if (venv / ".dev").exists():
        name = "dev"  # the tests' packages stay once they are there
    stamp, content = venv / f".{name}", stamp_of(folder / f"{name}.txt")
    if stamp.exists() and stamp.read_text() == content:
        return
    say(f"Installing {PURPOSE[name]} …")
    for old in PURPOSE:
        (venv / f".{old}").unlink(missing_ok=True)
    python = venv / "bin" / "python"
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    # Before the others come: a package may take over the files of one that is dropped.
    dropped = sorted(installed(python, run) - names_of(folder / f"{name}.txt") - STAYS)
    if dropped:
        succeed(run([*pip, "uninstall", "--yes", *dropped]))
    succeed(run([*pip, "--quiet", *INSTALL, "-r", folder / f"{name}.txt"]))
    succeed(run([*pip, "check"]))
    stamp.write_text(content)


def is_sound(venv, run):
    """Whether ``venv`` works and was made for the Python that runs this; an upgrade of Python ends both."""
    try:
        made_for = re.search(
            r"^version(?:_info)? *= *(\d+\.\d+)", (venv / "pyvenv.cfg").read_text(), re.MULTILINE
        )
        answer = run([venv / "bin" / "python", "-I", "-S", "-c", WHICH_PYTHON])
    except OSError:
        return False
    has_pip = (venv / "lib" / f"python{HERE}" / "site-packages" / "pip").is_dir()
    return bool(made_for) and made_for.group(1) == answer.stdout.strip() == HERE and has_pip


def make_venv(venv, run, say):
    if not importlib.util.find_spec("ensurepip"):
        raise Refusal(
            "This Python cannot make a virtual environment: its module ensurepip is missing.\n"
            f"On Debian and Ubuntu it comes with: apt install python{HERE}-venv"
        )
    say(f"Making {venv.name} {'again ' if venv.exists() else ''}with Python {HERE} …")
    # Not sys.executable, which may be in the folder that is about to be emptied.
    answer = run([os.path.realpath(sys.executable), "-m", "venv", "--clear", venv])
    if answer.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        raise Refusal("\n".join([f"{venv.name} could not be made:", *answer.stdout.splitlines()[-1:]]))


def stamp_of(lock):
    return f"Python {HERE} {hashlib.sha256(lock.read_bytes()).hexdigest()}\n"


def names_of(lock):
    """The names of the packages that ``lock`` pins."""
    return set(re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.MULTILINE))


def installed(python, run):
    """The names of the packages that are there, written as in a lock."""
    named = succeed(run([python, "-I", "-c", WHICH_PACKAGES])).split()
    return {re.sub(r"[-_.]+", "-", name).lower() for name in named}


def succeed(answer):
    """What ``answer`` said; raise ``Refusal`` in plain words where it failed."""
    if answer.returncode == 0:
        return answer.stdout
    if UNREACHABLE.search(answer.stdout):
        raise Refusal(
            "pip cannot reach the packages: this machine has no network, or pip's index does not answer.\n"
            "Nothing is lost. Try the same command again when it does."
        )
    errors = [line for line in answer.stdout.splitlines() if line.startswith("ERROR:")]
    words = "\n".join((errors or answer.stdout.splitlines())[:MOST_LINES])
    raise Refusal(f"The packages could not be installed for Python {HERE}; pip says:\n{words}")


def main(arguments):
    """Install and return None, or return the words that say why not."""
    if sys.version_info < OLDEST:
        return (
            f"careersguide needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {HERE}.\n"
            "Where another is installed, name it: make run PYTHON=python3.12"
        )
    if len(arguments) != 1 or arguments[0] not in PURPOSE:
        return "install.py takes one word: base or dev"
    try:
        # Two commands started together install one after the other. The lock ends with this process.
        with open(__file__) as own:
            fcntl.flock(own, fcntl.LOCK_EX)
            install(arguments[0])
    except Refusal as refusal:
        return str(refusal)
    except KeyboardInterrupt:
        return "Stopped. The same command begins again."
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
