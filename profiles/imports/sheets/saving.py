"""Compares sheets with what is stored, and writes what nobody but an import has touched.

Source: docs/adr/0004-imports-remember-blocks.md.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import DataError, IntegrityError, models, transaction

from profiles.imports.attachments import make_room_for, own
from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.imports.sheets.rows import Rows, Vocabulary, looked_over, refuse_invalid, rows_of
from profiles.imports.sheets.sheet import BLOCKS, CareerSheet, Related, SheetError
from profiles.models import (
    Career,
    CareerSlug,
    ImportRecord,
    RelatedCareer,
    Requirement,
    Route,
    Source,
)

SHEETS_TO_A_TRANSACTION = 50
EMPTY = CareerSheet(slug="").digests()
# Other careers may come later in the same file, so who is related is settled after all of them.
LATER = "related"
BLOCKS_FIRST = tuple(block for block in BLOCKS if block != LATER)
# What an import remembers beside the blocks: the publishing date that it gave, or "".
PUBLISHED = "publish_at"


@dataclass
class Summary:
    """What an import did, or would do: numbers of careers, and by name what it left alone.

    ``skipped`` holds (key, reason), ``kept`` (key, the blocks that differ because an editor
    changed them).
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


@dataclass
class _Change:
    """What is to be written for one sheet. ``compared_at`` is the career's ``changed_at`` of then."""

    key: str
    sheet: CareerSheet
    career: Career
    rows: Rows
    replaced: list[str]
    digests: dict[str, str]  # to be remembered
    record: ImportRecord | None = None
    compared_at: datetime | None = None

    @property
    def is_visible(self) -> bool:
        """False where only the digests are written."""
        return bool(self.replaced or self.rows.values)


