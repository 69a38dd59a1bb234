"""What open data attaches to careers: titles for search, and interests. Each row names its source.

What an editor typed, or a sheet brought, has no source and always wins: an attached title gives
way to the same title, and attached interests to any of the career's own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import models, transaction

from profiles.models import Career, CareerInterest, CareerTitle, Source

CAREERS_PER_TRANSACTION = 50
ROWS_PER_DELETE = 500
# Behind every title that an editor typed.
POSITION_OF_ATTACHED_TITLES = 1_000

Attachable = CareerTitle | CareerInterest
AttachableModel = type[CareerTitle] | type[CareerInterest]
# The fields by which two attached rows of one career differ.
IDENTITY: dict[AttachableModel, tuple[str, ...]] = {
    CareerTitle: ("name",),
    CareerInterest: ("interest", "position"),
}


@dataclass
class AttachmentPlan:
    """What open data would attach: rows by the key of their career.

    ``left_out`` counts what is not attached, by the reason; ``unknown`` holds (title, code) of the
    careers whose code the open data does not know.
    """

    rows: dict[int, list[Attachable]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    @property
    def matches_no_code(self) -> bool:
        """Whether careers carry codes, and the open data knows none of them."""
        return bool(self.unknown) and not (self.rows or self.left_out)


@dataclass
class AttachmentCounts:
    """What was attached: careers that have any now, and numbers of rows."""

    careers: int = 0
    added: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass
class _CareerChange:
    career_id: int
    removed: list[int]
    added: list[Attachable]


def unattached(model: type[models.Model]) -> models.QuerySet:
    """The rows of ``model``, a part of a career, that no open data attached."""
    if issubclass(model, CareerTitle | CareerInterest):
        return model.objects.unattached()
    return model._default_manager.all()


def delete_superseded(rows: Iterable[models.Model]) -> None:
    """Delete the attached rows that give way to ``rows``, parts of careers that are about to be stored."""
    rows = list(rows)
    titles = [row for row in rows if isinstance(row, CareerTitle)]
    interests = [row for row in rows if isinstance(row, CareerInterest)]
    if titles:
        _delete_same_titles(titles)
    if interests:
        superseded = CareerInterest.objects.attached().filter(career_id__in=_career_ids(interests))
        if superseded.exists():
            superseded.delete()


def attach(
    model: AttachableModel,
    wanted: Mapping[int, Sequence[Attachable]],
    *,
    source: Source,
    dry_run: bool = False,
) -> AttachmentCounts:
    """Make ``wanted``, rows by the key of their career, all that ``source`` attaches of ``model``.

    Only what differs is written, at most 50 careers in a transaction; a ``dry_run`` writes
    nothing. Returns what changed, or would.
    """
    attached = _attached_by(model, source)
    counts = AttachmentCounts(careers=sum(map(bool, wanted.values())))
    changes = []
    for career_id in sorted(attached.keys() | wanted.keys()):
        held = attached.get(career_id, {})
        change = _compare(career_id, held, wanted.get(career_id, ()))
        counts.added += len(change.added)
        counts.removed += len(change.removed)
        counts.unchanged += len(held) - len(change.removed)
        if change.added or change.removed:
            changes.append(change)
    if not dry_run:
        remaining = iter(changes)
        while batch := list(islice(remaining, CAREERS_PER_TRANSACTION)):
            _write(model, source, batch)
    return counts


def _delete_same_titles(titles: Sequence[CareerTitle]) -> None:
    names = {(row.career_id, row.name.lower()) for row in titles}
    attached = CareerTitle.objects.attached().filter(career_id__in=_career_ids(titles))
    same = [
        pk
        for pk, career_id, name in attached.values_list("pk", "career_id", "name")
        if (career_id, name.lower()) in names
    ]
    if same:
        CareerTitle.objects.filter(pk__in=same).delete()


def _career_ids(rows: Sequence[Attachable]) -> set[int]:
    return {row.career_id for row in rows}


def _attached_by(model: AttachableModel, source: Source) -> dict[int, dict[tuple, int]]:
    """What ``source`` attached so far: by career, each row's identity and its key."""
    found: dict[int, dict[tuple, int]] = {}
    if source.pk:  # a source that is not stored yet attached nothing
        rows = model.objects.filter(source=source).values_list("pk", "career_id", *IDENTITY[model])
        for pk, career_id, *identity in rows:
            found.setdefault(career_id, {})[tuple(identity)] = pk
    return found


def _compare(career_id: int, held: dict[tuple, int], wanted: Sequence[Attachable]) -> _CareerChange:
    """What turns the ``held`` rows of a career into the ``wanted`` ones."""
    rows = {_identity(row): row for row in wanted}
    return _CareerChange(
        career_id,
        removed=[pk for identity, pk in held.items() if identity not in rows],
        added=[row for identity, row in rows.items() if identity not in held],
    )


def _identity(row: Attachable) -> tuple:
    return tuple(getattr(row, name) for name in IDENTITY[type(row)])


@transaction.atomic
def _write(model: AttachableModel, source: Source, batch: Sequence[_CareerChange]) -> None:
    removed = [pk for change in batch for pk in change.removed]
    open_careers = _careers_still_open(model, [change.career_id for change in batch])
    for start in range(0, len(removed), ROWS_PER_DELETE):
        model.objects.filter(pk__in=removed[start : start + ROWS_PER_DELETE]).delete()
    rows = [row for change in batch if change.career_id in open_careers for row in change.added]
    for row in rows:
        row.source = source
    if rows:
        manager: models.Manager = model._default_manager
        manager.bulk_create(rows, ignore_conflicts=True)


def _careers_still_open(model: AttachableModel, career_ids: Sequence[int]) -> set[int]:
    """The careers that rows may be attached to, locked until the transaction ends.

    Since all was compared an editor may have deleted a career, or typed what would be attached.
    """
    careers = Career.objects.select_for_update().filter(pk__in=career_ids)
    still_open = set(careers.values_list("pk", flat=True))
    if model is CareerInterest:
        typed = CareerInterest.objects.unattached().filter(career_id__in=still_open)
        still_open -= set(typed.values_list("career_id", flat=True))
    return still_open
