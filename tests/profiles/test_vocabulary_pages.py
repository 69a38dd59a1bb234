"""The pages of sectors, subjects and skills."""

import pytest

from tests.factories import (
    CareerFactory,
    CareerSkillFactory,
    SectorFactory,
    SkillFactory,
    SubjectFactory,
)
from tests.pages import Page, parts, warm

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

# kind of word: (its address, its factory, how a career gets it, the heading above its careers)
WORDS = {
    "sector": (
        "/sectors/making/",
        SectorFactory,
        lambda career, word: type(career).objects.filter(pk=career.pk).update(main_sector=word),
        "Careers in making",
    ),
    "subject": (
        "/subjects/making/",
        SubjectFactory,
        lambda career, word: career.subjects.add(word),
        "Careers that making opens",
    ),
    "skill": (
        "/skills/making/",
        SkillFactory,
        lambda career, word: CareerSkillFactory(career=career, skill=word),
        "Careers that use making",
    ),
}
every_kind = pytest.mark.parametrize("kind", WORDS)


def careers_below(page: Page, heading: str) -> list[str]:
    """The cards below the second-level ``heading``."""
    found, inside = [], False
    for level, words in page.headings():
        if level == 2:
            inside = words == heading
        elif inside:
            found.append(words)
    return found


@every_kind
def test_word_says_what_it_is_then_its_careers_by_title(client, kind):
    address, factory, give, heading = WORDS[kind]
    word, other = factory(name="Making", description="## What\n\nDoing **it**."), factory(name="Other")
    for title in ("Potter", "Baker"):
        give(CareerFactory(title=title), word)
    give(CareerFactory(title="Actor"), other)
    give(CareerFactory(title="Draft", publish_at=None), word)

    page = Page(client.get(address))

    assert page.headings() == [(1, "Making"), (2, "What"), (2, heading), (3, "Baker"), (3, "Potter")]
    assert page.title == f"{heading} · Careers guide"
    (prose,) = page.all("div[@class='prose']")
    assert parts(prose, "p") == ["Doing it."]


@every_kind
def test_word_without_careers_says_so(client, kind):
    address, factory, *_, heading = WORDS[kind]
    factory(name="Making", description="")

    page = Page(client.get(address))

    assert page.headings() == [(1, "Making"), (2, heading)]
    assert page.texts("p[@class='empty']") == ["No career here yet."]


@every_kind
def test_word_that_is_not_there_is_404_with_a_way_on(client, kind):
    address, *_ = WORDS[kind]

    response = client.get(address)

    assert response.status_code == 404
    assert "/careers/" in Page(response).links("main//a").values()


def test_sector_shows_careers_of_which_it_is_not_the_main_one_below(client):
    making, other = SectorFactory(name="Making", hue=7), SectorFactory(name="Other")
    CareerFactory(title="Potter", main_sector=making)
    CareerFactory(title="Teacher", main_sector=other).other_sectors.add(making)
    CareerFactory(title="Draft", main_sector=other, publish_at=None).other_sectors.add(making)

    page = Page(client.get("/sectors/making/"))

    assert careers_below(page, "Careers in making") == ["Potter"]
    assert careers_below(page, "Also here") == ["Teacher"]
    assert page.root.find("body").get("class") == "word hue-7"


def test_sector_and_subject_of_one_name_have_titles_of_their_own(client):
    SectorFactory(name="Making")
    SubjectFactory(name="Making")

    titles = [Page(client.get(f"/{kind}/making/")).title for kind in ("sectors", "subjects")]

    assert titles == ["Careers in making · Careers guide", "Careers that making opens · Careers guide"]


@every_kind
@pytest.mark.parametrize("rows", [1, 3])
def test_word_query_count_is_flat(client, django_assert_num_queries, kind, rows):
    address, factory, give, heading = WORDS[kind]
    word = factory(name="Making")
    careers = CareerFactory.create_batch(rows)
    for career in careers:
        give(career, word)
    warm(client, address)

    with django_assert_num_queries(1):  # the content version
        page = Page(client.get(address))

    assert careers_below(page, heading) == [career.title for career in careers]
