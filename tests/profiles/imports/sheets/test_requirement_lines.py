"""A requirement written as a line is read back as the same requirement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.imports.sheets.lines import parse_requirement, write_requirement
from profiles.imports.sheets.sheet import RequirementLine
from profiles.models import Strength

SUBJECTS = ["Art and design", "Biology", "English", "English language", "Maths"]
PLURALS = {"GCSE": "GCSEs", "A level": "A levels", "degree": "degrees", "2 year course": "2 year courses"}
SPELLINGS = {spelling.lower(): name for name, plural in PLURALS.items() for spelling in (name, plural)}

# One cell: words without the bar that parts cells, single spaces.
cells = st.lists(st.text("abz09+/*“’", min_size=1, max_size=6), max_size=3).map(" ".join)
counts = st.one_of(
    st.just((None, None)),
    st.tuples(st.integers(0, 99), st.none()),
    st.tuples(st.none(), st.integers(0, 99)),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: tuple(sorted(pair))),
)
structured = st.builds(
    lambda count, **said: RequirementLine(at_least=count[0], at_most=count[1], **said),
    counts,
    strength=st.sampled_from(Strength.values),
    qualification=st.sampled_from(list(PLURALS)),
    or_equivalent=st.booleans(),
    subjects=st.lists(st.sampled_from(SUBJECTS), unique=True).map(sorted).map(tuple),
    grade=cells,
    purpose=cells | cells.filter(bool).map("for {}".format),
)
in_words = st.builds(
    RequirementLine,
    strength=st.sampled_from(Strength.values),
    words=cells.filter(bool),
    or_equivalent=st.just(False),
)


def read(line):
    return parse_requirement(line, SUBJECTS, SPELLINGS)


@given(structured | in_words)
def test_requirement_written_and_read_is_the_same(requirement):
    assert read(write_requirement(requirement, PLURALS.get(requirement.qualification, ""))) == requirement


@pytest.mark.parametrize(
    "line",
    [
        "must | GCSE",
        "must | 4 or 5 GCSEs or equivalent | Biology, Maths | 4",
        "usually | 1 to 3 A levels | a science | C | a nursing degree",
        "helps | some GCSEs | | | college",
        "must | 2 or more degrees",
        "must | 1 2 year course",
        'must | "a clean driving licence"',
    ],
)
def test_requirement_read_and_written_is_the_same_line(line):
    requirement = read(line)

    assert write_requirement(requirement, PLURALS.get(requirement.qualification, "")) == line


def test_requirement_with_a_bar_in_its_text_is_written_as_one_line_that_can_be_read():
    line = write_requirement(
        RequirementLine(strength="must", qualification="GCSE", grade="4 | C\n5"), "GCSEs"
    )

    assert line == "must | some GCSEs | | 4 / C 5"
    assert read(line).grade == "4 / C 5"
