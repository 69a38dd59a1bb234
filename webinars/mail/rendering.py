"""From a row of the mail table to the mail itself: subject, text, HTML and calendar files.

The rows are read at that moment, so a mail says what is true when it is sent; where nothing of
what it tells is true any more, :class:`NoLongerTrue` says so. Codes are made here and stored
nowhere. The words are in ``templates/webinars/mail``.
Source: docs/adr/0008-mail-is-a-table.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypedDict, TypeVar

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from webinars import bookings
from webinars.calendar_files import booking_file, booking_method
from webinars.codes import Purpose, code_for
from webinars.mail.organisation import Organisation
from webinars.mail.reminders import start_mark
from webinars.models import Booking, BookingRequest, Kind, Mail, State, Step
from webinars.models.booking import BookingQuerySet

LONGEST_SUBJECT = 150

Row = TypeVar("Row")


class NoLongerTrue(Exception):
    """What a mail was to tell has changed meanwhile; ``str()`` says how, without a name."""


@dataclass(frozen=True)
class CalendarFile:
    name: str
    content: bytes
    method: str


@dataclass(frozen=True)
class RenderedMail:
    subject: str
    text: str
    html: str
    calendars: tuple[CalendarFile, ...]


@dataclass(frozen=True)
class MailGroup:
    """A booking as a mail shows it: ``places_ahead`` only where it waits."""

    booking: Booking
    is_confirmed: bool
    is_held: bool
    places_ahead: int | None
    link: str
    room_link: str


class Facts(TypedDict, total=False):
    """What the templates of one kind of mail are told; ``calendar_of`` has a calendar file each."""

    groups: list[MailGroup]
    confirmed: int
    waiting: int
    calendar_of: list[Booking]
    link: str
    held_until: datetime | None
    asked: int
    why: str
    is_whole_webinar: bool
    has_others: bool


def render_mail(mail: Mail, *, organisation: Organisation, now: datetime) -> RenderedMail:
    """The mail of the row ``mail``, as things are at ``now``.

    ``mail`` comes with its adviser, webinar, booking request and booking. Raises ``NoLongerTrue``.
    """
    if mail.useless_at and mail.useless_at <= now:
        raise NoLongerTrue("It was too late to be of use.")
    facts = _FACTS[Kind(mail.kind)](mail, now)
    context: dict[str, object] = {
        "mail": mail,
        "organisation": organisation,
        "adviser": mail.adviser,
        "webinar": mail.webinar,
        "list_link": _link("booking-list"),
        **facts,
    }
    if mail.webinar:
        context["page_link"] = f"{settings.SITE_URL}{mail.webinar.get_absolute_url()}"
    subject, _, text = render_to_string(f"webinars/mail/{mail.kind}.txt", context).strip().partition("\n")
    html = render_to_string(f"webinars/mail/{mail.kind}.html", {**context, "subject": subject})
    return RenderedMail(
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=_tidy(text),
        html=html,
        calendars=tuple(_calendars(facts.get("calendar_of", []), organisation, now)),
    )


def _tidy(text: str) -> str:
    """Without what template tags leave: spaces around lines, more than one empty line."""
    lines = "\n".join(re.sub(r"^ (?! )", "", line.rstrip()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _calendars(shown: Iterable[Booking], organisation: Organisation, now: datetime) -> Iterable[CalendarFile]:
    """One file a group: calendars take in a file with one entry more readily than one with several."""
    for booking in shown:
        yield CalendarFile(
            name=f"webinar-{slugify(booking.group_label) or booking.pk}.ics",
            content=booking_file(
                booking=booking, site_url=settings.SITE_URL, now=now, organizer=organisation.contact_email
            ),
            method=booking_method(booking),
        )


def _link(name: str, *arguments: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'webinars:{name}', args=arguments)}"


# --- What the kinds share -------------------------------------------------------------------------------


def _required(row: Row | None) -> Row:
    """The webinar, booking or request that a mail of this kind is about; an error where it has none."""
    if row is None:
        raise LookupError("a mail of this kind is about something, and this one is not")
    return row


def _group(booking: Booking) -> MailGroup:
    return MailGroup(
        booking=booking,
        is_confirmed=booking.is_confirmed,
        is_held=booking.is_hold,
        places_ahead=bookings.places_ahead(booking) if booking.is_waiting else None,
        link=_link("booking-detail", code_for(Purpose.BOOKING, booking)),
        room_link=_link("room-detail", code_for(Purpose.ROOM, booking)),
    )


def _about(found: Iterable[Booking], why_not: str, *, has_calendar: bool = True) -> Facts:
    """The facts of a mail about these bookings. Raises ``NoLongerTrue`` when there are none."""
    found = list(found)
    if not found:
        raise NoLongerTrue(why_not)
    confirmed = [booking for booking in found if booking.is_confirmed]
    return {
        "groups": [_group(booking) for booking in found],
        "confirmed": len(confirmed),
        "waiting": sum(booking.is_waiting for booking in found),
        "calendar_of": confirmed if has_calendar else [],
    }


def _of_request(booking_request: BookingRequest) -> BookingQuerySet:
    """The live bookings that were asked for together."""
    return booking_request.bookings.live().select_related("webinar").order_by("pk")


def _of_adviser(mail: Mail) -> BookingQuerySet:
    """The adviser's bookings of the mail's webinar, the proved ones only."""
    rows = Booking.objects.filter(webinar=mail.webinar, adviser=mail.adviser).proved()
    return rows.select_related("webinar").order_by("pk")


def _refuse_if_newer(mail: Mail, rows: models.QuerySet[Mail]) -> None:
    """Two mails of one kind would say how things are now, so the newer one is enough."""
    if rows.filter(kind=mail.kind, adviser=mail.adviser, pk__gt=mail.pk).exists():
        raise NoLongerTrue("A newer mail tells of it.")


# --- Links to an address that is to be proved -----------------------------------------------------------


def _sign_in(mail: Mail, now: datetime) -> Facts:
    if mail.key != f"{Kind.SIGN_IN}:{mail.adviser.nonce}":
        raise NoLongerTrue("The adviser has signed in meanwhile.")
    return {"link": _link("adviser-enter", code_for(Purpose.SIGN_IN, mail.adviser))}


def _prove(mail: Mail, now: datetime) -> Facts:
    """It holds no name of a person: what was typed as the name may be anything."""
    booking_request = _required(mail.booking_request)
    if booking_request.is_proved:
        raise NoLongerTrue("The address was confirmed meanwhile.")
    if not _required(mail.webinar).is_published:
        raise NoLongerTrue("The webinar is not open any more.")
    asked = [booking for booking in _of_request(booking_request) if not booking.has_run_out(now)]
    return {
        **_about(asked, "The hold ran out, or the groups were cancelled."),
        "link": _link("sending-prove", code_for(Purpose.PROVE, booking_request)),
        "held_until": min((booking.held_until for booking in asked if booking.held_until), default=None),
    }


# --- What became of a group -----------------------------------------------------------------------------


def _booked(mail: Mail, now: datetime) -> Facts:
    return _about(_of_request(_required(mail.booking_request)), "The groups were cancelled meanwhile.")


def _promoted(mail: Mail, now: datetime) -> Facts:
    booking = _required(mail.booking)
    facts = _about(_of_adviser(mail).confirmed().filter(pk=booking.pk), "The group was cancelled meanwhile.")
    return {**facts, "asked": _places_before_promotion(booking)}


def _places_before_promotion(booking: Booking) -> int:
    """How many places the group asked for while it waited; its own number where nothing was said."""
    steps = list(Step.objects.filter(booking=booking).order_by("pk"))
    for before, after in pairwise(steps):
        if (after.from_state, after.to_state) == (State.WAITING, State.CONFIRMED):
            return before.places
    return booking.places


def _changed_places(mail: Mail, now: datetime) -> Facts:
    booking = _required(mail.booking)
    _refuse_if_newer(mail, Mail.objects.filter(booking=booking))
    return _about(
        _of_adviser(mail).live().filter(pk=booking.pk), "The group was cancelled, or never confirmed."
    )


def _changed(mail: Mail, now: datetime) -> Facts:
    _refuse_if_newer(mail, Mail.objects.filter(webinar=mail.webinar))
    if not _required(mail.webinar).is_announced:
        raise NoLongerTrue("The webinar was cancelled meanwhile.")
    return _about(_of_adviser(mail).live(), "The groups were cancelled meanwhile.")


def _cancelled(mail: Mail, now: datetime) -> Facts:
    ended = _of_adviser(mail).filter(state=State.CANCELLED)
    if mail.booking:
        ended, why = ended.filter(pk=mail.booking.pk), mail.booking.ended_why
    else:
        # Those that ended with the webinar, without what the adviser had given back before.
        ended, why = ended.filter(ended_at=mail.written_at), _required(mail.webinar).status_reason
    facts = _about(ended, "The group is not cancelled.")
    cancelled = [group.booking for group in facts["groups"]]
    had_places = set(
        Step.objects.filter(
            booking__in=cancelled, from_state=State.CONFIRMED, to_state=State.CANCELLED
        ).values_list("booking", flat=True)
    )
    return {
        **facts,
        "calendar_of": [booking for booking in cancelled if booking.pk in had_places],
        "why": why,
        "is_whole_webinar": mail.booking is None,
        "has_others": _of_adviser(mail).live().exists(),
    }


# --- Reminders, and afterwards --------------------------------------------------------------------------


def _at_this_start(mail: Mail, now: datetime) -> Facts:
    webinar = _required(mail.webinar)
    if not webinar.is_published or not mail.key.endswith(start_mark(webinar)):
        raise NoLongerTrue("The webinar was moved, postponed or cancelled.")
    confirmed = _of_adviser(mail).confirmed()
    return _about(confirmed, "The groups were cancelled meanwhile.", has_calendar=False)


def _recording(mail: Mail, now: datetime) -> Facts:
    facts = _at_this_start(mail, now)
    if not _required(mail.webinar).recording_url:
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
