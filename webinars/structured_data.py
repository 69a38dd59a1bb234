"""A webinar as linked data in the words of schema.org: what its public page shows, and no more.

It holds neither the join address nor anything about bookings.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.structured_data import absolute, named_organisation, trail
from webinars.models import Status, Webinar

_STATUS: dict[str, str] = {Status.CANCELLED: "EventCancelled", Status.POSTPONED: "EventPostponed"}


def event(webinar: Webinar, now: datetime) -> dict[str, Any]:
    """The webinar as of ``now``. Times are London's, with their offset.

    One that is postponed keeps the date it had until there is another.
    Source: https://schema.org/EducationEvent
    """
    address = absolute(webinar.get_absolute_url())
    data: dict[str, Any] = {
        "@type": "EducationEvent",
        "@id": f"{address}#event",
        "name": webinar.title,
        "description": webinar.summary,
        "url": address,
        "startDate": _in_london(webinar.starts_at),
        "endDate": _in_london(webinar.ends_at),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": f"https://schema.org/{_status(webinar)}",
        "location": {"@type": "VirtualLocation", "url": address},
        "organizer": named_organisation(),
        "isAccessibleForFree": True,
    }
    if webinar.is_postponed:
        data["previousStartDate"] = data["startDate"]
    elif webinar.is_published and webinar.moved_from:
        data["previousStartDate"] = _in_london(webinar.moved_from)
    if webinar.is_open(now):
        data["offers"] = {"@type": "Offer", "price": 0, "priceCurrency": "GBP", "url": address}
    return data


def trail_of_webinar(webinar: Webinar) -> dict[str, Any]:
    above = "Webinars", reverse("webinars:webinar-list")
    return trail(above, (webinar.title, webinar.get_absolute_url()))


def _status(webinar: Webinar) -> str:
    return _STATUS.get(webinar.status) or ("EventRescheduled" if webinar.moved_from else "EventScheduled")


def _in_london(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()
