"""Webinars as calendar files (RFC 5545). They hold no join address and no name of a person.

Times are UTC. A webinar keeps one UID, and SEQUENCE grows with its revision, so that a
newer file takes the place of an older one in a calendar.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from webinars.models import Booking, Webinar

if TYPE_CHECKING:
    from icalendar import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//careersguide//webinars//EN"


def webinar_file(*, webinar: Webinar, site_url: str, now: datetime) -> bytes:
    """The public calendar file of ``webinar``; ``site_url`` is how absolute links start.

    A webinar that is cancelled, or has lost its date, says so in a calendar that had it.
    """
    return calendar_file(webinar_event(webinar=webinar, site_url=site_url, now=now))


def webinar_event(*, webinar: Webinar, site_url: str, now: datetime) -> "Event":
    """The event of ``webinar``, to which the mail of a booking may add its own lines."""
    from icalendar import Event  # slow to import, and start-up does not need it

    page = f"{site_url}{webinar.get_absolute_url()}"
    event = Event()
    event.add("uid", webinar_uid(webinar, site_url))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", webinar.revision)
    event.add("dtstart", webinar.starts_at.astimezone(UTC))
    event.add("dtend", webinar.ends_at.astimezone(UTC))
    event.add("summary", webinar.title)
    event.add("description", f"{webinar.summary}\n\n{page}")
    event.add("location", "Online")
    event.add("url", page)
    event.add("status", "CONFIRMED" if webinar.is_published else "CANCELLED")
    return event


def booking_file(*, booking: Booking, site_url: str, now: datetime, organizer: str = "") -> bytes:
    """The calendar file of one group's places, for its adviser; :func:`booking_method` is its method.

    It has a UID of its own, and SEQUENCE grows with the webinar's revision and the booking's, so
    that each newer file takes the place of the older one. ``organizer`` is the organisation's own
    address: RFC 5546 wants one in what is sent, and some calendars cancel nothing without it.
    """
    webinar = booking.webinar
    event = webinar_event(webinar=webinar, site_url=site_url, now=now)
    method = booking_method(booking)
    words = f"{booking.group_label}: {booking.places} place{'' if booking.places == 1 else 's'}."
    changed = {
        "uid": f"booking-{booking.pk}@{urlsplit(site_url).hostname}",
        "sequence": webinar.revision + booking.revision,
        "summary": f"{webinar.title} ({booking.group_label})",
        "description": f"{words}\n\n{event['description']}",
        "status": "CONFIRMED" if method == "PUBLISH" else "CANCELLED",
    }
    for name, value in changed.items():
        event.pop(name, None)
        event.add(name, value)
    if organizer:
        event.add("organizer", f"mailto:{organizer}")
    return calendar_file(event, method)


def booking_method(booking: Booking) -> str:
    """PUBLISH puts the entry into a calendar; CANCEL takes it out, even while there is no date."""
    takes_place = booking.is_confirmed and booking.webinar.is_published
    return "PUBLISH" if takes_place else "CANCEL"


def calendar_file(event: "Event", method: str = "PUBLISH") -> bytes:
    """A calendar with ``event`` alone; ``method`` is PUBLISH, REQUEST or CANCEL."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()


def webinar_uid(webinar: Webinar, site_url: str) -> str:
    """The identifier of ``webinar`` in calendars, which never changes."""
    return f"webinar-{webinar.pk}@{urlsplit(site_url).hostname}"
