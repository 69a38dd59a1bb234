"""A whole career in one file: read, refused with every fault at once, written and read again."""

import re
from dataclasses import fields
from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from profiles.imports.errors import SheetError
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
from profiles.imports.sheets.text import Names, parse_career, read_career_file
from profiles.imports.sheets.writing import write_career
from profiles.models import CodeScheme, Interest, RouteKind, Strength

NAMES = Names(
    sectors=("Animal care", "Beauty and wellbeing", "Retail and sales"),
    subjects=("Art and design", "Biology", "English", "Maths"),
    skills=("Listening", "Planning"),
    conditions=("dirty", "physically demanding"),
    sources=("Survey of salons 2026",),
    qualifications={"GCSE": "GCSE", "GCSEs": "GCSE", "A level": "A level", "A levels": "A level"},
)
LEAST = "# Dog groomer\nsummary: You wash dogs.\n"


def parse(text):
    return parse_career(text, "dog-groomer", NAMES, "dog-groomer.md")


def example():
    """The file that docs/sheets.md shows."""
    docs = (settings.BASE_DIR / "docs" / "sheets.md").read_text(encoding="utf-8")
    return re.search(r"```markdown\n(.*?)```", docs, re.DOTALL)[1]


def test_file_with_title_and_summary_is_enough():
    assert parse(LEAST) == CareerSheet(slug="dog-groomer", title="Dog groomer", summary="You wash dogs.")


def test_file_of_the_documentation_says_every_block():
    survey = {"source": "Survey of salons 2026", "month": 5, "year": 2026}
    expected = CareerSheet(
        slug="dog-groomer",
        title="Dog groomer",
        summary="You wash, dry and trim dogs, and send them home tidy and calm.",
        titles=Titles(("Pet stylist", "Canine beautician"), ("poodle parlour",)),
        sectors=Sectors("Animal care", ("Beauty and wellbeing", "Retail and sales")),
        subjects=("Art and design", "Biology"),
        interests=("creating", "helping"),
        drawing=Drawing("grooming", "Two hands hold a brush to the ear of a wet spaniel."),
        salary=Salary(22_000, 28_500, "Many groomers work for themselves.", **survey),
        hours=Hours(Decimal("37.0"), Decimal("40.0"), **survey),
        overview="A dog that cannot see through its fringe is not a happy dog. You put that right.\n\n"
        "You meet the same dogs, and the same people, every few weeks.",
        hard_part=HardPart(
            "You stand all day, and now and then a frightened dog bites.", "Survey of salons 2026"
        ),
        what_it_takes="- Patience\n- A firm and gentle hand",
        day_to_day="- washing and drying dogs\n- cutting coats and claws\n- telling owners what you noticed",
        requirements=(
            RequirementLine("helps", 1, 1, "GCSE", True, ("Biology",), grade="4"),
            RequirementLine("usually", words="a calm way with animals"),
        ),
        no_degree_needed=True,
        skills=(
            SkillUse(
                "Listening",
                "You hear what an owner worries about, and what a low growl means.",
                "Watch an animal for ten minutes. Write down each sound it makes, and what happens next.",
            ),
            SkillUse("Planning", "Eight dogs a day, and none of them reads the clock."),
        ),
        routes=(
            RouteSheet(
                "college",
                "Many colleges teach it in a year.",
                (
                    RequirementLine(
                        "usually", 2, 3, "GCSE", True, ("English", "Maths"), "", "3", "a level 2 course"
                    ),
                ),
            ),
            RouteSheet(
                "apprenticeship",
                "",
                (RequirementLine("usually", None, None, "GCSE", False, ("English", "Maths")),),
            ),
            RouteSheet("work", "Start by sweeping up and drying towels."),
            RouteSheet("direct", "", (RequirementLine("must", words="your own scissors"),)),
            RouteSheet("volunteering", "Animal shelters have dogs that need a bath."),
        ),
        academic_notes="You do not need a course, but one helps.",
        work_notes="",
        other_notes="Ask at every salon near you.",
        conditions=(
            ConditionUse("dirty"),
            ConditionUse("physically demanding", "You lift dogs, and some of them do not help."),
        ),
        where_it_can_lead="You could open a salon of your own.",
        find_out_more="- [RSPCA](https://www.rspca.org.uk): how to help at a shelter",
        related=(Related("nurse", "also calms somebody who is frightened"),),
        codes=(Code("esco", "animal groomer"), Code("onet", "39-2021.00"), Code("soc2020", "6129")),
        reviewed_on="2026-03-31",
    )

    assert parse(example()) == expected


