"""The SQL statements of one press of "Send" on the database alone, with only the driver: no web server.

Two presses are recorded, with all their statements and transactions. Parameters that differ between
the two and are keys of a press are replaced in each replay. Django must be set up.
"""

import sqlite3
from collections.abc import Callable
from contextlib import contextmanager
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client as DirectClient
from django.utils.crypto import get_random_string

from benchmarks.clients import CSRF_LENGTH, Press, make_presses
from webinars.models import Booking, BookingRequest, Webinar

Statement = tuple[str, list]
# Later statements use the keys of these tables.
PARENTS = {"webinars_bookingrequest": "booking_request", "webinars_booking": "booking"}


class Keys(dict):
    """The values that are unique to one press, by name."""

    def __init__(self, press: Press):
        form = UUID(press.form_key)
        super().__init__(adviser=press.adviser, session=press.session, form=form, form_hex=form.hex)

    def add(self, booking_request: int | None = None, booking: int | None = None) -> None:
        if booking_request is not None:
            self |= {"booking_request": booking_request, "mail": f"booked:{booking_request}"}
        if booking is not None:
            self["booking"] = booking


def record_two(webinar: Webinar) -> list[tuple[str, list]]:
    """The statements of a press, with a :class:`_Named` in place of each key of its own."""
    # These rows come first, so that no two keys of one press are the same number.
    first, *_, second, third = make_presses(webinar, 9)
    direct = DirectClient(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    school = BookingRequest.objects.create(
        webinar=webinar, adviser_id=first.adviser, school=_school(first), form_key=first.form_key,
        notice_version="1", sent_at=webinar.starts_at,
    ).school  # fmt: skip
    assert school
    (one, one_keys), (other, other_keys) = (_record(direct, press) for press in (second, third))
    assert [sql for sql, _ in one] == [sql for sql, _ in other]
    return [
        (sql, _with_names(params, other_params, one_keys, other_keys))
        for (sql, params), (_, other_params) in zip(one, other, strict=True)
    ]


def _school(press: Press):
    from webinars.models import Adviser

    return Adviser.objects.get(pk=press.adviser).school


def _record(direct: DirectClient, press: Press) -> tuple[list[Statement], Keys]:
    csrf = get_random_string(CSRF_LENGTH)
    direct.cookies[settings.SESSION_COOKIE_NAME] = press.session
    direct.cookies[settings.CSRF_COOKIE_NAME] = csrf
    form = {"csrfmiddlewaretoken": csrf, "form_key": press.form_key}
    statements = []
    with _recorded(statements):
        answer = direct.post(press.path, form)
    assert answer.status_code == 302, answer.status_code
    keys = Keys(press)
    booking = Booking.objects.get(booking_request__form_key=press.form_key)
    keys.add(booking_request=booking.booking_request_id, booking=booking.pk)
    return statements, keys


@contextmanager
def _recorded(statements: list[Statement]):
    """Record the statements that are executed, and where transactions begin and end."""

    def note(execute, sql, params, many, context):
        statements.append((sql, list(params or ())))
        return execute(sql, params, many, context)

    commit, set_autocommit = connection.commit, connection.set_autocommit

    def note_commit():
        statements.append(("COMMIT", []))
        commit()

    def note_begin(autocommit, *args, **kwargs):
        if not autocommit and connection.vendor == "postgresql":
            statements.append(("BEGIN", []))  # on SQLite it is executed as a statement
        set_autocommit(autocommit, *args, **kwargs)

    connection.commit, connection.set_autocommit = note_commit, note_begin
    try:
        with connection.execute_wrapper(note):
            yield
    finally:
        del connection.commit, connection.set_autocommit


class _Named(str):
    """The name of a key, as a placeholder for its value."""


def _with_names(params: list, others: list, keys: Keys, other_keys: Keys) -> list:
    named = []
    for value, other in zip(params, others, strict=True):
        if isinstance(value, list):
            named.append(_with_names(value, other, keys, other_keys))
            continue
        names = [name for name in keys if (value, other) == (keys[name], other_keys[name]) and value != other]
        named.append(_Named(names[0]) if names else value)
    return named


def _filled(params: list, keys: Keys) -> list:
    return [
        keys[value]
        if isinstance(value, _Named)
        else _filled(value, keys)
        if isinstance(value, list)
        else value
        for value in params
    ]


def make_replayer(statements: list[Statement]) -> Callable[[], Callable[[Press], None]]:
    """A function that gives each thread its own connection, and returns one that replays a press."""

    def make_worker():
        execute = _postgres() if connection.vendor == "postgresql" else _sqlite()

        def replay(press: Press):
            keys = Keys(press)
            for sql, params in statements:
                cursor = execute(sql, _filled(params, keys))
                rows = cursor.fetchall() if cursor.description else []
                table = sql.split('"')[1] if sql.startswith("INSERT INTO") and rows else ""
                if table in PARENTS:
                    keys.add(**{PARENTS[table]: rows[0][0]})

        return replay

    return make_worker


def _postgres():
    of = settings.DATABASES["default"]
    server = psycopg.connect(
        host=of["HOST"], port=of["PORT"], user=of["USER"], password=of["PASSWORD"] or None, dbname=of["NAME"],
        autocommit=True, cursor_factory=psycopg.ClientCursor, options=of["OPTIONS"]["options"],
    )  # fmt: skip
    return server.execute


def _sqlite():
    of = settings.DATABASES["default"]
    file = sqlite3.connect(of["NAME"], timeout=of["OPTIONS"]["timeout"], isolation_level=None)
    file.executescript(of["OPTIONS"]["init_command"])
    return lambda sql, params: file.execute(sql.replace("%s", "?").replace("%%", "%"), params)
