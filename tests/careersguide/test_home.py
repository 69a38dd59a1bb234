"""The home page: never empty while one career is published, and kind while none is."""

import pytest
import time_machine

from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    FeaturedMonthFactory,
    SectorFactory,
    SiteSettingsFactory,
    SkillFactory,
    SubjectFactory,
)
from tests.pages import Page, parts, warm

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def home(client) -> Page:
    response = client.get("/")
    assert response.status_code == 200
    return Page(response)


def test_home_with_nothing_published_says_so(client):
    CareerFactory(title="Draft", publish_at=None)
    SectorFactory(name="Making")

    page = home(client)

    assert page.headings() == [(1, "Find work worth wanting.")]
    assert page.texts("p[@class='empty']") == [
        "There are no careers here yet. The people who run this site are writing the first ones."
    ]


def test_home_says_who_runs_it(client):
    SiteSettingsFactory(organisation="Fish & chips", welcome="Look behind.", contact_email="a@b.example")

    page = home(client)

    assert page.title == "Fish & chips"
    assert page.headings()[0] == (1, "Look behind.")
    assert page.links("footer//a") == {"a@b.example": "mailto:a@b.example"}
    assert page.links("header//a")["Fish & chips"] == "/"


def test_home_opens_the_door_of_the_month(client):
    CareerFactory(title="Actor")
    FeaturedMonthFactory(career=CareerFactory(title="Nurse"), year=2026, month=11)

    month = home(client).section("month")

    assert parts(month, "h2") == ["Nurse"]
    assert parts(month, "p[@class='kicker']") == ["Career of the month, November 2026"]
    assert [a.get("href") for a in month.findall(".//a")] == ["/careers/nurse/"]


def test_home_explores_others_than_the_career_of_the_month(client):
    for month, title in ((8, "August"), (9, "September"), (10, "October"), (11, "November")):
        FeaturedMonthFactory(career=CareerFactory(title=title), year=2026, month=month)

    assert parts(home(client).section("explore"), "h3") == ["October", "September", "August"]


def test_home_searches_and_leads_on_without_script(client):
    sector = SectorFactory(name="Animal care")
    SubjectFactory(name="Biology")
    SkillFactory(name="Listening")
    CareerFactory(main_sector=sector)

    page = home(client)
    (form,) = page.all("form")

    assert (form.get("method"), form.get("action")) == ("get", "/careers/")
    assert [field.get("name") for field in form.findall(".//input")] == ["q"]
    assert page.links("p[@class='examples']//a") == {"animals": "/careers/?sector=animal-care"}
    assert [a.get("href") for a in page.section("ways").findall(".//a")] == [
        "/sectors/animal-care/", "/subjects/biology/", "/skills/listening/",
    ]  # fmt: skip
    assert client.get("/careers/?sector=animal-care").context["results"].total == 1


def test_home_shows_four_examples_that_have_careers(client):
    slugs = [
        "creative-and-media",
        "animal-care",
        "healthcare",
        "construction-and-trades",
        "science-and-research",
    ]
    for slug in slugs:
        CareerFactory(main_sector=SectorFactory(slug=slug))
    SectorFactory(slug="computing-technology-and-digital")

    assert list(home(client).links("p[@class='examples']//a")) == [
        "animals", "looking after people", "building and fixing things", "science",
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_home_query_count_is_flat(client, django_assert_num_queries, rows):
    for number in range(rows):
        FeaturedMonthFactory(year=2026, month=11 - number)
    SubjectFactory.create_batch(rows)
    warm(client, "/")

    with django_assert_num_queries(1):  # the content version
        page = home(client)

    # A career of the month and, beside it, the others.
    assert len(page.all("article")) == rows - 1
