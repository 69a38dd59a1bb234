"""What the commands share that attach parts of careers from open data, and take them away again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, models

from profiles.imports.attachments import Choice, Counts, attach
from profiles.imports.sheets.sheet import SheetError
from profiles.management.import_report import counted, listed, one_line
from profiles.models import Source
from profiles.reference import load_reference, reference_row


@dataclass(frozen=True)
class Reader:
    """How one source is read. ``source`` is its slug among the reference sources.

    ``read`` takes the path and raises ``SheetError``; ``choose`` takes what it read and the source.
    """

    title: str
    source: str
    read: Callable[[Path], Any]
    choose: Callable[[Any, Source], Choice]


class AttachingCommand(BaseCommand):
    """A command that makes a source's rows of ``model`` what its file says. ``what`` names them."""

    model: type[models.Model]
    what = ""

    def reader(self, **options) -> Reader:
        raise NotImplementedError

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, nargs="?", help="the file or folder to read")
        parser.add_argument(
            "--remove", action="store_true", help=f"take all {self.what} of this source away again"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *, path, remove, dry_run, **options):
        if bool(path) == remove:
            raise CommandError("Name the file or folder to read, or --remove without one.")
        reader = self.reader(**options)
        try:
            found = reader.read(path) if path else None
        except SheetError as error:
            raise CommandError(one_line(f"{error}. Nothing was written.")) from None
        if not dry_run:
            load_reference()
        source = reference_row(Source, reader.source)
        choice = reader.choose(found, source) if path else Choice()
        if choice.knows_nobody and self.model.objects.filter(source__slug=reader.source).exists():
            raise CommandError(
                f"{one_line(path.name)} has none of the codes that careers here carry, so it may be "
                f"the wrong file. Nothing was written; --remove takes all {self.what} of this source away."
            )
        try:
            counts = attach(self.model, choice.rows, source=source, dry_run=dry_run)
        except OperationalError as error:
            raise CommandError(
                f"The database was busy for too long ({type(error).__name__}). What was written stays; "
                "run the same command again for the rest."
            ) from error
        self.stdout.write("\n".join(self._told(counts, choice, dry_run)))

    def _told(self, counts: Counts, choice: Choice, dry_run: bool) -> Iterator[str]:
        yield "Nothing was written. This would happen:" if dry_run else "Done:"
        yield counted(counts.added, "added")
        yield counted(counts.removed, "taken away")
        yield counted(counts.unchanged, "left as before")
        yield f"Careers with {self.what} from this source: {counts.careers}"
        if choice.left_out:
            yield "Left out:"
        for what, count in sorted(choice.left_out.items()):
            yield counted(count, what)
        yield from listed("Careers whose code is not in the file:", choice.unknown)
