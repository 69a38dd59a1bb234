"""The related careers of what is published now, kept in memory, and made in a thread of its own.

Until new ones are made, those before answer. ``Catalogue.related_to`` leaves out what is no longer
published, and what editors chose or refused meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core.version_cache import BackgroundVersionCache
from profiles.catalogue.catalogue import current as current_catalogue
from profiles.catalogue.entry import Entry
from profiles.matching.related_careers import Computed, related
from profiles.models import Career, RefusedRelation
from profiles.search import live as search


def _make(now: datetime) -> tuple[Computed, datetime | None]:
    catalogue = current_catalogue(now)
    next_turn = Career.objects.next_turn(now)
    computed = related(catalogue.entries, alike=_alike(now), refused=catalogue.refused)
    return computed, next_turn


def _alike(now: datetime) -> dict[int, dict[int, float]]:
    """How alike the texts are of careers that say what one does all day; others would be alike in little."""
    telling = set(Career.objects.exclude(day_to_day="").order_by().values_list("pk", flat=True))
    found = search.wait_for(now).alike()
    return {
        pk: {other: like for other, like in others.items() if other in telling}
        for pk, others in found.items()
        if pk in telling
    }


_cache: BackgroundVersionCache[Computed] = BackgroundVersionCache(_make, before={})
current = _cache.at
make_first = _cache.make_first


def computed_for(career: Career, now: datetime) -> list[tuple[Entry, str]]:
    """Those that the site relates to ``career`` by itself, and why; none while it is not published."""
    catalogue = current_catalogue(now)
    entry = catalogue.by_pk.get(career.pk)
    if entry is None:
        return []
    make_first(now)  # an editor may wait, where none was made before
    chosen = {pk for pk, _ in entry.related}
    found = catalogue.related_to(entry, current(now))
    return [(other, reason) for other, reason in found if other.pk not in chosen]


@transaction.atomic
def refuse(*, career: Career, others: Iterable[int]) -> None:
    """Never again show ``career`` and any of ``others``, by key, on each other's pages.

    Those that are refused already, or are gone, change nothing.
    """
    found = Career.objects.filter(pk__in=list(others)).exclude(pk=career.pk)
    rows = [RefusedRelation(career=career, other=other) for other in found.only("pk")]
    if rows:
        RefusedRelation.objects.bulk_create(rows, ignore_conflicts=True)
