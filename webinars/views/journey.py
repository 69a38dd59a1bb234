"""Booking groups: who you are, your groups, check, sent; and the link that proves an address."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from webinars import bookings, wording
from webinars.advisers import session
from webinars.advisers.booking_draft import MOST_GROUPS, Draft, load_draft, mark_sent, save_draft
from webinars.codes import Purpose, row_of
from webinars.errors import BookingError, CodeSpent, GroupBooked
from webinars.forms.journey import (
    ELSEWHERE,
    CheckForm,
    ContactForm,
    GroupForm,
    SchoolForm,
    TypedSchoolForm,
)
from webinars.models import Adviser, Booking, BookingRequest, School, Webinar
from webinars.views.busy import patient
from webinars.views.private import posted, private, shows_or_takes_form

NOTICE_VERSION = "2026-11"  # of templates/webinars/_notice.html
MOST_FOUND = 20  # schools
LONGEST_SEARCH = 80  # characters


def _webinar(slug: str) -> Webinar:
    return get_object_or_404(Webinar.objects.public().defer("join_url"), slug=slug)


def _to(step: str, webinar: Webinar, query: str = "") -> HttpResponse:
    """Go on to another step of the journey."""
    return redirect(reverse(f"webinars:booking-{step}", args=[webinar.slug]) + query)


# --- Who you are ----------------------------------------------------------------------------------------


@shows_or_takes_form
@private
@patient
def booking_who(request: HttpRequest, slug: str) -> HttpResponse:
    """Name and e-mail, then the school: found in the register, or typed."""
    webinar = _webinar(slug)
    if not webinar.is_open(timezone.now()):
        return redirect(webinar)
    if session.signed_in(request):
        return _to("group", webinar)
    draft = load_draft(request, webinar)
    part = request.GET.get("part", "") if draft.email else ""
    return {"school": _who_school, "typed": _who_typed}.get(part, _who_contact)(request, webinar, draft)


def _who_contact(request: HttpRequest, webinar: Webinar, draft: Draft) -> HttpResponse:
    form = ContactForm(posted(request), initial={"name": draft.name, "email": draft.email})
    if form.is_valid():
        _answer(request, webinar, draft, **form.cleaned_data)
        return (
            _to("check", webinar)
            if draft.has_contact and draft.groups
            else _to("who", webinar, "?part=school")
        )
    return render(request, "webinars/booking_who.html", {"webinar": webinar, "form": form, "part": "contact"})


def _who_school(request: HttpRequest, webinar: Webinar, draft: Draft) -> HttpResponse:
    words = " ".join(request.GET.get("words", "").split())[:LONGEST_SEARCH]
    found = list(School.objects.found_by(words)[: MOST_FOUND + 1]) if words else []
    form = SchoolForm(posted(request), found=found[:MOST_FOUND], initial={"school": draft.school})
    if form.is_valid():
        school = form.cleaned_data["school"]
        if school == ELSEWHERE:
            return _to("who", webinar, "?part=typed")
        _answer(request, webinar, draft, school=int(school), school_name="", school_town="")
        return _next_page(webinar, draft)
    return render(
        request,
        "webinars/booking_who.html",
        {
            "webinar": webinar,
            "form": form,
            "part": "school",
            "words": words,
            "found": len(found),
            "most": MOST_FOUND,
        },
    )


def _who_typed(request: HttpRequest, webinar: Webinar, draft: Draft) -> HttpResponse:
    typed = {"school_name": draft.school_name, "school_town": draft.school_town}
    form = TypedSchoolForm(posted(request), initial=typed)
    if form.is_valid():
        _answer(request, webinar, draft, school=None, **form.cleaned_data)
        return _next_page(webinar, draft)
    return render(request, "webinars/booking_who.html", {"webinar": webinar, "form": form, "part": "typed"})


def _answer(request: HttpRequest, webinar: Webinar, draft: Draft, **answers: str | int | None) -> None:
    for name, answer in answers.items():
        setattr(draft, name, answer)
    save_draft(request, webinar, draft)


def _next_page(webinar: Webinar, draft: Draft) -> HttpResponse:
    return _to("check" if draft.groups else "group", webinar)


# --- Your groups ----------------------------------------------------------------------------------------


@shows_or_takes_form
@private
@patient
def booking_group(request: HttpRequest, slug: str) -> HttpResponse:
    """One group a page; ``?group=2`` is the second, and the one after the last is a new one."""
    webinar = _webinar(slug)
    adviser, draft = session.signed_in(request), load_draft(request, webinar)
    if not webinar.is_open(timezone.now()):
        return redirect(webinar)
    if not adviser and not draft.has_contact:
        return _to("who", webinar)
    number = _number(request.GET.get("group", "1"), most=min(len(draft.groups) + 1, MOST_GROUPS))
    last_time = _last_time(adviser, webinar) if adviser and not draft.groups else []
    if "again" in request.POST and last_time:
        return _take_last_time(request, webinar, draft, last_time)
    form = _group_form(request, webinar, draft, number)
    if form.is_valid() and _take_group(webinar, draft, number, form):
        save_draft(request, webinar, draft)
        return _after_group(request, webinar, draft)
    return render(
        request,
        "webinars/booking_group.html",
        {
            "webinar": webinar,
            "form": form,
            "number": number,
            "is_new": number > len(draft.groups),
            "last_time": last_time,
            "adviser": adviser,
        },
    )


def _number(typed: str, most: int) -> int:
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 4
    return min(max(int(typed), 1), most) if is_number else most


def _take_last_time(
    request: HttpRequest, webinar: Webinar, draft: Draft, groups: Iterable[bookings.GroupRequest]
) -> HttpResponse:
    for number, group in enumerate(groups, start=1):
        draft.set_group(number, group)
    save_draft(request, webinar, draft)
    return _to("check", webinar)


def _after_group(request: HttpRequest, webinar: Webinar, draft: Draft) -> HttpResponse:
    if "another" in request.POST and len(draft.groups) < MOST_GROUPS:
        return _to("group", webinar, f"?group={len(draft.groups) + 1}")
    return _to("check", webinar)


def _group_form(request: HttpRequest, webinar: Webinar, draft: Draft, number: int) -> GroupForm:
    known = draft.group_requests()[number - 1] if number <= len(draft.groups) else None
    return GroupForm(
        None if "again" in request.POST else posted(request),
        webinar=webinar,
        asks_for_adult=not draft.adult,
        by_year=known.by_year if known else None,
        initial=vars(known) if known else None,
    )


def _take_group(webinar: Webinar, draft: Draft, number: int, form: GroupForm) -> bool:
    """Whether the group of ``form`` is one that ``webinar`` takes; if not, the form says why."""
    answers = form.cleaned_data
    draft.adult = draft.adult or answers.get("adult", False)
    others = [one for place, one in enumerate(draft.group_requests(), 1) if place != number]
    group = bookings.GroupRequest(
        label=answers["label"],
        by_year=form.by_year,
        has_access_needs=answers["has_access_needs"],
        access_needs=answers["access_needs"],
    )
    draft.set_group(number, group)
    try:
        bookings.validate_groups(webinar, [group, *others])
    except BookingError as error:
        draft.groups = draft.groups[: number - 1] + draft.groups[number:]
        is_name = isinstance(error, GroupBooked)
        form.add_error("label" if is_name else f"year_{webinar.year_from}", str(error))
        return False
    return True


def _last_time(adviser: Adviser, webinar: Webinar) -> list[bookings.GroupRequest]:
    """The groups that ``adviser`` sent last, as far as they are of years that ``webinar`` is for."""
    earlier = BookingRequest.objects.filter(adviser=adviser).exclude(webinar=webinar)
    last = earlier.order_by("-sent_at", "-pk").first()
    if last is None:
        return []
    groups = [
        bookings.GroupRequest(
            booking.group_label, {year: n for year, n in booking.by_year.items() if year in webinar.years}
        )
        for booking in last.bookings.order_by("pk")[:MOST_GROUPS]
    ]
    return [group for group in groups if group.places]


# --- Check, and send ------------------------------------------------------------------------------------


@shows_or_takes_form
@private
@patient
def booking_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Every answer once more, then the one press that sends them."""
    webinar, now = _webinar(slug), timezone.now()
    adviser, draft = session.signed_in(request), load_draft(request, webinar)
    if draft.sent and request.POST.get("form_key") == draft.sent:
        return _to("sent", webinar)
    if "remove" in request.POST:
        draft.remove_group(request.POST["remove"])
        save_draft(request, webinar, draft)
        return _to("check", webinar)
    contact = _contact_of(adviser) if adviser else draft.contact()
    if contact is None:
        return _to("who", webinar, "?part=school")
    if not draft.groups:
        return _to("group", webinar)
    form = _check_form(request, draft)
    refused = 0
    if form.is_valid():
        try:
            booking_request = _send(webinar, draft, form, contact, adviser, now)
        except BookingError as error:
            refused = _place_of(error, draft)
            form.add_error(None, str(error))
        else:
            mark_sent(request, webinar, booking_request.form_key)
            return _to("sent", webinar)
    is_proved = adviser is not None
    waits = bookings.would_wait(webinar=webinar, groups=draft.group_requests(), now=now, is_proved=is_proved)
    page = _check_page(webinar, draft, form, refused, waits)
    return render(request, "webinars/booking_check.html", {**page, "contact": contact, "adviser": adviser})


