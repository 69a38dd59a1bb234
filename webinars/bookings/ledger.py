"""What a change of a booking leaves behind: its new state, a step, and a mail.

Source: docs/adr/0007-bookings-lock-the-webinar.md.
"""

from datetime import datetime
from typing import Unpack

from django.contrib.auth.base_user import AbstractBaseUser

from webinars.mail import outbox
from webinars.models import Actor, Booking, Kind, Mail, State, Step


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
