"""What an adviser changes of bookings that exist, up to leaving altogether."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from webinars import errors
from webinars.bookings.ledger import Changes, end_booking, mail_adviser
from webinars.bookings.places import Tally, lock
from webinars.bookings.queue import bring_up_to_date, serve_queue
from webinars.bookings.requesting import validate_places
from webinars.models import Actor, Adviser, Booking, BookingRequest, Kind, Pupil, State, Webinar
from webinars.models.adviser import new_nonce


@transaction.atomic
def change_places(
    *,
    booking: Booking,
    by_year: dict[int, int],
    now: datetime,
    by: Actor = Actor.ADVISER,
    staff: AbstractBaseUser | None = None,
) -> Booking:
    """Give ``booking`` other places, a number for each year group; return it.

    Fewer places go to the queue at once. More are had only while no group waits; a group that waits
    and asks for more goes to the back. The same places again change nothing. A group that a later
    limit made too large may still give some places back. Raises ``WebinarOver``, ``BookingClosed``,
    ``NoPlaces``, ``GroupTooLarge``, ``WrongYear`` or ``NotEnoughPlaces``; then nothing has changed.
    """
    webinar = lock(booking.webinar)
    changes = Changes(now=now, by=by, staff=staff)
    tally = bring_up_to_date(webinar, changes)
    booking = _current(booking)
    by_year = {year: count for year, count in by_year.items() if count}
    if not booking.is_live:
        raise errors.BookingClosed
    if webinar.has_ended(now):
        raise errors.WebinarOver
    if booking.by_year == by_year:
        changes.store()
        return booking
    validate_places(webinar, booking.group_label, by_year, has=booking.by_year)
    more = sum(by_year.values()) - booking.places
    if more > 0:
        _ask_for_more(booking, more, webinar, tally, now)
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
        mail_adviser(booking, Kind.CHANGED_PLACES, changes, key=f"{booking.pk}:{booking.revision}")
    changes.store()
    return booking


def _ask_for_more(booking: Booking, more: int, webinar: Webinar, tally: Tally, now: datetime) -> None:
    """Let ``booking`` have ``more`` places, or go to the back of the queue where it waits.

    Raises ``BookingClosed`` or ``NotEnoughPlaces``.
    """
    if not webinar.is_open(now):
        raise errors.BookingClosed
    if booking.is_waiting:
        booking.waiting_since = now
        return
    free = tally.free_for_newcomer(webinar)
    if more > free or booking.is_hold:
        raise errors.NotEnoughPlaces(free)


@transaction.atomic
def cancel(
    *,
    booking: Booking,
    now: datetime,
    by: Actor = Actor.ADVISER,
    staff: AbstractBaseUser | None = None,
    why: str = "",
) -> Booking:
    """Give the places of ``booking`` back, to the head of the queue first; return the booking.

    One that has ended stays as it is, and the adviser is not told twice. Raises ``WebinarOver``.
    """
    webinar = lock(booking.webinar)
    changes = Changes(now=now, by=by, staff=staff)
    bring_up_to_date(webinar, changes)
    booking = _current(booking)
    if booking.is_live:
        if webinar.has_ended(now):
            raise errors.WebinarOver
        end_booking(booking, State.CANCELLED, changes, why=why)
        mail_adviser(booking, Kind.CANCELLED, changes, key=str(booking.pk))
        serve_queue(webinar, changes)
    changes.store()
    return booking


def _current(booking: Booking) -> Booking:
    """The row of ``booking`` as it is now, under the lock of its webinar."""
    return Booking.objects.select_related("webinar", "adviser", "booking_request").get(pk=booking.pk)


@transaction.atomic
def record_heads(*, webinar: Webinar, heads: dict[int, int], now: datetime) -> None:
    """Note how many of each booking are in the room: ``heads`` by the booking's key; 0 is none."""
    lock(webinar)
    for pk, count in heads.items():
        webinar.bookings.confirmed().filter(pk=pk).update(attended=count)


@transaction.atomic
def replace_room_code(*, booking: Booking) -> Booking:
    """End every room link of ``booking`` that was handed on; the next one works."""
    lock(booking.webinar)  # a change of the booking at this moment would write the old code again
    booking.room_nonce = new_nonce()
    booking.save(update_fields=["room_nonce"])
    return booking


@transaction.atomic
def forget_adviser(*, adviser: Adviser, now: datetime) -> None:
    """Delete the adviser, and give back what they hold of webinars to come.

    What took place stays as numbers of their school, without a person. Raises
    ``BookedMeanwhile`` where the same adviser books at this moment; then nothing has changed.
    """
    booked = Webinar.objects.filter(bookings__adviser=adviser).distinct().order_by("pk")
    for webinar in (locked := [lock(webinar) for webinar in booked]):
        changes = Changes(now=now, by=Actor.ADVISER)
        bring_up_to_date(webinar, changes)
        if not webinar.has_ended(now):
            for booking in webinar.bookings.live().filter(adviser=adviser):
                end_booking(booking, State.CANCELLED, changes, why="The adviser left.")
        webinar.bookings.filter(adviser=adviser).update(access_needs="")
        Pupil.objects.filter(booking__webinar=webinar, booking__adviser=adviser).delete()
        serve_queue(webinar, changes)
        changes.store()
    # A request of the adviser at this moment waits for this lock, or has been committed.
    Adviser.objects.select_for_update().filter(pk=adviser.pk).first()
    if Booking.objects.filter(adviser=adviser).exclude(webinar__in=locked).exists():
        raise errors.BookedMeanwhile
    BookingRequest.objects.filter(adviser=adviser).update(name="")
    Adviser.objects.filter(pk=adviser.pk).delete()
