"""Imports schools from a file of the register. See docs/editors.md."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from webinars.errors import RegisterError
from webinars.school_register_import import Summary, import_schools


class Command(BaseCommand):
    help = "Import schools from the register's CSV file. Again: only what is new or has changed."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the file, UTF-8 or Windows-1252")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *, path, dry_run, **options):
        try:
            with path.open("rb") as file:
                summary = import_schools(file, today=timezone.localdate(), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{path} cannot be opened: {error.strerror}") from None
        except RegisterError as error:
            raise CommandError(f"Nothing was imported. {error}") from None
        self.stdout.write("\n".join(_told(summary, dry_run)))


def _told(summary: Summary, dry_run: bool):
    yield "Nothing was written. This would happen:" if dry_run else "Imported:"
    yield f"{summary.created:>6} created"
    yield f"{summary.updated:>6} updated"
    yield f"{summary.unchanged:>6} unchanged"
    for reason, count in summary.skipped.items():
        yield f"{count:>6} skipped: {reason}"
