"""Tables as others publish them: .csv or .csv.gz, in UTF-8, with a line of names at the top."""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from core.figures import counted
from profiles.imports.characters import refuse_unstorable
from profiles.imports.errors import SheetError


@dataclass(frozen=True)
class Row:
    """The cells of one row by the name of their column. ``place`` is its file and line."""

    place: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def filled(self, column: str) -> str:
        """The cell, which must not be empty."""
        if not self.cells[column]:
            raise self.fault(f"there is no {column}")
        return self.cells[column]

    def fault(self, what: str) -> SheetError:
        return SheetError(f"{self.place}: {what}")


def table_in(folder: Path, name: str) -> Path:
    """The file of the table called ``name`` in ``folder``, packed or not."""
    if not folder.is_dir():
        raise SheetError(f"{folder} is not a folder")
    for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz"):
        if path.is_file():
            return path
    raise SheetError(f"there is no {name}.csv and no {name}.csv.gz in {folder}")


@dataclass
class _Position:
    """How far a table has been read. ``line`` is the one at which the next row begins."""

    line: int = 1
    rows: int = 0


def rows_of(path: Path, columns: Iterable[str]) -> Iterator[Row]:
    """The rows of the table at ``path``, with the cells of ``columns``, stripped.

    Capitals and underscores in the names of columns do not count. Raises ``SheetError`` with file
    and line for a table without one of ``columns`` or without rows, a row with more or fewer
    cells than the first line, and whatever cannot be read at all.
    """
    position = _Position()
    with _errors_as_sheet_errors(path, position), _opened(path) as file:
        lines = csv.reader(file, strict=True)
        heads = next(lines, [])
        places = _places(heads, columns, path)
        position.line = lines.line_num + 1
        for cells in lines:
            if cells:
                yield _row(cells, len(heads), places, f"{path.name}, line {position.line}")
                position.rows += 1
            position.line = lines.line_num + 1
    if not position.rows:
        raise SheetError(f"{path.name}, line 1: no rows follow")


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open("rt", encoding="utf-8-sig", newline="")


@contextmanager
def _errors_as_sheet_errors(path: Path, position: _Position) -> Iterator[None]:
    """Raise ``SheetError`` with file and line for whatever reading the file raises."""
    try:
        yield
    except gzip.BadGzipFile:
        raise SheetError(f"{path.name} is not packed, though its name ends in .gz") from None
    except OSError as error:
        raise SheetError(f"{path} cannot be opened: {error.strerror}") from None
    except (EOFError, zlib.error):
        raise SheetError(f"{path.name} is damaged or cut off after line {position.line - 1}") from None
    except UnicodeDecodeError:
        raise SheetError(f"{path.name}, line {position.line} or later: it is not text in UTF-8") from None
    except csv.Error as error:
        raise SheetError(f"{path.name}, line {position.line}: it is not a table ({error})") from None


def _row(cells: list[str], width: int, places: dict[str, int], place: str) -> Row:
    if len(cells) != width:
        raise SheetError(f"{place}: it has {counted(len(cells), 'cell')} instead of {width}")
    return Row(place, {name: _stored(cells[at], place) for name, at in places.items()})


def _places(heads: list[str], columns: Iterable[str], path: Path) -> dict[str, int]:
    known = {_plain(head): place for place, head in reversed(list(enumerate(heads)))}
    for column in columns:
        if _plain(column) not in known:
            raise SheetError(
                f"{path.name}, line 1: there is no column “{column}”, so it may be the wrong file"
            )
    return {column: known[_plain(column)] for column in columns}


def _plain(name: str) -> str:
    return name.strip().replace("_", "").lower()


def _stored(cell: str, place: str) -> str:
    refuse_unstorable(cell, place)
    return cell.strip()
