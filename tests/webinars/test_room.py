"""The page for the teacher in the room: when it opens, what it counts, where the join address stands."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.conftest import NOON
from tests.factories import IN_A_MONTH, BookingFactory, BookingRequestFactory, WebinarFactory
from tests.hostile import every_family, octets, short
from tests.pages import Page, parts, warm
from tests.webinars.visiting import page_of, room_of, tables
from webinars import bookings
from webinars.codes import Purpose, code_for
from webinars.models import Booking, State, Status, Webinar

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
OPENS, ENDS = IN_A_MONTH - 15 * MINUTE, IN_A_MONTH + 45 * MINUTE
MIDNIGHT = datetime(2026, 12, 17, tzinfo=UTC)  # London has winter time
SECRET = b"https://rooms.example/secret-room"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def booking():
    """A confirmed group of a webinar on 16 December 2026, from 10:00 to 10:45."""
    return BookingFactory(group_label="10B")


def together(booking, label, **fields) -> Booking:
    """Another group that was sent with the same form."""
    return BookingFactory(booking_request=booking.booking_request, group_label=label, **fields)


def get(client, booking) -> Page:
    response = client.get(room_of(booking))
    assert response.status_code == 200
    return Page(response)


def join(client, booking, **heads):
    """Say how many are in the room: ``heads`` by label, or 27 of the room's own group."""
    rows = {row.group_label: row.pk for row in booking.webinar.bookings.all()}
    typed = {f"heads_{rows[label]}": count for label, count in (heads or {booking.group_label: 27}).items()}
    return client.post(room_of(booking), typed)


def heads() -> dict[str, int | None]:
    return dict(Booking.objects.values_list("group_label", "attended"))


def refreshes(page: Page) -> list[str]:
    return [meta.get("content") for meta in page.all("meta[@http-equiv='refresh']")]


# --- The window -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "joins"),
    [
        (OPENS - timedelta(seconds=1), False),
        (OPENS, True),
        (IN_A_MONTH, True),
        (ENDS - timedelta(seconds=1), True),
        (ENDS, False),
    ],
)
def test_join_address_is_given_from_15_minutes_before_the_start_to_the_end(client, booking, clock, at, joins):
    clock.move_to(at)

    answer = join(client, booking)

    assert (SECRET in answer.content) is joins


def test_answer_with_the_join_address_is_the_posts_own(client, booking, clock):
    clock.move_to(IN_A_MONTH)

    answer = join(client, booking)

    page = Page(answer)
    (link,) = page.all("a[@class='button']")
    assert answer.status_code == 200
    assert (link.get("href").encode(), link.get("rel")) == (SECRET, "noreferrer")
    assert SECRET not in str(answer.headers).encode()
    assert "no-store" in answer["Cache-Control"]
    assert SECRET not in client.get(room_of(booking)).content
    assert heads() == {"10B": 27}


@pytest.mark.parametrize("at", [NOON, OPENS, ENDS, MIDNIGHT])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing_and_shows_no_join_address(client, booking, clock, at, method):
    clock.move_to(at)
    before = tables()

    answer = getattr(client, method)(room_of(booking))

    assert answer.status_code == 200
    assert SECRET not in answer.content + str(answer.headers).encode()
    assert tables() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.WAITING, "waiting_since": NOON},
        {"state": State.HELD, "held_until": IN_A_MONTH + timedelta(hours=1)},
        {"state": State.CANCELLED, "ended_at": NOON, "ended_by": "adviser"},
        {"state": State.LAPSED, "ended_at": NOON, "ended_by": "site"},
    ],
)
def test_only_a_confirmed_group_joins(client, booking, clock, fields):
    Booking.objects.update(**fields)
    clock.move_to(IN_A_MONTH)

    answer = join(client, booking)

    assert SECRET not in answer.content
    assert "This group has no places any more" in answer.content.decode()
    assert heads() == {"10B": None}


@pytest.mark.parametrize("status", [Status.POSTPONED, Status.CANCELLED, Status.DRAFT])
def test_nobody_joins_a_webinar_that_is_not_on(client, booking, clock, status):
    Webinar.objects.update(status=status)
    clock.move_to(IN_A_MONTH)

    answer = join(client, booking)

    assert SECRET not in answer.content
    assert heads() == {"10B": None}


