"""Writes a sheet as the file that ``text`` reads."""

from django.utils.dates import MONTHS

from profiles.imports.sheets.lines import VARIES, write_requirement
from profiles.imports.sheets.sheet import CareerSheet, Hours, Salary, SkillUse
from profiles.imports.sheets.text import ROUTES
from profiles.models import CodeScheme, Interest, RouteKind


def write_career(sheet: CareerSheet) -> str:
    """The file that says ``sheet``, without headings that would stand above nothing.

    :func:`parse_career` reads the same sheet back, if its Markdown has no heading of level two and
    its routes stand in the order of their headings.
    """
    keys = [f"{key}: {value}" for key, value in _keys(sheet).items() if value]
    sections = [f"## {heading}\n\n{text}" for heading, text in _sections(sheet).items() if text]
    return "\n\n".join([f"# {sheet.title}", "\n".join(keys), *sections]) + "\n"


def _keys(sheet: CareerSheet) -> dict[str, str]:
    """What stands above the first heading, by key."""
    return {
        "also called": "; ".join(sheet.titles.also_called),
        "hidden titles": "; ".join(sheet.titles.hidden),
        "summary": sheet.summary,
        "main sector": sheet.sectors.main,
        "other sectors": "; ".join(sheet.sectors.others),
        "subjects": "; ".join(sheet.subjects),
        "interests": "; ".join(str(Interest(interest).label) for interest in sheet.interests),
        "drawing": sheet.drawing.name,
        "drawing in words": sheet.drawing.alt,
        "salary": _salary(sheet.salary),
        "hours": _hours(sheet.hours),
        "no degree needed": "yes" if sheet.no_degree_needed else "",
        "codes": "; ".join(f"{CodeScheme(code.scheme).label} {code.code}" for code in sheet.codes),
        "reviewed": sheet.reviewed_on,
    }


def _sections(sheet: CareerSheet) -> dict[str, str]:
    """What stands below each heading."""
    hard_source = f"\n\nsource: {sheet.hard_part.source}" if sheet.hard_part.source else ""
    return {
        "Overview": sheet.overview,
        "The hard part": sheet.hard_part.text + hard_source,
        "What it takes": sheet.what_it_takes,
        "Day to day": sheet.day_to_day,
        "What you need": "\n".join(map(write_requirement, sheet.requirements)),
        "Essential skills": "\n\n".join(map(_skill, sheet.skills)),
        "Academic and vocational notes": _notes(sheet, sheet.academic_notes, "academic and vocational notes"),
        "Work-based training notes": _notes(sheet, sheet.work_notes, "work-based training notes"),
        "Other routes": _notes(sheet, sheet.other_notes, "other routes"),
        "Good to know": "\n".join(_row(use.condition, use.detail) for use in sheet.conditions),
        "Where it can lead": sheet.where_it_can_lead,
        "Find out more": sheet.find_out_more,
        "Related careers": "\n".join(_row(other.slug, other.reason) for other in sheet.related),
    }


def _row(*cells: str) -> str:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return " | ".join(cells)


def _salary(salary: Salary) -> str:
    return _figures(
        salary, "" if salary.starter is None else f"£{salary.starter:,} to £{salary.experienced:,}"
    )


def _hours(hours: Hours) -> str:
    numbers = [f"{number}".removesuffix(".0") for number in (hours.least, hours.most) if number is not None]
    return _figures(hours, " to ".join(dict.fromkeys(numbers)))


def _figures(figure: Salary | Hours, numbers: str) -> str:
    if numbers:
        when = f"{MONTHS[figure.month]} {figure.year}" if figure.month else ""
        return _row(numbers, figure.source, when, figure.note)
    return _row(VARIES, "", "", figure.note) if figure.note else ""


def _skill(use: SkillUse) -> str:
    to_try = f"\n\ntry: {use.one_thing_to_try}" if use.one_thing_to_try else ""
    return f"### {use.skill}\n\n{use.use}{to_try}"


def _notes(sheet: CareerSheet, text: str, heading: str) -> str:
    parts = [text] if text else []
    for route in sheet.routes:
        if route.kind in ROUTES[heading]:
            needs = "\n".join(map(write_requirement, route.requirements))
            parts.append("\n\n".join(filter(None, [f"### {RouteKind(route.kind).label}", route.text, needs])))
    return "\n\n".join(parts)
