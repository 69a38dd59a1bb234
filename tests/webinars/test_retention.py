"""What is forgotten, and what stays: each lifetime from both sides of its last moment."""

from datetime import timedelta

import pytest

from tests.conftest import NOON
from tests.factories import (
    AdviserFactory,
    BookingFactory,
    BookingRequestFactory,
    PupilFactory,
    WebinarFactory,
)
from webinars.models import Actor, Adviser, Booking, BookingRequest, Pupil, State, Status
from webinars.retention import forget_what_is_due

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NEEDS = {"has_access_needs": True, "access_needs": "The group needs large print."}
CANCELLED = {"state": State.CANCELLED, "ended_by": Actor.ADVISER}


def webinar_over_for(time: timedelta, **fields):
    return WebinarFactory(starts_at=NOON - time - timedelta(minutes=45), duration_minutes=45, **fields)


def booking_of(webinar, **fields) -> Booking:
    return BookingFactory(
        booking_request=BookingRequestFactory(webinar=webinar, sent_at=NOON - DAY), **fields
    )


@pytest.mark.parametrize(
    ("time", "status", "needs"),
    [
        (7 * DAY - timedelta(minutes=1), Status.PUBLISHED, NEEDS["access_needs"]),
        (7 * DAY, Status.PUBLISHED, ""),
        (30 * DAY, Status.POSTPONED, NEEDS["access_needs"]),
    ],
)
def test_access_needs_are_forgotten_seven_days_after_the_webinar(time, status, needs):
    booking = booking_of(webinar_over_for(time, status=status), **NEEDS)

    forget_what_is_due(NOON)

    booking.refresh_from_db()
    assert (booking.access_needs, booking.has_access_needs, booking.places) == (needs, True, 1)


@pytest.mark.parametrize(("days", "left"), [(6, NEEDS["access_needs"]), (7, "")])
def test_access_needs_of_a_cancelled_group_are_forgotten_seven_days_later(days, left):
    booking = booking_of(WebinarFactory(), **NEEDS, **CANCELLED, ended_at=NOON - days * DAY)

    forget_what_is_due(NOON)

    booking.refresh_from_db()
    assert booking.access_needs == left


def test_pupils_are_forgotten_after_thirty_days_or_seven_where_they_did_not_come():
    kept = PupilFactory(booking=booking_of(webinar_over_for(29 * DAY)))
    PupilFactory(booking=booking_of(webinar_over_for(30 * DAY)))
    also_kept = PupilFactory(booking=booking_of(WebinarFactory(), **CANCELLED, ended_at=NOON - 6 * DAY))
    PupilFactory(booking=booking_of(WebinarFactory(), **CANCELLED, ended_at=NOON - 7 * DAY))

    forget_what_is_due(NOON)
    forget_what_is_due(NOON)

    assert set(Pupil.objects.all()) == {kept, also_kept}


def test_adviser_is_forgotten_eighteen_months_after_the_last_webinar_and_the_numbers_stay():
    over = webinar_over_for(548 * DAY)
    gone = BookingFactory(booking_request=BookingRequestFactory(webinar=over), attended=27)
    known = BookingFactory(booking_request=BookingRequestFactory(webinar=over))
    BookingFactory(
        adviser=known.adviser,
        booking_request=BookingRequestFactory(webinar=WebinarFactory(), adviser=known.adviser),
    )

    forget_what_is_due(NOON)

    assert list(Adviser.objects.all()) == [known.adviser]
    gone.refresh_from_db()
    assert (gone.adviser, gone.attended, gone.state) == (None, 27, State.CONFIRMED)
    assert BookingRequest.objects.get(pk=gone.booking_request_id).name == ""


@pytest.mark.parametrize(
    ("days", "state", "is_kept"),
    [(6, State.LAPSED, True), (7, State.LAPSED, False), (7, State.WAITING, True)],
)
def test_address_that_nobody_proved_is_forgotten_within_a_week(days, state, is_kept):
    asked = NOON - days * DAY
    adviser = AdviserFactory(proved_at=None)
    booking_request = BookingRequestFactory(adviser=adviser, sent_at=asked, proved_at=None)
    has_ended = (
        {"ended_at": asked, "ended_by": Actor.SITE} if state == State.LAPSED else {"waiting_since": asked}
    )
    BookingFactory(booking_request=booking_request, state=state, **has_ended)

    forget_what_is_due(NOON)

    assert Adviser.objects.exists() == is_kept
