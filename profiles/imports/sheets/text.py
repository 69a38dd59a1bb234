"""How a whole career is written in one file that anybody can read and correct.

The grammar is described in docs/sheets.md, for people who are not programmers: a title, lines of
``key: value``, then headings with Markdown beneath them.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import models

from profiles.imports.errors import SheetError
from profiles.imports.sheets.lines import known_name, parse_hours, parse_requirement, parse_salary
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
from profiles.models import (
    CodeScheme,
    Condition,
    Interest,
    Qualification,
    RouteKind,
    Sector,
    Skill,
    Source,
    Strength,
    Subject,
)


@dataclass(frozen=True)
class Names:
    """The names that a career file may use, in their right spelling."""

    sectors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    qualifications: dict[str, str] = field(default_factory=dict)  # singular and plural to singular

    @classmethod
    def stored(cls) -> "Names":
        """Those in the database, in six queries."""
        awards = Qualification.objects.values_list("name", "plural")
        return cls(
            sectors=_stored_names(Sector),
            subjects=_stored_names(Subject),
            skills=_stored_names(Skill),
            conditions=_stored_names(Condition),
            sources=_stored_names(Source),
            qualifications={said: name for name, plural in awards for said in (name, plural)},
        )


def _stored_names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(model._default_manager.values_list("name", flat=True))


KEYS = {
    "also called": "several",
    "hidden titles": "several",
    "summary": "words",
    "main sector": "sector",
    "other sectors": "sectors",
    "subjects": "subjects",
    "interests": "interests",
    "drawing": "words",
    "drawing in words": "words",
    "salary": "salary",
    "hours": "hours",
    "no degree needed": "yes_or_no",
    "codes": "codes",
    "reviewed": "day",
}
SECTIONS = {
    "overview": "markdown",
    "the hard part": "hard_part",
    "what it takes": "markdown",
    "day to day": "markdown",
    "what you need": "requirements",
    "essential skills": "skills",
    "academic and vocational notes": "notes",
    "work-based training notes": "notes",
    "other routes": "notes",
    "good to know": "conditions",
    "where it can lead": "markdown",
    "find out more": "markdown",
    "related careers": "related",
}
ROUTES = {
    "academic and vocational notes": (RouteKind.UNIVERSITY, RouteKind.COLLEGE, RouteKind.APPRENTICESHIP),
    "work-based training notes": (RouteKind.WORK, RouteKind.DIRECT),
    "other routes": (RouteKind.VOLUNTEERING, RouteKind.OTHER),
}
_REQUIREMENT = re.compile(rf"(?:{'|'.join(Strength.values)})\s*\||[^|]*\s\|\s", re.I)


@dataclass
class _Part:
    """A heading and the numbered lines beneath it."""

    heading: str
    number: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    def markdown(self) -> str:
        return "\n".join(line for _, line in self.lines).strip()

    def filled_lines(self) -> list[tuple[int, str]]:
        return [(number, line.strip()) for number, line in self.lines if line.strip()]

    def take(self, key: str) -> tuple[int, str]:
        """Take the line ``key: value`` out; (its number, its value), or (0, "")."""
        for place, (number, line) in enumerate(self.lines):
            if line.lower().startswith(f"{key}:"):
                del self.lines[place]
                return number, line.partition(":")[2].strip()
        return 0, ""

    def divided(self, mark: str) -> list["_Part"]:
        """What stands before the first heading with ``mark``, then one part a heading."""
        parts = [_Part(self.heading, self.number)]
        for number, line in self.lines:
            if line.startswith(f"{mark} "):
                parts.append(_Part(line[len(mark) :].strip(), number))
            else:
                parts[-1].lines.append((number, line))
        return parts


def parse_career(text: str, slug: str, names: Names, file: str) -> CareerSheet:
    """The career that ``text`` describes.

    Raises :class:`SheetError` with one line a fault, each naming ``file`` and the line's number.
    """
    reader = _Reader(names)
    sheet = reader.read(slug, text)
    if reader.faults:
        raise SheetError(
            "\n".join(f"{file}, line {number}: {fault}" for number, fault in sorted(reader.faults))
        )
    return sheet


def read_career_file(path: Path, names: Names) -> CareerSheet:
    """The career in the file at ``path``, whose name is the career's slug.

    Raises :class:`SheetError`, also where the file is not text in UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path.name} is not saved as plain text in UTF-8") from error
    return parse_career(text, path.stem, names, path.name)


