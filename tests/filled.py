"""A small site with content in every block, for tests of whole pages."""

from datetime import date, timedelta

from profiles.models import Career, ConditionFamily, Interest, RouteKind, Strength
from tests.conftest import NOON
from tests.factories import (
    IN_A_MONTH,
    BannerFactory,
    CareerConditionFactory,
    CareerFactory,
    CareerInterestFactory,
    CareerSkillFactory,
    CareerSlugFactory,
    CareerTitleFactory,
    ConditionFactory,
    FeaturedMonthFactory,
    ImportRecordFactory,
    LicenceFactory,
    PageFactory,
    QualificationFactory,
    RelatedCareerFactory,
    RequirementFactory,
    RouteFactory,
    SectorFactory,
    SeriesFactory,
    SiteSettingsFactory,
    SkillFactory,
    SourceFactory,
    SubjectFactory,
    WebinarFactory,
)


def full_career(title: str = "Biochemist", **fields) -> Career:
    """A published career with content in every block."""
    licence = LicenceFactory(
        name=f"Licence of {title}", url="https://licence.example/", statement="Used with leave."
    )
    pay = SourceFactory(name=f"Pay survey of {title}", url="https://pay.example/", licence=licence)
    clock = SourceFactory(name=f"Hours survey of {title}", attribution="Hours counted by the survey.")
    union = SourceFactory(name=f"Union of {title}")
    imported = SourceFactory(name=f"Careers service of {title}", attribution="Told by the careers service.")
    career = CareerFactory(
        title=title,
        **{
            "summary": f"{title}: finds out what living things are made of.",
            "drawing": "doorway",
            "drawing_alt": "A door that stands open.",
            "salary_starter": 28_900,
            "salary_experienced": 52_000,
            "salary_note": "Often more in industry.",
            "salary_source": pay,
            "salary_as_at_month": 4,
            "salary_as_at_year": 2025,
            "hours_min": 37,
            "hours_max": 40,
            "hours_note": "Sometimes at weekends.",
            "hours_source": clock,
            "hours_as_at_month": 5,
            "hours_as_at_year": 2024,
            "overview": "You study **cells**.\n\n## Where\n\nIn a laboratory.",
            "hard_part": "Most experiments fail.",
            "hard_part_source": union,
            "what_it_takes": "- patience\n- care",
            "day_to_day": "- planning an experiment\n- writing it down",
            "no_degree_needed": True,
            "academic_notes": "Most people study first.",
            "work_notes": "Some start as technicians.",
            "other_notes": "A few come from the army.",
            "where_it_can_lead": "You could lead a team.",
            "find_out_more": "- [The society](https://society.example/)",
            "reviewed_on": date(2026, 9, 30),
            **fields,
        },
    )
    career.other_sectors.add(SectorFactory(name=f"Beside {title}"))
    maths = SubjectFactory(name=f"Maths for {title}")
    career.subjects.add(maths)
    CareerTitleFactory(career=career, name=f"{title} by another name")
    CareerTitleFactory(career=career, name=f"{title} in secret", is_hidden=True)
    CareerSlugFactory(career=career, slug=f"once-{career.slug}")
    for number in range(2):
        skill = SkillFactory(name=f"Skill {number} of {title}", one_thing_to_try="Ask a friend.")
        CareerSkillFactory(career=career, skill=skill, one_thing_to_try="Keep a diary." * (number == 0))
    for position, interest in enumerate([Interest.FINDING_OUT, Interest.MAKING]):
        CareerInterestFactory(career=career, interest=interest, position=position)
    gcse = QualificationFactory(name=f"Award of {title}")
    every_way = RequirementFactory(career=career, qualification=gcse, grade="4")
    every_way.subjects.add(maths)
    RequirementFactory(career=career, strength=Strength.HELPS, qualification=None, words="a driving licence")
    for kind in RouteKind:
        route = RouteFactory(career=career, kind=kind, text=f"By {kind.value}.")
        RequirementFactory(career=career, route=route, strength=Strength.USUALLY, qualification=gcse)
    for family in ConditionFamily:
        CareerConditionFactory(
            career=career, condition=ConditionFactory(name=f"{family.value} of {title}", family=family)
        )
    RelatedCareerFactory(career=career, other=CareerFactory(title=f"Colleague of {title}"))
    ImportRecordFactory(career=career, source=imported)
    return career


def filled_site() -> None:
    """Make everything that a reader can reach: full, thin and withdrawn careers, months, a banner, pages."""
    SiteSettingsFactory(organisation="Careers for all", contact_email="hello@careers.example")
    science = SectorFactory(name="Science and research", hue=4, description="All of it.")
    full = full_career("Biochemist", main_sector=science)
    full_career("Electrician", main_sector=SectorFactory(name="Building", hue=7))
    thin = CareerFactory(title="Beekeeper", main_sector=science)
    CareerFactory(title="Signalman", withdraw_at=NOON - timedelta(days=1))
    CareerFactory(title="Draft", publish_at=None)
    for number in range(26):
        CareerFactory(title=f"Maker {number:02}", main_sector=science)
    for year, month, career in ((2026, 9, full), (2026, 10, thin), (2026, 11, full)):
        FeaturedMonthFactory(year=year, month=month, career=career)
    BannerFactory(emoji="☀", link_words="Sign up here", link="/pages/about/")
    week = SeriesFactory(name="Science week")
    WebinarFactory(
        title="Meet a biochemist",
        series=week,
        description="You hear **two** biochemists.",
        purpose="To ask.",
        outcomes="- you know the ways in",
        presenter="Sam Hill of the laboratory",
        benchmarks="25",
    ).careers.add(full)
    WebinarFactory(title="Inside a works", starts_at=IN_A_MONTH + timedelta(days=1), series=week, capacity=0)
    WebinarFactory(title="A talk without a day", status="postponed")
    WebinarFactory(
        title="A talk of last week",
        starts_at=NOON - timedelta(days=7),
        recording_url="https://video.example/1",
        recording_shows_no_pupil=True,
    )
    PageFactory(title="About", slug="about", body="## Who we are\n\nA few people.", footer_position=1)
    PageFactory(title="Privacy", slug="privacy", body="### What we keep\n\nNothing.", footer_position=2)