def _check_form(request: HttpRequest, draft: Draft) -> CheckForm:
    is_sent = request.POST.get("form_key") == draft.form_key
    return CheckForm(
        request.POST if is_sent else None, groups=len(draft.groups), asks_for_adult=not draft.adult
    )


def _send(
    webinar: Webinar,
    draft: Draft,
    form: CheckForm,
    contact: bookings.Contact,
    adviser: Adviser | None,
    now: datetime,
) -> BookingRequest:
    groups = [
        replace(group, fewest_places=form.fewest(number))
        for number, group in enumerate(draft.group_requests(), 1)
    ]
    return bookings.request_places(
        webinar=webinar,
        contact=contact,
        groups=groups,
        form_key=draft.form_uuid,
        adult_present=draft.adult or form.cleaned_data["adult"],
        notice_version=NOTICE_VERSION,
        now=now,
        adviser=adviser,
    )


def _contact_of(adviser: Adviser) -> bookings.Contact:
    return bookings.Contact(email=adviser.email, name=adviser.name, school=adviser.school)


def _place_of(error: BookingError, draft: Draft) -> int:
    """The number of the group that ``error`` is about; 0 where it is about none."""
    labels = [group.label for group in draft.group_requests()]
    label = getattr(error, "label", None)
    return labels.index(label) + 1 if label in labels else 0


