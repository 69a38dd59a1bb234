"""What the commands share that attach parts of careers from open data, and take them away again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles.imports.attachments import AttachableModel, AttachmentCounts, AttachmentPlan, attach
from profiles.imports.errors import SheetError
from profiles.management.import_report import busy_database_explained, counted, listed, one_line
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
    choose: Callable[[Any, Source], AttachmentPlan]


class AttachingCommand(BaseCommand):
    """A command that makes a source's rows of ``model`` what its file says. ``what`` names them."""

    model: AttachableModel
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
        found = self._read(reader, path) if path else None
        if not dry_run:
            load_reference()
        source = reference_row(Source, reader.source)
        plan = reader.choose(found, source) if path else AttachmentPlan()
        if plan.matches_no_code and self.model.objects.filter(source__slug=reader.source).exists():
            raise CommandError(
                f"{one_line(path.name)} has none of the codes that careers here carry, so it may be "
                f"the wrong file. Nothing was written; --remove takes all {self.what} of this source away."
            )
        with busy_database_explained("What was written stays"):
            counts = attach(self.model, plan.rows, source=source, dry_run=dry_run)
        self.stdout.write("\n".join(self._report(counts, plan, dry_run)))

    def _read(self, reader: Reader, path: Path) -> Any:
        try:
            return reader.read(path)
        except SheetError as error:
            raise CommandError(one_line(f"{error}. Nothing was written.")) from None

    def _report(self, counts: AttachmentCounts, plan: AttachmentPlan, dry_run: bool) -> Iterator[str]:
        yield "Nothing was written. This would happen:" if dry_run else "Done:"
        yield counted(counts.added, "added")
        yield counted(counts.removed, "taken away")
        yield counted(counts.unchanged, "left as before")
        yield f"Careers with {self.what} from this source: {counts.careers}"
        if plan.left_out:
            yield "Left out:"
        for what, count in sorted(plan.left_out.items()):
            yield counted(count, what)
        yield from listed("Careers whose code is not in the file:", plan.unknown)
