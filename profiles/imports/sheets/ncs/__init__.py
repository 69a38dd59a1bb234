"""Reads the job profiles of the National Careers Service, one JSON object a profile.

docs/importing.md says what lands where. The file is read twice, record by record: once to
refuse it whole if it is broken, once to make the sheets.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

# The fast backend, written in C, ends the whole process at a number of 20,000 digits.
import ijson.backends.python as ijson
from django.utils.text import slugify
from ijson.common import JSONError, ObjectBuilder

from profiles.imports.sheets.files import SheetFile
from profiles.imports.sheets.markdown import markdown_from_html, plain_from_html, sentence, shortened
from profiles.imports.sheets.ncs import conditions
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
    SheetError,
    Titles,
)
from profiles.models import CodeScheme, RouteKind

SOURCE = "National Careers Service"
SUMMARY_LENGTH = 160
DEEPEST = 8  # objects and lists inside one record; real ones have 5
LONGEST = 10_000  # characters of one field; the longest real one has about 1,000
HOURS_NOTES = {
    "term time": "In term time only.",
    "seasonal": "It depends on the season.",
    "irregular": "The hours are irregular.",
    "variable": "The hours vary.",
    "a week": "",
    "week": "",
}
A_LEVEL = "A level"
_ASKS_DEGREE = re.compile(r"\b(?:degrees?|(?:post)?graduates?|university|qualified|chartered)\b", re.I)
_ASKS_NOTHING = re.compile(
    r"no set (?:entry )?requirements|(?:not|no) (?:need )?(?:any )?formal|no qualifications", re.I
)


def read_file(path: Path) -> SheetFile:
    """The profiles in the file at ``path``, by slug.

    A profile with a value that cannot be used comes as its ``SheetError``. Raises
    ``SheetError`` with the place for a file that is broken: not JSON, not a list of objects,
    an object without title or slug, a slug that comes twice. Raises ``OSError`` for one that
    cannot be opened.
    """
    return SheetFile(_checked(path), _sheets(path))


def _checked(path: Path) -> int:
    """The number of records of a file that is whole."""
    slugs: set[str] = set()
    last = ""
    try:
        for record in _records(path):
            if not isinstance(record, dict):
                raise SheetError("it is not an object in { }")
            for name in ("title", "slug"):
                if not isinstance(record.get(name), str) or not record[name].strip():
                    raise SheetError(f"it has no {name}")
            if record["slug"] in slugs:
                raise SheetError(f"its slug “{record['slug'][:80]}” came before")
            last = record["title"]
            slugs.add(record["slug"])
    except (JSONError, SheetError, ValueError, ArithmeticError) as error:
        what = _fault(error)
        place = f"record {len(slugs) + 1}" + (f", after “{last[:80]}”" if last else "")
        raise SheetError(f"{path.name} is broken at {place}: {what}. Nothing was imported.") from None
    return len(slugs)


def _fault(error: Exception) -> str:
    if isinstance(error, SheetError):
        return str(error)
    if isinstance(error.__context__, UnicodeDecodeError):  # ijson raises its own in its place
        return "it is not text in UTF-8"
    return f"it is not JSON ({str(error)[:100]})"


def _records(path: Path) -> Iterator:
    """The records, one in memory at a time."""
    with path.open("rb") as file:
        if file.read(len(BOM_UTF8)) != BOM_UTF8:
            file.seek(0)
        events = ijson.basic_parse(file)
        if next(events)[0] != "start_array":
            raise SheetError("it is not a list of profiles")
        record, depth = ObjectBuilder(), 0
        for event, value in events:
            if depth == 0 and event == "end_array":
                continue  # the end of the file must still come
            record.event(event, value)
            depth += event.startswith("start_") - event.startswith("end_")
            if depth > DEEPEST:
                raise SheetError("its lists are nested too deep")
            if depth == 0:
                yield record.value
                record = ObjectBuilder()


def _sheets(path: Path) -> Iterator[tuple[str, CareerSheet | SheetError]]:
    for record in _records(path):
        try:
            sheet = career_sheet(record)
        except SheetError as error:
            yield record["slug"], error
        else:
            yield record["slug"], sheet


def career_sheet(record: dict) -> CareerSheet:
    """The sheet of one profile. Raises ``SheetError`` for a value that cannot be used."""
    fields = _Fields(record)
    description = markdown_from_html(fields.text("description_html"))
    year, month, reviewed_on = _last_changed(fields.text("modified_utc"))
    title = plain_from_html(fields.text("title")).rstrip("*")
    labels = [label for label in fields.texts("esco_occupation_label") if label]
    categories = list(dict.fromkeys(fields.texts("categories")))
    routes, uses = _routes(fields), _conditions(fields)
    return CareerSheet(
        slug=slugify(fields.text("slug")),
        title=title,
        summary=shortened(plain_from_html(fields.text("description_html")), SUMMARY_LENGTH),
        titles=Titles(
            hidden=tuple(
                {label.lower(): label for label in labels if label.lower() != title.lower()}.values()
            )
        ),
        sectors=Sectors(categories[0] if categories else "", tuple(sorted(categories[1:]))),
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
        codes=tuple(
            sorted(
                {
                    *(Code(CodeScheme.ESCO.value, label) for label in labels),
                    *(Code(CodeScheme.ONET.value, code) for code in [fields.text("onet_code")] if code),
                    *(Code(CodeScheme.SOC2010.value, code) for code in [fields.text("soc_code")] if code),
                },
                key=str,
            )
        ),
        reviewed_on=reviewed_on,
    )


class _Fields:
    """The values of one record, as the kind they should be."""

    def __init__(self, record: dict):
        self._record = record

    def text(self, name: str) -> str:
        value = self._record.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise SheetError(f"its {name} is not text")
        if len(value) > LONGEST:
            raise SheetError(f"its {name} is longer than {LONGEST:,} characters")
        return value.strip()

    def texts(self, name: str) -> list[str]:
        value = self._record.get(name) or []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise SheetError(f"its {name} is not a list of texts")
        if sum(map(len, value)) > LONGEST:
            raise SheetError(f"its {name} is longer than {LONGEST:,} characters")
        return [entry.strip() for entry in value]

    def number(self, name: str) -> Decimal | None:
        """The number, to one decimal; None for nothing and for 0, which the source means as nothing."""
        value = self._record.get(name)
        try:
            if isinstance(value, bool):
                raise SheetError(f"its {name} is not a number")
            number = Decimal(value or 0).quantize(Decimal("0.1"))
        except (InvalidOperation, TypeError, ValueError):
            raise SheetError(f"its {name} is not a number: “{str(value)[:40]}”") from None
        return number or None

    def routes(self) -> dict[str, list["_Fields"]]:
        value = self._record.get("routes") or {}
        if not isinstance(value, dict):
            raise SheetError("its routes are not an object")
        routes = {}
        for kind, entries in value.items():
            if kind not in RouteKind.values:
                raise SheetError(f"it has a route of an unknown kind, “{kind[:40]}”")
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise SheetError(f"its {kind} routes are not a list of objects")
            routes[kind] = [_Fields(entry) for entry in entries]
        return routes


def _last_changed(text: str) -> tuple[int, int, str]:
    """(year, month, ISO date) of the record's own time stamp: the figures are as old as it."""
    stamp = re.match(r"(20\d\d)-(\d\d)-(\d\d)", text)
    if not stamp:
        raise SheetError(f"its modified_utc does not say when it was true: “{text[:40]}”")
    return int(stamp[1]), int(stamp[2]), stamp[0]


