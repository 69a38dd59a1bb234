"""Every change of a booking, whoever asks for it: advisers, organisers, imports and the clock.

Each function takes the webinar's row first and holds it until commit, counts from the rows, then
writes; a step and a mail are written with the change they tell of. Time comes in as ``now``, an
aware datetime. Refusals are raised from ``webinars.errors``; after one, nothing has changed.
Source: docs/adr/0007-bookings-lock-the-webinar.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, Sum

from webinars import errors, outbox
from webinars.addresses import normal_email
from webinars.models import (
    Actor,
    Adviser,
    Booking,
    Kind,
    Pupil,
    School,
    Sending,
    State,
    Status,
    Step,
    Webinar,
)
from webinars.models.people import new_nonce, normal_label

HOLD = timedelta(minutes=60)
HOLDS_SHARE = 4  # all holds together take at most one in four places
NO_LIMIT = 10**9  # places


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


@dataclass
class _Tally:
    """How full a webinar is: places confirmed and held, and whether anybody waits or a hold ran out."""

    confirmed: int
    held: int
    waits: int  # proved groups in the queue
    unproved: int  # groups in the queue whose address nobody has proved
    expired: int

    @classmethod
    def of(cls, webinar: Webinar, now: datetime) -> "_Tally":
        held, waiting = Q(state=State.HELD), Q(state=State.WAITING)
        counted = Booking.objects.filter(webinar=webinar).aggregate(
            confirmed=Sum("places", filter=Q(state=State.CONFIRMED), default=0),
            held=Sum("places", filter=held & Q(held_until__gt=now), default=0),
            waits=Count("pk", filter=waiting & Q(sending__proved_at__isnull=False)),
            unproved=Count("pk", filter=waiting & Q(sending__proved_at=None)),
            expired=Count("pk", filter=held & Q(held_until__lte=now)),
        )
        return cls(**counted)

    def free(self, webinar: Webinar) -> int:
        """Places that nobody has; never negative, however far the capacity was lowered."""
        if webinar.capacity is None:
            return NO_LIMIT
        return max(0, webinar.capacity - self.confirmed - self.held)


class _Changes:
    """The steps and mails of one transaction, stored together at its end."""

    def __init__(self, *, now: datetime, by: Actor = Actor.SITE, staff=None):
        self.now, self.by, self.staff = now, by, staff
        self._steps: list[Step] = []
        self._mails = []

    def step(self, booking: Booking, from_state: str, by: Actor | None = None) -> None:
        actor = by or self.by
        self._steps.append(
            Step(
                booking=booking,
                at=self.now,
                by=actor,
                staff=self.staff if actor == Actor.STAFF else None,
                from_state=from_state,
                to_state=booking.state,
                places=booking.places,
            )
        )

    def mail(self, kind: Kind, key: str, **about) -> None:
        self._mails.append(outbox.write(kind, key, now=self.now, **about))

    def store(self) -> None:
        if self._steps:
            Step.objects.bulk_create(self._steps)
        outbox.post(self._mails)


def lock(webinar: Webinar) -> Webinar:
    """The webinar's row as it is now, ours until commit: two groups may want the last places."""
    return Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)


# --- Asking for places --------------------------------------------------------------------------------


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
    changes = _Changes(now=now, by=Actor.ADVISER)
    tally = _settle(webinar, changes)
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
        _check_places(webinar, group.label, group.by_year, has={})
        if group.fewest_places is not None and not 1 <= group.fewest_places <= group.places:
            raise errors.FewestOutOfRange(group.label, group.places)
        if normal_label(group.label) in labels:
            raise errors.GroupBooked(group.label)
        labels.add(normal_label(group.label))


def _check_places(webinar: Webinar, label: str, by_year: dict[int, int], has: dict[int, int]) -> None:
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
    tally = _Tally.of(webinar, now)
    return [state == State.WAITING for _, state in _states(webinar, groups, tally, is_proved=is_proved)]


def _states(webinar, groups, tally, *, is_proved):
    """Each group's places and state in turn, with ``tally`` going along."""
    for group in groups:
        free = tally.free(webinar)
        is_next = not tally.waits or webinar.smaller_may_pass
        places = _fitting(group.places, group.fewest_places, free) if is_next else 0
        if is_proved and places:
            tally.confirmed += places
            yield places, State.CONFIRMED
        elif not is_proved and places == group.places and tally.held + places <= _most_held(webinar):
            tally.held += places
            yield places, State.HELD
        else:
            tally.waits += is_proved
            yield group.places, State.WAITING


