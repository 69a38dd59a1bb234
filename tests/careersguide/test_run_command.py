"""``manage.py run``: the whole site in one command, and nothing of it left afterwards."""

import signal
import socket
from urllib.request import urlopen

import pytest

from tests.processes import descendants, is_gone, needs_proc, own_environment, started, until

pytestmark = needs_proc


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_until(command, words):
    """What ``command`` has said up to the line with ``words``."""
    said = ""
    for line in command.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it never said “{words}” but:\n{said}")


def test_run_on_an_empty_database_serves_the_sample_and_works_until_asked_to_end(tmp_path, port):
    environment = own_environment(tmp_path)
    environment.pop("SITE_URL", None)
    with started("run", "--port", str(port), environment=environment) as run:
        said = read_until(run, "is ready")
        assert f"http://127.0.0.1:{port} is ready" in said
        assert len(said.splitlines()) <= 24  # one screen
        with urlopen(f"http://127.0.0.1:{port}/careers/") as page:
            assert page.status == 200
            assert b"Nurse" in page.read()
        with urlopen(f"http://127.0.0.1:{port}/sitemap.xml") as page:
            assert f"<loc>http://127.0.0.1:{port}/".encode() in page.read()
        until(lambda: any("db_worker" in line for line in descendants(run.pid).values()))
        children = descendants(run.pid)
        assert sum("granian" in line for line in children.values()) >= 1

        run.send_signal(signal.SIGINT)

        assert run.wait(15) == 0
        assert [line for pid, line in children.items() if not is_gone(pid)] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_run_again_and_ended_at_once_leaves_nothing(tmp_path, port, number):
    with started("run", "--port", str(port), environment=own_environment(tmp_path)) as run:
        children = until(lambda: descendants(run.pid))

        run.send_signal(number)

        assert run.wait(15) == 0
        assert [line for pid, line in children.items() if not is_gone(pid)] == []


def test_run_on_a_taken_port_says_so_with_the_remedy(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started("run", "--port", str(port), environment=own_environment(tmp_path)) as run:
            said = run.stdout.read()

            assert run.wait(15) == 1
            assert (
                said == f"CommandError: Port {port} is in use. Take another one: make run PORT={port + 1}\n"
            )
    assert not (tmp_path / "own.sqlite3").exists()


def test_run_whose_web_server_cannot_start_ends_the_rest_with_words(tmp_path, port):
    environment = own_environment(tmp_path, GRANIAN_LOOP="no such loop")
    with started("run", "--port", str(port), environment=environment) as run:
        children = until(lambda: descendants(run.pid))
        said = run.stdout.read()

        assert run.wait(15) == 1
        assert "The web server ended by itself (2), so everything ends." in said
        assert [line for pid, line in children.items() if not is_gone(pid)] == []
