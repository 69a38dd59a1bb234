"""What cannot be stored, refused in words before the database is asked to store it."""

import dataclasses
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from profiles.imports.characters import refuse_unstorable
from profiles.imports.errors import SheetError
from profiles.imports.sheets.sheet import CareerSheet
from profiles.models import ImportRecord, RelatedCareer


def checked(key: str, sheet: CareerSheet | SheetError) -> CareerSheet | SheetError:
    """``sheet``, or what is wrong with it whatever the database holds."""
    if isinstance(sheet, SheetError):
        return sheet
    try:
        for text in _texts_in([key, dataclasses.asdict(sheet)]):
            refuse_unstorable(text)
        _refuse_repeated(sheet)
        for row in (ImportRecord(key=key), *(RelatedCareer(reason=other.reason) for other in sheet.related)):
            refuse_invalid(row, ask_constraints=False)
    except SheetError as error:
        return error
    return sheet


def refuse_invalid(row: models.Model, *, ask_constraints: bool) -> None:
    """Raise ``SheetError`` for what Django refuses about the fields of ``row``.

    With ``ask_constraints`` also for what the database's constraints would refuse, a query each.
    References are left out: they were resolved just now, and each would cost a query.
    """
    references = {entry.name for entry in row._meta.concrete_fields if entry.is_relation}
    references |= {"id", "photograph", "imported_at", "blocks"}
    try:
        row.clean_fields(exclude=references)
        if ask_constraints:
            row.validate_constraints(exclude={"career"})  # what must be unique was looked at before
    except ValidationError as error:
        raise SheetError(_in_words(row, error)) from None


def _texts_in(value: object) -> Iterable[str]:
    """Every text of nested dictionaries, lists and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _texts_in(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _texts_in(entry)


def _refuse_repeated(sheet: CareerSheet) -> None:
    named: dict[str, Iterable[object]] = {
        "title": [name.lower() for name in sheet.titles.also_called + sheet.titles.hidden],
        "sector": sheet.sectors.others,
        "subject": sheet.subjects,
        "interest": sheet.interests,
        "skill": [use.skill for use in sheet.skills],
        "condition": sheet.conditions,
        "code": sheet.codes,
        "related career": [related.slug for related in sheet.related],
    }
    for what, values in named.items():
        entries = list(values)
        if len(set(entries)) < len(entries):
            raise SheetError(f"it names the same {what} twice")


def _in_words(row: models.Model, error: ValidationError) -> str:
    parts = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{_label(row, name)}: "
        parts.append(label + " ".join(messages))
    return "; ".join(parts)


def _label(row: models.Model, name: str) -> str:
    return next(str(field.verbose_name) for field in row._meta.fields if field.name == name)
