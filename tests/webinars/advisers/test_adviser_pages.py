"""An adviser's own pages: what they show, what they change, and that they are nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from icalendar import Calendar

from tests.conftest import NOON
from tests.factories import (
    IN_A_MONTH,
    AdviserFactory,
    BookingFactory,
    BookingRequestFactory,
    MailFactory,
    PupilFactory,
    StepFactory,
    WebinarFactory,
)
from tests.hostile import every_family, octets, short
from tests.pages import Page, parts, warm, words
from tests.webinars.visiting import page_of, room_of, sign_in, tables
from webinars import bookings
from webinars.codes import Purpose, code_for
from webinars.models import Adviser, Booking, BookingRequest, State, Status, Webinar

pytestmark = pytest.mark.django_db

LIST = "/bookings/"
BOOKING_PAGES = ["booking-detail", "booking-places", "booking-cancel", "booking-calendar", "booking-room"]
SECRET = "https://rooms.example/secret-room"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def adviser():
    return AdviserFactory(email="ruth@school.example", name="Ruth Okafor", school__name="Hill School")


def group(adviser, label="10B", places=27, webinar=None, **fields) -> Booking:
    """A group of ``adviser``, confirmed unless ``fields`` say otherwise."""
    webinar = webinar or WebinarFactory(capacity=60)
    booking_request = fields.pop("booking_request", None) or BookingRequestFactory(
        webinar=webinar, adviser=adviser
    )
    every = places + fields.get("year_11", 0)
    return BookingFactory(
        booking_request=booking_request, group_label=label, year_10=places, places=every, **fields
    )


def waiting(adviser, label="11C", places=22, since=1, **fields) -> Booking:
    """A group in the queue since that many hours ago."""
    return group(
        adviser, label, places, state=State.WAITING, waiting_since=NOON - timedelta(hours=since), **fields
    )


def rows_of(page: Page) -> list[list[str]]:
    """What stands in each line of each group, by the order of the page."""
    return [parts(row, "p") for row in page.all("ul[@class='groups']/li")]


def get(client, name, *args) -> Page:
    response = client.get(page_of(name, *args))
    assert response.status_code == 200
    return Page(response)


# --- My bookings ----------------------------------------------------------------------------------------


def test_bookings_stand_by_webinar_the_next_one_first_and_the_past_last(client, adviser):
    sooner = WebinarFactory(title="Sooner", starts_at=IN_A_MONTH - timedelta(days=1))
    later = WebinarFactory(title="Later", starts_at=IN_A_MONTH)
    past = WebinarFactory(title="Past", starts_at=NOON - timedelta(days=2))
    longer_past = WebinarFactory(title="Longer past", starts_at=NOON - timedelta(days=3))
    for webinar in (longer_past, later, past, sooner):
        group(adviser, webinar=webinar)
    group(AdviserFactory(), webinar=WebinarFactory(title="Of somebody else"))
    sign_in(client, adviser)

    page = get(client, "booking-list")

    assert [words for _, words in page.headings()] == [
        "My bookings", "To come", "Sooner", "Later", "Over", "Past", "Longer past", "You",
    ]  # fmt: skip


def test_group_says_its_places_and_its_state(client, adviser):
    webinar = WebinarFactory()
    booking_request = BookingRequestFactory(webinar=webinar, adviser=adviser)
    unproved = BookingRequestFactory(webinar=webinar, adviser=adviser, proved_at=None, sent_at=NOON)
    ended = {"ended_at": NOON}
    group(adviser, "10A", 28, booking_request=booking_request)
    group(adviser, "10B", 14, booking_request=booking_request, year_11=13)
    waiting(AdviserFactory(), places=41, since=3, webinar=webinar)
    waiting(adviser, "11C", 22, booking_request=booking_request, since=2)
    waiting(AdviserFactory(), places=99, webinar=webinar)
    group(
        adviser,
        "Held",
        1,
        booking_request=unproved,
        state=State.HELD,
        held_until=NOON + timedelta(minutes=42),
    )
    group(adviser, "Late", 1, booking_request=unproved, state=State.HELD, held_until=NOON)
    group(
        adviser,
        "Gone",
        1,
        booking_request=booking_request,
        state=State.CANCELLED,
        ended_by="adviser",
        **ended,
    )
    group(
        adviser,
        "Ended",
        1,
        booking_request=booking_request,
        state=State.CANCELLED,
        ended_by="staff",
        ended_why="Ill.",
        **ended,
    )
    group(adviser, "Waited", 1, booking_request=booking_request, state=State.LAPSED, ended_by="site", **ended)
    sign_in(client, adviser)

    page = get(client, "booking-list")

    assert rows_of(page) == [
        ["10A 28 places, Year 10", "Confirmed"],
        ["10B 27 places: 14 in Year 10, 13 in Year 11", "Confirmed"],
        ["11C 22 places, Year 10", "On the waiting list, 41 places are ahead"],
        ["Held 1 place, Year 10", "Held until 12:42, not confirmed by you yet"],
        ["Late 1 place, Year 10", "Ran out, because it was not confirmed in time"],
        ["Gone 1 place, Year 10", "Cancelled on 16 November by you"],
        ["Ended 1 place, Year 10", "Cancelled on 16 November by the organiser: Ill."],
        ["Waited 1 place, Year 10", "Ran out, because no place came free"],
    ]


@pytest.mark.parametrize(("ahead", "said"), [(1, "1 place is ahead"), (2, "2 places are ahead")])
def test_position_is_said_as_people_say_it(client, adviser, ahead, said):
    webinar = WebinarFactory()
    waiting(AdviserFactory(), places=ahead, since=3, webinar=webinar)
    waiting(adviser, webinar=webinar)
    sign_in(client, adviser)

    assert rows_of(get(client, "booking-list")) == [
        ["11C 22 places, Year 10", f"On the waiting list, {said}"]
    ]


def test_head_of_the_queue_is_next(client, adviser):
    waiting(adviser)
    sign_in(client, adviser)

    assert rows_of(get(client, "booking-list"))[0][1] == "On the waiting list, next in the queue"


def test_position_is_the_real_order_of_the_queue(adviser):
    webinar = WebinarFactory()
    queue = [
        waiting(AdviserFactory(), places=places, since=since, webinar=webinar)
        for places, since in [(5, 2), (7, 3), (11, 2), (13, 1)]
    ]
    waiting(AdviserFactory(), places=100, since=9)  # of another webinar

    shown = dict(Booking.objects.with_places_ahead().values_list("pk", "places_ahead"))

    assert [shown[booking.pk] for booking in queue] == [7, 0, 12, 23]
    assert [bookings.places_ahead(booking) for booking in queue] == [7, 0, 12, 23]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["Change places of 10B", "Room link of 10B", "Calendar file of 10B", "Cancel 10B"]),
        ({"state": State.WAITING, "waiting_since": NOON}, ["Change places of 10B", "Cancel 10B"]),
        ({"state": State.CANCELLED, "ended_at": NOON, "ended_by": "adviser"}, []),
        ({"state": State.LAPSED, "ended_at": NOON, "ended_by": "site"}, []),
    ],
)
@pytest.mark.parametrize("name", ["booking-list", "booking-detail"])
def test_group_offers_what_can_be_done_with_it(client, adviser, name, fields, expected):
    booking = group(adviser, **fields)
    sign_in(client, adviser)

    page = get(client, name, *([booking.pk] if name == "booking-detail" else []))

    links = page.links("ul[@class='links']//a")
    assert list(links) == expected
    assert {client.get(address).status_code for address in links.values()} <= {200}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.POSTPONED, ["Change places of 10B", "Room link of 10B", "Cancel 10B"]),
        (Status.PUBLISHED, []),
    ],
)
def test_only_a_postponed_webinar_can_be_changed_after_its_time(client, adviser, status, expected):
    booking = group(adviser, webinar=WebinarFactory(status=status, starts_at=NOON - timedelta(days=1)))
    sign_in(client, adviser)

    page = get(client, "booking-detail", booking.pk)

    assert list(page.links("ul[@class='links']//a")) == expected
    assert client.get(page_of("booking-cancel", booking.pk)).status_code == (200 if expected else 302)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"status": Status.CANCELLED, "status_reason": "Nobody can speak."},
            "This webinar is cancelled. Nobody can speak.",
        ),
        (
            {"status": Status.POSTPONED},
            "This webinar is postponed. The new date will follow, and the groups keep their places.",
        ),
        (
            {"moved_from": IN_A_MONTH - timedelta(hours=2), "status_reason": "A fault."},
            "Moved from 8:00 to 10:00. A fault.",
        ),
        (
            {"moved_from": IN_A_MONTH - timedelta(days=1)},
            "Moved from Tuesday 15 December, 10:00 to Wednesday 16 December, 10:00.",
        ),
        (
            {"starts_at": NOON + timedelta(hours=2), "moved_from": NOON - timedelta(hours=2)},
            "Moved from 10:00 to 14:00 today.",
        ),
    ],
)
@pytest.mark.parametrize("name", ["booking-list", "booking-detail"])
def test_news_of_a_webinar_is_told(client, adviser, name, fields, said):
    booking = group(adviser, webinar=WebinarFactory(**fields))
    sign_in(client, adviser)

    page = get(client, name, *([booking.pk] if name == "booking-detail" else []))

    assert page.texts("p[@class='note']") == [said]


def test_past_groups_say_how_many_came(client, adviser):
    webinar = WebinarFactory(starts_at=NOON - timedelta(days=1))
    group(adviser, "10A", webinar=webinar, attended=0)
    group(adviser, "10B", webinar=webinar, attended=26)
    group(adviser, "10C", webinar=webinar)
    sign_in(client, adviser)

    page = get(client, "booking-list")

    assert [row[1] for row in rows_of(page)] == [
        "0 came",
        "26 came",
        "How many came: not recorded. Record it for 10C",
    ]


def test_adviser_without_bookings_is_led_to_the_webinars(client, adviser):
    sign_in(client, adviser)

    page = get(client, "booking-list")

    assert page.links("main//a")["Choose a webinar"] == "/webinars/"
    assert "Over" not in [words for _, words in page.headings()]


@pytest.mark.parametrize("rows", [1, 3])
def test_booking_list_query_count_is_flat(client, adviser, django_assert_num_queries, rows):
    for number in range(rows):
        webinar = WebinarFactory(starts_at=IN_A_MONTH + timedelta(days=number))
        for label in ("10A", "10B"):
            waiting(adviser, label, webinar=webinar)
            group(adviser, f"{label} too", webinar=webinar)
    sign_in(client, adviser)
    warm(client, LIST)

    with django_assert_num_queries(4):  # the version of the content, session, adviser, bookings
        response = client.get(LIST)

    assert len(rows_of(Page(response))) == 4 * rows


# --- Groups asked for with the adviser's address --------------------------------------------------------


def asked(adviser, webinar=None, **fields) -> BookingRequest:
    """What somebody asked for with the adviser's address, not proved; one group is held."""
    webinar = webinar or WebinarFactory(capacity=60)
    booking_request = BookingRequestFactory(webinar=webinar, adviser=adviser, proved_at=None, sent_at=NOON)
    held = {"state": State.HELD, "held_until": NOON + timedelta(minutes=60)}
    group(adviser, "10A", 5, booking_request=booking_request, **(fields or held))
    return booking_request


