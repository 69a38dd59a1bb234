"""Explore careers: the cards at the end of a page, which lead to careers other than its own."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from profiles.catalogue.catalogue import NONE_COMPUTED, Catalogue
from profiles.catalogue.entry import Entry, Related

CARDS = 3


def explore(
    catalogue: Catalogue,
    other_than: Entry | None = None,
    count: int = CARDS,
    computed: Mapping[int, Related] = NONE_COMPUTED,
) -> list[Entry]:
    """The latest featured careers other than ``other_than``, then those related to it, those of its
    sector, and any: ``count`` in all, where there are so many.
    """
    before_any = _near(catalogue, other_than, computed) if other_than else ()
    found: dict[int, Entry] = {}
    for entry in _featured_then_any(catalogue, before_any):
        if len(found) == count:
            break
        if not (other_than and entry.pk == other_than.pk):
            found.setdefault(entry.pk, entry)
    return list(found.values())


def _featured_then_any(catalogue: Catalogue, before_any: Iterable[Entry]) -> Iterator[Entry]:
    yield from (row.entry for row in catalogue.archive if row.entry)
    yield from before_any
    yield from catalogue.entries


def _near(catalogue: Catalogue, entry: Entry, computed: Mapping[int, Related]) -> Iterator[Entry]:
    related = (other for other, _ in catalogue.related_to(entry, computed))
    same_sector = (other for other in catalogue.entries if other.sector == entry.sector)
    return chain(related, same_sector)
