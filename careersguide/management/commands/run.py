"""The whole site on this machine: ready the database, then web server and background work."""

import errno
import http.client
import os
import socket
import sys
import time
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection, connections

from careersguide.child_processes import Children, manage
from careersguide.run_lock import AlreadyRuns, hold_run_lock
from careersguide.unknown_migrations import unknown_migrations
from profiles.models import Career

HOST = "127.0.0.1"
SECONDS_TO_BE_READY = 60
SECONDS_BETWEEN_LOOKS = 0.2


class Command(BaseCommand):
    help = "Make the database ready, fill it when it is empty, and serve the site on this machine."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        children = Children()
        with ExitStack() as held:
            hold_database(held, f"http://{HOST}:{port}")
            refuse_taken_port(port)
            with database_errors_in_words():
                refuse_other_release()
            self.run(children, port)

    def run(self, children: Children, port: int):
        for step in (self.prepare_database, self.load_sample, self.collect_static):
            step()
            if children.end_is_asked:
                return
        try:
            self.serve(children, port)
        finally:
            children.end()

    def prepare_database(self):
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)

    def load_sample(self):
        if not Career.objects.exists():
            self.stdout.write("Loading the sample content …")
            # What it says of each career is for those who write them.
            call_command("load_sample", stdout=StringIO(), stderr=self.stderr)
            self.stdout.write(f"{Career.objects.count()} careers are loaded.")

    def collect_static(self):
        if not settings.DEBUG:
            self.stdout.write("Collecting the static files …")
            call_command("collectstatic", interactive=False, verbosity=0)

    def make_demo_logins(self):
        if settings.DEBUG:
            call_command("make_demo_logins", stdout=self.stdout, stderr=self.stderr)
        else:
            self.stdout.write(
                "Without DEBUG there are no demonstration logins: manage.py createsuperuser makes one."
            )

    def serve(self, children: Children, port: int):
        environment = environment_of_children(port)
        running = {
            "The web server": children.start(web_server(port), environment),
            "The background work": children.start(manage("work"), environment),
        }
        deadline = time.monotonic() + SECONDS_TO_BE_READY
        self.make_demo_logins()  # slow, as passwords are: the children start meanwhile
        connections.close_all()
        is_ready = False
        while not children.end_is_asked:
            for name, child in running.items():
                if child.poll() is not None:
                    raise CommandError(f"{name} ended by itself ({child.returncode}), so everything ends.")
            if not is_ready:
                status, words = ask_readiness(port, environment["SITE_URL"])
                is_ready = status == http.client.OK
                if is_ready:
                    if settings.DEBUG:
                        self.stdout.write(f"Mail that it sends can be read at http://{HOST}:{port}/mail/")
                    self.stdout.write(f"http://{HOST}:{port} is ready. Ctrl-C ends it.")
                elif time.monotonic() > deadline:
                    raise CommandError(f"Not ready after {SECONDS_TO_BE_READY} s: {words}")
            time.sleep(SECONDS_BETWEEN_LOOKS)


def hold_database(held: ExitStack, address: str) -> None:
    """Keep the database to ourselves until ``held`` is closed. Nothing is written to it here."""
    try:
        with database_errors_in_words():
            held.enter_context(hold_run_lock(connection, address))
    except AlreadyRuns as first:
        where = f", at {first.address}" if first.address else ""
        raise CommandError(
            f"careersguide already runs on this database{where}. Nothing was changed.\n"
            "End it with Ctrl-C where it was started, or give this one a database of its own: "
            "make run PORT=… DATABASE_URL=…"
        ) from None


@contextmanager
def database_errors_in_words():
    try:
        yield
    except (OSError, Error, psycopg.Error) as error:
        first_line = str(error).strip().partition("\n")[0]
        raise CommandError(f"The database cannot be used: {first_line}") from error


def refuse_other_release() -> None:
    """Asked before anything is migrated: such a database stays as it is."""
    unknown = unknown_migrations(connection)
    if not unknown:
        return
    name = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        what, remedy = f"The PostgreSQL database “{name}”", "Name another database in DATABASE_URL"
    else:
        what, remedy = str(name), f"Move {Path(name).name} away"
    raise CommandError(
        f"{what} was made by another release of careersguide ({unknown[0]} is not known here).\n"
        f"Nothing was changed. {remedy}, then start again."
    )


def refuse_taken_port(port: int) -> None:
    """Asked here because the web server would share the port with another copy of itself."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"Port {port} cannot be used: {error.strerror}.") from None
            raise CommandError(f"Port {port} is in use. Take another one: make run PORT={port + 1}") from None


def environment_of_children(port: int) -> dict[str, str]:
    """What the children's environment has besides ours; what somebody set stays as it is."""
    defaults = {
        # Links must lead to the port that is served, wherever .env says nothing else.
        "SITE_URL": f"http://{HOST}:{port}",
        "LOG_LEVEL": "WARNING",
        # Without it each thread keeps a heap of its own: a quarter more memory.
        "MALLOC_ARENA_MAX": "2",
    }
    return {name: os.environ.get(name, value) for name, value in defaults.items()}


def web_server(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "careersguide.wsgi:application"),
        *("--interface", "wsgi", "--workers", "2", "--blocking-threads", "4"),
        *("--host", HOST, "--port", str(port)),
        *("--no-ws", "--no-access-log", "--log-level", "error", "--workers-kill-timeout", "2"),
        # Without it the whole server ends with the first worker that dies.
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
    ]


def ask_readiness(port: int, site_url: str) -> tuple[int, str]:
    """The status and words of /readyz; (0, words) while nothing answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS_TO_BE_READY)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(site_url).netloc})
        answer = connection.getresponse()
        return answer.status, answer.read(200).decode(errors="replace").strip()
    except OSError:
        return 0, "the web server does not answer"
    finally:
        connection.close()
