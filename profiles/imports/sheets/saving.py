"""Imports sheets: plans them batch by batch, stores what differs, and at last settles who is related.

What an editor changed since the last import stays. Source: docs/adr/0004-imports-remember-blocks.md.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import DataError, IntegrityError

from profiles.imports.sheets.checking import checked
from profiles.imports.sheets.planning import KeyedSheet, Planner
from profiles.imports.sheets.relating import RelatedSettler
from profiles.imports.sheets.sheet import CareerSheet
from profiles.imports.sheets.storing import store_changes
from profiles.imports.sheets.summary import ImportLog, Summary
from profiles.models import Source

SHEETS_PER_TRANSACTION = 50


def save_sheets(
    sheets: Iterable[KeyedSheet],
    *,
    source: Source,
    now: datetime,
    publish_at: datetime | None = None,
    dry_run: bool = False,
    progress: Callable[[int], object] | None = None,
) -> Summary:
    """Store each (key, sheet) that ``source`` brings; return what happened to them.

    ``key`` is what the source calls the career. A sheet that cannot be used, and one that
    could not even be made and comes as its ``SheetError``, is skipped whole, with the reason;
    every other is stored whole. A block that somebody changed since the last import is kept,
    a career that somebody deleted stays deleted, one of another origin is never touched.

    ``publish_at`` is given to new careers, and to those that an earlier import left as drafts
    and no editor has decided on. Sheets are compared before a transaction opens; one
    transaction holds at most 50. ``progress`` is called with the number of sheets settled since it
    was last called. A ``dry_run`` writes nothing. Whatever ``sheets`` itself raises ends the import;
    what was stored before stays, and running it again goes on from there.
    """
    log = ImportLog()
    run = _ImportRun(source, log, now, Planner(source, log, publish_at, dry_run=dry_run), dry_run)
    remaining = iter(sheets)
    while batch := list(islice(remaining, SHEETS_PER_TRANSACTION)):
        run.import_batch(batch)
        if progress:
            progress(len(batch))
    settler = RelatedSettler(source, log, now, dry_run)
    keys = list(log.related)
    for start in range(0, len(keys), SHEETS_PER_TRANSACTION):
        settler.settle(keys[start : start + SHEETS_PER_TRANSACTION])
    return log.summary()


class _ImportRun:
    """One run over all sheets of one source."""

    def __init__(
        self, source: Source, log: ImportLog, now: datetime, planner: Planner, dry_run: bool
    ) -> None:
        self.source, self.log, self.now, self.planner, self.dry_run = source, log, now, planner, dry_run

    def import_batch(self, batch: Sequence[KeyedSheet]) -> None:
        """Import one batch in one transaction; one by one where the database refuses it together."""
        changes = self.planner.plan(
            [(key, checked(key, sheet)) for key, sheet in batch], ask_constraints=self.dry_run
        )
        if self.dry_run or not changes:
            return
        try:
            store_changes(changes, source=self.source, now=self.now, log=self.log)
        except (IntegrityError, DataError):
            for change in changes:
                self._import_one(change.key, change.sheet)

    def _import_one(self, key: str, sheet: CareerSheet) -> None:
        self.log.forget(key)
        changes = self.planner.plan([(key, sheet)], ask_constraints=True)
        try:
            if changes:
                store_changes(changes, source=self.source, now=self.now, log=self.log)
        except (IntegrityError, DataError) as error:
            self.log.forget(key)
            self.log.skip(key, f"the database refused it: {str(error).splitlines()[0]}")
