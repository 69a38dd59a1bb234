"""The one module through which bookings change: every rule, every refusal."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tests.conftest import NOON
from tests.factories import (
    IN_A_MONTH,
    AdviserFactory,
    BookingFactory,
    BookingRequestFactory,
    PupilFactory,
    SchoolFactory,
    UserFactory,
    WebinarFactory,
)
from tests.webinars.requesting import HOUR, MINUTE, ask, asked, booked, group, mail_keys, send, standing
from webinars import bookings, errors
from webinars.addresses import normal_email
from webinars.bookings import Contact, GroupRequest
from webinars.mail import outbox
from webinars.models import Adviser, Booking, BookingRequest, Kind, Mail, Pupil, School, Step, Webinar

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def again(row):
    """The row as the database has it now."""
    return type(row).objects.get(pk=row.pk)


def state_of(booking: Booking) -> str:
    return again(booking).state


def ahead(booking: Booking) -> int:
    return bookings.places_ahead(again(booking))


def steps_of(booking: Booking) -> list[tuple[str, str, str, int]]:
    return list(booking.steps.order_by("pk").values_list("by", "from_state", "to_state", "places"))


def room(webinar: Webinar, capacity: int | None, now=NOON, **more) -> None:
    fields = {"largest_group": 60, "smaller_may_pass": False, **more}
    bookings.change_capacity(webinar=webinar, capacity=capacity, now=now, **fields)


def everything() -> list:
    """All that a booking could change."""
    tables = [Webinar, School, Adviser, BookingRequest, Booking, Pupil, Step, Mail]
    return [list(table.objects.order_by("pk").values()) for table in tables]


# --- Asking for places ----------------------------------------------------------------------------------


def test_request_places_with_room_confirms_and_tells():
    webinar = WebinarFactory(capacity=30)
    school = SchoolFactory()
    adviser = AdviserFactory(name="Old name", proved_at=None)
    asked_for = GroupRequest("10B", {9: 3, 10: 25}, has_access_needs=True, access_needs="Captions.")

    booking_request = bookings.request_places(
        webinar=webinar,
        contact=Contact(adviser.email, "Alex Ray", school),
        groups=[asked_for],
        form_key=uuid4(),
        adult_present=True,
        notice_version="2026-11",
        now=NOON,
        adviser=adviser,
    )

    booking = booking_request.bookings.get()
    assert (booking.state, booking.places, booking.by_year) == ("confirmed", 28, {9: 3, 10: 25})
    assert (booking.adviser, booking.school, booking.access_needs) == (adviser, school, "Captions.")
    assert (booking_request.sent_at, booking_request.proved_at, booking_request.notice_version) == (
        NOON,
        NOON,
        "2026-11",
    )
    assert steps_of(booking) == [("adviser", "", "confirmed", 28)]
    assert mail_keys() == [f"booked:{booking_request.pk}"]
    adviser = again(adviser)
    assert (adviser.name, adviser.school, adviser.proved_at) == ("Alex Ray", school, NOON)


def test_request_places_unproved_holds_for_an_hour_and_mails_the_link():
    booking_request = ask(WebinarFactory(capacity=40), group(places=10))

    booking = booking_request.bookings.get()
    assert (booking.state, booking.held_until) == ("held", NOON + HOUR)
    assert (booking_request.proved_at, booking_request.adviser.proved_at) == (None, None)
    assert (booking_request.adviser.email, booking_request.adviser.name) == ("sam@school.example", "Sam")
    assert (booking_request.school.name, booking_request.school.town, booking_request.school.urn) == (
        "Hill School",
        "Hill",
        "",
    )
    assert mail_keys() == [f"prove:{booking_request.pk}:1"]


def test_request_places_for_a_known_address_says_nothing_of_it_before_it_is_proved():
    adviser = AdviserFactory(email="sam@school.example", name="Samira Old")

    booking_request = ask(WebinarFactory(capacity=40), group(places=10), email=" Sam@School.example ")

    assert (booking_request.adviser, booking_request.name) == (adviser, "Sam")
    assert (again(adviser).name, again(adviser).school) == ("Samira Old", adviser.school)
    bookings.confirm_request(booking_request=booking_request, now=NOON)
    assert (again(adviser).name, again(adviser).school) == ("Sam", booking_request.school)


def test_request_places_from_the_same_typed_school_makes_one_school():
    webinar = WebinarFactory()

    first = ask(webinar, group(places=1), email="a@school.example")
    second = ask(webinar, group(places=1), email="b@school.example")

    assert first.school == second.school
    # One of the register that happens to be called the same is another.
    SchoolFactory(name="Other School", town="Hill", urn="100000")
    assert ask(webinar, group(places=1), email="c@school.example").school == first.school


@pytest.mark.parametrize(
    "address", ["A.Smith@School.example", "a.smith@school.example ", "Ａ.smith@school.example"]
)
def test_request_places_from_another_spelling_is_the_same_adviser(address):
    ask(WebinarFactory(), group(places=1), email="a.smith@school.example")

    ask(WebinarFactory(), group(places=1), email=address)

    assert [adviser.email for adviser in Adviser.objects.all()] == ["a.smith@school.example"]


def test_normal_email_of_every_letter_is_what_the_database_calls_small():
    letters = [chr(number) for number in range(1, 0x20000) if not 0xD800 <= number < 0xE000]
    changed = [letter for letter in letters if normal_email(f"a{letter}") != f"a{letter}"]
    assert "A" in changed

    assert [c for c in changed if normal_email(normal_email(f"a{c}")) != normal_email(f"a{c}")] == []
    if connection.vendor == "postgresql":
        spellings = [normal_email(f"a{letter}") for letter in letters]
        with connection.cursor() as cursor:
            cursor.execute("SELECT v FROM unnest(%s::text[]) v WHERE v <> lower(v)", [spellings])
            assert cursor.fetchall() == []


def test_request_places_in_several_groups_decides_each_in_order():
    webinar = WebinarFactory(capacity=30)

    booking_request = send(webinar, group("10A", 20), group("10B", 15), group("10C", 5))

    # 10C would fit, and does not jump.
    assert standing(webinar) == [("10A", "confirmed", 20), ("10B", "waiting", 15), ("10C", "waiting", 5)]
    assert [ahead(booking) for booking in booking_request.bookings.filter(state="waiting")] == [0, 15]
    assert mail_keys() == [f"booked:{booking_request.pk}"]


def test_request_places_where_smaller_may_pass_fills_up():
    webinar = WebinarFactory(capacity=30, smaller_may_pass=True)

    send(webinar, group("10A", 20), group("10B", 15), group("10C", 5))

    assert standing(webinar) == [("10A", "confirmed", 20), ("10B", "waiting", 15), ("10C", "confirmed", 5)]


def test_request_places_newcomer_waits_while_somebody_waits():
    webinar = WebinarFactory(capacity=30)
    booked(webinar, 20)
    booked(webinar, 20)

    assert booked(webinar, 1).state == "waiting"


def test_request_places_newcomer_passes_where_smaller_may():
    webinar = WebinarFactory(capacity=30, smaller_may_pass=True)
    booked(webinar, 20)
    booked(webinar, 20)

    assert booked(webinar, 10).state == "confirmed"


def test_request_places_newcomer_passes_a_queue_that_nobody_proved():
    webinar = WebinarFactory(capacity=30)
    assert asked(webinar, 20).state == "waiting"

    assert booked(webinar, 30).state == "confirmed"


@pytest.mark.parametrize(
    ("capacity", "state"), [(None, "confirmed"), (0, "waiting"), (9, "waiting"), (10, "confirmed")]
)
def test_request_places_at_each_capacity_fits_or_waits(capacity, state):
    assert booked(WebinarFactory(capacity=capacity), 10).state == state


@pytest.mark.parametrize(
    ("free", "expected"), [(28, ("confirmed", 28)), (20, ("confirmed", 20)), (19, ("waiting", 28))]
)
def test_request_places_that_takes_fewer_gets_what_is_there(free, expected):
    webinar = WebinarFactory(capacity=free)

    booking = send(webinar, GroupRequest("10B", {9: 14, 10: 14}, fewest_places=20)).bookings.get()

    assert (booking.state, booking.places) == expected
    assert sum(booking.by_year.values()) == booking.places


def test_request_places_with_none_of_a_year_asks_for_the_others():
    booking = send(WebinarFactory(capacity=30), GroupRequest("10B", {9: 0, 10: 5})).bookings.get()

    assert (booking.state, booking.places, booking.by_year) == ("confirmed", 5, {10: 5})


@pytest.mark.parametrize("fewest", [1, 10])
def test_request_places_that_takes_one_place_or_all_at_the_fewest_is_no_mistake(fewest):
    booking = send(WebinarFactory(capacity=30), group(places=10, fewest_places=fewest)).bookings.get()

    assert (booking.state, booking.places, booking.fewest_places) == ("confirmed", 10, fewest)


def test_reduce_by_year_takes_from_the_largest_year_first():
    assert bookings.reduce_by_year({9: 4, 10: 8, 11: 8}, 12) == {9: 4, 10: 4, 11: 4}
    assert bookings.reduce_by_year({9: 1, 10: 1}, 2) == {9: 1, 10: 1}


def test_holds_beyond_a_quarter_wait():
    webinar = WebinarFactory(capacity=30)  # a quarter is 7

    first = asked(webinar, 5, email="a@school.example")
    second = asked(webinar, 3, email="b@school.example")
    third = asked(webinar, 2, email="c@school.example")

    assert [first.state, second.state, third.state] == ["held", "waiting", "held"]
    assert bookings.places_left(webinar, NOON) == 23


def test_holds_without_a_limit_are_never_too_many():
    assert asked(WebinarFactory(capacity=None), 60).state == "held"


def test_hold_counts_as_nothing_from_its_minute_on_though_no_job_ran():
    webinar = WebinarFactory(capacity=30)
    hold = asked(webinar, 7)

    assert bookings.places_left(webinar, NOON + HOUR - MINUTE) == 23
    assert bookings.places_left(webinar, NOON + HOUR) == 30
    assert booked(webinar, 30, now=NOON + HOUR).state == "confirmed"
    assert state_of(hold) == "lapsed"
    assert steps_of(hold)[-1] == ("site", "held", "lapsed", 7)


def test_hold_in_its_last_minute_still_counts():
    webinar = WebinarFactory(capacity=30)
    asked(webinar, 7)

    assert booked(webinar, 24, now=NOON + HOUR - MINUTE).state == "waiting"


def test_expired_hold_serves_the_queue_before_a_newcomer():
    webinar = WebinarFactory(capacity=30)
    asked(webinar, 7)
    waiting = booked(webinar, 30)

    newcomer = booked(webinar, 1, now=NOON + HOUR)

    assert (state_of(waiting), newcomer.state) == ("confirmed", "waiting")
    assert mail_keys()[-2:] == [f"promoted:{waiting.pk}:1", f"booked:{newcomer.booking_request_id}"]


def test_sweep_ends_holds_and_serves_the_queue_once():
    webinar = WebinarFactory(capacity=30)
    hold = asked(webinar, 7)
    waiting = booked(webinar, 30)
    bookings.sweep(NOON + HOUR - MINUTE)
    assert (state_of(hold), state_of(waiting)) == ("held", "waiting")

    bookings.sweep(NOON + HOUR)
    once = everything()
    bookings.sweep(NOON + HOUR)

    assert (state_of(hold), state_of(waiting)) == ("lapsed", "confirmed")
    assert mail_keys()[2:] == [f"promoted:{waiting.pk}:1"]
    assert everything() == once


def test_sweep_at_the_start_ends_the_queue():
    webinar = WebinarFactory(capacity=1)
    booked(webinar, 1)
    proved, unproved = booked(webinar, 2), asked(webinar, 2)

    bookings.sweep(IN_A_MONTH - MINUTE)
    assert (state_of(proved), state_of(unproved)) == ("waiting", "waiting")
    bookings.sweep(IN_A_MONTH)

    assert (state_of(proved), state_of(unproved)) == ("lapsed", "lapsed")


def test_same_form_again_is_the_same_booking_request_and_one_mail():
    webinar, adviser, key = WebinarFactory(), AdviserFactory(), uuid4()
    first = send(webinar, group(), adviser=adviser, form_key=key)
    before = everything()

    second = send(webinar, group(), adviser=adviser, form_key=key, now=NOON + MINUTE)

    assert second == first
    assert everything() == before


def test_same_form_again_after_closing_still_answers():
    webinar, key = WebinarFactory(), uuid4()
    first = ask(webinar, group(places=1), form_key=key)

    assert ask(webinar, group(places=1), form_key=key, now=IN_A_MONTH) == first


def refusals():
    shut = {"booking_opens_at": NOON + MINUTE}
    yield "not opened", errors.BookingClosed, {"webinar": shut}
    yield "closed", errors.BookingClosed, {"webinar": {"booking_closes_at": NOON}}
    yield "started", errors.BookingClosed, {"now": IN_A_MONTH}
    for status in ("draft", "postponed", "cancelled"):
        yield status, errors.BookingClosed, {"webinar": {"status": status}}
    yield "no adult", errors.NoAdult, {"adult_present": False}
    yield "no groups", errors.NoGroups, {"groups": []}
    yield "no places", errors.NoPlaces, {"groups": [GroupRequest("10B", {})]}
    yield "none of a year", errors.NoPlaces, {"groups": [GroupRequest("10B", {10: 0})]}
    yield "fewer than none", errors.NoPlaces, {"groups": [GroupRequest("10B", {10: 12, 11: -2})]}
    yield "too large", errors.GroupTooLarge, {"groups": [group(places=61)]}
    yield "wrong year", errors.WrongYear, {"webinar": {"year_from": 11}, "groups": [group()]}
    yield "no such year", errors.WrongYear, {"groups": [GroupRequest("10B", {14: 1})]}
    yield "fewest 0", errors.FewestOutOfRange, {"groups": [group(fewest_places=0)]}
    yield "fewest above", errors.FewestOutOfRange, {"groups": [group(places=10, fewest_places=11)]}
    yield "label twice", errors.GroupBooked, {"groups": [group("10B"), group("10 b")]}


@pytest.mark.parametrize("as_whom", [send, ask])
@pytest.mark.parametrize(
    ("refusal", "case"), [pytest.param(refusal, case, id=name) for name, refusal, case in refusals()]
)
def test_request_places_refused_leaves_nobody_and_mails_nobody(as_whom, refusal, case):
    webinar = WebinarFactory(**case.get("webinar", {}))
    more = {name: value for name, value in case.items() if name not in {"webinar", "groups"}}
    if as_whom is send:
        more["adviser"] = AdviserFactory()
    before = everything()

    with pytest.raises(refusal):
        as_whom(webinar, *case.get("groups", [group()]), **more)

    assert everything() == before


def test_request_places_of_a_label_that_is_live_is_refused():
    webinar, adviser = WebinarFactory(), AdviserFactory()
    first = booked(webinar, label="10B", adviser=adviser)
    before = everything()

    with pytest.raises(errors.GroupBooked):
        send(webinar, group("10 b"), adviser=adviser)
    assert everything() == before

    bookings.cancel(booking=first, now=NOON)
    assert booked(webinar, label="10B", adviser=adviser).state == "confirmed"


def test_second_unproved_request_of_an_address_is_refused_until_the_first_has_ended():
    webinar = WebinarFactory(capacity=40)
    asked(webinar, label="10A")
    before = everything()

    with pytest.raises(errors.ProofPending):
        ask(webinar, group("10B"), email="SAM@school.example")
    assert everything() == before

    assert asked(WebinarFactory(), label="10B").state == "held"  # of another webinar
    assert asked(webinar, label="10A", now=NOON + HOUR).state == "held"


def test_request_places_of_an_adviser_who_has_just_left_is_refused():
    webinar, adviser = WebinarFactory(), AdviserFactory()
    bookings.forget_adviser(adviser=again(adviser), now=NOON)
    before = everything()

    with pytest.raises(errors.AdviserGone):
        send(webinar, group(), adviser=adviser)

    assert everything() == before


def test_roll_back_leaves_nobody_and_mails_nobody():
    webinar = WebinarFactory()
    before = everything()

    with pytest.raises(RuntimeError), transaction.atomic():
        ask(webinar, group(places=1))
        raise RuntimeError
    assert everything() == before

    # The control: with the commit, the row of the mail is there.
    with transaction.atomic():
        booking_request = ask(webinar, group(places=1))
    assert mail_keys() == [f"prove:{booking_request.pk}:1"]


def test_would_wait_says_what_a_request_does_and_keeps_nothing():
    webinar = WebinarFactory(capacity=30)
    booked(webinar, 10)
    groups = [group("10A", 15), group("10B", 10), group("10C", 5)]
    before = everything()

    assert bookings.would_wait(webinar=webinar, groups=groups, now=NOON) == [False, True, True]
    assert everything() == before
    states = send(webinar, *groups).bookings.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "waiting", "waiting"]


# --- Proving an address ---------------------------------------------------------------------------------


def test_confirm_request_confirms_what_is_held_once():
    booking_request = ask(WebinarFactory(capacity=40), group("10A", 5), group("10B", 5))
    nonce = booking_request.nonce

    bookings.confirm_request(booking_request=booking_request, nonce=nonce, now=NOON + MINUTE)

    booking_request = again(booking_request)
    assert standing(booking_request.webinar) == [("10A", "confirmed", 5), ("10B", "confirmed", 5)]
    assert (booking_request.proved_at, booking_request.adviser.proved_at) == (NOON + MINUTE, NOON + MINUTE)
    assert mail_keys() == [f"prove:{booking_request.pk}:1", f"booked:{booking_request.pk}"]
    before = everything()
    with pytest.raises(errors.CodeSpent):
        bookings.confirm_request(booking_request=booking_request, nonce=nonce, now=NOON + MINUTE)
    # Signed in: nothing more to do.
    assert bookings.confirm_request(booking_request=booking_request, now=NOON + HOUR) == booking_request
    assert everything() == before


def test_confirm_request_after_forgetting_the_adviser_is_refused():
    booking_request = ask(WebinarFactory(capacity=40), group(places=5))
    bookings.forget_adviser(adviser=booking_request.adviser, now=NOON)

    with pytest.raises(errors.CodeSpent):
        bookings.confirm_request(booking_request=booking_request, nonce=booking_request.nonce, now=NOON)


def test_unproved_head_is_passed_over_then_proves_and_keeps_its_place():
    webinar = WebinarFactory(capacity=30)
    full = booked(webinar, 30)
    head = asked(webinar, 20)
    second = booked(webinar, 15, now=NOON + MINUTE)
    third = booked(webinar, 15, now=NOON + 2 * MINUTE)

    bookings.change_places(booking=full, by_year={10: 15}, now=NOON)
    assert [state_of(b) for b in (head, second, third)] == ["waiting", "confirmed", "waiting"]

    bookings.confirm_request(booking_request=head.booking_request, now=NOON + HOUR)
    assert (state_of(head), ahead(head), ahead(third)) == ("waiting", 0, 20)
    bookings.cancel(booking=full, now=NOON + HOUR)
    assert [state_of(b) for b in (head, third)] == ["waiting", "waiting"]  # 15 free, the head asks for 20
    room(webinar, 35)
    assert [state_of(b) for b in (head, third)] == ["confirmed", "waiting"]


def test_confirm_request_of_what_waits_and_fits_is_told_in_one_mail():
    webinar = WebinarFactory(capacity=30)
    waiting = asked(webinar, 20)  # more than a quarter
    assert waiting.state == "waiting"

    bookings.confirm_request(booking_request=waiting.booking_request, now=NOON + MINUTE)

    assert state_of(waiting) == "confirmed"
    assert mail_keys() == [f"prove:{waiting.booking_request_id}:1", f"booked:{waiting.booking_request_id}"]


@pytest.mark.parametrize("is_swept", [False, True])
def test_confirm_request_of_what_lapsed_books_again_at_the_back(is_swept):
    webinar = WebinarFactory(capacity=30)
    hold = asked(webinar, 7)
    other = booked(webinar, 30, now=NOON + MINUTE)
    if is_swept:
        bookings.sweep(NOON + HOUR)

    bookings.confirm_request(
        booking_request=hold.booking_request, nonce=hold.booking_request.nonce, now=NOON + HOUR
    )

    assert standing(webinar) == [("10B", "lapsed", 7), ("10B", "confirmed", 30), ("10B", "waiting", 7)]
    assert state_of(other) == "confirmed"
    assert mail_keys().count(f"booked:{hold.booking_request_id}") == 1


def test_confirm_request_whose_other_group_waits_does_not_jump_it():
    webinar = WebinarFactory(capacity=30)  # a quarter is 7
    booked(webinar, 20)
    booking_request = ask(webinar, group("10A", 5), group("10B", 12))
    assert standing(webinar)[1:] == [("10A", "held", 5), ("10B", "waiting", 12)]

    bookings.confirm_request(booking_request=booking_request, now=NOON + HOUR)

    # 10A ran out: it is asked for again behind 10B, though it would fit.
    assert standing(webinar)[1:] == [("10A", "lapsed", 5), ("10B", "waiting", 12), ("10A", "waiting", 5)]


def test_confirm_request_of_what_has_been_booked_anew_is_refused():
    webinar = WebinarFactory(capacity=40)
    old = asked(webinar, 5)
    asked(webinar, 5, now=NOON + HOUR)
    before = everything()

    with pytest.raises(errors.NothingToConfirm):
        bookings.confirm_request(
            booking_request=old.booking_request, nonce=old.booking_request.nonce, now=NOON + HOUR
        )

    assert everything() == before  # the link was not spent either


def test_confirm_request_of_what_was_cancelled_is_refused():
    hold = asked(WebinarFactory(capacity=40), 5)
    bookings.cancel(booking=hold, now=NOON, by="staff")

    with pytest.raises(errors.NothingToConfirm):
        bookings.confirm_request(booking_request=hold.booking_request, now=NOON)


def test_confirm_request_after_closing_confirms_a_hold_but_books_nothing_again():
    webinar = WebinarFactory(capacity=40, booking_closes_at=NOON + MINUTE)
    first, second = asked(webinar, 5, email="a@school.example"), asked(webinar, 5, email="b@school.example")

    bookings.confirm_request(booking_request=first.booking_request, now=NOON + MINUTE)
    assert state_of(first) == "confirmed"
    with pytest.raises(errors.BookingClosed):
        bookings.confirm_request(booking_request=second.booking_request, now=NOON + HOUR)
    assert state_of(second) == "held"  # the refusal changed nothing; it counts as nothing all the same
    assert bookings.places_left(webinar, NOON + HOUR) == 35


def test_confirm_request_after_the_end_is_refused():
    webinar = WebinarFactory(capacity=40)  # 45 minutes
    hold = asked(webinar, 5, now=IN_A_MONTH - MINUTE)

    with pytest.raises(errors.BookingClosed):
        bookings.confirm_request(booking_request=hold.booking_request, now=webinar.ends_at)
    bookings.confirm_request(booking_request=hold.booking_request, now=webinar.ends_at - MINUTE)
    assert state_of(hold) == "confirmed"


def test_resend_confirmation_link_mails_once_in_ten_minutes():
    booking_request = ask(WebinarFactory(), group(places=1))

    for minutes in (0, 1, 9, 10, 19, 25):
        bookings.resend_confirmation_link(booking_request=booking_request, now=NOON + minutes * MINUTE)

    assert mail_keys() == [f"prove:{booking_request.pk}:{turn}" for turn in (1, 2, 3, 4)]


def test_resend_confirmation_link_of_what_is_proved_or_nobodys_mails_nothing():
    booking_request = ask(WebinarFactory(), group(places=1))
    bookings.confirm_request(booking_request=booking_request, now=NOON)
    bookings.resend_confirmation_link(booking_request=booking_request, now=NOON)
    bookings.resend_confirmation_link(
        booking_request=BookingRequestFactory(
            proved_at=None, adviser=None, school=booking_request.school, name=""
        ),
        now=NOON,
    )

    assert mail_keys() == [f"prove:{booking_request.pk}:1", f"booked:{booking_request.pk}"]


# --- Each way that frees places serves the queue exactly once --------------------------------------------


def free_by_cancelling(webinar, booking):
    bookings.cancel(booking=booking, now=NOON)


def free_by_fewer_places(webinar, booking):
    bookings.change_places(booking=booking, by_year={10: 20}, now=NOON)


def free_by_more_capacity(webinar, booking):
    room(webinar, 40)


def free_without_a_limit(webinar, booking):
    room(webinar, None)


def free_by_leaving(webinar, booking):
    bookings.forget_adviser(adviser=booking.adviser, now=NOON)


FREED = [
    free_by_cancelling,
    free_by_fewer_places,
    free_by_more_capacity,
    free_without_a_limit,
    free_by_leaving,
]


@pytest.mark.parametrize("free", FREED)
def test_free_places_serve_the_head_once(free):
    webinar = WebinarFactory(capacity=30)
    booking = booked(webinar, 30)
    head = booked(webinar, 10)

    free(webinar, booking)
    bookings.sweep(NOON)

    assert state_of(head) == "confirmed"
    assert steps_of(head) == [("adviser", "", "waiting", 10), ("site", "waiting", "confirmed", 10)]
    assert [key for key in mail_keys() if key.startswith("promoted")] == [f"promoted:{head.pk}:1"]


@pytest.mark.parametrize("now", [NOON + MINUTE, IN_A_MONTH])
@pytest.mark.parametrize("free", [bookings.cancel, bookings.change_places])
def test_free_places_serve_nobody_after_closing_or_start(free, now):
    closes_at = NOON + MINUTE if now < IN_A_MONTH else None
    webinar = WebinarFactory(capacity=30, booking_closes_at=closes_at)
    booking = booked(webinar, 30)
    waiting = booked(webinar, 10)
    more = {"by_year": {10: 1}} if free is bookings.change_places else {}

    free(booking=booking, now=now, **more)
    room(webinar, 100, now=now)
    bookings.sweep(now)

    assert state_of(waiting) == ("waiting" if now < IN_A_MONTH else "lapsed")
    assert [key for key in mail_keys() if key.startswith("promoted")] == []


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_free_places_serve_nobody_while_it_is_not_published(status):
    webinar = WebinarFactory(capacity=30)
    booked(webinar, 30)
    waiting = booked(webinar, 10)
    act = bookings.postpone_webinar if status == "postponed" else bookings.cancel_webinar
    act(webinar=webinar, reason="Ill.", now=NOON)

    room(webinar, 100)
    bookings.sweep(NOON)

    assert state_of(waiting) == ("waiting" if status == "postponed" else "cancelled")


def test_head_too_big_blocks_the_second_that_fits():
    webinar = WebinarFactory(capacity=30)
    full = booked(webinar, 30)
    head, second = booked(webinar, 20), booked(webinar, 5)

    bookings.change_places(booking=full, by_year={10: 20}, now=NOON)
    assert [state_of(head), state_of(second)] == ["waiting", "waiting"]

    room(webinar, 30, smaller_may_pass=True)
    assert [state_of(head), state_of(second)] == ["waiting", "confirmed"]


def test_head_that_takes_fewer_gets_what_is_there():
    webinar = WebinarFactory(capacity=30)
    full = booked(webinar, 30)
    head = send(webinar, group(places=28, fewest_places=20)).bookings.get()

    bookings.change_places(booking=full, by_year={10: 11}, now=NOON)
    assert (state_of(head), again(head).places) == ("waiting", 28)
    bookings.change_places(booking=full, by_year={10: 10}, now=NOON)

    head = again(head)
    assert (head.state, head.places, head.fewest_places) == ("confirmed", 20, 20)
    assert steps_of(head)[-1] == ("site", "waiting", "confirmed", 20)


def test_queue_of_the_same_moment_is_served_by_key():
    webinar = WebinarFactory(capacity=0)
    first, second = booked(webinar, 10), booked(webinar, 10)

    assert (ahead(first), ahead(second)) == (0, 10)
    room(webinar, 10)

    assert [state_of(first), state_of(second)] == ["confirmed", "waiting"]


def test_places_ahead_is_the_real_order():
    webinar = WebinarFactory(capacity=0)
    queue = [
        booked(webinar, places, now=NOON + minute * MINUTE) for minute, places in enumerate([7, 5, 9, 2])
    ]
    assert [ahead(booking) for booking in queue] == [0, 7, 12, 21]

    bookings.change_places(booking=queue[1], by_year={10: 6}, now=NOON + HOUR)  # asks for more: to the back
    bookings.change_places(booking=queue[2], by_year={10: 8}, now=NOON + HOUR)  # asks for fewer: stays

    assert [ahead(booking) for booking in queue] == [0, 17, 7, 15]


def test_lowering_capacity_evicts_nobody():
    webinar = WebinarFactory(capacity=30)
    booking = booked(webinar, 30)

    room(webinar, 10)

    assert state_of(booking) == "confirmed"
    assert bookings.places_left(again(webinar), NOON) == 0
    bookings.change_places(booking=booking, by_year={10: 12}, now=NOON)
    assert booked(webinar, 1).state == "waiting"


@pytest.mark.parametrize(
    ("capacity", "may_pass", "left"), [(None, False, None), (0, False, 0), (35, False, 0), (35, True, 5)]
)
def test_places_left_are_what_a_newcomer_could_have(capacity, may_pass, left):
    webinar = WebinarFactory(capacity=30)
    booked(webinar, 30)
    booked(webinar, 10)
    Webinar.objects.filter(pk=webinar.pk).update(capacity=capacity, smaller_may_pass=may_pass)

    assert bookings.places_left(again(webinar), NOON) == left


# --- Changing and ending --------------------------------------------------------------------------------


def test_change_places_gives_back_and_tells():
    booking = booked(WebinarFactory(capacity=30), 28)

    changed = bookings.change_places(booking=booking, by_year={9: 20, 10: 0}, now=NOON)

    assert (changed.places, changed.by_year, changed.revision) == (20, {9: 20}, 1)
    assert steps_of(booking) == [("adviser", "", "confirmed", 28), ("adviser", "confirmed", "confirmed", 20)]
    assert mail_keys()[1:] == [f"places:{booking.pk}:1"]


def test_change_places_to_the_same_changes_nothing():
    booking = booked(WebinarFactory(capacity=30), 28)
    before = everything()

    bookings.change_places(booking=booking, by_year={10: 28, 11: 0}, now=NOON)

    assert everything() == before


def test_change_places_takes_more_while_they_are_free():
    webinar = WebinarFactory(capacity=30)
    booking = booked(webinar, 20)

    bookings.change_places(booking=booking, by_year={10: 30}, now=NOON)
    with pytest.raises(errors.NotEnoughPlaces) as refusal:
        bookings.change_places(booking=booking, by_year={10: 31}, now=NOON)

    assert (again(booking).places, refusal.value.free) == (30, 0)


def test_change_places_takes_no_more_while_somebody_waits():
    webinar = WebinarFactory(capacity=30)
    booking = booked(webinar, 20)
    booked(webinar, 15)

    with pytest.raises(errors.NotEnoughPlaces) as refusal:
        bookings.change_places(booking=booking, by_year={10: 21}, now=NOON)
    assert refusal.value.free == 0

    room(webinar, 30, smaller_may_pass=True)
    assert bookings.change_places(booking=booking, by_year={10: 30}, now=NOON).places == 30


def test_change_places_of_a_hold_takes_no_more():
    hold = asked(WebinarFactory(capacity=40), 5)

    with pytest.raises(errors.NotEnoughPlaces):
        bookings.change_places(booking=hold, by_year={10: 6}, now=NOON, by="staff")
    bookings.change_places(booking=hold, by_year={10: 4}, now=NOON, by="staff", staff=UserFactory())

    assert (state_of(hold), again(hold).places) == ("held", 4)
    assert mail_keys() == [f"prove:{hold.booking_request_id}:1"]  # an address not proved gets no more


def test_change_places_of_what_waits_to_what_fits_is_told_once():
    webinar = WebinarFactory(capacity=30)
    booked(webinar, 20)
    waiting = booked(webinar, 15)

    changed = bookings.change_places(booking=waiting, by_year={10: 10}, now=NOON)

    assert (changed.state, changed.places) == ("confirmed", 10)
    assert mail_keys()[2:] == [f"promoted:{waiting.pk}:2"]


def test_change_places_of_what_waits_lowers_the_fewest_too():
    webinar = WebinarFactory(capacity=0)
    waiting = send(webinar, group(places=28, fewest_places=20)).bookings.get()

    assert bookings.change_places(booking=waiting, by_year={10: 15}, now=NOON).fewest_places == 15


def test_change_places_after_a_limit_was_lowered_still_gives_back():
    webinar = WebinarFactory(capacity=60)
    booking = send(webinar, GroupRequest("10B", {9: 20, 10: 20})).bookings.get()
    Webinar.objects.filter(pk=webinar.pk).update(largest_group=20, year_from=10)

    with pytest.raises(errors.GroupTooLarge):
        bookings.change_places(booking=booking, by_year={9: 20, 10: 21}, now=NOON)
    with pytest.raises(errors.WrongYear):
        bookings.change_places(booking=booking, by_year={9: 21, 10: 19}, now=NOON)

    assert bookings.change_places(booking=booking, by_year={9: 19, 10: 20}, now=NOON).places == 39


@pytest.mark.parametrize(
    ("by_year", "now", "refusal"),
    [
        ({10: 0}, NOON, errors.NoPlaces),
        ({}, NOON, errors.NoPlaces),
        ({10: 5, 11: -1}, NOON, errors.NoPlaces),
        ({10: 61}, NOON, errors.GroupTooLarge),
        ({10: 5, 14: 1}, NOON, errors.WrongYear),
        ({10: 11}, IN_A_MONTH, errors.BookingClosed),
        ({10: 9}, IN_A_MONTH + HOUR, errors.WebinarOver),
    ],
)
def test_change_places_refused_changes_nothing(by_year, now, refusal):
    booking = booked(WebinarFactory(capacity=None), 10)
    before = everything()

    with pytest.raises(refusal):
        bookings.change_places(booking=booking, by_year=by_year, now=now)

    assert everything() == before


def test_change_places_of_what_ended_is_refused():
    booking = bookings.cancel(booking=booked(WebinarFactory()), now=NOON)

    with pytest.raises(errors.BookingClosed):
        bookings.change_places(booking=booking, by_year={10: 1}, now=NOON)


def test_cancel_gives_back_and_tells_once():
    webinar, staff = WebinarFactory(), UserFactory()
    booking = booked(webinar)

    for _ in range(2):  # two editors, or a double click
        bookings.cancel(booking=booking, now=NOON, by="staff", staff=staff, why="Twice.")

    booking = again(booking)
    assert (booking.state, booking.ended_at, booking.ended_by, booking.ended_why) == (
        "cancelled",
        NOON,
        "staff",
        "Twice.",
    )
    assert mail_keys()[1:] == [f"cancelled:{booking.pk}"]
    assert [step.staff for step in booking.steps.all()] == [None, staff]
    assert bookings.places_left(webinar, NOON) == 30


def test_cancel_of_one_group_leaves_the_others():
    webinar = WebinarFactory(capacity=30)
    booking_request = send(webinar, group("10A", 10), group("10B", 10), group("10C", 10))

    bookings.cancel(booking=booking_request.bookings.get(group_label="10B"), now=NOON)

    assert standing(webinar) == [("10A", "confirmed", 10), ("10B", "cancelled", 10), ("10C", "confirmed", 10)]


def test_cancel_of_what_nobody_proved_mails_nobody():
    hold = asked(WebinarFactory(capacity=40))

    bookings.cancel(booking=hold, now=NOON, by="staff")

    assert mail_keys() == [f"prove:{hold.booking_request_id}:1"]


def test_cancel_while_it_runs_is_possible_and_afterwards_is_not():
    webinar = WebinarFactory()
    first, second = booked(webinar), booked(webinar)

    bookings.cancel(booking=first, now=webinar.ends_at - MINUTE)
    with pytest.raises(errors.WebinarOver):
        bookings.cancel(booking=second, now=webinar.ends_at)

    assert [state_of(first), state_of(second)] == ["cancelled", "confirmed"]


@pytest.mark.parametrize("give_back", ["cancel", "change_places"])
def test_places_of_a_postponed_webinar_can_be_given_back_after_its_old_time(give_back):
    webinar = WebinarFactory()
    booking = booked(webinar, 10)
    bookings.postpone_webinar(webinar=webinar, reason="Ill.", now=NOON)

    more = {"by_year": {10: 5}} if give_back == "change_places" else {}
    getattr(bookings, give_back)(booking=booking, now=IN_A_MONTH + DAY, **more)

    assert bookings.places_left(webinar, NOON) == (25 if more else 30)


# --- Webinars -------------------------------------------------------------------------------------------


def test_publish_webinar_shows_it_to_everybody():
    webinar = WebinarFactory(status="draft")

    bookings.publish_webinar(webinar=webinar, now=NOON)

    assert list(Webinar.objects.public()) == [webinar]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"is_recorded": None, "has_bsl": None}, errors.AnswersMissing),
        ({"starts_at": NOON}, errors.NotInTheFuture),
        ({"status": "published"}, errors.WrongStatus),
        ({"status": "cancelled"}, errors.WrongStatus),
    ],
)
def test_publish_webinar_refused_changes_nothing(fields, refusal):
    webinar = WebinarFactory(**{"status": "draft", **fields})
    before = everything()

    with pytest.raises(refusal):
        bookings.publish_webinar(webinar=webinar, now=NOON)

    assert everything() == before


def test_publish_webinar_names_every_answer_that_is_missing():
    webinar = WebinarFactory(status="draft", is_recorded=None, has_bsl=None)

    with pytest.raises(errors.AnswersMissing) as refusal:
        bookings.publish_webinar(webinar=webinar, now=NOON)

    assert refusal.value.missing == [
        "say whether there is British Sign Language",
        "say whether it is recorded",
    ]


def test_move_webinar_keeps_the_places_and_tells_each_adviser_first():
    webinar = WebinarFactory(capacity=30, booking_closes_at=IN_A_MONTH - HOUR)
    adviser = AdviserFactory()
    send(webinar, group("10A"), group("10B"), adviser=adviser)
    asked(webinar, 1)
    places = standing(webinar)

    for _ in range(2):
        webinar = bookings.move_webinar(
            webinar=webinar, starts_at=IN_A_MONTH + DAY, reason="Train.", now=NOON
        )

    assert (webinar.moved_from, webinar.starts_at) == (IN_A_MONTH, IN_A_MONTH + DAY)
    assert (webinar.booking_closes_at, webinar.revision) == (IN_A_MONTH + DAY - HOUR, 1)
    assert standing(webinar) == places
    mail = Mail.objects.get(kind=Kind.CHANGED)
    assert (mail.key, mail.adviser, mail.is_urgent) == (f"changed:{webinar.pk}:{adviser.pk}:1", adviser, True)


@pytest.mark.parametrize("starts_at", [IN_A_MONTH - DAY, IN_A_MONTH - HOUR])
def test_move_webinar_to_before_or_when_booking_opens_opens_it(starts_at):
    webinar = WebinarFactory(booking_opens_at=IN_A_MONTH - HOUR)

    webinar = bookings.move_webinar(webinar=webinar, starts_at=starts_at, reason="", now=NOON)

    assert (webinar.booking_opens_at, webinar.is_open(NOON)) == (None, True)


def test_move_webinar_that_was_postponed_serves_its_queue():
    webinar = WebinarFactory(capacity=30)
    booking, waiting = booked(webinar, 30), booked(webinar, 10)
    bookings.postpone_webinar(webinar=webinar, reason="Ill.", now=NOON)
    bookings.cancel(booking=booking, now=NOON)
    assert state_of(waiting) == "waiting"

    bookings.move_webinar(webinar=webinar, starts_at=IN_A_MONTH, reason="", now=NOON)

    assert state_of(waiting) == "confirmed"


@pytest.mark.parametrize("is_swept", [False, True])
def test_move_webinar_after_its_start_leaves_the_queue_ended(is_swept):
    webinar = WebinarFactory(capacity=0)
    waiting = booked(webinar, 10)
    if is_swept:
        bookings.sweep(IN_A_MONTH)

    bookings.move_webinar(webinar=webinar, starts_at=IN_A_MONTH + DAY, reason="Line broke.", now=IN_A_MONTH)

    assert state_of(waiting) == "lapsed"


def webinar_acts(starts_at=IN_A_MONTH + DAY):
    return {
        "move": lambda webinar, now: bookings.move_webinar(
            webinar=webinar, starts_at=starts_at, reason="", now=now
        ),
        "postpone": lambda webinar, now: bookings.postpone_webinar(webinar=webinar, reason="", now=now),
        "cancel": lambda webinar, now: bookings.cancel_webinar(webinar=webinar, reason="", now=now),
    }


@pytest.mark.parametrize(
    ("act", "status", "now", "refusal"),
    [
        ("move", "draft", NOON, errors.WrongStatus),
        ("move", "cancelled", NOON, errors.WrongStatus),
        ("move", "published", IN_A_MONTH + 2 * DAY, errors.WrongStatus),
        ("move", "postponed", IN_A_MONTH + DAY, errors.NotInTheFuture),
        ("postpone", "draft", NOON, errors.WrongStatus),
        ("postpone", "cancelled", NOON, errors.WrongStatus),
        ("postpone", "published", IN_A_MONTH + HOUR, errors.WrongStatus),
        ("cancel", "draft", NOON, errors.WrongStatus),
        ("cancel", "published", IN_A_MONTH + HOUR, errors.WrongStatus),
    ],
)
def test_webinar_act_refused_changes_nothing(act, status, now, refusal):
    webinar = WebinarFactory(status=status)
    BookingFactory(booking_request=BookingRequestFactory(webinar=webinar))
    before = everything()

    with pytest.raises(refusal):
        webinar_acts()[act](webinar, now)

    assert everything() == before


def test_postpone_webinar_twice_tells_once():
    webinar = WebinarFactory()
    booking = booked(webinar)

    for _ in range(2):
        postponed = bookings.postpone_webinar(webinar=webinar, reason="Ill.", now=NOON)
        assert (postponed, postponed.status, postponed.revision) == (webinar, "postponed", 1)

    assert (again(webinar).status, again(webinar).status_reason, state_of(booking)) == (
        "postponed",
        "Ill.",
        "confirmed",
    )
    assert mail_keys()[1:] == [f"changed:{webinar.pk}:{booking.adviser_id}:1"]


def test_cancel_webinar_twice_ends_every_booking_and_tells_each_adviser_once():
    webinar, staff, adviser = WebinarFactory(capacity=30), UserFactory(), AdviserFactory()
    send(webinar, group("10A", 20), group("10B", 20), adviser=adviser)
    other = booked(webinar, 1)
    asked(webinar, 1)
    mails = len(mail_keys())

    for _ in range(2):
        cancelled = bookings.cancel_webinar(webinar=webinar, reason="Ill.", now=NOON, staff=staff)
        assert (cancelled, cancelled.status, cancelled.revision) == (webinar, "cancelled", 1)

    assert {state for _, state, _ in standing(webinar)} == {"cancelled"}
    told = [f"cancelled:webinar:{webinar.pk}:{one}" for one in (adviser.pk, other.adviser_id)]
    assert mail_keys()[mails:] == told
    assert steps_of(other)[-1] == ("staff", "waiting", "cancelled", 1)


# --- On the day, and leaving ----------------------------------------------------------------------------


def test_record_heads_counts_confirmed_groups_of_this_webinar_only():
    webinar = WebinarFactory(capacity=10)
    here, nobody, waiting = booked(webinar, 5), booked(webinar, 5), booked(webinar, 5)
    elsewhere = booked(WebinarFactory(), 5)

    bookings.record_heads(
        webinar=webinar, heads={here.pk: 6, nobody.pk: 0, waiting.pk: 1, elsewhere.pk: 1}, now=IN_A_MONTH
    )

    assert [again(b).attended for b in (here, nobody, waiting, elsewhere)] == [6, 0, None, None]


def test_replace_room_code_ends_the_old_one_only():
    booking = booked(WebinarFactory())

    replaced = bookings.replace_room_code(booking=again(booking))

    assert again(booking).room_nonce == replaced.room_nonce != booking.room_nonce
    assert again(booking).nonce == booking.nonce


def test_forget_adviser_gives_back_what_is_to_come_and_keeps_numbers_of_the_past():
    adviser = AdviserFactory()
    needs = {"has_access_needs": True, "access_needs": "Captions."}
    past, coming, postponed = (
        WebinarFactory(),
        WebinarFactory(starts_at=IN_A_MONTH + DAY, capacity=30),
        WebinarFactory(),
    )
    for webinar in (past, coming, postponed):
        booking = send(webinar, group(places=30, **needs), adviser=adviser).bookings.get()
        PupilFactory(booking=booking)
    waiting = booked(coming, 10)
    other = PupilFactory()
    bookings.postpone_webinar(webinar=postponed, reason="", now=NOON)

    bookings.forget_adviser(adviser=adviser, now=IN_A_MONTH + HOUR)

    assert not Adviser.objects.filter(pk=adviser.pk).exists()
    assert [standing(webinar)[0] for webinar in (past, coming, postponed)] == [
        ("10B", "confirmed", 30),
        ("10B", "cancelled", 30),
        ("10B", "cancelled", 30),
    ]
    assert state_of(waiting) == "confirmed"
    left = Booking.objects.filter(group_label="10B", places=30)
    assert {(b.adviser, b.access_needs, b.booking_request.name, b.school) for b in left} == {
        (None, "", "", adviser.school)
    }
    assert list(Pupil.objects.all()) == [other]
    assert [key for key in mail_keys() if not key.startswith(("booked", "promoted"))] == []


def test_forget_adviser_leaves_every_other_adviser_as_they_were():
    webinar, adviser, other = WebinarFactory(capacity=60), AdviserFactory(), AdviserFactory(name="Jo Lee")
    needs = {"has_access_needs": True, "access_needs": "Captions."}
    booked(webinar, 10, adviser=adviser)
    of_other = send(webinar, group(places=10, **needs), adviser=other).bookings.get()
    elsewhere = booked(WebinarFactory(), 10, adviser=other)
    PupilFactory(booking=of_other)
    others = [Adviser.objects.exclude(pk=adviser.pk), other.booking_requests, other.bookings, Pupil.objects]
    before = [list(rows.order_by("pk").values()) for rows in others]

    bookings.forget_adviser(adviser=adviser, now=NOON)

    assert [list(rows.order_by("pk").values()) for rows in others] == before
    assert again(of_other).booking_request.name == again(elsewhere).booking_request.name == "Jo Lee"


def test_forget_adviser_who_books_at_this_moment_is_refused(monkeypatch):
    adviser = AdviserFactory()
    booked(WebinarFactory(), adviser=adviser)
    other, lock = WebinarFactory(), bookings.changing.lock

    def lock_while_another_window_books(webinar):
        if not other.bookings.exists():
            BookingFactory(booking_request=BookingRequestFactory(webinar=other, adviser=adviser))
        return lock(webinar)

    monkeypatch.setattr(bookings.changing, "lock", lock_while_another_window_books)

    with pytest.raises(errors.BookedMeanwhile), transaction.atomic():
        bookings.forget_adviser(adviser=adviser, now=NOON)

    assert Adviser.objects.filter(pk=adviser.pk).exists()
    assert {booking.state for booking in Booking.objects.all()} == {"confirmed"}


# --- Mail -----------------------------------------------------------------------------------------------


def test_post_of_a_key_that_is_there_keeps_the_first():
    adviser = AdviserFactory()

    for later in range(2):
        mail = outbox.compose(Kind.BOOKED, "1", adviser=adviser, now=NOON + later * HOUR)
        outbox.queue([mail, mail])

    assert list(Mail.objects.values_list("key", "written_at")) == [("booked:1", NOON)]


def test_post_of_what_a_constraint_refuses_is_no_silence():
    reminder = outbox.compose(Kind.HOUR_BEFORE, "1", adviser=AdviserFactory(), now=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.queue([reminder])
