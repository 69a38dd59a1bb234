"""The waiting list: which group is next when places are free, and what changes by time alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from webinars.bookings.ledger import Changes, change_state, end_booking, mail_adviser
from webinars.bookings.places import Tally, lock
from webinars.models import Actor, Booking, BookingRequest, Kind, State, Webinar, booking_state


def bring_up_to_date(webinar: Webinar, changes: Changes) -> Tally:
    """Make the changes that time alone brings; return how full the webinar is then.

    Holds that ran out lapse, and the queue is served; once the webinar has started, so does
    whatever still waits.
    """
    now = changes.now
    tally = Tally.of(webinar, now)
    has_started = webinar.has_started(now)
    if not tally.expired and not (tally.waiting or (tally.unproved and has_started)):
        return tally
    for booking in webinar.bookings.run_out(now):
        end_booking(booking, State.LAPSED, changes, by=Actor.SITE)
    if has_started:
        for booking in webinar.bookings.in_queue():
            end_booking(booking, State.LAPSED, changes, by=Actor.SITE)
    serve_queue(webinar, changes)
    return Tally.of(webinar, now)


def serve_queue(webinar: Webinar, changes: Changes, told_together: BookingRequest | None = None) -> None:
    """Confirm from the head of the queue what fits, while the webinar is open.

    A group whose address is not proved is passed over. The groups of ``told_together`` get no mail
    each: the mail of their request tells of them.
    """
    if not webinar.is_open(changes.now):
        return
    queue = list(webinar.bookings.in_queue().proved().select_related("adviser", "booking_request"))
    if not queue:
        return
    free = Tally.of(webinar, changes.now).free(webinar)
    for booking, places in _served(queue, free, webinar):
        booking.set_places(reduce_by_year(booking.by_year, places))
        if booking.fewest_places is not None:
            booking.fewest_places = min(booking.fewest_places, places)
        change_state(booking, State.CONFIRMED, changes, by=Actor.SITE)
        if booking.booking_request != told_together:
            mail_adviser(booking, Kind.PROMOTED, changes, key=f"{booking.pk}:{booking.revision}")


def _served(queue: Iterable[Booking], free: int, webinar: Webinar) -> Iterator[tuple[Booking, int]]:
    """The groups of ``queue`` that get places when ``free`` are there, each with how many."""
    for booking in queue:
        places = places_that_fit(booking.places, booking.fewest_places, free)
        if places:
            free -= places
            yield booking, places
        elif not webinar.smaller_may_pass:
            return


def places_that_fit(places: int, fewest: int | None, free: int) -> int:
    """How many of ``places`` a group gets when ``free`` are there: all, no fewer than ``fewest``, or 0."""
    if places <= free:
        return places
    return free if fewest is not None and fewest <= free else 0


def reduce_by_year(by_year: dict[int, int], places: int) -> dict[int, int]:
    """``by_year`` with ``places`` in all, taken from the largest year group first."""
    left = dict(by_year)
    for _ in range(sum(by_year.values()) - places):
        largest = max(left, key=lambda year: (left[year], year))
        left[largest] -= 1
    return left


def places_ahead(booking: Booking) -> int:
    """How many places the groups ahead of ``booking`` in the queue ask for."""
    return Booking.objects.with_places_ahead().get(pk=booking.pk).places_ahead


def goes_to_queue(*, booking: Booking, now: datetime) -> bool:
    """Whether a group that waits would be confirmed if ``booking`` were cancelled at ``now``."""
    webinar = booking.webinar
    if not booking.holds_places(now) or not webinar.is_open(now):
        return False
    tally = Tally.of(webinar, now)
    tally.confirmed -= booking.places  # or held: only their sum counts here
    return any(_served(webinar.bookings.in_queue().proved(), tally.free(webinar), webinar))


def places_left(webinar: Webinar, now: datetime) -> int | None:
    """Places that a newcomer could have at ``now``: None without a limit, 0 while a group waits."""
    return None if webinar.capacity is None else Tally.of(webinar, now).free_for_newcomer(webinar)


def sweep(now: datetime) -> None:
    """End the holds that ran out and serve the queues: a job. Every rule holds without it, only later."""
    late = booking_state.hold_ran_out(now, "bookings__") | booking_state.waiting("bookings__")
    for webinar in Webinar.objects.filter(late).distinct():
        with transaction.atomic():
            changes = Changes(now=now)
            bring_up_to_date(lock(webinar), changes)
            changes.store()
