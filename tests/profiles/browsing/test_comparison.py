"""Two to four careers side by side: what the table says, what differs, and what an address may hold."""

from datetime import timedelta

import pytest

from profiles.models import Career, ConditionFamily, Interest, RouteKind, Strength
from tests.conftest import NOON
from tests.factories import (
    CareerConditionFactory,
    CareerFactory,
    CareerInterestFactory,
    CareerSkillFactory,
    CareerSlugFactory,
    CareerTitleFactory,
    ConditionFactory,
    QualificationFactory,
    RelatedCareerFactory,
    RequirementFactory,
    RouteFactory,
    SectorFactory,
    SkillFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.filled import full_career
from tests.pages import Page, parts, warm, words

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

COMPARE = "/careers/compare/"


def compare(client, *slugs, **params) -> Page:
    response = client.get(COMPARE, {"c": slugs, **params})
    assert response.status_code == 200
    return Page(response)


def heads(page: Page) -> list[str]:
    return page.texts("th[@scope='col']")


def rows(page: Page) -> dict[str, list[str]]:
    """What stands in each row, by its name, which ends with "differs" where it is so marked."""
    return {
        words(row.find("th")): [", ".join(parts(cell, "li")) or words(cell) for cell in row.findall("td")]
        for row in page.all("tr")
        if row.find("th[@scope='row']") is not None
    }


def notes(page: Page) -> list[str]:
    return page.texts("p[@class='note']")


@pytest.fixture
def nurse_and_chef():
    """Two careers with something in every row."""
    source = {"salary_source": SourceFactory(), "salary_as_at_year": 2025, "salary_as_at_month": 4}
    nurse = CareerFactory(
        title="Nurse",
        main_sector__name="Healthcare",
        salary_starter=31_049,
        salary_experienced=40_000,
        **source,
    )
    chef = CareerFactory(
        title="Chef",
        main_sector__name="Food",
        salary_starter=25_500,
        salary_experienced=40_000,
        no_degree_needed=True,
        **source,
    )
    CareerTitleFactory(career=nurse, name="Staff nurse")
    CareerTitleFactory(career=nurse, name="Angel", is_hidden=True)
    chef.other_sectors.add(SectorFactory(name="Managerial"))
    science, english = SubjectFactory(name="Science"), SubjectFactory(name="English")
    nurse.subjects.add(science)  # one by one: several at once are stored in no certain order
    nurse.subjects.add(english)
    chef.subjects.add(english)
    listening, teamwork = SkillFactory(name="Listening"), SkillFactory(name="Teamwork")
    for career, skills in ((nurse, [listening, teamwork]), (chef, [teamwork, listening])):
        for position, skill in enumerate(skills):
            CareerSkillFactory(career=career, skill=skill, position=position)
    CareerInterestFactory(career=nurse, interest=Interest.HELPING)
    CareerInterestFactory(career=chef, interest=Interest.MAKING)
    CareerConditionFactory(
        career=nurse, condition=ConditionFactory(name="uniform", family=ConditionFamily.CLOTHING)
    )
    RouteFactory(career=nurse, kind=RouteKind.UNIVERSITY)
    degree = QualificationFactory(name="degree", plural="degrees", level=6)
    RequirementFactory(career=nurse, qualification=degree, or_equivalent=False, subject_words="nursing")
    RequirementFactory(career=nurse, strength=Strength.HELPS, qualification=None, words="first aid")
    # What one way asks for is not what every way asks for.
    RequirementFactory(
        career=chef, route=RouteFactory(career=chef, kind=RouteKind.COLLEGE), qualification=degree
    )


def test_compare_shows_a_column_for_each_career_and_marks_what_differs(client, nurse_and_chef):
    page = compare(client, "nurse", "chef")

    assert heads(page) == ["Nurse", "Chef"]
    assert rows(page) == {
        "What it is": ["Nurse in one sentence.", "Chef in one sentence."],
        "Also called": ["Staff nurse", "None named"],
        "Kind of work differs": ["Healthcare", "Food, Managerial"],
        "Starter salary differs": ["£31,049", "£25,500"],
        "Experienced salary": ["£40,000", "£40,000"],
        "Hours a week": ["Varies", "Varies"],
        "Ways in differs": ["University", "College"],
        "You will need, whichever way differs": ["A degree in nursing · Level 6", "No degree needed"],
        "You may need differs": ["First aid", "None named"],
        "Subjects that help differs": ["Science, English in both", "English in both"],
        "Good if you like differs": ["Helping and teaching", "Making and mending"],
        "Essential skills": ["Listening, Teamwork", "Teamwork, Listening"],
        "Clothing differs": ["uniform", "None named"],
    }
    assert page.texts("p[@id='side-by-side']") == ["Side by side, they differ in 8 of 11 ways."]
    assert page.title == "Compare Nurse and Chef · Careers guide"


def test_compare_shows_only_the_differences_when_asked(client, nurse_and_chef):
    whole = compare(client, "nurse", "chef")
    address = whole.links()["Show only the differences"]

    page = Page(client.get(address))

    assert address == f"{COMPARE}?c=nurse&c=chef&only=differences"
    assert rows(page) == {
        name: cells
        for name, cells in rows(whole).items()
        if "differs" in name or name in {"What it is", "Also called"}
    }
    assert page.links()["Show everything"] == f"{COMPARE}?c=nurse&c=chef"


def test_compare_of_the_same_finds_no_difference(client):
    for title in ("Nurse", "Chef", "Welder"):
        CareerFactory(title=title, main_sector=None)

    page = compare(client, "nurse", "chef", "welder")

    assert page.texts("p[@id='side-by-side']") == ["Side by side, they look the same."]
    assert [row.get("class") for row in page.all("tbody/tr")] == [None] * len(page.all("tbody/tr"))
    assert "Show only the differences" not in page.links()


def test_compare_of_careers_that_differ_throughout_offers_no_shorter_table(client):
    seen = {"as_at_year": 2025, "as_at_month": 4, "source": SourceFactory()}
    known = {f"{of}_{name}": value for of in ("salary", "hours") for name, value in seen.items()}
    for title, more in [("Nurse", 0), ("Chef", 1)]:
        pay = {"salary_starter": 20_000 + more, "salary_experienced": 30_000 + more}
        hours = {"hours_min": 35 + more, "hours_max": 40 + more}
        CareerFactory(title=title, main_sector=SectorFactory(name=title), **pay, **hours, **known)

    page = compare(client, "nurse", "chef")

    assert page.texts("p[@id='side-by-side']") == ["Side by side, they differ in every way."]
    assert "Show only the differences" not in page.links()


def test_compare_table_says_what_each_head_is_for(client, nurse_and_chef):
    page = compare(client, "nurse", "chef")
    (table,) = page.all("table")
    (region,) = page.all("div[@role='region']")

    assert {head.get("scope") for head in table.iter("th")} == {"col", "rowgroup", "row"}
    assert parts(table, "th[@scope='rowgroup']") == [
        "The job",
        "Pay and hours",
        "Getting in",
        "What it is like",
    ]
    assert {cell.get("colspan") for cell in page.all("th[@scope='rowgroup']")} == {"3"}
    # The label is what the table says first, and a keyboard can move what lies beside the screen.
    assert [(e.get("aria-labelledby"), e.get("tabindex")) for e in (region, table)] == [
        ("side-by-side", "0"),
        ("side-by-side", None),
    ]


def test_compare_keeps_the_order_and_gives_one_address(client, settings):
    settings.SITE_URL = "https://careers.example"
    for title in ("Nurse", "Chef", "Welder"):
        CareerFactory(title=title)

    page = compare(client, "welder", "", "nurse", "welder", "no-such", only="differences")

    assert heads(page) == ["Welder", "Nurse"]
    (canonical,) = page.all("link[@rel='canonical']")
    assert canonical.get("href") == f"https://careers.example{COMPARE}?c=welder&c=nurse"
    assert page.links("ul[@class='chips']//a") == {
        "Remove Welder ×": f"{COMPARE}?c=nurse",
        "Remove Nurse ×": f"{COMPARE}?c=welder",
    }
    assert page.links()["Put these on a shortlist"] == "/shortlist/?c=welder&c=nurse"


@pytest.fixture
def five():
    for title in ("Actor", "Baker", "Carer", "Diver", "Editor"):
        CareerFactory(title=title)
    CareerFactory(title="Draft", publish_at=None)
    CareerFactory(title="Later", publish_at=NOON + timedelta(days=36_500))
    CareerFactory(title="Gone", withdraw_at=NOON - timedelta(days=1))


NOT_HERE = "One of the careers in this address is not here, so it was left out."


@pytest.mark.parametrize(
    ("slugs", "shown", "said"),
    [
        (["actor", "baker"], ["Actor", "Baker"], []),
        (["actor", "baker", "no-such"], ["Actor", "Baker"], [NOT_HERE]),
        (["actor", "baker", "draft"], ["Actor", "Baker"], [NOT_HERE]),
        (["actor", "baker", "later"], ["Actor", "Baker"], [NOT_HERE]),
        (["actor", "gone", "baker"], ["Actor", "Baker"], [NOT_HERE]),
        (
            ["actor", "draft", "Baker", "baker"],
            ["Actor", "Baker"],
            ["2 of the careers in this address are not here, so they were left out."],
        ),
        (
            ["actor", "baker", "actor"],
            ["Actor", "Baker"],
            ["What this address names more than once is shown once."],
        ),
        (
            ["actor", "baker", "carer", "diver", "editor"],
            ["Actor", "Baker", "Carer", "Diver"],
            ["There is room for 4 careers here, so the others were left out."],
        ),
        (["", ""], [], []),
        (["actor"], [], []),
    ],
)
def test_compare_leaves_out_what_it_cannot_show_and_says_so(client, five, slugs, shown, said):
    page = compare(client, *slugs)

    assert (heads(page), notes(page)) == (shown, said)
    assert [title for title in ("Draft", "Later", "Gone") if title in words(page.root)] == []


def test_compare_reads_the_first_hundred_names_only(client, five, django_assert_num_queries):
    address = f"{COMPARE}?{'&'.join(f'c=none-{number}' for number in range(3_000))}&c=actor"
    warm(client, address)

    with django_assert_num_queries(2):  # the content version, former addresses
        page = Page(client.get(address))

    assert notes(page) == [
        "100 of the careers in this address are not here, so they were left out.",
        "There is room for 4 careers here, so the others were left out.",
    ]


def test_compare_follows_a_former_address_but_not_that_of_a_draft(client, five):
    CareerSlugFactory(career=CareerFactory(title="Nurse"), slug="sister")
    CareerSlugFactory(career=CareerFactory(title="Secret", publish_at=None), slug="once-secret")

    page = compare(client, "actor", "sister", "once-secret")

    assert (heads(page), notes(page)) == (["Actor", "Nurse"], [NOT_HERE])
    (canonical,) = page.all("link[@rel='canonical']")
    assert canonical.get("href").endswith(f"{COMPARE}?c=actor&c=nurse")


@pytest.mark.parametrize(
    ("slugs", "examples"),
    [
        ([], {"Actor and baker": "?c=actor&c=baker", "Carer and diver": "?c=carer&c=diver"}),
        (
            ["carer"],
            {
                "Carer and actor": "?c=carer&c=actor",
                "Carer and editor": "?c=carer&c=editor",
                "Carer and diver": "?c=carer&c=diver",
            },
        ),
    ],
)
def test_compare_of_none_or_one_says_how_to_choose(client, five, slugs, examples):
    page = compare(client, *slugs)

    assert page.headings() == [(1, "Compare careers"), (2, "Add a career")]
    assert page.links("ul[@class='words']//a") == {name: COMPARE + query for name, query in examples.items()}
    assert page.all("table") == []
    assert [field.get("value") for field in page.all("input[@type='hidden']")] == slugs


def test_compare_of_one_begins_with_what_is_related(client, five):
    carer, editor = (Career.objects.get(title=title) for title in ("Carer", "Editor"))
    RelatedCareerFactory(career=carer, other=editor)

    page = compare(client, "carer")

    assert page.texts("ul[@class='words']//a")[0] == "Carer and editor"


def test_compare_says_how_to_see_a_third_career(client, five):
    slide = "Slide the table sideways to see all 3."

    assert slide in compare(client, "actor", "baker", "carer").texts("p")
    assert slide not in compare(client, "actor", "baker").texts("p")


def test_compare_of_nothing_published_is_a_page(client):
    page = compare(client)

    assert page.headings() == [(1, "Compare careers"), (2, "Add a career")]
    assert page.all("ul[@class='words']") == []


def test_compare_finds_careers_to_add_that_are_not_there_yet(client, five):
    CareerFactory(title="Baker of bread")

    page = compare(client, "actor", "baker", q="baker")

    assert page.links("ul[@class='offers form']//a") == {
        "Add Baker of bread": f"{COMPARE}?c=actor&c=baker&c=baker-of-bread"
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zzqxv", ["Nothing else fits “zzqxv”. Try other words."]),
        ("baker", ["Nothing else fits “baker”. Try other words."]),
        ("?!", []),
    ],
)
def test_compare_says_where_nothing_can_be_added(client, five, typed, said):
    page = compare(client, "actor", "baker", q=typed)

    assert page.texts("p[@class='empty']") == said
    assert page.all("ul[@class='offers form']") == []


