"""Reads a file of profiles, one JSON object each, with one of them in memory at a time."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# The fast backend, written in C, ends the whole process at a number of 20,000 digits.
import ijson.backends.python as ijson
from ijson.common import JSONError, ObjectBuilder

from profiles.imports.errors import SheetError

DEEPEST = 8  # objects and lists inside one record; real ones have 5


def count_records(path: Path) -> int:
    """The number of records of the file at ``path``, which is read to its end.

    Raises ``SheetError`` with the place for a file that is broken: not JSON, not a list of objects,
    an object without title or slug, a slug that comes twice.
    """
    slugs: set[str] = set()
    last = ""
    try:
        for record in records_of(path):
            _refuse_broken(record, slugs)
            last = record["title"]
            slugs.add(record["slug"])
    except (JSONError, SheetError, ValueError, ArithmeticError) as error:
        what = _in_words(error)
        place = f"record {len(slugs) + 1}" + (f", after “{last[:80]}”" if last else "")
        raise SheetError(f"{path.name} is broken at {place}: {what}. Nothing was imported.") from None
    return len(slugs)


def records_of(path: Path) -> Iterator[Any]:
    """The records of the file at ``path``. Raises ``SheetError``, or what ijson raises."""
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


def _refuse_broken(record: Any, slugs_before: set[str]) -> None:
    if not isinstance(record, dict):
        raise SheetError("it is not an object in { }")
    for name in ("title", "slug"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            raise SheetError(f"it has no {name}")
    if record["slug"] in slugs_before:
        raise SheetError(f"its slug “{record['slug'][:80]}” came before")


def _in_words(error: Exception) -> str:
    if isinstance(error, SheetError):
        return str(error)
    if isinstance(error.__context__, UnicodeDecodeError):  # ijson raises its own in its place
        return "it is not text in UTF-8"
    return f"it is not JSON ({str(error)[:100]})"
