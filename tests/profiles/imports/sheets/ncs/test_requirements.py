"""Entry requirements: sentences that become rows, and those that stay words."""

import pytest

from profiles.imports.sheets.ncs.requirements import requirement_lines, strength_and_statements
from profiles.imports.sheets.sheet import RequirementLine


def line(**values):
    defaults = {"strength": "usually", "or_equivalent": False}
    return RequirementLine(**(defaults | values))


GCSE = {"qualification": "GCSE", "or_equivalent": True}
A_LEVEL = {"qualification": "A level", "or_equivalent": True}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "5 GCSEs at grades 9 to 4 (A* to C), or equivalent, including English and maths, for a job",
            [
                line(
                    **GCSE,
                    at_least=5,
                    at_most=5,
                    grade="4",
                    subjects=("English", "Maths"),
                    purpose="a job",
                )
            ],
        ),
        (
            "4 or 5 GCSEs at grades 9 to 4 (A* to C), or equivalent, for a course",
            [line(**GCSE, at_least=4, at_most=5, grade="4", purpose="a course")],
        ),
        (
            "2 or more GCSEs at grades 9 to 3 (A* to D), or equivalent",
            [line(**GCSE, at_least=2, grade="3")],
        ),
        (
            "2 or fewer GCSEs at grades 3 to 1 (D to G), or equivalent",
            [line(**GCSE, at_most=2, grade="1")],
        ),
        (
            "some GCSEs, usually including English and maths, or equivalent",
            [line(**GCSE, subjects=("English", "Maths"))],
        ),
        (
            "at least 5 GCSEs grades 9 to 7 (A* or A), including English",
            [line(qualification="GCSE", at_least=5, grade="7", subjects=("English",))],
        ),
        (
            "4 or 5 GCSEs at grades 9 to 4 (A* to C) and A levels, or equivalent, for an apprenticeship",
            [
                line(**GCSE, at_least=4, at_most=5, grade="4", purpose="an apprenticeship"),
                line(**A_LEVEL, purpose="an apprenticeship"),
            ],
        ),
        (
            "4 GCSEs at grades 9 to 4 (A* to C), or equivalent, and work experience",
            [line(**GCSE, at_least=4, at_most=4, grade="4"), line(words="work experience")],
        ),
        (
            "between 1 and 3 A levels, or equivalent, for a diploma",
            [line(**A_LEVEL, at_least=1, at_most=3, purpose="a diploma")],
        ),
        ("at least 1 A level, or equivalent", [line(**A_LEVEL, at_least=1)]),
        ("A levels or equivalent qualifications", [line(**A_LEVEL)]),
        (
            "2 or 3 A levels including music, or equivalent qualifications",
            [line(**A_LEVEL, at_least=2, at_most=3, subjects=("Music",))],
        ),
        (
            "2 or 3 A levels, or equivalent, including maths and a science for a degree",
            [line(**A_LEVEL, at_least=2, at_most=3, subject_words="maths and a science", purpose="a degree")],
        ),
        (
            "2 or 3 A levels, or equivalent, including biology or chemistry",
            [line(**A_LEVEL, at_least=2, at_most=3, subject_words="biology or chemistry")],
        ),
        (
            "2 to 3 A levels, or equivalent, preferably including biology",
            [line(**A_LEVEL, at_least=2, at_most=3, subject_words="preferably biology")],
        ),
        (
            "GCSEs grades 9 to 4 (A* to C), or equivalent, in English and maths",
            [line(**GCSE, at_least=2, at_most=2, grade="4", subjects=("English", "Maths"))],
        ),
        (
            "GCSE science at grade 9 to 4 (A* to C) for teaching",
            [
                line(
                    qualification="GCSE",
                    at_least=1,
                    at_most=1,
                    grade="4",
                    subjects=("Science",),
                    purpose="teaching",
                )
            ],
        ),
        (
            "a degree in a relevant subject for postgraduate study",
            [
                line(
                    qualification="degree",
                    at_least=1,
                    at_most=1,
                    subject_words="a relevant subject",
                    purpose="postgraduate study",
                )
            ],
        ),
        (
            "a foundation diploma in art and design",
            [line(qualification="foundation diploma in art and design", at_least=1, at_most=1)],
        ),
        ("to pass an audition", [line(words="to pass an audition")]),
        ("GCSEsque things", [line(words="GCSEsque things")]),
        (
            # A choice between awards does not fit into one row.
            "1 or 2 A levels, a level 3 diploma or relevant experience for a level 4 course",
            [line(words="1 or 2 A levels, a level 3 diploma or relevant experience for a level 4 course")],
        ),
        (
            "2 A levels, including a science, or a level 3 diploma",
            [line(words="2 A levels, including a science, or a level 3 diploma")],
        ),
    ],
)
def test_requirement_becomes_rows_where_every_piece_is_understood(text, lines):
    assert requirement_lines(f"<p>{text}</p>", "usually") == (lines, [])


def test_requirement_that_asks_for_nothing_is_a_statement():
    assert requirement_lines("<p>entry requirements vary</p>", "usually") == (
        [],
        ["Entry requirements vary."],
    )


def test_requirement_that_must_be_had_does_not_turn_usual_subjects_into_a_must():
    lines, _ = requirement_lines("<p>some GCSEs, usually including English and maths</p>", "must")

    assert lines == [line(strength="must", qualification="GCSE", subject_words="usually English and maths")]


@pytest.mark.parametrize(
    ("prefixes", "strength", "statements"),
    [
        ([], "usually", []),
        (["<p>You'll need:</p>"], "must", []),
        (["<p>You’ll usually need:</p>"], "usually", []),
        (["<p>You may need:</p>"], "helps", []),
        (["<p>To get onto it, you'll find it useful to have:</p>"], "helps", []),
        (["<p>Most people following this route have:</p>"], "usually", []),
        (
            ["<p>There are no set entry requirements but it may help you to get in if you have:</p>"],
            "helps",
            ["There are no set entry requirements."],
        ),
        (["<p>Employers will set their own.</p>"], "usually", ["Employers will set their own."]),
    ],
)
def test_prefix_gives_the_strength_or_is_a_statement(prefixes, strength, statements):
    assert strength_and_statements(prefixes) == (strength, statements)
