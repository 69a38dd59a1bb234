"""An adviser in a real browser: the mailed link, My bookings, one booking, the page for the room."""

from datetime import timedelta

import pytest

from tests.browser.axe import violations_in_light_and_dark
from tests.conftest import NOON
from tests.factories import AdviserFactory, BookingFactory, BookingRequestFactory, WebinarFactory
from tests.webinars.visiting import page_of, room_of
from webinars.codes import Purpose, code_for
from webinars.models import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The page that waits for the start has no fields, so reloading it loses no input.
MEANT = "meta-refresh"


@pytest.fixture
def booking(site):
    """A confirmed group of a webinar that begins in five minutes; other groups wait or are not proved."""
    webinar = WebinarFactory(title="A day in a laboratory", starts_at=NOON + timedelta(minutes=5))
    booking_request = BookingRequestFactory(webinar=webinar, adviser=AdviserFactory(name="Ruth Okafor"))
    confirmed = BookingFactory(booking_request=booking_request, group_label="10B", year_10=27)
    BookingFactory(booking_request=booking_request, group_label="10C", year_10=20)
    later = WebinarFactory(title="Green jobs", moved_from=NOON)
    waits = {"state": State.WAITING, "waiting_since": NOON - timedelta(hours=1)}
    BookingFactory(booking_request=BookingRequestFactory(webinar=later, adviser=confirmed.adviser), **waits)
    BookingFactory(
        booking_request=BookingRequestFactory(webinar=later, adviser=confirmed.adviser, proved_at=None),
        **waits,
    )
    return confirmed


def faults_of(page, paths) -> dict[str, list[str]]:
    """What axe finds on each page, in light and dark mode, and whether it scrolls sideways."""
    found = {}
    for path in paths:
        page.goto(path)
        for scheme, faults in violations_in_light_and_dark(page).items():
            found[f"{path} {scheme}"] = [one for one in faults if not one.startswith(MEANT)]
        if page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"):
            found[path] = ["scrolls sideways"]
    return {where: faults for where, faults in found.items() if faults}


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_an_adviser_have_no_fault_that_axe_finds(visit, booking, width):
    early = BookingFactory()
    page = visit(page_of("adviser-enter", code_for(Purpose.SIGN_IN, booking.adviser)), width=width)
    page.get_by_role("button", name="Sign in").click()

    assert page.get_by_role("heading", level=1).inner_text() == "My bookings"
    assert (
        faults_of(
            page,
            [
                page_of("booking-list"),
                page_of("booking-detail", booking.pk),
                page_of("booking-places", booking.pk),
                page_of("booking-room", booking.pk),
                page_of("adviser-data"),
                room_of(early),
                room_of(booking),
            ],
        )
        == {}
    )


def test_room_joins_without_javascript(visit, booking):
    page = visit(room_of(booking), javascript=False, width=360)

    page.get_by_label("10B: how many are with you?").fill("26")
    page.get_by_role("button", name="Join the webinar").click()

    assert page.url.endswith(room_of(booking))
    link = page.get_by_role("link", name="Go into the webinar")
    assert link.get_attribute("href") == booking.webinar.join_url
    booking.refresh_from_db()
    assert booking.attended == 26