class _Reader:
    """Reads one file and remembers every fault with its line, so that all are reported at once."""

    def __init__(self, names: Names):
        self.names = names
        self.faults: list[tuple[int, str]] = []

    @contextmanager
    def fault_at(self, number: int):
        try:
            yield
        except SheetError as fault:
            self.faults.append((number, str(fault)))

    def read(self, slug: str, text: str) -> CareerSheet:
        head, *sections = _Part("", 1, list(enumerate(text.splitlines(), start=1))).divided("##")
        values = self.keys(head)
        for section in sections:
            with self.fault_at(section.number):
                heading = known_name(section.heading, SECTIONS, "the heading")
                if heading in values:
                    raise SheetError(f"the heading “{section.heading}” stands twice")
                values[heading] = getattr(self, SECTIONS[heading])(section)
        routes = [values.get(heading, ("", ())) for heading in ROUTES]
        return CareerSheet(
            slug=slug,
            title=values["title"],
            summary=values.get("summary", ""),
            titles=Titles(values.get("also called", ()), values.get("hidden titles", ())),
            sectors=Sectors(values.get("main sector", ""), values.get("other sectors", ())),
            subjects=values.get("subjects", ()),
            interests=values.get("interests", ()),
            drawing=Drawing(values.get("drawing", ""), values.get("drawing in words", "")),
            salary=values.get("salary", Salary()),
            hours=values.get("hours", Hours()),
            overview=values.get("overview", ""),
            hard_part=values.get("the hard part", HardPart()),
            what_it_takes=values.get("what it takes", ""),
            day_to_day=values.get("day to day", ""),
            requirements=values.get("what you need", ()),
            no_degree_needed=values.get("no degree needed", False),
            skills=values.get("essential skills", ()),
            routes=tuple(route for _, found in routes for route in found),
            academic_notes=routes[0][0],
            work_notes=routes[1][0],
            other_notes=routes[2][0],
            conditions=values.get("good to know", ()),
            where_it_can_lead=values.get("where it can lead", ""),
            find_out_more=values.get("find out more", ""),
            related=values.get("related careers", ()),
            codes=values.get("codes", ()),
            reviewed_on=values.get("reviewed", ""),
        )

    def keys(self, head: _Part) -> dict:
        values = {"title": ""}
        for number, line in head.filled_lines():
            with self.fault_at(number):
                if line.startswith("# "):
                    if values["title"]:
                        raise SheetError("a file has one title, the line that starts with “# ”")
                    values["title"] = line[2:].strip()
                    continue
                typed, colon, value = line.partition(":")
                if not colon:
                    raise SheetError(f"“{line}” should read key: value, or stand beneath a heading")
                key = known_name(typed.strip(), KEYS, "the key")
                if key in values:
                    raise SheetError(f"“{key}” stands twice")
                values[key] = getattr(self, KEYS[key])(value.strip())
        for key, words in (("title", "“# ” and the title"), ("summary", "“summary:” and one sentence")):
            if not values.get(key):
                self.faults.append((1, f"the file needs a line with {words}"))
        return values

    # --- Keys: each takes what stands after the colon -------------------------------------------------

    def words(self, value: str) -> str:
        return value

    def several(self, value: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in value.split(";") if part.strip())

    def sector(self, value: str) -> str:
        return known_name(value, self.names.sectors, "the sector")

    def sectors(self, value: str) -> tuple[str, ...]:
        return tuple(sorted(self.sector(part) for part in self.several(value)))

    def subjects(self, value: str) -> tuple[str, ...]:
        return tuple(
            sorted(known_name(part, self.names.subjects, "the subject") for part in self.several(value))
        )

    def interests(self, value: str) -> tuple[str, ...]:
        by_label = {str(label): interest for interest, label in Interest.choices}
        return tuple(by_label[known_name(part, by_label, "the interest")] for part in self.several(value))

    def source(self, value: str) -> str:
        return known_name(value, self.names.sources, "the source") if value else ""

    def salary(self, value: str) -> Salary:
        salary = parse_salary(value)
        self.source(salary.source)
        return salary

    def hours(self, value: str) -> Hours:
        hours = parse_hours(value)
        self.source(hours.source)
        return hours

    def yes_or_no(self, value: str) -> bool:
        if value.lower() not in {"yes", "no"}:
            raise SheetError(f"“{value}” must be yes or no")
        return value.lower() == "yes"

    def codes(self, value: str) -> tuple[Code, ...]:
        return tuple(sorted(map(_code, self.several(value)), key=lambda code: (code.scheme, code.code)))

    def day(self, value: str) -> str:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise SheetError(f"“{value}” is not a day such as 2026-03-31") from error

    # --- Sections: each takes the heading's part ------------------------------------------------------

    def markdown(self, part: _Part) -> str:
        return part.markdown()

    def hard_part(self, part: _Part) -> HardPart:
        number, source = part.take("source")
        with self.fault_at(number):
            source = self.source(source)
        return HardPart(part.markdown(), source)

    def requirements(self, part: _Part) -> tuple[RequirementLine, ...]:
        found = []
        for number, line in part.filled_lines():
            with self.fault_at(number):
                found.append(parse_requirement(line, self.names.subjects, self.names.qualifications))
        return tuple(found)

    def skills(self, part: _Part) -> tuple[SkillUse, ...]:
        before, *parts = part.divided("###")
        found: list[SkillUse] = []
        for number, line in before.filled_lines():
            self.faults.append(
                (number, f"“{line}” stands before the first skill, a line such as “### Listening”")
            )
        for each in parts:
            with self.fault_at(each.number):
                name = known_name(each.heading, self.names.skills, "the skill")
                if name in {use.skill for use in found}:
                    raise SheetError(f"the skill “{name}” stands twice")
                _, to_try = each.take("try")
                found.append(SkillUse(name, each.markdown(), to_try))
        return tuple(found)

    def notes(self, part: _Part) -> tuple[str, tuple[RouteSheet, ...]]:
        before, *parts = part.divided("###")
        kinds = {str(kind.label): kind.value for kind in ROUTES[part.heading.lower()]}
        routes = []
        for each in parts:
            with self.fault_at(each.number):
                kind = kinds[known_name(each.heading, kinds, f"under “{part.heading}” the way in")]
                wanted = [line for line in each.lines if _REQUIREMENT.match(line[1])]
                each.lines = [line for line in each.lines if line not in wanted]
                needs = self.requirements(_Part(each.heading, each.number, wanted))
                routes.append(RouteSheet(kind, each.markdown(), needs))
        return before.markdown(), tuple(routes)

    def conditions(self, part: _Part) -> tuple[ConditionUse, ...]:
        found = []
        for number, line in part.filled_lines():
            with self.fault_at(number):
                typed, _, detail = line.partition("|")
                name = known_name(typed.strip(), self.names.conditions, "the condition")
                found.append(ConditionUse(name, detail.strip()))
        return tuple(found)

    def related(self, part: _Part) -> tuple[Related, ...]:
        found = []
        for number, line in part.filled_lines():
            with self.fault_at(number):
                slug, _, reason = (cell.strip() for cell in line.partition("|"))
                if not reason or not re.fullmatch(r"[a-z0-9-]+", slug):
                    raise SheetError(f"“{line}” must read: address of the career | reason")
                found.append(Related(slug, reason))
        return tuple(found)


def _code(words: str) -> Code:
    for scheme in CodeScheme:
        if words.lower().startswith(f"{scheme.label} ".lower()):
            return Code(scheme.value, words[len(scheme.label) + 1 :].strip())
    schemes = ", ".join(str(scheme.label) for scheme in CodeScheme)
    raise SheetError(f"the code “{words}” must start with one of {schemes}")