def test_webinar_without_a_join_address_yet_asks_for_patience(client, booking, clock):
    Webinar.objects.update(join_url="")
    clock.move_to(IN_A_MONTH)

    page = Page(join(client, booking))

    assert page.texts("p[@class='note']") == [
        "The organiser has not opened the webinar yet. Go back in a minute and join again."
    ]
    assert page.all("a[@class='button']") == []


# --- What the page says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOON, "Opens at 9:45 on Wednesday 16 December"),
        (IN_A_MONTH - timedelta(hours=2), "Opens at 9:45"),
    ],
)
def test_page_before_says_when_it_opens_and_looks_again_by_itself(client, booking, clock, at, said):
    clock.move_to(at)

    page = get(client, booking)

    assert page.texts("p[@class='opens']") == [said]
    assert refreshes(page) == ["60"]
    assert page.all("form") == []


@pytest.mark.parametrize("at", [OPENS, ENDS, MIDNIGHT])
def test_page_with_something_to_type_stays_as_it_is(client, booking, clock, at):
    clock.move_to(at)

    assert refreshes(get(client, booking)) == []


def test_moved_webinar_says_so_and_its_window_goes_along(client, booking, clock):
    clock.move_to(IN_A_MONTH - timedelta(hours=1))
    bookings.move_webinar(
        webinar=booking.webinar,
        starts_at=IN_A_MONTH + timedelta(hours=4),
        reason="A fault.",
        now=IN_A_MONTH - timedelta(hours=1),
    )
    clock.move_to(IN_A_MONTH)

    page = get(client, booking)

    assert page.texts("p[@class='note']") == ["Moved from 10:00 to 14:00 today. A fault."]
    assert page.texts("p[@class='opens']") == ["Opens at 13:45"]
    assert refreshes(page) == ["60"]
    assert SECRET not in join(client, booking).content
    clock.move_to(IN_A_MONTH + timedelta(hours=4))
    assert SECRET in join(client, booking).content


@pytest.mark.parametrize(
    ("status", "said", "refresh"),
    [
        (
            Status.POSTPONED,
            "This webinar is postponed. The new date will follow, and the groups keep their places. Ill.",
            ["60"],
        ),
        (Status.CANCELLED, "This webinar is cancelled. Ill.", []),
    ],
)
def test_page_says_that_the_webinar_is_not_on(client, booking, clock, status, said, refresh):
    Webinar.objects.update(status=status, status_reason="Ill.")
    clock.move_to(IN_A_MONTH)

    page = get(client, booking)

    assert page.texts("p[@class='note']") == [said]
    assert refreshes(page) == refresh
    assert page.all("form") == []


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (ENDS, "Thank you for coming. You can put the number right until midnight."),
        (MIDNIGHT - MINUTE, "Thank you for coming. You can put the number right until midnight."),
        (MIDNIGHT, "Thank you for coming. The webinar is over."),
    ],
)
def test_page_after_thanks(client, booking, clock, at, said):
    clock.move_to(at)

    assert get(client, booking).texts("p[@class='prose']") == [said]


def test_midnight_is_londons(client, clock):
    summer = datetime(2027, 6, 16, 9, 0, tzinfo=UTC)
    booking = BookingFactory(booking_request__webinar=WebinarFactory(starts_at=summer))

    clock.move_to(datetime(2027, 6, 16, 22, 59, tzinfo=UTC))
    before = get(client, booking).all("form")
    clock.move_to(datetime(2027, 6, 16, 23, 0, tzinfo=UTC))
    after = get(client, booking).all("form")

    assert (len(before), len(after)) == (1, 0)


# --- Counting heads -------------------------------------------------------------------------------------


def test_room_counts_the_groups_that_were_sent_together_its_own_first(client, booking, clock):
    together(booking, "10C")
    together(booking, "Waits", state=State.WAITING, waiting_since=NOON)
    BookingFactory(booking_request=BookingRequestFactory(webinar=booking.webinar), group_label="Of others")
    own = together(booking, "10D")
    clock.move_to(IN_A_MONTH)

    page = get(client, own)

    assert page.texts("form//label") == [
        "10D: how many are with you?",
        "10B: how many are with you?",
        "10C: how many are with you?",
    ]