def _fitting(places: int, fewest: int | None, free: int) -> int:
    """How many of ``places`` a group gets when ``free`` are there: all, no fewer than ``fewest``, or 0."""
    if places <= free:
        return places
    return free if fewest is not None and fewest <= free else 0


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


def shrunk(by_year: dict[int, int], places: int) -> dict[int, int]:
    """``by_year`` with ``places`` in all: the largest year group gives way first."""
    left = dict(by_year)
    for _ in range(sum(by_year.values()) - places):
        largest = max(left, key=lambda year: (left[year], year))
        left[largest] -= 1
    return left


# --- Proving an address -------------------------------------------------------------------------------


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
    changes = _Changes(now=now, by=Actor.ADVISER)
    _settle(webinar, changes)
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
            _become(booking, State.CONFIRMED, changes)
    _serve_queue(webinar, changes, besides=sending)
    # Only now: what is asked for again stands behind everybody who waits.
    _decide(webinar, sending, again, _Tally.of(webinar, now), changes)
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


# --- Changing and ending ------------------------------------------------------------------------------


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
    changes = _Changes(now=now, by=by, staff=staff)
    tally = _settle(webinar, changes)
    booking = Booking.objects.select_related("webinar", "adviser", "sending").get(pk=booking.pk)
    by_year = {year: count for year, count in by_year.items() if count}
    if not booking.is_live:
        raise errors.BookingClosed
    if webinar.has_ended(now):
        raise errors.WebinarOver
    if booking.by_year == by_year:
        changes.store()
        return booking
    _check_places(webinar, booking.group_label, by_year, has=booking.by_year)
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
    _serve_queue(webinar, changes)
    booking.refresh_from_db()
    # One that the queue has served meanwhile is told of that, with its new number of places.
    if booking.state == state:
        _tell(booking, Kind.CHANGED_PLACES, changes, key=f"{booking.pk}:{booking.revision}")
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
    changes = _Changes(now=now, by=by, staff=staff)
    _settle(webinar, changes)
    booking = Booking.objects.select_related("webinar", "adviser", "sending").get(pk=booking.pk)
    if booking.is_live:
        if webinar.has_ended(now):
            raise errors.WebinarOver
        _end(booking, State.CANCELLED, changes, why=why)
        _tell(booking, Kind.CANCELLED, changes, key=str(booking.pk))
        _serve_queue(webinar, changes)
    changes.store()
    return booking


def _become(booking: Booking, state: State, changes: _Changes, by: Actor | None = None) -> None:
    before, booking.state = booking.state, state
    booking.held_until = booking.waiting_since = None
    booking.revision += 1
    booking.save()
    changes.step(booking, before, by=by)


def _end(
    booking: Booking, state: State, changes: _Changes, *, by: Actor | None = None, why: str = ""
) -> None:
    booking.ended_at, booking.ended_by, booking.ended_why = changes.now, by or changes.by, why
    _become(booking, state, changes, by=by)


def _tell(booking: Booking, kind: Kind, changes: _Changes, *, key: str) -> None:
    """Mail the adviser of ``booking``, once the address is proved."""
    if booking.adviser and booking.sending.proved_at:
        changes.mail(kind, key, adviser=booking.adviser, webinar=booking.webinar, booking=booking)


# --- The queue ----------------------------------------------------------------------------------------


def _settle(webinar: Webinar, changes: _Changes) -> _Tally:
    """Bring the webinar to where time alone has taken it; return how full it is then."""
    now = changes.now
    tally = _Tally.of(webinar, now)
    is_over = now >= webinar.starts_at and webinar.status == Status.PUBLISHED
    if not tally.expired and not (tally.waits or (tally.unproved and is_over)):
        return tally
    for booking in webinar.bookings.filter(state=State.HELD, held_until__lte=now):
        _end(booking, State.LAPSED, changes, by=Actor.SITE)
    if is_over:
        for booking in webinar.bookings.in_queue():
            _end(booking, State.LAPSED, changes, by=Actor.SITE)
    _serve_queue(webinar, changes)
    return _Tally.of(webinar, now)


