"""What the commands share that attach parts of careers from open data, and take them away again."""

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, models

from profiles.attached import Counts, attach
from profiles.management.told import counted, listed, one_line
from profiles.models import Source
from profiles.reference import load_reference, reference_row
from profiles.sheets.sheet import SheetError


class AttachingCommand(BaseCommand):
    """A command that makes a source's rows of ``model`` what its file says.

    What a subclass asks of its own arguments reaches its three methods by name.
    """

    model: type[models.Model]
    what = ""

    def source_slug(self, **asked) -> str:
        raise NotImplementedError

    def read(self, path: Path, **asked):
        """What the file says. Raises ``SheetError``."""
        raise NotImplementedError

    def choose(self, found, source: Source, **asked) -> tuple[dict, list[str], list[tuple[str, str]]]:
        """Rows by the key of their career; lines on what is left out; (career, code) not in the file."""
        raise NotImplementedError

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, nargs="?", help="the file or folder to read")
        parser.add_argument(
            "--remove", action="store_true", help=f"take all {self.what} of this source away again"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *, path, remove, dry_run, **options):
        asked = {name: options[name] for name in ("kind",) if name in options}
        if bool(path) == remove:
            raise CommandError("Name the file or folder to read, or --remove without one.")
        try:
            found = self.read(path, **asked) if path else None
        except SheetError as error:
            raise CommandError(one_line(f"{error}. Nothing was written.")) from None
        if not dry_run:
            load_reference()
        source = reference_row(Source, self.source_slug(**asked))
        rows, left_out, unknown = self.choose(found, source, **asked) if path else ({}, [], [])
        try:
            counts = attach(self.model, rows, source=source, dry_run=dry_run)
        except OperationalError as error:
            raise CommandError(
                f"The database was busy for too long ({type(error).__name__}). What was written stays; "
                "run the same command again for the rest."
            ) from error
        self.stdout.write("\n".join(self._told(counts, left_out, unknown, dry_run)))

    def _told(self, counts: Counts, left_out: list[str], unknown, dry_run: bool) -> Iterator[str]:
        yield "Nothing was written. This would happen:" if dry_run else "Done:"
        yield counted(counts.added, f"{self.what} added")
        yield counted(counts.removed, f"{self.what} taken away")
        yield counted(counts.unchanged, f"{self.what} left as they are")
        yield counted(counts.careers, f"careers have {self.what} from this source")
        if left_out:
            yield "Left out:"
            yield from left_out
        yield from listed("Careers whose code is not in the file:", unknown)
