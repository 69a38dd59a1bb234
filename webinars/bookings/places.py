"""Who may have places: the lock of a webinar, and the count under it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from webinars.models import Booking, Webinar, booking_state

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


def lock(webinar: Webinar) -> Webinar:
    """The webinar's row as it is now, locked until commit: two groups may want the last places."""
    locked: Webinar = Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)
    return locked
