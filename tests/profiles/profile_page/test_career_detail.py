"""The profile: each block where it is filled, and no trace of it where it is not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import models
from django.urls import reverse

from core import content_version
from core.models import ContentChange
from profiles.models import Career, CareerSlug, FeaturedMonth, RouteKind, Source, Strength
from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    CareerSkillFactory,
    CareerSlugFactory,
    FeaturedMonthFactory,
    QualificationFactory,
    RefusedRelationFactory,
    RelatedCareerFactory,
    RequirementFactory,
    RouteFactory,
    SectorFactory,
    SiteSettingsFactory,
    SkillFactory,
    SubjectFactory,
    photograph,
)
from tests.filled import full_career
from tests.pages import Page, parts, warm

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

EVERY_BLOCK = [
    "Overview",
    "The hard part",
    "What it takes",
    "Day to day",
    "Essential skills",
    "What you need, whichever way you take",
    "Academic and vocational notes",
    "Work-based training notes",
    "Other routes",
    "Good to know",
    "Where it can lead",
    "Subjects that help",
    "Find out more",
    "Related careers",
    "Three questions to ask",
    "Where this comes from",
    "Explore careers",
]


def profile(client, career) -> Page:
    response = client.get(career.get_absolute_url())
    assert response.status_code == 200
    return Page(response)


def blocks(page: Page) -> list[str]:
    return [heading for level, heading in page.headings() if level == 2]


def figures(page: Page) -> dict[str, list[str]]:
    """What each key figure says, line by line, by its label."""
    (shown,) = page.all("dl[@class='figures']")
    return dict(
        zip(parts(shown, "dt"), [parts(value, "span") for value in shown.findall(".//dd")], strict=True)
    )


def test_profile_with_every_block_shows_them_in_order(client):
    career = full_career()

    page = profile(client, career)

    assert blocks(page) == EVERY_BLOCK
    assert page.headings()[0] == (1, "Biochemist")
    assert page.title == "Biochemist · Careers guide"


def test_profile_with_next_to_nothing_has_no_empty_heading(client):
    career = CareerFactory(title="Beekeeper")

    page = profile(client, career)

    assert page.headings() == [(1, "Beekeeper"), (2, "Other routes"), (2, "Three questions to ask")]
    assert page.texts("nav[@class='contents']//a") == ["Other routes", "Three questions to ask"]


def without(**fields):
    return lambda career: Career.objects.filter(pk=career.pk).update(**fields)


def without_sources(career):
    career.import_records.all().delete()
    Career.objects.filter(pk=career.pk).update(
        salary_starter=None, salary_experienced=None, salary_source=None, hours_min=None, hours_max=None,
        hours_source=None, hard_part_source=None, reviewed_on=None,
    )  # fmt: skip


def without_requirements(career):
    career.requirements.filter(route=None).delete()
    Career.objects.filter(pk=career.pk).update(no_degree_needed=False)


def without_routes(notes: str, *kinds):
    def take_away(career):
        career.routes.filter(kind__in=kinds).delete()
        Career.objects.filter(pk=career.pk).update(**{notes: ""})

    return take_away


@pytest.mark.parametrize(
    ("block", "empty"),
    [
        ("Overview", without(overview="")),
        ("The hard part", without(hard_part="")),
        ("What it takes", without(what_it_takes="")),
        ("Day to day", without(day_to_day="")),
        ("Essential skills", lambda career: career.skill_uses.all().delete()),
        ("What you need, whichever way you take", without_requirements),
        (
            "Academic and vocational notes",
            without_routes(
                "academic_notes", RouteKind.UNIVERSITY, RouteKind.COLLEGE, RouteKind.APPRENTICESHIP
            ),
        ),
        ("Work-based training notes", without_routes("work_notes", RouteKind.WORK, RouteKind.DIRECT)),
        ("Good to know", lambda career: career.condition_uses.all().delete()),
        ("Where it can lead", without(where_it_can_lead="")),
        ("Subjects that help", lambda career: career.subjects.clear()),
        ("Find out more", without(find_out_more="")),
        (
            "Related careers",
            lambda career: RefusedRelationFactory(career=career, other=career.related.get().other),
        ),
        ("Explore careers", lambda career: Career.objects.exclude(pk=career.pk).update(publish_at=None)),
        ("Where this comes from", without_sources),
    ],
)
def test_profile_without_a_block_has_no_heading_of_it(client, block, empty):
    career = full_career()
    related_goes_too = {"Related careers"} if block == "Explore careers" else set()

    empty(career)

    left = [heading for heading in EVERY_BLOCK if heading not in {block} | related_goes_too]
    assert blocks(profile(client, career)) == left


def test_profile_head_says_what_it_is(client):
    FeaturedMonthFactory(year=2026, month=11)
    career = full_career(main_sector=SectorFactory(name="Science", hue=4))

    with time_machine.travel(NOON, tick=False):
        page = profile(client, career)

    assert page.texts("p[@class='kicker']") == ["Science"]
    assert "Also called Biochemist by another name" in page.texts("header//p")
    assert page.texts("p[@class='lead']") == [career.summary]
    assert "The drawing shows: A door that stands open." in page.texts("p[@class='visually-hidden']")
    assert [meta.get("content") for meta in page.all("meta[@name='description']")] == [career.summary]


def test_profile_never_shows_a_title_that_is_only_for_search(client):
    career = full_career()
    assert career.titles.filter(is_hidden=True, name="Biochemist in secret").exists()

    response = client.get(career.get_absolute_url())

    assert "in secret" not in response.content.decode()


def test_profile_of_a_featured_career_names_its_latest_month(client):
    career = full_career()
    for year, month in ((2026, 3), (2025, 12), (2026, 12)):
        FeaturedMonthFactory(career=career, year=year, month=month)
    FeaturedMonthFactory(year=2026, month=11)

    with time_machine.travel(NOON, tick=False):
        page = profile(client, career)

    assert page.texts("p[@class='kicker']") == [
        "Career of the month, October 2026",  # chosen by the site
        career.main_sector.name,
    ]
    assert "/career-of-the-month/2026/10/sheet/" in [link.get("href") for link in page.all("article//a")]
    assert FeaturedMonth.objects.get(year=2026, month=10).career == career


def test_profile_with_a_photograph_shows_it_with_its_words(client):
    career = CareerFactory(photograph=photograph(), photograph_alt="A ward.", photograph_credit="Ana B.")

    page = profile(client, career)

    assert [(img.get("src"), img.get("alt")) for img in page.all("article//img")] == [
        (career.photograph.url, "")
    ]
    assert page.texts("article//p[@class='visually-hidden']") == ["The photograph shows: A ward."]
    assert "Photograph: Ana B." in page.texts("header//p")


def test_profile_figures_have_their_source_and_month(client):
    assert figures(profile(client, full_career())) == {
        "Starter salary": [
            "£28,900",
            "about £2,400 a month before tax",
            "Pay survey of Biochemist, April 2025",
        ],
        "Experienced salary": [
            "£52,000",
            "about £4,350 a month before tax",
            "Pay survey of Biochemist, April 2025",
        ],
        "Hours a week": ["37 to 40", "Sometimes at weekends.", "Hours survey of Biochemist, May 2024"],
    }


def test_profile_figures_that_are_missing_vary(client):
    assert figures(profile(client, CareerFactory())) == {
        "Starter salary": ["Varies"],
        "Experienced salary": ["Varies"],
        "Hours a week": ["Varies"],
    }


def test_profile_day_to_day_is_introduced_as_what_it_could_include(client):
    section = profile(client, full_career()).section("day-to-day")

    assert parts(section, "p") == ["Your day to day could include:"]
    assert parts(section, "li") == ["planning an experiment", "writing it down"]


def test_profile_skill_says_what_it_is_how_it_is_used_and_what_to_try(client):
    career = CareerFactory()
    listening = SkillFactory(name="Listening", description="Hearing it.", one_thing_to_try="Ask twice.")
    planning = SkillFactory(name="Planning", description="Thinking ahead.", one_thing_to_try="Make a list.")
    CareerSkillFactory(career=career, skill=planning, use="For the day.", position=2)
    CareerSkillFactory(
        career=career, skill=listening, use="To patients.", one_thing_to_try="Sit quietly.", position=1
    )

    section = profile(client, career).section("skills")

    assert parts(section, "h3") == ["Listening", "Planning"]
    assert [parts(one, "p") for one in section.findall(".//details")] == [
        ["Hearing it.", "In this job", "To patients.", "One thing to try", "Sit quietly.",
         "Careers that use listening"],
        ["Thinking ahead.", "In this job", "For the day.", "One thing to try", "Make a list.",
         "Careers that use planning"],
    ]  # fmt: skip
    assert [a.get("href") for a in section.findall(".//a")] == ["/skills/listening/", "/skills/planning/"]


def test_profile_needs_what_every_way_asks_and_each_way_its_own(client):
    career = CareerFactory(no_degree_needed=True)
    gcse = QualificationFactory(name="GCSE", plural="GCSEs", level=2)
    first = QualificationFactory(name="entry certificate", plural="entry certificates", level=0)
    maths = RequirementFactory(career=career, qualification=gcse, grade="4")
    maths.subjects.add(SubjectFactory(name="Maths"))
    RequirementFactory(
        career=career, strength=Strength.USUALLY, qualification=first, or_equivalent=False, position=1
    )
    RequirementFactory(
        career=career, strength=Strength.HELPS, qualification=None, words="a steady hand", position=2
    )
    college = RouteFactory(career=career, kind=RouteKind.COLLEGE, text="Two years.")
    five = {"qualification": gcse, "at_least": 5, "at_most": 5, "or_equivalent": False}
    RequirementFactory(career=career, route=college, **five)
    RequirementFactory(
        career=career,
        route=college,
        strength=Strength.HELPS,
        qualification=None,
        words="patience",
        position=1,
    )

    page = profile(client, career)
    need, academic = page.section("need"), page.section("academic-notes")

    assert parts(need, "p") == ["No degree needed."]
    assert parts(need, "h3") == ["You will need", "You may need"]
    assert [parts(one, "li") for one in need.findall(".//ul")] == [
        ["A GCSE (4+/A*–C) (or equivalent) in maths Level 2"],
        ["An entry certificate Entry level", "A steady hand"],
    ]
    assert parts(academic, "h3") == ["College"]
    assert parts(academic, "p") == ["Two years.", "You must have:", "It helps to have:"]
    assert parts(academic, "li") == ["5 GCSEs Level 2", "Patience"]


def test_profile_route_asks_for_what_is_needed_before_what_helps(client):
    career = CareerFactory()
    route = RouteFactory(career=career)
    for number, strength in enumerate((Strength.HELPS, Strength.MUST, Strength.USUALLY, Strength.MUST)):
        RequirementFactory(
            career=career,
            route=route,
            strength=strength,
            qualification=None,
            words=f"thing {number}",
            position=number,
        )

    section = profile(client, career).section("academic-notes")

    assert parts(section, "p") == ["You must have:", "You usually need:", "It helps to have:"]
    assert parts(section, "li") == ["Thing 1", "Thing 3", "Thing 2", "Thing 0"]


def test_profile_says_nothing_about_degrees_where_one_may_be_needed(client):
    response = client.get(full_career(no_degree_needed=False).get_absolute_url())

    assert "No degree needed" not in response.content.decode()


def test_profile_routes_stand_below_their_heading_after_the_editors_own_text(client):
    page = profile(client, full_career())
    asks = "You usually need:"
    shown = {
        label: parts(page.section(label), "p") for label in ("academic-notes", "work-notes", "other-notes")
    }

    assert shown == {
        "academic-notes": [
            "Most people study first.",
            "By university.", asks, "By college.", asks, "By apprenticeship.", asks,
        ],
        "work-notes": ["Some start as technicians.", "By work.", asks, "By direct.", asks],
        "other-notes": [
            "A few come from the army.", "By volunteering.", asks, "By other.", asks,
            "These are the usual ways in. There can be others, so talk it over with your careers adviser.",
        ],
    }  # fmt: skip


def test_profile_other_routes_end_with_the_sites_own_sentence(client):
    SiteSettingsFactory(other_routes="Ask at the library <on Monday>.")

    section = profile(client, CareerFactory()).section("other-notes")

    assert parts(section, "p") == ["Ask at the library <on Monday>."]


def test_profile_good_to_know_says_the_careers_own_words_before_the_conditions(client):
    career = full_career()
    age = career.condition_uses.get(condition__family="age")
    age.detail = "You must be **21**."
    age.save()

    section = profile(client, career).section("good-to-know")

    assert parts(section, "h3") == [
        "Where you would work", "Working conditions", "Clothing", "Working pattern", "Background check",
        "Age", "Driving licence", "Medical or fitness", "Residency", "Security clearance", "Registration",
        "Language", "Other rules",
    ]  # fmt: skip
    assert parts(section, "li")[4:7] == [
        "You would have background of Biochemist.",
        "You must be 21.",
        "You would have licence of Biochemist.",
    ]


def test_profile_related_careers_are_published_and_have_their_reason(client):
    career = CareerFactory()
    nurse, draft = CareerFactory(title="Nurse"), CareerFactory(title="Draft", publish_at=None)
    RelatedCareerFactory(career=career, other=draft, reason="hidden", position=0)
    RelatedCareerFactory(career=career, other=nurse, reason="works in the same team", position=1)

    page = profile(client, career)

    assert parts(page.section("related"), "li") == ["Nurse Works in the same team"]
    assert [a.get("href") for a in page.section("related").findall(".//a")] == ["/careers/nurse/"]


def test_profile_data_note_names_each_source_that_was_used_once(client):
    career = full_career()
    Source.objects.create(name="Used by nobody", slug="nobody", attribution="Never shown.")

    note = profile(client, career).section("data-note")

    assert parts(note, "li") == [
        "Pay survey of Biochemist Used with leave. Licence of Biochemist",
        "Hours survey of Biochemist. Hours counted by the survey.",
        "Union of Biochemist",
        "Careers service of Biochemist. Told by the careers service.",
        "Last reviewed in September 2026",
    ]
    Career.objects.filter(pk=career.pk).update(hard_part_source=career.salary_source)
    assert len(parts(profile(client, career).section("data-note"), "li")) == 4


# --- Explore careers ---------------------------------------------------------------------------------


def explored(client, career) -> list[str]:
    with time_machine.travel(NOON, tick=False):
        return parts(profile(client, career).section("explore"), "h3")


def test_explore_shows_the_latest_featured_careers_other_than_this(client):
    careers = [CareerFactory(title=f"Of month {month}") for month in (7, 8, 9, 10, 11)]
    for month, career in zip((7, 8, 9, 10, 11), careers, strict=True):
        FeaturedMonthFactory(career=career, year=2026, month=month)

    assert explored(client, careers[0]) == ["Of month 11", "Of month 10", "Of month 9"]
    assert explored(client, careers[4]) == ["Of month 10", "Of month 9", "Of month 8"]


def test_explore_is_filled_by_related_then_by_sector_then_by_any(client):
    sector = SectorFactory()
    career = CareerFactory(title="This one", main_sector=sector)
    featured, related = CareerFactory(title="X featured"), CareerFactory(title="Y related")
    CareerFactory(title="A of another sector")
    FeaturedMonthFactory(career=featured, year=2026, month=11)
    RelatedCareerFactory(career=career, other=related)
    CareerFactory(title="Draft", main_sector=sector, publish_at=None)

    assert explored(client, career) == ["X featured", "Y related", "A of another sector"]
    CareerFactory(title="Z of its sector", main_sector=sector)
    assert explored(client, career) == ["X featured", "Y related", "Z of its sector"]


def test_explore_card_names_its_month_or_else_its_sector_and_leads_to_the_archive(client):
    career = CareerFactory()
    FeaturedMonthFactory(career=CareerFactory(title="Featured"), year=2026, month=11)
    CareerFactory(title="Other", main_sector=SectorFactory(name="Science"))

    with time_machine.travel(NOON, tick=False):
        section = profile(client, career).section("explore")

    assert parts(section, "p[@class='card-kind']") == ["Career of the month, November 2026", "Science"]
    assert section.findall(".//a")[-1].get("href") == reverse("profiles:featured-list")


# --- Drafts, withdrawn and renamed careers ------------------------------------------------------------


def test_draft_is_not_found_and_says_nothing_of_itself(client):
    draft = CareerFactory(title="Secret agent", publish_at=None)
    CareerSlugFactory(career=draft, slug="once-public")

    for address in (draft.get_absolute_url(), "/careers/once-public/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "ecret" not in response.content.decode()


def test_withdrawn_career_is_gone_and_shows_near_matches(client):
    sector = SectorFactory()
    gone = CareerFactory(title="Nursery nurse", main_sector=sector, withdraw_at=NOON - timedelta(days=1))
    CareerFactory(title="Nurse")
    CareerFactory(title="Baker", main_sector=sector)
    CareerFactory(title="Astronaut")

    response = client.get(gone.get_absolute_url())

    assert response.status_code == 410
    assert Page(response).headings() == [
        (1, "This door is closed"),
        (2, "These are close to it"),
        (3, "Nurse"),
        (3, "Baker"),
    ]
    assert reverse("profiles:career-list") in Page(response).links("main//a").values()


def test_changed_address_redirects_for_ever(client):
    career = CareerFactory(slug="nurse")
    CareerSlugFactory(career=career, slug="ward-sister")

    response = client.get("/careers/ward-sister/")

    assert (response.status_code, response["Location"]) == (301, "/careers/nurse/")
    Career.objects.filter(pk=career.pk).update(slug="registered-nurse")
    CareerSlug.objects.create(career=career, slug="nurse")
    for old in ("ward-sister", "nurse"):
        assert client.get(f"/careers/{old}/")["Location"] == "/careers/registered-nurse/"
    assert client.get("/careers/registered-nurse/").status_code == 200


def test_changed_address_of_a_withdrawn_career_leads_to_its_closed_door(client):
    gone = CareerFactory(withdraw_at=NOON - timedelta(days=1))
    CareerSlugFactory(career=gone, slug="ward-sister")

    response = client.get("/careers/ward-sister/", follow=True)

    assert (response.redirect_chain, response.status_code) == ([(gone.get_absolute_url(), 301)], 410)


# --- A warm process and time --------------------------------------------------------------------------


def listed(client) -> list[str]:
    return Page(client.get("/careers/")).texts("h2[@class='card-title']")


def test_career_appears_at_its_moment_in_a_warm_process(client):
    CareerFactory(title="Always")
    soon = CareerFactory(title="Soon", publish_at=NOON)

    with time_machine.travel(NOON - timedelta(microseconds=1), tick=False):
        warm(client, "/careers/")
        before = listed(client), client.get(soon.get_absolute_url()).status_code
    with time_machine.travel(NOON, tick=False):
        after = listed(client), client.get(soon.get_absolute_url()).status_code

    assert before == (["Always"], 404)
    assert after == (["Always", "Soon"], 200)


def test_career_goes_at_its_moment_in_a_warm_process(client):
    always = CareerFactory(title="Always")
    going = CareerFactory(title="Going", withdraw_at=NOON)
    RelatedCareerFactory(career=always, other=going)

    def seen():
        page = profile(client, always)
        return (
            listed(client),
            client.get(going.get_absolute_url()).status_code,
            "Related careers" in blocks(page),
        )

    with time_machine.travel(NOON - timedelta(microseconds=1), tick=False):
        warm(client, "/careers/")
        before = seen()
    with time_machine.travel(NOON, tick=False):
        after = seen()

    assert before == (["Always", "Going"], 200, True)
    assert after == (["Always"], 410, False)


def test_change_by_another_process_is_seen_within_a_second(client, monkeypatch):
    clock = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(content_version, "time", clock)
    career = CareerFactory(title="Old title")
    warm(client, "/careers/")
    assert listed(client) == ["Old title"]

    # What another process leaves behind: the row and the change, and no word to this process.
    models.QuerySet(Career).filter(pk=career.pk).update(title="New title")
    ContentChange.objects.create(changed_at=NOON)
    clock.now += 0.999
    meanwhile = listed(client)
    clock.now += 0.001

    assert meanwhile == ["Old title"]  # the control: it is kept in memory
    assert listed(client) == ["New title"]


# --- Queries ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_profile_query_count_is_flat(client, django_assert_num_queries, rows):
    career = full_career()
    for number in range(1, rows):
        extra = full_career(f"Career {number}")
        for part in ("skill_uses", "routes", "condition_uses", "related", "titles", "codes"):
            getattr(extra, part).update(career=career)
        extra.requirements.update(career=career)
        extra.import_records.update(career=career)
    warm(client, career.get_absolute_url())

    # version; career with its sources; requirements, their subjects; routes; conditions; skills;
    # the imports and the webinars
    with django_assert_num_queries(8):
        page = profile(client, career)

    assert len(parts(page.section("skills"), "h3")) == 2 * rows
    assert parts(page.section("related"), "span").count("Works in the same team") == rows
    assert len(page.section("data-note").findall(".//li")) == 4 + rows
