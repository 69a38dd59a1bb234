"""Every constraint of the profiles, tried past the forms from both sides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.constraints import SAME, Case, constraints_of, is_refused, is_said, is_written, sides
from tests.factories import (
    LONG_AGO,
    CareerConditionFactory,
    CareerFactory,
    CareerInterestFactory,
    CareerSkillFactory,
    CareerSlugFactory,
    CareerTitleFactory,
    ConditionFactory,
    ExternalCodeFactory,
    FeaturedMonthFactory,
    ImportRecordFactory,
    LicenceFactory,
    MissedSearchFactory,
    QualificationFactory,
    RefusedRelationFactory,
    RelatedCareerFactory,
    RequirementFactory,
    RouteFactory,
    SectorFactory,
    SkillFactory,
    SourceFactory,
    SubjectFactory,
    photograph,
)

pytestmark = pytest.mark.django_db

PAID = {"salary_source": SourceFactory, "salary_as_at_year": 2025, "salary_as_at_month": 4}
TIMED = {"hours_source": SourceFactory, "hours_as_at_year": 2025, "hours_as_at_month": 4}


def named(model: str, factory) -> list[Case]:
    """The cases of a word: its name and its address are each its own."""
    return [
        Case(f"{model}.name", factory, given={"name": "One"}, refuses=[{"name": "One", "slug": "two"}],
             allows=[{"name": "Two"}]),
        Case(f"{model}.slug", factory, given={"slug": "one"}, refuses=[{"slug": "one"}],
             allows=[{"slug": "two"}]),
    ]  # fmt: skip


def whole_month(figure: str) -> Case:
    year, month = f"{figure}_as_at_year", f"{figure}_as_at_month"
    return Case(
        f"career_{figure}_as_at_whole_month",
        CareerFactory,
        allows=[{}, {year: 2000, month: 1}, {year: 2100, month: 12}],
        refuses=[{year: 2025}, {month: 4}],
    )


def month_in_calendar(figure: str) -> Case:
    year, month = f"{figure}_as_at_year", f"{figure}_as_at_month"
    return Case(
        f"career_{figure}_as_at_whole_month",
        CareerFactory,
        allows=[],
        refuses=[
            {year: 1999, month: 4},
            {year: 2101, month: 4},
            {year: 2025, month: 0},
            {year: 2025, month: 13},
        ],
        refused_by_field=True,
    )


CASES = [
    *named("Sector", SectorFactory),
    *named("Subject", SubjectFactory),
    *named("Skill", SkillFactory),
    *named("Condition", ConditionFactory),
    *named("Qualification", QualificationFactory),
    *named("Source", SourceFactory),
    Case("Licence.name", LicenceFactory, given={"name": "OGL"}, refuses=[{"name": "OGL"}],
         allows=[{"name": "CC BY 4.0"}]),
    Case("Career.slug", CareerFactory, given={"slug": "nurse"}, refuses=[{"slug": "nurse"}],
         allows=[{"slug": "nurse-2"}]),
    Case("CareerSlug.slug", CareerSlugFactory, given={"slug": "old"}, refuses=[{"slug": "old"}],
         allows=[{"slug": "older"}]),
    Case("sector_hue_one_of_twelve", SectorFactory, allows=[{"hue": 0}, {"hue": 11}], refuses=[{"hue": 12}],
         refused_by_field=True),
    Case("qualification_level_0_to_8", QualificationFactory, allows=[{"level": 0}, {"level": 8}],
         refuses=[{"level": 9}], refused_by_field=True),
    Case("condition_family_known", ConditionFactory, allows=[{"family": "language"}],
         refuses=[{"family": "weather"}, {"family": ""}], refused_by_field=True),
    Case("route_kind_known", RouteFactory, allows=[{"kind": "direct"}],
         refuses=[{"kind": "luck"}, {"kind": ""}], refused_by_field=True),
    Case("requirement_strength_known", RequirementFactory, allows=[{"strength": "helps"}],
         refuses=[{"strength": "maybe"}, {"strength": ""}], refused_by_field=True),
    Case("career_interest_known", CareerInterestFactory, allows=[{"interest": "finding-out"}],
         refuses=[{"interest": "realistic"}, {"interest": ""}], refused_by_field=True),
    Case("external_code_scheme_known", ExternalCodeFactory, allows=[{"scheme": "onet"}],
         refuses=[{"scheme": "isco"}, {"scheme": ""}], refused_by_field=True),
    Case("career_slug_not_a_page", CareerFactory, allows=[{"slug": "comparer"}],
         refuses=[{"slug": "compare"}, {"slug": "surprise"}]),
    # --- the figures of a career
    Case("career_starter_not_above_experienced", CareerFactory, needs=PAID,
         allows=[{"salary_starter": 30_000, "salary_experienced": 30_000}, {"salary_starter": 30_000},
                 {"salary_experienced": 30_000}],
         refuses=[{"salary_starter": 30_001, "salary_experienced": 30_000}]),
    Case("career_salary_never_0", CareerFactory, needs=PAID,
         allows=[{"salary_starter": 1, "salary_experienced": 1}, {}],
         refuses=[{"salary_starter": 0}, {"salary_experienced": 0}]),
    Case("career_hours_both_in_order", CareerFactory, needs=TIMED,
         allows=[{}, {"hours_min": Decimal("0.1"), "hours_max": Decimal("0.1")},
                 {"hours_min": 168, "hours_max": 168}],
         refuses=[{"hours_min": 38}, {"hours_max": 38}, {"hours_min": 38, "hours_max": Decimal("37.9")},
                  {"hours_min": 0, "hours_max": 38}, {"hours_min": 38, "hours_max": Decimal("168.1")}]),
    whole_month("salary"), month_in_calendar("salary"), whole_month("hours"), month_in_calendar("hours"),
    Case("career_salary_has_source_and_month", CareerFactory, needs=PAID,
         allows=[{"salary_starter": 1}, {"salary_source": None}],
         refuses=[{"salary_starter": 1, "salary_source": None},
                  {"salary_experienced": 1, "salary_source": None},
                  {"salary_starter": 1, "salary_as_at_year": None, "salary_as_at_month": None}]),
    Case("career_hours_have_source_and_month", CareerFactory, needs=TIMED,
         allows=[{"hours_min": 1, "hours_max": 1}, {"hours_source": None}],
         refuses=[{"hours_min": 1, "hours_max": 1, "hours_source": None},
                  {"hours_min": 1, "hours_max": 1, "hours_as_at_year": None, "hours_as_at_month": None}]),
    # --- its pictures and its time
    Case("career_photograph_has_words", CareerFactory,
         allows=[{}, {"photograph": photograph, "photograph_alt": "A ward."}, {"photograph_alt": "A"}],
         refuses=[{"photograph": photograph}]),
    Case("career_drawing_has_words", CareerFactory,
         allows=[{}, {"drawing": "doorway", "drawing_alt": "A door."}, {"drawing_alt": "A door."}],
         refuses=[{"drawing": "doorway"}]),
    Case("career_withdrawn_after_published", CareerFactory,
         allows=[{"publish_at": None}, {"withdraw_at": LONG_AGO + timedelta(microseconds=1)}],
         refuses=[{"withdraw_at": LONG_AGO}, {"publish_at": None, "withdraw_at": LONG_AGO}]),
    # --- searches that found nothing
    Case("MissedSearch.keyed_hash", MissedSearchFactory, given={"keyed_hash": "a"},
         refuses=[{"keyed_hash": "a"}], allows=[{"keyed_hash": "b"}]),
    Case("missed_search_words_from_the_third_time", MissedSearchFactory,
         allows=[{"times": 3, "words": "vet"}, {"times": 2, "words": ""}],
         refuses=[{"times": 2, "words": "vet"}, {"times": 3, "words": ""}]),
    Case("missed_search_state_known", MissedSearchFactory, allows=[{"state": "wish"}],
         refuses=[{"state": "done"}, {"state": ""}], refused_by_field=True),
    Case("missed_search_days_in_order", MissedSearchFactory,
         allows=[{"first_on": date(2026, 11, 16), "last_on": date(2026, 11, 16)}],
         refuses=[{"first_on": date(2026, 11, 17), "last_on": date(2026, 11, 16)}]),
    # --- its parts
    Case("career_title_once", CareerTitleFactory, given={"name": "Chemist"},
         refuses=[{"career": SAME, "name": "Chemist"}, {"career": SAME, "name": "chemist"}],
         allows=[{"career": SAME, "name": "Biochemist"}, {"name": "Chemist"}]),
    Case("external_code_once", ExternalCodeFactory, given={"scheme": "onet", "code": "1"},
         refuses=[{"career": SAME, "scheme": "onet", "code": "1"}],
         allows=[{"career": SAME, "scheme": "onet", "code": "2"},
                 {"career": SAME, "scheme": "esco", "code": "1"}, {"scheme": "onet", "code": "1"}]),
    Case("career_skill_once", CareerSkillFactory, given={}, refuses=[{"career": SAME, "skill": SAME}],
         allows=[{"career": SAME}, {"skill": SAME}]),
    Case("career_interest_once", CareerInterestFactory, given={"interest": "making"},
         refuses=[{"career": SAME, "interest": "making"}],
         allows=[{"career": SAME, "interest": "helping"}, {"interest": "making"}]),
    Case("career_condition_once", CareerConditionFactory, given={"detail": "Over 18."},
         refuses=[{"career": SAME, "condition": SAME, "detail": "Over 18."}],
         allows=[{"career": SAME, "condition": SAME, "detail": "Over 21."},
                 {"career": SAME, "detail": "Over 18."}, {"condition": SAME, "detail": "Over 18."}]),
    Case("related_career_once", RelatedCareerFactory, given={}, refuses=[{"career": SAME, "other": SAME}],
         allows=[{"career": SAME}, {"other": SAME}]),
    Case("refused_relation_once", RefusedRelationFactory, given={}, refuses=[{"career": SAME, "other": SAME}],
         allows=[{"career": SAME}, {"other": SAME}]),
    Case("requirement_qualification_or_words", RequirementFactory,
         allows=[{}, {"qualification": None, "words": "A clean driving licence."}],
         refuses=[{"qualification": None}, {"words": "A clean driving licence."}]),
    Case("requirement_numbers_in_order", RequirementFactory,
         allows=[{"at_least": 4, "at_most": 4}, {"at_least": None, "at_most": 4},
                 {"at_least": 4, "at_most": None}],
         refuses=[{"at_least": 5, "at_most": 4}]),
    Case("featured_month_one_career", FeaturedMonthFactory, given={"year": 2026, "month": 3},
         refuses=[{"year": 2026, "month": 3}],
         allows=[{"year": 2027, "month": 3}, {"year": 2026, "month": 4}]),
    Case("featured_month_in_calendar", FeaturedMonthFactory, allows=[{"month": 1}, {"month": 12}],
         refuses=[{"month": 0}, {"month": 13}], refused_by_field=True),
    Case("featured_month_year_in_range", FeaturedMonthFactory, allows=[{"year": 2000}, {"year": 2100}],
         refuses=[{"year": 1999}, {"year": 2101}], refused_by_field=True),
    Case("import_record_one_per_key", ImportRecordFactory, given={"key": "4"},
         refuses=[{"source": SAME, "key": "4"}], allows=[{"source": SAME, "key": "5"}, {"key": "4"}]),
    Case("import_record_one_per_career", ImportRecordFactory, given={},
         refuses=[{"source": SAME, "career": SAME}], allows=[{"source": SAME}, {"career": SAME}]),
]  # fmt: skip


@sides(CASES, "allows")
def test_constraint_allows(case, fields):
    is_written(case, fields)


@sides(CASES, "refuses")
def test_constraint_refuses(case, fields):
    is_refused(case, fields)


@sides([case for case in CASES if case.is_check], "refuses")
def test_constraint_says_why(case, fields):
    is_said(case, fields)


# Their rows need one career twice, which a table cannot name.
TO_ITSELF = [
    Case("related_career_is_another", RelatedCareerFactory, allows=[], refuses=[]),
    Case("refused_relation_is_another", RefusedRelationFactory, allows=[], refuses=[]),
]


@pytest.mark.parametrize("case", TO_ITSELF, ids=lambda case: case.name)
def test_career_is_not_related_to_itself(case):
    career = CareerFactory()

    is_refused(case, {"career": career, "other": career})
    is_said(case, {"career": career, "other": career})
    is_written(case, {"career": career})


def test_every_constraint_has_its_case():
    assert {case.name for case in [*CASES, *TO_ITSELF]} == constraints_of("profiles")
