"""Codes: each opens its own page, and everything else is one and the same 404."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing

from tests.conftest import NOON
from tests.factories import AdviserFactory, BookingFactory, BookingRequestFactory
from tests.hostile import every_family, raw, short
from tests.webinars.visiting import page_of, tables
from webinars.codes import Purpose, code_for, row_of
from webinars.models import Adviser, Booking, BookingRequest
from webinars.models.adviser import new_nonce

pytestmark = pytest.mark.django_db

# Purpose: (the page it opens, the rows it is made for, what makes one)
PAGES = {
    Purpose.SIGN_IN: ("adviser-enter", Adviser, AdviserFactory),
    Purpose.PROVE: ("sending-prove", BookingRequest, BookingRequestFactory),
    Purpose.BOOKING: ("booking-detail", Booking, BookingFactory),
    Purpose.ROOM: ("room-detail", Booking, BookingFactory),
}
OF_BOOKING = ["booking-detail", "booking-places", "booking-cancel", "booking-calendar", "booking-room"]
every_purpose = pytest.mark.parametrize("purpose", Purpose)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def missing(client) -> tuple[int, bytes]:
    """What an address that was never made answers."""
    response = client.get("/no-such-page/")
    return response.status_code, response.content


def answer(client, address: str, method: str = "get") -> tuple[int, bytes]:
    response = getattr(client, method)(address)
    return response.status_code, response.content


@every_purpose
def test_code_opens_its_page_only(client, missing, purpose):
    name, _, factory = PAGES[purpose]
    code = code_for(purpose, factory())

    others = {other for other, _, _ in PAGES.values()} - {name}

    assert client.get(page_of(name, code)).status_code == 200
    assert [other for other in sorted(others) if answer(client, page_of(other, code)) != missing] == []


@every_purpose
@pytest.mark.parametrize("change", ["first", "last", "shorter", "longer", "resigned"])
def test_altered_code_is_missing(client, missing, purpose, change):
    name, _, factory = PAGES[purpose]
    row = factory()
    code = code_for(purpose, row)
    altered = {
        "first": ("X" if code[0] != "X" else "Y") + code[1:],
        "last": code[:-2] + ("AA" if code[-2:] != "AA" else "BB"),
        "shorter": code[:-1],
        "longer": f"{code}x",
        "resigned": signing.dumps([row.pk, "guess"], key="guess", salt=f"webinars.codes.{purpose}"),
    }[change]

    assert answer(client, page_of(name, altered)) == missing
    assert answer(client, page_of(name, altered), "post") == missing


@every_purpose
@pytest.mark.parametrize(
    "inside", [None, 7, "text", [], [1], [1, 2, 3], {"a": 1}, [None, None], [10**30, "n"]]
)
def test_signed_value_that_is_no_code_of_ours_is_missing(client, missing, purpose, inside):
    name, _, factory = PAGES[purpose]
    factory()
    code = signing.dumps(inside, salt=f"webinars.codes.{purpose}")

    assert answer(client, page_of(name, code)) == missing


@every_purpose
def test_code_ends_with_its_nonce(client, missing, purpose):
    name, rows, factory = PAGES[purpose]
    row = factory()
    code = code_for(purpose, row)
    field = "room_nonce" if purpose == Purpose.ROOM else "nonce"
    rows.objects.filter(pk=row.pk).update(**{field: new_nonce()})

    assert answer(client, page_of(name, code)) == missing
    row.refresh_from_db()
    assert client.get(page_of(name, code_for(purpose, row))).status_code == 200


@every_purpose
def test_code_of_a_deleted_row_is_missing(client, missing, purpose):
    name, _, factory = PAGES[purpose]
    row = factory()
    code = code_for(purpose, row)
    row.delete()

    assert answer(client, page_of(name, code)) == missing


@every_purpose
def test_only_the_code_that_signs_in_grows_old(purpose):
    _, rows, factory = PAGES[purpose]
    row = factory()
    with time_machine.travel(NOON, tick=False) as clock:
        code = code_for(purpose, row)
        clock.shift(timedelta(minutes=30))
        in_time = row_of(purpose, code, rows.objects.all())
        clock.shift(timedelta(seconds=1))
        late = row_of(purpose, code, rows.objects.all())

    assert in_time == row
    assert late == (None if purpose == Purpose.SIGN_IN else row)


@every_purpose
def test_old_code_that_signs_in_is_missing(client, missing, purpose):
    name, _, factory = PAGES[purpose]
    with time_machine.travel(NOON - timedelta(minutes=31), tick=False):
        code = code_for(purpose, factory())

    assert (answer(client, page_of(name, code)) == missing) is (purpose == Purpose.SIGN_IN)


def test_booking_code_opens_every_page_of_that_booking_without_a_session(client):
    code = code_for(Purpose.BOOKING, BookingFactory())

    assert [client.get(page_of(name, code)).status_code for name in OF_BOOKING] == [200] * 5


@pytest.mark.parametrize("name", OF_BOOKING)
def test_booking_code_of_an_adviser_who_left_is_missing(client, missing, name):
    booking = BookingFactory()
    code = code_for(Purpose.BOOKING, booking)
    Adviser.objects.filter(pk=booking.adviser_id).delete()

    assert answer(client, page_of(name, code)) == missing


@every_purpose
def test_page_of_a_code_is_for_one_person_only(client, purpose):
    name, _, factory = PAGES[purpose]

    response = client.get(page_of(name, code_for(purpose, factory())))

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert 'rel="canonical"' not in response.content.decode()


@every_family
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/bookings/{}/"),
        ("POST", "/bookings/{}/places/"),
        ("POST", "/bookings/sign-in/{}/"),
        ("POST", "/room/{}/"),
    ],
)
def test_hostile_code_is_no_error_of_ours_and_changes_nothing(client, values, method, path):
    client.raise_request_exception = False
    BookingFactory()
    before = tables()

    answers = {
        short(value): client.request(
            PATH_INFO=path.format(raw(value)), QUERY_STRING="", REQUEST_METHOD=method
        ).status_code
        for value in values
    }

    assert {value: status for value, status in answers.items() if status >= 500} == {}
    assert tables() == before
