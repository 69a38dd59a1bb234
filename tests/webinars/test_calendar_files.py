"""The public calendar file of a webinar: UTC, one name for good, growing, with no secret."""

from datetime import UTC, datetime

import icalendar
import pytest

from tests.conftest import NOON
from tests.factories import WebinarFactory
from webinars.calendar_files import webinar_file
from webinars.models import Status

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SITE = "https://careers.example"


def event_of(webinar) -> dict:
    """The event as a calendar reads it: each property as text, times as datetimes."""
    calendar = icalendar.Calendar.from_ical(webinar_file(webinar=webinar, site_url=SITE, now=NOON))
    (event,) = calendar.walk("VEVENT")
    return {name: value.dt if hasattr(value, "dt") else str(value) for name, value in event.items()}


def test_calendar_file_of_a_webinar_says_when_and_where_to_read_more():
    webinar = WebinarFactory(title="Meet a nurse", revision=3)

    assert event_of(webinar) == {
        "UID": f"webinar-{webinar.pk}@careers.example",
        "DTSTAMP": NOON,
        "SEQUENCE": "3",
        "DTSTART": datetime(2026, 12, 16, 10, 0, tzinfo=UTC),
        "DTEND": datetime(2026, 12, 16, 10, 45, tzinfo=UTC),
        "SUMMARY": "Meet a nurse",
        "DESCRIPTION": "Meet a nurse in one sentence.\n\nhttps://careers.example/webinars/meet-a-nurse/",
        "LOCATION": "Online",
        "URL": "https://careers.example/webinars/meet-a-nurse/",
        "STATUS": "CONFIRMED",
    }


def test_calendar_file_in_summer_time_is_an_hour_earlier_in_utc():
    webinar = WebinarFactory(starts_at=datetime(2027, 3, 29, 9, 0, tzinfo=UTC))  # 10:00 in London
    data = webinar_file(webinar=webinar, site_url=SITE, now=NOON)

    assert b"DTSTART:20270329T090000Z" in data
    assert b"VTIMEZONE" not in data


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_calendar_file_of_a_webinar_without_a_date_takes_it_out_of_calendars(status):
    assert event_of(WebinarFactory(status=status))["STATUS"] == "CANCELLED"


def test_calendar_file_has_no_secret():
    webinar = WebinarFactory(join_url="https://rooms.example/very-secret")

    assert b"secret" not in webinar_file(webinar=webinar, site_url=SITE, now=NOON)


def test_calendar_file_keeps_what_was_typed_on_its_line():
    webinar = WebinarFactory(slug="a", title="A; b, c\\n\r\nBEGIN:VALARM", summary="x" * 200)

    assert event_of(webinar)["SUMMARY"].splitlines()[1:] == ["BEGIN:VALARM"]
    lines = webinar_file(webinar=webinar, site_url=SITE, now=NOON).split(b"\r\n")
    assert b"BEGIN:VALARM" not in lines
    assert max(map(len, lines)) <= 75
