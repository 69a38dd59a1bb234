"""The index of what is published now, one in each process, made in a thread of its own.

No search waits for it: until a new one is made, the one before answers, and before the first an empty
one. A request for the catalogue starts it. It may still hold what was withdrawn a moment ago, so pages
take the careers to show from the catalogue.
"""

from datetime import datetime

from core.rich_text import without_links
from core.version_cache import BackgroundVersionCache
from profiles.catalogue.catalogue import Catalogue, follow
from profiles.catalogue.catalogue import current as current_catalogue
from profiles.catalogue.entry import Entry
from profiles.models import Career
from profiles.search.building import Document
from profiles.search.index import Index

TEXTS = ("overview", "day_to_day", "what_it_takes", "where_it_can_lead")


def documents(now: datetime) -> list[Document[int]]:
    """What can be found at ``now``: published careers only, by primary key, in the form the index reads."""
    catalogue = current_catalogue(now)
    texts = {
        career["pk"]: [without_links(career[field]) for field in TEXTS]
        for career in Career.objects.published(now).values("pk", *TEXTS)
    }
    return [_document(entry, texts[entry.pk], catalogue) for entry in catalogue.entries if entry.pk in texts]


def _document(entry: Entry, texts: list[str], catalogue: Catalogue) -> Document[int]:
    overview, *rest = texts
    words = (word.name for word in (*entry.sectors, *entry.subjects))
    conditions = (word.name for pk, word in catalogue.conditions.items() if pk in entry.conditions)
    return {
        "code": entry.pk,
        "title": entry.title,
        "alternates": [*entry.also_called, *entry.hidden_titles],
        "hidden": entry.hidden_titles,
        "description": "\n".join([entry.summary, overview, *words]),
        "tasks": [*rest, *entry.skill_names, *conditions],
    }


def _make(now: datetime) -> tuple[Index[int], datetime | None]:
    next_turn = Career.objects.next_turn(now)
    return Index(documents(now)), next_turn


_cache: BackgroundVersionCache[Index[int]] = BackgroundVersionCache(_make, before=Index([]))
current = _cache.at
make_first = _cache.make_first
wait_for = _cache.wait_for
# A change is found by search soon, from any page that is requested first after it.
follow(current)
