"""What editors do with searches that found nothing: a hidden title, a wish, or noise."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from profiles.catalogue import catalogue
from profiles.catalogue.entry import Entry
from profiles.models import Career, MissedSearch, MissedState
from profiles.search import cutoffs
from profiles.search import live as search

NEAREST = 3


def found_now(words: str, now: datetime) -> list[Entry]:
    """The careers, at most three, that search finds for ``words`` at ``now``, best first."""
    entries = catalogue.current(now).by_pk
    results = search.current(now).search(words, limit=NEAREST).results
    return [entries[result.code] for result in results if cutoffs.fits(result) and result.code in entries]


def guesses(words: str, found: list[Entry], now: datetime) -> list[Entry]:
    """The careers, at most three, that ``words`` may name: those ``found``, then titles like them."""
    entries = [*found, *catalogue.current(now).nearest(words)]
    return list({entry.pk: entry for entry in entries}.values())[:NEAREST]


@transaction.atomic
def make_title(*, missed: MissedSearch, career: Career) -> bool:
    """Make the words of ``missed`` a hidden title of ``career``; return whether they are new there.

    It is as if an editor had typed them into the career's form, as its last title. Again, it
    changes nothing.
    """
    career = Career.objects.select_for_update().get(pk=career.pk)
    titles = career.titles
    has_it = career.title.lower() == missed.words or titles.filter(name__iexact=missed.words).exists()
    if not has_it:
        last = titles.aggregate(last=Max("position"))["last"]
        titles.create(name=missed.words, is_hidden=True, position=0 if last is None else last + 1)
        career.save(update_fields=["changed_at"])
    mark(searches=[missed], state=MissedState.TITLE)
    return not has_it


def mark(*, searches: Collection[MissedSearch], state: MissedState) -> list[MissedSearch]:
    """Give each of ``searches`` the state; return those that had another one."""
    changing = [missed for missed in searches if missed.state != state]
    MissedSearch.objects.filter(pk__in=[missed.pk for missed in changing]).update(state=state)
    return changing