def test_numbers_of_one_room_are_recorded_and_put_right(client, booking, clock):
    together(booking, "10C")
    together(booking, "10D")
    clock.move_to(IN_A_MONTH)

    join(client, booking, **{"10B": 27, "10C": 0})
    first = heads()
    clock.move_to(ENDS)
    response = join(client, booking, **{"10B": 26})

    assert first == {"10B": 27, "10C": 0, "10D": None}
    assert (response.status_code, response["Location"]) == (302, room_of(booking))
    assert heads() == {"10B": 26, "10C": 0, "10D": None}
    shown = [field.get("value") for field in get(client, booking).all("input[@inputmode]")]
    assert shown == ["26", "0", None]


@pytest.mark.parametrize("at", [NOON, OPENS - MINUTE, MIDNIGHT])
def test_number_is_not_taken_outside_the_day(client, booking, clock, at):
    clock.move_to(at)
    before = tables()

    join(client, booking)

    assert tables() == before


def test_groups_of_another_booking_request_cannot_be_counted(client, booking, clock):
    BookingFactory(booking_request=BookingRequestFactory(webinar=booking.webinar), group_label="Of others")
    clock.move_to(IN_A_MONTH)

    join(client, booking, **{"10B": 27, "Of others": 5})

    assert heads() == {"10B": 27, "Of others": None}


@pytest.mark.parametrize("typed", ["", "-1", "1001", "all", "9" * 5_000])
def test_number_that_is_none_is_refused_beside_its_field(client, booking, clock, typed):
    clock.move_to(IN_A_MONTH)
    before = tables()

    answer = join(client, booking, **{"10B": typed})

    page = Page(answer)
    assert [link.get("href") for link in page.all("div[@class='problems']//a")] == [f"#id_heads_{booking.pk}"]
    assert SECRET not in answer.content
    assert tables() == before


# --- What it cannot do ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["booking-detail", "booking-places", "booking-cancel", "booking-room", "sending-prove"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_room_code_cannot_cancel_or_change(client, booking, name, method):
    code = code_for(Purpose.ROOM, booking)
    before = tables()

    assert getattr(client, method)(page_of(name, code), {"year_10": 5}).status_code == 404
    assert tables() == before
    # The other code of the same booking can.
    assert client.post(page_of("booking-cancel", code_for(Purpose.BOOKING, booking))).status_code == 302


def test_room_page_names_nobody_and_leads_to_nothing_of_the_adviser(client, booking, clock):
    clock.move_to(IN_A_MONTH)
    adviser = booking.adviser

    content = client.get(room_of(booking)).content.decode() + join(client, booking).content.decode()

    assert [text for text in (adviser.name, adviser.email, "/bookings/") if text in content] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_room_query_count_is_flat(client, booking, clock, django_assert_num_queries, rows):
    for number in range(rows):
        together(booking, f"11 {number}")
    clock.move_to(IN_A_MONTH)
    warm(client, "/")

    with django_assert_num_queries(3):  # the version of the content, the booking, the groups
        client.get(room_of(booking))


@every_family
def test_hostile_number_is_no_error_of_ours(client, booking, clock, values):
    client.raise_request_exception = False
    clock.move_to(IN_A_MONTH)
    name = f"heads_{booking.pk}=".encode()

    answers = {
        short(value): client.generic(
            "POST", room_of(booking), name + octets(value), "application/x-www-form-urlencoded"
        ).status_code
        for value in values
    }

    assert {value: status for value, status in answers.items() if status >= 500} == {}


def test_problem_of_a_form_is_told_in_words(client, booking, clock):
    clock.move_to(IN_A_MONTH)

    page = Page(client.post(room_of(booking)))

    (problems,) = page.all("div[@class='problems']")
    assert parts(problems, "li") == ["Enter how many pupils, such as 27."]
    assert page.title.startswith("Error: ")
