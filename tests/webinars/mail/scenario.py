"""What the tests of mail share: the organisation, an adviser with groups, and a webinar."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.conftest import NOON
from tests.factories import AdviserFactory, WebinarFactory
from webinars import bookings
from webinars.bookings import Contact, GroupRequest
from webinars.mail.organisation import Organisation
from webinars.models import Kind, Mail

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SITE = "https://careers.example"
ORGANISATION = Organisation(
    name="Careers North",
    sender="Careers North <mail@careers.example>",
    contact_email="hello@careers.example",
    holidays=frozenset(),
)
# A Wednesday, two weeks after NOON: 10:00 in London.
TEN_O_CLOCK = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)


def welding(**fields):
    return WebinarFactory(
        **{"title": "A day as a welder", "slug": "welder", "starts_at": TEN_O_CLOCK, "capacity": 60, **fields}
    )


def patel(**fields):
    return AdviserFactory(
        **{"name": "Ms Patel", "email": "patel@school.example", "school__name": "Hill School", **fields}
    )


def book(webinar, adviser, *groups, now=NOON, is_proved=True, **more):
    """Ask for ``groups``, such as ("10B", 28); return their bookings in that order."""
    booking_request = bookings.request_places(
        webinar=webinar,
        contact=Contact(email=adviser.email, name=adviser.name, school=adviser.school),
        groups=[GroupRequest(label, {10: places}, **more) for label, places in groups],
        form_key=uuid4(),
        adult_present=True,
        notice_version="2026-11",
        now=now,
        adviser=adviser if is_proved else None,
    )
    return list(booking_request.bookings.order_by("pk"))


def mail_of(kind: Kind, **fields) -> Mail:
    """The latest mail of its kind, as the sender reads it."""
    rows = Mail.objects.select_related("adviser", "webinar", "booking_request", "booking")
    return rows.filter(kind=kind, **fields).latest("pk")


def kinds() -> list[str]:
    """The kinds of all mail, in the order in which it was written."""
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))