def _serve_queue(webinar: Webinar, changes: _Changes, besides: Sending | None = None) -> None:
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
            free = _Tally.of(webinar, changes.now).free(webinar)
        places = _fitting(booking.places, booking.fewest_places, free)
        if not places:
            if webinar.smaller_may_pass:
                continue
            return
        free -= places
        booking.set_places(shrunk(booking.by_year, places))
        if booking.fewest_places is not None:
            booking.fewest_places = min(booking.fewest_places, places)
        _become(booking, State.CONFIRMED, changes, by=Actor.SITE)
        if booking.sending != besides:
            _tell(booking, Kind.PROMOTED, changes, key=f"{booking.pk}:{booking.revision}")


def places_ahead(booking: Booking) -> int:
    """How many places the groups ahead of ``booking`` in the queue ask for."""
    return Booking.objects.with_places_ahead().get(pk=booking.pk).places_ahead


def goes_to_queue(*, booking: Booking, now: datetime) -> bool:
    """Whether a group that waits would be confirmed if ``booking`` were cancelled at ``now``."""
    webinar = booking.webinar
    if not booking.holds_places(now) or not webinar.is_open(now):
        return False
    tally = _Tally.of(webinar, now)
    tally.confirmed -= booking.places  # or held: only their sum counts here
    free = tally.free(webinar)
    for waiting in webinar.bookings.in_queue().filter(sending__proved_at__isnull=False):
        if _fitting(waiting.places, waiting.fewest_places, free):
            return True
        if not webinar.smaller_may_pass:
            return False
    return False


def places_left(webinar: Webinar, now: datetime) -> int | None:
    """Places that a newcomer could have at ``now``: None without a limit, 0 while somebody waits."""
    if webinar.capacity is None:
        return None
    tally = _Tally.of(webinar, now)
    return 0 if tally.waits and not webinar.smaller_may_pass else tally.free(webinar)


def sweep(now: datetime) -> None:
    """End the holds that ran out and serve the queues: a job. Every rule holds without it, only later."""
    late = Q(bookings__state=State.HELD, bookings__held_until__lte=now) | Q(bookings__state=State.WAITING)
    for webinar in Webinar.objects.filter(late).distinct():
        with transaction.atomic():
            changes = _Changes(now=now)
            _settle(lock(webinar), changes)
            changes.store()


# --- Webinars -----------------------------------------------------------------------------------------

_ANSWERS = {
    "has_captions": "say whether there are live captions",
    "has_bsl": "say whether there is British Sign Language",
    "has_slides_before": "say whether slides come before",
    "has_quiet_chat": "say whether questions can be asked in writing",
    "cameras_are_off": "say whether pupils’ cameras stay off",
    "chat_is_moderated": "say whether staff read the chat first",
    "has_two_staff": "say whether two members of staff are there",
    "is_recorded": "say whether it is recorded",
}


@transaction.atomic
def publish_webinar(*, webinar: Webinar, now: datetime) -> Webinar:
    """Show the webinar to everybody. Raises ``AnswersMissing``, ``NotInTheFuture`` or ``WrongStatus``."""
    webinar = lock(webinar)
    if webinar.status != Status.DRAFT:
        raise errors.WrongStatus(webinar.get_status_display())
    if missing := [words for name, words in _ANSWERS.items() if getattr(webinar, name) is None]:
        raise errors.AnswersMissing(missing)
    if webinar.starts_at <= now:
        raise errors.NotInTheFuture
    webinar.status = Status.PUBLISHED
    webinar.save(update_fields=["status"])
    return webinar


@transaction.atomic
def change_room(
    *, webinar: Webinar, capacity: int | None, largest_group: int, smaller_may_pass: bool, now: datetime
) -> Webinar:
    """Give the webinar another capacity; what comes free goes to the queue, and nobody loses a place."""
    webinar = lock(webinar)
    webinar.capacity, webinar.largest_group = capacity, largest_group
    webinar.smaller_may_pass = smaller_may_pass
    webinar.save(update_fields=["capacity", "largest_group", "smaller_may_pass"])
    changes = _Changes(now=now)
    _settle(webinar, changes)
    changes.store()
    return webinar


