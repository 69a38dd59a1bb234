"""What an adviser changes of bookings that stand, up to leaving altogether."""

from datetime import datetime

from django.db import transaction

from webinars import errors
from webinars.bookings.asking import check_places
from webinars.bookings.ledger import Changes, end, lock, tell
from webinars.bookings.queue import serve_queue, settle
from webinars.models import Actor, Adviser, Booking, Kind, Pupil, Sending, State, Webinar
from webinars.models.people import new_nonce


@transaction.atomic
def change_places(
    *, booking: Booking, by_year: dict[int, int], now: datetime, by: Actor = Actor.ADVISER, staff=None
) -> Booking:
    """Give ``booking`` other places, a number for each year group; return it.

    Fewer places go to the queue at once. More are had only while nobody waits; a group that waits
    and asks for more goes to the back. The same places again change nothing. A group that a later
    limit made too large may still give some places back. Raises ``WebinarOver``, ``BookingClosed``,
    ``NoPlaces``, ``GroupTooLarge``, ``WrongYear`` or ``NotEnoughPlaces``; then nothing has changed.
    """
    webinar = lock(booking.webinar)
    changes = Changes(now=now, by=by, staff=staff)
    tally = settle(webinar, changes)
    booking = Booking.objects.select_related("webinar", "adviser", "sending").get(pk=booking.pk)
    by_year = {year: count for year, count in by_year.items() if count}
    if not booking.is_live:
        raise errors.BookingClosed
    if webinar.has_ended(now):
        raise errors.WebinarOver
    if booking.by_year == by_year:
        changes.store()
        return booking
    check_places(webinar, booking.group_label, by_year, has=booking.by_year)
    more = sum(by_year.values()) - booking.places
    if more > 0:
        if not webinar.is_open(now):
            raise errors.BookingClosed
        if booking.state != State.WAITING:
            free = 0 if tally.waits and not webinar.smaller_may_pass else tally.free(webinar)
            if more > free or booking.state == State.HELD:
                raise errors.NotEnoughPlaces(free)
        else:
            booking.waiting_since = now
    booking.set_places(by_year)
    if booking.fewest_places is not None:
        booking.fewest_places = min(booking.fewest_places, booking.places)
    booking.revision += 1
    booking.save()
    changes.step(booking, state := booking.state)
    serve_queue(webinar, changes)
    booking.refresh_from_db()
    # One that the queue has served meanwhile is told of that, with its new number of places.
    if booking.state == state:
        tell(booking, Kind.CHANGED_PLACES, changes, key=f"{booking.pk}:{booking.revision}")
    changes.store()
    return booking


@transaction.atomic
def cancel(
    *, booking: Booking, now: datetime, by: Actor = Actor.ADVISER, staff=None, why: str = ""
) -> Booking:
    """Give the places of ``booking`` back, to the head of the queue first; return the booking.

    One that has ended stays as it is, and nobody is told twice. Raises ``WebinarOver``.
    """
    webinar = lock(booking.webinar)
    changes = Changes(now=now, by=by, staff=staff)
    settle(webinar, changes)
    booking = Booking.objects.select_related("webinar", "adviser", "sending").get(pk=booking.pk)
    if booking.is_live:
        if webinar.has_ended(now):
            raise errors.WebinarOver
        end(booking, State.CANCELLED, changes, why=why)
        tell(booking, Kind.CANCELLED, changes, key=str(booking.pk))
        serve_queue(webinar, changes)
    changes.store()
    return booking


@transaction.atomic
def record_heads(*, webinar: Webinar, heads: dict[int, int], now: datetime) -> None:
    """Note how many of each booking are in the room: ``heads`` by the booking's key; 0 is nobody."""
    lock(webinar)
    for pk, count in heads.items():
        Booking.objects.filter(pk=pk, webinar=webinar, state=State.CONFIRMED).update(attended=count)


@transaction.atomic
def replace_room_code(*, booking: Booking) -> Booking:
    """End every room link of ``booking`` that was handed on; the next one works."""
    lock(booking.webinar)  # who writes the booking at this moment would write the old code again
    booking.room_nonce = new_nonce()
    booking.save(update_fields=["room_nonce"])
    return booking


@transaction.atomic
def forget_adviser(*, adviser: Adviser, now: datetime) -> None:
    """Delete the adviser, and give back what they hold of webinars to come.

    What took place stays as numbers of their school, with no person in it. Raises
    ``BookedMeanwhile`` where the same adviser books at this moment; then nothing has changed.
    """
    booked = Webinar.objects.filter(bookings__adviser=adviser).distinct().order_by("pk")
    for webinar in (locked := [lock(webinar) for webinar in booked]):
        changes = Changes(now=now, by=Actor.ADVISER)
        settle(webinar, changes)
        if not webinar.has_ended(now):
            for booking in webinar.bookings.live().filter(adviser=adviser):
                end(booking, State.CANCELLED, changes, why="The adviser left.")
        webinar.bookings.filter(adviser=adviser).update(access_needs="")
        Pupil.objects.filter(booking__webinar=webinar, booking__adviser=adviser).delete()
        serve_queue(webinar, changes)
        changes.store()
    Adviser.objects.select_for_update().filter(pk=adviser.pk).first()  # whoever books now waits, or is done
    if Booking.objects.filter(adviser=adviser).exclude(webinar__in=locked).exists():
        raise errors.BookedMeanwhile
    Sending.objects.filter(adviser=adviser).update(name="")
    Adviser.objects.filter(pk=adviser.pk).delete()
