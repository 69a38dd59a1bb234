"""Requirements in the words that readers see, and their levels."""

from core.figures import listed, number_range
from core.wording import in_sentence, with_article
from profiles.models import Qualification, Requirement, Strength

# The letters that the numbered GCSE grades replaced in 2017, so that families understand both.
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

    The qualification and subjects of ``row`` should be prefetched.
    """
    award = row.qualification
    said = _amount(row.at_least, row.at_most, award) + _details(row, award) if award else row.words
    return said[:1].upper() + said[1:]


def _amount(low: int | None, high: int | None, award: Qualification) -> str:
    """The number of awards, with the name: ``a GCSE``, ``some GCSEs``, ``4 or 5 GCSEs``."""
    if low == high == 1:
        return with_article(award.name)
    return f"{number_range(low, high)} {award.plural}"


def _details(row: Requirement, award: Qualification) -> str:
    """What follows the amount: the grade, the subjects and the purpose."""
    subjects = row.subject_words or listed([in_sentence(subject.name) for subject in row.subjects.all()])
    is_one = row.at_least == row.at_most == 1
    details = [
        f"({_grade(award.name, row.grade)})" if row.grade else "",
        "(or equivalent)" if row.or_equivalent else "",
        f"{'in' if is_one else 'including'} {subjects}" if subjects else "",
    ]
    purpose = f", for {row.purpose}" if row.purpose else ""
    return "".join(f" {detail}" for detail in details if detail) + purpose


def level(row: Requirement) -> str:
    """The RQF level of what ``row`` asks for: ``Level 2``; "" for a requirement in words.

    A GCSE at grades 3 to 1 is level 1, and at grades 9 to 4 level 2.
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
