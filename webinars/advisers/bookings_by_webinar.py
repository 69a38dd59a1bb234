"""An adviser’s bookings, webinar by webinar."""

from dataclasses import dataclass, field
from datetime import datetime

from webinars.models import Adviser, Booking, BookingRequest, Webinar


@dataclass(frozen=True)
class BookingRow:
    """A booking, and what is true of it at one moment."""

    booking: Booking
    can_change: bool
    is_held: bool


@dataclass
class WebinarBookings:
    """A webinar and the groups that one adviser has asked for there, as it is at ``now``."""

    webinar: Webinar
    now: datetime
    bookings: list[Booking] = field(default_factory=list)

    @property
    def is_past(self) -> bool:
        return self.webinar.is_past(self.now)

    @property
    def counts_heads(self) -> bool:
        return self.webinar.counts_heads_late(self.now)

    @property
    def live(self) -> list[Booking]:
        return [booking for booking in self.bookings if booking.is_live]

    @property
    def rows(self) -> list[BookingRow]:
        now = self.now
        return [BookingRow(one, one.can_change(now), one.is_held(now)) for one in self.bookings]

    @property
    def unproved(self) -> dict[BookingRequest, list[Booking]]:
        """The groups that the adviser can still confirm, by the request they belong to."""
        found: dict[BookingRequest, list[Booking]] = {}
        if self.is_past:
            return found
        is_open = self.webinar.is_open(self.now)
        for booking in self.bookings:
            can_be_had = booking.is_live or (booking.has_lapsed and is_open)
            if can_be_had and not booking.booking_request.is_proved:
                found.setdefault(booking.booking_request, []).append(booking)
        return found


def bookings_by_webinar(
    adviser: Adviser, now: datetime
) -> tuple[list[WebinarBookings], list[WebinarBookings]]:
    """What is to come, the next first, and what is past, the latest first; in one query."""
    rows = adviser.bookings.with_places_ahead().select_related("webinar", "booking_request")
    found: dict[int, WebinarBookings] = {}
    for booking in rows.order_by("webinar__starts_at", "webinar", "booked_at", "pk"):
        webinar_bookings = found.setdefault(booking.webinar_id, WebinarBookings(booking.webinar, now))
        webinar_bookings.bookings.append(booking)
    to_come = [webinar_bookings for webinar_bookings in found.values() if not webinar_bookings.is_past]
    past = [webinar_bookings for webinar_bookings in found.values() if webinar_bookings.is_past]
    return to_come, past[::-1]