def test_file_reads_names_keys_and_headings_whatever_their_capitals():
    sheet = parse(
        "# Dog groomer\r\nSUMMARY: You wash dogs.\r\nMain Sector: ANIMAL CARE\r\n## GOOD TO KNOW\r\nDirty\r\n"
    )

    assert (sheet.summary, sheet.sectors.main) == ("You wash dogs.", "Animal care")
    assert sheet.conditions == (ConditionUse("dirty"),)


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ("sumary: x", "line 3: the key “sumary” is not known; did you mean “summary”?"),
        ("summary: x", "line 3: “summary” stands twice"),
        ("# Cat groomer", "line 3: a file has one title, the line that starts with “# ”"),
        ("You love dogs.", "line 3: “You love dogs.” should read key: value, or stand beneath a heading"),
        (
            "main sector: Animal car",
            "line 3: the sector “Animal car” is not known; did you mean “Animal care”?",
        ),
        ("other sectors: Animal care; Zoos", "line 3: the sector “Zoos” is not known"),
        ("subjects: Math", "line 3: the subject “Math” is not known; did you mean “Maths”?"),
        (
            "salary: £1 to £2 | Survey of saloons 2026 | May 2026",
            "line 3: the source “Survey of saloons 2026” is not known; did you mean “Survey of salons 2026”?",
        ),
        (
            "interests: Helping and teeching",
            "line 3: the interest “Helping and teeching” is not known; did you mean “Helping and teaching”?",
        ),
        ("hours: many", "line 3: “many” are not hours a week such as 37 to 40, or varies"),
        ("hours: 37 | Somebody | May 2026", "line 3: the source “Somebody” is not known"),
        ("no degree needed: perhaps", "line 3: “perhaps” must be yes or no"),
        (
            "codes: ISCO 5164",
            "line 3: the code “ISCO 5164” must start with one of SOC 2010, SOC 2020, O*NET-SOC, ESCO",
        ),
        ("reviewed: last week", "line 3: “last week” is not a day such as 2026-03-31"),
        ("## Overveiw\nx", "line 3: the heading “Overveiw” is not known; did you mean “overview”?"),
        ("## Overview\nx\n## Overview\ny", "line 5: the heading “Overview” stands twice"),
        ("## The hard part\nx\nsource: Mum", "line 5: the source “Mum” is not known"),
        ("## What you need\nGCSE", "line 4: “GCSE” must start with must, usually or helps"),
        (
            "## Essential skills\nListening",
            "line 4: “Listening” stands before the first skill, a line such as “### Listening”",
        ),
        (
            "## Essential skills\n### Lisening\nx",
            "line 4: the skill “Lisening” is not known; did you mean “Listening”?",
        ),
        (
            "## Essential skills\n### Planning\nx\n### Planning\ny",
            "line 6: the skill “Planning” stands twice",
        ),
        (
            "## Other routes\n### University\nx",
            "line 4: under “Other routes” the way in “University” is not known",
        ),
        (
            "## Other routes\n### Volunteering\nx\nmust | GSCE",
            "line 6: the qualification “GSCE” is not known; did you mean “GCSE”?",
        ),
        (
            "## Other routes\n### Volunteering\nmst | GCSE",
            "line 5: “mst | GCSE” must start with must, usually or helps",
        ),
        ("## Good to know\ndirtty | x", "line 4: the condition “dirtty” is not known; did you mean “dirty”?"),
        ("## Related careers\nnurse", "line 4: “nurse” must read: address of the career | reason"),
        (
            "## Related careers\nA Nurse | x",
            "line 4: “A Nurse | x” must read: address of the career | reason",
        ),
    ],
)
def test_file_with_a_fault_is_refused_with_its_line(lines, refusal):
    with pytest.raises(SheetError) as refused:
        parse(LEAST + lines)

    assert str(refused.value) == f"dog-groomer.md, {refusal}"


def test_file_without_title_and_summary_is_refused():
    with pytest.raises(SheetError) as refused:
        parse("")

    assert str(refused.value).splitlines() == [
        "dog-groomer.md, line 1: the file needs a line with “# ” and the title",
        "dog-groomer.md, line 1: the file needs a line with “summary:” and one sentence",
    ]


def test_file_with_several_faults_tells_all_of_them_in_order():
    with pytest.raises(SheetError) as refused:
        parse(LEAST + "subjects: Math\nmain sector: Zoos\n## Good to know\ndirty\nsmelly\n## Odd\n")

    assert str(refused.value).splitlines() == [
        "dog-groomer.md, line 3: the subject “Math” is not known; did you mean “Maths”?",
        "dog-groomer.md, line 4: the sector “Zoos” is not known",
        "dog-groomer.md, line 7: the condition “smelly” is not known",
        "dog-groomer.md, line 8: the heading “Odd” is not known",
    ]


def test_file_on_disk_gives_its_name_as_slug_and_may_start_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "dog-groomer.md"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.encode())

    assert read_career_file(path, NAMES) == parse(LEAST)


def test_file_on_disk_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "dog-groomer.md"
    path.write_bytes("# Café".encode("latin-1"))

    with pytest.raises(SheetError, match=r"^dog-groomer.md is not saved as plain text in UTF-8$"):
        read_career_file(path, NAMES)


