"""An adviser’s bookings as they think of them: webinar by webinar."""

from dataclasses import dataclass, field
from datetime import datetime

from webinars.models import Adviser, Booking, Sending, State, Status, Webinar


@dataclass
class Visit:
    """A webinar and the groups that one adviser has asked for there, as it is at ``now``."""

    webinar: Webinar
    now: datetime
    bookings: list[Booking] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """A postponed webinar is still to come, whatever its old date."""
        return self.webinar.ends_at <= self.now and self.webinar.status != Status.POSTPONED

    @property
    def counts_heads(self) -> bool:
        return self.webinar.counts_heads_late(self.now)

    @property
    def live(self) -> list[Booking]:
        return [booking for booking in self.bookings if booking.is_live]

    @property
    def unproved(self) -> dict[Sending, list[Booking]]:
        """The groups that the adviser can still confirm, by the form they were sent with."""
        found: dict[Sending, list[Booking]] = {}
        if self.is_over:
            return found
        for booking in self.bookings:
            can_be_had = booking.is_live or (booking.state == State.LAPSED and self.webinar.is_open(self.now))
            if booking.sending.proved_at is None and can_be_had:
                found.setdefault(booking.sending, []).append(booking)
        return found


def of(adviser: Adviser, now: datetime) -> tuple[list[Visit], list[Visit]]:
    """What is to come, the next first, and what is over, the latest first; in one query."""
    rows = adviser.bookings.with_places_ahead().select_related("webinar", "sending")
    visits: dict[int, Visit] = {}
    for booking in rows.order_by("webinar__starts_at", "webinar", "booked_at", "pk"):
        visits.setdefault(booking.webinar_id, Visit(booking.webinar, now)).bookings.append(booking)
    to_come = [visit for visit in visits.values() if not visit.is_over]
    over = [visit for visit in visits.values() if visit.is_over]
    return to_come, over[::-1]
