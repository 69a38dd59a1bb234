"""One ``manage.py run`` on each database, for as long as its process lives."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection

from careersguide.run_lock import AlreadyRuns, hold_file, hold_run_lock


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [1, 2])
def test_second_on_a_database_hears_where_the_first_serves(times):
    for port in range(8000, 8000 + times):
        with (
            hold_run_lock(connection, f"http://127.0.0.1:{port}"),
            pytest.raises(AlreadyRuns) as refused,
            hold_run_lock(connection, "http://127.0.0.1:8009"),
        ):
            pass

        assert refused.value.address == f"http://127.0.0.1:{port}"


# Holds a file, starts a child that lives until its input ends, and waits.
HOLDER = """
import subprocess, sys
from types import SimpleNamespace
from careersguide.run_lock import hold_file

with hold_file(SimpleNamespace(settings_dict={"NAME": sys.argv[1]}), "http://127.0.0.1:8000"):
    subprocess.Popen([sys.executable, "-c", "print('the child is here', flush=True); input()"])
    input()
"""


def test_hold_ends_with_a_killed_process_though_its_child_lives(tmp_path):
    database = tmp_path / "own.sqlite3"
    connection = SimpleNamespace(settings_dict={"NAME": database})
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "the child is here\n"
        with pytest.raises(AlreadyRuns), hold_file(connection, "http://127.0.0.1:8001"):
            pass

        holder.kill()
        holder.wait(10)

        with hold_file(connection, "http://127.0.0.1:8001"):
            assert (tmp_path / "own.sqlite3.run").read_text() == "http://127.0.0.1:8001\n"
