"""From a sheet to rows: one function a block, and the vocabulary in which names become keys."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from profiles.imports.errors import SheetError
from profiles.imports.sheets.sheet import (
    TEXT_BLOCKS,
    CareerSheet,
    Code,
    ConditionUse,
    Drawing,
    HardPart,
    Hours,
    RequirementLine,
    RouteSheet,
    Salary,
    Sectors,
    SkillUse,
    Titles,
)
from profiles.models import (
    Career,
    CareerCondition,
    CareerInterest,
    CareerSkill,
    CareerTitle,
    Condition,
    ExternalCode,
    Qualification,
    Requirement,
    Route,
    Sector,
    Skill,
    Source,
    Subject,
)
from profiles.reference import reference_values

NAMED_MODELS: tuple[type[models.Model], ...] = (Sector, Subject, Skill, Qualification, Condition, Source)
# A requirement and the keys of its subjects.
RequirementRow = tuple[Requirement, list[int]]


class Vocabulary:
    """The keys of the rows that a sheet calls by name, fetched once an import.

    ``with_reference`` adds the names that a real run would have loaded before, without rows.
    """

    def __init__(self, *, with_reference: bool) -> None:
        self._keys: dict[type[models.Model], dict[str, int]] = {
            model: dict(model._default_manager.values_list("name", "pk")) for model in NAMED_MODELS
        }
        for model, keys in self._keys.items():
            slugs = dict(model._default_manager.values_list("slug", "pk"))
            for values in reference_values()[model]:
                # An editor may call a sector something else: its slug still says which it is.
                if with_reference or values["slug"] in slugs:
                    keys.setdefault(values["name"], slugs.get(values["slug"], 0))

    def key(self, model: type[models.Model], name: str) -> int:
        """The key of the row called ``name``. Raises ``SheetError`` for a name that is not known."""
        if name not in self._keys[model]:
            raise SheetError(f"it names the {model._meta.verbose_name} “{name}”, which is not known here")
        return self._keys[model][name]

    def key_or_none(self, model: type[models.Model], name: str) -> int | None:
        """The same; None for no name."""
        return self.key(model, name) if name else None


@dataclass
class Rows:
    """The rows of some blocks of one career, made and checked but not yet stored."""

    values: dict[str, Any] = field(default_factory=dict)  # of the career itself
    links: dict[type[models.Model], list[Any]] = field(default_factory=dict)  # other sectors, subjects
    parts: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    requirements: list[RequirementRow] = field(default_factory=list)
    routes: list[tuple[Route, list[RequirementRow]]] = field(default_factory=list)

    def all_requirements(self) -> Iterator[RequirementRow]:
        """The requirements of every route, then those of each."""
        yield from self.requirements
        for _, requirements in self.routes:
            yield from requirements

    def all_parts(self) -> Iterator[models.Model]:
        """Every row but the links."""
        for rows in self.parts.values():
            yield from rows
        yield from (row for row, _ in self.requirements)
        for route, requirements in self.routes:
            yield route
            yield from (row for row, _ in requirements)

    def set_career(self, career_id: int) -> None:
        """Make every row a row of the career with this key."""
        for rows in (*self.parts.values(), *self.links.values()):
            for row in rows:
                row.career_id = career_id
        for requirement, _ in self.all_requirements():
            requirement.career_id = career_id
        for route, _ in self.routes:
            route.career_id = career_id


def make_rows(sheet: CareerSheet, blocks: Iterable[str], vocabulary: Vocabulary) -> Rows:
    """The rows of ``blocks``. Raises ``SheetError`` for a name that is not known."""
    rows = Rows()
    for block in blocks:
        value = getattr(sheet, block)
        if block in TEXT_BLOCKS:
            rows.values[block] = value
        else:
            ROWS_OF_BLOCK[block](rows, value, vocabulary)
    return rows


def _titles(rows: Rows, titles: Titles, vocabulary: Vocabulary) -> None:
    names = [(name, False) for name in titles.also_called] + [(name, True) for name in titles.hidden]
    rows.parts[CareerTitle] = [
        CareerTitle(name=name, is_hidden=is_hidden, position=position)
        for position, (name, is_hidden) in enumerate(names)
    ]


def _sectors(rows: Rows, sectors: Sectors, vocabulary: Vocabulary) -> None:
    link = Career.other_sectors.through
    rows.values["main_sector_id"] = vocabulary.key_or_none(Sector, sectors.main)
    rows.links[link] = [link(sector_id=vocabulary.key(Sector, name)) for name in sectors.others]


def _subjects(rows: Rows, subjects: Sequence[str], vocabulary: Vocabulary) -> None:
    link = Career.subjects.through
    rows.links[link] = [link(subject_id=vocabulary.key(Subject, name)) for name in subjects]


def _interests(rows: Rows, interests: Sequence[str], vocabulary: Vocabulary) -> None:
    rows.parts[CareerInterest] = [
        CareerInterest(interest=interest, position=position) for position, interest in enumerate(interests)
    ]


def _drawing(rows: Rows, drawing: Drawing, vocabulary: Vocabulary) -> None:
    rows.values |= {"drawing": drawing.name, "drawing_alt": drawing.alt}


def _salary(rows: Rows, salary: Salary, vocabulary: Vocabulary) -> None:
    rows.values |= {
        "salary_starter": salary.starter,
        "salary_experienced": salary.experienced,
        **_note_and_source("salary", salary, vocabulary),
    }


def _hours(rows: Rows, hours: Hours, vocabulary: Vocabulary) -> None:
    rows.values |= {
        "hours_min": hours.least,
        "hours_max": hours.most,
        **_note_and_source("hours", hours, vocabulary),
    }


def _note_and_source(figure: str, value: Salary | Hours, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        f"{figure}_note": value.note,
        f"{figure}_source_id": vocabulary.key_or_none(Source, value.source),
        f"{figure}_as_at_month": value.month,
        f"{figure}_as_at_year": value.year,
    }


def _hard_part(rows: Rows, hard_part: HardPart, vocabulary: Vocabulary) -> None:
    source_id = vocabulary.key_or_none(Source, hard_part.source)
    rows.values |= {"hard_part": hard_part.text, "hard_part_source_id": source_id}


def _general_requirements(rows: Rows, lines: Sequence[RequirementLine], vocabulary: Vocabulary) -> None:
    rows.requirements = _requirements(lines, vocabulary)


def _requirements(lines: Sequence[RequirementLine], vocabulary: Vocabulary) -> list[RequirementRow]:
    return [
        (
            Requirement(
                strength=line.strength,
                at_least=line.at_least,
                at_most=line.at_most,
                qualification_id=vocabulary.key_or_none(Qualification, line.qualification),
                or_equivalent=line.or_equivalent,
                subject_words=line.subject_words,
                grade=line.grade,
                purpose=line.purpose,
                words=line.words,
                position=position,
            ),
            [vocabulary.key(Subject, name) for name in line.subjects],
        )
        for position, line in enumerate(lines)
    ]


def _skills(rows: Rows, uses: Sequence[SkillUse], vocabulary: Vocabulary) -> None:
    rows.parts[CareerSkill] = [
        CareerSkill(
            skill_id=vocabulary.key(Skill, use.skill),
            use=use.use,
            one_thing_to_try=use.one_thing_to_try,
            position=position,
        )
        for position, use in enumerate(uses)
    ]


def _routes(rows: Rows, routes: Sequence[RouteSheet], vocabulary: Vocabulary) -> None:
    rows.routes = [
        (
            Route(kind=route.kind, text=route.text, position=position),
            _requirements(route.requirements, vocabulary),
        )
        for position, route in enumerate(routes)
    ]


def _conditions(rows: Rows, uses: Sequence[ConditionUse], vocabulary: Vocabulary) -> None:
    rows.parts[CareerCondition] = [
        CareerCondition(
            condition_id=vocabulary.key(Condition, use.condition), detail=use.detail, position=position
        )
        for position, use in enumerate(uses)
    ]


def _codes(rows: Rows, codes: Sequence[Code], vocabulary: Vocabulary) -> None:
    rows.parts[ExternalCode] = [ExternalCode(scheme=code.scheme, code=code.code) for code in codes]


def _reviewed_on(rows: Rows, day: str, vocabulary: Vocabulary) -> None:
    try:
        rows.values["reviewed_on"] = date.fromisoformat(day) if day else None
    except ValueError:
        raise SheetError(f"“{day}” is not a date such as 2025-04-30") from None


# Every block that is more than one column; "related" is missing, because other sheets come first.
ROWS_OF_BLOCK: dict[str, Callable[[Rows, Any, Vocabulary], None]] = {
    "titles": _titles,
    "sectors": _sectors,
    "subjects": _subjects,
    "interests": _interests,
    "drawing": _drawing,
    "salary": _salary,
    "hours": _hours,
    "hard_part": _hard_part,
    "requirements": _general_requirements,
    "skills": _skills,
    "routes": _routes,
    "conditions": _conditions,
    "codes": _codes,
    "reviewed_on": _reviewed_on,
}