def _salary(fields: _Fields, year: int, month: int) -> Salary:
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


def _hours(fields: _Fields, year: int, month: int) -> Hours:
    least, most = fields.number("hours_min"), fields.number("hours_max")
    details = fields.text("hours_details")
    note = HOURS_NOTES.get(details, sentence(plain_from_html(details)))
    if least is None and most is None:
        return Hours(note=note)
    return Hours(least, most, note, SOURCE, month, year)


def _paragraphs(parts) -> str:
    return "\n\n".join(part for part in parts if part)


def _listed(htmls: list[str], prefix: str = "") -> str:
    lines = (plain_from_html(html).removeprefix(prefix) for html in htmls)
    return "\n".join(f"- {line}" for line in lines if line)


def _routes(fields: _Fields) -> tuple[RouteSheet, ...]:
    """One route a kind, in our order. The names of standard links have no address and are left out."""
    given = fields.routes()
    standards = [name for name in fields.texts("apprenticeship_standards") if name]
    if standards:
        given.setdefault(RouteKind.APPRENTICESHIP.value, [_Fields({})])
    routes = []
    for kind in RouteKind.values:
        for number, entry in enumerate(given.get(kind, [])):
            strength, statements = strength_and_statements(entry.texts("RequirementsPrefix"))
            lines: list[RequirementLine] = []
            for html in entry.texts("Requirements"):
                its_lines, its_statements = requirement_lines(html, strength)
                lines += its_lines
                statements += its_statements
            parts = [
                *(
                    markdown_from_html(entry.text(name))
                    for name in ("RelevantSubjects", "Description", "FurtherInfo")
                ),
                " ".join(statements),
            ]
            if kind == RouteKind.APPRENTICESHIP and standards and number == 0:
                parts.append(f"Apprenticeships that lead here: {'; '.join(standards)}.")
            routes.append(RouteSheet(kind, _paragraphs(parts), tuple(dict.fromkeys(lines))))
    return tuple(routes)


