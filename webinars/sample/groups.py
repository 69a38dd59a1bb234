"""Invented schools that book the sample webinars, for a site on one's own machine.

Every booking is asked for and confirmed by ``webinars.bookings``, so that all its rules hold. No mail
is sent: the addresses end in ``.example``, which belongs to no one.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from webinars import bookings
from webinars.bookings import Contact, GroupRequest
from webinars.models import BookingRequest, Mail, State, Webinar

NURSE, MACHINES, ELECTRICIAN, LAB = (
    "meet-a-ward-nurse",
    "how-machines-learn",
    "electricians-at-work",
    "inside-a-biochemistry-lab",
)

OAKFIELD = Contact("j.okafor@oakfield.example", "Joy Okafor", None, "Oakfield High School", "Wetherby")
ST_BRIDES = Contact("careers@stbrides.example", "Tom Pryce", None, "St Bride’s Academy", "Tenby")
HARBOUR = Contact("m.lindqvist@harbour.example", "Maja Lindqvist", None, "Harbour School", "Whitby")
MILLBANK = Contact("a.rahman@millbank.example", "Anisa Rahman", None, "Millbank Sixth Form", "Derby")


@dataclass(frozen=True)
class SampleRequest:
    """What one adviser asks for, ``days`` before the webinar or, where that is sooner, before now."""

    webinar: str
    contact: Contact
    days: int
    groups: tuple[GroupRequest, ...]
    is_proved: bool = True
    heads: dict[str, int] = field(default_factory=dict)


REQUESTS = (
    SampleRequest(
        LAB,
        OAKFIELD,
        12,
        (GroupRequest("10A", {10: 26}), GroupRequest("10B", {10: 24})),
        heads={"10A": 25, "10B": 24},
    ),
    SampleRequest(
        LAB, HARBOUR, 9, (GroupRequest("Science club", {9: 6, 10: 8}),), heads={"Science club": 11}
    ),
    SampleRequest(LAB, MILLBANK, 7, (GroupRequest("12 Biology", {12: 18}),)),
    SampleRequest(NURSE, OAKFIELD, 6, (GroupRequest("10A", {10: 28}), GroupRequest("10C", {10: 27}))),
    SampleRequest(
        NURSE,
        ST_BRIDES,
        5,
        (
            GroupRequest(
                "11 Health", {11: 22}, has_access_needs=True, access_needs="A large font on the slides."
            ),
        ),
    ),
    SampleRequest(NURSE, MILLBANK, 4, (GroupRequest("12 Health", {12: 24}, fewest_places=15),)),
    SampleRequest(NURSE, HARBOUR, 2, (GroupRequest("9 Tutor", {9: 20}),)),
    SampleRequest(MACHINES, ST_BRIDES, 3, (GroupRequest("8X", {8: 30}),)),
    SampleRequest(MACHINES, HARBOUR, 0, (GroupRequest("9 Computing", {9: 12}),), is_proved=False),
    SampleRequest(ELECTRICIAN, MILLBANK, 1, (GroupRequest("12 Engineering", {12: 16}),)),
)


@transaction.atomic
def book_sample_groups(*, now: datetime) -> int:
    """Book the groups of ``REQUESTS`` where there is no booking yet; return how many groups.

    A sample webinar that was deleted, or is not open, gets none.
    """
    if BookingRequest.objects.exists():
        return 0
    webinars = {webinar.slug: webinar for webinar in Webinar.objects.all()}
    known = [(request, webinars[request.webinar]) for request in REQUESTS if request.webinar in webinars]
    booking_requests = [
        _ask(request, webinar, asked_at)
        for request, webinar in known
        if webinar.is_open(asked_at := min(now, webinar.starts_at) - timedelta(days=request.days))
    ]
    # Committed with the mails themselves, so that no sender finds them due.
    Mail.objects.unsent().filter(booking_request__in=booking_requests).update(
        dropped_at=now, trouble="A demonstration: nobody reads this address."
    )
    return sum(booking_request.bookings.count() for booking_request in booking_requests)


def _ask(request: SampleRequest, webinar: Webinar, asked_at: datetime) -> BookingRequest:
    booking_request = bookings.request_places(
        webinar=webinar,
        contact=request.contact,
        groups=request.groups,
        form_key=uuid5(NAMESPACE_URL, f"{webinar.slug}/{request.contact.email}"),
        adult_present=True,
        notice_version="sample",
        now=asked_at,
    )
    if request.is_proved:
        booking_request = bookings.confirm_request(
            booking_request=booking_request, now=asked_at + timedelta(minutes=5)
        )
    heads = {
        booking.pk: request.heads[booking.group_label]
        for booking in booking_request.bookings.filter(state=State.CONFIRMED)
        if booking.group_label in request.heads
    }
    bookings.record_heads(webinar=webinar, heads=heads, now=webinar.ends_at)
    return booking_request
