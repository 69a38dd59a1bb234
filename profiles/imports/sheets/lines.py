"""How one value is written in one line: requirements, salaries, hours, months.

The grammar is described in docs/sheets.md, for people who are not programmers. Career files and
spreadsheets share these functions. Each ``parse_`` raises :class:`SheetError` that quotes what
it could not read.
"""

import difflib
import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.utils.dates import MONTHS

from core.figures import number_range
from profiles.imports.errors import SheetError
from profiles.imports.sheets.sheet import Hours, RequirementLine, Salary
from profiles.models import Strength

_COUNT = re.compile(
    r"(?:(?P<low>\d{1,2})(?: (?:or|to) (?P<high>\d{1,2})| or (?P<sense>more|fewer))?|(?P<some>some)) ", re.I
)
OR_EQUIVALENT = " or equivalent"
VARIES = "varies"  # in the place of figures
_MONTH_NAMES = {str(name).lower(): number for number, name in MONTHS.items()}


def known_name(typed: str, known: Iterable[str], what: str) -> str:
    """The name of ``known`` that ``typed`` means, whatever its capitals.

    Raises :class:`SheetError` with the nearest spelling; ``what`` says what was looked for.
    """
    spellings = {name.lower(): name for name in known}
    if name := spellings.get(typed.lower()):
        return name
    near = difflib.get_close_matches(typed.lower(), spellings, n=1)
    hint = f"; did you mean “{spellings[near[0]]}”?" if near else ""
    raise SheetError(f"{what} “{typed}” is not known{hint}")


def _known_subjects(words: str, subjects: Collection[str]) -> tuple[str, ...]:
    """The subjects that ``words`` list, or () when they say anything else.

    Names are looked for whole, because "Art and design" is one subject.
    """
    known = {subject.lower(): subject for subject in subjects}
    one = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    if not known or not re.fullmatch(rf"(?:{one})(?:(?:, and |, | and )(?:{one}))*", words.lower()):
        return ()
    return tuple(sorted({known[name] for name in re.findall(one, words.lower())}))


def _cells(line: str) -> list[str]:
    return [" ".join(cell.split()) for cell in line.split("|")]


def parse_requirement(
    line: str, subjects: Collection[str], qualifications: dict[str, str]
) -> RequirementLine:
    """The requirement that ``line`` says.

    ``must | GCSE or equivalent | maths | 4 | an advanced apprenticeship``, or
    ``usually | "a driving licence"``. ``subjects`` are the known names in their right spelling;
    ``qualifications`` maps each singular and plural name to the singular.
    """
    strength, *cells = _cells(line)
    strength = strength.lower()
    if strength not in Strength.values:
        raise SheetError(f"“{line}” must start with must, usually or helps")
    if not cells or not cells[0] or len(cells) > 4:
        raise SheetError(f"“{line}” must read: strength | qualification | subject | grade | what for")
    if len(cells) == 1 and _is_quoted(cells[0]):
        return RequirementLine(strength=strength, words=_unquoted(cells[0], line))
    award, subject, grade, purpose = cells + [""] * (4 - len(cells))
    award, or_equivalent = _without_or_equivalent(award)
    at_least, at_most, award = _parse_count(award)
    if at_least and at_most and at_least > at_most:
        raise SheetError(f"“{line}” must say the lower number first")
    name = qualifications[known_name(award, qualifications, "the qualification")]
    known = _known_subjects(subject, subjects)
    return RequirementLine(
        strength=strength,
        at_least=at_least,
        at_most=at_most,
        qualification=name,
        or_equivalent=or_equivalent,
        subjects=known,
        subject_words="" if known else subject,
        grade=grade,
        purpose=purpose.removeprefix("for "),
    )


def _is_quoted(cell: str) -> bool:
    return cell[0] in '"“' and cell[-1] in '"”'


def _unquoted(cell: str, line: str) -> str:
    if not (words := cell[1:-1].strip()):
        raise SheetError(f"“{line}” has nothing between its quotes")
    return words


def _without_or_equivalent(award: str) -> tuple[str, bool]:
    if award.lower().endswith(OR_EQUIVALENT):
        return award[: -len(OR_EQUIVALENT)], True
    return award, False


