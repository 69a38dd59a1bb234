"""Whom a change of a webinar reaches: what an organiser reads before pressing the button."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from webinars.models import Booking, Status, Webinar


@dataclass(frozen=True)
class Reach:
    """Live groups, the places they ask for, those of them that wait, and the advisers who are told."""

    groups: int
    places: int
    waiting: int
    advisers: int

    def __str__(self):
        return f"{counted(self.groups, 'group')}, {counted(self.places, 'place')}"


def counted(number: int, noun: str) -> str:
    """``number`` and its noun: ``1 group``, ``1,200 places``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def reach(webinar: Webinar) -> Reach:
    """How many live groups the webinar has, and how many advisers would hear of a change."""
    waiting = Q(state="waiting")
    told = Q(adviser__isnull=False, sending__proved_at__isnull=False)
    return Reach(
        **webinar.bookings.live().aggregate(
            groups=Count("pk"),
            places=Sum("places", default=0),
            waiting=Count("pk", filter=waiting),
            advisers=Count("adviser", filter=told, distinct=True),
        )
    )


def busy_then(webinar: Webinar, starts_at: datetime) -> int:
    """How many advisers would have groups at another webinar, too, with a start at ``starts_at``."""
    ends_at = starts_at + timedelta(minutes=webinar.duration_minutes)
    others = Booking.objects.live().filter(
        webinar__status=Status.PUBLISHED, webinar__starts_at__lt=ends_at, webinar__ends_at__gt=starts_at
    )
    others = others.exclude(webinar=webinar)
    both = others.filter(adviser__in=webinar.bookings.live().values("adviser"))
    return both.aggregate(count=Count("adviser", distinct=True))["count"]