@transaction.atomic
def move_webinar(*, webinar: Webinar, starts_at: datetime, reason: str, now: datetime) -> Webinar:
    """Move a published or postponed webinar to ``starts_at`` and tell every adviser first of all.

    The groups keep their places. Raises ``NotInTheFuture`` or ``WrongStatus``. The same start
    again changes nothing.
    """
    webinar = lock(webinar)
    _refuse_over(webinar, now)
    if webinar.status not in {Status.PUBLISHED, Status.POSTPONED}:
        raise errors.WrongStatus(webinar.get_status_display())
    if starts_at <= now:
        raise errors.NotInTheFuture
    if webinar.status == Status.PUBLISHED and webinar.starts_at == starts_at:
        return webinar
    changes = _Changes(now=now)
    _settle(webinar, changes)  # by the old start: who still waited then has waited in vain
    if webinar.booking_closes_at:
        webinar.booking_closes_at += starts_at - webinar.starts_at
    webinar.moved_from, webinar.starts_at = webinar.starts_at, starts_at
    if webinar.booking_opens_at and webinar.booking_opens_at >= webinar.booking_ends_at:
        webinar.booking_opens_at = None
    webinar.status, webinar.status_reason = Status.PUBLISHED, reason
    webinar.revision += 1
    webinar.save()
    _tell_all(webinar, changes)
    _serve_queue(webinar, changes)
    changes.store()
    return webinar


@transaction.atomic
def postpone_webinar(*, webinar: Webinar, reason: str, now: datetime) -> Webinar:
    """Take the date away; the groups keep their places. Raises ``WrongStatus``."""
    webinar = lock(webinar)
    if webinar.status == Status.POSTPONED:
        return webinar
    _refuse_over(webinar, now)
    if webinar.status != Status.PUBLISHED:
        raise errors.WrongStatus(webinar.get_status_display())
    webinar.status, webinar.status_reason = Status.POSTPONED, reason
    webinar.revision += 1
    webinar.save()
    changes = _Changes(now=now)
    _tell_all(webinar, changes)
    changes.store()
    return webinar


@transaction.atomic
def cancel_webinar(*, webinar: Webinar, reason: str, now: datetime, staff=None) -> Webinar:
    """Cancel the webinar and every group's places; each adviser is told once. Raises ``WrongStatus``."""
    webinar = lock(webinar)
    if webinar.status == Status.CANCELLED:
        return webinar
    _refuse_over(webinar, now)
    if webinar.status == Status.DRAFT:
        raise errors.WrongStatus(webinar.get_status_display())
    changes = _Changes(now=now, by=Actor.STAFF, staff=staff)
    for adviser in _advisers_of(webinar):
        changes.mail(
            Kind.CANCELLED,
            f"webinar:{webinar.pk}:{adviser}",
            adviser=adviser,
            webinar=webinar,
            is_urgent=True,
        )
    webinar.status, webinar.status_reason = Status.CANCELLED, reason
    webinar.revision += 1
    webinar.save()
    for booking in webinar.bookings.live():
        _end(booking, State.CANCELLED, changes, why=reason)
    changes.store()
    return webinar


def _refuse_over(webinar: Webinar, now: datetime) -> None:
    if webinar.has_ended(now):
        raise errors.WrongStatus("over")


def _advisers_of(webinar: Webinar) -> list[int]:
    """Keys of the advisers who have proved their address and have a live booking."""
    live = webinar.bookings.live().exclude(adviser=None).filter(sending__proved_at__isnull=False)
    return list(live.order_by("adviser").values_list("adviser", flat=True).distinct())


def _tell_all(webinar: Webinar, changes: _Changes) -> None:
    for adviser in _advisers_of(webinar):
        key = f"{webinar.pk}:{adviser}:{webinar.revision}"
        changes.mail(Kind.CHANGED, key, adviser=adviser, webinar=webinar, is_urgent=True)


# --- On the day, and leaving --------------------------------------------------------------------------


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
        changes = _Changes(now=now, by=Actor.ADVISER)
        _settle(webinar, changes)
        if not webinar.has_ended(now):
            for booking in webinar.bookings.live().filter(adviser=adviser):
                _end(booking, State.CANCELLED, changes, why="The adviser left.")
        webinar.bookings.filter(adviser=adviser).update(access_needs="")
        Pupil.objects.filter(booking__webinar=webinar, booking__adviser=adviser).delete()
        _serve_queue(webinar, changes)
        changes.store()
    Adviser.objects.select_for_update().filter(pk=adviser.pk).first()  # whoever books now waits, or is done
    if Booking.objects.filter(adviser=adviser).exclude(webinar__in=locked).exists():
        raise errors.BookedMeanwhile
    Sending.objects.filter(adviser=adviser).update(name="")
    Adviser.objects.filter(pk=adviser.pk).delete()
