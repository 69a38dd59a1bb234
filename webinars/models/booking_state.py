"""The states of a booking, and which of them count: what webinars and bookings are both counted by."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """The state of a group's request. ``docs/adr/0007-bookings-lock-the-webinar.md``."""

    HELD = "held", "Held until you open the link we sent"
    CONFIRMED = "confirmed", "Confirmed"
    WAITING = "waiting", "Waiting list"
    CANCELLED = "cancelled", "Cancelled"
    LAPSED = "lapsed", "Ran out"


LIVE = [State.HELD, State.CONFIRMED, State.WAITING]


# Each condition is about rows of bookings, or about rows that have bookings: ``path`` leads to them,
# such as ``"bookings__"``.


def confirmed(path: str = "") -> Q:
    return Q(**{f"{path}state": State.CONFIRMED})


def held(now: datetime, path: str = "") -> Q:
    """Held, and not run out at ``now``: a hold counts as nothing from its last minute on."""
    return Q(**{f"{path}state": State.HELD, f"{path}held_until__gt": now})


def hold_ran_out(now: datetime, path: str = "") -> Q:
    """Held until ``now`` or earlier, and not yet marked as lapsed."""
    return Q(**{f"{path}state": State.HELD, f"{path}held_until__lte": now})


def holds_places(now: datetime, path: str = "") -> Q:
    return confirmed(path) | held(now, path)


def waiting(path: str = "") -> Q:
    return Q(**{f"{path}state": State.WAITING})


def proved(path: str = "") -> Q:
    """Asked for from an address that is proved."""
    return Q(**{f"{path}booking_request__proved_at__isnull": False})
