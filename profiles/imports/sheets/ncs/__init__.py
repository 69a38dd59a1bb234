"""Reads the job profiles of the National Careers Service, one JSON object a profile.

docs/importing.md says what becomes of each field. The file is read twice, record by record: once to
refuse it whole if it is broken, once to make the sheets.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from profiles.imports.errors import SheetError
from profiles.imports.sheets.files import SheetFile
from profiles.imports.sheets.markdown import markdown_from_html, plain_from_html, sentence, shortened
from profiles.imports.sheets.ncs import conditions
from profiles.imports.sheets.ncs.fields import Fields
from profiles.imports.sheets.ncs.records import count_records, records_of
from profiles.imports.sheets.ncs.requirements import requirement_lines, strength_and_statements
from profiles.imports.sheets.sheet import (
    CareerSheet,
    Code,
    ConditionUse,
    Hours,
    RequirementLine,
    RouteSheet,
    Salary,
    Sectors,
    Titles,
)
from profiles.models import CodeScheme, RouteKind

SOURCE = "National Careers Service"
SUMMARY_LENGTH = 160
HOURS_NOTES = {
    "term time": "In term time only.",
    "seasonal": "It depends on the season.",
    "irregular": "The hours are irregular.",
    "variable": "The hours vary.",
    "a week": "",
    "week": "",
}
A_LEVEL = "A level"
ROUTES_FROM_SCHOOL = {RouteKind.COLLEGE, RouteKind.APPRENTICESHIP}
_ASKS_DEGREE = re.compile(r"\b(?:degrees?|(?:post)?graduates?|university|qualified|chartered)\b", re.I)
_ASKS_NOTHING = re.compile(
    r"no set (?:entry )?requirements|(?:not|no) (?:need )?(?:any )?formal|no qualifications", re.I
)


def read_file(path: Path) -> SheetFile:
    """The profiles in the file at ``path``, by slug.

    A profile with a value that cannot be used comes as its ``SheetError``. Raises ``SheetError``
    with the place for a file that is broken, ``OSError`` for one that cannot be opened.
    """
    return SheetFile(count_records(path), _sheets(path))


def _sheets(path: Path) -> Iterator[tuple[str, CareerSheet | SheetError]]:
    for record in records_of(path):
        try:
            sheet = career_sheet(record)
        except SheetError as error:
            yield record["slug"], error
        else:
            yield record["slug"], sheet


def career_sheet(record: dict[str, Any]) -> CareerSheet:
    """The sheet of one profile. Raises ``SheetError`` for a value that cannot be used."""
    fields = Fields(record)
    description = markdown_from_html(fields.text("description_html"))
    year, month, reviewed_on = _last_changed(fields.text("modified_utc"))
    title = plain_from_html(fields.text("title")).rstrip("*")
    labels = [label for label in fields.texts("esco_occupation_label") if label]
    sectors = _sectors(fields)
    routes, uses = _routes(fields), _conditions(fields)
    return CareerSheet(
        slug=slugify(fields.text("slug")),
        title=title,
        summary=shortened(plain_from_html(fields.text("description_html")), SUMMARY_LENGTH),
        titles=Titles(hidden=_hidden_titles(labels, title)),
        sectors=sectors,
        subjects=_subjects(routes),
        salary=_salary(fields, year, month),
        hours=_hours(fields, year, month),
        overview=description,
        what_it_takes=_listed([fields.text("digital_skills_html")], "to "),
        day_to_day=_listed(fields.texts("day_to_day_tasks")),
        no_degree_needed=_needs_no_degree(routes, uses),
        routes=routes,
        conditions=uses,
        where_it_can_lead=markdown_from_html(fields.text("career_path_html")),
        find_out_more=_paragraphs(
            markdown_from_html(fields.text(name))
            for name in ("professional_bodies_html", "career_tips_html", "further_information_html")
        ),
        codes=_codes(fields, labels),
        reviewed_on=reviewed_on,
    )


def _last_changed(text: str) -> tuple[int, int, str]:
    """(year, month, ISO date) of the record's own time stamp: the figures are as old as it."""
    stamp = re.match(r"(20\d\d)-(\d\d)-(\d\d)", text)
    if not stamp:
        raise SheetError(f"its modified_utc does not say when it was true: “{text[:40]}”")
    return int(stamp[1]), int(stamp[2]), stamp[0]


def _hidden_titles(labels: list[str], title: str) -> tuple[str, ...]:
    """The labels once each, whatever their capitals, without the title itself."""
    return tuple({label.lower(): label for label in labels if label.lower() != title.lower()}.values())


def _sectors(fields: Fields) -> Sectors:
    categories = list(dict.fromkeys(fields.texts("categories")))
    return Sectors(categories[0] if categories else "", tuple(sorted(categories[1:])))


def _codes(fields: Fields, labels: list[str]) -> tuple[Code, ...]:
    found = {Code(CodeScheme.ESCO.value, label) for label in labels}
    for scheme, name in ((CodeScheme.ONET, "onet_code"), (CodeScheme.SOC2010, "soc_code")):
        if code := fields.text(name):
            found.add(Code(scheme.value, code))
    return tuple(sorted(found, key=str))


