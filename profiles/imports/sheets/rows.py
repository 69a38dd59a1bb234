"""From a sheet to rows: names become rows, and what cannot be stored is refused in words."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from profiles.imports.sheets.sheet import TEXT_BLOCKS, CareerSheet, SheetError
from profiles.models import (
    Career,
    CareerCondition,
    CareerInterest,
    CareerSkill,
    CareerTitle,
    Condition,
    ExternalCode,
    ImportRecord,
    Qualification,
    RelatedCareer,
    Requirement,
    Route,
    Sector,
    Skill,
    Source,
    Subject,
)
from profiles.reference import reference_values


class Vocabulary:
    """The rows that a sheet calls by name, fetched once an import.

    ``with_reference`` adds the names that a real run would have loaded before, without rows.
    """

    def __init__(self, *, with_reference: bool):
        self._keys = {
            model: dict(model.objects.values_list("name", "pk"))
            for model in (Sector, Subject, Skill, Qualification, Condition, Source)
        }
        for model, keys in self._keys.items():
            slugs = dict(model.objects.values_list("slug", "pk"))
            for values in reference_values()[model]:
                # An editor may call a sector something else: its slug still says which it is.
                if with_reference or values["slug"] in slugs:
                    keys.setdefault(values["name"], slugs.get(values["slug"], 0))

    def key(self, model: type[models.Model], name: str) -> int | None:
        if not name:
            return None
        if name not in self._keys[model]:
            raise SheetError(f"it names the {model._meta.verbose_name} “{name}”, which is not known here")
        return self._keys[model][name]


@dataclass
class Rows:
    """The rows of some blocks of one career, made and checked but not yet stored."""

    values: dict = field(default_factory=dict)  # of the career itself
    links: dict[type[models.Model], list] = field(default_factory=dict)  # other sectors, subjects
    parts: dict[type[models.Model], list] = field(default_factory=dict)
    requirements: list[tuple[Requirement, list[int]]] = field(default_factory=list)
    routes: list[tuple[Route, list[tuple[Requirement, list[int]]]]] = field(default_factory=list)

    def all_parts(self) -> Iterator[models.Model]:
        for rows in self.parts.values():
            yield from rows
        yield from (row for row, _ in self.requirements)
        for route, requirements in self.routes:
            yield route
            yield from (row for row, _ in requirements)


def rows_of(sheet: CareerSheet, blocks: Iterable[str], vocabulary: Vocabulary) -> Rows:
    """The rows of ``blocks``. Raises ``SheetError`` for a name that is not known."""
    rows, key = Rows(), vocabulary.key
    for block in blocks:
        value = getattr(sheet, block)
        if block in TEXT_BLOCKS:
            rows.values[block] = value
        elif block == "titles":
            names = [(name, False) for name in value.also_called] + [(name, True) for name in value.hidden]
            rows.parts[CareerTitle] = [
                CareerTitle(name=name, is_hidden=hidden, position=position)
                for position, (name, hidden) in enumerate(names)
            ]
        elif block == "sectors":
            rows.values["main_sector_id"] = key(Sector, value.main)
            rows.links[Career.other_sectors.through] = [
                Career.other_sectors.through(sector_id=key(Sector, name)) for name in value.others
            ]
        elif block == "subjects":
            rows.links[Career.subjects.through] = [
                Career.subjects.through(subject_id=key(Subject, name)) for name in value
            ]
        elif block == "interests":
            rows.parts[CareerInterest] = [
                CareerInterest(interest=interest, position=position)
                for position, interest in enumerate(value)
            ]
        elif block == "drawing":
            rows.values |= {"drawing": value.name, "drawing_alt": value.alt}
        elif block == "salary":
            rows.values |= {
                "salary_starter": value.starter,
                "salary_experienced": value.experienced,
                "salary_note": value.note,
                "salary_source_id": key(Source, value.source),
                "salary_as_at_month": value.month,
                "salary_as_at_year": value.year,
            }
        elif block == "hours":
            rows.values |= {
                "hours_min": value.least,
                "hours_max": value.most,
                "hours_note": value.note,
                "hours_source_id": key(Source, value.source),
                "hours_as_at_month": value.month,
                "hours_as_at_year": value.year,
            }
        elif block == "hard_part":
            rows.values |= {"hard_part": value.text, "hard_part_source_id": key(Source, value.source)}
        elif block == "requirements":
            rows.requirements = _requirements(value, key)
        elif block == "skills":
            rows.parts[CareerSkill] = [
                CareerSkill(
                    skill_id=key(Skill, use.skill),
                    use=use.use,
                    one_thing_to_try=use.one_thing_to_try,
                    position=position,
                )
                for position, use in enumerate(value)
            ]
        elif block == "routes":
            rows.routes = [
                (
                    Route(kind=route.kind, text=route.text, position=position),
                    _requirements(route.requirements, key),
                )
                for position, route in enumerate(value)
            ]
        elif block == "conditions":
            rows.parts[CareerCondition] = [
                CareerCondition(
                    condition_id=key(Condition, use.condition), detail=use.detail, position=position
                )
                for position, use in enumerate(value)
            ]
        elif block == "codes":
            rows.parts[ExternalCode] = [ExternalCode(scheme=code.scheme, code=code.code) for code in value]
        elif block == "reviewed_on":
            try:
                rows.values["reviewed_on"] = date.fromisoformat(value) if value else None
            except ValueError:
                raise SheetError(f"“{value}” is not a date such as 2025-04-30") from None
    return rows


def _requirements(lines, key) -> list[tuple[Requirement, list[int]]]:
    return [
        (
            Requirement(
                strength=line.strength,
                at_least=line.at_least,
                at_most=line.at_most,
                qualification_id=key(Qualification, line.qualification),
                or_equivalent=line.or_equivalent,
                subject_words=line.subject_words,
                grade=line.grade,
                purpose=line.purpose,
                words=line.words,
                position=position,
            ),
            [key(Subject, name) for name in line.subjects],
        )
        for position, line in enumerate(lines)
    ]


def looked_over(key: str, sheet: CareerSheet | SheetError) -> CareerSheet | SheetError:
    """``sheet``, or what is wrong with it whatever the database holds."""
    if isinstance(sheet, SheetError):
        return sheet
    try:
        _refuse_unusable_text([key, dataclasses.asdict(sheet)])
        _refuse_repeated(sheet)
        for row in (ImportRecord(key=key), *(RelatedCareer(reason=other.reason) for other in sheet.related)):
            refuse_invalid(row, constraints=False)
    except SheetError as error:
        return error
    return sheet


def _refuse_unusable_text(value) -> None:
    """NUL and halves of characters: one database or the other cannot hold them."""
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            pending.extend(value)
        elif isinstance(value, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
            raise SheetError("it holds a character that cannot be stored")


def _refuse_repeated(sheet: CareerSheet) -> None:
    named = {
        "title": [name.lower() for name in sheet.titles.also_called + sheet.titles.hidden],
        "sector": [*sheet.sectors.others],
        "subject": sheet.subjects,
        "interest": sheet.interests,
        "skill": [use.skill for use in sheet.skills],
        "condition": sheet.conditions,
        "code": sheet.codes,
        "related career": [related.slug for related in sheet.related],
    }
    for what, values in named.items():
        if len(set(values)) < len(values):
            raise SheetError(f"it names the same {what} twice")


def refuse_invalid(row: models.Model, *, constraints: bool) -> None:
    """What Django refuses about the fields of ``row``, and, when asked, the database's constraints.

    References are left out: they were resolved just now, and each would cost a query.
    """
    references = {entry.name for entry in row._meta.concrete_fields if entry.is_relation}
    references |= {"id", "photograph", "imported_at", "blocks"}
    try:
        row.clean_fields(exclude=references)
        if constraints:
            row.validate_constraints(exclude={"career"})  # what must be unique was looked at before
    except ValidationError as error:
        raise SheetError(_in_words(row, error)) from None


def _in_words(row: models.Model, error: ValidationError) -> str:
    parts = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{row._meta.get_field(name).verbose_name}: "
        parts.append(label + " ".join(messages))
    return "; ".join(parts)
