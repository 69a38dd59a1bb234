"""The waiting list: who comes next when places are free, and what time alone brings about."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from webinars.bookings.ledger import Changes, Tally, become, end, lock, tell
from webinars.models import Actor, Booking, Kind, Sending, State, Status, Webinar


def settle(webinar: Webinar, changes: Changes) -> Tally:
    """Bring the webinar to where time alone has taken it; return how full it is then."""
    now = changes.now
    tally = Tally.of(webinar, now)
    is_over = now >= webinar.starts_at and webinar.status == Status.PUBLISHED
    if not tally.expired and not (tally.waits or (tally.unproved and is_over)):
        return tally
    for booking in webinar.bookings.filter(state=State.HELD, held_until__lte=now):
        end(booking, State.LAPSED, changes, by=Actor.SITE)
    if is_over:
        for booking in webinar.bookings.in_queue():
            end(booking, State.LAPSED, changes, by=Actor.SITE)
    serve_queue(webinar, changes)
    return Tally.of(webinar, now)


def serve_queue(webinar: Webinar, changes: Changes, besides: Sending | None = None) -> None:
    """Confirm from the head of the queue what fits, while the webinar is open.

    A group whose address nobody has proved is passed over. The groups of ``besides`` are told in
    the mail of their sending.
    """
    if not webinar.is_open(changes.now):
        return
    queue = webinar.bookings.in_queue().filter(sending__proved_at__isnull=False)
    free = None
    for booking in queue.select_related("adviser", "sending"):
        if free is None:
            free = Tally.of(webinar, changes.now).free(webinar)
        places = fitting(booking.places, booking.fewest_places, free)
        if not places:
            if webinar.smaller_may_pass:
                continue
            return
        free -= places
        booking.set_places(shrunk(booking.by_year, places))
        if booking.fewest_places is not None:
            booking.fewest_places = min(booking.fewest_places, places)
        become(booking, State.CONFIRMED, changes, by=Actor.SITE)
        if booking.sending != besides:
            tell(booking, Kind.PROMOTED, changes, key=f"{booking.pk}:{booking.revision}")


def fitting(places: int, fewest: int | None, free: int) -> int:
    """How many of ``places`` a group gets when ``free`` are there: all, no fewer than ``fewest``, or 0."""
    if places <= free:
        return places
    return free if fewest is not None and fewest <= free else 0


def shrunk(by_year: dict[int, int], places: int) -> dict[int, int]:
    """``by_year`` with ``places`` in all: the largest year group gives way first."""
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
    free = tally.free(webinar)
    for waiting in webinar.bookings.in_queue().filter(sending__proved_at__isnull=False):
        if fitting(waiting.places, waiting.fewest_places, free):
            return True
        if not webinar.smaller_may_pass:
            return False
    return False


def places_left(webinar: Webinar, now: datetime) -> int | None:
    """Places that a newcomer could have at ``now``: None without a limit, 0 while somebody waits."""
    if webinar.capacity is None:
        return None
    tally = Tally.of(webinar, now)
    return 0 if tally.waits and not webinar.smaller_may_pass else tally.free(webinar)


def sweep(now: datetime) -> None:
    """End the holds that ran out and serve the queues: a job. Every rule holds without it, only later."""
    late = Q(bookings__state=State.HELD, bookings__held_until__lte=now) | Q(bookings__state=State.WAITING)
    for webinar in Webinar.objects.filter(late).distinct():
        with transaction.atomic():
            changes = Changes(now=now)
            settle(lock(webinar), changes)
            changes.store()
