"""Related careers of an import, settled when all careers of its file are there."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from profiles.imports.sheets.planning import EMPTY, RELATED
from profiles.imports.sheets.sheet import CareerSheet, Related
from profiles.imports.sheets.storing import store_rows
from profiles.imports.sheets.summary import ImportLog, Outcome
from profiles.models import Career, ImportRecord, RelatedCareer, Source


@dataclass
class RelatedSettler:
    """Settles the related careers of one import, for sheets whose other blocks are settled."""

    source: Source
    log: ImportLog
    now: datetime
    dry_run: bool

    def settle(self, keys: Sequence[str]) -> None:
        """Settle the sheets with these keys, in one transaction."""
        careers_by_slug = self._named_careers(keys)
        with nullcontext() if self.dry_run else transaction.atomic():
            stored = self._stored(keys)
            for key in keys:
                record, career = stored.get(key, (None, None))
                slug = career.slug if career else self.log.addresses[key]
                wanted = self._usable(key, slug, careers_by_slug)
                if record and career:
                    self._settle_one(record, career, wanted, careers_by_slug)

    def _named_careers(self, keys: Sequence[str]) -> dict[str, int]:
        """The keys of the careers that the sheets name; 0 for one that a dry run would create."""
        slugs = {related.slug for key in keys for related in self.log.related[key]}
        known = dict(Career.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        return dict.fromkeys(self.log.addresses.values(), 0) | known if self.dry_run else known

    def _stored(self, keys: Sequence[str]) -> dict[str, tuple[ImportRecord, Career]]:
        """The records of the sheets by key, with their careers, locked unless this is a dry run."""
        records = ImportRecord.objects.filter(source_id=self.source.pk, key__in=keys).exclude(career=None)
        rows = Career.objects.filter(pk__in=records.values("career_id")).order_by("pk")
        careers = {career.pk: career for career in (rows if self.dry_run else rows.select_for_update())}
        return {record.key: (record, careers[record.career_id]) for record in records if record.career_id}

    def _usable(self, key: str, slug: str, careers_by_slug: dict[str, int]) -> list[Related]:
        """The related careers of the sheet at ``slug`` that exist; the others are skipped."""
        wanted = []
        for related in self.log.related[key]:
            if related.slug == slug or related.slug not in careers_by_slug:
                self.log.skip(
                    key, f"only its related career: there is no other at the address “{related.slug}”"
                )
            else:
                wanted.append(related)
        return wanted

    def _settle_one(
        self,
        record: ImportRecord,
        career: Career,
        wanted: list[Related],
        careers_by_slug: dict[str, int],
    ) -> None:
        current = [Related(row.other.slug, row.reason) for row in career.related.select_related("other")]
        brought, stored = _digest(wanted), _digest(current)
        remembered = record.blocks.get(RELATED, EMPTY[RELATED])
        if brought == remembered:
            return
        if remembered != stored != brought:
            self.log.kept.setdefault(record.key, []).append(RELATED)
            return
        if stored != brought and self.log.outcomes[record.key] == Outcome.UNCHANGED:
            self.log.outcomes[record.key] = Outcome.UPDATED
        if self.dry_run:
            return
        if stored != brought:
            self._replace(career, wanted, careers_by_slug)
        record.blocks[RELATED] = brought
        record.save(update_fields=["blocks"])

    def _replace(self, career: Career, wanted: list[Related], careers_by_slug: dict[str, int]) -> None:
        career.related.all().delete()
        rows = [
            RelatedCareer(
                career=career,
                other_id=careers_by_slug[related.slug],
                reason=related.reason,
                position=position,
            )
            for position, related in enumerate(wanted)
        ]
        store_rows(RelatedCareer, rows)
        Career.objects.filter(pk=career.pk).update(changed_at=self.now)


def _digest(related: list[Related]) -> str:
    return CareerSheet(slug="", related=tuple(related)).digests()[RELATED]
