"""Bookings at the admin: looked at by everybody who organises, changed only through actions."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission

from careersguide.roles import ADMINISTRATOR, EDITOR, ORGANISER
from tests.conftest import NOON
from tests.factories import (
    AdviserFactory,
    BookingFactory,
    BookingRequestFactory,
    SchoolFactory,
    StepFactory,
    WebinarFactory,
)
from tests.staff import client_of, person_with, queries_of, sent_back
from tests.webinars.admin.pages import REASON, address, messages_of
from webinars.models import Actor, Booking, Kind, Mail, State, Status, Step

pytestmark = pytest.mark.django_db

LIST = address(Booking, "changelist")
NEEDS = "A signer stands at the front."


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def organiser():
    return client_of(ORGANISER)


def booked(webinar, places=10, **fields):
    return BookingFactory(
        booking_request=BookingRequestFactory(webinar=webinar), places=places, year_10=places, **fields
    )


def waiting(webinar, places=10, **fields):
    return booked(webinar, places, state=State.WAITING, waiting_since=NOON, **fields)


def page(client, booking):
    return client.get(address(Booking, "change", booking.pk))


# --- Looking -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [ORGANISER, ADMINISTRATOR])
def test_booking_is_neither_added_edited_nor_deleted(role):
    booking = booked(WebinarFactory())
    client, before = client_of(role), Booking.objects.values().get()

    assert client.get(address(Booking, "add")).status_code == 403
    assert client.post(address(Booking, "change", booking.pk), {"places": 1}).status_code == 403
    assert client.post(address(Booking, "delete", booking.pk), {"post": "yes"}).status_code == 403
    assert Booking.objects.values().get() == before


def test_bookings_are_hidden_from_editors():
    booking = booked(WebinarFactory())
    editor = client_of(EDITOR)

    assert editor.get(LIST).status_code == 403
    assert page(editor, booking).status_code == 403
    assert editor.get(address(Booking, "cancel", booking.pk)).status_code == 404


def test_booking_page_shows_its_groups_steps_and_place_in_the_queue(organiser):
    webinar = WebinarFactory(capacity=10)
    waiting(webinar, 7)
    booking = waiting(webinar, 9, group_label="10B", fewest_places=4)
    Booking.objects.filter(pk=booking.pk).update(waiting_since=NOON + timedelta(minutes=1))
    BookingFactory(booking_request=booking.booking_request, group_label="10 Sibling")
    staff = person_with(ORGANISER, name="Orla Byrne")
    StepFactory(booking=booking, to_state=State.WAITING, places=9)
    StepFactory(
        booking=booking, from_state=State.WAITING, to_state=State.WAITING, by=Actor.STAFF, staff=staff
    )

    shown = page(organiser, booking).content.decode()

    assert "Places asked for before it: 7. It would take 4 or more." in shown
    assert "10 Sibling</a> (Confirmed)" in shown
    assert "Asked for: Waiting list" in shown
    assert "The organiser: Orla Byrne" in shown
    assert booking.adviser.email in shown


def test_booking_page_says_that_an_unproved_group_is_passed_over(organiser):
    booking = waiting(WebinarFactory())
    booking.booking_request.proved_at = None
    booking.booking_request.save()

    assert "It is passed over until its adviser confirms" in page(organiser, booking).content.decode()


def test_booking_page_of_an_adviser_who_left_says_so(organiser):
    booking = booked(WebinarFactory(), adviser=None)

    assert "The adviser has left." in page(organiser, booking).content.decode()


def test_access_needs_are_seen_only_with_their_permission(organiser, client):
    booking = booked(WebinarFactory(), has_access_needs=True, access_needs=NEEDS)
    looker = person_with()
    looker.user_permissions.set(Permission.objects.filter(codename="view_booking"))
    client.force_login(looker, "django.contrib.auth.backends.ModelBackend")

    assert NEEDS in page(organiser, booking).content.decode()
    assert page(client, booking).status_code == 200
    assert NEEDS not in page(client, booking).content.decode()
    assert "access needs" not in page(client, booking).content.decode().lower()
    for listed in (organiser, client):
        assert NEEDS not in listed.get(LIST).content.decode()


@pytest.mark.parametrize("secret", ["nonce", "room_nonce"])
def test_booking_page_holds_no_code(organiser, secret):
    booking = booked(WebinarFactory())

    assert getattr(booking, secret) not in page(organiser, booking).content.decode()


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["B", "A"]),
        ("state=waiting", ["B"]),
        ("state=nothing", ["B", "A"]),
        ("webinar={webinar}", ["A"]),
        ("webinar=x", []),
        ("q=oakfield", ["A"]),
        ("q=JOY@oakfield.example", ["A"]),
        ("q=okafor", ["A"]),
    ],
)
def test_booking_list_is_narrowed(organiser, query, labels):
    webinar = WebinarFactory()
    school = SchoolFactory(name="Oakfield High School")
    joy = AdviserFactory(name="Joy Okafor", email="joy@oakfield.example", school=school)
    BookingFactory(booking_request=BookingRequestFactory(webinar=webinar, adviser=joy), group_label="A")
    waiting(WebinarFactory(), group_label="B")

    rows = organiser.get(f"{LIST}?{query.format(webinar=webinar.pk)}").context["cl"].result_list

    assert [row.group_label for row in rows] == labels


@pytest.mark.parametrize("rows", [1, 3])
def test_booking_list_query_count_is_flat(organiser, rows):
    for _ in range(rows):
        booked(WebinarFactory())

    # Session, person, two of permissions, the webinars to filter by, two counts, the rows.
    assert len(queries_of(organiser, LIST)) == 8


# --- Cancelling --------------------------------------------------------------------------------------


def test_cancel_frees_the_places_for_the_queue_once_with_two_organisers(organiser):
    webinar = WebinarFactory(capacity=30)
    booking, other = booked(webinar, 20), booked(webinar, 10)
    first, second = waiting(webinar, 20), waiting(webinar, 20)
    url = address(Booking, "cancel", booking.pk)

    said = organiser.post(url, REASON, follow=True)
    again = client_of(ORGANISER).post(url, {"reason": "Another."}, follow=True)

    booking.refresh_from_db()
    assert (booking.state, booking.ended_by, booking.ended_why) == (
        State.CANCELLED,
        Actor.STAFF,
        REASON["reason"],
    )
    states = dict(Booking.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in (other, first, second)] == ["confirmed", "confirmed", "waiting"]
    kinds = sorted(Mail.objects.values_list("kind", flat=True))
    assert kinds == [Kind.CANCELLED, Kind.PROMOTED]
    step = Step.objects.get(booking=booking)
    assert (step.to_state, step.staff.groups.get().name) == (State.CANCELLED, ORGANISER)
    assert messages_of(said) == [f"{booking.group_label} is cancelled."]
    assert messages_of(again) == ["That was done already."]


def test_cancel_needs_a_reason_and_a_look_changes_nothing(organiser):
    booking = booked(WebinarFactory())
    url = address(Booking, "cancel", booking.pk)

    assert organiser.get(url).context["effects"] == [
        f"{booking.group_label}, {booking.school}: the group gives up its 10 places.",
        "They go to the head of the waiting list at once.",
        "The adviser is told by mail. The adviser’s other groups stay.",
        "It cannot be undone.",
    ]
    assert organiser.post(url, {"reason": ""}).context["form"].errors == {
        "reason": ["This field is required."]
    }
    assert Booking.objects.get().state == State.CONFIRMED


def test_cancel_after_the_webinar_is_refused_in_words(organiser):
    booking = booked(WebinarFactory(starts_at=NOON - timedelta(days=1)))

    response = organiser.post(address(Booking, "cancel", booking.pk), REASON)

    assert response.context["form"].non_field_errors() == [
        "This webinar is over, so the places can no longer be changed."
    ]
    assert page(organiser, booking).context["row_actions"] == []


def test_booking_of_a_postponed_webinar_is_changed_and_cancelled_after_its_old_date(organiser):
    webinar = WebinarFactory(starts_at=NOON - timedelta(days=1), status=Status.POSTPONED)
    booking = booked(webinar)

    offered = page(organiser, booking).context["row_actions"]
    assert [action.words for action, _ in offered] == ["Change places", "Cancel booking"]

    organiser.post(address(Booking, "cancel", booking.pk), REASON)
    assert Booking.objects.get().state == State.CANCELLED


# --- Other places ------------------------------------------------------------------------------------


def test_places_are_changed_through_the_rules(organiser):
    webinar = WebinarFactory(capacity=30, year_from=9, year_to=11)
    booking, next_one = booked(webinar, 28), waiting(webinar, 10)
    url = address(Booking, "places", booking.pk)
    form = sent_back(organiser.get(url))
    assert (form["year_9"], form["year_10"], form["year_11"]) == (["0"], ["28"], ["0"])

    response = organiser.post(url, form | {"year_9": "2", "year_10": "15"}, follow=True)

    booking.refresh_from_db()
    next_one.refresh_from_db()
    assert (booking.by_year, booking.places) == ({9: 2, 10: 15}, 17)
    assert next_one.state == State.CONFIRMED
    assert Step.objects.filter(booking=booking).get().by == Actor.STAFF
    assert messages_of(response) == [f"{booking.group_label} has 17 places."]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (
            {"year_10": "31"},
            "There are not enough places: only 2 more are free. The group keeps the places that it has.",
        ),
        ({"year_10": ""}, "10B: say how many places you need."),
        (
            {"year_10": "61"},
            "10B: one group may have at most 60 places. Split it into two groups, such as “10B first half” "
            "and “10B second half”.",
        ),
    ],
)
def test_places_that_cannot_be_had_are_refused_in_words(organiser, typed, refusal):
    webinar = WebinarFactory(capacity=30)
    booking = booked(webinar, 28, group_label="10B")
    url = address(Booking, "places", booking.pk)

    response = organiser.post(url, sent_back(organiser.get(url)) | typed)

    assert response.context["form"].non_field_errors() == [refusal]
    assert Booking.objects.get().places == 28


@pytest.mark.parametrize("action", ["places", "cancel"])
def test_action_on_a_booking_is_for_those_with_the_permission(client, action):
    booking = booked(WebinarFactory())
    looker = person_with()
    looker.user_permissions.set(Permission.objects.filter(codename="view_booking"))
    client.force_login(looker, "django.contrib.auth.backends.ModelBackend")

    assert client.post(address(Booking, action, booking.pk), REASON | {"year_10": 1}).status_code == 403
    assert Booking.objects.get().state == State.CONFIRMED
