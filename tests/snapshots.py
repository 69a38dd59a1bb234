"""The whole test database kept in memory and put back: on SQLite it takes a hundredth of a second.

Django empties every table after a test that commits, makes its permissions anew, and the next test
fills the site once more.
"""

import sqlite3

from django.db import connection


def kept() -> sqlite3.Connection:
    """A copy in memory of the database as it is."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def put_back(copy: sqlite3.Connection) -> None:
    """Make the database what it was when ``copy`` was kept. No transaction may be open."""
    connection.ensure_connection()
    copy.backup(connection.connection)
