"""Booking groups: who you are, your groups, check, sent; and the link that proves an address."""

from dataclasses import replace
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from webinars import bookings, wording
from webinars.advisers import booking_draft, session
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
from webinars.models import Booking, School, Sending, State, Webinar
from webinars.views.busy import patient
from webinars.views.private import private

NOTICE_VERSION = "2026-11"  # of templates/webinars/_notice.html
MOST_FOUND = 20  # schools
LONGEST_SEARCH = 80  # letters
methods = require_http_methods(["GET", "HEAD", "POST"])


def _webinar(slug: str) -> Webinar:
    return get_object_or_404(Webinar.objects.public().defer("join_url"), slug=slug)


def _to(act: str, webinar: Webinar, query: str = ""):
    return redirect(reverse(f"webinars:booking-{act}", args=[webinar.slug]) + query)


def _posted(request):
    """What a form is bound to: what was sent, however little; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


# --- Who you are ----------------------------------------------------------------------------------------


@methods
@private
@patient
def booking_who(request, slug):
    """Name and e-mail, then the school: found in the register, or typed."""
    webinar = _webinar(slug)
    if not webinar.is_open(timezone.now()):
        return redirect(webinar)
    if session.signed_in(request):
        return _to("group", webinar)
    draft = booking_draft.draft_of(request, webinar)
    part = request.GET.get("part", "") if draft.email else ""
    return {"school": _who_school, "typed": _who_typed}.get(part, _who_contact)(request, webinar, draft)


def _who_contact(request, webinar, draft):
    form = ContactForm(_posted(request), initial={"name": draft.name, "email": draft.email})
    if form.is_valid():
        _answer(request, webinar, draft, **form.cleaned_data)
        return (
            _to("check", webinar)
            if draft.has_contact and draft.groups
            else _to("who", webinar, "?part=school")
        )
    return render(request, "webinars/booking_who.html", {"webinar": webinar, "form": form, "part": "contact"})


def _who_school(request, webinar, draft):
    words = " ".join(request.GET.get("words", "").split())[:LONGEST_SEARCH]
    found = list(School.objects.found_by(words)[: MOST_FOUND + 1]) if words else []
    form = SchoolForm(_posted(request), found=found[:MOST_FOUND], initial={"school": draft.school})
    if form.is_valid():
        chosen = form.cleaned_data["school"]
        if chosen == ELSEWHERE:
            return _to("who", webinar, "?part=typed")
        _answer(request, webinar, draft, school=int(chosen), school_name="", school_town="")
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


def _who_typed(request, webinar, draft):
    typed = {"school_name": draft.school_name, "school_town": draft.school_town}
    form = TypedSchoolForm(_posted(request), initial=typed)
    if form.is_valid():
        _answer(request, webinar, draft, school=None, **form.cleaned_data)
        return _next_page(webinar, draft)
    return render(request, "webinars/booking_who.html", {"webinar": webinar, "form": form, "part": "typed"})


def _answer(request, webinar, draft, **answers) -> None:
    for name, answer in answers.items():
        setattr(draft, name, answer)
    booking_draft.keep(request, webinar, draft)


def _next_page(webinar, draft):
    return _to("check" if draft.groups else "group", webinar)


# --- Your groups ----------------------------------------------------------------------------------------


@methods
@private
@patient
def booking_group(request, slug):
    """One group a page; ``?group=2`` is the second, and the one after the last is a new one."""
    webinar, now = _webinar(slug), timezone.now()
    adviser, draft = session.signed_in(request), booking_draft.draft_of(request, webinar)
    if not webinar.is_open(now):
        return redirect(webinar)
    if not adviser and not draft.has_contact:
        return _to("who", webinar)
    number = _number(
        request.GET.get("group", "1"), most=min(len(draft.groups) + 1, booking_draft.MOST_GROUPS)
    )
    last_time = _last_time(adviser, webinar) if adviser and not draft.groups else []
    if "again" in request.POST and last_time:
        for place, group in enumerate(last_time, start=1):
            draft.put(place, group)
        booking_draft.keep(request, webinar, draft)
        return _to("check", webinar)
    form = _group_form(request, webinar, draft, number)
    if form.is_valid() and _take_group(webinar, draft, number, form):
        booking_draft.keep(request, webinar, draft)
        if "another" in request.POST and len(draft.groups) < booking_draft.MOST_GROUPS:
            return _to("group", webinar, f"?group={len(draft.groups) + 1}")
        return _to("check", webinar)
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


def _group_form(request, webinar, draft, number) -> GroupForm:
    known = draft.asked()[number - 1] if number <= len(draft.groups) else None
    return GroupForm(
        None if "again" in request.POST else _posted(request),
        webinar=webinar,
        asks_for_adult=not draft.adult,
        by_year=known and known.by_year,
        initial=vars(known) if known else None,
    )


def _take_group(webinar, draft, number, form) -> bool:
    """Whether the group of ``form`` is one that ``webinar`` takes; if not, the form says why."""
    answers = form.cleaned_data
    draft.adult = draft.adult or answers.get("adult", False)
    before = draft.asked()
    group = bookings.Group(
        label=answers["label"],
        by_year=form.by_year,
        has_access_needs=answers["has_access_needs"],
        access_needs=answers["access_needs"],
    )
    draft.put(number, group)
    try:
        bookings.check_groups(
            webinar, [group, *(one for place, one in enumerate(before, 1) if place != number)]
        )
    except BookingError as error:
        draft.groups = draft.groups[: number - 1] + draft.groups[number:]
        is_name = isinstance(error, GroupBooked)
        form.add_error("label" if is_name else f"year_{webinar.year_from}", str(error))
        return False
    return True


def _last_time(adviser, webinar) -> list[bookings.Group]:
    """The groups that ``adviser`` sent last, as far as they are of years that ``webinar`` is for."""
    last = (
        Sending.objects.filter(adviser=adviser).exclude(webinar=webinar).order_by("-sent_at", "-pk").first()
    )
    groups = [
        bookings.Group(
            booking.group_label, {year: n for year, n in booking.by_year.items() if year in webinar.years}
        )
        for booking in (last.bookings.order_by("pk")[: booking_draft.MOST_GROUPS] if last else [])
    ]
    return [group for group in groups if group.places]


# --- Check, and send ------------------------------------------------------------------------------------


@methods
@private
@patient
def booking_check(request, slug):
    """Every answer once more, then the one press that sends them."""
    webinar, now = _webinar(slug), timezone.now()
    adviser, draft = session.signed_in(request), booking_draft.draft_of(request, webinar)
    if draft.sent and request.POST.get("form_key") == draft.sent:
        return _to("sent", webinar)
    if "remove" in request.POST:
        draft.drop(request.POST["remove"])
        booking_draft.keep(request, webinar, draft)
        return _to("check", webinar)
    contact = _contact_of(adviser) if adviser else draft.contact()
    if contact is None:
        return _to("who", webinar, "?part=school")
    if not draft.groups:
        return _to("group", webinar)
    is_sent = request.POST.get("form_key") == draft.form_key
    form = CheckForm(
        request.POST if is_sent else None, groups=len(draft.groups), asks_for_adult=not draft.adult
    )
    refused = 0
    if form.is_valid():
        try:
            sending = _send(webinar, draft, form, contact, adviser, now)
        except BookingError as error:
            refused = _place_of(error, draft)
            form.add_error(None, str(error))
        else:
            booking_draft.finish(request, webinar, sending.form_key)
            return _to("sent", webinar)
    is_proved = adviser is not None
    waits = bookings.would_wait(webinar=webinar, groups=draft.asked(), now=now, is_proved=is_proved)
    page = _check_page(webinar, draft, form, refused, waits)
    return render(request, "webinars/booking_check.html", {**page, "contact": contact, "adviser": adviser})


def _send(webinar, draft, form, contact, adviser, now) -> Sending:
    groups = [replace(group, fewest_places=form.fewest(n)) for n, group in enumerate(draft.asked(), 1)]
    return bookings.send_groups(
        webinar=webinar,
        contact=contact,
        groups=groups,
        form_key=draft.form_uuid,
        adult_present=draft.adult or form.cleaned_data["adult"],
        notice_version=NOTICE_VERSION,
        now=now,
        adviser=adviser,
    )


def _contact_of(adviser) -> bookings.Contact:
    return bookings.Contact(email=adviser.email, name=adviser.name, school=adviser.school)


def _place_of(error: BookingError, draft) -> int:
    """The number of the group that ``error`` is about; 0 where it is about none."""
    labels = [group.label for group in draft.asked()]
    label = getattr(error, "label", None)
    return labels.index(label) + 1 if label in labels else 0


def _check_page(webinar, draft, form, refused: int, waits: list[bool]) -> dict:
    groups = draft.asked()
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
        "may_add": len(groups) < booking_draft.MOST_GROUPS,
        "button": wording.send_button([group.places for group in groups], waits),
    }


# --- What came of it ------------------------------------------------------------------------------------


@methods
@private
@patient
def booking_sent(request, slug):
    """What became of each group; ``again`` mails the link once more."""
    webinar, now = _webinar(slug), timezone.now()
    draft = booking_draft.draft_of(request, webinar)
    sendings = Sending.objects.filter(webinar=webinar).select_related("adviser", "school")
    sending = sendings.filter(form_key=draft.sent).first() if draft.sent else None
    if sending is None:
        return redirect(webinar)
    if request.method == "POST":
        bookings.send_proof_again(sending=sending, now=now)
        return _to("sent", webinar, "?again=yes")
    return render(request, "webinars/booking_sent.html", _sent_page(webinar, sending, request, now))


def _sent_page(webinar, sending, request, now: datetime) -> dict:
    rows = _rows(sending, now)
    until = [row["booking"].held_until for row in rows if row["is_held"]]
    return {
        "webinar": webinar,
        "when": wording.when(webinar),
        "sending": sending,
        "rows": rows,
        "confirmed": sum(row["booking"].places for row in rows if row["booking"].state == State.CONFIRMED),
        "held_until": wording.clock(min(until)) if until else "",
        "is_proved": sending.proved_at is not None,
        "was_sent_again": "again" in request.GET,
    }


def _rows(sending, now: datetime) -> list[dict]:
    """The groups of ``sending``; one that ran out is left out where it was booked again."""
    groups = list(sending.bookings.order_by("pk"))
    live = {booking.group_key for booking in groups if booking.is_live}
    waits = any(booking.state == State.WAITING for booking in groups)
    ahead = _places_ahead(sending.webinar_id) if waits else {}
    return [
        _row(booking, ahead.get(booking.pk, 0), now)
        for booking in groups
        if booking.is_live or booking.group_key not in live
    ]


def _places_ahead(webinar_pk: int) -> dict[int, int]:
    """For each booking in the queue, the places that those before it ask for."""
    queue = Booking.objects.in_queue().filter(webinar=webinar_pk).values_list("pk", "places")
    before, sums = 0, {}
    for pk, places in queue:
        sums[pk], before = before, before + places
    return sums


def _row(booking, ahead: int, now: datetime) -> dict:
    """A group with what became of it at ``now``."""
    is_waiting = booking.state == State.WAITING
    return {
        "booking": booking,
        "places": wording.places(booking.places),
        "by_year": wording.by_year(booking.by_year),
        "is_held": booking.state == State.HELD and booking.holds_places(now),
        "has_run_out": booking.state == State.LAPSED
        or (booking.state == State.HELD and not booking.holds_places(now)),
        "ahead": wording.places_ahead(ahead) if is_waiting else "",
    }


# --- Proving an address ---------------------------------------------------------------------------------


@methods
@private
@patient
def sending_prove(request, code):
    """The page of the mailed link: a look does nothing, the button confirms."""
    now = timezone.now()
    sendings = Sending.objects.exclude(adviser=None).select_related("webinar", "adviser", "school")
    sending = row_of(Purpose.PROVE, code, sendings)
    if sending is None:
        raise Http404
    problems = []
    if request.method == "POST":
        try:
            sending = bookings.prove(sending=sending, now=now, nonce=sending.nonce)
        except CodeSpent as error:
            raise Http404 from error
        except BookingError as error:
            problems = [("", str(error))]
        else:
            session.sign_in(request, sending.adviser)
            booking_draft.finish(request, sending.webinar, sending.form_key)
            return _to("sent", sending.webinar)
    rows = _rows(sending, now)
    return render(
        request,
        "webinars/sending_prove.html",
        {
            "webinar": sending.webinar,
            "when": wording.when(sending.webinar),
            "sending": sending,
            "rows": rows,
            "problems": problems,
            "button": _prove_button(sending.webinar, rows, now),
        },
    )


def _prove_button(webinar, rows: list[dict], now: datetime) -> str:
    """What the press does; "" where nothing can be had any more."""
    held = sum(row["booking"].places for row in rows if row["is_held"])
    waiting = sum(row["booking"].places for row in rows if row["ahead"])
    if held and waiting:
        return f"Confirm {wording.places(held)}, and wait for {waiting} more"
    if held:
        return f"Confirm {wording.places(held)}"
    if waiting:
        return f"Keep {wording.places(waiting)} on the waiting list"
    ran_out = any(row["has_run_out"] for row in rows)
    return "Book again, at the back" if ran_out and webinar.is_open(now) else ""
