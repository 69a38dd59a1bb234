"""Queueing mail: a row in the transaction of what it tells. ``sending.py`` sends it later.

Source: docs/adr/0008-mail-is-a-table.md.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from webinars.models import Adviser, Booking, BookingRequest, Kind, Mail, Webinar


class About(TypedDict):
    """To whom a mail goes, what it is about and when; ``adviser`` may be the row or its key."""

    adviser: Adviser | int
    webinar: NotRequired[Webinar]
    booking_request: NotRequired[BookingRequest]
    booking: NotRequired[Booking]
    due_at: NotRequired[datetime]
    useless_at: NotRequired[datetime]
    is_urgent: NotRequired[bool]


def compose(kind: Kind, key: str, *, now: datetime, **about: Unpack[About]) -> Mail:
    """A mail that is not stored yet: :func:`queue` stores it. It is due at ``now`` by default."""
    adviser = about["adviser"]
    return Mail(
        kind=kind,
        key=f"{kind}:{key}",
        adviser_id=adviser.pk if isinstance(adviser, Adviser) else adviser,
        webinar=about.get("webinar"),
        booking_request=about.get("booking_request"),
        booking=about.get("booking"),
        written_at=now,
        due_at=about.get("due_at", now),
        useless_at=about.get("useless_at"),
        is_urgent=about.get("is_urgent", False),
    )


def queue(mails: Iterable[Mail]) -> None:
    """Store the mails; one whose key is there already is not stored twice."""
    mails = list({mail.key: mail for mail in mails}.values())
    # Not ``ignore_conflicts``: on SQLite that ignores whatever else a constraint refuses, too.
    Mail.objects.bulk_create(mails, update_conflicts=True, unique_fields=["key"], update_fields=["key"])
