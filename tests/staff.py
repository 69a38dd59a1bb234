"""Staff with a role in the admin, and the forms that they send."""

import html5lib
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory


def person_with(*roles, **fields):
    person = UserFactory(**fields)
    person.groups.set(Group.objects.filter(name__in=roles))
    return person


def client_of(*roles, **fields) -> Client:
    """A test client in which a member of staff with ``roles`` has signed in."""
    client = Client()
    client.force_login(person_with(*roles, **fields), "django.contrib.auth.backends.ModelBackend")
    return client


def sent_back(response) -> dict[str, list[str]]:
    """The data that a browser sends for the form in ``response`` if it is submitted unchanged."""
    page = html5lib.parse(response.content, transport_encoding="utf-8", namespaceHTMLElements=False)
    form = page.find(".//div[@id='content-main']//form[@method='post']")
    sent = {}
    for field in form.iter():
        kind, name = field.get("type", ""), field.get("name")
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            first = [] if field.get("multiple") is not None else options[:1]
            values = [option.get("value") for option in chosen or first]
        elif field.tag == "textarea":
            # The first newline after the tag is not part of the text; browsers send CRLF.
            values = ["".join(field.itertext()).replace("\n", "\r\n")]
        elif (
            field.tag != "input"
            or kind in {"submit", "file", "button"}
            or (kind == "checkbox" and field.get("checked") is None)
        ):
            continue
        else:
            values = [field.get("value", "on" if kind == "checkbox" else "")]
        if name and "__prefix__" not in name:
            sent.setdefault(name, []).extend(values)
    return sent


def queries_of(client, url) -> list[str]:
    """The queries of a page in a process that has shown it before.

    They exclude the one that each process makes at most once a second (``core.content_version.version``).
    """
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [sql for query in asked if "core_contentchange" not in (sql := query["sql"])]


def rows_of(prefix: str, *rows: dict, first: int = 0) -> dict:
    """The form data for new rows of one inline."""
    fields = {
        f"{prefix}-TOTAL_FORMS": first + len(rows),
        f"{prefix}-INITIAL_FORMS": first,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows, first):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def errors_of(response) -> list[str]:
    """Every error that the form of ``response`` shows, in order."""
    assert response.status_code == 200
    return [str(error) for error in _flat(response.context["errors"])]


def _flat(errors):
    for error in errors:
        yield from _flat(error) if isinstance(error, list) else [error]
