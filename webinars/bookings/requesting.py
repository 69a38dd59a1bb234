"""Asking for places, and proving the address from which they were asked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from webinars import errors
from webinars.addresses import normal_email
from webinars.bookings.holds import HOLD, most_held
from webinars.bookings.ledger import Changes, change_state
from webinars.bookings.places import Tally, lock
from webinars.bookings.queue import bring_up_to_date, places_that_fit, reduce_by_year, serve_queue
from webinars.mail import outbox
from webinars.models import Actor, Adviser, Booking, BookingRequest, Kind, School, State, Webinar
from webinars.models.adviser import new_nonce
from webinars.models.booking import normal_label


@dataclass(frozen=True)
class GroupRequest:
    """What is asked for one group: places for each year group, and what it says about itself."""

    label: str
    by_year: dict[int, int]
    fewest_places: int | None = None
    has_access_needs: bool = False
    access_needs: str = ""

    @property
    def places(self) -> int:
        return sum(self.by_year.values())


@dataclass(frozen=True)
class Contact:
    """Who asks: ``school`` is one of the register, or ``school_name`` and ``school_town`` were typed."""

    email: str
    name: str
    school: School | None = None
    school_name: str = ""
    school_town: str = ""


# --- Asking ---------------------------------------------------------------------------------------------


@transaction.atomic
def request_places(
    *,
    webinar: Webinar,
    contact: Contact,
    groups: Sequence[GroupRequest],
    form_key: UUID,
    adult_present: bool,
    notice_version: str,
    now: datetime,
    adviser: Adviser | None = None,
) -> BookingRequest:
    """Ask for places for ``groups``, in their order; each is confirmed, held or waits by itself.

    ``adviser`` is the one who has signed in, or None: then the groups are held, or wait, until the
    link mailed to ``contact`` is used. The same ``form_key`` again returns the first request.
    Raises ``BookingClosed``, ``NoAdult``, ``NoGroups``, ``NoPlaces``, ``GroupTooLarge``, ``WrongYear``,
    ``FewestOutOfRange``, ``GroupBooked``, ``ProofPending`` or ``AdviserGone``; then nothing has
    changed, and no adviser or school was added. The mail that tells of it is committed with it.
    """
    webinar = lock(webinar)
    if known := BookingRequest.objects.filter(form_key=form_key).first():
        return known
    if not webinar.is_open(now):
        raise errors.BookingClosed
    if not adult_present:
        raise errors.NoAdult
    if not groups:
        raise errors.NoGroups
    validate_groups(webinar, groups)
    is_proved = adviser is not None
    changes = Changes(now=now, by=Actor.ADVISER)
    tally = bring_up_to_date(webinar, changes)
    asking, school = _who_asks(webinar, adviser, contact, groups)
    booking_request = BookingRequest.objects.create(
        webinar=webinar,
        adviser=asking,
        school=school,
        name=contact.name,
        form_key=form_key,
        notice_version=notice_version,
        sent_at=now,
        proved_at=now if is_proved else None,
    )
    _create_bookings(webinar, booking_request, groups, tally, changes)
    about: outbox.About = {"adviser": asking, "webinar": webinar, "booking_request": booking_request}
    if is_proved:
        _update_adviser(asking, booking_request)
        changes.mail(Kind.BOOKED, f"{booking_request.pk}", **about)
    else:
        changes.mail(Kind.PROVE, f"{booking_request.pk}:1", **about)
    changes.store()
    return booking_request


def validate_groups(webinar: Webinar, groups: Iterable[GroupRequest]) -> None:
    """Raise what is wrong with the groups themselves, however many places are free."""
    labels = set()
    for group in groups:
        validate_places(webinar, group.label, group.by_year, has={})
        if group.fewest_places is not None and not 1 <= group.fewest_places <= group.places:
            raise errors.FewestOutOfRange(group.label, group.places)
        if normal_label(group.label) in labels:
            raise errors.GroupBooked(group.label)
        labels.add(normal_label(group.label))


def validate_places(webinar: Webinar, label: str, by_year: dict[int, int], has: dict[int, int]) -> None:
    """Raise what is wrong with ``by_year``; a group may keep, or give back some of, what it ``has``."""
    places = sum(by_year.values())
    if places < 1 or any(count < 0 for count in by_year.values()):
        raise errors.NoPlaces(label)
    if places > max(webinar.largest_group, sum(has.values())):
        raise errors.GroupTooLarge(label, webinar.largest_group)
    for year, count in by_year.items():
        if year not in webinar.years and count > has.get(year, 0):
            raise errors.WrongYear(label, year)


def _who_asks(
    webinar: Webinar, adviser: Adviser | None, contact: Contact, groups: Iterable[GroupRequest]
) -> tuple[Adviser, School]:
    """The rows of the adviser and the school, added where they are new.

    An adviser who is known cannot be deleted until commit. Raises ``AdviserGone``, ``ProofPending``
    or ``GroupBooked`` before anything is added.
    """
    email = normal_email(contact.email)
    rows = Adviser.objects.select_for_update(no_key=True)
    known = rows.filter(pk=adviser.pk).first() if adviser else rows.filter(email=email).first()
    if adviser and not known:
        raise errors.AdviserGone
    if known:
        _refuse_clashes(webinar, known, groups, is_proved=adviser is not None)
    school = _school_of(contact)
    if known is None:
        known, _ = Adviser.objects.get_or_create(
            email=email, defaults={"name": contact.name, "school": school}
        )
    return known, school


def _refuse_clashes(
    webinar: Webinar, adviser: Adviser, groups: Iterable[GroupRequest], *, is_proved: bool
) -> None:
    """Raise what a request may not do while ``adviser`` has the bookings that exist already."""
    live = Booking.objects.live().filter(webinar=webinar, adviser=adviser)
    if not is_proved and live.filter(booking_request__proved_at=None).exists():
        raise errors.ProofPending
    keys = set(live.values_list("group_key", flat=True))
    for group in groups:
        if normal_label(group.label) in keys:
            raise errors.GroupBooked(group.label)


def _school_of(contact: Contact) -> School:
    if contact.school:
        return contact.school
    typed = {"urn": "", "name": contact.school_name, "town": contact.school_town}
    return School.objects.filter(**typed).first() or School.objects.create(**typed)


def _update_adviser(adviser: Adviser, booking_request: BookingRequest) -> None:
    """Copy to the adviser what a proved request says: name, school, and that the address is proved."""
    adviser.name = booking_request.name or adviser.name
    adviser.school_id = booking_request.school_id
    adviser.proved_at = adviser.proved_at or booking_request.proved_at
    adviser.save(update_fields=["name", "school", "proved_at"])


# --- What each group gets -------------------------------------------------------------------------------


def would_wait(
    *, webinar: Webinar, groups: Sequence[GroupRequest], now: datetime, is_proved: bool = True
) -> list[bool]:
    """For each group, whether it would wait if it were asked for at ``now``; nothing is kept for it.

    ``is_proved`` is whether an adviser who has signed in asks.
    """
    tally = Tally.of(webinar, now)
    return [state == State.WAITING for _, state in _allocate(webinar, groups, tally, is_proved=is_proved)]


def _allocate(
    webinar: Webinar, groups: Iterable[GroupRequest], tally: Tally, *, is_proved: bool
) -> Iterator[tuple[int, State]]:
    """Each group's places and state in turn; ``tally`` counts along."""
    for group in groups:
        places = places_that_fit(group.places, group.fewest_places, tally.free_for_newcomer(webinar))
        if is_proved and places:
            tally.confirmed += places
            yield places, State.CONFIRMED
        elif not is_proved and places == group.places and tally.held + places <= most_held(webinar):
            tally.held += places
            yield places, State.HELD
        else:
            tally.waiting += is_proved
            yield group.places, State.WAITING


