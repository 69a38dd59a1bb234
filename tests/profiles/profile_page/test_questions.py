"""Three questions to ask, and the tutor-time sheet with its quiz."""

import pytest
import time_machine

from profiles.models import Career, RouteKind
from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    CareerSkillFactory,
    FeaturedMonthFactory,
    RouteFactory,
    SectorFactory,
    SkillFactory,
    SourceFactory,
)
from tests.pages import Page, parts

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SHEET = "/career-of-the-month/2026/11/sheet/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def nurse():
    career = CareerFactory(
        title="Nurse",
        main_sector=SectorFactory(name="Healthcare"),
        day_to_day="- giving **medicine**;\n- [writing](https://a.example/) it down.",
        salary_starter=30_000,
        salary_source=SourceFactory(),
        salary_as_at_year=2025,
        salary_as_at_month=4,
    )
    for kind in (RouteKind.UNIVERSITY, RouteKind.APPRENTICESHIP, RouteKind.UNIVERSITY):
        RouteFactory(career=career, kind=kind)
    CareerSkillFactory(career=career, skill=SkillFactory(name="Listening"))
    return career


ASKED = [
    "A day can include giving medicine. What is that really like, and how much of your week does it take?",
    "Did you get in through university or an apprenticeship? Would you take the same way today?",
    "When did listening last help you at work? What happened?",
]
ASKED_OF_A_THIN_ONE = [
    "What did you do yesterday, from the start of the day to the end?",
    "How did you get in, and would you take the same way today?",
    "What are people who are good at this job good at? How did you learn it?",
]


def test_questions_are_made_from_the_day_the_ways_and_the_skills(client, nurse):
    page = Page(client.get("/careers/nurse/"))

    assert parts(page.section("questions"), "li") == ASKED
    assert page.links()["Print the questions on one page"] == "/careers/nurse/questions/"


def test_questions_of_a_thin_career_are_questions_still(client):
    page = Page(client.get(CareerFactory().get_absolute_url()))

    assert parts(page.section("questions"), "li") == ASKED_OF_A_THIN_ONE


def test_questions_print_on_a_page_with_boxes_for_afterwards(client, nurse):
    page = Page(client.get("/careers/nurse/questions/"))

    assert page.texts("ol/li") == ASKED
    assert page.texts("ul[@class='boxes']/li") == [
        "What surprised me", "What I would like about this job", "What I want to find out next",
    ]  # fmt: skip


@pytest.mark.parametrize("fields", [{"publish_at": None}, {"withdraw_at": NOON}])
def test_questions_of_a_career_that_is_not_published_are_not_found(client, nurse, fields):
    Career.objects.filter(pk=nurse.pk).update(**fields)

    assert client.get("/careers/nurse/questions/").status_code == 404


def test_sheet_asks_what_the_profile_says(client, nurse):
    FeaturedMonthFactory(career=nurse, year=2026, month=11)
    for name in ("Making", "Serving", "Teaching"):
        CareerFactory(main_sector=SectorFactory(name=name), day_to_day=f"- {name.lower()} things")

    response = client.get(SHEET)
    quiz = response.context["quiz"]

    assert [(asked.words, dict(asked.lettered)[asked.answer]) for asked in quiz] == [
        ("What do people earn a year when they start?", "£30,000"),
        ("Which of these can be part of the day?", quiz[1].choices["ABC".index(quiz[1].answer)]),
        ("Which of these is a usual way in?", quiz[2].choices["ABC".index(quiz[2].answer)]),
        ("Which kind of work is it?", "Healthcare"),
    ]
    assert quiz[1].choices["ABC".index(quiz[1].answer)] in {"giving medicine", "writing it down"}
    assert quiz[2].choices["ABC".index(quiz[2].answer)] in {"university", "an apprenticeship"}
    assert [len(set(asked.choices)) for asked in quiz] == [3, 3, 3, 3]
    assert Page(response).texts("p[@class='label']") == [asked.words for asked in quiz]
    assert [asked.answer for asked in client.get(SHEET).context["quiz"]] == [asked.answer for asked in quiz]


def test_sheet_of_a_thin_career_has_its_questions_and_no_empty_quiz(client):
    FeaturedMonthFactory(career=CareerFactory(main_sector=None), year=2026, month=11)

    page = Page(client.get(SHEET))

    assert page.headings()[1:] == [(2, "Talk about it")]
    assert parts(page.section("talk"), "li") == ASKED_OF_A_THIN_ONE


@pytest.mark.parametrize(
    "month", ["2026/12", "2026/10", "2026/13", "2026/0", "0/0", f"{'9' * 4301}/1", "-1/1", "2026/11.0"]
)
def test_sheet_of_a_month_without_a_career_is_not_found(client, nurse, month):
    FeaturedMonthFactory(career=nurse, year=2026, month=11)
    FeaturedMonthFactory(career=nurse, year=2026, month=12)

    assert client.get(f"/career-of-the-month/{month}/sheet/").status_code == 404
