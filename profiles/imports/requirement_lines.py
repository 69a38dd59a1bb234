"""Requirements as an editor types them: one a line, in the grammar of ``profiles.imports.sheets.lines``.

A line that the editor leaves as it was leaves its row as it was, so a row that holds more than a
line can say (imported, perhaps) loses nothing while nobody touches it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from profiles.imports.sheets.lines import parse_requirement, write_requirement
from profiles.imports.sheets.sheet import RequirementLine, SheetError
from profiles.models import Career, Qualification, Requirement, Route, Subject

# More than any way in asks for; the position of a row must fit its column.
MAX_LINES = 60


def with_names(rows):
    """``rows`` with the qualification and the subjects that ``line_of`` names."""
    return rows.select_related("qualification").prefetch_related("subjects")


def stored_line(row: Requirement) -> RequirementLine:
    """What ``row`` holds, with names for rows; it came with its qualification and subjects."""
    return RequirementLine(
        strength=row.strength,
        at_least=row.at_least,
        at_most=row.at_most,
        qualification=row.qualification.name if row.qualification else "",
        or_equivalent=row.or_equivalent,
        subjects=tuple(sorted(subject.name for subject in row.subjects.all())),
        subject_words=row.subject_words,
        grade=row.grade,
        purpose=row.purpose,
        words=row.words,
    )


def line_of(row: Requirement) -> str:
    """The line that says ``row``, which came with its qualification and subjects."""
    return write_requirement(stored_line(row), plural=row.qualification.plural if row.qualification else "")


class Names:
    """The subjects and qualifications that a line may name, fetched when the first line is read."""

    def __init__(self):
        self._subjects = self._awards = self._spellings = None

    def _fetch(self):
        if self._subjects is None:
            self._subjects = {subject.name: subject for subject in Subject.objects.all()}
            self._awards = {award.name: award for award in Qualification.objects.all()}
            self._spellings = {
                spelling.lower(): award.name
                for award in self._awards.values()
                for spelling in (award.plural, award.name)
            }

    def read(self, line: str) -> tuple[Requirement, list[Subject]]:
        """The unsaved row that ``line`` says, and its subjects. Raises ``ValidationError``."""
        self._fetch()
        try:
            said = parse_requirement(line, self._subjects.keys(), self._spellings)
        except SheetError as error:
            raise ValidationError(str(error)) from error
        row = Requirement(
            strength=said.strength,
            at_least=said.at_least,
            at_most=said.at_most,
            qualification=self._awards.get(said.qualification),
            or_equivalent=said.or_equivalent,
            subject_words=said.subject_words,
            grade=said.grade,
            purpose=said.purpose,
            words=said.words,
        )
        # The award was found just now; asking for it again would be a query a line.
        found = ["qualification"] if row.qualification else []
        try:
            row.full_clean(exclude=["career", "route", *found])
        except ValidationError as error:
            raise ValidationError(f"“{line}”: {' '.join(error.messages)}") from error
        return row, [self._subjects[name] for name in said.subjects]


def read_lines(
    text: str, rows: list[Requirement], names: Names
) -> list[tuple[Requirement, list[Subject] | None]]:
    """What the lines of ``text`` ask for, in order: (row, its subjects).

    A line that one of the stored ``rows`` says is that row, with None for its subjects: they stay.
    Raises ``ValidationError`` that quotes each line it cannot read.
    """
    stored = [(line_of(row), row) for row in rows]
    wanted, errors = [], []
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise ValidationError(f"These are {len(lines)} lines; at most {MAX_LINES} have room here.")
    for line in lines:
        same = next((entry for entry in stored if entry[0] == line), None)
        if same:
            stored.remove(same)
            wanted.append((same[1], None))
            continue
        try:
            wanted.append(names.read(line))
        except ValidationError as error:
            errors.extend(error.messages)
    if errors:
        raise ValidationError(errors)
    return wanted


@transaction.atomic
def write_rows(
    wanted: list[tuple[Requirement, list[Subject] | None]], *, career: Career, route: Route | None = None
) -> None:
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
