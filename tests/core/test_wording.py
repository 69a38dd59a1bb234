"""Requirements, figures and names as readers see them."""

from decimal import Decimal

import pytest

from core import figures, wording
from profiles.eligibility import requirement_wording
from tests.factories import QualificationFactory, RequirementFactory, SubjectFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "subjects", "said"),
    [
        ({"grade": "4", "or_equivalent": True}, ["Maths"], "A GCSE (4+/A*–C) (or equivalent) in maths"),
        ({"grade": "4", "or_equivalent": False}, ["English"], "A GCSE (4+/A*–C) in English"),
        ({"grade": "", "or_equivalent": False}, [], "A GCSE"),
        (
            {"at_least": 4, "at_most": 5, "grade": "4", "purpose": "a T Level"},
            ["English", "Maths"],
            "4 or 5 GCSEs (4+/A*–C) (or equivalent) including English and maths, for a T Level",
        ),
        ({"at_least": 1, "at_most": 3}, [], "1 to 3 GCSEs (or equivalent)"),
        ({"at_least": 5, "at_most": 5}, [], "5 GCSEs (or equivalent)"),
        ({"at_least": 2, "at_most": None, "grade": "3"}, [], "2 or more GCSEs (3+/A*–D) (or equivalent)"),
        ({"at_least": None, "at_most": 2}, [], "2 or fewer GCSEs (or equivalent)"),
        ({"at_least": None, "at_most": None}, [], "Some GCSEs (or equivalent)"),
        (
            {"subject_words": "a numerate or IT subject"},
            [],
            "A GCSE (or equivalent) in a numerate or IT subject",
        ),
    ],
)
def test_requirement_reads_as_people_say_it(fields, subjects, said):
    gcse = QualificationFactory(name="GCSE", plural="GCSEs")
    row = RequirementFactory(qualification=gcse, **fields)
    row.subjects.set([SubjectFactory(name=name) for name in subjects])

    assert requirement_wording.requirement(row) == said


@pytest.mark.django_db
def test_requirement_in_words_is_said_as_it_is():
    row = RequirementFactory(qualification=None, at_least=None, at_most=None, words="a driving licence")

    assert requirement_wording.requirement(row) == "A driving licence"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("GCSE", "a GCSE"),
        ("A level", "an A level"),
        ("T Level", "a T Level"),
        ("HND", "an HND"),
        ("degree", "a degree"),
        ("apprenticeship", "an apprenticeship"),
        ("university place", "a university place"),
        ("Access course", "an Access course"),
    ],
)
def test_article_follows_the_sound(words, said):
    assert wording.with_article(words) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Maths", "maths"),
        ("English literature", "English literature"),
        ("PE", "PE"),
        ("IT support", "IT support"),
    ],
)
def test_name_in_a_sentence_keeps_proper_names(name, said):
    assert wording.in_sentence(name) == said


def test_figures_are_said_as_people_say_them():
    assert figures.pounds(28900) == "£28,900"
    assert figures.pounds(None) == "Varies"
    assert figures.monthly(28900) == "about £2,400"
    assert figures.hours_range(Decimal("38.0"), Decimal("41.0")) == "38 to 41"
    assert figures.hours_range(Decimal("37.5"), Decimal("37.5")) == "37.5"
    assert figures.hours_range(Decimal("40.0"), Decimal("40.0")) == "40"
    assert figures.hours_range(None, None) == "Varies"
    assert figures.month_name(2025, 4) == "April 2025"
    assert [figures.counted(n, "career") for n in (0, 1, 1204)] == ["no careers", "1 career", "1,204 careers"]
    assert [figures.listed(list(p)) for p in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("award", "level", "grade", "said"),
    [
        ("GCSE", 2, "4", "Level 2"),
        ("GCSE", 2, "", "Level 2"),
        ("GCSE", 2, "3", "Level 1"),
        ("Functional skill", 0, "", "Entry level"),
        ("A level", 3, "3", "Level 3"),
    ],
)
def test_level_of_a_requirement_follows_its_grade(award, level, grade, said):
    row = RequirementFactory(qualification=QualificationFactory(name=award, level=level), grade=grade)

    assert requirement_wording.level(row) == said
