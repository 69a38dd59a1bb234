"""What a reader of a published file returns."""

from collections.abc import Iterator
from dataclasses import dataclass

from profiles.imports.errors import SheetError
from profiles.imports.sheets.sheet import CareerSheet


@dataclass(frozen=True)
class SheetFile:
    """The sheets of one file by key, and how many. ``sheets`` can be walked once."""

    count: int
    sheets: Iterator[tuple[str, CareerSheet | SheetError]]
