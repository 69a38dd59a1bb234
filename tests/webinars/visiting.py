"""How tests of advisers' pages ask: signed in, with codes, and with what the database held before."""

from django.apps import apps
from django.db import connection
from django.urls import reverse

from webinars.codes import Purpose, code_for


def sign_in(client, adviser) -> None:
    """Sign ``client`` in as ``adviser``, through the mailed link."""
    adviser.refresh_from_db()
    code = code_for(Purpose.SIGN_IN, adviser)
    assert client.post(reverse("webinars:adviser-enter", args=[code])).status_code == 302
    adviser.refresh_from_db()


def page_of(name: str, *args) -> str:
    return reverse(f"webinars:{name}", args=args)


def room_of(booking) -> str:
    """The address of the page for the teacher in the room."""
    return page_of("room-detail", code_for(Purpose.ROOM, booking))


def tables() -> dict[str, list[tuple]]:
    """Every row of every table of webinars."""
    found = {}
    for model in apps.get_app_config("webinars").get_models():
        with connection.cursor() as cursor:
            # The name comes from our own model.
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY id')  # noqa: S608
            found[model.__name__] = cursor.fetchall()
    return found
