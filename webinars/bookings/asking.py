"""Asking for places, and proving the address from which somebody asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from webinars import errors
from webinars.addresses import normal_email
from webinars.bookings.ledger import NO_LIMIT, Changes, Tally, become, lock
from webinars.bookings.queue import fitting, serve_queue, settle, shrunk
from webinars.mail import outbox
from webinars.models import Actor, Adviser, Booking, Kind, School, Sending, State, Webinar
from webinars.models.people import new_nonce, normal_label

HOLD = timedelta(minutes=60)
HOLDS_SHARE = 4  # all holds together take at most one in four places


@dataclass(frozen=True)
class Group:
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


@transaction.atomic
def send_groups(
    *,
    webinar: Webinar,
    contact: Contact,
    groups: Sequence[Group],
    form_key: UUID,
    adult_present: bool,
    notice_version: str,
    now: datetime,
    adviser: Adviser | None = None,
) -> Sending:
    """Ask for places for ``groups``, in their order; each is confirmed, held or waits by itself.

    ``adviser`` is the one who has signed in, or None: then the groups are held, or wait, until the
    link mailed to ``contact`` is used. The same ``form_key`` again returns the first sending.
    Raises ``BookingClosed``, ``NoAdult``, ``NoGroups``, ``NoPlaces``, ``GroupTooLarge``, ``WrongYear``,
    ``FewestOutOfRange``, ``GroupBooked``, ``ProofPending`` or ``AdviserGone``; then nothing has
    changed, and nobody was added. The mail that tells of it is committed with it.
    """
    webinar = lock(webinar)
    if sending := Sending.objects.filter(form_key=form_key).first():
        return sending
    if not webinar.is_open(now):
        raise errors.BookingClosed
    if not adult_present:
        raise errors.NoAdult
    if not groups:
        raise errors.NoGroups
    check_groups(webinar, groups)
    changes = Changes(now=now, by=Actor.ADVISER)
    tally = settle(webinar, changes)
    known = _adviser_who_asks(adviser, contact)
    if known:
        _refuse_what_stands(webinar, known, groups, is_proved=adviser is not None)
    school = _school_of(contact)
    if known is None:
        known, _ = Adviser.objects.get_or_create(
            email=normal_email(contact.email), defaults={"name": contact.name, "school": school}
        )
    sending = Sending.objects.create(
        webinar=webinar,
        adviser=known,
        school=school,
        name=contact.name,
        form_key=form_key,
        notice_version=notice_version,
        sent_at=now,
        proved_at=now if adviser else None,
    )
    _decide(webinar, sending, groups, tally, changes)
    if adviser:
        _catch_up(known, sending)
        changes.mail(Kind.BOOKED, str(sending.pk), adviser=known, webinar=webinar, sending=sending)
    else:
        changes.mail(Kind.PROVE, f"{sending.pk}:1", adviser=known, webinar=webinar, sending=sending)
    changes.store()
    return sending


def check_groups(webinar: Webinar, groups: Iterable[Group]) -> None:
    """Raise what is wrong with the groups themselves, however many places are free."""
    labels = set()
    for group in groups:
        check_places(webinar, group.label, group.by_year, has={})
        if group.fewest_places is not None and not 1 <= group.fewest_places <= group.places:
            raise errors.FewestOutOfRange(group.label, group.places)
        if normal_label(group.label) in labels:
            raise errors.GroupBooked(group.label)
        labels.add(normal_label(group.label))


def check_places(webinar: Webinar, label: str, by_year: dict[int, int], has: dict[int, int]) -> None:
    """Raise what is wrong with ``by_year``; a group may keep, or give back some of, what it ``has``."""
    places = sum(by_year.values())
    if places < 1 or any(count < 0 for count in by_year.values()):
        raise errors.NoPlaces(label)
    if places > max(webinar.largest_group, sum(has.values())):
        raise errors.GroupTooLarge(label, webinar.largest_group)
    for year, count in by_year.items():
        if year not in webinar.years and count > has.get(year, 0):
            raise errors.WrongYear(label, year)


def _adviser_who_asks(adviser: Adviser | None, contact: Contact) -> Adviser | None:
    """The row of who asks, which cannot be deleted until commit; None for an address that is new."""
    rows = Adviser.objects.select_for_update(no_key=True)
    if adviser is None:
        return rows.filter(email=normal_email(contact.email)).first()
    if known := rows.filter(pk=adviser.pk).first():
        return known
    raise errors.AdviserGone


def _refuse_what_stands(webinar, adviser, groups, *, is_proved):
    standing = Booking.objects.live().filter(webinar=webinar, adviser=adviser)
    if not is_proved and standing.filter(sending__proved_at=None).exists():
        raise errors.ProofPending
    keys = set(standing.values_list("group_key", flat=True))
    for group in groups:
        if normal_label(group.label) in keys:
            raise errors.GroupBooked(group.label)


def _school_of(contact: Contact) -> School:
    if contact.school:
        return contact.school
    typed = {"urn": "", "name": contact.school_name, "town": contact.school_town}
    return School.objects.filter(**typed).first() or School.objects.create(**typed)


def _catch_up(adviser: Adviser, sending: Sending) -> None:
    """A proved request says who the adviser is now."""
    adviser.name, adviser.school_id = sending.name or adviser.name, sending.school_id
    adviser.proved_at = adviser.proved_at or sending.proved_at
    adviser.save(update_fields=["name", "school", "proved_at"])


def would_wait(
    *, webinar: Webinar, groups: Sequence[Group], now: datetime, is_proved: bool = True
) -> list[bool]:
    """For each group, whether it would wait if it were sent at ``now``; nothing is kept for it.

    ``is_proved`` is whether an adviser who has signed in sends them.
    """
    tally = Tally.of(webinar, now)
    return [state == State.WAITING for _, state in _states(webinar, groups, tally, is_proved=is_proved)]


def _states(webinar, groups, tally, *, is_proved):
    """Each group's places and state in turn, with ``tally`` going along."""
    for group in groups:
        free = tally.free(webinar)
        is_next = not tally.waits or webinar.smaller_may_pass
        places = fitting(group.places, group.fewest_places, free) if is_next else 0
        if is_proved and places:
            tally.confirmed += places
            yield places, State.CONFIRMED
        elif not is_proved and places == group.places and tally.held + places <= _most_held(webinar):
            tally.held += places
            yield places, State.HELD
        else:
            tally.waits += is_proved
            yield group.places, State.WAITING


