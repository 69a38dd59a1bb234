"""Writes what ``planning`` asks for: all changes of a batch together, or none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models, transaction

from profiles.imports.attachments import delete_superseded, unattached
from profiles.imports.sheets.planning import SheetChange
from profiles.imports.sheets.summary import ImportLog
from profiles.models import Career, ImportRecord, Requirement, Route, Source


@transaction.atomic
def store_changes(changes: Sequence[SheetChange], *, source: Source, now: datetime, log: ImportLog) -> None:
    """Write all or none, except for a career that somebody changed since it was compared.

    Raises ``IntegrityError`` or ``DataError`` for what the database refuses.
    """
    fresh = _still_as_compared(changes, log)
    new = [change for change in fresh if not change.record]
    known = [change for change in fresh if change.record]
    store_rows(Career, [change.career for change in new])
    _update_careers(known, now)
    _remove_replaced_parts(known)
    _add_parts(fresh)
    _remember_new(new, source, now)
    _remember_known(known, now)


def store_rows(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Store ``rows``, new ones of ``model``, in one statement; no statement for none."""
    # Even an empty bulk_create counts as a change of what readers see.
    if rows:
        model._default_manager.bulk_create(rows)


def _still_as_compared(changes: Iterable[SheetChange], log: ImportLog) -> list[SheetChange]:
    """The changes whose careers were not changed meanwhile; their rows are locked from now on."""
    careers = [change.career.pk for change in changes if change.record]
    now_changed = dict(
        Career.objects.select_for_update().filter(pk__in=careers).values_list("pk", "changed_at")
    )
    fresh = []
    for change in changes:
        if change.record and now_changed.get(change.career.pk) != change.compared_at:
            log.forget(change.key)
            log.skip(change.key, "somebody changed it during this import; run it again")
        else:
            fresh.append(change)
    return fresh


def _update_careers(changes: Iterable[SheetChange], now: datetime) -> None:
    for change in changes:
        if change.is_visible:
            change.career.changed_at = now
            Career.objects.filter(pk=change.career.pk).update(changed_at=now, **change.rows.values)


def _remove_replaced_parts(changes: Iterable[SheetChange]) -> None:
    """Remove what the replaced blocks held until now."""
    for change in changes:
        for model in (*change.rows.links, *change.rows.parts):
            unattached(model).filter(career_id=change.career.pk).delete()
        if "requirements" in change.replaced:
            change.career.requirements.filter(route=None).delete()
        if "routes" in change.replaced:
            change.career.routes.all().delete()


def _add_parts(changes: Sequence[SheetChange]) -> None:
    """Store what the sheets bring, in one statement for each kind of row."""
    rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for change in changes:
        change.rows.set_career(change.career.pk)
        for model, parts in (change.rows.parts | change.rows.links).items():
            rows[model].extend(parts)
    for model, parts in rows.items():
        delete_superseded(parts)
        store_rows(model, parts)
    _add_routes_and_requirements(changes)


def _add_routes_and_requirements(changes: Sequence[SheetChange]) -> None:
    routes = [pair for change in changes for pair in change.rows.routes]
    store_rows(Route, [route for route, _ in routes])
    for route, its_requirements in routes:
        for requirement, _ in its_requirements:
            requirement.route_id = route.pk
    requirements = [pair for change in changes for pair in change.rows.all_requirements()]
    store_rows(Requirement, [requirement for requirement, _ in requirements])
    link = Requirement.subjects.through
    store_rows(
        link,
        [
            link(requirement_id=requirement.pk, subject_id=subject)
            for requirement, subjects in requirements
            for subject in subjects
        ],
    )


def _remember_new(changes: Iterable[SheetChange], source: Source, now: datetime) -> None:
    store_rows(
        ImportRecord,
        [
            ImportRecord(
                source=source, key=change.key, career=change.career, blocks=change.digests, imported_at=now
            )
            for change in changes
        ],
    )


def _remember_known(changes: Iterable[SheetChange], now: datetime) -> None:
    for change in changes:
        if change.record:
            change.record.blocks, change.record.imported_at = change.digests, now
            change.record.save(update_fields=["blocks", "imported_at"])
