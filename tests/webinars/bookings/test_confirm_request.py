"""The mailed link that proves an address: a look changes nothing, the button confirms, once."""

from datetime import timedelta

import pytest
import time_machine

from tests.conftest import NOON
from tests.factories import AdviserFactory, BookingFactory, BookingRequestFactory, WebinarFactory
from tests.hostile import FEW, raw, short
from tests.pages import Page
from webinars import bookings
from webinars.codes import Purpose, code_for
from webinars.models import Adviser, Booking, BookingRequest, Mail, State, Status, Step

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SENT = "/webinars/meet-a-nurse/book/sent/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def webinar():
    return WebinarFactory(title="Meet a nurse", join_url="https://rooms.example/xyzzy-9")


def sent(webinar, *places: int) -> BookingRequest:
    """Groups of as many places as that, sent at noon by somebody whose address is not proved."""
    return bookings.request_places(
        webinar=webinar,
        contact=bookings.Contact("ann.lee@school.example", "Ann Lee", None, "Hill School", "Bristol"),
        groups=[bookings.GroupRequest(f"10{'ABC'[n]}", {10: count}) for n, count in enumerate(places)],
        form_key="11111111-1111-1111-1111-111111111111",
        adult_present=True,
        notice_version="2026-11",
        now=NOON,
    )


def link(booking_request) -> str:
    return f"/bookings/confirm/{code_for(Purpose.PROVE, booking_request)}/"


def button(client, address) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return Page(response).texts("main//button")


def states() -> list[str]:
    return list(Booking.objects.order_by("pk").values_list("state", flat=True))


def everything() -> list:
    """All that a look could change."""
    models = (BookingRequest, Booking, Mail, Step, Adviser)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("method", ["get", "head"])
def test_look_at_the_link_changes_nothing_and_signs_nobody_in(client, webinar, method):
    address = link(sent(webinar, 5))
    before = everything()

    for _ in range(3):
        response = getattr(client, method)(address)

    assert response.status_code == 200
    assert everything() == before
    assert client.cookies.get("session") is None
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert b"xyzzy" not in response.content


def test_button_confirms_signs_in_and_shows_what_became_of_the_groups(client, webinar):
    address = link(sent(webinar, 5, 2))
    assert button(client, address) == ["Confirm 7 places"]

    response = client.post(address)

    assert response["Location"] == SENT
    assert states() == [State.CONFIRMED, State.CONFIRMED]
    page = Page(client.get(SENT))
    assert page.headings()[0] == (1, "You are booked")
    assert page.texts("p[@class='outcome']") == ["Booked: 5 places", "Booked: 2 places"]
    assert client.session["adviser"] == Adviser.objects.get().pk


def test_link_that_was_used_is_the_404_page(client, webinar):
    address = link(sent(webinar, 5))
    client.post(address)

    missing = client.get("/no-such-page/").content
    assert [(client.get(address).status_code, client.post(address).status_code)] == [(404, 404)]
    assert client.get(address).content == missing
    assert states() == [State.CONFIRMED]


def test_code_that_is_altered_or_of_another_purpose_is_the_404_page(client, webinar):
    booking_request = sent(webinar, 5)
    code = code_for(Purpose.PROVE, booking_request)
    codes = [
        code[:-1] + ("A" if code[-1] != "A" else "B"),
        code.swapcase(),
        code_for(Purpose.BOOKING, Booking.objects.get()),
        code_for(Purpose.SIGN_IN, AdviserFactory()),
        "x",
        *filter(None, FEW),
    ]
    client.raise_request_exception = False

    found = {
        short(one): client.generic(method, f"/bookings/confirm/{raw(one)}/").status_code
        for one in codes
        if "\x00" not in one and "%" not in one
        for method in ("GET", "POST")
    }

    assert set(found.values()) == {404}
    assert states() == [State.HELD]


def test_group_that_waits_keeps_its_place_by_the_button(client, webinar):
    address = link(sent(webinar, 5, 20))

    assert button(client, address) == ["Confirm 5 places, and wait for 20 more"]
    client.post(address)

    # Nobody waits before it, and there is room for it.
    assert states() == [State.CONFIRMED, State.CONFIRMED]


def test_hold_that_ran_out_is_booked_again_at_the_back(client, webinar):
    address = link(sent(webinar, 5))
    other = BookingRequestFactory(webinar=webinar)

    with time_machine.travel(NOON + 60 * MINUTE, tick=False):
        BookingFactory(
            booking_request=other, year_10=40, state=State.WAITING, waiting_since=NOON + 59 * MINUTE
        )
        assert button(client, address) == ["Book again, at the back"]
        assert Page(client.get(address)).texts("p[@class='outcome']") == ["Ran out: 5 places"]
        client.post(address)

        page = Page(client.get(SENT))
    assert page.texts("p[@class='outcome']") == ["On the waiting list: 5 places"]
    assert "40 places are ahead of you" in page.texts("main")[0]


@pytest.mark.parametrize("after", [{"status": Status.POSTPONED}, {"booking_closes_at": NOON + MINUTE}])
def test_hold_that_ran_out_after_booking_closed_has_no_button(client, webinar, after):
    address = link(sent(webinar, 5))
    for name, value in after.items():
        setattr(webinar, name, value)
    webinar.save()

    with time_machine.travel(NOON + 60 * MINUTE, tick=False):
        assert button(client, address) == []
        response = client.post(address)

    assert response.status_code == 200
    assert Page(response).title.startswith("Error: ")
    assert "This webinar is not open for booking." in response.content.decode()


def test_another_who_has_signed_in_becomes_the_one_of_the_link(client, webinar):
    session = client.session
    session["adviser"] = AdviserFactory().pk
    session.save()
    booking_request = sent(webinar, 5)

    client.post(link(booking_request))

    assert client.session["adviser"] == booking_request.adviser_id


@pytest.mark.parametrize("rows", [1, 3])
def test_confirm_request_query_count_is_flat(client, webinar, django_assert_num_queries, rows):
    address = link(sent(webinar, *[2] * rows))
    client.get(address)

    with django_assert_num_queries(2):  # the booking request, its groups
        assert len(client.get(address).context["rows"]) == rows