def test_unproved_groups_are_confirmed_by_a_press(client, adviser):
    booking_request = asked(adviser)
    sign_in(client, adviser)
    before = tables()

    page = get(client, "booking-list")
    looked = tables()
    (button,) = page.all("button[@name='sending']")
    response = client.post(LIST, {button.get("name"): button.get("value")})

    assert words(button) == "Confirm 10A"
    assert looked == before
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert list(booking_request.bookings.values_list("state", flat=True)) == [State.CONFIRMED]
    assert get(client, "booking-list").all("button[@name='sending']") == []


@pytest.mark.parametrize(
    ("webinar", "fields", "offered"),
    [
        ({}, {"state": State.WAITING, "waiting_since": NOON}, True),
        ({}, {"state": State.LAPSED, "ended_at": NOON, "ended_by": "site"}, True),
        ({"booking_closes_at": NOON}, {"state": State.LAPSED, "ended_at": NOON, "ended_by": "site"}, False),
        ({}, {"state": State.CANCELLED, "ended_at": NOON, "ended_by": "adviser"}, False),
        ({"starts_at": NOON - timedelta(days=1)}, {"state": State.WAITING, "waiting_since": NOON}, False),
    ],
)
def test_confirming_is_offered_only_where_something_can_be_had(client, adviser, webinar, fields, offered):
    asked(adviser, WebinarFactory(**webinar), **fields)
    sign_in(client, adviser)

    assert bool(get(client, "booking-list").all("button[@name='sending']")) is offered


