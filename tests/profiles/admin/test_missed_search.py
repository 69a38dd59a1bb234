"""Searches that found nothing, in the hands of an editor: a hidden title, a wish, or noise."""

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from careersguide.roles import ADMINISTRATOR, EDITOR, ORGANISER, PUBLISHER
from core import content_version
from profiles.admin import missed_search as missed_admin
from profiles.models import CareerTitle, MissedSearch
from tests.conftest import NOON
from tests.factories import CareerFactory, CareerTitleFactory, MissedSearchFactory
from tests.hostile import few_by_day, short
from tests.pages import Page, parts, words
from tests.staff import client_of, errors_of, queries_of, sent_back

pytestmark = pytest.mark.django_db

LIST = reverse("admin:profiles_missedsearch_changelist")


def url(act, missed):
    return reverse(f"admin:profiles_missedsearch_{act}", args=[missed.pk])


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor():
    return client_of(EDITOR)


@pytest.fixture
def nurse():
    return CareerFactory(title="Nurse", summary="Looks after people who are ill.")


@pytest.fixture
def matron():
    return MissedSearchFactory(words="matron", times=7)


def listed(response) -> list[str]:
    return [row.words for row in response.context["cl"].result_list]


def press(client, response, missed, button: str, **chosen):
    """Send the form of the list by the button of one row, as a browser without script does."""
    (form,) = Page(response).all("form[@id='changelist-form']")
    sent = sent_back(response)
    for row in form.findall(".//tbody/tr"):
        if words(row.find("th")) == missed.words:
            (pressed,) = [b for b in row.findall(".//button") if words(b) == button]
    if pressed.get("name"):
        sent[pressed.get("name")] = pressed.get("value")
    return client.post(pressed.get("formaction"), sent | chosen, follow=True)


def messages_of(response) -> list[str]:
    return Page(response).texts("ul[@class='messagelist']/li")


def state_of(missed) -> str:
    missed.refresh_from_db()
    return missed.state


# --- The list ----------------------------------------------------------------------------------------


def test_list_shows_what_waits_the_most_searched_first(editor):
    for times, name, state in [
        (3, "astronaut", "waiting"),
        (9, "youtuber", "waiting"),
        (5, "gamer", "wish"),
        (4, "asdf", "noise"),
        (6, "medic", "title"),
    ]:
        MissedSearchFactory(words=name, times=times, state=state)
    MissedSearchFactory(words="", times=2)

    assert listed(editor.get(LIST)) == ["youtuber", "astronaut"]
    assert listed(editor.get(LIST, {"state": "wish"})) == ["gamer"]
    assert listed(editor.get(LIST, {"state": "all"})) == ["youtuber", "medic", "gamer", "asdf", "astronaut"]
    assert listed(editor.get(LIST, {"state": "all", "q": "ast"})) == ["astronaut"]


def test_list_says_what_it_is_for_and_where_nothing_waits(editor):
    empty = Page(editor.get(LIST)).texts("p[@class='help']")
    MissedSearchFactory(words="youtuber", times=3)
    filled = Page(editor.get(LIST)).texts("p[@class='help']")

    assert empty == [f"{filled[0]} Nothing here at the moment."]
    assert filled[0].startswith("What pupils typed three times or more")


def test_list_filter_stands_on_waiting(editor, matron):
    filters = Page(editor.get(LIST)).all("nav[@id='changelist-filter']//li")

    assert [words(one) for one in filters] == [
        "Waiting",
        "Made a hidden title",
        "A wish",
        "Noise",
        "All",
    ]
    assert [words(one) for one in filters if one.get("class") == "selected"] == ["Waiting"]


def test_list_says_what_search_finds_now_and_offers_the_nearest(editor, nurse):
    CareerFactory(title="Dental nurse")
    for name in ("nurse of dragons", "nusring", "zzqxv"):
        MissedSearchFactory(words=name)

    rows = Page(editor.get(LIST)).all("table[@id='result_list']/tbody/tr")

    seen = {words(row.find("th")): row for row in rows}
    finds = {
        name: (words(link), link.get("href"))
        for name, row in seen.items()
        for link in row.findall("td[@class='field-finds']/a")
    }
    assert finds["zzqxv"] == ("Nothing", "/careers/?q=zzqxv")
    assert finds["nurse of dragons"] == ("Nurse", "/careers/?q=nurse+of+dragons")
    assert parts(seen["nurse of dragons"], "option") == ["Nurse", "Dental nurse", "another career …"]
    assert parts(seen["zzqxv"], "option") == ["another career …"]
    assert parts(seen["zzqxv"], "button") == ["Hidden title", "A wish", "Noise"]


