"""A requirement in the words that readers see, with its level."""

from core.figures import listed, number_range
from core.wording import in_sentence, with_article
from profiles.models import Requirement, Strength

# What the numbers of GCSE grades were called before 2017, so that families understand both.
GCSE_GRADES = {"9": "A*", "8": "A*", "7": "A", "6": "B", "5": "B", "4": "C", "3": "D", "2": "E", "1": "G"}

LEAD_INS = {
    Strength.MUST: "You must have:",
    Strength.USUALLY: "You usually need:",
    Strength.HELPS: "It helps to have:",
}


def lead_in(strength: str) -> str:
    """What stands above the requirements of one strength: ``You must have:``."""
    return LEAD_INS[Strength(strength)]


def requirement(row: Requirement) -> str:
    """One requirement as a reader sees it: ``A GCSE (4+/A*–C) (or equivalent) in maths``.

    ``row`` comes with its qualification and subjects fetched.
    """
    if row.words:
        return row.words[:1].upper() + row.words[1:]
    low, high, award = row.at_least, row.at_most, row.qualification
    is_one = low == high == 1
    words = with_article(award.name) if is_one else f"{number_range(low, high)} {award.plural}"
    if row.grade:
        words += f" ({_grade(award.name, row.grade)})"
    if row.or_equivalent:
        words += " (or equivalent)"
    subjects = row.subject_words or listed([in_sentence(subject.name) for subject in row.subjects.all()])
    if subjects:
        words += f" {'in' if is_one else 'including'} {subjects}"
    if row.purpose:
        words += f", for {row.purpose}"
    return words[:1].upper() + words[1:]


def level(row: Requirement) -> str:
    """The RQF level of what ``row`` asks for: ``Level 2``; "" where it is said in words.

    A GCSE at grade 3, 2 or 1 is level 1, at 9 to 4 level 2.
    Source: https://www.gov.uk/what-different-qualification-levels-mean
    """
    if not row.qualification:
        return ""
    number = row.qualification.level
    if row.qualification.name == "GCSE" and row.grade in {"1", "2", "3"}:
        number = 1
    return f"Level {number}" if number else "Entry level"


def _grade(award: str, grade: str) -> str:
    if award == "GCSE" and grade in GCSE_GRADES:
        letter = GCSE_GRADES[grade]
        return f"{grade}+/A*" if letter == "A*" else f"{grade}+/A*–{letter}"
    return f"grade {grade}" if len(grade) <= 2 else grade
