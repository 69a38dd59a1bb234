"""The catalogue: every published career as cards, lists and filters show it, in memory.

Pages ask it instead of the database for what is the same for all readers. It holds published careers
only.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from django.utils.dates import MONTHS

from core.version_cache import VersionCache
from profiles import career_of_the_month
from profiles.catalogue.entry import MOST_RELATED, Entry, MonthDoor, Related, Word
from profiles.catalogue.loading import load_entries, load_vocabulary
from profiles.catalogue.salary_chart import SalaryChart
from profiles.models import Career, FeaturedMonth, RefusedRelation
from profiles.models.career import CareerQuerySet

NONE_COMPUTED: Mapping[int, Related] = MappingProxyType({})


class Catalogue:
    """What is published at one moment. ``entries`` are in the order of their titles."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.vocabulary = load_vocabulary()
        refused = RefusedRelation.objects.order_by().values_list("career", "other")
        self.refused = frozenset(frozenset(pair) for pair in refused)
        begun = [
            row
            for row in FeaturedMonth.objects.select_related("career").order_by("year", "month")
            if career_of_the_month.has_begun((row.year, row.month), now)
        ]
        self._featured = {row.career_id: (row.year, row.month) for row in begun}  # the latest of each
        self.entries = self._load(Career.objects.published(now))
        self.by_pk = {entry.pk: entry for entry in self.entries}
        self.archive = [
            MonthDoor(
                row.year, row.month, row.career.title, row.career.summary, self.by_pk.get(row.career_id)
            )
            for row in reversed(begun)
        ]

    @property
    def sectors(self) -> dict[int, Word]:
        return self.vocabulary.sectors

    @property
    def subjects(self) -> dict[int, Word]:
        return self.vocabulary.subjects

    @property
    def skills(self) -> dict[int, Word]:
        return self.vocabulary.skills

    @property
    def conditions(self) -> dict[int, Word]:
        return self.vocabulary.conditions

    @cached_property
    def by_slug(self) -> dict[str, Entry]:
        return {entry.slug: entry for entry in self.entries}

    @cached_property
    def archive_years(self) -> list[tuple[int, list[MonthDoor]]]:
        """The twelve months of each year that has a recorded one, latest year first."""
        recorded = {(row.year, row.month): row for row in self.archive}
        years = sorted({row.year for row in self.archive}, reverse=True)
        return [
            (year, [recorded.get((year, month)) or MonthDoor(year, month) for month in MONTHS])
            for year in years
        ]

    @cached_property
    def salary_chart(self) -> SalaryChart:
        return SalaryChart(self.entries)

    @property
    def months_without_career(self) -> list[career_of_the_month.Month]:
        """The begun months that wait for their career to be recorded; none while nothing is published."""
        recorded = ((row.year, row.month) for row in self.archive)
        return career_of_the_month.without_career(recorded, self.now) if self.entries else []

    @cached_property
    def of_the_month(self) -> Entry | None:
        """The career of this month; where it is not published, the one the site would choose."""
        present = career_of_the_month.london_month(self.now)
        latest = self.archive[0] if self.archive else None
        if latest and (latest.year, latest.month) == present and latest.entry:
            return latest.entry
        career = career_of_the_month.choice(present, self.now)
        return self.by_pk.get(career.pk) if career else None

    def entry_of(self, career: Career) -> Entry:
        """The entry of any career, published or not, as a preview needs it."""
        return self.by_pk.get(career.pk) or self._load(Career.objects.filter(pk=career.pk))[0]

    def _load(self, careers: CareerQuerySet) -> list[Entry]:
        return load_entries(careers, self.vocabulary, self._featured)

    def related_to(
        self, entry: Entry, computed: Mapping[int, Related] = NONE_COMPUTED
    ) -> list[tuple[Entry, str]]:
        """The careers related to ``entry``, each with its reason: those that editors chose, then those
        ``computed`` by ``profiles.matching.related_careers_cache``; published ones only, none twice, none
        that was refused.
        """
        found: dict[int, tuple[Entry, str]] = {}
        for pk, reason in chain(entry.related, computed.get(entry.pk, ())):
            if pk in self.by_pk and frozenset((entry.pk, pk)) not in self.refused:
                found.setdefault(pk, (self.by_pk[pk], reason))
        # Editors may choose more than the site would.
        return list(found.values())[: max(MOST_RELATED, len(entry.related))]

    def nearest(self, title: str, sector_pk: int | None = None, count: int = 3) -> list[Entry]:
        """The entries whose titles look most like ``title``, then those of the sector."""
        from rapidfuzz import fuzz, process, utils  # only for pages that went wrong

        titles = {entry.pk: entry.title for entry in self.entries}
        alike = process.extract(
            title[:120],
            titles,
            scorer=fuzz.WRatio,
            processor=utils.default_process,  # capitals and marks do not count
            score_cutoff=70,  # finds "electrishun" and "solister", and nothing for "likes dogs"
            limit=count,
        )
        found = {pk: self.by_pk[pk] for _, _, pk in alike}
        for entry in self.entries:
            if len(found) < count and entry.sector and entry.sector.pk == sector_pk:
                found.setdefault(entry.pk, entry)
        return list(found.values())


def _make(now: datetime) -> tuple[Catalogue, datetime]:
    made = Catalogue(now)
    if made.months_without_career:
        career_of_the_month.record_due_months(now)
        made = Catalogue(now)
    month_ends = career_of_the_month.starts_at(
        career_of_the_month.following(career_of_the_month.london_month(now))
    )
    return made, min(filter(None, [Career.objects.next_turn(now), month_ends]))


_cache = VersionCache(_make)
_followers: list[Callable[[datetime], object]] = []


def current(now: datetime) -> Catalogue:
    """The catalogue as of ``now``."""
    catalogue = _cache.at(now)
    for function in _followers:
        function(now)
    return catalogue


def follow(function: Callable[[datetime], object]) -> None:
    """Call ``function`` with the time whenever a page asks for the catalogue.

    For what is made from it and must not wait to be asked for itself; it has to be quick.
    """
    _followers.append(function)
