"""Imports whole careers from a published file. See docs/importing.md."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from profiles.imports.errors import SheetError
from profiles.imports.sheets import ncs, onet_careers
from profiles.imports.sheets.files import SheetFile
from profiles.imports.sheets.saving import save_sheets
from profiles.imports.sheets.summary import Summary
from profiles.management.import_report import busy_database_explained, counted, listed, one_line
from profiles.models import Source
from profiles.reference import load_reference, reference_row


@dataclass(frozen=True)
class Reader:
    """How one source is read. ``source`` is its slug among the reference sources."""

    title: str
    source: str
    read: Callable[[Path], SheetFile]


READERS = {
    "ncs": Reader("National Careers Service job profiles (JSON)", "national-careers-service", ncs.read_file),
    "onet": Reader("O*NET occupations (a folder of tables)", onet_careers.SOURCE, onet_careers.read_folder),
}


class Command(BaseCommand):
    help = "Import careers as drafts. Again: only what is new, and never over an editor."

    def add_arguments(self, parser):
        kinds = "; ".join(f"{name}: {reader.title}" for name, reader in READERS.items())
        parser.add_argument("kind", choices=READERS, help=kinds)
        parser.add_argument("path", type=Path, help="the file, or for onet the folder, to import")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument(
            "--publish", action="store_true", help="publish at once what no editor has decided on"
        )

    def handle(self, *, kind, path, dry_run, publish, **options):
        reader, now = READERS[kind], timezone.now()
        try:
            file = reader.read(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be opened: {error.strerror}") from None
        except SheetError as error:
            raise CommandError(one_line(str(error))) from None
        if not dry_run:
            load_reference()
        with busy_database_explained("What was imported stays"):
            summary = self._save(reader, file, now=now, dry_run=dry_run, publish=publish)
        self.stdout.write("\n".join(_report(summary, dry_run)))

    def _save(self, reader: Reader, file: SheetFile, *, now, dry_run: bool, publish: bool) -> Summary:
        with tqdm(total=file.count, unit=" careers", file=sys.stderr, disable=None, leave=False) as bar:
            return save_sheets(
                file.sheets,
                source=reference_row(Source, reader.source),
                now=now,
                publish_at=now if publish else None,
                dry_run=dry_run,
                progress=bar.update,
            )


def _report(summary: Summary, dry_run: bool) -> Iterator[str]:
    yield "Nothing was written. This would happen:" if dry_run else "Imported:"
    for count, what in (
        (summary.created, "created"),
        (summary.updated, "updated"),
        (summary.unchanged, "unchanged"),
        (len(summary.skipped), "skipped"),
    ):
        yield counted(count, what)
    kept = [(key, f"an editor changed {_words(blocks)}") for key, blocks in summary.kept]
    yield from listed("Skipped:", summary.skipped)
    yield from listed("Kept as they are:", kept)


def _words(blocks: tuple[str, ...]) -> str:
    return ", ".join(block.replace("_", " ") for block in blocks)
