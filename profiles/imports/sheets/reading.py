"""From rows to a sheet: what is stored of a career, in the plain form that files bring."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from profiles.imports.sheets.sheet import (
    TEXT_BLOCKS,
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
    Career,
    CareerCondition,
    CareerInterest,
    CareerSkill,
    CareerTitle,
    Qualification,
    RelatedCareer,
    Requirement,
    Sector,
    Source,
    Subject,
)

NamedRow = Qualification | Sector | Source | Subject
# Where ``with_parts`` puts the requirements of every route.
GENERAL_REQUIREMENTS = "general_requirements"


def with_parts(careers: QuerySet[Career]) -> QuerySet[Career]:
    """``careers`` with everything ``read_sheet`` needs, in the same number of queries for any number."""
    requirements = Requirement.objects.select_related("qualification").prefetch_related("subjects")
    parts: list[str | Prefetch] = [
        Prefetch("titles", CareerTitle.objects.unattached()),
        Prefetch("interests", CareerInterest.objects.unattached()),
        "other_sectors",
        "subjects",
        "codes",
        Prefetch("skill_uses", CareerSkill.objects.select_related("skill")),
        Prefetch("condition_uses", CareerCondition.objects.select_related("condition")),
        Prefetch("related", RelatedCareer.objects.select_related("other")),
        Prefetch("requirements", requirements.filter(route=None), to_attr=GENERAL_REQUIREMENTS),
        "routes",
        Prefetch("routes__requirements", requirements),
    ]
    sources = ("salary_source", "hours_source", "hard_part_source")
    return careers.select_related("main_sector", *sources).prefetch_related(*parts)


def read_sheet(career: Career) -> CareerSheet:
    """The sheet of a career that came from ``with_parts``; runs no query."""
    return CareerSheet(
        slug=career.slug,
        titles=_titles(career.titles.all()),
        sectors=Sectors(_name(career.main_sector), _names(career.other_sectors.all())),
        subjects=_names(career.subjects.all()),
        interests=tuple(row.interest for row in career.interests.all()),
        drawing=Drawing(career.drawing, career.drawing_alt),
        salary=_salary(career),
        hours=_hours(career),
        hard_part=HardPart(career.hard_part, _name(career.hard_part_source)),
        requirements=tuple(map(stored_line, getattr(career, GENERAL_REQUIREMENTS))),
        skills=tuple(
            SkillUse(use.skill.name, use.use, use.one_thing_to_try) for use in career.skill_uses.all()
        ),
        routes=tuple(
            RouteSheet(route.kind, route.text, tuple(map(stored_line, route.requirements.all())))
            for route in career.routes.all()
        ),
        conditions=tuple(ConditionUse(use.condition.name, use.detail) for use in career.condition_uses.all()),
        related=tuple(Related(other.other.slug, other.reason) for other in career.related.all()),
        codes=tuple(sorted((Code(code.scheme, code.code) for code in career.codes.all()), key=str)),
        reviewed_on=career.reviewed_on.isoformat() if career.reviewed_on else "",
        **{block: getattr(career, block) for block in TEXT_BLOCKS},
    )


def stored_line(row: Requirement) -> RequirementLine:
    """What ``row`` holds, with names for rows; it came with its qualification and subjects."""
    return RequirementLine(
        strength=row.strength,
        at_least=row.at_least,
        at_most=row.at_most,
        qualification=_name(row.qualification),
        or_equivalent=row.or_equivalent,
        subjects=_names(row.subjects.all()),
        subject_words=row.subject_words,
        grade=row.grade,
        purpose=row.purpose,
        words=row.words,
    )


def _titles(rows: Iterable[CareerTitle]) -> Titles:
    return Titles(
        also_called=tuple(title.name for title in rows if not title.is_hidden),
        hidden=tuple(title.name for title in rows if title.is_hidden),
    )


def _salary(career: Career) -> Salary:
    return Salary(
        career.salary_starter,
        career.salary_experienced,
        career.salary_note,
        _name(career.salary_source),
        career.salary_as_at_month,
        career.salary_as_at_year,
    )


def _hours(career: Career) -> Hours:
    return Hours(
        career.hours_min,
        career.hours_max,
        career.hours_note,
        _name(career.hours_source),
        career.hours_as_at_month,
        career.hours_as_at_year,
    )


def _name(row: NamedRow | None) -> str:
    return row.name if row else ""


def _names(rows: Iterable[NamedRow]) -> tuple[str, ...]:
    return tuple(sorted(row.name for row in rows))
