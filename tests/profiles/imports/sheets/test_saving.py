"""What an import writes, what it leaves alone, and what it says about both."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.models import ContentChange
from profiles.imports.errors import SheetError
from profiles.imports.sheets.planning import Planner
from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.imports.sheets.saving import save_sheets
from profiles.imports.sheets.sheet import (
    CareerSheet,
    Code,
    ConditionUse,
    Drawing,
    HardPart,
    Hours,
    Related,
    RequirementLine,
    RouteSheet,
    Salary,
    Sectors,
    SkillUse,
    Titles,
)
from profiles.imports.sheets.summary import Summary
from profiles.models import Career, ImportRecord, RelatedCareer, Requirement
from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    CareerSlugFactory,
    ConditionFactory,
    QualificationFactory,
    SectorFactory,
    SkillFactory,
    SourceFactory,
    SubjectFactory,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def source():
    SectorFactory(name="Healthcare")
    SectorFactory(name="Science")
    SubjectFactory(name="Biology")
    SubjectFactory(name="Maths")
    SkillFactory(name="Listening")
    QualificationFactory(name="GCSE")
    ConditionFactory(name="noisy")
    return SourceFactory(name="Survey")


def sheet(slug="nurse", **blocks):
    return CareerSheet(**({"slug": slug, "title": slug.title(), "summary": "Nurses people."} | blocks))


def full_sheet(slug="nurse"):
    gcse = RequirementLine(
        strength="must",
        at_least=4,
        at_most=5,
        qualification="GCSE",
        or_equivalent=True,
        subjects=("Biology", "Maths"),
        grade="4",
        purpose="a level 3 course",
    )
    return sheet(
        slug,
        titles=Titles(("Staff nurse", "Carer"), ("nursing",)),
        sectors=Sectors("Healthcare", ("Science",)),
        subjects=("Biology", "Maths"),
        interests=("helping", "finding-out"),
        drawing=Drawing("nurse", "A hand with a bandage."),
        salary=Salary(31_049, 46_580, "More at night.", "Survey", 4, 2025),
        hours=Hours(Decimal("37.5"), Decimal("40.0"), "In shifts.", "Survey", 4, 2025),
        overview="You nurse people.",
        hard_part=HardPart("People die.", "Survey"),
        what_it_takes="- patience",
        day_to_day="- washing",
        requirements=(gcse, RequirementLine(strength="helps", words="a kind heart")),
        no_degree_needed=True,
        skills=(SkillUse("Listening", "To what hurts.", "Listen."),),
        routes=(
            RouteSheet("university", "A degree.", (gcse, replace(gcse, purpose="a degree"))),
            RouteSheet("work", "Start as an assistant."),
        ),
        academic_notes="Ask early.",
        work_notes="Paid.",
        other_notes="Others.",
        conditions=(ConditionUse("noisy", "Loud."), ConditionUse("noisy")),
        where_it_can_lead="Matron.",
        find_out_more="[Here](https://nurse.example)",
        codes=(Code("onet", "29-1141.00"), Code("soc2020", "2232")),
        reviewed_on="2026-01-31",
    )


def save(*pairs, source, now=NOON, **options):
    return save_sheets([(key, row) for key, row in pairs], source=source, now=now, **options)


def stored(slug="nurse"):
    return with_parts(Career.objects.filter(slug=slug)).get()


def whole_database():
    """Every row of every table that an import could touch."""
    from django.apps import apps

    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("profiles").get_models(include_auto_created=True)
    }


def test_sheet_saved_and_read_again_is_the_same(source):
    summary = save(("k", full_sheet()), source=source)

    assert summary == Summary(created=1)
    assert read_sheet(stored()) == full_sheet()


def test_sheet_saved_again_changes_nothing(source):
    save(("k", full_sheet()), source=source)
    before = whole_database()

    summary = save(("k", full_sheet()), source=source, now=LATER)

    assert summary == Summary(unchanged=1)
    assert whole_database() == before


@pytest.mark.parametrize("careers", [1, 3])
def test_sheets_are_read_in_the_same_number_of_queries(source, django_assert_num_queries, careers):
    pairs = [(str(number), full_sheet(f"nurse-{number}")) for number in range(careers)]
    save(*pairs, source=source)

    # careers, titles, interests, sectors, subjects, codes, skills, conditions, related, requirements,
    # their subjects, routes, their requirements, and their subjects
    with django_assert_num_queries(14):
        sheets = [read_sheet(career) for career in with_parts(Career.objects.order_by("slug"))]

    assert sheets == [pair[1] for pair in pairs]


def test_sheet_saved_without_publishing_is_a_draft(source):
    save(("k", sheet()), source=source)

    assert stored().publish_at is None


def test_newer_sheet_updates_blocks_that_nobody_touched(source):
    save(("k", full_sheet()), source=source)
    newer = replace(
        full_sheet(),
        overview="You nurse many people.",
        titles=Titles(("Matron",)),
        routes=(RouteSheet("college", "A course."),),
        requirements=(),
        conditions=(),
        subjects=("Maths",),
        sectors=Sectors("Science"),
    )

    summary = save(("k", newer), source=source, now=LATER)

    assert summary == Summary(updated=1)
    assert read_sheet(stored()) == newer
    assert stored().changed_at == LATER
    assert Requirement.objects.count() == 0


def test_newer_sheet_keeps_blocks_that_an_editor_changed(source):
    save(("k", full_sheet()), source=source)
    career = stored()
    career.overview = "Ours."
    career.save()
    career.routes.first().delete()
    newer = replace(full_sheet(), overview="Theirs.", routes=(), title="Staff nurse")

    summary = save(("k", newer), source=source, now=LATER)

    assert summary == Summary(updated=1, kept=[("k", ("overview", "routes"))])
    routes = full_sheet().routes[1:]
    assert read_sheet(stored()) == replace(full_sheet(), title="Staff nurse", overview="Ours.", routes=routes)


def test_newer_sheet_that_says_what_the_editor_said_is_not_a_change(source):
    save(("k", sheet()), source=source)
    Career.objects.update(overview="The same.")

    summary = save(("k", sheet(overview="The same.")), source=source, now=LATER)
    newest = save(("k", sheet(overview="Newer.")), source=source, now=LATER)

    assert summary == Summary(unchanged=1)
    assert newest == Summary(updated=1)
    assert stored().overview == "Newer."


def test_sheet_of_a_deleted_career_does_not_bring_it_back(source):
    save(("k", sheet()), source=source)
    stored().delete()

    summary = save(("k", sheet()), source=source)

    assert summary == Summary(skipped=[("k", "it was deleted here, and stays deleted")])
    assert Career.objects.count() == 0


def test_sheet_never_takes_over_a_career_of_another_origin(source):
    ours = CareerFactory(slug="nurse", title="Ours")
    CareerSlugFactory(career=ours, slug="carer")

    summary = save(("k", sheet()), ("l", sheet("carer")), source=source)

    assert summary == Summary(
        skipped=[
            ("k", "there is already another career at the address “nurse”"),
            ("l", "the address “carer” leads to a career that has moved"),
        ]
    )
    assert list(Career.objects.values_list("title", flat=True)) == ["Ours"]
    assert not ImportRecord.objects.exists()


def test_sheet_of_a_career_whose_address_an_editor_changed_still_finds_it(source):
    save(("k", sheet()), source=source)
    Career.objects.update(slug="registered-nurse")

    summary = save(("k", sheet(overview="New.")), source=source, now=LATER)

    assert summary == Summary(updated=1)
    assert [(c.slug, c.overview) for c in Career.objects.all()] == [("registered-nurse", "New.")]


def test_sheet_that_comes_twice_is_taken_once(source):
    summary = save(("k", sheet()), ("k", sheet("carer")), ("l", sheet()), source=source)

    assert summary == Summary(
        created=1,
        skipped=[
            ("k", "it comes twice"),
            ("l", "there is already another career at the address “nurse”"),
        ],
    )


UNUSABLE = {
    "title too long": (
        {"title": "x" * 121},
        "title: Ensure this value has at most 120 characters (it has 121).",
    ),
    "no summary": ({"summary": ""}, "summary: This field cannot be blank."),
    "unknown sector": (
        {"sectors": Sectors("Magic")},
        "it names the sector “Magic”, which is not known here",
    ),
    "unknown condition": (
        {"conditions": (ConditionUse("loud"),)},
        "it names the condition “loud”, which is not known here",
    ),
    "salary the wrong way round": (
        {"salary": Salary(30_000, 20_000, "", "Survey", 4, 2025)},
        "The starter salary is above the experienced one.",
    ),
    "salary without a month": (
        {"salary": Salary(20_000, 30_000, "", "Survey")},
        "Say where the salary comes from, and at which month it was true.",
    ),
    "salary beyond any integer": (
        {"salary": Salary(20_000, 10**30, "", "Survey", 4, 2025)},
        "experienced salary: Ensure this value is less than or equal to",
    ),
    "requirement of nothing": (
        {"requirements": (RequirementLine(),)},
        "Choose a qualification, or say it in words; not both.",
    ),
    "requirement with numbers the wrong way round": (
        {"routes": (RouteSheet("work", "", (RequirementLine("must", 5, 2, "GCSE"),)),)},
        "The lower number is above the higher one.",
    ),
    "unknown kind of route": (
        {"routes": (RouteSheet("magic"),)},
        "kind: Value 'magic' is not a valid choice.",
    ),
    "the same title twice": ({"titles": Titles(("A",), ("a",))}, "it names the same title twice"),
    "the same interest twice": ({"interests": ("helping",) * 2}, "it names the same interest twice"),
    "unknown interest": ({"interests": ("magic",)}, "interest: Value 'magic' is not a valid choice."),
    "no date": ({"reviewed_on": "soon"}, "“soon” is not a date such as 2025-04-30"),
    "NUL": ({"overview": "a\0b"}, "it holds a character that cannot be stored"),
    "reason too long": (
        {"related": (Related("first", "x" * 121),)},
        "reason: Ensure this value has at most 120 characters (it has 121).",
    ),
    "half a character in the address": ({"slug": "a\ud800"}, "it holds a character that cannot be stored"),
    "no address": ({"slug": "a b"}, "slug: Enter a valid “slug”"),
    "half a character": ({"overview": "a\ud800b"}, "it holds a character that cannot be stored"),
}


@pytest.mark.parametrize(("blocks", "reason"), UNUSABLE.values(), ids=UNUSABLE)
@pytest.mark.parametrize("dry_run", [False, True])
def test_sheet_that_cannot_be_used_is_skipped_whole_and_named(source, blocks, reason, dry_run):
    bad = replace(full_sheet("bad"), **blocks)
    pairs = [("first", sheet("first")), ("bad", bad), ("last", sheet("last"))]

    summary = save(*pairs, source=source, dry_run=dry_run)

    assert (summary.created, [key for key, _ in summary.skipped]) == (2, ["bad"])
    assert summary.skipped[0][1].startswith(reason)
    if not dry_run:
        assert list(Career.objects.values_list("slug", flat=True)) == ["first", "last"]
        assert [row.key for row in ImportRecord.objects.all()] == ["first", "last"]
        assert not Requirement.objects.exists()


def test_newer_sheet_that_cannot_be_used_leaves_the_career_as_it_was(source):
    save(("k", full_sheet()), source=source)
    before = whole_database()

    summary = save(
        ("k", replace(full_sheet(), title="New", salary=Salary(30_000, 20_000, "", "Survey", 4, 2025))),
        source=source,
        now=LATER,
    )

    assert summary == Summary(skipped=[("k", "The starter salary is above the experienced one.")])
    assert whole_database() == before


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("a\0", "it holds a character that cannot be stored"),
        ("x" * 121, "key: Ensure this value has at most 120 characters (it has 121)."),
    ],
)
def test_sheet_with_an_unusable_key_is_skipped(source, key, reason):
    assert save((key, sheet()), source=source) == Summary(skipped=[(key, reason)])


def test_sheet_that_could_not_be_made_is_skipped_with_its_reason(source):
    summary = save(("bad", SheetError("no title")), ("k", sheet()), source=source)

    assert summary == Summary(created=1, skipped=[("bad", "no title")])


def test_dry_run_says_the_same_and_writes_nothing(source):
    save(("old", sheet("old")), ("edited", sheet("edited")), ("same", sheet("same")), source=source)
    Career.objects.filter(slug="edited").update(overview="Ours.")
    pairs = [
        ("old", sheet("old", overview="New.")),
        ("edited", sheet("edited", overview="Theirs.")),
        ("same", sheet("same")),
        ("new", full_sheet("new")),
        ("bad", sheet("bad", title="")),
    ]
    before = whole_database()

    tried = save(*pairs, source=source, now=LATER, dry_run=True)

    assert whole_database() == before
    assert tried == save(*pairs, source=source, now=LATER)
    assert tried == Summary(
        created=1,
        updated=1,
        unchanged=2,
        skipped=[("bad", "title: This field cannot be blank.")],
        kept=[("edited", ("overview",))],
    )
    assert whole_database() != before


def test_career_changed_while_the_import_compares_is_not_overwritten(source, monkeypatch):
    save(("k", sheet()), ("l", sheet("carer")), source=source)
    plan = Planner.plan

    def plan_and_then_somebody_saves(self, batch, **options):
        changes = plan(self, batch, **options)
        Career.objects.filter(slug="nurse").update(overview="Ours.", changed_at=LATER)
        return changes

    monkeypatch.setattr(Planner, "plan", plan_and_then_somebody_saves)

    summary = save(("k", sheet(overview="Theirs.")), ("l", sheet("carer", overview="Theirs.")), source=source)

    assert summary == Summary(
        updated=1, skipped=[("k", "somebody changed it during this import; run it again")]
    )
    assert [c.overview for c in Career.objects.order_by("slug")] == ["Theirs.", "Ours."]


def test_sheet_that_comes_twice_is_remembered_as_the_one_that_was_used(source):
    first, second = sheet(overview="First."), sheet(overview="Second.")
    save(("k", first), ("k", second), source=source)

    assert save(("k", second), source=source) == Summary(updated=1)
    assert Career.objects.get().overview == "Second."


@pytest.mark.parametrize("dry_run", [True, False])
def test_sheet_with_a_sector_without_a_name_is_skipped_in_words(source, dry_run):
    nameless = sheet(sectors=Sectors("Healthcare", ("",)))

    summary = save(("k", nameless), source=source, dry_run=dry_run)

    assert summary == Summary(skipped=[("k", "it names the sector “”, which is not known here")])


def test_publishing_dates_new_careers(source):
    save(("k", sheet()), source=source, publish_at=NOON)

    assert stored().publish_at == NOON


def test_publishing_a_second_time_dates_drafts_that_nobody_decided_on(source):
    save(*((slug, sheet(slug)) for slug in ("draft", "planned", "withdrawn")), source=source)
    Career.objects.filter(slug="planned").update(publish_at=LATER)
    save(("emptied", sheet("emptied")), source=source, publish_at=NOON)
    Career.objects.filter(slug="emptied").update(publish_at=None)

    summary = save(
        *((slug, sheet(slug)) for slug in ("draft", "planned", "emptied")), source=source, publish_at=NOON
    )

    assert summary == Summary(updated=1, unchanged=2)
    assert dict(Career.objects.values_list("slug", "publish_at")) == {
        "draft": NOON,
        "planned": LATER,
        "emptied": None,
        "withdrawn": None,
    }


def test_related_careers_may_come_later_in_the_same_import(source):
    pairs = [("k", sheet(related=(Related("carer", "same team"),))), ("l", sheet("carer"))]

    first = save(*pairs, source=source)
    again = save(*pairs, source=source, now=LATER)

    assert (first, again) == (Summary(created=2), Summary(unchanged=2))
    assert [(row.career.slug, row.other.slug, row.reason) for row in RelatedCareer.objects.all()] == [
        ("nurse", "carer", "same team")
    ]


def test_related_careers_that_are_not_there_are_named(source):
    pair = ("k", sheet(related=(Related("carer", "same team"), Related("nurse", "itself"))))

    tried = save(pair, source=source, dry_run=True)
    summary = save(pair, source=source)

    assert summary == Summary(
        created=1,
        skipped=[
            ("k", "only its related career: there is no other at the address “carer”"),
            ("k", "only its related career: there is no other at the address “nurse”"),
        ],
    )
    assert tried == summary
    assert not RelatedCareer.objects.exists()


def test_related_careers_that_an_editor_changed_are_kept(source):
    pairs = [("k", sheet(related=(Related("carer", "same team"),))), ("l", sheet("carer"))]
    save(*pairs, source=source)
    RelatedCareer.objects.update(reason="Ours.")

    summary = save(("k", sheet()), source=source, now=LATER)

    assert summary == Summary(unchanged=1, kept=[("k", ("related",))])
    assert [row.reason for row in RelatedCareer.objects.all()] == ["Ours."]


def test_related_careers_follow_a_newer_sheet(source):
    pairs = [("k", sheet(related=(Related("carer", "same team"),))), ("l", sheet("carer"))]
    save(*pairs, source=source)

    summary = save(("k", sheet()), source=source, now=LATER)

    assert summary == Summary(updated=1)
    assert not RelatedCareer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_import_commits_fifty_careers_at_a_time(source):
    before = ContentChange.objects.count()
    told = []

    save(*((str(n), sheet(f"career-{n}")) for n in range(120)), source=source, progress=told.append)

    assert Career.objects.count() == 120
    assert ContentChange.objects.count() - before == 3
    assert told == [50, 50, 20]
