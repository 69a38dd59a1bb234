"""Booking in a real browser: without JavaScript, in few presses, with no fault that axe finds."""

from importlib import import_module

import pytest
from django.conf import settings

from tests.browser.axe import violations_in_light_and_dark
from tests.factories import (
    IN_A_MONTH,
    AdviserFactory,
    BookingFactory,
    BookingRequestFactory,
    SchoolFactory,
    WebinarFactory,
)
from webinars.codes import Purpose, code_for
from webinars.models import Booking, BookingRequest, Webinar

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WEBINAR = "/webinars/meet-a-biochemist/"


class Presses:
    """Counts the reader's actions: each field filled, each box ticked, each button or link pressed."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, role: str, name: str) -> None:
        # The next page may have the same address, so wait for a page load.
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).click()
        self.count += 1

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).fill(value)
        self.count += 1

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).check()
        self.count += 1


def sign_in(page, site: str) -> None:
    """Sign the browser in as an adviser who has opened a mailed link."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["adviser"] = AdviserFactory(name="Ann Lee").pk
    session.create()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}
    page.context.add_cookies([cookie])


def test_three_groups_of_a_signed_in_adviser_are_booked_in_twelve_presses(visit, site):
    Webinar.objects.filter(slug="meet-a-biochemist").update(year_from=10, year_to=10, capacity=100)
    page = visit("/", javascript=False)
    sign_in(page, site)
    page.goto(WEBINAR)
    hand = Presses(page)

    hand.press("link", "Book places for a group")
    hand.fill("Name of the group", "10A")
    hand.fill("Year 10", "28")
    hand.tick("An adult from our school")
    hand.press("button", "Save and add another group")
    hand.fill("Name of the group", "10B")
    hand.fill("Year 10", "27")
    hand.press("button", "Save and add another group")
    hand.fill("Name of the group", "10C")
    hand.fill("Year 10", "26")
    hand.press("button", "Continue")
    hand.press("button", "Book 81 places for 3 groups")

    assert page.locator("h1").inner_text() == "You are booked"
    assert list(Booking.objects.order_by("pk").values_list("group_label", "state", "places")) == [
        ("10A", "confirmed", 28),
        ("10B", "confirmed", 27),
        ("10C", "confirmed", 26),
    ]
    assert hand.count == 12


def test_every_page_of_a_strangers_journey_has_no_fault_that_axe_finds(visit):
    SchoolFactory(name="Hill School", urn="100001", town="Bristol", postcode="BS31 2DY")
    Webinar.objects.filter(slug="meet-a-biochemist").update(year_from=10, year_to=11)
    full = BookingRequestFactory(webinar=Webinar.objects.get(slug="meet-a-biochemist"))
    BookingFactory(booking_request=full, year_10=30)
    page = visit(WEBINAR, width=360)
    found = {}

    def look(name: str) -> None:
        found.update(
            {(name, scheme): faults for scheme, faults in violations_in_light_and_dark(page).items()}
        )
        found[name, "width"] = [] if page.evaluate("document.scrollingElement.scrollWidth") == 360 else [name]

    hand = Presses(page)
    hand.press("link", "Book places for a group")
    hand.press("button", "Continue")
    look("who, refused")
    assert page.evaluate("document.activeElement.className") == "problems"
    page.get_by_role("link", name="Enter your name.").click()
    assert page.evaluate("document.activeElement.id") == "id_name"
    hand.fill("Your name", "Ann Lee")
    hand.fill("Your work e-mail", "ann.lee@school.example")
    hand.press("button", "Continue")
    hand.fill("Name, town or postcode of your school or college", "hill bristol")
    hand.press("button", "Find schools")
    look("school")
    hand.tick("Hill School, Bristol, BS31 2DY")
    hand.press("button", "Continue")
    assert not page.get_by_label("What does it need?").is_visible()
    hand.tick("The group has access needs")
    assert page.get_by_label("What does it need?").is_visible()
    look("group")
    hand.press("button", "Continue")
    look("group, refused")
    hand.fill("Name of the group", "10B")
    hand.fill("Year 11", "31")
    hand.tick("An adult from our school")
    hand.press("button", "Continue")
    look("check")
    hand.fill("Smallest number you would come with", "20")
    hand.press("button", "Join the waiting list with 31 places")
    look("sent")
    hand.press("button", "Send the link again")
    assert page.get_by_text("We have sent the link again.").is_visible()
    page.goto(f"/bookings/confirm/{code_for(Purpose.PROVE, BookingRequest.objects.get(proved_at=None))}/")
    look("prove")
    hand.press("button", "Keep 31 places on the waiting list")
    look("proved")

    assert page.locator("h1").inner_text() == "You are on the waiting list"
    assert {where: faults for where, faults in found.items() if faults} == {}
    assert len(found) == 8 * 3


