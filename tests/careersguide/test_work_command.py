"""``manage.py work`` as the process it is."""

import os
import signal
import sqlite3
import threading

import pytest

from tests.mailserver import HANG, mail_server
from tests.processes import descendants, is_gone, manage, needs_proc, own_environment, started, until

pytestmark = needs_proc


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    environment = own_environment(tmp_path_factory.mktemp("work"))
    manage("migrate", environment=environment)
    return environment


def task_workers(work):
    return [pid for pid, line in descendants(work.pid).items() if "db_worker" in line]


def test_work_starts_a_killed_task_worker_again(environment):
    with started("work", environment=environment) as work:
        (first,) = until(lambda: task_workers(work))

        os.kill(first, signal.SIGKILL)

        (second,) = until(lambda: [pid for pid in task_workers(work) if pid != first])
        assert is_gone(first)
        assert not is_gone(second)
        assert work.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_work_asked_to_end_leaves_no_process_behind(environment, number):
    with started("work", environment=environment) as work:
        until(lambda: task_workers(work))
        children = descendants(work.pid)

        work.send_signal(number)

        assert work.wait(10) == 0
        assert [line for pid, line in children.items() if not is_gone(pid)] == []


@pytest.mark.parametrize("answers", [{}, {"EHLO": HANG}], ids=["answers", "hangs"])
def test_work_sends_mail_and_does_its_jobs_whatever_the_mail_server_does(environment, tmp_path, answers):
    database = environment["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(database) as rows:
        rows.executescript(SIGN_IN)
    rows.close()
    reached = threading.Event()
    with mail_server() as (handler, port):
        handler.answers, handler.on_hang = answers, reached.set
        smtp = {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        with started("work", environment={**environment, **smtp}) as work:
            until(lambda: reached.is_set() or handler.recipients)
            until(lambda: jobs_done(database))

            work.send_signal(signal.SIGTERM)

            assert work.wait(10) == 0
        assert handler.recipients == ([] if answers else ["anna@school.example"])


SIGN_IN = """
DELETE FROM webinars_mail; DELETE FROM webinars_adviser; DELETE FROM webinars_school;
DELETE FROM careersguide_job;
INSERT INTO webinars_school (id, name, urn, town, postcode) VALUES (1, 'Hill School', '', '', '');
INSERT INTO webinars_adviser (id, email, name, nonce, school_id)
    VALUES (1, 'anna@school.example', 'Anna', 'nonce', 1);
INSERT INTO webinars_mail (id, key, kind, adviser_id, is_urgent, written_at, due_at, tries, trouble)
    VALUES (1, 'sign-in:nonce', 'sign-in', 1, 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 0, '');
"""


def jobs_done(database: str) -> bool:
    with sqlite3.connect(database) as rows:
        ((open_jobs, jobs),) = rows.execute("SELECT SUM(last_run_at IS NULL), COUNT(*) FROM careersguide_job")
    rows.close()
    return jobs > 0 and not open_jobs