def test_list_offers_no_draft(editor):
    CareerFactory(title="Matron", publish_at=None)
    MissedSearchFactory(words="matron")

    assert Page(editor.get(LIST)).texts("option[@value]")[-1] == "another career …"
    assert "Matron" not in Page(editor.get(LIST)).texts("option")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count_is_flat(editor, nurse, rows):
    MissedSearchFactory.create_batch(rows)

    # Session, person, two of permissions, two counts, the rows.
    assert len(queries_of(editor, LIST)) == 7
    assert len(listed(editor.get(LIST))) == rows


# --- A hidden title ------------------------------------------------------------------------------------


def test_title_in_one_click_is_found_by_search_at_once(editor, client, nurse):
    missed = MissedSearchFactory(words="nurse matron", times=7)
    before = content_version.version()

    response = press(editor, editor.get(LIST), missed, "Hidden title")

    assert messages_of(response) == ["“nurse matron” is now a hidden title of Nurse."]
    assert list(nurse.titles.values_list("name", "is_hidden")) == [("nurse matron", True)]
    assert state_of(missed) == "title"
    assert listed(response) == []
    assert content_version.version() > before
    found = client.get("/careers/", {"q": "matron"})
    assert Page(found).texts("h2[@class='card-title']") == ["Nurse"]
    assert "matron" not in client.get(nurse.get_absolute_url()).content.decode()


def test_title_is_written_in_the_log_of_both(editor, nurse, matron):
    editor.post(url("title", matron), {f"{matron.pk}-career": nurse.pk})

    assert [(entry.object_repr, entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")] == [
        ("Nurse", "Added other title “matron”, which was searched for 7 times."),
        ("matron", "Hidden title of Nurse."),
    ]


def test_title_stands_last_and_the_career_is_changed(editor, nurse, matron):
    CareerTitleFactory(career=nurse, name="Ward nurse", position=4)
    with time_machine.travel(NOON.replace(hour=13), tick=False):
        client_of(EDITOR).post(url("title", matron), {f"{matron.pk}-career": nurse.pk})

    nurse.refresh_from_db()
    assert list(nurse.titles.values_list("name", "position")) == [("Ward nurse", 4), ("matron", 5)]
    assert nurse.changed_at == NOON.replace(hour=13)


@pytest.mark.parametrize("there", ["Matron", "matron"])
def test_title_that_is_there_already_says_so_and_is_done(editor, nurse, matron, there):
    CareerTitleFactory(career=nurse, name=there)

    for _ in range(2):
        response = editor.post(url("title", matron), {f"{matron.pk}-career": nurse.pk}, follow=True)

    assert messages_of(response) == ["Nurse has the title “matron” already."]
    assert nurse.titles.count() == 1
    assert state_of(matron) == "title"


def test_title_of_the_career_itself_is_not_added(editor, nurse):
    missed = MissedSearchFactory(words="nurse")

    editor.post(url("title", missed), {f"{missed.pk}-career": nurse.pk})

    assert not nurse.titles.exists()


def test_title_of_another_career_is_chosen_on_a_page_of_its_own(editor, nurse, matron):
    draft = CareerFactory(title="Ward sister", publish_at=None)

    offered = press(editor, editor.get(LIST), matron, "Hidden title", **{f"{matron.pk}-career": ""})

    assert Page(offered).texts("h1")[-1] == "Add “matron” as a hidden title"
    assert Page(offered).texts("option") == ["Choose a career", "Nurse", "Ward sister"]
    assert Page(offered).texts("ul[@class='errorlist']/li") == []
    response = editor.post(url("title", matron), sent_back(offered) | {f"{matron.pk}-career": draft.pk})
    assert response.status_code == 302
    assert list(draft.titles.values_list("name", flat=True)) == ["matron"]


@pytest.mark.parametrize("typed", ["0", "99999", "x", "-1", "9" * 5000, "\x00"])
def test_title_of_no_career_is_refused_in_words(editor, nurse, matron, typed):
    response = editor.post(url("title", matron), {f"{matron.pk}-career": typed})

    assert response.status_code in {200, 400}
    assert not CareerTitle.objects.exists()
    assert state_of(matron) == "waiting"
    if response.status_code == 200:
        assert Page(response).texts("ul[@class='errorlist']/li") == [
            "Select a valid choice. That choice is not one of the available choices."
        ]


def test_title_of_a_career_that_is_full_of_titles_is_refused_in_words(editor, nurse, matron, monkeypatch):
    monkeypatch.setattr(missed_admin, "MAX_PARTS", 1)
    CareerTitleFactory(career=nurse)

    response = editor.post(url("title", matron), {f"{matron.pk}-career": nurse.pk})

    assert Page(response).texts("ul[@class='errorlist']/li") == [
        "Nurse has 1 titles, and no more are possible."
    ]


# --- A wish, noise, and back ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "button", "state", "message"),
    [
        ("waiting", "A wish", "wish", "“matron” kept as a wish."),
        ("waiting", "Noise", "noise", "“matron” put away as noise."),
        ("noise", "Back to waiting", "waiting", "“matron” back among those that wait."),
        ("title", "Back to waiting", "waiting", "“matron” back among those that wait."),
    ],
)
def test_search_is_marked_in_one_click_and_the_list_stays_as_it_was(editor, before, button, state, message):
    matron = MissedSearchFactory(words="matron", state=before)

    response = press(editor, editor.get(LIST, {"state": before, "q": "mat"}), matron, button)

    assert state_of(matron) == state
    assert messages_of(response) == [message]
    address = urlsplit(response.redirect_chain[-1][0])
    assert (address.path, parse_qs(address.query)) == (LIST, {"state": [before], "q": ["mat"]})
    assert LogEntry.objects.get().object_repr == "matron"


