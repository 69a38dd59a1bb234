"""One ``manage.py run`` on each database: a second start hears where the first one serves.

The hold is one that ends with its process, however that ends: a lock on a file beside an SQLite
database, a lock of a session of its own in PostgreSQL.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PG_KEY = int.from_bytes(b"careers", "big")  # any number that is always the same
PG_NAME = "careersguide at "
SECONDS_TO_CONNECT = 5


class AlreadyRuns(Exception):
    """Another process has the database. ``address`` is where it serves; "" while it does not say."""

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


@contextmanager
def hold_run_lock(connection, address: str) -> Iterator[None]:
    """Hold the database of ``connection`` for this process, which serves ``address``.

    Raises ``AlreadyRuns``; and ``OSError`` or ``psycopg.Error`` where the database cannot be reached.
    """
    hold = hold_session if connection.vendor == "postgresql" else hold_file
    with hold(connection, address):
        yield


@contextmanager
def hold_file(connection, address: str) -> Iterator[None]:
    # Children do not inherit it: Python closes it in them.
    with open(Path(f"{connection.settings_dict['NAME']}.run"), "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRuns(file.read().strip()) from None
        file.truncate(0)
        file.write(f"{address}\n")
        file.flush()
        yield


@contextmanager
def hold_session(connection, address: str) -> Iterator[None]:
    parameters = connection.get_connection_params() | {
        "application_name": f"{PG_NAME}{address}",
        "connect_timeout": SECONDS_TO_CONNECT,
    }
    with psycopg.connect(**parameters, autocommit=True) as session:
        answer = session.execute("SELECT pg_try_advisory_lock(%s)", [PG_KEY]).fetchone()
        if answer != (True,):
            names = session.execute(
                "SELECT application_name FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name LIKE %s"
                " AND pid <> pg_backend_pid()",
                [f"{PG_NAME}%"],
            ).fetchall()
            raise AlreadyRuns(names[0][0].removeprefix(PG_NAME) if names else "")
        yield
