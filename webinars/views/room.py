"""The page for the teacher in the room: join and head count. It cannot change or cancel anything."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from webinars import bookings, codes
from webinars.forms.advisers import HeadsForm
from webinars.models import Booking, State
from webinars.views.busy import patient
from webinars.views.private import private


@private
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def room_detail(request, code):
    now = timezone.now()
    booking = codes.row_of(codes.Purpose.ROOM, code, Booking.objects.select_related("webinar"))
    if booking is None:
        raise Http404
    webinar, form = booking.webinar, None
    if booking.state == State.CONFIRMED and webinar.counts_heads(now):
        form = HeadsForm(
            request.POST if request.method == "POST" else None,
            groups=_groups(booking),
            question="how many are with you?",
        )
        if form.is_valid():
            bookings.record_heads(webinar=webinar, heads=form.heads, now=now)
            if not webinar.is_joinable(now):
                return redirect("webinars:room-detail", code)
            # The one answer with the join address; it has no address of its own.
            return render(request, "webinars/room_join.html", {"booking": booking, "code": code})
    return render(
        request, "webinars/room_detail.html", {"booking": booking, "code": code, "form": form, "now": now}
    )


def _groups(booking: Booking) -> list[Booking]:
    """The confirmed groups that were sent together, the room's own first."""
    together = Booking.objects.filter(sending=booking.sending_id, state=State.CONFIRMED)
    return sorted(together, key=lambda group: group.pk != booking.pk)