def test_compare_of_four_offers_no_fifth(client, five):
    page = compare(client, "actor", "baker", "carer", "diver", q="editor")

    assert page.all("input[@name='q']") == []
    assert page.texts("p[@class='hint not-printed']") == [
        "Four careers are as many as fit. Remove one to add another."
    ]


def test_compare_says_of_each_way_in_how_open_it_is_and_takes_the_ticks_along(client):
    award = QualificationFactory(name="GCSE", plural="GCSEs", level=2)
    slugs = ["actor", "baker"]
    for title, subjects in (("Actor", "English"), ("Baker", "English and maths")):
        career = CareerFactory(title=title)
        route = RouteFactory(career=career, kind=RouteKind.COLLEGE)
        RequirementFactory(
            career=career,
            route=route,
            qualification=award,
            subject_words=subjects,
            grade="4",
            strength="must",
        )

    nobody, somebody = compare(client, *slugs), compare(client, *slugs, have="english")

    assert [place.get("hidden") for place in nobody.all("td//*[@data-openings]")] == ["", ""]
    said = [words(place) for place in somebody.all("td//*[@data-openings]")]
    assert [line.partition(".")[0].partition(":")[0] for line in said] == ["Open", "One step away"]
    removing = [link.get("href") for link in somebody.all("ul[@class='chips']//a")]
    assert removing == [f"{COMPARE}?c={slug}&have=english" for slug in reversed(slugs)]
    assert somebody.all("form[@data-answers]//input[@checked]")[0].get("value") == "english"


def test_compare_is_kept_by_nobody(client, five):
    response = client.get(COMPARE, {"c": ["actor", "baker"]})

    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")


@pytest.mark.parametrize("number", [2, 4])
def test_compare_query_count_is_flat(client, django_assert_num_queries, number):
    slugs = [full_career(title).slug for title in ("Nurse", "Chef", "Welder", "Diver")[:number]]
    warm(client, f"{COMPARE}?c=nurse&c=chef&q=nurse")

    # the content version, who needs no degree, requirements with awards, their subjects
    with django_assert_num_queries(4):
        page = compare(client, *slugs, q="colleague")

    assert len(heads(page)) == number
    assert rows(page)["You may need"] == ["A driving licence"] * number


def test_profile_leads_to_comparing_and_to_a_shortlist(client):
    CareerFactory(title="Nurse")

    links = Page(client.get("/careers/nurse/")).links()

    assert links["Compare with another"] == f"{COMPARE}?c=nurse"
    assert links["Start a shortlist with this career"] == "/shortlist/?c=nurse"
