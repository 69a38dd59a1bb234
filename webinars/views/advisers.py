"""An adviser’s own bookings, and signing in to them by a mailed link."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from webinars import bookings, calendar_files, codes
from webinars.advisers import session, signin
from webinars.advisers.bookings_by_webinar import bookings_by_webinar
from webinars.advisers.data_export import export_adviser
from webinars.errors import AskedTooOften, BookingError, CodeSpent
from webinars.forms.advisers import HeadsForm, LeaveForm, SignInForm
from webinars.forms.parts import PlacesForm
from webinars.models import Adviser, Booking, BookingRequest
from webinars.views.busy import patient
from webinars.views.private import posted, private, shows_or_takes_form

P = ParamSpec("P")


def for_adviser(
    view: Callable[Concatenate[HttpRequest, Adviser, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give ``view`` the adviser who has signed in; every other reader is sent to sign in."""

    @private
    @patient
    @wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        adviser = session.signed_in(request)
        return view(request, adviser, *args, **kwargs) if adviser else redirect("webinars:adviser-sign-in")

    return wrapper


def _key(typed: str) -> int | None:
    """The key of a row, from an address or a form; None for what can be no key."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def booking_of(request: HttpRequest, ref: str) -> Booking:
    """The booking that ``ref`` opens: the number of an adviser's own, or the code mailed for that one.

    Raises ``Http404``, the same for another adviser's booking and for none.
    """
    rows = Booking.objects.with_places_ahead().select_related("webinar", "booking_request", "school")
    rows = rows.exclude(adviser=None)  # the links of an adviser who has left open nothing
    if ref.isascii() and ref.isdecimal():
        adviser, pk = session.signed_in(request), _key(ref)
        found = rows.filter(pk=pk, adviser=adviser).first() if adviser and pk is not None else None
    else:
        found = codes.row_of(codes.Purpose.BOOKING, ref, rows)
    if found is None:
        raise Http404
    return found


# --- Signing in ---------------------------------------------------------------------------------------


@private
@patient
@shows_or_takes_form
def adviser_sign_in(request):
    form = SignInForm(posted(request))
    if not form.is_valid():
        return render(request, "webinars/adviser_sign_in.html", {"form": form})
    email = form.cleaned_data["email"]
    try:
        signin.ask_for_link(email=email, network=request.network, now=timezone.now())
    except AskedTooOften as error:
        form.add_error(None, str(error))
        return render(request, "webinars/adviser_sign_in.html", {"form": form}, status=429)
    return render(request, "webinars/adviser_sign_in_sent.html", {"email": email})


@private
@patient
@shows_or_takes_form
def adviser_enter(request: HttpRequest, code: str) -> HttpResponse:
    if request.method != "POST":
        if signin.adviser_of(code) is None:
            raise Http404
        return render(request, "webinars/adviser_enter.html")
    try:
        adviser = signin.use_link(code=code, now=timezone.now())
    except CodeSpent as error:
        raise Http404 from error
    session.sign_in(request, adviser)
    return redirect("webinars:booking-list")


@private
@require_POST
def adviser_sign_out(request: HttpRequest) -> HttpResponse:
    session.sign_out(request)
    return redirect("webinars:adviser-sign-in")


# --- What is stored about the adviser -----------------------------------------------------------------


@for_adviser
@require_safe
def adviser_data(request: HttpRequest, adviser: Adviser) -> HttpResponse:
    return render(request, "webinars/adviser_data.html", {"export": export_adviser(adviser)})


@for_adviser
@require_safe
def adviser_download(request: HttpRequest, adviser: Adviser) -> HttpResponse:
    response = JsonResponse(export_adviser(adviser), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="about-me.json"'
    return response


@for_adviser
@shows_or_takes_form
def adviser_leave(request: HttpRequest, adviser: Adviser) -> HttpResponse:
    now = timezone.now()
    form = LeaveForm(posted(request))
    if form.is_valid():
        bookings.forget_adviser(adviser=adviser, now=now)
        session.sign_out(request)
        return render(request, "webinars/adviser_left.html")
    to_come, _ = bookings_by_webinar(adviser, now)
    return render(request, "webinars/adviser_leave.html", {"form": form, "to_come": to_come})


# --- Bookings -----------------------------------------------------------------------------------------


@for_adviser
@shows_or_takes_form
def booking_list(request: HttpRequest, adviser: Adviser) -> HttpResponse:
    now, problems = timezone.now(), []
    if request.method == "POST":
        asked = _request_of(adviser, request.POST.get("sending", ""))
        try:
            bookings.confirm_request(booking_request=asked, now=now)
        except BookingError as error:
            problems = [("", str(error))]
        else:
            return redirect("webinars:booking-list")
    to_come, past = bookings_by_webinar(adviser, now)
    return render(
        request,
        "webinars/booking_list.html",
        {"adviser": adviser, "to_come": to_come, "past": past, "problems": problems, "now": now},
    )


def _request_of(adviser: Adviser, number: str) -> BookingRequest:
    """The adviser's own booking request with that number. Raises ``Http404``."""
    rows, pk = adviser.booking_requests.select_related("webinar"), _key(number)
    found = None if pk is None else rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@private
