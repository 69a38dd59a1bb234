"""The careers that the application ships: each is whole, and an editor's word stands."""

import re
from datetime import UTC, datetime
from difflib import get_close_matches

import pytest

from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.imports.sheets.sheet import BLOCKS, CareerSheet
from profiles.imports.sheets.summary import Summary
from profiles.imports.sheets.text import Names, parse_career
from profiles.imports.sheets.writing import write_career
from profiles.models import Career, FeaturedMonth, Skill, Source, Subject
from profiles.reference import load_reference
from profiles.sample import (
    FOLDER,
    feature_sample_careers,
    load_sample_careers,
    sample_sheets,
    sample_source,
    season,
)
from tests.conftest import NOON
from tests.factories import CareerFactory, FeaturedMonthFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]
SLUGS = sorted(path.stem for path in FOLDER.glob("*.md"))
# Words that look like the name of a subject and are meant otherwise.
ALIKE = {"a science": ["science"], "biochemistry": ["chemistry"], "sciences": ["science"]}
MAY_BE_EMPTY = {"no_degree_needed"}  # it is not true of every career


@pytest.fixture(autouse=True)
def _reference():
    load_reference()


@pytest.fixture
def sheets():
    return dict(sample_sheets(Names.stored()))


def load():
    return load_sample_careers(now=NOON)


def stored():
    return {career.slug: read_sheet(career) for career in with_parts(Career.objects.all())}


def test_reference_has_20_subjects_and_the_eight_skills_each_described():
    assert Subject.objects.exclude(description="").count() == 20
    assert list(
        Skill.objects.exclude(description="").exclude(one_thing_to_try="").values_list("name", flat=True)
    ) == [
        "Adapting",
        "Creativity",
        "Leadership",
        "Listening",
        "Planning",
        "Problem solving",
        "Speaking",
        "Teamwork",
    ]


def test_sample_careers_are_many_and_none_has_a_fault(sheets):
    assert {slug: type(sheet) for slug, sheet in sheets.items()} == dict.fromkeys(SLUGS, CareerSheet)
    assert len(SLUGS) >= 30
    assert len({sheet.sectors.main for sheet in sheets.values()}) >= 20


@pytest.mark.parametrize("slug", SLUGS)
def test_sample_career_has_every_block_filled(sheets, slug):
    nothing, sheet = CareerSheet(slug=slug), sheets[slug]

    empty = {block for block in BLOCKS if getattr(sheet, block) == getattr(nothing, block)}
    assert empty <= MAY_BE_EMPTY
    assert sheet.titles.also_called
    assert sheet.titles.hidden
    assert sheet.salary.starter < sheet.salary.experienced
    assert sheet.hard_part.source
    assert 5 <= len(sheet.day_to_day.splitlines()) <= 8
    assert all(line.startswith("- ") for line in (sheet.day_to_day + "\n" + sheet.what_it_takes).splitlines())
    assert len(sheet.skills) >= 4
    assert 2 <= len(sheet.interests) <= 3
    assert all(use.use and use.one_thing_to_try for use in sheet.skills)
    assert len(sheet.routes) >= 2
    assert all(route.text for route in sheet.routes)
    assert any(route.requirements for route in sheet.routes)
    assert {code.scheme for code in sheet.codes} == {"soc2020", "onet", "esco"}
    assert {other.slug for other in sheet.related} <= set(SLUGS) - {slug}


def test_sample_careers_name_each_subject_of_a_requirement_by_its_own_name(sheets):
    """A subject that is misspelt would silently become words."""
    known = [name.lower() for name in Subject.objects.values_list("name", flat=True)]
    words = {
        part.strip().lower()
        for sheet in sheets.values()
        for line in sheet.requirements + tuple(need for route in sheet.routes for need in route.requirements)
        for part in re.split(r",| and | or ", line.subject_words)
    } - {"", *known}

    assert {word: near for word in words if (near := get_close_matches(word, known, cutoff=0.8))} == ALIKE


@pytest.mark.parametrize("slug", SLUGS)
def test_sample_career_written_and_read_again_is_the_same(sheets, slug):
    assert parse_career(write_career(sheets[slug]), slug, Names.stored(), slug) == sheets[slug]


def test_sample_careers_are_stored_as_their_files_say(sheets):
    assert load() == Summary(created=len(SLUGS))

    assert stored() == sheets


