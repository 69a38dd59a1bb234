"""An adviser’s own bookings, and signing in to them by a mailed link."""

from datetime import datetime
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from webinars import bookings, calendar_files, codes
from webinars.advisers import bookings_by_webinar, data_export, session, signin
from webinars.errors import AskedTooOften, BookingError, CodeSpent
from webinars.forms.advisers import HeadsForm, LeaveForm, SignInForm
from webinars.forms.parts import PlacesForm
from webinars.models import Booking, Sending, State
from webinars.views.busy import patient
from webinars.views.private import private

reading_or_writing = require_http_methods(["GET", "HEAD", "POST"])


def for_adviser(view):
    """Give ``view`` the adviser who has signed in; anybody else is sent to sign in."""

    @private
    @patient
    @wraps(view)
    def wrapper(request, **kwargs):
        adviser = session.signed_in(request)
        return view(request, adviser, **kwargs) if adviser else redirect("webinars:adviser-sign-in")

    return wrapper


def booking_of(request, ref: str) -> Booking:
    """The booking that ``ref`` opens: the number of one's own, or the code mailed for that one alone.

    Raises ``Http404``, the same for what is another's and for what is nobody's.
    """
    rows = Booking.objects.with_places_ahead().select_related("webinar", "sending", "school")
    rows = rows.exclude(adviser=None)  # one who has left takes the links along
    if ref.isascii() and ref.isdecimal():
        adviser = session.signed_in(request)
        found = rows.filter(pk=int(ref), adviser=adviser).first() if adviser and len(ref) < 19 else None
    else:
        found = codes.row_of(codes.Purpose.BOOKING, ref, rows)
    if found is None:
        raise Http404
    return found


# --- Signing in ---------------------------------------------------------------------------------------


@private
@patient
@reading_or_writing
def adviser_sign_in(request):
    form = SignInForm(request.POST if request.method == "POST" else None)
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
@reading_or_writing
def adviser_enter(request, code):
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
def adviser_sign_out(request):
    session.sign_out(request)
    return redirect("webinars:adviser-sign-in")


# --- What is held about the adviser -------------------------------------------------------------------


@for_adviser
@require_safe
def adviser_data(request, adviser):
    return render(request, "webinars/adviser_data.html", {"held": data_export.all_about(adviser)})


@for_adviser
@require_safe
def adviser_download(request, adviser):
    response = JsonResponse(
        data_export.all_about(adviser), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="about-me.json"'
    return response


@for_adviser
@reading_or_writing
def adviser_leave(request, adviser):
    now = timezone.now()
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        bookings.forget_adviser(adviser=adviser, now=now)
        session.sign_out(request)
        return render(request, "webinars/adviser_left.html")
    to_come, _ = bookings_by_webinar.of(adviser, now)
    return render(request, "webinars/adviser_leave.html", {"form": form, "visits": to_come})


# --- Bookings -----------------------------------------------------------------------------------------


@for_adviser
@reading_or_writing
def booking_list(request, adviser):
    now, problems = timezone.now(), []
    if request.method == "POST":
        try:
            bookings.prove(sending=_unproved(adviser, request.POST.get("sending", "")), now=now)
        except BookingError as error:
            problems = [("", str(error))]
        else:
            return redirect("webinars:booking-list")
    to_come, over = bookings_by_webinar.of(adviser, now)
    return render(
        request,
        "webinars/booking_list.html",
        {"adviser": adviser, "to_come": to_come, "over": over, "problems": problems, "now": now},
    )


def _unproved(adviser, number: str) -> Sending:
    """The adviser's own sending with that number. Raises ``Http404``."""
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    found = adviser.sendings.select_related("webinar").filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise Http404
    return found


@private
@patient
@reading_or_writing
def booking_detail(request, ref):
    now, booking, form = timezone.now(), booking_of(request, ref), None
    if booking.state == State.CONFIRMED and booking.webinar.counts_heads_late(now):
        answers = request.POST if request.method == "POST" else None
        form = HeadsForm(answers, groups=[booking], question="how many came?")
        if form.is_valid():
            bookings.record_heads(webinar=booking.webinar, heads=form.heads, now=now)
            return redirect("webinars:booking-detail", ref)
    is_signed_in = session.signed_in(request) is not None
    return render(
        request,
        "webinars/booking_detail.html",
        {"booking": booking, "ref": ref, "form": form, "now": now, "is_signed_in": is_signed_in},
    )


@private
@patient
@reading_or_writing
def booking_places(request, ref):
    now, booking = timezone.now(), booking_of(request, ref)
    if not _can_change(booking, now):
        return redirect("webinars:booking-detail", ref)
    form = PlacesForm(
        request.POST if request.method == "POST" else None, webinar=booking.webinar, by_year=booking.by_year
    )
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
@reading_or_writing
def booking_cancel(request, ref):
    now, booking = timezone.now(), booking_of(request, ref)
    if not _can_change(booking, now):
        return redirect("webinars:booking-detail", ref)
    problems = []
    if request.method == "POST":
        try:
            bookings.cancel(booking=booking, now=now)
        except BookingError as error:
            problems = [("", str(error))]
        else:
            return redirect("webinars:booking-detail", ref)
    others = Booking.objects.live().filter(webinar=booking.webinar, adviser=booking.adviser_id)
    others = others.exclude(pk=booking.pk).values_list("group_label", flat=True)
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


def _can_change(booking: Booking, now: datetime) -> bool:
    return booking.is_live and not booking.webinar.has_ended(now)


@private
@require_safe
def booking_calendar(request, ref):
    booking = booking_of(request, ref)
    if booking.state != State.CONFIRMED:
        raise Http404
    entry = calendar_files.booking_file(booking=booking, site_url=settings.SITE_URL, now=timezone.now())
    response = HttpResponse(entry, content_type=calendar_files.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="booking-{booking.pk}.ics"'
    return response


@private
@patient
@reading_or_writing
def booking_room(request, ref):
    booking = booking_of(request, ref)
    if booking.state != State.CONFIRMED:
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