def test_confirming_what_cannot_be_had_any_more_says_so(client, adviser):
    booking_request = asked(adviser)
    Webinar.objects.update(status=Status.CANCELLED)
    Booking.objects.update(state=State.CANCELLED, held_until=None, ended_at=NOON, ended_by="staff")
    sign_in(client, adviser)

    response = client.post(LIST, {"sending": booking_request.pk})

    assert response.status_code == 200
    assert Page(response).texts("div[@class='problems']//li") == ["This webinar is not open for booking."]


@pytest.mark.parametrize("whose", ["another's", "nobody's", "nothing", "no number", "long"])
def test_confirming_what_is_not_ones_own_is_missing(client, adviser, whose):
    other = asked(AdviserFactory())
    number = {"another's": other.pk, "nobody's": 10**9, "nothing": "", "no number": "²", "long": "9" * 50}[
        whose
    ]
    sign_in(client, adviser)
    before = tables()

    assert client.post(LIST, {"sending": number}).status_code == 404
    assert tables() == before


# --- One booking ----------------------------------------------------------------------------------------


def test_booking_shows_what_was_asked_for(client, adviser):
    booking = group(adviser, has_access_needs=True, access_needs="A large screen.\nNear the front.")
    sign_in(client, adviser)

    page = get(client, "booking-detail", booking.pk)

    (facts,) = page.all("dl[@class='answers']")
    assert dict(zip(parts(facts, "dt"), parts(facts, "dd"), strict=True)) == {
        "Webinar": booking.webinar.title,
        "When": "Wednesday 16 December 2026, 10:00 to 10:45",
        "State": "Confirmed",
        "Places": "27 places, Year 10",
        "School": "Hill School",
        "To take part": "A large screen.Near the front.",  # two lines
        "Booking number": str(booking.pk),
    }