@patient
@shows_or_takes_form
def booking_detail(request: HttpRequest, ref: str) -> HttpResponse:
    now, booking, form = timezone.now(), booking_of(request, ref), None
    webinar = booking.webinar
    if booking.is_confirmed and webinar.counts_heads_late(now):
        form = HeadsForm(posted(request), groups=[booking], question="how many came?")
        if form.is_valid():
            bookings.record_heads(webinar=webinar, heads=form.heads, now=now)
            return redirect("webinars:booking-detail", ref)
    return render(
        request,
        "webinars/booking_detail.html",
        {
            "booking": booking,
            "ref": ref,
            "form": form,
            "now": now,
            "is_past": webinar.is_past(now),
            "room_has_opened": webinar.has_room_opened(now),
            "starts_later": webinar.starts_later(now),
            "can_change": booking.can_change(now),
            "is_held": booking.is_held(now),
            "is_signed_in": session.signed_in(request) is not None,
        },
    )


@private
@patient
@shows_or_takes_form
def booking_places(request: HttpRequest, ref: str) -> HttpResponse:
    now, booking = timezone.now(), booking_of(request, ref)
    if not booking.can_change(now):
        return redirect("webinars:booking-detail", ref)
    form = PlacesForm(posted(request), webinar=booking.webinar, by_year=booking.by_year)
    if form.is_valid():
        try:
            bookings.change_places(booking=booking, by_year=form.by_year, now=now)
        except BookingError as error:
            form.add_error(None, str(error))
        else:
            return redirect("webinars:booking-detail", ref)
    return render(
        request,
        "webinars/booking_places.html",
        {
            "booking": booking,
            "ref": ref,
            "form": form,
            "places_left": bookings.places_left(booking.webinar, now),
            "is_open": booking.webinar.is_open(now),
        },
    )


@private
@patient
@shows_or_takes_form
def booking_cancel(request: HttpRequest, ref: str) -> HttpResponse:
    now, booking = timezone.now(), booking_of(request, ref)
    if not booking.can_change(now):
        return redirect("webinars:booking-detail", ref)
    problems = []
    if request.method == "POST":
        try:
            bookings.cancel(booking=booking, now=now)
        except BookingError as error:
            problems = [("", str(error))]
        else:
            return redirect("webinars:booking-detail", ref)
    live = Booking.objects.live().filter(webinar=booking.webinar, adviser=booking.adviser_id)
    others = live.exclude(pk=booking.pk).values_list("group_label", flat=True)
    return render(
        request,
        "webinars/booking_cancel.html",
        {
            "booking": booking,
            "ref": ref,
            "problems": problems,
            "holds_places": booking.holds_places(now),
            "goes_to_queue": bookings.goes_to_queue(booking=booking, now=now),
            "others": list(others),
        },
    )


@private
@require_safe
def booking_calendar(request: HttpRequest, ref: str) -> HttpResponse:
    booking = booking_of(request, ref)
    if not booking.is_confirmed:
        raise Http404
    entry = calendar_files.booking_file(booking=booking, site_url=settings.SITE_URL, now=timezone.now())
    response = HttpResponse(entry, content_type=calendar_files.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="booking-{booking.pk}.ics"'
    return response


@private
@patient
@shows_or_takes_form
def booking_room(request: HttpRequest, ref: str) -> HttpResponse:
    booking = booking_of(request, ref)
    if not booking.is_confirmed:
        raise Http404
    if request.method == "POST":
        bookings.replace_room_code(booking=booking)
        return redirect(f"{request.path}?replaced")
    return render(
        request,
        "webinars/booking_room.html",
        {
            "booking": booking,
            "ref": ref,
            "code": codes.code_for(codes.Purpose.ROOM, booking),
            "is_replaced": "replaced" in request.GET,
        },
    )
