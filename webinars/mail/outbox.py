"""Queueing mail: a row in the transaction of what it tells. ``sending.py`` sends it later.

Source: docs/adr/0008-mail-is-a-table.md.
"""

from collections.abc import Iterable
from datetime import datetime

from webinars.models import Adviser, Booking, Kind, Mail, Sending, Webinar


def write(
    kind: Kind,
    key: str,
    *,
    adviser: Adviser | int,
    now: datetime,
    webinar: Webinar | None = None,
    sending: Sending | None = None,
    booking: Booking | None = None,
    due_at: datetime | None = None,
    useless_at: datetime | None = None,
    is_urgent: bool = False,
) -> Mail:
    """A mail that :func:`post` stores; ``adviser`` may be the row or its key."""
    return Mail(
        kind=kind,
        key=f"{kind}:{key}",
        adviser_id=getattr(adviser, "pk", adviser),
        webinar=webinar,
        sending=sending,
        booking=booking,
        written_at=now,
        due_at=due_at or now,
        useless_at=useless_at,
        is_urgent=is_urgent,
    )


def post(mails: Iterable[Mail]) -> None:
    """Store the mails; one whose key is there already is not told twice."""
    mails = list({mail.key: mail for mail in mails}.values())
    # Not ``ignore_conflicts``: on SQLite that ignores whatever else a constraint refuses, too.
    Mail.objects.bulk_create(mails, update_conflicts=True, unique_fields=["key"], update_fields=["key"])
