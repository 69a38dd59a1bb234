"""The page for the teacher in the room: join and head count. It cannot change or cancel anything."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from webinars import bookings, codes
from webinars.forms.advisers import HeadsForm
from webinars.models import Booking
from webinars.views.busy import patient
from webinars.views.private import posted, private, shows_or_takes_form


@private
@patient
@shows_or_takes_form
def room_detail(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    booking = codes.row_of(codes.Purpose.ROOM, code, Booking.objects.select_related("webinar"))
    if booking is None:
        raise Http404
    webinar, form = booking.webinar, None
    if booking.is_confirmed and webinar.counts_heads(now):
        form = HeadsForm(posted(request), groups=_groups(booking), question="how many are with you?")
        if form.is_valid():
            bookings.record_heads(webinar=webinar, heads=form.heads, now=now)
            if not webinar.is_joinable(now):
                return redirect("webinars:room-detail", code)
            # The one answer with the join address; it has no address of its own.
            return render(request, "webinars/room_join.html", {"booking": booking, "code": code})
    return render(
        request,
        "webinars/room_detail.html",
        {
            "booking": booking,
            "code": code,
            "form": form,
            "now": now,
            "is_past": webinar.is_past(now),
            "room_has_opened": webinar.has_room_opened(now),
        },
    )


def _groups(booking: Booking) -> list[Booking]:
    """The confirmed groups that were asked for together, the room's own first."""
    together = Booking.objects.confirmed().filter(booking_request=booking.booking_request_id)
    return sorted(together, key=lambda group: group.pk != booking.pk)
