"""What every change of a booking is made with: the lock, the count, and the steps and mails it leaves.

Source: docs/adr/0007-bookings-lock-the-webinar.md.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Sum

from webinars.mail import outbox
from webinars.models import Actor, Booking, Kind, Mail, State, Step, Webinar, booking_state

NO_LIMIT = 10**9  # places


@dataclass
class Tally:
    """How full a webinar is: places confirmed and held; groups in the queue; holds that ran out."""

    confirmed: int
    held: int
    waiting: int  # proved groups in the queue
    unproved: int  # groups in the queue whose address is not proved
    expired: int

    @classmethod
    def of(cls, webinar: Webinar, now: datetime) -> "Tally":
        waiting, proved = booking_state.waiting(), booking_state.proved()
        counts = Booking.objects.filter(webinar=webinar).aggregate(
            confirmed=Sum("places", filter=booking_state.confirmed(), default=0),
            held=Sum("places", filter=booking_state.held(now), default=0),
            waiting=Count("pk", filter=waiting & proved),
            unproved=Count("pk", filter=waiting & ~proved),
            expired=Count("pk", filter=booking_state.hold_ran_out(now)),
        )
        return cls(**counts)

    def free(self, webinar: Webinar) -> int:
        """Places that no group has."""
        free = webinar.places_free(self.confirmed + self.held)
        return NO_LIMIT if free is None else free

    def free_for_newcomer(self, webinar: Webinar) -> int:
        """Places that a new group could have: none while a group waits that it may not pass."""
        return self.free(webinar) if webinar.may_pass_queue(self.waiting) else 0


class Changes:
    """The steps and mails of one transaction, stored together at its end."""

    def __init__(self, *, now: datetime, by: Actor = Actor.SITE, staff: AbstractBaseUser | None = None):
        self.now, self.by, self.staff = now, by, staff
        self._steps: list[Step] = []
        self._mails: list[Mail] = []

    def step(self, booking: Booking, from_state: str, by: Actor | None = None) -> None:
        actor = by or self.by
        self._steps.append(
            Step(
                booking=booking,
                at=self.now,
                by=actor,
                staff_id=self.staff.pk if self.staff and actor == Actor.STAFF else None,
                from_state=from_state,
                to_state=booking.state,
                places=booking.places,
            )
        )

    def mail(self, kind: Kind, key: str, **about: Unpack[outbox.About]) -> None:
        self._mails.append(outbox.compose(kind, key, now=self.now, **about))

    def store(self) -> None:
        if self._steps:
            Step.objects.bulk_create(self._steps)
        outbox.queue(self._mails)


def lock(webinar: Webinar) -> Webinar:
    """The webinar's row as it is now, locked until commit: two groups may want the last places."""
    return Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)


def change_state(booking: Booking, state: State, changes: Changes, by: Actor | None = None) -> None:
    """Give ``booking`` another state and store it, with a step; a hold or a place in the queue ends."""
    before, booking.state = booking.state, state
    booking.held_until = booking.waiting_since = None
    booking.revision += 1
    booking.save()
    changes.step(booking, before, by=by)


def end_booking(
    booking: Booking, state: State, changes: Changes, *, by: Actor | None = None, why: str = ""
) -> None:
    """End ``booking`` as cancelled or lapsed, noting when, by whom and why."""
    booking.ended_at, booking.ended_by, booking.ended_why = changes.now, by or changes.by, why
    change_state(booking, state, changes, by=by)


def mail_adviser(booking: Booking, kind: Kind, changes: Changes, *, key: str) -> None:
    """Mail the adviser of ``booking``, once the address is proved."""
    if booking.adviser and booking.booking_request.is_proved:
        changes.mail(kind, key, adviser=booking.adviser, webinar=booking.webinar, booking=booking)
