"""Attaches titles from open data to the careers that carry its codes. See docs/importing.md."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from profiles.management.attaching import AttachingCommand
from profiles.management.told import counted
from profiles.models import CareerTitle, CodeScheme, Source
from profiles.opendata import esco, onet
from profiles.opendata.titles import chosen


@dataclass(frozen=True)
class Reader:
    """How one source is read. ``source`` is its slug among the reference sources.

    ``most_careers`` may share one of its titles. An occupation of ESCO is about as narrow as a
    career here; several careers with one code of O*NET are parts of something wider.
    """

    title: str
    source: str
    scheme: CodeScheme
    read: Callable[[Path], dict[str, list[str]]]
    most_careers: int


READERS = {
    "esco": Reader("the table of ESCO's occupations", "esco", CodeScheme.ESCO, esco.titles_by_label, 3),
    "onet": Reader("the folder of O*NET's tables", "onet", CodeScheme.ONET, onet.alternate_titles, 1),
}


class Command(AttachingCommand):
    help = "Attach titles that only search knows. Again: only what is new, and never over an editor."
    model = CareerTitle
    what = "titles"

    def add_arguments(self, parser):
        kinds = "; ".join(f"{name}: {reader.title}" for name, reader in READERS.items())
        parser.add_argument("kind", choices=READERS, help=kinds)
        super().add_arguments(parser)

    def source_slug(self, kind: str) -> str:
        return READERS[kind].source

    def read(self, path: Path, kind: str) -> dict[str, list[str]]:
        return READERS[kind].read(path)

    def choose(self, found: dict[str, list[str]], source: Source, kind: str):
        reader = READERS[kind]
        choice = chosen(found, reader.scheme, source, most_careers=reader.most_careers)
        told = [counted(count, f"titles {reason}") for reason, count in sorted(choice.left_out.items())]
        return choice.rows, told, choice.unknown
