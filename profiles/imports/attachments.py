"""What open data attaches to careers: titles for search, and interests. Each row names its source.

What an editor typed, or a sheet brought, has no source and always wins: an attached title gives
way to the same title, and attached interests to any of the career's own.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from django.db import models, transaction

from profiles.models import Career, CareerInterest, CareerTitle, Source

CAREERS_TO_A_TRANSACTION = 50
ROWS_TO_A_STATEMENT = 500
# By what two attached rows of one career are told apart.
SAID = {CareerTitle: ("name",), CareerInterest: ("interest", "position")}
# The place of attached titles: behind all that editors typed.
BEHIND = 1_000


@dataclass
class Choice:
    """What open data would attach: rows by the key of their career.

    ``left_out`` counts what is not attached, by the reason; ``unknown`` holds (title, code) of the
    careers whose code the open data does not know.
    """

    rows: dict[int, list[models.Model]] = field(default_factory=dict)
    left_out: Counter = field(default_factory=Counter)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    @property
    def knows_nobody(self) -> bool:
        """Whether careers carry codes, and the open data knows none of them."""
        return bool(self.unknown) and not (self.rows or self.left_out)


@dataclass
class Counts:
    """What was attached: careers that have any now, and numbers of rows."""

    careers: int = 0
    added: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass
class _Change:
    career_id: int
    gone: list[int]
    new: list[models.Model]


def own(model: type[models.Model]) -> models.QuerySet:
    """The rows of ``model``, a part of a career, that no open data attached."""
    return model.objects.filter(source=None) if model in SAID else model.objects.all()


def make_room_for(model: type[models.Model], rows: list[models.Model]) -> None:
    """Take away what is attached to the careers of ``rows`` and gives way to them."""
    if model not in SAID or not rows:
        return
    attached = model.objects.filter(career_id__in={row.career_id for row in rows}).exclude(source=None)
    if model is CareerTitle:
        named = {(row.career_id, row.name.lower()) for row in rows}
        twins = [
            pk
            for pk, career, name in attached.values_list("pk", "career_id", "name")
            if (career, name.lower()) in named
        ]
        attached = model.objects.filter(pk__in=twins) if twins else model.objects.none()
    if attached.exists():
        attached.delete()


def attach(
    model: type[models.Model],
    wanted: dict[int, list[models.Model]],
    *,
    source: Source,
    dry_run: bool = False,
) -> Counts:
    """Make ``wanted``, rows by the key of their career, all that ``source`` attaches of ``model``.

    Only what differs is written, at most 50 careers in a transaction; a ``dry_run`` writes
    nothing. Returns what changed, or would.
    """
    standing = _standing(model, source)
    counts = Counts(careers=sum(map(bool, wanted.values())))
    changes = []
    for career in sorted(standing.keys() | wanted.keys()):
        held = standing.get(career, {})
        rows = {_said(row): row for row in wanted.get(career, [])}
        change = _Change(
            career,
            gone=[pk for said, pk in held.items() if said not in rows],
            new=[row for said, row in rows.items() if said not in held],
        )
        counts.added += len(change.new)
        counts.removed += len(change.gone)
        counts.unchanged += len(held) - len(change.gone)
        if change.new or change.gone:
            changes.append(change)
    if not dry_run:
        waiting = iter(changes)
        while batch := list(islice(waiting, CAREERS_TO_A_TRANSACTION)):
            _write(model, source, batch)
    return counts


def _said(row: models.Model) -> tuple:
    return tuple(getattr(row, name) for name in SAID[type(row)])


def _standing(model: type[models.Model], source: Source) -> dict[int, dict[tuple, int]]:
    """What ``source`` attached so far: by career, what is said and the row's key."""
    standing: dict[int, dict[tuple, int]] = {}
    if source.pk:  # else it is not stored yet, and nobody's rows are its rows
        rows = model.objects.filter(source=source).values_list("pk", "career_id", *SAID[model])
        for pk, career, *said in rows:
            standing.setdefault(career, {})[tuple(said)] = pk
    return standing


@transaction.atomic
def _write(model: type[models.Model], source: Source, batch: list[_Change]) -> None:
    # Since all was compared an editor may have deleted a career, or typed what would be attached.
    careers = Career.objects.select_for_update().filter(pk__in=[change.career_id for change in batch])
    open_careers = set(careers.values_list("pk", flat=True))
    if model is CareerInterest:
        typed = own(model).filter(career_id__in=open_careers)
        open_careers -= set(typed.values_list("career_id", flat=True))
    gone = [pk for change in batch for pk in change.gone]
    for start in range(0, len(gone), ROWS_TO_A_STATEMENT):
        model.objects.filter(pk__in=gone[start : start + ROWS_TO_A_STATEMENT]).delete()
    rows = [row for change in batch if change.career_id in open_careers for row in change.new]
    for row in rows:
        row.source = source
    if rows:
        model.objects.bulk_create(rows, ignore_conflicts=True)
