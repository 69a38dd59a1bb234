"""Webinars at the admin, as an organiser meets them: the form, the list, the waiting list."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from careersguide.roles import ADMINISTRATOR, EDITOR, ORGANISER
from tests.conftest import NOON
from tests.factories import (
    BookingFactory,
    BookingRequestFactory,
    CareerFactory,
    SeriesFactory,
    WebinarFactory,
)
from tests.staff import client_of, errors_of, person_with, queries_of, sent_back
from tests.webinars.admin.pages import address, messages_of, start
from webinars.models import Booking, Mail, Series, State, Status, Webinar

pytestmark = pytest.mark.django_db

LIST = address(Webinar, "changelist")
ADD = address(Webinar, "add")
WORDS = {
    "title": "Meet a nurse",
    "slug": "meet-a-nurse",
    "kind": "employer",
    "summary": "A nurse answers.",
    **start("2026-12-16", "10:00"),
}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def organiser():
    return client_of(ORGANISER)


def change(client, webinar, **typed):
    url = address(Webinar, "change", webinar.pk)
    return client.post(url, sent_back(client.get(url)) | typed, follow=True)


def queued(webinar, places=1, **fields):
    return BookingFactory(
        booking_request=BookingRequestFactory(webinar=webinar),
        state=State.WAITING,
        waiting_since=NOON,
        places=places,
        year_10=places,
        **fields,
    )


def taken(webinar, places, **fields):
    return BookingFactory(
        booking_request=BookingRequestFactory(webinar=webinar), places=places, year_10=places, **fields
    )


# --- The form ----------------------------------------------------------------------------------------


def test_webinar_of_a_few_words_is_stored_as_a_draft(organiser):
    form = sent_back(organiser.get(ADD)) | WORDS

    response = organiser.post(ADD, form)

    assert response.status_code == 302, errors_of(response)
    webinar = Webinar.objects.get()
    assert (webinar.title, webinar.slug, webinar.status) == ("Meet a nurse", "meet-a-nurse", Status.DRAFT)
    assert webinar.starts_at == datetime(2026, 12, 16, 10, tzinfo=UTC)
    assert webinar.ends_at == webinar.starts_at + timedelta(minutes=45)
    assert webinar.has_captions is None


def test_webinar_form_keeps_every_field(organiser):
    nurse, series = CareerFactory(title="Nurse"), SeriesFactory(name="Green jobs week")
    typed = {
        "series": series.pk,
        "presenter": "Amina\x00  Yusuf",
        "description": "Come and <b>see</b>.",
        "purpose": "To ask.",
        "outcomes": "- I asked.",
        "duration_minutes": 30,
        "year_from": 9,
        "year_to": 11,
        "careers": [nurse.pk],
        "benchmarks": ["8", "5"],
        "capacity": "",
        "largest_group": 35,
        "smaller_may_pass": "on",
        "booking_opens_at_0": "2026-12-01",
        "booking_opens_at_1": "09:00",
        "booking_closes_at_0": "2026-12-15",
        "booking_closes_at_1": "17:00",
        "has_captions": "true",
        "has_bsl": "false",
        "has_slides_before": "unknown",
        "join_url": "https://rooms.example/1",
        "recording_url": "https://films.example/1",
        "recording_shows_no_pupil": "on",
    }

    response = organiser.post(ADD, sent_back(organiser.get(ADD)) | WORDS | typed)

    assert response.status_code == 302, errors_of(response)
    webinar = Webinar.objects.get()
    assert (webinar.series, list(webinar.careers.all())) == (series, [nurse])
    assert (webinar.presenter, webinar.description) == ("Amina Yusuf", "Come and <b>see</b>.")
    assert (webinar.purpose, webinar.outcomes, webinar.duration_minutes) == ("To ask.", "- I asked.", 30)
    assert (webinar.year_from, webinar.year_to, webinar.benchmarks) == (9, 11, "58")
    assert (webinar.capacity, webinar.largest_group, webinar.smaller_may_pass) == (None, 35, True)
    assert webinar.booking_opens_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert webinar.booking_closes_at == datetime(2026, 12, 15, 17, tzinfo=UTC)
    assert (webinar.has_captions, webinar.has_bsl, webinar.has_slides_before) == (True, False, None)
    assert (webinar.join_url, webinar.recording_url) == ("https://rooms.example/1", "https://films.example/1")


def test_webinar_form_sent_back_untouched_changes_nothing(organiser):
    webinar = WebinarFactory(benchmarks="25", status=Status.DRAFT)
    before = Webinar.objects.values().get()

    response = change(organiser, webinar)

    assert response.redirect_chain
    assert Webinar.objects.values().get() == before


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"year_from": 12, "year_to": 9}, "Choose years from 7 to 13, the younger one first."),
        ({"duration_minutes": 2}, "Ensure this value is greater than or equal to 5."),
        ({"largest_group": 0}, "Ensure this value is greater than or equal to 1."),
        ({"capacity": -1}, "Ensure this value is greater than or equal to 0."),
        (
            {"recording_url": "https://films.example"},
            "Tick that no pupil is seen, heard or named in the recording.",
        ),
        ({"join_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"benchmarks": ["9"]}, "Select a valid choice. 9 is not one of the available choices."),
        (
            {"booking_closes_at_0": "2026-12-17", "booking_closes_at_1": "10:00"},
            "Booking closes after the webinar starts.",
        ),
        ({"title": "\x00 "}, "This field is required."),
        ({"starts_at_0": "soon"}, "Enter a valid date."),
    ],
)
def test_webinar_typed_wrong_is_refused_in_words(organiser, typed, error):
    assert errors_of(organiser.post(ADD, sent_back(organiser.get(ADD)) | WORDS | typed)) == [error]
    assert not Webinar.objects.exists()


def test_draft_has_every_field_in_its_form(organiser):
    webinar = WebinarFactory(status=Status.DRAFT)

    change(organiser, webinar, slug="another", duration_minutes=60, **start("2026-12-17", "11:00"))

    webinar.refresh_from_db()
    assert (webinar.slug, webinar.duration_minutes) == ("another", 60)
    assert webinar.ends_at == datetime(2026, 12, 17, 12, tzinfo=UTC)


def test_published_webinar_keeps_start_length_and_address(organiser):
    webinar = WebinarFactory()
    before = Webinar.objects.values().get()

    change(
        organiser, webinar, slug="another", duration_minutes=60, title="New", **start("2026-12-17", "11:00")
    )

    assert Webinar.objects.values().get() == before | {"title": "New"}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"has_bsl": "unknown"}, "Answer every question about access and safeguarding first."),
        (
            {"booking_closes_at_0": "2026-12-17", "booking_closes_at_1": "10:00"},
            "Booking closes after the webinar starts.",
        ),
    ],
)
def test_published_webinar_typed_wrong_is_refused_by_rules_of_fields_not_in_the_form(organiser, typed, error):
    webinar = WebinarFactory()
    url = address(Webinar, "change", webinar.pk)

    assert errors_of(organiser.post(url, sent_back(organiser.get(url)) | typed)) == [error]


def test_webinar_form_opened_before_a_move_does_not_undo_it(organiser):
    webinar = WebinarFactory()
    url = address(Webinar, "change", webinar.pk)
    form = sent_back(organiser.get(url))
    moved_to = webinar.starts_at + timedelta(days=1)
    Webinar.objects.update(starts_at=moved_to, ends_at=moved_to + timedelta(minutes=45), revision=1)

    response = organiser.post(url, form | {"title": "New"})

    assert response.status_code == 302
    webinar.refresh_from_db()
    assert (webinar.title, webinar.starts_at, webinar.revision) == ("New", moved_to, 1)
    assert webinar.ends_at == moved_to + timedelta(minutes=45)


# --- Capacity ----------------------------------------------------------------------------------------


def test_more_capacity_serves_the_waiting_list_once_and_says_so(organiser):
    webinar = WebinarFactory(capacity=30)
    taken(webinar, 30)
    first, second = queued(webinar, 20), queued(webinar, 20)

    response = change(organiser, webinar, capacity="50")
    again = change(organiser, webinar, capacity="50")

    states = dict(Booking.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == (State.CONFIRMED, State.WAITING)
    assert [mail.booking_id for mail in Mail.objects.all()] == [first.pk]
    assert "1 group left the waiting list. The advisers are told by mail." in messages_of(response)
    assert not any("waiting list" in words for words in messages_of(again))


def test_less_capacity_evicts_nobody(organiser):
    webinar = WebinarFactory(capacity=30)
    taken(webinar, 30)

    change(organiser, webinar, capacity="10", title="New")

    webinar.refresh_from_db()
    assert (webinar.capacity, webinar.title) == (10, "New")
    assert Booking.objects.get().state == State.CONFIRMED


def test_letting_smaller_groups_pass_serves_the_one_that_fits(organiser):
    webinar = WebinarFactory(capacity=30)
    taken(webinar, 20)
    large, small = queued(webinar, 28), queued(webinar, 10)

    change(organiser, webinar, smaller_may_pass="on")

    states = dict(Booking.objects.values_list("pk", "state"))
    assert (states[large.pk], states[small.pk]) == (State.WAITING, State.CONFIRMED)


# --- Who may do what ---------------------------------------------------------------------------------


def test_webinars_are_hidden_from_editors():
    webinar = WebinarFactory()
    editor = client_of(EDITOR)

    for url in (LIST, ADD, address(Webinar, "change", webinar.pk), address(Webinar, "waiting", webinar.pk)):
        assert editor.get(url).status_code in {403, 404}


def test_join_address_is_shown_only_to_those_who_may_change_the_webinar(organiser, client):
    webinar = WebinarFactory()
    url = address(Webinar, "change", webinar.pk)
    looker = person_with()
    looker.user_permissions.set(_permissions("view_webinar"))
    client.force_login(looker, "django.contrib.auth.backends.ModelBackend")

    assert webinar.join_url in organiser.get(url).content.decode()
    assert client.get(url).status_code == 200
    assert webinar.join_url not in client.get(url).content.decode()


def _permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="webinars", codename__in=names)


@pytest.mark.parametrize("role", [ORGANISER, ADMINISTRATOR])
@pytest.mark.parametrize(
    ("status", "stays"), [(Status.DRAFT, False), (Status.PUBLISHED, True), (Status.CANCELLED, True)]
)
def test_only_drafts_are_deleted(role, status, stays):
    webinar = WebinarFactory(status=status)
    client = client_of(role)

    client.post(address(Webinar, "delete", webinar.pk), {"post": "yes"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": [webinar.pk], "post": "yes"})

    assert Webinar.objects.exists() is stays


# --- The list ----------------------------------------------------------------------------------------


def cells(response) -> list[list[str]]:
    """The words of each row of the list."""
    import html5lib

    page = html5lib.parse(response.content, transport_encoding="utf-8", namespaceHTMLElements=False)
    rows = page.findall(".//table[@id='result_list']/tbody/tr")
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row if cell.get("class") != "action-checkbox"]
        for row in rows
    ]


def test_webinar_list_says_when_and_how_full_and_the_next_comes_first(organiser):
    day = timedelta(days=1)
    later = WebinarFactory(title="Later", starts_at=NOON + 3 * day, capacity=None)
    soon = WebinarFactory(title="Soon", starts_at=NOON + day)
    WebinarFactory(title="Past", starts_at=NOON - 2 * day, capacity=0)
    WebinarFactory(title="Long past", starts_at=NOON - 9 * day, status=Status.CANCELLED)
    WebinarFactory(title="Idea", starts_at=NOON + 4 * day, status=Status.DRAFT)
    taken(soon, 20), taken(soon, 8), queued(soon, 20), queued(soon, 1)
    taken(later, 1200)

    assert cells(organiser.get(LIST)) == [
        [
            "Soon",
            "Tue 17 Nov 2026, 12:00",
            "Open for booking",
            "28 of 30, 2 groups wait · nearly full",
            "Meet an employer",
        ],
        ["Later", "Thu 19 Nov 2026, 12:00", "Open for booking", "1,200, no limit", "Meet an employer"],
        ["Idea", "Fri 20 Nov 2026, 12:00", "Draft", "0 of 30", "Meet an employer"],
        ["Past", "Sat 14 Nov 2026, 12:00", "Over", "0 of 0", "Meet an employer"],
        ["Long past", "Sat 7 Nov 2026, 12:00", "Cancelled", "0 of 30", "Meet an employer"],
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_at": NOON - timedelta(minutes=5)}, "On now"),
        ({"booking_opens_at": NOON + timedelta(days=2)}, "Booking opens Wed 18 Nov 2026, 12:00"),
        ({"booking_closes_at": NOON}, "Booking has closed"),
        ({"status": Status.POSTPONED}, "Postponed, date to follow"),
    ],
)
def test_webinar_list_says_where_a_webinar_stands(organiser, fields, words):
    WebinarFactory(**fields)

    assert [row[2] for row in cells(organiser.get(LIST))] == [words]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("when=upcoming", ["Soon"]),
        ("when=past", ["Past"]),
        ("status__exact=draft", []),
        ("kind__exact=employer", ["Soon", "Past"]),
        ("q=soo", ["Soon"]),
        ("starts_at__year=2026&starts_at__month=11", ["Soon", "Past"]),
    ],
)
def test_webinar_list_is_narrowed(organiser, query, titles):
    WebinarFactory(title="Soon", starts_at=NOON + timedelta(days=1))
    WebinarFactory(title="Past", starts_at=NOON - timedelta(days=1))

    assert [row[0] for row in cells(organiser.get(f"{LIST}?{query}"))] == titles


@pytest.mark.parametrize("rows", [1, 3])
def test_webinar_list_query_count_is_flat(organiser, rows):
    for _ in range(rows):
        webinar = WebinarFactory(series=SeriesFactory())
        taken(webinar, 2), queued(webinar, 2)

    # Session, person, two of permissions, two counts, the first and last date, the days, the series
    # to filter by, the rows.
    assert len(queries_of(organiser, LIST)) == 10
    assert len(cells(organiser.get(LIST))) == rows


def test_series_list_counts_webinars(organiser):
    series = SeriesFactory(name="Green jobs week")
    WebinarFactory(series=series), WebinarFactory(series=series)

    assert cells(organiser.get(address(Series, "changelist"))) == [["Green jobs week", "2"]]


# --- The waiting list --------------------------------------------------------------------------------


def test_waiting_list_shows_the_groups_as_they_are_served(organiser):
    webinar = WebinarFactory(capacity=5)
    later = queued(webinar, 7, group_label="Later")
    first = queued(webinar, 8, group_label="First", fewest_places=4)
    unproved = queued(webinar, 9, group_label="Unproved")
    unproved.booking_request.proved_at = None
    unproved.booking_request.save()
    Booking.objects.filter(pk=later.pk).update(waiting_since=NOON + timedelta(hours=1))
    queued(WebinarFactory(), group_label="Elsewhere")

    response = organiser.get(address(Webinar, "waiting", webinar.pk))

    assert list(response.context["queue"]) == [first, unproved, later]
    assert "passed over" in response.content.decode()
    assert "Elsewhere" not in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_waiting_list_query_count_is_flat(organiser, rows):
    webinar = WebinarFactory()
    for _ in range(rows):
        queued(webinar)

    # Session, person, two of permissions, the webinar, the queue.
    assert len(queries_of(organiser, address(Webinar, "waiting", webinar.pk))) == 6


def test_webinar_page_offers_what_can_be_done(organiser):
    webinar = WebinarFactory()
    page = organiser.get(address(Webinar, "change", webinar.pk))

    assert [action.words for action, _ in page.context["row_actions"]] == [
        "Move",
        "Postpone",
        "Cancel webinar",
        "Duplicate",
    ]
    assert page.context["status_now"] == "Open for booking"
    assert f"{reverse('admin:webinars_booking_changelist')}?webinar={webinar.pk}" in page.content.decode()


# --- Preview --------------------------------------------------------------------------------------------


def test_draft_is_previewed_by_who_may_see_webinars_and_by_nobody_else(organiser, client):
    draft = WebinarFactory(title="Not yet", status=Status.DRAFT, has_bsl=None)
    preview = reverse("admin:webinars_webinar_preview", args=[draft.pk])

    response = organiser.get(preview)

    assert response.status_code == 200
    assert "This is a preview: readers do not see this webinar." in response.content.decode()
    assert (response["X-Robots-Tag"], "no-store" in response["Cache-Control"]) == ("noindex", True)
    assert draft.join_url not in response.content.decode()
    assert preview in organiser.get(address(Webinar, "change", draft.pk)).content.decode()
    assert client.get(preview).status_code == 302
    assert client_of(EDITOR).get(preview).status_code == 404
    assert organiser.get(draft.get_absolute_url()).status_code == 404


def test_preview_of_no_webinar_is_not_found(organiser):
    assert organiser.get(f"{LIST}x/preview/").status_code == 404
