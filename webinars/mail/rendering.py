"""From a row of the mail table to the letter itself: subject, text, HTML and calendar files.

The rows are read at that moment, so a letter says what is true when it leaves; where nothing of
what it tells is true any more, :class:`NoLongerTrue` says so. Codes are made here and stand
nowhere else. The words are in ``templates/webinars/mail``.
Source: docs/adr/0008-mail-is-a-table.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from webinars import bookings
from webinars.calendar_files import booking_file, booking_method
from webinars.codes import Purpose, code_for
from webinars.mail.organisation import House
from webinars.mail.reminders import start_mark
from webinars.models import LIVE, Booking, Kind, Mail, State, Status, Step
from webinars.models.webinar import JOIN_OPENS

LONGEST_SUBJECT = 150


class NoLongerTrue(Exception):
    """What a mail was to tell has changed meanwhile; ``str()`` says how, and names nobody."""


@dataclass(frozen=True)
class CalendarFile:
    name: str
    content: bytes
    method: str


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    calendars: tuple[CalendarFile, ...]


@dataclass(frozen=True)
class Group:
    """A booking as a letter shows it: ``places_ahead`` only where it waits."""

    booking: Booking
    is_confirmed: bool
    is_held: bool
    places_ahead: int | None
    link: str
    room_link: str


def letter_of(mail: Mail, *, house: House, now: datetime) -> Letter:
    """The letter that ``mail`` asks for, as things stand at ``now``.

    ``mail`` comes with its adviser, webinar, sending and booking. Raises ``NoLongerTrue``.
    """
    if mail.useless_at and mail.useless_at <= now:
        raise NoLongerTrue("It was too late to be of use.")
    facts = _FACTS[mail.kind](mail, now)
    context = {
        "mail": mail,
        "house": house,
        "adviser": mail.adviser,
        "webinar": mail.webinar,
        "list_link": _link("booking-list"),
        **facts,
    }
    if mail.webinar:
        context["page_link"] = f"{settings.SITE_URL}{mail.webinar.get_absolute_url()}"
    subject, _, text = render_to_string(f"webinars/mail/{mail.kind}.txt", context).strip().partition("\n")
    html = render_to_string(f"webinars/mail/{mail.kind}.html", {**context, "subject": subject})
    return Letter(
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=_tidy(text),
        html=html,
        calendars=tuple(_calendars(facts.get("calendar_of", []), house, now)),
    )


def _tidy(text: str) -> str:
    """Without what template tags leave: spaces around lines, more than one empty line."""
    lines = "\n".join(re.sub(r"^ (?! )", "", line.rstrip()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _calendars(shown: Iterable[Booking], house: House, now: datetime) -> Iterable[CalendarFile]:
    """One file a group: calendars take in a file with one entry more readily than one with several."""
    for booking in shown:
        yield CalendarFile(
            name=f"webinar-{slugify(booking.group_label) or booking.pk}.ics",
            content=booking_file(
                booking=booking, site_url=settings.SITE_URL, now=now, organizer=house.contact_email
            ),
            method=booking_method(booking),
        )


def _link(name: str, *arguments: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'webinars:{name}', args=arguments)}"


def _group(booking: Booking) -> Group:
    is_waiting = booking.state == State.WAITING
    return Group(
        booking=booking,
        is_confirmed=booking.state == State.CONFIRMED,
        is_held=booking.state == State.HELD,
        places_ahead=bookings.places_ahead(booking) if is_waiting else None,
        link=_link("booking-detail", code_for(Purpose.BOOKING, booking)),
        room_link=_link("room-detail", code_for(Purpose.ROOM, booking)),
    )


def _about(found: Iterable[Booking], why_not: str, *, has_calendar: bool = True) -> dict:
    """The facts of a letter about these bookings. Raises ``NoLongerTrue`` when there are none."""
    found = list(found)
    if not found:
        raise NoLongerTrue(why_not)
    confirmed = [booking for booking in found if booking.state == State.CONFIRMED]
    return {
        "groups": [_group(booking) for booking in found],
        "confirmed": len(confirmed),
        "waiting": sum(booking.state == State.WAITING for booking in found),
        "calendar_of": confirmed if has_calendar else [],
    }


def _of_adviser(mail: Mail, **states):
    """The adviser's bookings of the mail's webinar, the proved ones only."""
    return (
        Booking.objects.filter(
            webinar=mail.webinar, adviser=mail.adviser, sending__proved_at__isnull=False, **states
        )
        .select_related("webinar")
        .order_by("pk")
    )


def _refuse_if_newer(mail: Mail, **same) -> None:
    """Both would say how things stand now, so the newer one is enough."""
    if Mail.objects.filter(kind=mail.kind, adviser=mail.adviser, pk__gt=mail.pk, **same).exists():
        raise NoLongerTrue("A newer mail tells of it.")


# --- Links to somebody whose address is being asked -----------------------------------------------------


def _sign_in(mail: Mail, now: datetime) -> dict:
    if mail.key != f"{Kind.SIGN_IN}:{mail.adviser.nonce}":
        raise NoLongerTrue("The adviser has signed in meanwhile.")
    return {"link": _link("adviser-enter", code_for(Purpose.SIGN_IN, mail.adviser))}


def _prove(mail: Mail, now: datetime) -> dict:
    """Nobody's name stands in it: whoever typed the address may have typed anything as the name."""
    if mail.sending.proved_at:
        raise NoLongerTrue("The address was confirmed meanwhile.")
    if mail.webinar.status != Status.PUBLISHED:
        raise NoLongerTrue("The webinar is not open any more.")
    live = mail.sending.bookings.live().select_related("webinar").order_by("pk")
    asked = [booking for booking in live if booking.state != State.HELD or booking.holds_places(now)]
    held_until = min((booking.held_until for booking in asked if booking.held_until), default=None)
    return {
        **_about(asked, "The hold ran out, or the groups were cancelled."),
        "link": _link("sending-prove", code_for(Purpose.PROVE, mail.sending)),
        "held_until": held_until,
    }


