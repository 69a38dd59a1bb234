"""Asking for places in tests, in as few words as a case needs."""

from datetime import timedelta
from uuid import uuid4

from tests.conftest import NOON
from tests.factories import AdviserFactory
from webinars.bookings import Contact, GroupRequest, request_places
from webinars.models import Booking, BookingRequest, Mail, Webinar

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def group(label: str = "10B", places: int = 10, **more) -> GroupRequest:
    return GroupRequest(label, {10: places}, **more)


def send(webinar: Webinar, *groups: GroupRequest, adviser=None, now=NOON, **more) -> BookingRequest:
    """As an adviser who has signed in; another one each time, unless one is named."""
    adviser = adviser or AdviserFactory()
    contact = Contact(adviser.email, adviser.name, adviser.school)
    return _send(webinar, groups, contact, adviser=adviser, now=now, **more)


def ask(
    webinar: Webinar, *groups: GroupRequest, email: str = "sam@school.example", now=NOON, **more
) -> BookingRequest:
    """As somebody whose address nobody has proved."""
    contact = Contact(email, "Sam", school_name="Hill School", school_town="Hill")
    return _send(webinar, groups, contact, now=now, **more)


def _send(webinar, groups, contact, **more):
    fields = {"form_key": uuid4(), "adult_present": True, "notice_version": "2026-11", **more}
    return request_places(webinar=webinar, contact=contact, groups=groups, **fields)


def booked(webinar: Webinar, places: int = 10, label: str = "10B", **more) -> Booking:
    """The booking of one group that was just sent."""
    return send(webinar, group(label, places), **more).bookings.get()


def asked(webinar: Webinar, places: int = 5, label: str = "10B", **more) -> Booking:
    """The booking of one group of somebody whose address nobody has proved."""
    return ask(webinar, group(label, places), **more).bookings.get()


def standing(webinar: Webinar) -> list[tuple[str, str, int]]:
    """Label, state and places of every booking of the webinar, the first one first."""
    return list(webinar.bookings.order_by("pk").values_list("group_label", "state", "places"))


def mail_keys() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("key", flat=True))