def test_journey_works_without_script(visit):
    page = visit(WEBINAR, javascript=False, width=360)
    hand = Presses(page)

    hand.press("link", "Book places for a group")
    hand.fill("Your name", "Ann Lee")
    hand.fill("Your work e-mail", "ann.lee@school.example")
    hand.press("button", "Continue")
    hand.press("link", "My school is not in the register")
    hand.press("button", "Continue")
    hand.fill("School or college", "Hill School")
    hand.fill("Town", "Bristol")
    hand.press("button", "Continue")
    hand.fill("Name of the group", "10B")
    hand.fill("Year 10", "5")
    hand.tick("An adult from our school")
    hand.press("button", "Continue")
    hand.press("button", "Book 5 places")

    assert page.locator("h1").inner_text() == "One more step: open the link we sent"
    page.go_back()
    page.reload()
    assert list(Booking.objects.values_list("state", "places")) == [("held", 5)]


def test_two_presses_at_once_book_once(visit, site):
    page = visit("/")
    sign_in(page, site)
    page.goto(f"{WEBINAR}book/groups/")
    hand = Presses(page)
    hand.fill("Name of the group", "10A")
    hand.fill("Year 10", "5")
    hand.tick("An adult from our school")
    hand.press("button", "Continue")

    page.get_by_role("button", name="Book 5 places").dblclick()
    page.wait_for_url("**/sent/")

    assert page.locator(".outcome").all_inner_texts() == ["Booked: 5 places"]
    assert Booking.objects.count() == 1


def test_sent_page_prints_on_one_page_with_nothing_to_press(visit, site):
    page = visit("/")
    sign_in(page, site)
    webinar = WebinarFactory(title="Meet a printer", capacity=None)
    page.goto("/webinars/meet-a-printer/book/groups/")
    hand = Presses(page)
    hand.fill("Name of the group", "10A")
    hand.fill("Year 10", "5")
    hand.tick("An adult from our school")
    hand.press("button", "Continue")
    hand.press("button", "Book 5 places")

    page.emulate_media(media="print")
    shown = page.locator("main").inner_text()

    assert [words in shown for words in ("You are booked", webinar.title, "10A", "Booked: 5 places")] == [
        True
    ] * 4
    assert [page.get_by_role(role).count() for role in ("button", "navigation")] == [0, 0]
    assert "Look at other webinars" not in shown


COUNT_WHAT_IS_SENT = """() => {
    let sent = 0;
    addEventListener("submit", (event) => {
        sent += !event.defaultPrevented;
        event.preventDefault();  // this page stays
    });
    for (const _ of [1, 2]) document.querySelector("main button[type=submit]").click();
    return sent;
}"""


def test_confirm_button_pressed_twice_sends_once(visit):
    webinar = Webinar.objects.get(slug="meet-a-biochemist")
    booking_request = BookingRequestFactory(webinar=webinar, proved_at=None)
    BookingFactory(booking_request=booking_request, state="held", held_until=IN_A_MONTH)
    page = visit(f"/bookings/confirm/{code_for(Purpose.PROVE, booking_request)}/")

    assert page.evaluate(COUNT_WHAT_IS_SENT) == 1
