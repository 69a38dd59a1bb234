"""Requirements as an editor types them: one a line, in the grammar of ``profiles.imports.sheets.lines``.

A line that the editor leaves as it was leaves its row as it was, so a row that holds more than a
line can say (imported, perhaps) loses nothing until somebody edits it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from profiles.imports.errors import SheetError
from profiles.imports.sheets.lines import parse_requirement, write_requirement
from profiles.imports.sheets.reading import stored_line
from profiles.models import Career, Qualification, Requirement, Route, Subject

# More than any route asks for; the position of a row must fit its column.
MAX_LINES = 60

# A row, and the subjects to give it; None where a stored row keeps its own.
WantedRow = tuple[Requirement, list[Subject] | None]


def with_names(rows: QuerySet[Requirement]) -> QuerySet[Requirement]:
    """``rows`` with the qualification and the subjects that ``line_of`` names."""
    return rows.select_related("qualification").prefetch_related("subjects")


def line_of(row: Requirement) -> str:
    """The line that says ``row``, which came with its qualification and subjects."""
    return write_requirement(stored_line(row), plural=row.qualification.plural if row.qualification else "")


class RequirementReader:
    """Reads lines as rows; fetches the subjects and qualifications they name with the first line."""

    def __init__(self) -> None:
        self._is_ready = False
        self._subjects: dict[str, Subject] = {}
        self._qualifications: dict[str, Qualification] = {}
        self._spellings: dict[str, str] = {}

    def _fetch_names(self) -> None:
        self._subjects = {subject.name: subject for subject in Subject.objects.all()}
        self._qualifications = {award.name: award for award in Qualification.objects.all()}
        self._spellings = {
            spelling.lower(): award.name
            for award in self._qualifications.values()
            for spelling in (award.plural, award.name)
        }
        self._is_ready = True

    def read(self, line: str) -> tuple[Requirement, list[Subject]]:
        """The unsaved row that ``line`` says, and its subjects. Raises ``ValidationError``."""
        if not self._is_ready:
            self._fetch_names()
        try:
            parsed = parse_requirement(line, self._subjects.keys(), self._spellings)
        except SheetError as error:
            raise ValidationError(str(error)) from error
        row = Requirement(
            strength=parsed.strength,
            at_least=parsed.at_least,
            at_most=parsed.at_most,
            qualification=self._qualifications.get(parsed.qualification),
            or_equivalent=parsed.or_equivalent,
            subject_words=parsed.subject_words,
            grade=parsed.grade,
            purpose=parsed.purpose,
            words=parsed.words,
        )
        # The qualification was found just now; asking for it again would be a query a line.
        found = ["qualification"] if row.qualification else []
        try:
            row.full_clean(exclude=["career", "route", *found])
        except ValidationError as error:
            raise ValidationError(f"“{line}”: {' '.join(error.messages)}") from error
        return row, [self._subjects[name] for name in parsed.subjects]


def read_lines(text: str, rows: list[Requirement], reader: RequirementReader) -> list[WantedRow]:
    """What the lines of ``text`` ask for, in order.

    A line that one of the stored ``rows`` says is that row, and keeps its subjects. Raises
    ``ValidationError`` that quotes each line it cannot read.
    """
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise ValidationError(f"These are {len(lines)} lines; at most {MAX_LINES} have room here.")
    stored = [(line_of(row), row) for row in rows]
    wanted: list[WantedRow] = []
    errors: list[str] = []
    for line in lines:
        same = next((entry for entry in stored if entry[0] == line), None)
        if same:
            stored.remove(same)
            wanted.append((same[1], None))
            continue
        try:
            wanted.append(reader.read(line))
        except ValidationError as error:
            errors.extend(error.messages)
    if errors:
        raise ValidationError(errors)
    return wanted


@transaction.atomic
def write_rows(wanted: list[WantedRow], *, career: Career, route: Route | None = None) -> None:
    """Make ``wanted``, from ``read_lines``, the requirements of ``route``, or of every route."""
    kept = [row.pk for row, _ in wanted if row.pk]
    career.requirements.filter(route=route).exclude(pk__in=kept).delete()
    for position, (row, subjects) in enumerate(wanted):
        if row.pk and row.position == position:
            continue
        row.career, row.route, row.position = career, route, position
        row.save()
        if subjects is not None:
            row.subjects.set(subjects)