def test_mailed_code_shows_the_same_booking_and_keeps_to_it(client, adviser):
    booking = group(adviser)
    code = code_for(Purpose.BOOKING, booking)
    sign_in(client, adviser)
    own = get(client, "booking-detail", booking.pk)
    client.logout()

    page = get(client, "booking-detail", code)

    assert page.texts("dd") == own.texts("dd")
    assert LIST not in page.links().values()
    assert {code in address for address in page.links("ul[@class='links']//a").values()} == {True}
    assert client.get(page_of("booking-detail", booking.pk)).status_code == 404


@pytest.mark.parametrize("name", BOOKING_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_booking_of_another_adviser_is_missing_like_one_that_never_was(client, adviser, name, method):
    theirs = group(AdviserFactory())
    missing = client.get("/no-such-page/")
    sign_in(client, adviser)
    before = tables()

    answers = [
        getattr(client, method)(page_of(name, ref), {"year_10": 1})
        for ref in (theirs.pk, 10**9, "9" * 5_000, "٣", "²", f"0{theirs.pk}x")
    ]

    if (method, name) == ("post", "booking-calendar"):
        assert {answer.status_code for answer in answers} == {405}
    else:
        assert {(answer.status_code, answer.content) for answer in answers} == {(404, missing.content)}
    assert tables() == before


@pytest.mark.parametrize("name", BOOKING_PAGES)
def test_number_of_a_booking_is_missing_without_signing_in(client, adviser, name):
    booking = group(adviser)

    assert client.get(page_of(name, booking.pk)).status_code == 404
    sign_in(client, adviser)
    assert client.get(page_of(name, booking.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_booking_detail_query_count_is_flat(client, adviser, django_assert_num_queries, rows):
    webinar = WebinarFactory()
    booking, *_ = [waiting(adviser, f"10 {number}", webinar=webinar) for number in range(rows)]
    sign_in(client, adviser)
    warm(client, LIST)

    with django_assert_num_queries(5):  # the version of the content, session, adviser twice, booking
        client.get(page_of("booking-detail", booking.pk))


# --- Changing places ------------------------------------------------------------------------------------


def test_places_are_changed_and_the_rest_goes_to_the_next_group(client, adviser):
    webinar = WebinarFactory(capacity=30)
    booking = group(adviser, webinar=webinar)
    next_group = waiting(AdviserFactory(), places=5, webinar=webinar)
    sign_in(client, adviser)

    response = client.post(page_of("booking-places", booking.pk), {"year_10": "12", "year_11": " 13 "})

    booking.refresh_from_db()
    next_group.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, page_of("booking-detail", booking.pk))
    assert booking.by_year == {10: 12, 11: 13}
    assert next_group.state == State.CONFIRMED


def test_places_form_shows_what_the_group_has(client, adviser):
    booking = group(adviser, webinar=WebinarFactory(year_from=9, year_to=11))
    sign_in(client, adviser)

    page = get(client, "booking-places", booking.pk)

    shown = {field.get("name"): field.get("value") for field in page.all("input[@inputmode]")}
    assert shown == {"year_9": None, "year_10": "27", "year_11": None}


@pytest.mark.parametrize(
    ("typed", "said", "anchor"),
    [
        ({}, "Say how many places you need.", "#id_year_7"),
        ({"year_10": "0"}, "Say how many places you need.", "#id_year_7"),
        ({"year_10": "many"}, "Enter a number of places, such as 28.", "#id_year_10"),
        ({"year_10": "-1"}, "Enter a number of places, such as 28.", "#id_year_10"),
        ({"year_10": "61"}, "10B: one group may have at most 60 places.", None),
        ({"year_10": "31"}, "There are not enough places: only 3 more are free.", None),
    ],
)
def test_places_that_cannot_be_had_are_refused_with_the_answers_kept(client, adviser, typed, said, anchor):
    booking = group(adviser, webinar=WebinarFactory(capacity=30))
    sign_in(client, adviser)
    before = tables()

    response = client.post(page_of("booking-places", booking.pk), typed)

    page = Page(response)
    (problem,) = page.all("div[@class='problems']//li")
    link = problem.find("a")
    assert words(problem).startswith(said)
    assert (link.get("href") if link is not None else None) == anchor
    assert [field.get("value") for field in page.all("input[@id='id_year_10']")] == [typed.get("year_10")]
    assert page.title.startswith("Error: ")
    assert tables() == before


@pytest.mark.parametrize(
    ("webinar", "fields", "said"),
    [
        ({"capacity": 30}, {}, "You can have up to 3 more. One group may have at most 60."),
        ({"capacity": 27}, {}, "No more are free, so you can only have fewer."),
        ({"capacity": None}, {}, "You can have more: there is no limit for the webinar."),
        ({"booking_closes_at": NOON}, {}, "Booking is closed, so you can only have fewer."),
        (
            {},
            {"state": State.WAITING, "waiting_since": NOON},
            "With fewer places the group keeps its place in the queue. With more it goes to the back.",
        ),
        (
            {},
            {"state": State.HELD, "held_until": NOON + timedelta(minutes=1)},
            "You can have more after you have confirmed these.",
        ),
    ],
)
def test_places_page_says_what_can_be_had(client, adviser, webinar, fields, said):
    booking = group(adviser, webinar=WebinarFactory(**webinar), **fields)
    sign_in(client, adviser)

    page = get(client, "booking-places", booking.pk)

    assert [text for text in page.texts("div[@class='prose']/p") if text.startswith(said)] != []


# --- Cancelling -----------------------------------------------------------------------------------------


def cancel_page(client, booking) -> list[str]:
    return get(client, "booking-cancel", booking.pk).texts("div[@class='prose']/p")


def test_cancel_page_says_what_stays_and_where_the_places_go(client, adviser):
    webinar = WebinarFactory(capacity=60)
    booking = group(adviser, "10B", webinar=webinar)
    group(adviser, "10A", webinar=webinar)
    group(adviser, "10C", 5, webinar=webinar)
    group(adviser, "Elsewhere")
    group(AdviserFactory(), "Theirs", 1, webinar=webinar)
    waiting(AdviserFactory(), places=27, webinar=webinar)
    sign_in(client, adviser)

    assert cancel_page(client, booking) == [
        "27 places go to the next group at once. You cannot have them back.",
        "10A and 10C stay.",
        "The room link of 10B stops working.",
    ]


@pytest.mark.parametrize(
    ("webinar", "places_waiting", "goes_on"),
    [
        ({"capacity": 27}, [27], True),
        ({"capacity": 27}, [28, 5], False),  # the head blocks
        ({"capacity": 27, "smaller_may_pass": True}, [28, 5], True),
        ({"capacity": 27}, [], False),
        ({"capacity": 20}, [21], False),  # lowered: only 20 come free
        ({"capacity": 27, "booking_closes_at": NOON}, [5], False),
    ],
)
def test_cancel_page_says_the_same_as_cancelling_does(client, adviser, webinar, places_waiting, goes_on):
    webinar = WebinarFactory(**webinar)
    booking = group(adviser, webinar=webinar)
    queue = [
        waiting(AdviserFactory(), places=places, since=10 - number, webinar=webinar)
        for number, places in enumerate(places_waiting)
    ]
    sign_in(client, adviser)

    said = cancel_page(client, booking)[0]
    client.post(page_of("booking-cancel", booking.pk))

    states = Booking.objects.filter(pk__in=[one.pk for one in queue]).values_list("state", flat=True)
    assert said.startswith("27 places go to the next group" if goes_on else "27 places go back") is True
    assert (State.CONFIRMED in states) is goes_on


def test_cancel_page_of_a_group_that_waits(client, adviser):
    booking = waiting(adviser)
    sign_in(client, adviser)

    assert cancel_page(client, booking) == ["11C leaves the waiting list."]


def test_cancelling_ends_that_group_alone(client, adviser):
    webinar = WebinarFactory()
    booking, other = group(adviser, "10B", webinar=webinar), group(adviser, "10A", 1, webinar=webinar)
    sign_in(client, adviser)

    response = client.post(page_of("booking-cancel", booking.pk))
    again = client.post(page_of("booking-cancel", booking.pk))

    booking.refresh_from_db()
    other.refresh_from_db()
    assert response["Location"] == again["Location"] == page_of("booking-detail", booking.pk)
    assert (booking.state, booking.ended_by, other.state) == (State.CANCELLED, "adviser", State.CONFIRMED)
    assert booking.steps.count() == 1


def test_mailed_code_can_change_and_cancel_that_booking(client, adviser):
    booking = group(adviser)
    code = code_for(Purpose.BOOKING, booking)

    changed = client.post(page_of("booking-places", code), {"year_10": "20"})
    booking.refresh_from_db()
    places = booking.places
    ended = client.post(page_of("booking-cancel", code))
    booking.refresh_from_db()

    assert changed["Location"] == ended["Location"] == page_of("booking-detail", code)
    assert (places, booking.state) == (20, State.CANCELLED)
    assert get(client, "booking-detail", code).texts("dd")[2] == "Cancelled on 16 November by you"


# --- Calendar and room link -----------------------------------------------------------------------------


def test_calendar_file_is_the_bookings_own(client, adviser):
    booking = group(adviser, revision=2, webinar=WebinarFactory(revision=3))
    sign_in(client, adviser)

    response = client.get(page_of("booking-calendar", booking.pk))

    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert response["Content-Disposition"] == f'attachment; filename="booking-{booking.pk}.ics"'
    assert (event["uid"], event["sequence"]) == (f"booking-{booking.pk}@127.0.0.1", 5)
    assert event.decoded("dtstart") == IN_A_MONTH


@pytest.mark.parametrize("name", ["booking-calendar", "booking-room"])
def test_calendar_and_room_link_are_for_confirmed_groups(client, adviser, name):
    booking = waiting(adviser)
    sign_in(client, adviser)

    assert client.get(page_of(name, booking.pk)).status_code == 404


def test_room_link_is_shown_and_works(client, adviser):
    booking = group(adviser)
    sign_in(client, adviser)

    page = get(client, "booking-room", booking.pk)

    (link,) = page.all("p[@class='room-link']/a")
    assert link.get("href") == room_of(booking)
    assert words(link) == f"http://127.0.0.1:8000{room_of(booking)}"
    assert client.get(link.get("href")).status_code == 200


def test_replacing_the_room_link_ends_the_old_one(client, adviser):
    booking = group(adviser)
    old = room_of(booking)
    sign_in(client, adviser)

    response = client.post(page_of("booking-room", booking.pk))
    page = Page(client.get(response["Location"]))

    booking.refresh_from_db()
    assert page.texts("p[@class='note']") == ["This is the new link. The ones before it no longer work."]
    assert page.all("p[@class='room-link']/a")[0].get("href") == room_of(booking)
    assert (client.get(old).status_code, client.get(room_of(booking)).status_code) == (404, 200)


# --- How many came --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "offered"),
    [(-1, False), (0, True), (60, True), (60 * 24 * 258, True), (60 * 24 * 259, False)],
)
def test_number_is_recorded_from_the_start_to_the_end_of_the_school_year(
    client, adviser, clock, minutes, offered
):
    booking = group(adviser)  # 16 December 2026
    clock.move_to(IN_A_MONTH + timedelta(minutes=minutes))
    sign_in(client, adviser)

    page = get(client, "booking-detail", booking.pk)
    client.post(page_of("booking-detail", booking.pk), {f"heads_{booking.pk}": "26"})

    booking.refresh_from_db()
    assert bool(page.all("input[@inputmode]")) is offered
    assert booking.attended == (26 if offered else None)


@pytest.mark.parametrize("typed", ["", "-1", "1001", "all"])
def test_number_that_is_none_is_refused(client, adviser, clock, typed):
    booking = group(adviser)
    clock.move_to(IN_A_MONTH)
    sign_in(client, adviser)
    before = tables()

    response = client.post(page_of("booking-detail", booking.pk), {f"heads_{booking.pk}": typed})

    assert Page(response).title.startswith("Error: ")
    assert tables() == before


@pytest.mark.parametrize(("status", "is_asked"), [(Status.PUBLISHED, True), (Status.POSTPONED, False)])
def test_page_tells_how_many_came_to_what_took_place(client, adviser, status, is_asked):
    webinar = WebinarFactory(starts_at=NOON - timedelta(days=1), status=status)
    booking = group(adviser, webinar=webinar)
    sign_in(client, adviser)

    (facts,) = get(client, "booking-detail", booking.pk).all("dl[@class='answers']")

    assert ("How many came" in parts(facts, "dt")) is is_asked


# --- What is held, and leaving --------------------------------------------------------------------------


@pytest.fixture
def known(adviser):
    """An adviser of whom everything is held that can be."""
    past = WebinarFactory(title="Past", starts_at=NOON - timedelta(days=2))
    came = group(adviser, "10A", 20, webinar=past, attended=18)
    booking = group(adviser, has_access_needs=True, access_needs="A large screen.")
    waiting(adviser, webinar=booking.webinar)
    StepFactory(booking=booking, places=27)
    PupilFactory(booking=came, label="Sam B")
    MailFactory(adviser=adviser, webinar=booking.webinar, booking=booking, key="promoted:7:1")
    group(AdviserFactory(name="Somebody Else"), webinar=booking.webinar)
    return adviser


def secrets_of(adviser) -> list[str]:
    nonces = [adviser.nonce, *adviser.booking_requests.values_list("nonce", flat=True)]
    for pair in adviser.bookings.values_list("nonce", "room_nonce"):
        nonces += pair
    return [*nonces, SECRET, "Sam B", "Somebody Else"]


def test_page_and_file_hold_everything_and_no_secret(client, known):
    sign_in(client, known)

    page = client.get(page_of("adviser-data")).content.decode()
    response = client.get(page_of("adviser-download"))

    held = response.json()
    assert response["Content-Disposition"] == 'attachment; filename="about-me.json"'
    assert held["you"]["email"] == "ruth@school.example"
    assert [len(held[part]) for part in ("requests", "groups", "mails")] == [3, 3, 1]
    assert held["groups"][1]["access_needs"] == "A large screen."
    assert held["groups"][1]["steps"][0]["places"] == 27
    shown = [
        "ruth@school.example",
        "Ruth Okafor",
        "Hill School",
        "10A",
        "10B",
        "11C",
        "A large screen.",
        "18 came",
    ]
    assert [text for text in shown if text not in page] == []
    for secret in secrets_of(known):
        assert secret not in page
        assert secret not in response.content.decode()


def test_every_column_about_an_adviser_is_in_the_file_or_named_here(client, known):
    """A column that is added later must be put into the file, or among these."""
    left_out = {
        Adviser: {"id", "nonce"},
        BookingRequest: {"id", "webinar", "adviser", "form_key", "nonce"},
        Booking: {"adviser", "booking_request", "group_key", "nonce", "room_nonce", "revision"}
        | {f"year_{year}" for year in range(7, 14)},
    }
    in_file = {
        Adviser: {"email", "name", "school", "proved_at"},
        BookingRequest: {"school", "name", "notice_version", "sent_at", "proved_at"},
        Booking: {
            "id", "webinar", "school", "group_label", "places", "fewest_places", "adult_present",
            "has_access_needs", "access_needs", "state", "held_until", "waiting_since", "booked_at",
            "ended_at", "ended_by", "ended_why", "attended",
        },
    }  # fmt: skip

    for model, names in in_file.items():
        columns = {field.name for field in model._meta.concrete_fields}
        assert columns - names - left_out[model] == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_data_query_count_is_flat(client, adviser, django_assert_num_queries, rows):
    for _ in range(rows):
        booking = group(adviser)
        StepFactory(booking=booking)
        MailFactory(adviser=adviser, webinar=booking.webinar)
    sign_in(client, adviser)
    warm(client, LIST)

    with django_assert_num_queries(7):  # content, session, adviser; requests, groups, steps, mails
        client.get(page_of("adviser-data"))


def test_leaving_says_what_happens(client, known):
    sign_in(client, known)

    page = get(client, "adviser-leave")

    booking = known.bookings.get(group_label="10B")
    assert page.texts("div[@class='prose']/p")[1] == (
        f"{booking.webinar.title}, 16 December 2026: 10B, 11C will be cancelled, and the places given back."
    )


def test_leaving_without_the_tick_changes_nothing(client, known):
    sign_in(client, known)
    before = tables()

    response = client.post(page_of("adviser-leave"))

    assert Page(response).texts("div[@class='problems']//li") == ["Tick the box if you want to leave."]
    assert tables() == before


def test_leaving_deletes_the_adviser_and_signs_out(client, known):
    codes = [code_for(Purpose.BOOKING, booking) for booking in known.bookings.all()]
    sign_in(client, known)

    response = client.post(page_of("adviser-leave"), {"is_sure": "on"})

    after = str(tables())
    assert Page(response).texts("h1") == ["You have left"]
    assert dict(client.session) == {}
    assert [text for text in ("ruth@", "Ruth", "large screen", "Sam B") if text in after] == []
    assert {client.get(page_of("booking-detail", code)).status_code for code in codes} == {404}
    assert sorted(Booking.objects.filter(adviser=None).values_list("group_label", "state", "attended")) == [
        ("10A", "confirmed", 18),
        ("10B", "cancelled", None),
        ("11C", "cancelled", None),
    ]


# --- For all of them ------------------------------------------------------------------------------------


def own_pages(booking) -> list[str]:
    """Every page an adviser or the room can open about ``booking``, by number and by code."""
    refs = [booking.pk, code_for(Purpose.BOOKING, booking)]
    pages = [page_of(name, ref) for name in BOOKING_PAGES for ref in refs]
    names = ("booking-list", "adviser-data", "adviser-download", "adviser-leave")
    return [*pages, *map(page_of, names), room_of(booking)]


def public_pages(webinar) -> list[str]:
    """Every page, file and feed that anybody can open about ``webinar``."""
    about = [page_of(name, webinar.slug) for name in ("webinar-detail", "webinar-calendar", "booking-who")]
    return [*about, "/", page_of("webinar-list"), "/sitemap.xml", page_of("adviser-sign-in")]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("at", [NOON, IN_A_MONTH, IN_A_MONTH + timedelta(hours=2)])
def test_looking_at_any_page_changes_nothing_and_shows_no_join_address(client, known, clock, method, at):
    booking = known.bookings.get(group_label="10B")
    asked(known, booking.webinar)
    clock.move_to(at)
    sign_in(client, known)
    pages = [*own_pages(booking), *public_pages(booking.webinar)]
    before = tables()

    answers = {address: getattr(client, method)(address) for address in pages}

    # What is over is not changed any more, and who has signed in is not asked who they are.
    assert {answer.status_code for answer in answers.values()} == {200, 302}
    assert [address for address, answer in answers.items() if b"secret-room" in answer.content] == []
    assert [address for address, answer in answers.items() if "secret-room" in str(answer.headers)] == []
    assert tables() == before


def test_own_pages_are_kept_by_nobody(client, known):
    booking = known.bookings.get(group_label="10B")
    sign_in(client, known)

    headers = {address: client.get(address).headers for address in own_pages(booking)}

    assert {"no-store" in header["Cache-Control"] for header in headers.values()} == {True}
    assert {header["X-Robots-Tag"] for header in headers.values()} == {"noindex"}
    assert {header["Referrer-Policy"] for header in headers.values()} == {"same-origin"}


@every_family
@pytest.mark.parametrize("name", ["booking-places", "booking-list"])
def test_hostile_answers_are_no_error_of_ours(client, adviser, values, name):
    client.raise_request_exception = False
    booking = group(adviser)
    sign_in(client, adviser)
    address = page_of(name, *([booking.pk] if name == "booking-places" else []))
    names = {"booking-places": "year_10", "booking-list": "sending"}

    answers = {
        short(value): client.generic(
            "POST", address, names[name].encode() + b"=" + octets(value), "application/x-www-form-urlencoded"
        ).status_code
        for value in values
    }

    assert {value: status for value, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize(
    ("name", "function", "typed"),
    [
        ("booking-list", "confirm_request", "sending"),
        ("booking-detail", "record_heads", "heads"),
        ("booking-places", "change_places", "year_10"),
        ("booking-cancel", "cancel", ""),
        ("booking-room", "replace_room_code", ""),
        ("adviser-leave", "forget_adviser", "is_sure"),
    ],
)
def test_busy_database_is_told_in_words_with_the_answers_kept(
    client, adviser, monkeypatch, name, function, typed
):
    booking = group(adviser, webinar=WebinarFactory(starts_at=NOON))
    names = {"heads": f"heads_{booking.pk}"}
    values = {"sending": booking.booking_request_id, "is_sure": "on"}
    answers = {names.get(typed, typed): values.get(typed, 5)} if typed else {}
    sign_in(client, adviser)

    def wait_in_vain(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(bookings, function, wait_in_vain)
    response = client.post(
        page_of(name, *([booking.pk] if name.startswith("booking-") and name != "booking-list" else [])),
        answers,
    )

    hidden = Page(response).all("input[@type='hidden']")
    kept = {field.get("name"): field.get("value") for field in hidden}
    kept.pop("csrfmiddlewaretoken", None)
    assert response.status_code == 503
    assert kept == {name: str(value) for name, value in answers.items()}
    assert "no-store" in response["Cache-Control"]
