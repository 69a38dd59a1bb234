"""From rows to a sheet: what is stored of a career, in the plain form that files bring."""

from django.db.models import Prefetch

from profiles.imports.attachments import own
from profiles.imports.requirement_lines import stored_line
from profiles.imports.sheets.sheet import (
    TEXT_BLOCKS,
    CareerSheet,
    Code,
    ConditionUse,
    Drawing,
    HardPart,
    Hours,
    Related,
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
    RelatedCareer,
    Requirement,
    Route,
)


def with_parts(careers):
    """``careers`` with everything ``read_sheet`` needs, in the same number of queries for any number."""
    requirements = Requirement.objects.select_related("qualification").prefetch_related("subjects")
    return careers.select_related(
        "main_sector", "salary_source", "hours_source", "hard_part_source"
    ).prefetch_related(
        Prefetch("titles", own(CareerTitle)),
        Prefetch("interests", own(CareerInterest)),
        "other_sectors",
        "subjects",
        "codes",
        Prefetch("skill_uses", CareerSkill.objects.select_related("skill")),
        Prefetch("condition_uses", CareerCondition.objects.select_related("condition")),
        Prefetch("related", RelatedCareer.objects.select_related("other")),
        Prefetch("requirements", requirements.filter(route=None), to_attr="general_requirements"),
        Prefetch("routes", Route.objects.prefetch_related(Prefetch("requirements", requirements))),
    )


def read_sheet(career: Career) -> CareerSheet:
    """The sheet of a career that came from ``with_parts``; runs no query."""
    titles = career.titles.all()
    return CareerSheet(
        slug=career.slug,
        titles=Titles(
            also_called=tuple(title.name for title in titles if not title.is_hidden),
            hidden=tuple(title.name for title in titles if title.is_hidden),
        ),
        sectors=Sectors(_name(career.main_sector), _names(career.other_sectors.all())),
        subjects=_names(career.subjects.all()),
        interests=tuple(row.interest for row in career.interests.all()),
        drawing=Drawing(career.drawing, career.drawing_alt),
        salary=Salary(
            career.salary_starter,
            career.salary_experienced,
            career.salary_note,
            _name(career.salary_source),
            career.salary_as_at_month,
            career.salary_as_at_year,
        ),
        hours=Hours(
            career.hours_min,
            career.hours_max,
            career.hours_note,
            _name(career.hours_source),
            career.hours_as_at_month,
            career.hours_as_at_year,
        ),
        hard_part=HardPart(career.hard_part, _name(career.hard_part_source)),
        requirements=tuple(map(stored_line, career.general_requirements)),
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


def _name(row) -> str:
    return row.name if row else ""


def _names(rows) -> tuple[str, ...]:
    return tuple(sorted(row.name for row in rows))
