"""What a sheet holds. Names stand for rows: sectors, subjects, sources … by their name.

Each field of :class:`CareerSheet` but ``slug`` is one *block*: the unit that an import writes
or, when an editor has changed it since, leaves alone.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal

from profiles.models import Strength


@dataclass(frozen=True)
class Titles:
    also_called: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sectors:
    main: str = ""
    others: tuple[str, ...] = ()  # sorted


@dataclass(frozen=True)
class Drawing:
    name: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Salary:
    """Whole pounds a year before tax; None is said as "Varies"."""

    starter: int | None = None
    experienced: int | None = None
    note: str = ""
    source: str = ""
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Hours:
    """Hours a week, to one decimal."""

    least: Decimal | None = None
    most: Decimal | None = None
    note: str = ""
    source: str = ""
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class HardPart:
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class RequirementLine:
    """See :class:`profiles.models.Requirement`; ``subjects`` are sorted."""

    strength: str = Strength.USUALLY.value
    at_least: int | None = None
    at_most: int | None = None
    qualification: str = ""
    or_equivalent: bool = False
    subjects: tuple[str, ...] = ()
    subject_words: str = ""
    grade: str = ""
    purpose: str = ""
    words: str = ""


@dataclass(frozen=True)
class RouteSheet:
    kind: str
    text: str = ""
    requirements: tuple[RequirementLine, ...] = ()


@dataclass(frozen=True)
class SkillUse:
    skill: str
    use: str
    one_thing_to_try: str = ""


@dataclass(frozen=True)
class ConditionUse:
    condition: str
    detail: str = ""


@dataclass(frozen=True)
class Related:
    slug: str
    reason: str


@dataclass(frozen=True)
class Code:
    scheme: str
    code: str


@dataclass
class CareerSheet:
    """One career. Text is Markdown where the model's field is; lists keep their order.

    It holds what editors and files say. Titles and interests that open data attached have a
    source of their own, are in no sheet, and no sheet changes them.
    """

    slug: str
    title: str = ""
    summary: str = ""
    titles: Titles = Titles()
    sectors: Sectors = Sectors()
    subjects: tuple[str, ...] = ()  # sorted
    interests: tuple[str, ...] = ()  # values of Interest, the strongest first
    drawing: Drawing = Drawing()
    salary: Salary = Salary()
    hours: Hours = Hours()
    overview: str = ""
    hard_part: HardPart = HardPart()
    what_it_takes: str = ""
    day_to_day: str = ""
    requirements: tuple[RequirementLine, ...] = ()
    no_degree_needed: bool = False
    skills: tuple[SkillUse, ...] = ()
    routes: tuple[RouteSheet, ...] = ()
    academic_notes: str = ""
    work_notes: str = ""
    other_notes: str = ""
    conditions: tuple[ConditionUse, ...] = ()
    where_it_can_lead: str = ""
    find_out_more: str = ""
    related: tuple[Related, ...] = ()
    codes: tuple[Code, ...] = field(default=())  # sorted
    reviewed_on: str = ""  # ISO date, or empty

    def digests(self) -> dict[str, str]:
        """A short digest of each block; equal digests mean equal blocks."""
        values = dataclasses.asdict(self)
        return {
            name: hashlib.sha256(json.dumps(values[name], default=str).encode()).hexdigest()[:16]
            for name in BLOCKS
        }


BLOCKS = tuple(entry.name for entry in dataclasses.fields(CareerSheet) if entry.name != "slug")
# The blocks that are one column of the career each.
TEXT_BLOCKS = (
    "title",
    "summary",
    "overview",
    "what_it_takes",
    "day_to_day",
    "no_degree_needed",
    "academic_notes",
    "work_notes",
    "other_notes",
    "where_it_can_lead",
    "find_out_more",
)