# --- Written and read again ---------------------------------------------------------------------------

WORDS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzABCÉß£’,.()&%0123456789", min_size=1, max_size=9),
    min_size=1,
    max_size=5,
).map(" ".join)
MARKDOWN = st.lists(WORDS.map("Word {}".format) | WORDS.map("- {}".format), max_size=4).map("\n\n".join)
MAYBE = st.just("") | WORDS
MONTHS = {
    "month": st.integers(1, 12),
    "year": st.integers(2000, 2099),
    "source": st.sampled_from(NAMES.sources),
}


def some(strategy):
    return st.lists(strategy, max_size=3, unique=True).map(tuple)


def names(known):
    return some(st.sampled_from(known)).map(sorted).map(tuple)


def in_order(low, high):
    return st.tuples(low, high).map(sorted)


AWARDS = st.builds(
    lambda strength, numbers, award, equivalent, subjects, words, grade, purpose: RequirementLine(
        strength, *numbers, award, equivalent, subjects, "" if subjects else words, grade, purpose
    ),
    st.sampled_from(Strength.values),
    in_order(st.integers(1, 99), st.integers(1, 99))
    | st.tuples(st.none() | st.integers(1, 99), st.none())
    | st.tuples(st.none(), st.integers(1, 99)),
    st.sampled_from(["GCSE", "A level"]),
    st.booleans(),
    names(NAMES.subjects),
    MAYBE.map(lambda words: words and f"a subject like {words}"),
    MAYBE.map(lambda grade: grade[:9].strip()),
    MAYBE,
)
REQUIREMENTS = st.lists(
    AWARDS | st.builds(RequirementLine, strength=st.sampled_from(Strength.values), words=WORDS), max_size=3
).map(tuple)
SALARIES = st.builds(Salary, note=MAYBE) | in_order(
    st.integers(1, 9_999_999), st.integers(1, 9_999_999)
).flatmap(lambda pounds: st.builds(Salary, st.just(pounds[0]), st.just(pounds[1]), MAYBE, **MONTHS))
TENTHS = st.integers(1, 1680).map(lambda tenths: (Decimal(tenths) / 10).quantize(Decimal("0.1")))
HOURS = st.builds(Hours, note=MAYBE) | in_order(TENTHS, TENTHS).flatmap(
    lambda hours: st.builds(Hours, st.just(hours[0]), st.just(hours[1]), MAYBE, **MONTHS)
)
ROUTES = st.lists(
    st.builds(RouteSheet, st.sampled_from(RouteKind.values), MARKDOWN, REQUIREMENTS), max_size=4
).map(lambda routes: tuple(sorted(routes, key=lambda route: RouteKind.values.index(route.kind))))
CODES = some(st.builds(Code, st.sampled_from(CodeScheme.values), WORDS)).map(
    lambda codes: tuple(sorted(codes, key=lambda code: (code.scheme, code.code)))
)
SKILLS = names(NAMES.skills).flatmap(
    lambda found: st.tuples(*(st.builds(SkillUse, st.just(skill), MARKDOWN, MAYBE) for skill in found))
)
SHEETS = st.builds(
    CareerSheet,
    slug=st.just("dog-groomer"),
    title=WORDS,
    summary=WORDS,
    titles=st.builds(Titles, some(WORDS), some(WORDS)),
    sectors=st.builds(Sectors, st.sampled_from(NAMES.sectors), names(NAMES.sectors)),
    subjects=names(NAMES.subjects),
    interests=some(st.sampled_from(Interest.values)),
    drawing=st.builds(Drawing, MAYBE, MAYBE),
    salary=SALARIES,
    hours=HOURS,
    overview=MARKDOWN,
    hard_part=st.builds(HardPart, MARKDOWN, st.sampled_from(("", *NAMES.sources))),
    what_it_takes=MARKDOWN,
    day_to_day=MARKDOWN,
    requirements=REQUIREMENTS,
    no_degree_needed=st.booleans(),
    skills=SKILLS,
    routes=ROUTES,
    academic_notes=MARKDOWN,
    work_notes=MARKDOWN,
    other_notes=MARKDOWN,
    conditions=names(NAMES.conditions).flatmap(
        lambda found: st.tuples(*(st.builds(ConditionUse, st.just(name), MAYBE) for name in found))
    ),
    where_it_can_lead=MARKDOWN,
    find_out_more=MARKDOWN,
    related=some(st.builds(Related, st.sampled_from(["nurse", "vet-2"]), WORDS)),
    codes=CODES,
    reviewed_on=st.just("") | st.dates().map(str),
)


@hypothesis_settings(deadline=None)
@given(SHEETS)
def test_sheet_written_and_read_again_is_the_same(sheet):
    read = parse(write_career(sheet))

    assert {entry.name: getattr(read, entry.name) for entry in fields(read)} == {
        entry.name: getattr(sheet, entry.name) for entry in fields(sheet)
    }