def _most_held(webinar: Webinar) -> int:
    return NO_LIMIT if webinar.capacity is None else webinar.capacity // HOLDS_SHARE


def _decide(webinar, sending, groups, tally, changes) -> list[Booking]:
    """Store a booking for each group in the state that it gets at this moment."""
    is_proved = sending.proved_at is not None
    bookings = []
    for group, (places, state) in zip(
        groups, _states(webinar, groups, tally, is_proved=is_proved), strict=True
    ):
        booking = Booking(
            webinar=webinar,
            adviser_id=sending.adviser_id,
            school_id=sending.school_id,
            sending=sending,
            fewest_places=group.fewest_places,
            adult_present=True,
            has_access_needs=group.has_access_needs,
            access_needs=group.access_needs,
            state=state,
            held_until=changes.now + HOLD if state == State.HELD else None,
            waiting_since=changes.now if state == State.WAITING else None,
            booked_at=changes.now,
        )
        booking.set_label(group.label)
        booking.set_places(shrunk(group.by_year, places))
        bookings.append(booking)
    Booking.objects.bulk_create(bookings)
    for booking in bookings:
        changes.step(booking, "")
    return bookings


@transaction.atomic
def prove(*, sending: Sending, now: datetime, nonce: str | None = None) -> Sending:
    """Make what somebody asked for with an unproved address theirs; return the sending.

    ``nonce`` is the one of the mailed link; None where the adviser has signed in. What was held
    is confirmed, what waits keeps its place, and what ran out meanwhile is asked for again, at
    the back. Proved already, nothing changes. Raises ``CodeSpent`` where the nonce is no longer
    the sending's, ``NothingToConfirm`` where the groups were cancelled or have been booked anew,
    and ``BookingClosed`` where nothing can be had any more.
    """
    webinar = lock(sending.webinar)
    if nonce is not None:
        unspent = Sending.objects.filter(pk=sending.pk, nonce=nonce)
        if unspent.update(nonce=new_nonce()) != 1:
            raise errors.CodeSpent
    sending = Sending.objects.select_related("adviser").get(pk=sending.pk)
    if sending.adviser is None:
        raise errors.CodeSpent
    if sending.proved_at:
        return sending
    changes = Changes(now=now, by=Actor.ADVISER)
    settle(webinar, changes)
    if webinar.has_ended(now):
        raise errors.BookingClosed
    live = [booking for booking in sending.bookings.all() if booking.is_live]
    again = _groups_to_ask_again(webinar, sending, now)
    if not live and not again:
        raise errors.NothingToConfirm if webinar.is_open(now) else errors.BookingClosed
    sending.proved_at = now
    sending.save(update_fields=["proved_at"])
    _catch_up(sending.adviser, sending)
    for booking in live:
        if booking.state == State.HELD:
            become(booking, State.CONFIRMED, changes)
    serve_queue(webinar, changes, besides=sending)
    # Only now: what is asked for again stands behind everybody who waits.
    _decide(webinar, sending, again, Tally.of(webinar, now), changes)
    changes.mail(Kind.BOOKED, str(sending.pk), adviser=sending.adviser, webinar=webinar, sending=sending)
    changes.store()
    return sending


def _groups_to_ask_again(webinar: Webinar, sending: Sending, now: datetime) -> list[Group]:
    """What ran out of ``sending``, without the groups that have been booked anew since."""
    if not webinar.is_open(now):
        return []
    live = webinar.bookings.live().filter(adviser=sending.adviser)
    taken = set(live.values_list("group_key", flat=True))
    ran_out = sending.bookings.filter(state=State.LAPSED)
    return [_group_of(booking) for booking in ran_out if booking.group_key not in taken]


@transaction.atomic
def send_proof_again(*, sending: Sending, now: datetime) -> None:
    """Mail the link once more, at most one more in each ten minutes of the hold."""
    lock(sending.webinar)
    sending = Sending.objects.get(pk=sending.pk)
    if sending.proved_at or sending.adviser_id is None:
        return
    turn = 2 + int((now - sending.sent_at) / timedelta(minutes=10))
    mail = outbox.write(
        Kind.PROVE,
        f"{sending.pk}:{turn}",
        adviser=sending.adviser_id,
        webinar=sending.webinar,
        sending=sending,
        now=now,
    )
    outbox.post([mail])


def _group_of(booking: Booking) -> Group:
    return Group(
        label=booking.group_label,
        by_year=booking.by_year,
        fewest_places=booking.fewest_places,
        has_access_needs=booking.has_access_needs,
        access_needs=booking.access_needs,
    )
