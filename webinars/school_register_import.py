"""The register of schools: reading a file of it, and storing what is new or has changed.

A file is read to its end before anything is stored, so one that is broken changes nothing. Only
the columns of ``COLUMNS`` are used; the register has about 140.
Source: https://get-information-schools.service.gov.uk
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from core.form_fields import LineField
from webinars.errors import RegisterError
from webinars.models import School

# For each column, what the register and files made from it call it.
COLUMNS = {
    "urn": ("urn",),
    "name": ("establishmentname", "name", "school name"),
    "town": ("town",),
    "postcode": ("postcode",),
    "status": ("establishmentstatus (name)", "status"),
    "closed_on": ("closedate", "end_date"),
}
NEEDED = ("urn", "name")
CLEANED = {
    "name": LineField(max_length=160),
    "town": LineField(max_length=80, required=False),
    "postcode": LineField(max_length=10, required=False),
}
DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
BATCH = 500  # schools a transaction: well under two seconds
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Entry:
    """A school as the file has it; ``town`` or ``postcode`` is None where the file has no such column."""

    urn: str
    name: str
    town: str | None = None
    postcode: str | None = None
    is_closed: bool = False

    def fields(self) -> dict[str, str]:
        values = {"name": self.name, "town": self.town, "postcode": self.postcode}
        return {name: value for name, value in values.items() if value is not None}


@dataclass
class Summary:
    """Schools created, updated and unchanged, and why others were skipped."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: dict[str, int] = field(default_factory=dict)


# --- Reading ------------------------------------------------------------------------------------------


def read(file: BinaryIO, *, today: date) -> Iterator[Entry]:
    """Each school of the file, in its order; closed where it had closed by ``today``.

    Raises ``RegisterError`` with the line and the column of what cannot be used.
    """
    encoding = _encoding_of(file)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    reader = csv.reader(text, strict=True)
    try:
        header = next(reader, [])
        places = _places_of(header)
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise RegisterError(
                    f"it has {len(cells)} cells, and the first line has {len(header)}.", reader.line_num
                )
            used = {name: (cells[place], header[place]) for name, place in places.items()}
            yield _entry(used, reader.line_num, today)
    except csv.Error as error:
        raise RegisterError(f"it cannot be read as CSV ({error}).", reader.line_num) from None
    finally:
        text.detach()


def _encoding_of(file: BinaryIO) -> str:
    """UTF-8 where the whole file is that, or says so in its first bytes; Windows-1252 otherwise."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    has_mark = file.read(3) == codecs.BOM_UTF8
    file.seek(0)
    try:
        while chunk := file.read(1 << 16):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        is_utf_8 = True
    except UnicodeDecodeError:
        is_utf_8 = has_mark
    file.seek(0)
    return "utf-8-sig" if is_utf_8 else "cp1252"


def _places_of(header: list[str]) -> dict[str, int]:
    """The position in a line of each column that is used."""
    named = [cell.strip().casefold() for cell in header]
    places = {}
    for column, names in COLUMNS.items():
        name = next((name for name in names if name in named), None)
        if name is not None:
            places[column] = named.index(name)
        elif column in NEEDED:
            wanted = " or ".join(f"“{name}”" for name in names)
            raise RegisterError(f"there is no column {wanted}.", 1)
    return places


def _entry(used: dict[str, tuple[str, str]], line: int, today: date) -> Entry:
    """``used`` holds a cell and the heading of its column for each column that is used."""
    typed = {}
    for name, (cell, heading) in used.items():
        try:
            typed[name] = _value(name, cell)
        except ValidationError as error:
            raise RegisterError(" ".join(error.messages), line, f"column “{heading.strip()}”") from None
    status, closed_on = typed.pop("status", ""), typed.pop("closed_on", None)
    # "Open, but proposed to close" has a date too: the status is what counts.
    is_closed = status.startswith("closed") if status else closed_on is not None and closed_on <= today
    return Entry(**typed, is_closed=is_closed)


def _value(name: str, cell: str):
    if UNREADABLE in cell:
        raise ValidationError("it has a character that is neither UTF-8 nor Windows-1252.")
    if name in CLEANED:
        return CLEANED[name].clean(cell)
    cell = cell.strip()
    if name == "status":
        return cell.casefold()
    if name == "closed_on":
        return _day(cell) if cell else None
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 8):
        raise ValidationError("a URN has up to eight digits.")
    return cell


def _day(cell: str) -> date:
    for written in DATES:
        try:
            return datetime.strptime(cell, written).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise ValidationError("a date is written 2026-11-22 or 22-11-2026.")


def check(file: BinaryIO, *, today: date) -> None:
    """Read the whole file; raises ``RegisterError`` where it is broken, or has a school twice."""
    seen = set()
    for entry in read(file, today=today):
        if entry.urn in seen:
            raise RegisterError(f"the school with the URN {entry.urn} is there twice.")
        seen.add(entry.urn)
    if not seen:
        raise RegisterError("there is no school in the file.")


# --- Storing ------------------------------------------------------------------------------------------


def import_schools(file: BinaryIO, *, today: date, dry_run: bool = False) -> Summary:
    """Store what is new or has changed, ``BATCH`` schools a transaction; return what happened.

    A school that has closed is not added; one that is stored already stays. Run again, it changes nothing.
    Raises ``RegisterError`` before anything is stored.
    """
    check(file, today=today)
    return save(read(file, today=today), dry_run=dry_run)


def differences(file: BinaryIO, *, today: date) -> tuple[Summary, list[tuple]]:
    """What :func:`import_schools` would do, and the entries with which :func:`save` would do it."""
    check(file, today=today)
    summary, wanted = Summary(), []
    for batch in _batches(read(file, today=today)):
        new, changed = _sorted(batch, summary)
        urns = {school.urn for school in [*new, *changed]}
        wanted += [astuple(entry) for entry in batch if entry.urn in urns]
    return summary, wanted


def save(entries: Iterable[Entry], *, dry_run: bool = False) -> Summary:
    summary = Summary()
    for batch in _batches(entries):
        with transaction.atomic():
            new, changed = _sorted(batch, summary)
            if new and not dry_run:
                # Two imports at once: the one that comes second finds them there.
                School.objects.bulk_create(new, ignore_conflicts=True)
            if changed and not dry_run:
                School.objects.bulk_update(changed, ["name", "town", "postcode"])
    return summary


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    entries = iter(entries)
    while batch := list(islice(entries, BATCH)):
        yield batch


def _sorted(batch: list[Entry], summary: Summary) -> tuple[list[School], list[School]]:
    """The schools to create and to update, counted in ``summary``."""
    here = {school.urn: school for school in School.objects.filter(urn__in=[entry.urn for entry in batch])}
    new, changed = [], []
    for entry in batch:
        school, fields = here.get(entry.urn), entry.fields()
        if school is None and entry.is_closed:
            summary.skipped["closed"] = summary.skipped.get("closed", 0) + 1
        elif school is None:
            new.append(School(urn=entry.urn, **fields))
        elif any(getattr(school, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(school, name, value)
            changed.append(school)
        else:
            summary.unchanged += 1
    summary.created += len(new)
    summary.updated += len(changed)
    return new, changed
