"""Run every test, as ``make test`` does: on SQLite, on PostgreSQL and in the browser if there is one.

On PostgreSQL only tests that use the database run, because the rest have already run on SQLite.


Tests marked ``nightly`` run with ``--nightly`` only.

``TEST_POSTGRES_URL`` names a PostgreSQL server, ``CHROMIUM`` the browser if it is not on the path,
``CAREERSGUIDE_REQUIRE="postgres browser"`` what must not be missing, ``WORKERS`` the number of
processes. Other arguments are passed to pytest.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import psycopg

BASE_DIR = Path(__file__).resolve().parent.parent
SQLITE_URL = f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
NO_TESTS_COLLECTED = 5
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Outcome:
    """The outcome of one run of pytest."""

    name: str
    exit_code: int
    passed: int = 0
    failed: int = 0
    skipped: Counter = field(default_factory=Counter)  # the number for each reason

    @property
    def is_empty(self) -> bool:
        return not (self.passed or self.failed)

    def __str__(self):
        words = [f"{self.name} {self.passed} passed"]
        if self.failed:
            words.append(f"{self.failed} FAILED")
        if self.skipped:
            reasons = "; ".join(f"{count} {reason}" for reason, count in self.skipped.items())
            words.append(f"{self.skipped.total()} skipped ({reasons})")
        return ", ".join(words)


def settings_variables() -> list[str]:
    """The names of all variables that the site's settings read."""
    example = (BASE_DIR / ".env.example").read_text(encoding="utf-8")
    return ["DJANGO_SETTINGS_MODULE", "ENV_FILE", *re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)]


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, CHROMIUMS)), None)


def version_of(chromium: str) -> str:
    """The browser's name and version, such as "Chromium 140.0.7339.80"."""
    said = subprocess.run([chromium, "--version"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:2])


def why_no_postgres(url: str | None) -> str:
    """Why there is no PostgreSQL to test on; "" when there is."""
    if not url:
        return "TEST_POSTGRES_URL names no server"
    try:
        # The database in the URL need not exist: the tests create a separate one on the same server.
        psycopg.connect(url, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return f"TEST_POSTGRES_URL: {str(error).splitlines()[0]}"
    return ""


def run_pytest(name: str, marker: str, arguments: list[str], **environment: str) -> Outcome:
    """Run the tests that ``marker`` selects, with extra environment variables."""
    print(f"--- {name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("WORKERS", "2"), "-m", marker]
        exit_code = subprocess.run(
            [*command, f"--junitxml={report}", *arguments],
            cwd=BASE_DIR,
            env={**os.environ, **environment},
        ).returncode
        return read_report(name, exit_code, report)


def read_report(name: str, exit_code: int, report: Path) -> Outcome:
    outcome = Outcome(name, exit_code)
    if not report.exists():
        return outcome
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  pytest has just written it
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif (skip := case.find("skipped")) is not None:
            outcome.skipped[skip.get("message", "")] += 1
        else:
            outcome.passed += 1
    return outcome


def verdict(outcomes: list[Outcome], missing: dict[str, str], required: set[str], is_partial: bool) -> str:
    """What is wrong with the run, or "". With ``is_partial``, some outcomes may be empty, but not all."""
    if absent := [f"{name} ({why})" for name, why in missing.items() if name in required]:
        return f"required but missing: {', '.join(absent)}"
    if broken := [o.name for o in outcomes if o.exit_code not in (0, NO_TESTS_COLLECTED)]:
        return f"failed: {', '.join(broken)}"
    empty = [o.name for o in outcomes if o.is_empty]
    if len(empty) == len(outcomes) or (empty and not is_partial):
        return f"no tests ran: {', '.join(empty)}"
    return ""


def main(arguments: list[str]) -> str:
    required = set(os.environ.get("CAREERSGUIDE_REQUIRE", "").split())
    if unknown := required - {"postgres", "browser"}:
        return f"CAREERSGUIDE_REQUIRE: {', '.join(sorted(unknown))} is not known"
    # Settings in .env and in the shell are ignored: the tests are the same on every machine. A make
    # that a test starts inherits nothing from the one that runs the tests.
    for name in [*settings_variables(), "MAKEFLAGS", "MAKELEVEL", "MFLAGS"]:
        os.environ.pop(name, None)
    os.environ |= {"ENV_FILE": os.devnull, "SECRET_KEY": "only-for-tests", "DATABASE_URL": SQLITE_URL}
    # All processes of the three runs may read what Python and pytest have compiled once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    wanted = "" if "--nightly" in arguments else " and not nightly"
    arguments = [argument for argument in arguments if argument != "--nightly"]
    missing = {}
    outcomes = [run_pytest("SQLite", f"not browser{wanted}", arguments)]

    postgres_url = os.environ.get("TEST_POSTGRES_URL")
    if why := why_no_postgres(postgres_url):
        missing["postgres"] = why
    else:
        arguments_here, marker = ["--only-database", *arguments], f"not browser{wanted}"
        outcomes.append(run_pytest("PostgreSQL", marker, arguments_here, DATABASE_URL=postgres_url))

    if chromium := find_chromium():
        name = f"browser ({version_of(chromium)})"
        outcomes.append(run_pytest(name, f"browser{wanted}", arguments, CHROMIUM=chromium))
    else:
        missing["browser"] = f"no Chromium: none of {', '.join(CHROMIUMS)} is on the path, nor CHROMIUM set"

    for name, why in missing.items():
        print(f"not run: {name}, because {why}")
    print("ran:", " · ".join(map(str, outcomes)))
    return verdict(outcomes, missing, required, is_partial=bool(arguments))


if __name__ == "__main__":
    # sys.exit("") would print an empty line and fail: nothing wrong must be None.
    sys.exit(main(sys.argv[1:]) or None)
