"""Publish, duplicate, move, postpone and cancel: a page that says what it will do, and a button."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry

from careersguide.roles import EDITOR, ORGANISER
from tests.conftest import NOON
from tests.factories import BookingFactory, BookingRequestFactory, CareerFactory, WebinarFactory
from tests.staff import client_of, sent_back
from tests.webinars.admin.pages import REASON, address, messages_of, start
from webinars.models import Booking, Kind, Mail, State, Status, Webinar

pytestmark = pytest.mark.django_db

ACTIONS = ("publish", "duplicate", "move", "postpone", "cancel")
TO = datetime(2026, 12, 17, 14, tzinfo=UTC)
MOVE = {**start("2026-12-17", "14:00"), **REASON}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def organiser():
    return client_of(ORGANISER)


def press(client, action, webinar, **typed):
    return client.post(address(Webinar, action, webinar.pk), typed, follow=True)


def booked(webinar, places=10, **fields):
    return BookingFactory(
        booking_request=BookingRequestFactory(webinar=webinar), places=places, year_10=places, **fields
    )


def refusals(response) -> list[str]:
    return [str(error) for error in response.context["form"].non_field_errors()]


# --- Publish -----------------------------------------------------------------------------------------


def test_publish_shows_the_webinar_to_everybody(organiser):
    webinar = WebinarFactory(status=Status.DRAFT)

    response = press(organiser, "publish", webinar)

    webinar.refresh_from_db()
    assert webinar.status == Status.PUBLISHED
    assert messages_of(response) == ["Published."]
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == ["Publish."]


def test_publish_without_answers_names_each(organiser):
    webinar = WebinarFactory(status=Status.DRAFT, has_bsl=None, is_recorded=None)

    response = press(organiser, "publish", webinar)

    assert refusals(response) == [
        "Before it is published: say whether there is British Sign Language; say whether it is recorded."
    ]
    assert Webinar.objects.get().status == Status.DRAFT


def test_publish_of_what_has_begun_is_refused(organiser):
    webinar = WebinarFactory(status=Status.DRAFT, starts_at=NOON)

    assert refusals(press(organiser, "publish", webinar)) == ["Choose a start in the future."]


def test_publish_twice_is_harmless(organiser):
    webinar = WebinarFactory(status=Status.DRAFT)
    press(organiser, "publish", webinar)

    assert messages_of(press(organiser, "publish", webinar)) == ["That was done already."]
    assert LogEntry.objects.count() == 1


# --- Duplicate ---------------------------------------------------------------------------------------


def test_duplicate_makes_a_draft_with_the_same_words_and_no_bookings(organiser):
    webinar = WebinarFactory(
        title="Meet a nurse",
        slug="meet-a-nurse",
        benchmarks="58",
        recording_url="https://films.example",
        recording_shows_no_pupil=True,
        booking_opens_at=NOON,
        revision=3,
    )
    webinar.careers.add(career := CareerFactory())
    booked(webinar)
    form = sent_back(organiser.get(address(Webinar, "duplicate", webinar.pk)))
    assert form["slug"] == ["meet-a-nurse-2"]

    press(organiser, "duplicate", webinar, **form | start("2027-01-13", "10:00"))

    copy = Webinar.objects.get(slug="meet-a-nurse-2")
    assert (copy.title, copy.status, copy.benchmarks) == ("Meet a nurse", Status.DRAFT, "58")
    assert copy.starts_at == datetime(2027, 1, 13, 10, tzinfo=UTC)
    assert (copy.has_captions, copy.has_bsl, copy.capacity) == (True, False, 30)
    assert (copy.join_url, copy.recording_url, copy.recording_shows_no_pupil) == ("", "", False)
    assert (copy.booking_opens_at, copy.revision) == (None, 0)
    assert (list(copy.careers.all()), copy.bookings.count()) == ([career], 0)


def test_duplicate_pressed_twice_makes_one_copy(organiser):
    webinar = WebinarFactory()
    form = {"title": "Again", "slug": "again", **start("2027-01-13", "10:00")}
    press(organiser, "duplicate", webinar, **form)

    second = press(organiser, "duplicate", webinar, **form)

    assert refusals(second) == ["Another webinar has that address. Choose another one."]
    assert Webinar.objects.count() == 2


# --- Move --------------------------------------------------------------------------------------------


def test_move_first_says_what_it_will_do_and_changes_nothing(organiser):
    webinar = WebinarFactory()
    busy = booked(webinar, 30)
    booked(webinar, 2)
    other = WebinarFactory(starts_at=TO + timedelta(minutes=30))
    BookingFactory(booking_request=BookingRequestFactory(webinar=other, adviser=busy.adviser))
    before = Webinar.objects.values().get(pk=webinar.pk)

    response = press(organiser, "move", webinar, **MOVE)

    assert response.context["effects"] == [
        "It starts at Wed 16 Dec 2026, 10:00 now. 2 groups, 32 places: they keep what they have.",
        "2 advisers will be told by mail, first of all other mail.",
        "It will start at Thu 17 Dec 2026, 14:00.",
        "Of the advisers, 1 has groups at another webinar at that time.",
    ]
    assert Webinar.objects.values().get(pk=webinar.pk) == before
    assert not Mail.objects.exists()


def look_and_press(client, webinar, **typed):
    looked = press(client, "move", webinar, **typed)
    return press(client, "move", webinar, **sent_back(looked))


def test_move_moves_and_tells_each_adviser_once(organiser):
    webinar = WebinarFactory()
    first, second = booked(webinar), booked(webinar)

    response = look_and_press(organiser, webinar, **MOVE)
    look_and_press(organiser, webinar, **MOVE)

    webinar.refresh_from_db()
    assert (webinar.starts_at, webinar.status_reason, webinar.revision) == (TO, REASON["reason"], 1)
    assert messages_of(response) == ["Moved to Thu 17 Dec 2026, 14:00."]
    told = Mail.objects.filter(kind=Kind.CHANGED).values_list("adviser", flat=True)
    assert set(told) == {first.adviser_id, second.adviser_id}
    assert len(told) == 2


def test_move_typed_anew_after_the_look_is_looked_at_again(organiser):
    webinar = WebinarFactory()
    seen = sent_back(press(organiser, "move", webinar, **MOVE))["seen"]

    response = press(organiser, "move", webinar, **MOVE | start("2026-12-18", "14:00"), seen=seen)

    assert "It will start at Fri 18 Dec 2026, 14:00." in response.context["effects"]
    assert Webinar.objects.get().revision == 0


def test_move_into_the_past_is_refused(organiser):
    webinar = WebinarFactory()

    response = look_and_press(organiser, webinar, **MOVE | start("2026-11-16", "12:00"))

    assert refusals(response) == ["Choose a start in the future."]


def test_move_needs_a_reason(organiser):
    response = press(organiser, "move", WebinarFactory(), **MOVE | {"reason": " "})

    assert response.context["form"].errors == {"reason": ["This field is required."]}


# --- Postpone and cancel -----------------------------------------------------------------------------


def test_postpone_keeps_the_groups_and_tells_once(organiser):
    webinar = WebinarFactory()
    booking = booked(webinar)

    press(organiser, "postpone", webinar, **REASON)
    again = press(organiser, "postpone", webinar, **REASON)

    webinar.refresh_from_db()
    booking.refresh_from_db()
    assert (webinar.status, booking.state) == (Status.POSTPONED, State.CONFIRMED)
    assert Mail.objects.count() == 1
    assert messages_of(again) == ["That was done already."]


def test_cancel_says_who_hears_of_it_and_ends_every_booking_once(organiser):
    webinar = WebinarFactory()
    booked(webinar, 28)
    booked(webinar, 27, state=State.WAITING, waiting_since=NOON)
    page = organiser.get(address(Webinar, "cancel", webinar.pk))

    press(organiser, "cancel", webinar, **REASON)
    press(client_of(ORGANISER), "cancel", webinar, **REASON)

    assert page.context["effects"] == [
        "2 groups, 55 places: all are cancelled, 1 group on the waiting list among them.",
        "2 advisers will be told by mail, once each.",
        "It cannot be undone. “Duplicate” makes a new webinar from it.",
    ]
    assert Webinar.objects.get().status == Status.CANCELLED
    assert set(Booking.objects.values_list("state", "ended_why")) == {(State.CANCELLED, REASON["reason"])}
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("action", ["move", "postpone", "cancel"])
def test_action_on_a_draft_is_refused_in_words(organiser, action):
    webinar = WebinarFactory(status=Status.DRAFT)
    typed = MOVE if action == "move" else REASON

    response = (
        look_and_press(organiser, webinar, **typed)
        if action == "move"
        else press(organiser, action, webinar, **typed)
    )

    assert refusals(response) == ["That cannot be done with a webinar that is draft."]
    assert Webinar.objects.get().status == Status.DRAFT


# --- Who may, and what a look changes ----------------------------------------------------------------


@pytest.mark.parametrize("action", ACTIONS)
def test_action_page_changes_nothing_by_a_look(organiser, action):
    webinar = WebinarFactory(status=Status.DRAFT if action == "publish" else Status.PUBLISHED)
    booked(webinar)
    before = Webinar.objects.values().get()

    assert organiser.get(address(Webinar, action, webinar.pk)).status_code == 200
    assert organiser.head(address(Webinar, action, webinar.pk)).status_code == 200

    assert Webinar.objects.values().get() == before
    assert not Mail.objects.exists()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_action_is_for_those_with_its_permission(client, action):
    from django.contrib.auth.models import Permission

    from tests.staff import person_with

    webinar = WebinarFactory(status=Status.DRAFT if action == "publish" else Status.PUBLISHED)
    before = list(Webinar.objects.values())
    looker = person_with()
    looker.user_permissions.set(Permission.objects.filter(codename__in=["view_webinar", "change_webinar"]))
    client.force_login(looker, "django.contrib.auth.backends.ModelBackend")

    assert client.post(address(Webinar, action, webinar.pk), MOVE).status_code == 403
    assert client_of(EDITOR).post(address(Webinar, action, webinar.pk), MOVE).status_code == 404
    assert list(Webinar.objects.values()) == before
    assert client.get(address(Webinar, "change", webinar.pk)).context["row_actions"] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_action_page_does_not_hold_the_join_address(organiser, action):
    webinar = WebinarFactory(status=Status.DRAFT if action == "publish" else Status.PUBLISHED)

    page = organiser.get(address(Webinar, action, webinar.pk)).content.decode()

    assert webinar.title in page
    assert webinar.join_url not in page