def _parse_count(award: str) -> tuple[int | None, int | None, str]:
    """(at least, at most, the rest) of "4 or 5 GCSEs"; one where no number is said."""
    counted = _COUNT.match(award)
    if not counted:
        return 1, 1, award
    rest = award[counted.end() :]
    if counted["some"]:
        return None, None, rest
    low = int(counted["low"])
    if counted["sense"]:
        return (low, None, rest) if counted["sense"].lower() == "more" else (None, low, rest)
    return low, int(counted["high"] or low), rest


def parse_month(text: str) -> tuple[int, int]:
    """(year, month) of "April 2025" or "2025-04"."""
    if iso := re.fullmatch(r"(20\d\d)-(\d\d?)", text.strip()):
        year, month = int(iso[1]), int(iso[2])
    else:
        name, _, digits = text.strip().partition(" ")
        month = _MONTH_NAMES.get(name.lower(), 0)
        year = int(digits) if re.fullmatch(r"20\d\d", digits) else 0
    if not (1 <= month <= 12 and year):
        raise SheetError(f"“{text}” is not a month such as April 2025")
    return year, month


def parse_salary(line: str) -> Salary:
    """``£31,049 to £46,580 | Source | April 2025 | note``; ``varies | | | note`` without figures."""
    figures, source, when, note = _figure_cells(line)
    if figures.lower() == VARIES:
        return Salary(note=note)
    pounds = re.fullmatch(r"£?(\d[\d,]*) to £?(\d[\d,]*)", figures)
    if not pounds:
        raise SheetError(f"“{figures}” is not a salary such as £24,000 to £41,000, or varies")
    low, high = (int(number.replace(",", "")) for number in pounds.groups())
    if not 0 < low <= high < 10_000_000:
        raise SheetError(f"“{figures}” must be the starter salary to the experienced one, a year, in pounds")
    year, month = _parse_origin(line, source, when, "the salary comes")
    return Salary(low, high, note, source, month, year)


def parse_hours(line: str) -> Hours:
    """``37 to 40 | Source | April 2025 | note``: hours a week."""
    figures, source, when, note = _figure_cells(line)
    if figures.lower() == VARIES:
        return Hours(note=note)
    numbers = re.fullmatch(r"(\d{1,3}(?:\.\d)?)(?: to (\d{1,3}(?:\.\d)?))?", figures)
    if not numbers:
        raise SheetError(f"“{figures}” are not hours a week such as 37 to 40, or varies")
    least, most = Decimal(numbers[1]), Decimal(numbers[2] or numbers[1])
    if not 0 < least <= most <= 168:
        raise SheetError(f"“{figures}” must be the fewest hours a week, then the most")
    year, month = _parse_origin(line, source, when, "the hours come")
    return Hours(_tenths(least), _tenths(most), note, source, month, year)


def _parse_origin(line: str, source: str, when: str, what_comes: str) -> tuple[int, int]:
    """(year, month) of figures, which must have a source."""
    if not source:
        raise SheetError(f"“{line}” does not say where {what_comes} from")
    return parse_month(when)


def _figure_cells(line: str) -> tuple[str, str, str, str]:
    """(figures, source, month, note); cells after these are left out."""
    figures, source, when, note = (_cells(line) + [""] * 4)[:4]
    return figures, source, when, note


def _tenths(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"))


def write_requirement(requirement: RequirementLine, plural: str = "") -> str:
    """The line that :func:`parse_requirement` reads back as ``requirement``.

    ``plural`` is the qualification's name for several of it. A bar inside a text becomes a
    slash, because a bar separates the cells of a line.
    """
    if requirement.words:
        return f'{requirement.strength} | "{_cell(requirement.words)}"'
    low, high = requirement.at_least, requirement.at_most
    name = _cell(requirement.qualification)
    if (low, high) != (1, 1):
        name = f"{number_range(low, high)} {_cell(plural) or name}"
    elif _COUNT.match(name):
        name = f"1 {name}"
    purpose = _cell(requirement.purpose)
    cells = [
        requirement.strength,
        name + OR_EQUIVALENT * requirement.or_equivalent,
        ", ".join(map(_cell, requirement.subjects)) or _cell(requirement.subject_words),
        _cell(requirement.grade),
        f"for {purpose}" if purpose.startswith("for ") else purpose,
    ]
    while not cells[-1]:
        cells.pop()
    return " ".join(" | ".join(cells).split())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
