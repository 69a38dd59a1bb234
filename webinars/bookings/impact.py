"""How many groups and advisers a change of a webinar affects: what an organiser reads beforehand."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from core.figures import counted
from webinars.models import Booking, Status, Webinar, booking_state


@dataclass(frozen=True)
class Impact:
    """Live groups, the places they ask for, those of them that wait, and the advisers who are told."""

    groups: int
    places: int
    waiting: int
    advisers: int

    def __str__(self) -> str:
        return f"{counted(self.groups, 'group', none='0')}, {counted(self.places, 'place', none='0')}"


def impact_of(webinar: Webinar) -> Impact:
    """How many live groups the webinar has, and how many advisers would be told of a change."""
    told = Q(adviser__isnull=False) & booking_state.proved()
    return Impact(
        **webinar.bookings.live().aggregate(
            groups=Count("pk"),
            places=Sum("places", default=0),
            waiting=Count("pk", filter=booking_state.waiting()),
            advisers=Count("adviser", filter=told, distinct=True),
        )
    )


def advisers_busy_at(webinar: Webinar, starts_at: datetime) -> int:
    """How many advisers would have groups at another webinar, too, with a start at ``starts_at``."""
    ends_at = starts_at + webinar.duration
    others = Booking.objects.live().filter(
        webinar__status=Status.PUBLISHED, webinar__starts_at__lt=ends_at, webinar__ends_at__gt=starts_at
    )
    others = others.exclude(webinar=webinar)
    both = others.filter(adviser__in=webinar.bookings.live().values("adviser"))
    count: int = both.aggregate(count=Count("adviser", distinct=True))["count"]
    return count
