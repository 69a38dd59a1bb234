"""``manage.py run``: the whole site in one command, and nothing of it left afterwards."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from django.conf import settings

from careersguide.run_lock import hold_file
from tests.processes import FOREIGN, descendants, is_gone, manage, needs_proc, own_environment, started, until
from tests.run import settings_variables
from tests.test_install import script as install_script

pytestmark = needs_proc


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def project(tmp_path):
    """A copy of the project with all its packages installed and no .env."""
    folder = tmp_path / "project"
    # "mail" is a folder of ``make run`` at the top, and a package of the code further down.
    made_here = {"staticfiles", "media", "mail", "docs", "tests"}

    def unwanted(parent, names):
        above = made_here if Path(parent) == settings.BASE_DIR else set()
        return above | shutil.ignore_patterns(".*", "*.sqlite3*", "*.pyc")(parent, names)

    shutil.copytree(settings.BASE_DIR, folder, ignore=unwanted)
    shutil.copy(settings.BASE_DIR / ".env.example", folder)
    venv = folder / ".venv"
    venv.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (venv / name).symlink_to(Path(sys.prefix) / name)
    (venv / ".dev").write_text(install_script.stamp_of(folder / "requirements" / "dev.txt"))
    return folder


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


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A database that the command has served before."""
    folder = tmp_path_factory.mktemp("filled")
    for command in ("migrate", "load_sample"):
        manage(command, environment=own_environment(folder))
    return folder / "own.sqlite3"


@pytest.fixture
def again(filled, tmp_path):
    shutil.copy(filled, tmp_path)
    return own_environment(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_run_again_and_ended_at_once_leaves_nothing(again, port, number):
    with started("run", "--port", str(port), environment=again) as run:
        children = until(lambda: descendants(run.pid), seconds=90)

        run.send_signal(number)

        assert run.wait(15) == 0
        assert [line for pid, line in children.items() if not is_gone(pid)] == []


def test_make_run_obeys_its_file_and_its_arguments_and_no_others(project, port):
    """With .env.example as it is, in a shell full of another project's variables, said into a file."""
    shutil.copy(project / ".env.example", project / ".env")
    own = project / "own.sqlite3"
    command = ["make", "run", f"PORT={port}", f"DATABASE_URL=sqlite:///{own}"]
    inherited = {name: value for name, value in os.environ.items() if name not in settings_variables()}
    with open(project / "said", "w") as said:
        make = subprocess.Popen(
            command,
            cwd=project,
            env=inherited | FOREIGN | {"PORT": "9", "PYTHON": sys.executable},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until(lambda: make.poll() is not None or "is ready" in (project / "said").read_text(), seconds=120)
        lines = (project / "said").read_text().splitlines()
        with urlopen(f"http://127.0.0.1:{port}/careers/") as page:
            html = page.read().decode()
        (sheet,) = re.findall(r'href="(/static/css/site\.[^"]+)"', html)
        with urlopen(f"http://127.0.0.1:{port}{sheet}") as answer:
            assert answer.status == 200
        children = descendants(make.pid)

        os.killpg(make.pid, signal.SIGINT)  # Ctrl-C reaches all that a terminal started

        make.wait(30)
    finally:
        make.terminate()
        make.wait(30)
    ignored = lines[0].rpartition(": ")[2].split()
    assert lines[0].startswith("Ignored")
    assert sorted(ignored) == sorted(set(FOREIGN) - {"DATABASE_URL"})  # that one is an argument
    assert lines[1:] == [
        "Wrote a random SECRET_KEY into .env, where there was none.",
        "Preparing the database …",
        "Loading the sample content …",
        "32 careers are loaded.",
        "Collecting the static files …",
        "Without DEBUG there are no demonstration logins: manage.py createsuperuser makes one.",
        f"http://127.0.0.1:{port} is ready. Ctrl-C ends it.",
    ]
    assert "Nurse" in html
    assert own.exists()
    assert not (project / "db.sqlite3").exists()
    assert len(children) >= 4
    assert [line for pid, line in children.items() if not is_gone(pid)] == []


def test_run_beside_another_one_says_where_that_is_and_changes_nothing(tmp_path, port):
    first = SimpleNamespace(settings_dict={"NAME": tmp_path / "own.sqlite3"})
    environment = own_environment(tmp_path)
    with (
        hold_file(first, "http://127.0.0.1:8000"),
        started("run", "--port", str(port), environment=environment) as run,
    ):
        said = run.stdout.read()

        assert run.wait(15) == 1
    assert said.startswith(
        "CommandError: careersguide already runs on this database, at http://127.0.0.1:8000. "
        "Nothing was changed.\n"
    )
    assert len(said.splitlines()) == 2
    assert not (tmp_path / "own.sqlite3").exists()


def test_run_on_a_database_of_another_release_names_the_file_and_leaves_it(tmp_path, port):
    database = tmp_path / "own.sqlite3"
    with closing(sqlite3.connect(database)) as rows:
        rows.executescript(OTHER_RELEASE)
    before = database.read_bytes()
    with started("run", "--port", str(port), environment=own_environment(tmp_path)) as run:
        said = run.stdout.read()

        assert run.wait(15) == 1
    assert said == (
        f"CommandError: {database} was made by another release of careersguide "
        "(profiles.0099_later is not known here).\n"
        "Nothing was changed. Move own.sqlite3 away, then start again.\n"
    )
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    "url",
    ["postgres://nobody@127.0.0.1:9/none", "sqlite:////no/such/folder/own.sqlite3"],
    ids=["server", "file"],
)
def test_run_without_a_database_says_so_in_a_line(tmp_path, port, url):
    environment = own_environment(tmp_path, DATABASE_URL=url)
    with started("run", "--port", str(port), environment=environment) as run:
        said = run.stdout.read()

        assert run.wait(30) == 1
    assert said.startswith("CommandError: The database cannot be used: ")
    assert len(said.splitlines()) == 1


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


def test_run_whose_web_server_cannot_start_ends_the_rest_with_words(again, port):
    environment = again | {"GRANIAN_LOOP": "no such loop"}
    with started("run", "--port", str(port), environment=environment) as run:
        children = until(lambda: descendants(run.pid), seconds=90)
        said = run.stdout.read()

        assert run.wait(15) == 1
        assert "The web server ended by itself (2), so everything ends." in said
        assert [line for pid, line in children.items() if not is_gone(pid)] == []


# As Django writes it, with one migration that is not among ours.
OTHER_RELEASE = """
PRAGMA journal_mode=WAL;
CREATE TABLE django_migrations (
    id integer PRIMARY KEY, app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime NOT NULL
);
INSERT INTO django_migrations (app, name, applied) VALUES
    ('auth', '0001_initial', '2026-01-01'), ('profiles', '0099_later', '2026-01-01');
"""
