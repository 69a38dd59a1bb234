"""One value in one line: what is understood, and what is refused in which words."""

from decimal import Decimal

import pytest

from profiles.imports.errors import SheetError
from profiles.imports.sheets.lines import (
    known_name,
    parse_hours,
    parse_month,
    parse_requirement,
    parse_salary,
)
from profiles.imports.sheets.sheet import Hours, RequirementLine, Salary

SUBJECTS = ("Art and design", "Design and technology", "English", "Maths", "Science")
AWARDS = {"GCSE": "GCSE", "GCSEs": "GCSE", "A level": "A level", "A levels": "A level", "degree": "degree"}


def gcse(**values):
    return RequirementLine(
        **{"strength": "must", "qualification": "GCSE", "at_least": 1, "at_most": 1} | values
    )


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("must | GCSE", gcse()),
        ("MUST|gcse", gcse()),
        ("usually | GCSE", gcse(strength="usually")),
        ("helps | GCSE or equivalent", gcse(strength="helps", or_equivalent=True)),
        ("must | 5 GCSEs", gcse(at_least=5, at_most=5)),
        ("must | 4 or 5 GCSEs", gcse(at_least=4, at_most=5)),
        ("must | 4 to 5 GCSEs Or Equivalent", gcse(at_least=4, at_most=5, or_equivalent=True)),
        ("must | 2 or more GCSEs", gcse(at_least=2, at_most=None)),
        ("must | 3 or fewer GCSEs", gcse(at_least=None, at_most=3)),
        ("must | some GCSEs", gcse(at_least=None, at_most=None)),
        ("must | GCSE | maths", gcse(subjects=("Maths",))),
        ("must | GCSE | maths, science and English", gcse(subjects=("English", "Maths", "Science"))),
        ("must | GCSE | maths and art and design", gcse(subjects=("Art and design", "Maths"))),
        ("must | GCSE | art and design and technology", gcse(subject_words="art and design and technology")),
        ("must | GCSE | maths or science", gcse(subject_words="maths or science")),
        ("must | GCSE | | 4", gcse(grade="4")),
        (
            "must | GCSE | maths | 4 | for a level 3 course",
            gcse(subjects=("Maths",), grade="4", purpose="a level 3 course"),
        ),
        ('usually | "a  driving licence"', RequirementLine(strength="usually", words="a driving licence")),
    ],
)
def test_requirement_line_is_understood(line, meant):
    assert parse_requirement(line, SUBJECTS, AWARDS) == meant


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("maybe | GCSE", "“maybe | GCSE” must start with must, usually or helps"),
        ("must", "“must” must read: strength | qualification | subject | grade | what for"),
        (
            "must | | maths",
            "“must | | maths” must read: strength | qualification | subject | grade | what for",
        ),
        (
            "must | GCSE | maths | 4 | work | more",
            "“must | GCSE | maths | 4 | work | more” must read: "
            "strength | qualification | subject | grade | what for",
        ),
        ("must | GSCE | maths", "the qualification “GSCE” is not known; did you mean “GCSE”?"),
        ("must | GCSE or equivalent or so", "the qualification “GCSE or equivalent or so” is not known"),
        ("must | “a licence” | 4", "the qualification ““a licence”” is not known"),
        ("must | wizardry", "the qualification “wizardry” is not known"),
        ("must | 5 or 4 GCSEs", "“must | 5 or 4 GCSEs” must say the lower number first"),
        ('must | ""', '“must | ""” has nothing between its quotes'),
    ],
)
def test_requirement_line_is_refused_in_words(line, refusal):
    with pytest.raises(SheetError) as refused:
        parse_requirement(line, SUBJECTS, AWARDS)

    assert str(refused.value) == refusal


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("£24,000 to £41,000 | Survey | April 2025", Salary(24_000, 41_000, "", "Survey", 4, 2025)),
        ("24000 to 24000 | Survey | 2025-04 | a note", Salary(24_000, 24_000, "a note", "Survey", 4, 2025)),
        ("Varies", Salary()),
        ("varies | | | Often unpaid.", Salary(note="Often unpaid.")),
    ],
)
def test_salary_line_is_understood(line, meant):
    assert parse_salary(line) == meant


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("a lot", "“a lot” is not a salary such as £24,000 to £41,000, or varies"),
        ("£24,000", "“£24,000” is not a salary such as £24,000 to £41,000, or varies"),
        (
            "£41,000 to £24,000 | Survey | April 2025",
            "“£41,000 to £24,000” must be the starter salary to the experienced one, a year, in pounds",
        ),
        (
            "£0 to £24,000 | Survey | April 2025",
            "“£0 to £24,000” must be the starter salary to the experienced one, a year, in pounds",
        ),
        ("£1 to £2", "“£1 to £2” does not say where the salary comes from"),
        ("£1 to £2 | Survey", "“” is not a month such as April 2025"),
    ],
)
def test_salary_line_is_refused_in_words(line, refusal):
    with pytest.raises(SheetError) as refused:
        parse_salary(line)

    assert str(refused.value) == refusal


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("37 to 40 | Survey | April 2025", Hours(Decimal("37.0"), Decimal("40.0"), "", "Survey", 4, 2025)),
        ("37.5 | Survey | April 2025 | x", Hours(Decimal("37.5"), Decimal("37.5"), "x", "Survey", 4, 2025)),
        ("varies | | | Term time only.", Hours(note="Term time only.")),
    ],
)
def test_hours_line_is_understood(line, meant):
    assert parse_hours(line) == meant


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("all day", "“all day” are not hours a week such as 37 to 40, or varies"),
        ("40 to 37 | Survey | April 2025", "“40 to 37” must be the fewest hours a week, then the most"),
        ("169 | Survey | April 2025", "“169” must be the fewest hours a week, then the most"),
        ("37", "“37” does not say where the hours come from"),
    ],
)
def test_hours_line_is_refused_in_words(line, refusal):
    with pytest.raises(SheetError) as refused:
        parse_hours(line)

    assert str(refused.value) == refusal


@pytest.mark.parametrize("month", ["April 2025", "april 2025", "2025-04", "2025-4"])
def test_month_is_understood(month):
    assert parse_month(month) == (2025, 4)


@pytest.mark.parametrize("month", ["", "April", "2025", "Aprl 2025", "April 1925", "2025-13", "2025-00"])
def test_month_is_refused(month):
    with pytest.raises(SheetError, match="is not a month such as April 2025"):
        parse_month(month)


def test_name_is_found_whatever_its_capitals():
    assert known_name("MATHS", SUBJECTS, "the subject") == "Maths"
