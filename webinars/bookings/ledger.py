"""What every change of a booking is made with: the lock, the count, and the steps and mails it leaves.

Source: docs/adr/0007-bookings-lock-the-webinar.md.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from webinars.mail import outbox
from webinars.models import Actor, Booking, Kind, State, Step, Webinar

NO_LIMIT = 10**9  # places


@dataclass
class Tally:
    """How full a webinar is: places confirmed and held, and whether anybody waits or a hold ran out."""

    confirmed: int
    held: int
    waits: int  # proved groups in the queue
    unproved: int  # groups in the queue whose address nobody has proved
    expired: int

    @classmethod
    def of(cls, webinar: Webinar, now: datetime) -> "Tally":
        held, waiting = Q(state=State.HELD), Q(state=State.WAITING)
        counted = Booking.objects.filter(webinar=webinar).aggregate(
            confirmed=Sum("places", filter=Q(state=State.CONFIRMED), default=0),
            held=Sum("places", filter=held & Q(held_until__gt=now), default=0),
            waits=Count("pk", filter=waiting & Q(sending__proved_at__isnull=False)),
            unproved=Count("pk", filter=waiting & Q(sending__proved_at=None)),
            expired=Count("pk", filter=held & Q(held_until__lte=now)),
        )
        return cls(**counted)

    def free(self, webinar: Webinar) -> int:
        """Places that nobody has; never negative, however far the capacity was lowered."""
        if webinar.capacity is None:
            return NO_LIMIT
        return max(0, webinar.capacity - self.confirmed - self.held)


class Changes:
    """The steps and mails of one transaction, stored together at its end."""

    def __init__(self, *, now: datetime, by: Actor = Actor.SITE, staff=None):
        self.now, self.by, self.staff = now, by, staff
        self._steps: list[Step] = []
        self._mails = []

    def step(self, booking: Booking, from_state: str, by: Actor | None = None) -> None:
        actor = by or self.by
        self._steps.append(
            Step(
                booking=booking,
                at=self.now,
                by=actor,
                staff=self.staff if actor == Actor.STAFF else None,
                from_state=from_state,
                to_state=booking.state,
                places=booking.places,
            )
        )

    def mail(self, kind: Kind, key: str, **about) -> None:
        self._mails.append(outbox.write(kind, key, now=self.now, **about))

    def store(self) -> None:
        if self._steps:
            Step.objects.bulk_create(self._steps)
        outbox.post(self._mails)


def lock(webinar: Webinar) -> Webinar:
    """The webinar's row as it is now, ours until commit: two groups may want the last places."""
    return Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)


def become(booking: Booking, state: State, changes: Changes, by: Actor | None = None) -> None:
    before, booking.state = booking.state, state
    booking.held_until = booking.waiting_since = None
    booking.revision += 1
    booking.save()
    changes.step(booking, before, by=by)


def end(booking: Booking, state: State, changes: Changes, *, by: Actor | None = None, why: str = "") -> None:
    booking.ended_at, booking.ended_by, booking.ended_why = changes.now, by or changes.by, why
    become(booking, state, changes, by=by)


def tell(booking: Booking, kind: Kind, changes: Changes, *, key: str) -> None:
    """Mail the adviser of ``booking``, once the address is proved."""
    if booking.adviser and booking.sending.proved_at:
        changes.mail(kind, key, adviser=booking.adviser, webinar=booking.webinar, booking=booking)