def _create_bookings(
    webinar: Webinar,
    booking_request: BookingRequest,
    groups: Sequence[GroupRequest],
    tally: Tally,
    changes: Changes,
) -> None:
    """Store a booking for each group in the state that it gets at this moment."""
    allocated = _allocate(webinar, groups, tally, is_proved=booking_request.is_proved)
    bookings = [
        _booking_of(webinar, booking_request, group, places, state, changes.now)
        for group, (places, state) in zip(groups, allocated, strict=True)
    ]
    Booking.objects.bulk_create(bookings)
    for booking in bookings:
        changes.step(booking, "")


def _booking_of(
    webinar: Webinar,
    booking_request: BookingRequest,
    group: GroupRequest,
    places: int,
    state: State,
    now: datetime,
) -> Booking:
    """A booking of ``places`` for ``group``, not stored yet."""
    booking = Booking(
        webinar=webinar,
        adviser_id=booking_request.adviser_id,
        school_id=booking_request.school_id,
        booking_request=booking_request,
        fewest_places=group.fewest_places,
        adult_present=True,
        has_access_needs=group.has_access_needs,
        access_needs=group.access_needs,
        state=state,
        held_until=now + HOLD if state == State.HELD else None,
        waiting_since=now if state == State.WAITING else None,
        booked_at=now,
    )
    booking.set_label(group.label)
    booking.set_places(reduce_by_year(group.by_year, places))
    return booking