def _subjects(routes: tuple[RouteSheet, ...]) -> tuple[str, ...]:
    """The school subjects that an A level is asked for in. English and maths at GCSE lead everywhere."""
    lines = [line for route in routes for line in route.requirements]
    return tuple(sorted({name for line in lines if line.qualification == A_LEVEL for name in line.subjects}))


def _needs_no_degree(routes: tuple[RouteSheet, ...], uses: tuple[ConditionUse, ...]) -> bool:
    """True only where it is evident; a pupil must not be told so of a profession.

    There is a way in from school (a college, an apprenticeship, or no set requirements), none
    leads through university, and neither a route nor a rule speaks of a degree, of graduates or
    of somebody who is qualified already.
    """
    lines = [line for route in routes for line in route.requirements]
    words = [
        *(route.text for route in routes),
        *(f"{line.qualification} {line.purpose} {line.words}" for line in lines),
        *(use.detail for use in uses),
    ]
    kinds = {route.kind for route in routes}
    starts_at_school = kinds & {RouteKind.COLLEGE, RouteKind.APPRENTICESHIP} or any(
        map(_ASKS_NOTHING.search, words)
    )
    return (
        bool(starts_at_school)
        and RouteKind.UNIVERSITY not in kinds
        and not any(map(_ASKS_DEGREE.search, words))
    )


def _conditions(fields: _Fields) -> tuple[ConditionUse, ...]:
    uses = []
    for name, read in (
        ("location", conditions.places),
        ("environment", conditions.surroundings),
        ("uniform", conditions.clothing),
    ):
        for html in fields.texts(name):
            uses += read(html)
    uses += conditions.pattern(fields.text("working_pattern"), fields.text("working_pattern_details"))
    if (season := fields.text("hours_details")) in {"term time", "seasonal"}:
        uses += conditions.pattern(season, "")
    for name, read in (
        ("restrictions", conditions.restriction),
        ("registrations", conditions.registration),
        ("other_requirements", conditions.other_requirement),
    ):
        uses += [read(html) for html in fields.texts(name) if html]
    return conditions.once(uses)