def test_sample_careers_are_published_since_the_december_of_the_season():
    load()

    assert set(Career.objects.values_list("publish_at", flat=True)) == {datetime(2025, 12, 1, tzinfo=UTC)}
    assert Career.objects.published(NOON).complete().count() == len(SLUGS)


def test_sample_careers_loaded_again_stay_unchanged():
    load()
    before = stored(), list(Career.objects.values_list("pk", "changed_at"))

    assert load() == Summary(unchanged=len(SLUGS))

    assert (stored(), list(Career.objects.values_list("pk", "changed_at"))) == before


def test_sample_career_loaded_again_keeps_what_an_editor_wrote(monkeypatch, tmp_path):
    load()
    Career.objects.filter(slug="nurse").update(overview="An editor's own words.")
    _files_with(
        monkeypatch,
        tmp_path,
        "nurse",
        ("You are the person a patient sees most.", "New."),
        ("# Nurse", "# Adult nurse"),
    )

    assert load() == Summary(updated=1, unchanged=len(SLUGS) - 1, kept=[("nurse", ("overview",))])

    nurse = Career.objects.get(slug="nurse")
    assert (nurse.title, nurse.overview) == ("Adult nurse", "An editor's own words.")


def test_sample_career_that_an_editor_deleted_stays_away():
    load()
    Career.objects.get(slug="nurse").delete()

    summary = load()

    assert ("nurse", "it was deleted here, and stays deleted") in summary.skipped
    assert (summary.created, summary.unchanged) == (0, len(SLUGS) - 1)
    assert sorted(stored()) == [slug for slug in SLUGS if slug != "nurse"]


def test_sample_career_does_not_replace_another_one_at_its_address():
    other = CareerFactory(slug="nurse", title="Nurse of this site")

    load()

    assert Career.objects.get(slug="nurse") == other
    assert Career.objects.get(slug="nurse").title == "Nurse of this site"
    assert Career.objects.count() == len(SLUGS)


def test_sample_file_with_a_fault_is_left_out_and_named(monkeypatch, tmp_path):
    _files_with(monkeypatch, tmp_path, "nurse", ("main sector: Healthcare", "main sector: Helthcare"))

    summary = load()

    assert summary.created == len(SLUGS) - 1
    assert (
        "nurse",
        "nurse.md, line 6: the sector “Helthcare” is not known; did you mean “Healthcare”?",
    ) in summary.skipped


def _files_with(monkeypatch, tmp_path, slug, *changes):
    """Let the sample be the same files, but for ``changes`` (old, new) of one."""
    for path in FOLDER.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for old, new in changes if path.stem == slug else ():
            assert old in text
            text = text.replace(old, new)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("profiles.sample.FOLDER", tmp_path)


def test_sample_careers_can_be_told_from_others():
    CareerFactory()

    load()

    records = sample_source().import_records.select_related("career")
    assert sorted(record.career.slug for record in records) == SLUGS
    assert Source.objects.get(slug="sample-content") == sample_source()


# --- Their months -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 2, 28, 23, 59, tzinfo=UTC), 2024),
        (datetime(2026, 3, 1, tzinfo=UTC), 2025),
        (NOON, 2025),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), 2025),
        (datetime(2027, 1, 1, tzinfo=UTC), 2025),
    ],
)
def test_season_is_the_latest_that_is_not_still_to_come(now, first):
    assert season(now) == [(first, 12), (first + 1, 1), (first + 1, 2), (first + 1, 3)]


def featured():
    rows = FeaturedMonth.objects.order_by("year", "month")
    return [(row.year, row.month, row.career.slug, row.is_automatic) for row in rows.select_related("career")]


def test_sample_careers_are_featured_from_december_to_march():
    load()

    assert feature_sample_careers(now=NOON) == 4

    assert featured() == [
        (2025, 12, "machine-learning-engineer", False),
        (2026, 1, "nurse", False),
        (2026, 2, "psychiatrist", False),
        (2026, 3, "biochemist", False),
    ]


def test_sample_careers_leave_a_month_that_has_its_career_and_one_whose_career_is_gone():
    load()
    other = FeaturedMonthFactory(year=2026, month=1, career=CareerFactory(slug="other"))
    Career.objects.get(slug="psychiatrist").delete()

    assert feature_sample_careers(now=NOON) == 2
    assert feature_sample_careers(now=NOON) == 0

    assert featured() == [
        (2025, 12, "machine-learning-engineer", False),
        (2026, 1, other.career.slug, False),
        (2026, 3, "biochemist", False),
    ]