def _check_page(
    webinar: Webinar, draft: Draft, form: CheckForm, refused: int, waits: list[bool]
) -> dict[str, Any]:
    groups = draft.group_requests()
    rows = [
        {
            "number": number,
            "group": group,
            "places": wording.places(group.places),
            "by_year": wording.by_year(group.by_year),
            "waits": is_waiting,
            "fewest": form[f"fewest_{number}"],
            "is_refused": number == refused,
        }
        for number, (group, is_waiting) in enumerate(zip(groups, waits, strict=True), start=1)
    ]
    problems = form.problems
    if refused:
        problems = [(anchor or f"group-{refused}", words) for anchor, words in problems]
    return {
        "webinar": webinar,
        "when": wording.when(webinar),
        "draft": draft,
        "form": form,
        "problems": problems,
        "rows": rows,
        "next_number": len(groups) + 1,
        "may_add": len(groups) < MOST_GROUPS,
        "button": wording.send_button([group.places for group in groups], waits),
    }


# --- What came of it ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A group with what became of it at one moment, in words."""

    booking: Booking
    places: str
    by_year: str
    is_held: bool
    has_run_out: bool
    ahead: str  # "" where it does not wait


@shows_or_takes_form
@private
@patient
def booking_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of each group; ``again`` mails the link once more."""
    webinar, now = _webinar(slug), timezone.now()
    draft = load_draft(request, webinar)
    rows = BookingRequest.objects.filter(webinar=webinar).select_related("adviser", "school")
    booking_request = rows.filter(form_key=draft.sent).first() if draft.sent else None
    if booking_request is None:
        return redirect(webinar)
    if request.method == "POST":
        bookings.resend_confirmation_link(booking_request=booking_request, now=now)
        return _to("sent", webinar, "?again=yes")
    outcomes = _outcomes(booking_request, now)
    ends = [one.booking.held_until for one in outcomes if one.is_held and one.booking.held_until]
    return render(
        request,
        "webinars/booking_sent.html",
        {
            "webinar": webinar,
            "when": wording.when(webinar),
            "booking_request": booking_request,
            "rows": outcomes,
            "confirmed": sum(one.booking.places for one in outcomes if one.booking.is_confirmed),
            "held_until": wording.clock(min(ends)) if ends else "",
            "is_proved": booking_request.is_proved,
            "was_sent_again": "again" in request.GET,
        },
    )


def _outcomes(booking_request: BookingRequest, now: datetime) -> list[Outcome]:
    """The groups of ``booking_request``; one that ran out is left out where it was booked again."""
    groups = list(booking_request.bookings.with_places_ahead().order_by("pk"))
    live = {booking.group_key for booking in groups if booking.is_live}
    return [
        Outcome(
            booking=booking,
            places=wording.places(booking.places),
            by_year=wording.by_year(booking.by_year),
            is_held=booking.is_held(now),
            has_run_out=booking.has_run_out(now),
            ahead=wording.places_ahead(booking.places_ahead) if booking.is_waiting else "",
        )
        for booking in groups
        if booking.is_live or booking.group_key not in live
    ]


# --- Proving an address ---------------------------------------------------------------------------------


@shows_or_takes_form
@private
@patient
def sending_prove(request: HttpRequest, code: str) -> HttpResponse:
    """The page of the mailed link: to look changes nothing, the button confirms."""
    now = timezone.now()
    rows = BookingRequest.objects.exclude(adviser=None).select_related("webinar", "adviser", "school")
    booking_request = row_of(Purpose.PROVE, code, rows)
    adviser = booking_request and booking_request.adviser
    if not booking_request or not adviser:
        raise Http404
    problems = []
    if request.method == "POST":
        try:
            booking_request = bookings.confirm_request(
                booking_request=booking_request, now=now, nonce=booking_request.nonce
            )
        except CodeSpent as error:
            raise Http404 from error
        except BookingError as error:
            problems = [("", str(error))]
        else:
            # The address is proved now: its adviser is signed in.
            session.sign_in(request, adviser)
            mark_sent(request, booking_request.webinar, booking_request.form_key)
            return _to("sent", booking_request.webinar)
    outcomes = _outcomes(booking_request, now)
    return render(
        request,
        "webinars/sending_prove.html",
        {
            "webinar": booking_request.webinar,
            "when": wording.when(booking_request.webinar),
            "booking_request": booking_request,
            "rows": outcomes,
            "problems": problems,
            "button": _confirm_button(booking_request.webinar, outcomes, now),
        },
    )


def _confirm_button(webinar: Webinar, outcomes: list[Outcome], now: datetime) -> str:
    """What the press does; "" where nothing can be had any more."""
    held = sum(one.booking.places for one in outcomes if one.is_held)
    waiting = sum(one.booking.places for one in outcomes if one.ahead)
    if held or waiting:
        return wording.confirm_button(held, waiting)
    ran_out = any(one.has_run_out for one in outcomes)
    return "Book again, at the back" if ran_out and webinar.is_open(now) else ""