# --- Proving the address --------------------------------------------------------------------------------


@transaction.atomic
def confirm_request(
    *, booking_request: BookingRequest, now: datetime, nonce: str | None = None
) -> BookingRequest:
    """Give an adviser what was asked for with an address that was not proved; return the request.

    ``nonce`` is the one of the mailed link; None where the adviser has signed in. What was held
    is confirmed, what waits keeps its place, and what ran out meanwhile is asked for again, at
    the back. Proved already, nothing changes. Raises ``CodeSpent`` where the nonce is no longer
    the request's, ``NothingToConfirm`` where the groups were cancelled or have been booked again
    since, and ``BookingClosed`` where nothing can be had any more.
    """
    webinar = lock(booking_request.webinar)
    if nonce is not None:
        _spend_nonce(booking_request, nonce)
    booking_request = BookingRequest.objects.select_related("adviser").get(pk=booking_request.pk)
    adviser = booking_request.adviser
    if adviser is None:
        raise errors.CodeSpent
    if booking_request.is_proved:
        return booking_request
    changes = Changes(now=now, by=Actor.ADVISER)
    bring_up_to_date(webinar, changes)
    live, again = _what_can_be_had(webinar, booking_request, now)
    booking_request.proved_at = now
    booking_request.save(update_fields=["proved_at"])
    _update_adviser(adviser, booking_request)
    for booking in live:
        if booking.is_hold:
            change_state(booking, State.CONFIRMED, changes)
    serve_queue(webinar, changes, told_together=booking_request)
    # Only now: what is asked for again goes behind every group that waits.
    _create_bookings(webinar, booking_request, again, Tally.of(webinar, now), changes)
    changes.mail(
        Kind.BOOKED,
        f"{booking_request.pk}",
        adviser=adviser,
        webinar=webinar,
        booking_request=booking_request,
    )
    changes.store()
    return booking_request


def _spend_nonce(booking_request: BookingRequest, nonce: str) -> None:
    """Replace ``nonce``, so that its link works once. Raises ``CodeSpent``: of two at once, one wins."""
    unspent = BookingRequest.objects.filter(pk=booking_request.pk, nonce=nonce)
    if unspent.update(nonce=new_nonce()) != 1:
        raise errors.CodeSpent


def _what_can_be_had(
    webinar: Webinar, booking_request: BookingRequest, now: datetime
) -> tuple[list[Booking], list[GroupRequest]]:
    """The live bookings of the request, and the groups to ask for again because their hold ran out.

    Groups that have been booked again since are left out. Raises ``BookingClosed`` or
    ``NothingToConfirm``.
    """
    if webinar.has_ended(now):
        raise errors.BookingClosed
    is_open = webinar.is_open(now)
    live = list(booking_request.bookings.live())
    again = []
    if is_open:
        rows = webinar.bookings.live().filter(adviser=booking_request.adviser)
        taken = set(rows.values_list("group_key", flat=True))
        ran_out = booking_request.bookings.filter(state=State.LAPSED)
        again = [_group_of(booking) for booking in ran_out if booking.group_key not in taken]
    if not live and not again:
        raise errors.NothingToConfirm if is_open else errors.BookingClosed
    return live, again


def _group_of(booking: Booking) -> GroupRequest:
    """What was asked for ``booking``, to ask for it again."""
    return GroupRequest(
        label=booking.group_label,
        by_year=booking.by_year,
        fewest_places=booking.fewest_places,
        has_access_needs=booking.has_access_needs,
        access_needs=booking.access_needs,
    )


@transaction.atomic
def resend_confirmation_link(*, booking_request: BookingRequest, now: datetime) -> None:
    """Mail the link once more, at most one more in each ten minutes of the hold."""
    lock(booking_request.webinar)
    booking_request = BookingRequest.objects.get(pk=booking_request.pk)
    if booking_request.is_proved or booking_request.adviser_id is None:
        return
    turn = 2 + int((now - booking_request.sent_at) / timedelta(minutes=10))
    mail = outbox.compose(
        Kind.PROVE,
        f"{booking_request.pk}:{turn}",
        adviser=booking_request.adviser_id,
        webinar=booking_request.webinar,
        booking_request=booking_request,
        now=now,
    )
    outbox.queue([mail])
