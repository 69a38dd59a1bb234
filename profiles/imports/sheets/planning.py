"""What an import would write, sheet by sheet, from what is stored and what it remembers. Reads only.

Source: docs/adr/0004-imports-remember-blocks.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from profiles.imports.errors import SheetError
from profiles.imports.sheets.checking import refuse_invalid
from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.imports.sheets.rows import Rows, Vocabulary, make_rows
from profiles.imports.sheets.sheet import BLOCKS, CareerSheet
from profiles.imports.sheets.summary import ImportLog, Outcome
from profiles.models import Career, CareerSlug, ImportRecord, Source

# The block that is settled last: the careers it names may come later in the same file.
RELATED = "related"
BLOCKS_PLANNED = tuple(block for block in BLOCKS if block != RELATED)
# What an import remembers in addition to the blocks: the publishing date that it gave, or "".
PUBLISH_AT = "publish_at"
# The digests of blocks that say nothing.
EMPTY = CareerSheet(slug="").digests()

# What a reader hands on for one career: its key, and the sheet or what is wrong with it.
KeyedSheet = tuple[str, CareerSheet | SheetError]


@dataclass
class SheetChange:
    """What is to be written for one sheet.

    ``replaced`` are the blocks whose rows give way to ``rows``; ``digests`` are to be
    remembered. ``record`` is None for a career that is new; ``compared_at`` is the ``changed_at``
    of one that is not, when it was compared.
    """

    key: str
    sheet: CareerSheet
    career: Career
    rows: Rows
    replaced: list[str]
    digests: dict[str, str]
    record: ImportRecord | None = None
    compared_at: datetime | None = None

    @property
    def is_visible(self) -> bool:
        """False where only the digests are written."""
        return bool(self.replaced or self.rows.values)

    @property
    def outcome(self) -> Outcome:
        if self.record is None:
            return Outcome.CREATED
        return Outcome.UPDATED if self.is_visible else Outcome.UNCHANGED


@dataclass
class BlockComparison:
    """Blocks to ``replace``, blocks to ``keep`` because an editor changed them, digests to remember."""

    replace: list[str]
    keep: list[str]
    remember: dict[str, str]


def compare_blocks(
    remembered: dict[str, str], current: dict[str, str], brought: dict[str, str]
) -> BlockComparison:
    """Compare digests by block: those of the last import, of what is stored, and of the sheet."""
    found = BlockComparison(replace=[], keep=[], remember=dict(remembered))
    for block in BLOCKS_PLANNED:
        before = remembered.get(block, EMPTY[block])
        if brought[block] == before:
            continue
        if current[block] == before:
            found.replace.append(block)
        elif current[block] != brought[block]:
            found.keep.append(block)
            continue
        found.remember[block] = brought[block]
    return found


@dataclass
class _Stored:
    """What is stored of the careers and addresses that the sheets of one batch name."""

    records: dict[str, ImportRecord]  # by key
    careers: dict[int, Career]  # with their parts; only those that something may be written to
    slugs: set[str]
    former_slugs: set[str]


class Planner:
    """Compares the sheets of one source; notes in ``log`` what becomes of each."""

    def __init__(self, source: Source, log: ImportLog, publish_at: datetime | None, *, dry_run: bool) -> None:
        self.source, self.log, self.publish_at = source, log, publish_at
        self.vocabulary = Vocabulary(with_reference=dry_run)

    def plan(self, batch: Sequence[KeyedSheet], *, ask_constraints: bool) -> list[SheetChange]:
        """What the sheets of ``batch`` ask to have written; skips those that cannot be used.

        The database's constraints are asked beforehand only with ``ask_constraints``: asking
        takes a query each, so a batch that is to be stored is first tried as a whole.
        """
        digests = [sheet.digests() if isinstance(sheet, CareerSheet) else {} for _, sheet in batch]
        stored = self._fetch(batch, digests)
        changes = []
        for (key, sheet), brought in zip(batch, digests, strict=True):
            try:
                change = self._plan_one(key, sheet, brought, stored, ask_constraints)
            except SheetError as error:
                self.log.skip(key, str(error))
                continue
            if change:
                changes.append(change)
        return changes

    def _fetch(self, batch: Sequence[KeyedSheet], digests: Sequence[dict[str, str]]) -> _Stored:
        slugs = [sheet.slug for _, sheet in batch if isinstance(sheet, CareerSheet)]
        brought: dict[str, dict[str, str]] = {}
        for (key, sheet), found in zip(batch, digests, strict=True):
            if isinstance(sheet, CareerSheet):
                brought.setdefault(key, found)  # of two with one key the first is used
        records = {
            row.key: row for row in ImportRecord.objects.filter(source_id=self.source.pk, key__in=brought)
        }
        compared = [
            row.career_id
            for row in records.values()
            if row.career_id and (self.publish_at or _differs(row, brought[row.key]))
        ]
        return _Stored(
            records=records,
            careers=with_parts(Career.objects.filter(pk__in=compared)).in_bulk(),
            slugs=set(Career.objects.filter(slug__in=slugs).values_list("slug", flat=True)),
            former_slugs=set(CareerSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True)),
        )

    def _plan_one(
        self,
        key: str,
        sheet: CareerSheet | SheetError,
        brought: dict[str, str],
        stored: _Stored,
        ask_constraints: bool,
    ) -> SheetChange | None:
        """What one sheet asks to have written; None: nothing. Raises ``SheetError``."""
        if isinstance(sheet, SheetError):
            raise sheet
        if key in self.log.outcomes:
            raise SheetError("it comes twice")
        change: SheetChange | None = None
        record = stored.records.get(key)
        if record is None:
            change = self._plan_new(key, sheet, brought, stored)
        elif record.career_id is None:
            raise SheetError("it was deleted here, and stays deleted")
        elif record.career_id in stored.careers:
            change = self._plan_update(record, stored.careers[record.career_id], sheet, brought)
        if change:
            for row in (change.career, *change.rows.all_parts()):
                refuse_invalid(row, ask_constraints=ask_constraints)
        self.log.use(key, sheet, change.outcome if change else Outcome.UNCHANGED)
        if sheet.related or (record and record.blocks.get(RELATED, EMPTY[RELATED]) != EMPTY[RELATED]):
            self.log.related[key] = sheet.related
        return change

    def _plan_new(
        self, key: str, sheet: CareerSheet, brought: dict[str, str], stored: _Stored
    ) -> SheetChange:
        if sheet.slug in stored.slugs or sheet.slug in self.log.addresses.values():
            raise SheetError(f"there is already another career at the address “{sheet.slug}”")
        if sheet.slug in stored.former_slugs:
            raise SheetError(f"the address “{sheet.slug}” leads to a career that has moved")
        rows = make_rows(sheet, BLOCKS_PLANNED, self.vocabulary)
        career = Career(slug=sheet.slug, publish_at=self.publish_at, **rows.values)
        digests = brought | {RELATED: EMPTY[RELATED], PUBLISH_AT: _stamp(self.publish_at)}
        return SheetChange(key, sheet, career, rows, list(BLOCKS_PLANNED), digests)

    def _plan_update(
        self, record: ImportRecord, career: Career, sheet: CareerSheet, brought: dict[str, str]
    ) -> SheetChange | None:
        """What a career that came before needs; None: nothing."""
        found = compare_blocks(record.blocks, read_sheet(career).digests(), brought)
        rows = make_rows(sheet, found.replace, self.vocabulary)
        if self.publish_at and _has_no_date_yet(record, career):
            rows.values["publish_at"] = self.publish_at
            found.remember[PUBLISH_AT] = _stamp(self.publish_at)
        if found.keep:
            self.log.kept[record.key] = found.keep
        if found.remember == record.blocks:
            return None
        compared_at = career.changed_at
        for name, value in rows.values.items():
            setattr(career, name, value)
        return SheetChange(
            record.key, sheet, career, rows, found.replace, found.remember, record, compared_at
        )


def _differs(record: ImportRecord, brought: dict[str, str]) -> bool:
    return any(brought[block] != record.blocks.get(block, EMPTY[block]) for block in BLOCKS_PLANNED)


def _has_no_date_yet(record: ImportRecord, career: Career) -> bool:
    """Whether the last import gave no publishing date and no editor has decided since."""
    return not (record.blocks.get(PUBLISH_AT) or career.publish_at or career.withdraw_at)


def _stamp(publish_at: datetime | None) -> str:
    return publish_at.isoformat() if publish_at else ""