class _Import:
    """One run over all sheets of one source."""

    def __init__(self, source: Source, now: datetime, publish_at: datetime | None, dry_run: bool):
        self.source, self.now, self.publish_at, self.dry_run = source, now, publish_at, dry_run
        self.vocabulary = Vocabulary(with_reference=dry_run)
        self.outcomes: dict[str, str] = {}  # key: created, updated or unchanged
        self.skipped: list[tuple[str, str]] = []
        self.kept: dict[str, list[str]] = {}
        self.slugs_by_key: dict[str, str] = {}
        self.related: dict[str, tuple[Related, ...]] = {}

    def summary(self) -> Summary:
        outcomes = list(self.outcomes.values())
        return Summary(
            *(outcomes.count(outcome) for outcome in ("created", "updated", "unchanged")),
            skipped=self.skipped,
            kept=[(key, tuple(blocks)) for key, blocks in self.kept.items()],
        )

    def take(self, batch: list[tuple[str, CareerSheet | SheetError]]) -> None:
        """Settle one batch, in one transaction; one by one where the database refuses it together."""
        changes = self.plan([(key, looked_over(key, sheet)) for key, sheet in batch])
        if self.dry_run or not changes:
            return
        try:
            self.write(changes)
        except (IntegrityError, DataError):
            for change in changes:
                self.take_one(change.key, change.sheet)

    def take_one(self, key: str, sheet: CareerSheet) -> None:
        self.forget(key)
        changes = self.plan([(key, sheet)], constraints=True)
        try:
            if changes:
                self.write(changes)
        except (IntegrityError, DataError) as error:
            self.forget(key)
            self.skipped.append((key, f"the database refused it: {str(error).splitlines()[0]}"))

    def forget(self, key: str) -> None:
        for known in (self.outcomes, self.kept, self.related, self.slugs_by_key):
            known.pop(key, None)

    # --- Comparing: reads only

    def plan(self, batch, constraints: bool = False) -> list[_Change]:
        """What the sheets of ``batch`` ask to have written; names those that cannot be used.

        The database's constraints are asked beforehand only when ``constraints``, or in a dry
        run: asking takes a query each, so a batch is first tried as a whole.
        """
        self.constraints = constraints or self.dry_run
        sheets = {key: sheet for key, sheet in batch if isinstance(sheet, CareerSheet)}
        slugs = [sheet.slug for sheet in sheets.values()]
        digests = {key: sheet.digests() for key, sheet in sheets.items()}
        records = {
            row.key: row for row in ImportRecord.objects.filter(source_id=self.source.pk, key__in=sheets)
        }
        wanted = [
            row.career_id
            for row in records.values()
            if self.publish_at or self.differs(row, digests[row.key])
        ]
        careers = with_parts(Career.objects.filter(pk__in=wanted)).in_bulk()
        self.taken = set(Career.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        self.moved = set(CareerSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        changes = []
        for key, sheet in batch:
            try:
                if isinstance(sheet, SheetError):
                    raise sheet
                if key in self.outcomes:
                    raise SheetError("it comes twice")
                record = records.get(key)
                if record is None:
                    change = self.first_time(key, sheet, digests[key])
                elif record.career_id is None:
                    raise SheetError("it was deleted here, and stays deleted")
                elif record.career_id in careers:
                    change = self.again(record, careers[record.career_id], sheet, digests[key])
                else:
                    change = None
            except SheetError as error:
                self.skipped.append((key, str(error)))
                continue
            self.slugs_by_key[key] = sheet.slug
            self.outcomes[key] = "unchanged"
            if change:
                changes.append(change)
                self.outcomes[key] = (
                    "created" if not record else "updated" if change.is_visible else "unchanged"
                )
            if sheet.related or (record and record.blocks.get(LATER, EMPTY[LATER]) != EMPTY[LATER]):
                self.related[key] = sheet.related
        return changes

    def differs(self, record: ImportRecord, digests: dict[str, str]) -> bool:
        return any(digests[block] != record.blocks.get(block, EMPTY[block]) for block in BLOCKS_FIRST)

    def first_time(self, key: str, sheet: CareerSheet, digests: dict[str, str]) -> _Change:
        if sheet.slug in self.taken or sheet.slug in self.slugs_by_key.values():
            raise SheetError(f"there is already another career at the address “{sheet.slug}”")
        if sheet.slug in self.moved:
            raise SheetError(f"the address “{sheet.slug}” leads to a career that has moved")
        rows = rows_of(sheet, BLOCKS_FIRST, self.vocabulary)
        career = Career(slug=sheet.slug, publish_at=self.publish_at, **rows.values)
        self.check(career, rows)
        remembered = digests | {LATER: EMPTY[LATER], PUBLISHED: _stamp(self.publish_at)}
        return _Change(key, sheet, career, rows, list(BLOCKS_FIRST), remembered)

    def again(
        self, record: ImportRecord, career: Career, sheet: CareerSheet, digests: dict[str, str]
    ) -> _Change | None:
        """What a career that came before needs; None: nothing."""
        current = read_sheet(career).digests()
        remembered, replaced, kept = dict(record.blocks), [], []
        for block in BLOCKS_FIRST:
            before = record.blocks.get(block, EMPTY[block])
            if digests[block] == before:
                continue
            if current[block] == before:
                replaced.append(block)
            elif current[block] != digests[block]:
                kept.append(block)
                continue
            remembered[block] = digests[block]
        rows = rows_of(sheet, replaced, self.vocabulary)
        # A date is given only where the last import gave none and no editor has decided since.
        undecided = not (record.blocks.get(PUBLISHED) or career.publish_at or career.withdraw_at)
        if self.publish_at and undecided:
            rows.values["publish_at"] = self.publish_at
            remembered[PUBLISHED] = _stamp(self.publish_at)
        if kept:
            self.kept[record.key] = kept
        if remembered == record.blocks:
            return None
        compared_at = career.changed_at
        for name, value in rows.values.items():
            setattr(career, name, value)
        self.check(career, rows)
        return _Change(record.key, sheet, career, rows, replaced, remembered, record, compared_at)

    def check(self, career: Career, rows: Rows) -> None:
        for row in (career, *rows.all_parts()):
            refuse_invalid(row, constraints=self.constraints)

    # --- Writing

    @transaction.atomic
    def write(self, changes: list[_Change]) -> None:
        """Write all or none, save a career that somebody changed since it was compared."""
        careers = [change.career.pk for change in changes if change.record]
        now_changed = dict(
            Career.objects.select_for_update().filter(pk__in=careers).values_list("pk", "changed_at")
        )
        fresh = []
        for change in changes:
            if change.record and now_changed.get(change.career.pk) != change.compared_at:
                self.forget(change.key)
                self.skipped.append((change.key, "somebody changed it during this import; run it again"))
            else:
                fresh.append(change)
        _store(Career, [change.career for change in fresh if not change.record])
        for change in fresh:
            if change.record and change.is_visible:
                change.career.changed_at = self.now
                Career.objects.filter(pk=change.career.pk).update(changed_at=self.now, **change.rows.values)
        self.remove_parts([change for change in fresh if change.record])
        self.add_parts(fresh)
        _store(
            ImportRecord,
            [
                ImportRecord(
                    source=self.source,
                    key=change.key,
                    career=change.career,
                    blocks=change.digests,
                    imported_at=self.now,
                )
                for change in fresh
                if not change.record
            ],
        )
        for change in fresh:
            if change.record:
                change.record.blocks, change.record.imported_at = change.digests, self.now
                change.record.save(update_fields=["blocks", "imported_at"])

    def remove_parts(self, changes: list[_Change]) -> None:
        """Remove what the replaced blocks held until now."""
        for change in changes:
            for model in (*change.rows.links, *change.rows.parts):
                own(model).filter(career_id=change.career.pk).delete()
            if "requirements" in change.replaced:
                change.career.requirements.filter(route=None).delete()
            if "routes" in change.replaced:
                change.career.routes.all().delete()

    def add_parts(self, changes: list[_Change]) -> None:
        """Store what the sheets bring, one statement a kind of row for all of them."""
        rows: dict[type[models.Model], list[models.Model]] = {}
        routes: list[Route] = []
        requirements: list[tuple[Requirement, list[int]]] = []
        for change in changes:
            for part in change.rows.all_parts():
                part.career_id = change.career.pk
            for model, parts in (change.rows.parts | change.rows.links).items():
                for part in parts:
                    part.career_id = change.career.pk
                rows.setdefault(model, []).extend(parts)
            requirements += change.rows.requirements
            for route, its_requirements in change.rows.routes:
                routes.append(route)
                requirements += its_requirements
        for model, parts in rows.items():
            make_room_for(model, parts)
            _store(model, parts)
        _store(Route, routes)
        for change in changes:
            for route, its_requirements in change.rows.routes:
                for requirement, _ in its_requirements:
                    requirement.route_id = route.pk
        _store(Requirement, [requirement for requirement, _ in requirements])
        asked = Requirement.subjects.through
        _store(
            asked,
            [
                asked(requirement_id=requirement.pk, subject_id=subject)
                for requirement, subjects in requirements
                for subject in subjects
            ],
        )

    # --- Related careers, when all of them are there

    def relate(self, keys: list[str]) -> None:
        """Settle who is related, for careers whose other blocks are settled."""
        slugs = {related.slug for key in keys for related in self.related[key]}
        others = dict(Career.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        if self.dry_run:
            others = dict.fromkeys(self.slugs_by_key.values()) | others
        with nullcontext() if self.dry_run else transaction.atomic():
            records = ImportRecord.objects.filter(source_id=self.source.pk, key__in=keys).exclude(career=None)
            careers = Career.objects.filter(pk__in=records.values("career_id")).order_by("pk")
            careers = {
                career.pk: career for career in (careers if self.dry_run else careers.select_for_update())
            }
            stored = {record.key: (record, careers[record.career_id]) for record in records}
            for key in keys:
                record, career = stored.get(key, (None, None))
                wanted = self.usable(key, career.slug if career else self.slugs_by_key[key], others)
                if record:
                    self.relate_one(record, career, wanted, others)

    def usable(self, key: str, slug: str, others: dict[str, int | None]) -> list[Related]:
        wanted = []
        for related in self.related[key]:
            if related.slug == slug or related.slug not in others:
                reason = f"only its related career: there is no other at the address “{related.slug}”"
                self.skipped.append((key, reason))
            else:
                wanted.append(related)
        return wanted

    def relate_one(self, record: ImportRecord, career: Career, wanted: list[Related], others) -> None:
        current = [Related(row.other.slug, row.reason) for row in career.related.select_related("other")]
        digest, standing = _related_digest(wanted), _related_digest(current)
        before = record.blocks.get(LATER, EMPTY[LATER])
        if digest == before:
            return
        if before != standing != digest:
            self.kept.setdefault(record.key, []).append(LATER)
            return
        if standing != digest and self.outcomes[record.key] == "unchanged":
            self.outcomes[record.key] = "updated"
        if self.dry_run:
            return
        if standing != digest:
            career.related.all().delete()
            _store(
                RelatedCareer,
                [
                    RelatedCareer(
                        career=career, other_id=others[related.slug], reason=related.reason, position=position
                    )
                    for position, related in enumerate(wanted)
                ],
            )
            Career.objects.filter(pk=career.pk).update(changed_at=self.now)
        record.blocks[LATER] = digest
        record.save(update_fields=["blocks"])


def _store(model: type[models.Model], rows: list[models.Model]) -> None:
    # Even an empty bulk_create counts as a change of what readers see.
    if rows:
        model.objects.bulk_create(rows)


def _related_digest(related: list[Related]) -> str:
    return CareerSheet(slug="", related=tuple(related)).digests()[LATER]


def _stamp(publish_at: datetime | None) -> str:
    return publish_at.isoformat() if publish_at else ""


def save_sheets(
    sheets: Iterable[tuple[str, CareerSheet | SheetError]],
    *,
    source: Source,
    now: datetime,
    publish_at: datetime | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Store each (key, sheet) that ``source`` brings; return what happened to them.

    ``key`` is what the source calls the career. A sheet that cannot be used, and one that
    could not even be made and comes as its ``SheetError``, is skipped whole, with the reason;
    every other is stored whole. A block that somebody changed since the last import is kept,
    a career that somebody deleted stays deleted, one of another origin is never touched.

    ``publish_at`` is given to new careers, and to those that an earlier import left as drafts
    and no editor has decided on. Sheets are compared before a transaction opens; one
    transaction holds at most 50. ``progress`` is told the number of sheets settled since it was
    last told. A ``dry_run`` writes nothing. Whatever ``sheets`` itself raises ends the import;
    what was stored before stays, and running it again goes on from there.
    """
    run = _Import(source, now, publish_at, dry_run)
    sheets = iter(sheets)
    while batch := list(islice(sheets, SHEETS_TO_A_TRANSACTION)):
        run.take(batch)
        if progress:
            progress(len(batch))
    keys = list(run.related)
    for start in range(0, len(keys), SHEETS_TO_A_TRANSACTION):
        run.relate(keys[start : start + SHEETS_TO_A_TRANSACTION])
    return run.summary()
