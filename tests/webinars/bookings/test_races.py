"""Two at once, on real transactions: the lock of the webinar's row decides who was first."""

import threading
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import connection, connections

from tests.conftest import NOON
from tests.factories import AdviserFactory, WebinarFactory
from tests.webinars.requesting import ask, asked, booked, group, mail_keys, send
from webinars import bookings, errors
from webinars.models import Booking, BookingRequest, Webinar

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 0.3  # seconds that one waits for another who may be kept out by the lock


def at_once(*acts) -> list:
    """What each act returned, or the refusal that it raised; all are started at one moment."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            start.wait()
            outcomes[number] = act()
        except errors.BookingError as refusal:
            outcomes[number] = type(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def make_them_meet(monkeypatch, seconds: float = PATIENCE):
    """Each of the two waits, once it has counted, until the other has counted too, before it writes."""
    counted, create = threading.Barrier(2), bookings.requesting._create_bookings

    def create_together(*args):
        with suppress(threading.BrokenBarrierError):
            counted.wait(seconds)
        return create(*args)

    monkeypatch.setattr(bookings.requesting, "_create_bookings", create_together)


def race_for_the_last_place() -> int:
    """How many of two got it."""
    webinar = WebinarFactory(capacity=1)
    first, second = AdviserFactory(), AdviserFactory()
    at_once(
        lambda: send(webinar, group(places=1), adviser=first),
        lambda: send(webinar, group(places=1), adviser=second),
    )
    assert Booking.objects.count() == 2
    return Booking.objects.filter(state="confirmed").count()


def test_last_place_taken_by_two_at_once_is_had_by_one(monkeypatch):
    make_them_meet(monkeypatch)

    assert race_for_the_last_place() == 1


def test_last_place_with_the_lock_switched_off_is_sold_twice(monkeypatch):
    """The control: without the lock both have it. On SQLite a transaction keeps all others out anyway."""
    is_postgres = connection.vendor == "postgresql"
    make_them_meet(monkeypatch, 20 if is_postgres else PATIENCE)
    monkeypatch.setattr(bookings.requesting, "lock", lambda webinar: Webinar.objects.get(pk=webinar.pk))

    assert race_for_the_last_place() == (2 if is_postgres else 1)


def test_group_of_thirty_and_a_group_of_one_at_once_never_both_get_places():
    webinar = WebinarFactory(capacity=30)
    large, small = AdviserFactory(), AdviserFactory()

    at_once(
        lambda: send(webinar, group(places=30), adviser=large),
        lambda: send(webinar, group(places=1), adviser=small),
    )

    states = dict(Booking.objects.values_list("places", "state"))
    assert sorted(states.values()) == ["confirmed", "waiting"]


def test_same_form_twenty_times_at_once_is_one_booking_request_and_one_mail():
    webinar, key = WebinarFactory(capacity=100), uuid4()

    booking_requests = at_once(*[lambda: ask(webinar, group(places=5), form_key=key)] * 20)

    assert booking_requests == [BookingRequest.objects.get()] * 20
    assert Booking.objects.count() == 1
    assert mail_keys() == [f"prove:{booking_requests[0].pk}:1"]


def test_two_cancel_at_once_and_one_mail_tells_of_it():
    webinar = WebinarFactory(capacity=10)
    booking, waiting = booked(webinar, 10), booked(webinar, 10)

    at_once(*[lambda: bookings.cancel(booking=booking, now=NOON, by="staff")] * 2)

    assert mail_keys()[2:] == [f"cancelled:{booking.pk}", f"promoted:{waiting.pk}:1"]


def test_two_confirm_at_once_and_the_link_works_once():
    hold = asked(WebinarFactory(capacity=40), 10)
    booking_request, nonce = hold.booking_request, hold.booking_request.nonce

    def confirm():
        return bookings.confirm_request(booking_request=booking_request, nonce=nonce, now=NOON)

    outcomes = at_once(confirm, confirm)

    assert sorted(outcomes, key=str) == [errors.CodeSpent, booking_request]
    assert list(Booking.objects.values_list("state", "revision")) == [("confirmed", 1)]
    assert mail_keys() == [f"prove:{booking_request.pk}:1", f"booked:{booking_request.pk}"]


def test_two_cancel_the_webinar_at_once_and_each_adviser_is_told_once():
    webinar = WebinarFactory()
    booking = booked(webinar)

    at_once(*[lambda: bookings.cancel_webinar(webinar=webinar, reason="Ill.", now=NOON)] * 2)

    assert mail_keys()[1:] == [f"cancelled:webinar:{webinar.pk}:{booking.adviser_id}"]
