"""Booking groups, page by page: answers kept, refusals beside the group, one booking request a form."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection, connections
from django.test import Client

from core import content_version
from tests.conftest import NOON
from tests.factories import (
    AdviserFactory,
    BookingFactory,
    BookingRequestFactory,
    SchoolFactory,
    WebinarFactory,
)
from tests.hostile import escaped, every_list, every_value, raw, short
from tests.pages import Page, parts
from tests.staff import client_of
from tests.webinars.journey import Traveller
from webinars import bookings
from webinars.forms.journey import CheckForm, ContactForm, GroupForm, SchoolForm, TypedSchoolForm
from webinars.models import Adviser, Booking, BookingRequest, Mail, State, Status

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SUMMARY = "div[@class='problems']"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def webinar():
    return WebinarFactory(title="Meet a nurse", year_from=10, year_to=11)


@pytest.fixture
def traveller(client, webinar):
    return Traveller(client, webinar)


@pytest.fixture
def adviser(client):
    """An adviser who has signed in with ``client``."""
    adviser = AdviserFactory(name="Ann Lee", email="ann.lee@school.example", school__name="Hill School")
    session = client.session
    session["adviser"] = adviser.pk
    session.save()
    return adviser


def problems(response) -> dict[str, str]:
    """The address of each refusal in the list above the form, by its words."""
    page = Page(response)
    assert page.title.startswith("Error: ")
    (summary,) = page.all(SUMMARY)
    return {"".join(link.itertext()): link.get("href") for link in summary.findall(".//a")}


def told() -> list[tuple[str, str, int]]:
    return [(one.group_label, one.state, one.places) for one in Booking.objects.order_by("pk")]


# --- From page to page --------------------------------------------------------------------------------


def test_journey_of_a_stranger_ends_with_places_held(client, traveller, webinar):
    assert traveller.post(name=" Ann  Lee ", email="Ann.Lee@School.example ")["Location"] == (
        "/webinars/meet-a-nurse/book/?part=school"
    )
    school = SchoolFactory(name="Hill School", urn="100001", town="Bristol", postcode="BS31 2DY")
    assert traveller.post("?part=school&words=hill", school=str(school.pk))["Location"] == (
        "/webinars/meet-a-nurse/book/groups/"
    )
    answer = traveller.post("groups/?group=1", label="10B", year_10="5", adult="on", another="yes")
    assert answer["Location"] == "/webinars/meet-a-nurse/book/groups/?group=2"
    answer = traveller.post("groups/?group=2", label="11 C", year_10="0", year_11="2")
    assert answer["Location"] == "/webinars/meet-a-nurse/book/check/"
    assert BookingRequest.objects.count() == Adviser.objects.count() == 0

    check = traveller.page("check/")
    assert parts(check.root, "dd") == [
        "Meet a nurse Wednesday 16 December 2026, 10:00 to 10:45".replace("nurse W", "nurseW"),
        "Ann Leeann.lee@school.exampleChange your name or e-mail",
        "Hill SchoolChange your school",
    ]
    assert check.texts("form[@id='send']//button") == ["Book 7 places for 2 groups"]
    assert traveller.sends()["Location"] == "/webinars/meet-a-nurse/book/sent/"

    sent = traveller.page("sent/")
    text = sent.texts("main")[0]
    assert sent.headings()[0] == (1, "One more step: open the link we sent")
    assert "The places are held until 13:00. The link went to ann.lee@school.example." in text
    assert told() == [("10B", State.HELD, 5), ("11 C", State.HELD, 2)]
    booking_request = BookingRequest.objects.get()
    assert (booking_request.name, booking_request.school, booking_request.notice_version) == (
        "Ann Lee",
        school,
        "2026-11",
    )
    assert list(Mail.objects.values_list("kind", flat=True)) == ["prove"]


def test_journey_of_an_adviser_skips_who_and_books(client, traveller, adviser):
    assert traveller.get()["Location"] == "/webinars/meet-a-nurse/book/groups/"
    traveller.adds()
    traveller.sends()

    sent = traveller.page("sent/")

    assert sent.headings()[:2] == [(1, "You are booked"), (2, "10B")]
    assert sent.texts("p[@class='outcome']") == ["Booked: 28 places"]
    assert sent.links()["Your bookings"] == "/bookings/"
    assert told() == [("10B", State.CONFIRMED, 28)]
    assert BookingRequest.objects.get().adviser == adviser


def test_group_that_does_not_fit_says_so_before_and_after(traveller, webinar, adviser):
    BookingFactory(
        booking_request=BookingRequestFactory(webinar=webinar),
        year_10=41,
        state=State.WAITING,
        waiting_since=NOON - MINUTE,
    )
    traveller.adds()

    check = traveller.page("check/")
    assert check.texts("p[@class='outcome']") == ["This group would join the waiting list."]
    assert check.texts("form[@id='send']//button") == ["Join the waiting list with 28 places"]
    assert [field.get("form") for field in check.all("input[@name='fewest_1']")] == ["send"]
    traveller.sends(fewest_1="20")

    sent = traveller.page("sent/")
    assert sent.headings()[0] == (1, "You are on the waiting list")
    assert (
        "28 in Year 10. 41 places are ahead of you; you would come with 20 or more." in sent.texts("main")[0]
    )
    assert Booking.objects.get(group_label="10B").fewest_places == 20


def test_smallest_number_is_asked_only_of_groups_that_would_wait(traveller, adviser):
    traveller.adds("10A", 1, year_10="20")
    traveller.adds("10B", 2, year_10="20")

    check = traveller.page("check/")

    assert [field.get("name") for field in check.all("input[@form='send']")] == ["fewest_2"]
    assert check.texts("form[@id='send']//button") == ["Book 20 places, and join the waiting list with 20"]


def test_stranger_is_told_that_more_than_a_quarter_cannot_be_held(traveller):
    traveller.says_who()
    traveller.adds("10A", 1, year_10="7")
    traveller.adds("10B", 2, year_10="7")

    page = traveller.page("check/")
    traveller.sends()

    assert page.texts("form[@id='send']//button") == ["Book 7 places, and join the waiting list with 7"]
    assert told() == [("10A", State.HELD, 7), ("10B", State.WAITING, 7)]


def test_groups_are_changed_and_removed_before_they_are_sent(traveller, adviser):
    for number, label in enumerate(("10A", "10B", "10C"), start=1):
        traveller.adds(label, number, year_10="5")
    page = traveller.page("groups/?group=2")
    assert [page.all(f"input[@name='{name}']")[0].get("value") for name in ("label", "year_10")] == [
        "10B",
        "5",
    ]

    traveller.post("groups/?group=2", label="10D", year_10="7")
    for _ in range(2):  # pressed twice
        assert traveller.post("check/", remove="10A")["Location"] == "/webinars/meet-a-nurse/book/check/"

    assert traveller.page("check/").headings() == [
        (1, "Check your answers"), (2, "10D"), (2, "10C"),
    ]  # fmt: skip
    traveller.sends()
    assert told() == [("10D", State.CONFIRMED, 7), ("10C", State.CONFIRMED, 5)]


def test_access_needs_are_those_of_the_group(traveller, adviser):
    traveller.adds(access_needs="captions\x07 to read\r\nfrom the back")
    traveller.sends()

    booking = Booking.objects.get()
    assert (booking.has_access_needs, booking.access_needs) == (True, "captions to read\nfrom the back")


def test_same_groups_as_last_time_are_taken_as_far_as_they_may_come(traveller, adviser, client):
    booking_request = BookingRequestFactory(adviser=adviser)
    for label, places in (("10A", {"year_10": 25}), ("9A", {"year_10": 0, "year_9": 5})):
        BookingFactory(
            booking_request=booking_request, group_label=label, places=sum(places.values()), **places
        )
    (again, _) = traveller.page("groups/").texts("form")
    assert again == "Last time: 10A (25) Same groups as last time"

    assert traveller.post("groups/", again="yes")["Location"] == "/webinars/meet-a-nurse/book/check/"
    assert problems(traveller.sends()) == {
        "An adult from your school must be in the room. Tick the box if one will be.": "#id_adult"
    }
    traveller.sends(adult="on")

    assert [(one.group_label, one.places) for one in BookingRequest.objects.latest("pk").bookings.all()] == [
        ("10A", 25)
    ]


def test_two_tabs_share_one_draft(traveller, adviser):
    traveller.adds("10A", 1, year_10="5")
    key = traveller.form_key()
    traveller.adds("10B", 2, year_10="6")  # in the other tab

    assert traveller.form_key() == key
    traveller.post("check/", form_key=key)
    assert told() == [("10A", State.CONFIRMED, 5), ("10B", State.CONFIRMED, 6)]


# --- The same again -----------------------------------------------------------------------------------


def test_second_press_back_and_reload_show_the_same_answer(client, traveller, adviser):
    traveller.adds()
    key = traveller.form_key()
    answers = [traveller.post("check/", form_key=key)["Location"] for _ in range(3)]

    assert answers == ["/webinars/meet-a-nurse/book/sent/"] * 3
    assert traveller.get("sent/").content.count(b"Booked: 28 places") == 1
    assert traveller.get("check/")["Location"] == "/webinars/meet-a-nurse/book/groups/"
    assert told() == [("10B", State.CONFIRMED, 28)]
    assert Mail.objects.count() == 1
    # Nothing of what was typed is kept.
    assert client.session[f"booking-{BookingRequest.objects.get().webinar_id}"] | {"form_key": ""} == {
        "form_key": "", "name": "", "email": "", "school": None, "school_name": "", "school_town": "",
        "adult": False, "groups": [], "sent": key,
    }  # fmt: skip


def test_form_of_an_older_draft_sends_nothing(traveller, adviser):
    traveller.adds()

    response = traveller.post("check/", form_key="11111111-1111-1111-1111-111111111111")

    assert (response.status_code, told()) == (200, [])


def test_link_is_sent_again_by_a_button(traveller):
    traveller.says_who()
    traveller.adds(year_10="5")
    traveller.sends()

    with time_machine.travel(NOON + 11 * MINUTE, tick=False):
        for _ in range(2):
            assert traveller.post("sent/")["Location"] == "/webinars/meet-a-nurse/book/sent/?again=yes"
        page = traveller.page("sent/?again=yes")

    assert page.texts("p[@class='note']") == ["We have sent the link again. It can take some minutes."]
    assert list(Mail.objects.values_list("kind", flat=True)) == ["prove", "prove"]


def test_hold_that_ran_out_says_so(traveller):
    traveller.says_who()
    traveller.adds(year_10="5")
    traveller.sends()

    with time_machine.travel(NOON + 60 * MINUTE, tick=False):
        page = traveller.page("sent/")

    assert page.texts("p[@class='outcome']") == ["Ran out: 5 places"]


# --- Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "answers", "refusals"),
    [
        (
            "",
            {},
            {"Enter your name.": "#id_name", "Enter your work e-mail address.": "#id_email"},
        ),
        (
            "",
            {"name": "A", "email": "a@b"},
            {"Enter an e-mail address such as name@school.org.uk.": "#id_email"},
        ),
        (
            "",
            {"name": "A", "email": "a@ᎠᎡ.com"},  # capitals whose small letters databases dispute
            {"Enter an e-mail address such as name@school.org.uk.": "#id_email"},
        ),
    ],
)
def test_who_refuses_what_is_wrong(traveller, path, answers, refusals):
    assert problems(traveller.post(path, **answers)) == refusals


def test_school_is_chosen_from_what_was_found(traveller):
    traveller.post(name="Ann Lee", email="ann.lee@school.example")
    hill = SchoolFactory(name="Hill School", urn="100001", town="Bristol", postcode="BS31 2DY")
    SchoolFactory(name="Hill of nobody")  # typed by somebody: never offered

    page = traveller.page("?part=school&words=BS31 hill")

    assert page.texts("p[@class='tick']") == [
        "Hill School, Bristol, BS31 2DY",
        "My school is not in this list",
    ]
    assert problems(traveller.post("?part=school&words=hill")) == {
        "Choose your school, or say that it is not in the list.": "#id_school_0"
    }
    assert problems(traveller.post("?part=school&words=moor", school=str(hill.pk))) == {
        "Choose your school from this list.": "#id_school_0"
    }
    assert traveller.post("?part=school&words=hill", school="elsewhere")["Location"] == (
        "/webinars/meet-a-nurse/book/?part=typed"
    )
    assert problems(traveller.post("?part=typed")) == {
        "Enter the name of your school or college.": "#id_school_name",
        "Enter the town it is in.": "#id_school_town",
    }


def test_search_with_many_results_shows_twenty_and_says_how_to_see_fewer(traveller):
    traveller.post(name="Ann Lee", email="ann.lee@school.example")
    for number in range(21):
        SchoolFactory(name=f"Hill {number:02}", urn=f"1000{number:02}")

    page = traveller.page("?part=school&words=hill")

    assert len(page.texts("p[@class='tick']")) == 21  # 20, and "not in this list"
    assert "There are more than 20." in page.texts("p[@class='hint']")[0]


@pytest.mark.parametrize(
    ("answers", "refusals"),
    [
        (
            {"label": "", "year_10": "2", "adult": ""},
            {
                "Enter a name for the group, such as 10B.": "#id_label",
                "An adult from your school must be in the room. Tick the box if one will be.": "#id_adult",
            },
        ),
        ({"year_10": "0"}, {"Say how many places you need.": "#id_year_10"}),
        ({"year_10": "-1"}, {"Enter a number of places, such as 28.": "#id_year_10"}),
        ({"year_11": "many"}, {"Enter a number of places, such as 28.": "#id_year_11"}),
        (
            {"year_10": "61"},
            {
                "10B: one group may have at most 60 places. Split it into two groups, such as "
                "“10B first half” and “10B second half”.": "#id_year_10"
            },
        ),
        (
            {"label": "10 a"},
            {"10A is booked for this webinar already. Give each group a name of its own.": "#id_label"},
        ),
    ],
)
def test_group_refuses_what_is_wrong_and_keeps_the_answers(traveller, webinar, adviser, answers, refusals):
    key = f"booking-{webinar.pk}"
    traveller.adds("10A", 1, year_10="5")
    session = traveller.client.session
    session[key] = session[key] | {"adult": False}  # so that it is asked again
    session.save()

    response = traveller.adds(**{"number": 2, "access_needs": "A quiet seat", **answers})

    assert problems(response) == refusals
    assert "A quiet seat" in response.content.decode()
    assert [group["label"] for group in traveller.client.session[key]["groups"]] == ["10A"]


def test_group_booked_before_is_refused_beside_it_and_the_answers_are_kept(traveller, adviser, webinar):
    BookingFactory(booking_request=BookingRequestFactory(webinar=webinar, adviser=adviser), group_label="10B")
    traveller.adds("10A", 1, year_10="5")
    traveller.adds("10B", 2, year_10="6")

    response = traveller.sends()
    words = "10B is booked for this webinar already. Give each group a name of its own."

    assert problems(response) == {words: "#group-2"}
    (group,) = Page(response).all("section[@id='group-2']")
    assert parts(group, "p[@class='problem']") == [words]
    assert BookingRequest.objects.count() == 1
    traveller.post("check/", remove="10B")
    assert traveller.sends()["Location"] == "/webinars/meet-a-nurse/book/sent/"


def test_stranger_who_asked_before_is_told_to_open_the_link(traveller, webinar):
    for label in ("10A", "10B"):
        other = Traveller(Client(), webinar)
        other.says_who()
        other.adds(label, year_10="2")
        response = other.sends()

    (summary,) = Page(response).all(SUMMARY)
    assert "We have sent a link to this address for this webinar already." in "".join(summary.itertext())


def test_booking_that_closed_meanwhile_is_refused_with_the_answers_kept(traveller, adviser, webinar):
    traveller.adds()
    key = traveller.form_key()
    webinar.status = Status.POSTPONED
    webinar.save()

    response = traveller.post("check/", form_key=key)

    assert response.status_code == 200
    assert "This webinar is not open for booking." in response.content.decode()
    assert "28 places: 28 in Year 10" in response.content.decode()
    assert traveller.get("groups/")["Location"] == webinar.get_absolute_url()


def test_pages_out_of_turn_lead_to_the_one_that_is_due(traveller):
    assert traveller.get("groups/")["Location"] == "/webinars/meet-a-nurse/book/"
    assert traveller.get("check/")["Location"] == "/webinars/meet-a-nurse/book/?part=school"
    assert traveller.get("sent/")["Location"] == "/webinars/meet-a-nurse/"
    traveller.says_who()
    assert traveller.get("check/")["Location"] == "/webinars/meet-a-nurse/book/groups/"


# --- Too long a wait ----------------------------------------------------------------------------------


def test_lock_that_is_not_had_in_time_is_a_page_that_sends_the_same_form_again(
    traveller, adviser, monkeypatch
):
    traveller.adds()
    key = traveller.form_key()
    real = bookings.requesting.lock

    def refuse(webinar):
        raise OperationalError("database is locked")

    monkeypatch.setattr(bookings.requesting, "lock", refuse)
    response = traveller.post("check/", form_key=key, fewest_1="3")
    page = Page(response)
    sent = {field.get("name"): field.get("value") for field in page.all("main//input")}

    assert (response.status_code, told()) == (503, [])
    assert response["X-Robots-Tag"] == "noindex"
    assert page.texts("main//button") == ["Send it again"]
    assert [form.get("action") for form in page.all("main//form")] == ["/webinars/meet-a-nurse/book/check/"]
    assert {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"} == {
        "form_key": key,
        "fewest_1": "3",
    }
    monkeypatch.setattr(bookings.requesting, "lock", real)
    assert traveller.post("check/", **sent)["Location"] == "/webinars/meet-a-nurse/book/sent/"
    assert told() == [("10B", State.CONFIRMED, 28)]


def test_database_that_has_gone_keeps_the_answers(traveller, adviser, monkeypatch):
    traveller.adds()
    key = traveller.form_key()

    def refuse(*args, **kwargs):
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(bookings.requesting, "lock", refuse)
        patch.setattr(content_version, "version", refuse)
        busy = traveller.post("check/", form_key=key)

    assert (busy.status_code, told()) == (503, [])
    assert f'value="{key}"' in busy.content.decode()
    assert 'name="csrfmiddlewaretoken"' in busy.content.decode()
    assert traveller.post("check/", form_key=key)["Location"] == "/webinars/meet-a-nurse/book/sent/"


def test_session_that_is_not_stored_in_time_books_nothing_twice(traveller, adviser, monkeypatch):
    traveller.adds()
    key = traveller.form_key()

    def refuse(session, must_create=False):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(SessionStore, "save", refuse)
        busy = traveller.post("check/", form_key=key)

    assert (busy.status_code, told()) == (503, [("10B", State.CONFIRMED, 28)])
    assert f'value="{key}"' in busy.content.decode()
    assert traveller.post("check/", form_key=key)["Location"] == "/webinars/meet-a-nurse/book/sent/"
    assert (Booking.objects.count(), Mail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_postgresql
def test_row_that_somebody_else_holds_too_long_is_a_page_that_says_so(webinar):
    traveller = Traveller(Client(), webinar)
    traveller.says_who()
    traveller.adds(year_10="5")
    key = traveller.form_key()
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM webinars_webinar WHERE id = %s FOR UPDATE", [webinar.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 50")  # milliseconds
        busy = traveller.post("check/", form_key=key)
        other.rollback()
        answer = traveller.post("check/", form_key=key)
    finally:
        other.close()

    assert (busy.status_code, answer["Location"]) == (503, "/webinars/meet-a-nurse/book/sent/")
    assert told() == [("10B", State.HELD, 5)]


# --- Privacy ------------------------------------------------------------------------------------------


def test_pages_are_for_one_person_only(traveller, adviser):
    traveller.adds()
    traveller.sends()

    for path in ("", "groups/", "check/", "sent/"):
        response = traveller.get(path)
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == (
            "max-age=0, no-cache, no-store, must-revalidate, private", "noindex",
        ), path  # fmt: skip


def test_look_keeps_nothing(client, traveller, django_assert_num_queries):
    for path in ("", "groups/", "check/", "sent/"):
        for method in (client.get, client.head):
            method(traveller.base + path)

    assert (client.cookies.get("session"), BookingRequest.objects.count()) == (None, 0)


def test_answers_are_kept_for_two_hours_and_staff_stay_signed_in(traveller, webinar):
    traveller.says_who()
    organiser = client_of("Webinar organiser")
    before = organiser.session.get_expiry_age()
    Traveller(organiser, webinar).says_who()

    assert traveller.client.session.get_expiry_age() == 2 * 60 * 60
    assert organiser.session.get_expiry_age() == before
    assert before > 2 * 60 * 60


def test_another_browser_sees_nothing_of_it(traveller, webinar):
    traveller.says_who()
    traveller.adds()
    traveller.sends()

    assert Traveller(Client(), webinar).get("sent/")["Location"] == webinar.get_absolute_url()


def test_join_address_is_on_no_page_of_the_journey(traveller, adviser, webinar):
    webinar.join_url = "https://rooms.example/xyzzy-9"
    webinar.save()
    traveller.adds()
    pages = [traveller.get("groups/"), traveller.get("check/"), traveller.sends(), traveller.get("sent/")]

    assert [b"xyzzy" in page.content for page in pages] == [False] * 4
    assert b"Booked: 28 places" in pages[-1].content  # the control: it went through


@pytest.mark.parametrize("rows", [1, 3])
def test_sent_query_count_is_flat_for_groups_that_wait(
    traveller, adviser, webinar, django_assert_num_queries, rows
):
    BookingFactory(booking_request=BookingRequestFactory(webinar=webinar), year_10=30)
    for number in range(rows):
        traveller.adds(f"10{number}", number + 1, year_10="5")
    traveller.sends()

    with django_assert_num_queries(4):  # session; webinar; the booking request; its groups
        sent = traveller.get("sent/")

    assert [row.ahead for row in sent.context["rows"]] == [
        "You are next", "5 places are ahead of you", "10 places are ahead of you",
    ][:rows]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_check_and_sent_query_counts_are_flat(
    client, traveller, adviser, webinar, django_assert_num_queries, rows
):
    for number in range(rows):
        traveller.adds(f"10{number}", number + 1, year_10="5")
    traveller.get("check/")

    with django_assert_num_queries(4):  # session; webinar; adviser; how full it is
        check = traveller.get("check/")
    assert len(check.context["rows"]) == rows

    traveller.sends()
    with django_assert_num_queries(4):  # session; webinar; the booking request; its groups
        sent = traveller.get("sent/")
    assert len(sent.context["rows"]) == rows


# --- Hostile ------------------------------------------------------------------------------------------

FORMS = {
    "": ("name", "email"),
    "?part=school&words=a": ("school",),
    "?part=typed": ("school_name", "school_town"),
    "groups/?group=1": ("label", "year_10", "year_11", "adult", "has_access_needs", "access_needs"),
    "groups/?group=2": ("label", "again", "another"),
    "check/": ("form_key", "fewest_1", "adult", "remove"),
    "sent/": ("again",),
}


@every_value
def test_hostile_answers_and_parameters_are_no_error_of_ours(client, traveller, webinar, adviser, values):
    """Who has signed in skips the first pages, so a stranger tries those."""
    client.raise_request_exception = False
    stranger = Traveller(Client(raise_request_exception=False), webinar)
    stranger.says_who()
    broken = []
    for value in values:
        traveller.adds(year_10="1")
        typed = raw(value)
        key = client.session.get(f"booking-{webinar.pk}", {}).get("form_key", "")
        answers = [
            (traveller if "/" in path else stranger).post(path, **dict.fromkeys(names, typed))
            for path, names in FORMS.items()
        ]
        answers.append(traveller.post("check/", form_key=key, fewest_1=typed))
        answers += [
            who.client.request(PATH_INFO=who.base + path, QUERY_STRING=f"{name}={escaped(value)}{also}")
            for who, path, name, also in (
                (stranger, "", "part", ""),
                (stranger, "", "words", "&part=school"),
                (traveller, "groups/", "group", ""),
                (traveller, "sent/", "again", ""),
            )
        ]
        statuses = [answer.status_code for answer in answers]
        broken += [(short(value), statuses)] * (max(statuses) >= 500)

    assert broken == []


@every_list
def test_hostile_answers_become_text_that_fits_its_column(values, webinar):
    longest = {
        "name": 120, "email": 254, "school_name": 160, "school_town": 80, "label": 30, "access_needs": 500,
    }  # fmt: skip
    taken = 0
    for value in values:
        typed = {name: value.encode("utf-8", "replace").decode() for name in (*longest, "year_10", "school")}
        typed["year_11"], typed["adult"] = "1", "on"
        forms = [
            ContactForm(typed),
            ContactForm({**typed, "email": f"{typed['email']}@school.example"}),
            ContactForm({**typed, "email": f"a@{typed['email']}.example"}),
            TypedSchoolForm(typed),
            SchoolForm(typed, found=[]),
            GroupForm({**typed, "year_10": ""}, webinar=webinar, asks_for_adult=True),
            GroupForm(typed, webinar=webinar, asks_for_adult=True),
            CheckForm({"fewest_1": typed["name"]}, groups=1, asks_for_adult=False),
        ]
        for form in forms:
            if form.is_valid():
                texts = {name: one for name, one in form.cleaned_data.items() if name in longest}
                assert [n for n, one in texts.items() if len(one) > longest[n]] == [], short(value)
                assert "\x00" not in "".join(texts.values()), short(value)
                assert texts.get("email", "a").isascii(), short(value)
                taken += 1

    assert taken > len(values)
