"""The exit status of ``make test``: success only if nothing is wrong."""

import os
import subprocess
import sys
from pathlib import Path

from tests.processes import FOREIGN

BASE_DIR = Path(__file__).resolve().parent.parent


def run_tests(**environment):
    """Run the command on one small file, without PostgreSQL and without a browser."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    for name in ("TEST_POSTGRES_URL", "CAREERSGUIDE_REQUIRE", "CHROMIUM"):
        inherited.pop(name, None)
    return subprocess.run(
        [sys.executable, "tests/run.py", "tests/test_hooks.py"],
        cwd=BASE_DIR,
        env=inherited | {"WORKERS": "0", "CHROMIUM": "no-such-browser"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_run_when_all_is_well_succeeds_and_names_what_did_not_run():
    answer = run_tests(**FOREIGN)  # the shell of another project is well too

    assert (answer.returncode, answer.stderr) == (0, "")
    assert "not run: postgres, because TEST_POSTGRES_URL names no server" in answer.stdout


def test_run_without_a_required_database_fails_and_says_so():
    answer = run_tests(CAREERSGUIDE_REQUIRE="postgres")

    assert answer.returncode == 1
    assert "required but missing: postgres" in answer.stderr
