"""What everybody reads of webinars: the list, one webinar, home, profiles, the sitemap."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import NOON
from tests.factories import (
    IN_A_MONTH,
    BookingFactory,
    BookingRequestFactory,
    CareerFactory,
    SeriesFactory,
    SiteSettingsFactory,
    WebinarFactory,
)
from tests.hostile import escaped, every_family, raw, short
from tests.pages import Page, parts, warm
from tests.reading import reading_age
from webinars import wording
from webinars.models import State, Status, Webinar

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LIST = "/webinars/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def page_of(client, address=LIST) -> Page:
    response = client.get(address)
    assert response.status_code == 200
    return Page(response)


def past(**fields) -> Webinar:
    return WebinarFactory(starts_at=NOON - 7 * DAY, **fields)


# --- The words for places -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "taken", "words"),
    [
        ({}, 18, "12 places left"),
        ({}, 25, "5 places left"),
        ({}, 26, "Fewer than 5 places left"),
        ({}, 30, "Waiting list"),
        ({"capacity": 10}, 11, "Waiting list"),  # lowered below what is booked
        ({"capacity": 0}, 0, "Waiting list"),
        ({"capacity": None}, 500, "Places left"),
        ({"booking_opens_at": NOON}, 0, "30 places left"),
        ({"booking_opens_at": NOON + MINUTE}, 0, "Booking opens 16 November"),
        ({"booking_opens_at": datetime(2026, 12, 3, tzinfo=UTC)}, 0, "Booking opens 3 December"),
        ({"booking_closes_at": NOON}, 0, "Booking has closed"),
        ({"booking_closes_at": NOON}, 30, "Full"),
        ({"starts_at": NOON - MINUTE}, 0, "Booking has closed"),
        ({"starts_at": NOON - DAY}, 0, ""),
        ({"status": Status.POSTPONED}, 0, "Postponed, date to follow"),
        ({"status": Status.CANCELLED}, 0, "Cancelled"),
    ],
)
def test_places_left_are_said_in_words(fields, taken, words):
    webinar = WebinarFactory(**fields)
    if taken:
        BookingFactory(booking_request=BookingRequestFactory(webinar=webinar), year_10=taken)
    webinar = Webinar.objects.with_places_taken(NOON).get()

    assert wording.places_left(webinar, NOON) == words


def test_places_held_count_until_their_minute():
    booking_request = BookingRequestFactory()
    BookingFactory(booking_request=booking_request, year_10=20, state=State.HELD, held_until=NOON + MINUTE)
    found = [
        wording.places_left(Webinar.objects.with_places_taken(now).get(), now)
        for now in (NOON, NOON + MINUTE)
    ]

    assert found == ["10 places left", "30 places left"]


@pytest.mark.parametrize(
    ("fields", "proved_at", "words"),
    [
        ({}, NOON, "Waiting list"),
        ({"smaller_may_pass": True}, NOON, "30 places left"),
        ({}, None, "30 places left"),  # nobody has proved that address, so it holds up nobody
    ],
)
def test_somebody_who_waits_is_not_overtaken(fields, proved_at, words):
    booking_request = BookingRequestFactory(webinar=WebinarFactory(**fields), proved_at=proved_at)
    BookingFactory(booking_request=booking_request, year_10=31, state=State.WAITING, waiting_since=NOON)

    assert wording.places_left(Webinar.objects.with_places_taken(NOON).get(), NOON) == words


@pytest.mark.parametrize(
    ("groups", "waits", "words"),
    [
        ([28], [False], "Book 28 places"),
        ([1], [False], "Book 1 place"),
        ([28], [True], "Join the waiting list with 28 places"),
        ([28, 27], [False, False], "Book 55 places for 2 groups"),
        ([28, 27], [True, True], "Join the waiting list with 55 places for 2 groups"),
        ([28, 27], [False, True], "Book 28 places, and join the waiting list with 27"),
    ],
)
def test_button_says_what_it_does(groups, waits, words):
    assert wording.send_button(groups, waits) == words


def test_time_is_the_one_of_london_on_both_sides_of_a_clock_change():
    before = WebinarFactory(starts_at=datetime(2027, 3, 27, 10, 0, tzinfo=UTC))
    after = WebinarFactory(starts_at=datetime(2027, 3, 29, 9, 0, tzinfo=UTC))

    assert [wording.when(one) for one in (before, after)] == [
        "Saturday 27 March 2027, 10:00 to 10:45",
        "Monday 29 March 2027, 10:00 to 10:45",
    ]


# --- The list -----------------------------------------------------------------------------------------


def test_list_with_nothing_published_says_so(client):
    WebinarFactory(title="Draft", status=Status.DRAFT)

    page = page_of(client)

    assert page.headings() == [(1, "Webinars")]
    assert page.texts("p[@class='empty']") == [
        "There are no webinars to book just now. New ones will stand here with their dates."
    ]


def test_list_shows_what_comes_next_first_and_the_past_below(client):
    WebinarFactory(title="Later", starts_at=IN_A_MONTH + DAY)
    WebinarFactory(title="Sooner", year_from=10, year_to=10)
    WebinarFactory(title="Undated", status=Status.POSTPONED)
    WebinarFactory(title="Gone", status=Status.CANCELLED)
    past(title="Missed", recording_url="https://video.example/1", recording_shows_no_pupil=True)
    past(title="Unrecorded")

    page = page_of(client)

    assert parts(page.section("coming"), "h3") == ["Sooner", "Later"]
    assert parts(page.section("coming"), "p[@class='webinar-facts']")[0] == (
        "10:00 to 10:45 Year 10 Meet an employer"
    )
    assert parts(page.section("coming"), "time")[0] == "Wed 16 Dec 2026, 10:00"
    assert parts(page.section("coming"), "p[@class='webinar-places']") == ["30 places left"] * 2
    assert parts(page.section("undated"), "li") == ["Undated"]
    assert parts(page.section("past"), "li") == [
        "9 November 2026 Missed Watch the recording of Missed",
        "9 November 2026 Unrecorded",
    ]
    assert page.links()["Watch the recording of Missed"] == "https://video.example/1"


def test_list_of_a_series_names_it_and_leads_back(client):
    green = SeriesFactory(name="Green jobs")
    WebinarFactory(title="In it", series=green)
    WebinarFactory(title="Beside it")

    assert page_of(client).links()["Green jobs"] == "/webinars/?series=green-jobs"
    page = page_of(client, "/webinars/?series=green-jobs")

    assert page.headings()[0] == (1, "Green jobs")
    assert page.title == "Webinars: Green jobs · Careers guide"
    assert parts(page.section("coming"), "h3") == ["In it"]
    assert page.links()["Remove Series: Green jobs ×"] == LIST
    assert client.get("/webinars/?series=no-such").status_code == 404


def test_list_goes_on_over_pages_from_what_comes_to_what_is_past(client):
    for number in range(15):
        WebinarFactory(title=f"Next {number:02}", starts_at=IN_A_MONTH + number * DAY)
        WebinarFactory(title=f"Last {number:02}", starts_at=NOON - (number + 1) * DAY)

    first, second = page_of(client), page_of(client, "/webinars/?page=2")

    assert parts(first.section("coming"), "h3") == [f"Next {number:02}" for number in range(15)]
    assert len(parts(first.section("past"), "li")) == 5
    assert [words[-7:] for words in parts(second.section("past"), "li")] == [
        f"Last {number:02}" for number in range(5, 15)
    ]
    assert second.title == "Webinars, page 2 · Careers guide"
    assert second.links()["Previous page"] == "?page=1"
    assert [client.get(f"/webinars/?page={one}").status_code for one in ("0", "3", "x", "١", "")] == [404] * 5


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count_is_flat(client, django_assert_num_queries, rows):
    for number in range(rows):
        webinar = WebinarFactory(series=SeriesFactory(), starts_at=IN_A_MONTH + number * DAY)
        BookingFactory.create_batch(2, booking_request=BookingRequestFactory(webinar=webinar))
        past()
        WebinarFactory(status=Status.POSTPONED)
    hidden = WebinarFactory(status=Status.DRAFT)
    warm(client, LIST)

    # version; how many to come, and past; both; the postponed; series
    with django_assert_num_queries(7):
        response = client.get(LIST)

    assert len(response.context["page"].coming) == len(response.context["page"].past) == rows
    assert hidden.title not in response.content.decode()


# --- One webinar --------------------------------------------------------------------------------------


def test_webinar_says_all_of_itself(client):
    SiteSettingsFactory(safeguarding_contact="Ann Lee, ann@careers.example")
    webinar = WebinarFactory(
        title="Meet a nurse",
        series=SeriesFactory(name="Health week"),
        description="You hear **two** nurses.",
        purpose="To ask.",
        outcomes="- you know the ways in",
        presenter="Sam Hill of the hospital",
        benchmarks="25",
        year_from=9,
        year_to=11,
    )
    webinar.careers.set([CareerFactory(title="Nurse"), CareerFactory(title="Draft", publish_at=None)])

    page = page_of(client, "/webinars/meet-a-nurse/")
    text = " ".join(page.texts("main"))

    assert [words for level, words in page.headings()] == [
        "Meet a nurse", "What happens", "Why come", "What you take away", "Taking part", "Staying safe",
        "For advisers: Gatsby benchmarks", "Careers you will hear about", "Nurse",
    ]  # fmt: skip
    assert "Wednesday 16 December 2026, 10:00 to 10:45" in text
    assert "Meet an employer. For Years 9 to 11. With Sam Hill of the hospital." in text
    assert parts(page.section("gatsby"), "li") == [
        "Benchmark 2: Learning from labour market information",
        "Benchmark 5: Encounters with employers",
    ]
    assert parts(page.section("access"), "li") == [
        "There are live captions.",
        "There is no British Sign Language interpreter.",
        "There are no slides before.",
        "Pupils may ask in writing, so nobody has to speak.",
    ]
    assert "Worried about something? Tell Ann Lee, ann@careers.example." in text
    assert page.links()["Book places for a group"] == "/webinars/meet-a-nurse/book/"
    assert page.links()["Add it to your calendar"] == "/webinars/meet-a-nurse/calendar.ics"
    assert page.links()["Health week"] == "/webinars/?series=health-week"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"booking_opens_at": IN_A_MONTH - DAY}, "Booking opens 15 December"),
        ({"booking_closes_at": NOON}, "Booking has closed"),
        ({"status": Status.POSTPONED}, "Postponed, date to follow"),
        ({"status": Status.CANCELLED, "status_reason": "The speaker is ill."}, "The speaker is ill."),
        ({"starts_at": NOON - DAY}, "This webinar is over."),
    ],
)
def test_webinar_that_cannot_be_booked_says_why_and_has_no_button(client, fields, words):
    webinar = WebinarFactory(**fields)

    page = page_of(client, webinar.get_absolute_url())

    assert words in page.texts("div[@class='ticket']")[0]
    assert "Book places for a group" not in page.links()


def test_webinar_that_was_moved_says_from_when_to_when(client):
    webinar = WebinarFactory(moved_from=IN_A_MONTH - 2 * DAY, status_reason="A clash.")

    page = page_of(client, webinar.get_absolute_url())

    assert page.texts("p[@class='note']") == [
        "Moved from Monday 14 December, 10:00 to Wednesday 16 December, 10:00. A clash."
    ]


def test_draft_is_no_page_and_no_calendar(client):
    webinar = WebinarFactory(status=Status.DRAFT)
    names = ("webinar-detail", "webinar-calendar", "booking-who", "booking-check")

    statuses = [client.get(reverse(f"webinars:{name}", args=[webinar.slug])).status_code for name in names]

    assert statuses == [404] * 4


@pytest.mark.parametrize("rows", [1, 3])
def test_webinar_query_count_is_flat(client, django_assert_num_queries, rows):
    webinar = WebinarFactory(series=SeriesFactory())
    webinar.careers.set(CareerFactory.create_batch(rows))
    BookingFactory.create_batch(rows, booking_request=BookingRequestFactory(webinar=webinar))
    warm(client, webinar.get_absolute_url())

    with django_assert_num_queries(3):  # version; the webinar with its series and places; its careers
        response = client.get(webinar.get_absolute_url())

    assert len(response.context["careers"]) == rows


def test_calendar_of_a_webinar_is_a_file(client, settings):
    settings.SITE_URL = "https://careers.example"
    webinar = WebinarFactory(title="Meet a nurse")

    response = client.get("/webinars/meet-a-nurse/calendar.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="meet-a-nurse.ics"'
    assert f"UID:webinar-{webinar.pk}@careers.example\r\n".encode() in response.content


def test_sentences_for_pupils_are_easy_to_read(client):
    WebinarFactory(status=Status.POSTPONED)
    sentences = [one for pair in (wording.ACCESS | wording.SAFEGUARDING).values() for one in pair]
    said = page_of(client).texts("main//p")

    assert len(said) >= 2
    assert reading_age(*sentences, *said) <= 13


# --- Elsewhere ----------------------------------------------------------------------------------------


def test_home_lists_the_next_four_webinars_until_they_end(client):
    for number in range(5):
        WebinarFactory(title=f"Talk {number}", starts_at=NOON + (number + 1) * DAY)
    WebinarFactory(title="Draft", status=Status.DRAFT, starts_at=NOON + DAY)

    assert parts(page_of(client, "/").section("webinars"), "h3") == [f"Talk {n}" for n in range(4)]
    with time_machine.travel(NOON + DAY + 45 * MINUTE, tick=False):
        assert parts(page_of(client, "/").section("webinars"), "h3") == [f"Talk {n}" for n in range(1, 5)]


def test_profile_lists_the_next_webinars_of_its_career(client):
    nurse = CareerFactory(title="Nurse")
    for number in range(4):
        WebinarFactory(title=f"Talk {number}", starts_at=NOON + (number + 1) * DAY).careers.add(nurse)
    past(title="Over").careers.add(nurse)
    WebinarFactory(title="Of nobody")

    page = page_of(client, "/careers/nurse/")

    assert parts(page.section("webinars"), "h3") == ["Talk 0", "Talk 1", "Talk 2"]


def test_sitemap_names_what_readers_see_of_webinars(client, settings):
    settings.SITE_URL = "https://careers.example"
    WebinarFactory(title="Next")
    past(title="Past")
    for status in (Status.DRAFT, Status.CANCELLED, Status.POSTPONED):
        WebinarFactory(status=status)

    found = client.get("/sitemap.xml").content.decode()

    assert sorted(one for one in found.replace("<", ">").split(">") if "/webinars/" in one) == [
        "https://careers.example/webinars/",
        "https://careers.example/webinars/next/",
        "https://careers.example/webinars/past/",
    ]


def test_join_address_is_on_no_public_page(client):
    career = CareerFactory(title="Nurse")
    for title, starts_at in (("Next", NOON + MINUTE), ("Past", NOON - DAY)):
        webinar = WebinarFactory(title=title, starts_at=starts_at, join_url="https://rooms.example/xyzzy-9")
        webinar.careers.add(career)
    BookingFactory(booking_request=BookingRequestFactory(webinar=webinar))
    addresses = [
        "/", LIST, "/webinars/next/", "/webinars/past/", "/webinars/next/calendar.ics", "/careers/nurse/",
        "/sitemap.xml",
    ]  # fmt: skip

    answers = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [200] * 7
    assert [b"xyzzy" in answer.content or b"School" in answer.content for answer in answers] == [False] * 7


@every_family
def test_hostile_address_and_parameters_are_no_error_of_ours(client, values):
    client.raise_request_exception = False
    paths = ["/webinars/{}/", "/webinars/{}/calendar.ics", "/webinars/{}/book/", "/bookings/confirm/{}/"]
    broken = []
    for value in values:
        asked = [{"PATH_INFO": path.format(raw(value))} for path in paths]
        asked += [{"PATH_INFO": LIST, "QUERY_STRING": f"{n}={escaped(value)}"} for n in ("page", "series")]
        statuses = [client.request(**one).status_code for one in asked]
        broken += [(short(value), statuses)] * (max(statuses) >= 500)

    assert broken == []
