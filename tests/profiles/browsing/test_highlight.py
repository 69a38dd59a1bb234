"""Cards say why they are here: the words that fit are marked, as far as the profile shows them."""

import pytest

from profiles.browsing.highlight import LINE_LETTERS, Marker
from profiles.models import Career
from tests.factories import CareerFactory, CareerTitleFactory, SubjectFactory
from tests.filled import full_career
from tests.pages import Page, parts, warm

pytestmark = pytest.mark.rendering

CAREERS = "/careers/"


def marker(*groups: str) -> Marker:
    return Marker([frozenset(group.split()) for group in groups])


def card_of(client, title: str, query: str):
    page = Page(client.get(CAREERS, {"q": query}))
    (card,) = [card for card in page.all("article[@class='card']") if title in parts(card, "h2")]
    return card


def marked(card, path: str = "p") -> list[str]:
    return parts(card, f"{path}//mark")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Nurses and <b> nurse's", "<mark>Nurses</mark> and &lt;b&gt; <mark>nurse&#x27;s</mark>"),
        ("A night nurse", "A night <mark>nurse</mark>"),
        ("Nursery", "Nursery"),
        ("<nurse>", "&lt;<mark>nurse</mark>&gt;"),
        ("Café & bar", "<mark>Café</mark> &amp; bar"),
        ("", ""),
    ],
)
def test_marker_marks_whole_words_and_escapes_everything(text, html):
    assert marker("nurse cafe").html(text) == html


def test_marker_counts_typed_words_and_not_how_often_they_stand_there():
    one = marker("nurse nursing", "dog")

    assert [one.fit(text) for text in ("nurse nursing nurses", "a dog nurse", "cats", "")] == [1, 2, 0, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "title_marks", "summary_marks"),
    [
        ("nurse", ["Nurse"], ["Nurses"]),
        ("nerse", ["Nurse"], ["Nurses"]),  # mended
        ("nurs", ["Nurse"], ["Nurses"]),  # begun
        ("helping", [], ["help"]),  # the same verb
        ("kids", [], ["children"]),  # another word for it
        ("sickchildren", [], ["sick", "children"]),  # run together
        ("i want to help", [], ["help"]),  # empty words are not what was looked for
    ],
)
def test_card_marks_what_stood_for_the_typed_words(client, query, title_marks, summary_marks):
    CareerFactory(title="Nurse", summary="Nurses want to help sick children.")
    sick = CareerFactory(title="Sick", summary="x")
    CareerTitleFactory(career=sick, name="Children")
    CareerFactory(title="Baker", summary="Make bread.")

    card = card_of(client, "Nurse", query)

    assert marked(card, "h2") == title_marks
    assert marked(card, "p[@class='card-summary']") == summary_marks


@pytest.mark.django_db
def test_card_without_words_marks_nothing(client):
    CareerFactory(title="Nurse")

    assert Page(client.get(CAREERS)).all("mark") == []


@pytest.mark.django_db
def test_card_says_the_other_title_that_fits_better(client):
    nurse = CareerFactory(title="Veterinary nurse", summary="Look after pets.")
    for name in ("Animal nurse", "Pet <nurse>", "RVN"):
        CareerTitleFactory(career=nurse, name=name)
    CareerFactory(title="Baker")

    by_other, by_own = (
        card_of(client, "Veterinary nurse", "pet nurse"),
        card_of(client, "Veterinary nurse", "veterinary nurse"),
    )

    assert parts(by_other, "p[@class='card-why']") == ["Also called Pet <nurse>"]
    assert marked(by_other, "p[@class='card-why']") == ["Pet", "nurse"]
    assert parts(by_own, "p[@class='card-why']") == []


@pytest.mark.django_db
def test_card_never_shows_a_hidden_title(client):
    nurse = CareerFactory(title="Nurse", summary="Care for people.")
    CareerTitleFactory(career=nurse, name="Florence", is_hidden=True)
    CareerFactory(title="Baker")

    card = card_of(client, "Nurse", "florence")

    assert marked(card, "*") == []
    assert parts(card, "p[@class='card-why']") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("stethoscope", "Day to day: clean the stethoscope & <sink>"),
        ("brave", "What it takes: Be brave, see the ward."),
        ("ward", "What it takes: Be brave, see the ward."),
        ("gown", "Overview: You wear a gown."),
        ("matron", "Where it can lead: Matron"),
        ("biology", "Subjects: Biology"),
        ("hospital", "Kind of work: Hospital work"),
    ],
)
def test_card_shows_one_line_where_only_the_text_fits(client, query, why):
    nurse = CareerFactory(
        title="Nurse",
        summary="Care for people.",
        main_sector__name="Hospital work",
        overview="## What\n\nYou start early. You wear a **gown**. You go home.",
        day_to_day="- wash hands\n- clean the stethoscope & <sink>",
        what_it_takes="Be brave, see [the ward](/ward/gown/).",
        where_it_can_lead="Matron",
    )
    nurse.subjects.add(SubjectFactory(name="Biology"))
    CareerFactory(title="Baker", summary="Make bread.")

    card = card_of(client, "Nurse", query)

    assert parts(card, "p[@class='card-why']") == [why]
    assert [word.lower() for word in marked(card, "p[@class='card-why']")] == [query]


@pytest.mark.django_db
def test_card_shows_a_line_of_unfinished_links_as_it_was_typed(client):
    CareerFactory(title="Nurse", overview=f"{'[' * 9}a stethoscope, [gown](/gown/) and [more")
    CareerFactory(title="Baker")

    card = card_of(client, "Nurse", "stethoscope")

    assert parts(card, "p[@class='card-why']") == [f"Overview: {'[' * 9}a stethoscope, gown and [more"]


@pytest.mark.django_db
def test_card_cuts_a_long_line_around_the_word_that_fits(client):
    CareerFactory(title="Nurse", day_to_day=f"{'early ' * 40}stethoscope {'late ' * 40}".strip())
    CareerFactory(title="Baker")

    (line,) = parts(card_of(client, "Nurse", "stethoscope"), "p[@class='card-why']")

    assert line.startswith("Day to day: … early ")
    assert line.endswith(" late …")
    assert " stethoscope " in line
    assert len(line) <= len("Day to day: …  …") + LINE_LETTERS


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_search_query_count_is_flat(client, django_assert_num_queries, rows):
    for number in range(rows):
        full_career(f"Career {number}", overview="The stethoscope.")
    Career.objects.filter(title__startswith="Colleague").update(day_to_day="- carry the stethoscope")
    warm(client, f"{CAREERS}?q=stethoscope")

    with django_assert_num_queries(2):  # the content version, the texts of which a line is shown
        response = client.get(CAREERS, {"q": "stethoscope"})

    assert len(Page(response).all("p[@class='card-why']")) == 2 * rows