def test_wish_leads_to_the_form_of_a_new_career(editor):
    MissedSearchFactory(words="space pilot", state="wish")

    start = Page(editor.get(LIST, {"state": "wish"})).links("td/div/a")["Start this career"]
    form = sent_back(editor.get(start))

    assert (form["title"], form["slug"]) == (["Space pilot"], ["space-pilot"])


@pytest.mark.parametrize(("action", "state"), [("mark_as_wish", "wish"), ("mark_as_noise", "noise")])
def test_searches_are_marked_many_at_once(editor, action, state):
    chosen = [MissedSearchFactory(words=name) for name in ("asdf", "qwerty")]
    other = MissedSearchFactory(words="astronaut")

    editor.post(LIST, {"action": action, "_selected_action": [row.pk for row in chosen]})

    assert [state_of(row) for row in chosen] == [state, state]
    assert state_of(other) == "waiting"
    assert LogEntry.objects.count() == 2


def test_search_is_put_back_in_its_form_where_words_are_not_typed(editor, matron):
    page = editor.get(url("change", matron))

    response = editor.post(
        url("change", matron), sent_back(page) | {"state": "noise", "words": "x", "times": 1}
    )

    assert response.status_code == 302, errors_of(response)
    assert MissedSearch.objects.values_list("words", "times", "state").get() == ("matron", 7, "noise")


# --- Who may, and what is sent --------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [(PUBLISHER, 200), (ADMINISTRATOR, 200), (ORGANISER, 403)])
def test_list_is_for_those_who_write_careers(role, status, matron):
    client = client_of(role)

    assert client.get(LIST).status_code == status
    if status == 403:
        marked = client.post(url("mark", matron), {"state": "noise"})
        titled = client.post(url("title", matron), {f"{matron.pk}-career": CareerFactory().pk})
        assert {marked.status_code, titled.status_code} <= {403, 404}
        assert state_of(matron) == "waiting"
        assert not CareerTitle.objects.exists()


def test_search_is_neither_added_nor_deleted_by_hand(editor, matron):
    assert editor.get(reverse("admin:profiles_missedsearch_add")).status_code == 403
    assert editor.post(url("delete", matron), {"post": "yes"}).status_code == 403


def test_search_typed_less_than_three_times_is_shown_to_nobody(editor):
    missed = MissedSearchFactory(words="", times=2)

    assert editor.get(url("change", missed)).status_code == 302  # to the admin's home, as for no row
    assert editor.get(url("title", missed)).status_code == 404
    assert editor.post(url("mark", missed), {"state": "wish"}).status_code == 404
    assert state_of(missed) == "waiting"


def test_mark_is_not_followed_as_a_link(editor, matron):
    assert editor.get(url("mark", matron), {"state": "noise"}).status_code == 405
    assert state_of(matron) == "waiting"


@pytest.mark.parametrize("act", ["title", "mark"])
def test_acts_need_the_token_of_the_form(matron, nurse, act):
    editor = client_of(EDITOR)
    editor.handler.enforce_csrf_checks = True

    response = editor.post(url(act, matron), {"state": "noise", f"{matron.pk}-career": nurse.pk})

    assert response.status_code == 403
    assert state_of(matron) == "waiting"


@few_by_day
def test_acts_take_any_text(editor, matron, nurse, values):
    answers = {}
    for value in values:
        typed = value.encode("utf-8", "replace").decode()
        for act, field in [("mark", "state"), ("title", f"{matron.pk}-career")]:
            answers[act, short(value)] = editor.post(url(act, matron), {field: typed}).status_code
        for param in ("state", "q", "p", "o", "_changelist_filters"):
            answers[param, short(value)] = editor.get(LIST, {param: typed}).status_code

    assert {what: status for what, status in answers.items() if not 200 <= status < 500} == {}
    assert state_of(matron) == "waiting"
    assert not CareerTitle.objects.exists()