# --- What became of a group -----------------------------------------------------------------------------


def _booked(mail: Mail, now: datetime) -> dict:
    live = mail.sending.bookings.live().select_related("webinar").order_by("pk")
    return _about(live, "The groups were cancelled meanwhile.")


def _promoted(mail: Mail, now: datetime) -> dict:
    facts = _about(
        _of_adviser(mail, pk=mail.booking_id, state=State.CONFIRMED), "The group was cancelled meanwhile."
    )
    return {**facts, "asked": _places_before_promotion(mail.booking)}


def _places_before_promotion(booking: Booking) -> int:
    """How many places the group asked for while it waited; its own number where nothing was said."""
    steps = list(Step.objects.filter(booking=booking).order_by("pk"))
    for before, after in pairwise(steps):
        if (after.from_state, after.to_state) == (State.WAITING, State.CONFIRMED):
            return before.places
    return booking.places


def _changed_places(mail: Mail, now: datetime) -> dict:
    _refuse_if_newer(mail, booking=mail.booking)
    return _about(
        _of_adviser(mail, pk=mail.booking_id, state__in=LIVE), "The group was cancelled, or never confirmed."
    )


def _changed(mail: Mail, now: datetime) -> dict:
    _refuse_if_newer(mail, webinar=mail.webinar)
    if mail.webinar.status not in {Status.PUBLISHED, Status.POSTPONED}:
        raise NoLongerTrue("The webinar was cancelled meanwhile.")
    return _about(_of_adviser(mail, state__in=LIVE), "The groups were cancelled meanwhile.")


def _cancelled(mail: Mail, now: datetime) -> dict:
    if mail.booking_id:
        ended = _of_adviser(mail, pk=mail.booking_id, state=State.CANCELLED)
        why = mail.booking.ended_why
    else:
        # Those that ended with the webinar; what the adviser gave back before is an old story.
        ended = _of_adviser(mail, state=State.CANCELLED, ended_at=mail.written_at)
        why = mail.webinar.status_reason
    facts = _about(ended, "The group is not cancelled.")
    had_places = set(
        Step.objects.filter(
            booking__in=[group.booking for group in facts["groups"]],
            from_state=State.CONFIRMED,
            to_state=State.CANCELLED,
        ).values_list("booking", flat=True)
    )
    in_calendars = [group.booking for group in facts["groups"] if group.booking.pk in had_places]
    return {
        **facts,
        "calendar_of": in_calendars,
        "why": why,
        "is_whole_webinar": not mail.booking_id,
        "has_others": _of_adviser(mail, state__in=LIVE).exists(),
    }


# --- Reminders, and afterwards --------------------------------------------------------------------------


def _at_this_start(mail: Mail, now: datetime) -> dict:
    if mail.webinar.status != Status.PUBLISHED or not mail.key.endswith(start_mark(mail.webinar)):
        raise NoLongerTrue("The webinar was moved, postponed or cancelled.")
    confirmed = _of_adviser(mail, state=State.CONFIRMED)
    facts = _about(confirmed, "The groups were cancelled meanwhile.", has_calendar=False)
    return {**facts, "doors_open_at": mail.webinar.starts_at - JOIN_OPENS}


def _recording(mail: Mail, now: datetime) -> dict:
    facts = _at_this_start(mail, now)
    if not mail.webinar.recording_url:
        raise NoLongerTrue("The recording was taken away.")
    missed = [group for group in facts["groups"] if not group.booking.attended]
    if not missed:
        raise NoLongerTrue("The groups were there.")
    return {**facts, "groups": missed}


_FACTS = {
    Kind.SIGN_IN: _sign_in,
    Kind.PROVE: _prove,
    Kind.BOOKED: _booked,
    Kind.PROMOTED: _promoted,
    Kind.CHANGED_PLACES: _changed_places,
    Kind.CHANGED: _changed,
    Kind.CANCELLED: _cancelled,
    Kind.STILL_COMING: _at_this_start,
    Kind.DAY_BEFORE: _at_this_start,
    Kind.HOUR_BEFORE: _at_this_start,
    Kind.AFTERWARDS: _at_this_start,
    Kind.RECORDING: _recording,
}
