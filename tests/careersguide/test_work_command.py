"""``manage.py work`` as the process it is."""

import os
import signal

import pytest

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
