"""What is deleted, and when: a nightly job. What took place stays as numbers of a school.

The lifetimes are promised in the notice that advisers accept (``_notice.html``).
"""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from webinars.bookings import forget_adviser
from webinars.models import LIVE, Adviser, Booking, Pupil, Webinar

ACCESS_NEEDS = timedelta(days=7)
PUPILS = timedelta(days=30)
PUPILS_WHO_DID_NOT_COME = timedelta(days=7)
UNPROVED = timedelta(days=7)
ADVISERS = timedelta(days=548)  # 18 months


def forget_what_is_due(now: datetime) -> None:
    """Delete what no longer has a purpose at ``now``. Again, or late, it does no harm."""
    bookings_over(now, ACCESS_NEEDS, ACCESS_NEEDS).exclude(access_needs="").update(access_needs="")
    Pupil.objects.filter(booking__in=bookings_over(now, PUPILS, PUPILS_WHO_DID_NOT_COME)).delete()
    for adviser in advisers_to_forget(now):
        forget_adviser(adviser=adviser, now=now)


def bookings_over(now: datetime, after: timedelta, after_ending: timedelta) -> QuerySet[Booking]:
    """Bookings whose webinar ended ``after`` ago or earlier, or that ended themselves ``after_ending`` ago.

    A postponed webinar has not ended: its groups still come.
    """
    took_place = Q(state__in=LIVE, webinar__in=Webinar.objects.past(now - after))
    has_ended = Q(ended_at__lte=now - after_ending)
    return Booking.objects.filter(took_place | has_ended)


def advisers_to_forget(now: datetime) -> QuerySet[Adviser]:
    """Advisers without a booking for 18 months, and addresses that were not proved within a week."""
    dated = Adviser.objects.annotate(
        asked_at=Max("booking_requests__sent_at"), last=Max("bookings__webinar__ends_at")
    )
    live = Booking.objects.live().filter(adviser=OuterRef("pk"))
    idle = Q(asked_at__lte=now - ADVISERS, last__lte=now - ADVISERS)
    unproved = Q(proved_at=None, asked_at__lte=now - UNPROVED) & ~Exists(live)
    return dated.filter(idle | unproved).order_by("pk")