def _salary(fields: Fields, year: int, month: int) -> Salary:
    starter, experienced = (_pounds(fields.text(name)) for name in ("salary_starter", "salary_experienced"))
    if starter is None and experienced is None:
        return Salary()
    return Salary(starter, experienced, source=SOURCE, month=month, year=year)


def _pounds(text: str) -> int | None:
    if text.lower() in {"", "variable"}:
        return None
    digits = text.removeprefix("£").replace(",", "")
    if not re.fullmatch(r"[0-9]{1,7}", digits):
        raise SheetError(f"“{text[:40]}” is not a salary")
    return int(digits)


def _hours(fields: Fields, year: int, month: int) -> Hours:
    least, most = fields.number("hours_min"), fields.number("hours_max")
    details = fields.text("hours_details")
    note = HOURS_NOTES.get(details, sentence(plain_from_html(details)))
    if least is None and most is None:
        return Hours(note=note)
    return Hours(least, most, note, SOURCE, month, year)


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _listed(htmls: list[str], prefix: str = "") -> str:
    lines = (plain_from_html(html).removeprefix(prefix) for html in htmls)
    return "\n".join(f"- {line}" for line in lines if line)


def _routes(fields: Fields) -> tuple[RouteSheet, ...]:
    """One route a kind, in our order. The names of standard links have no address and are left out."""
    given = fields.routes()
    standards = [name for name in fields.texts("apprenticeship_standards") if name]
    if standards:
        given.setdefault(RouteKind.APPRENTICESHIP.value, [Fields({})])
    routes = []
    for kind in RouteKind.values:
        for number, entry in enumerate(given.get(kind, [])):
            leads_to_standards = kind == RouteKind.APPRENTICESHIP and number == 0
            routes.append(_route(kind, entry, standards if leads_to_standards else []))
    return tuple(routes)


def _route(kind: str, entry: Fields, standards: list[str]) -> RouteSheet:
    lines, statements = _requirements(entry)
    parts = [
        *(
            markdown_from_html(entry.text(name))
            for name in ("RelevantSubjects", "Description", "FurtherInfo")
        ),
        " ".join(statements),
        f"Apprenticeships that lead here: {'; '.join(standards)}." if standards else "",
    ]
    return RouteSheet(kind, _paragraphs(parts), lines)


def _requirements(entry: Fields) -> tuple[tuple[RequirementLine, ...], list[str]]:
    """The requirements of one route, once each, and the sentences that state none."""
    strength, statements = strength_and_statements(entry.texts("RequirementsPrefix"))
    lines: list[RequirementLine] = []
    for html in entry.texts("Requirements"):
        its_lines, its_statements = requirement_lines(html, strength)
        lines += its_lines
        statements += its_statements
    return tuple(dict.fromkeys(lines)), statements


def _subjects(routes: tuple[RouteSheet, ...]) -> tuple[str, ...]:
    """The school subjects that an A level is asked for in. English and maths at GCSE lead everywhere."""
    lines = [line for route in routes for line in route.requirements]
    return tuple(sorted({name for line in lines if line.qualification == A_LEVEL for name in line.subjects}))


def _needs_no_degree(routes: tuple[RouteSheet, ...], uses: tuple[ConditionUse, ...]) -> bool:
    """True only where it is evident; a pupil must not be told so of a profession.

    There is a route from school (a college, an apprenticeship, or no set requirements), none
    leads through university, and neither a route nor a rule speaks of a degree, of graduates or
    of somebody who is qualified already.
    """
    kinds = {route.kind for route in routes}
    if RouteKind.UNIVERSITY in kinds:
        return False
    words = list(_words_of(routes, uses))
    if any(map(_ASKS_DEGREE.search, words)):
        return False
    return not kinds.isdisjoint(ROUTES_FROM_SCHOOL) or any(map(_ASKS_NOTHING.search, words))


def _words_of(routes: tuple[RouteSheet, ...], uses: tuple[ConditionUse, ...]) -> Iterator[str]:
    """Every text that could speak of a degree."""
    for route in routes:
        yield route.text
        yield from (f"{line.qualification} {line.purpose} {line.words}" for line in route.requirements)
    yield from (use.detail for use in uses)


# The fields that list conditions, and how one entry of each is read.
_LISTS: dict[str, Callable[[str], list[ConditionUse]]] = {
    "location": conditions.places,
    "environment": conditions.surroundings,
    "uniform": conditions.clothing,
}
_RULES: dict[str, Callable[[str], ConditionUse]] = {
    "restrictions": conditions.restriction,
    "registrations": conditions.registration,
    "other_requirements": conditions.other_requirement,
}


def _conditions(fields: Fields) -> tuple[ConditionUse, ...]:
    uses: list[ConditionUse] = []
    for name, read_list in _LISTS.items():
        for html in fields.texts(name):
            uses += read_list(html)
    uses += conditions.pattern(fields.text("working_pattern"), fields.text("working_pattern_details"))
    if (season := fields.text("hours_details")) in {"term time", "seasonal"}:
        uses += conditions.pattern(season, "")
    for name, read_rule in _RULES.items():
        uses += [read_rule(html) for html in fields.texts(name) if html]
    return conditions.once(uses)
