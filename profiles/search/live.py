"""The index of what is published now, one in each process, made in a thread of its own.

Whoever searches never waits for it: until a new one is made, the one before answers, and
before the first an empty one. Whoever asks for the catalogue sets it off. It may still hold what
was withdrawn a moment ago, so whoever shows results takes them from the published careers.
"""

from datetime import datetime

from core.rich_text import without_links
from core.version_cache import BackgroundVersionCache
from profiles.catalogue import catalogue
from profiles.models import Career
from profiles.search.index import Index

TEXTS = ("overview", "day_to_day", "what_it_takes", "where_it_can_lead")


def documents(now: datetime) -> list[dict]:
    """What can be found at ``now``: published careers only, in the form the index reads."""
    known = catalogue.current(now)
    texts = {
        career["pk"]: [without_links(career[field]) for field in TEXTS]
        for career in Career.objects.published(now).values("pk", *TEXTS)
    }
    return [
        {
            "code": entry.pk,
            "title": entry.title,
            "alternates": [*entry.also_called, *entry.hidden_titles],
            "hidden": entry.hidden_titles,
            "description": "\n".join(
                [entry.summary, overview, *(word.name for word in (*entry.sectors, *entry.subjects))]
            ),
            "tasks": [
                *rest,
                *entry.skill_names,
                *(word.name for pk, word in known.conditions.items() if pk in entry.conditions),
            ],
        }
        for entry in known.entries
        if entry.pk in texts
        for overview, *rest in [texts[entry.pk]]
    ]


def _make(now: datetime) -> tuple[Index, datetime | None]:
    next_turn = Career.objects.next_turn(now)
    return Index(documents(now)), next_turn


_cache = BackgroundVersionCache(_make, before=Index([]))
current = _cache.at
make_first = _cache.make_first
wait_for = _cache.wait_for
# A change is found by search soon, whichever page is asked first after it.
catalogue.follow(current)
