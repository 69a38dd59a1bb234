"""The site as in production, on a temporary database and a free port, for the length of a measurement."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_BE_READY = 120


@contextmanager
def serving(profiles: Path | None = None) -> Iterator[str]:
    """Serve the site with the sample content, or with the careers in ``profiles``; yield its address.

    DEBUG is off and the static files are hashed and compressed. ``profiles`` is a file from the
    National Careers Service, see docs/importing.md. Raises ``RuntimeError`` if the site does not start.
    """
    with own_environment() as environment:
        manage("collectstatic", "--noinput", "--verbosity", "0", environment=environment)
        if profiles:
            manage("migrate", "--verbosity", "0", environment=environment)
            manage("import_careers", "ncs", str(profiles), "--publish", environment=environment)
        address = environment["SITE_URL"]
        command = [sys.executable, "manage.py", "run", "--port", str(urlsplit(address).port)]
        with started(command, environment):
            yield address


@contextmanager
def own_environment(postgres: str = "", **more: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a site on a free port, with a database that is deleted afterwards.

    ``postgres`` is the URL of a PostgreSQL server; without it the database is SQLite. ``more``
    are further variables.
    """
    with TemporaryDirectory() as folder, _own_database(folder, postgres) as database:
        address = f"http://127.0.0.1:{free_port()}"
        yield {
            **os.environ,
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "SECRET_KEY": "only-for-a-measurement",
            "DEBUG": "false",
            "SITE_URL": address,
            "ALLOWED_HOSTS": "",  # the one of SITE_URL
            "DATABASE_URL": database,
            "EMAIL_URL": "",
            "MEDIA_ROOT": f"{folder}/media",
            "STATIC_ROOT": f"{folder}/static",
            **more,
        }


@contextmanager
def _own_database(folder: str, postgres: str) -> Iterator[str]:
    if not postgres:
        yield f"sqlite:///{folder}/site.sqlite3"
        return
    name = f"benchmark_{os.getpid()}"
    # A separate connection for each statement: the server may be restarted in between.
    with psycopg.connect(postgres, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(postgres)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(postgres, dbname="postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(*arguments: str, environment: dict[str, str]) -> None:
    """Run a management command to its end."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def web_server_of(environment: dict[str, str]) -> list[str]:
    """The command for the web server alone, as ``manage.py run`` starts it. Django must be set up."""
    from careersguide.management.commands.run import environment_of_children, web_server

    port = urlsplit(environment["SITE_URL"]).port
    environment.update({**environment_of_children(port), **environment})
    return web_server(port)


def close_connections() -> None:
    """Close all connections and the pool, so that the database can be dropped."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()


@contextmanager
def started(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """Start a web server with ``command``, yield it when it responds, and stop it after the block."""
    site = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"{environment['SITE_URL']}/readyz", site)
        yield site
    finally:
        site.terminate()
        site.wait()


def wait_for(address: str, site: subprocess.Popen) -> None:
    """Wait until ``site`` responds at ``address``. Raises ``RuntimeError`` after two minutes."""
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    while time.monotonic() < deadline and site.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=10).close()  # noqa: S310  our own server
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer")
