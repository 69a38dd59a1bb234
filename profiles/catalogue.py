"""The catalogue: every published career as cards, lists and filters show it, in memory.

Pages ask it instead of the database for whatever is the same for all readers. It holds
published careers only.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from zlib import crc32

from django.db.models import Prefetch
from django.templatetags.static import static
from django.utils.dates import MONTHS

from profiles import months
from profiles.asks import Asked
from profiles.figures import month_name
from profiles.models import (
    Career,
    CareerCondition,
    CareerInterest,
    CareerSkill,
    CareerTitle,
    CodeScheme,
    Condition,
    ExternalCode,
    FeaturedMonth,
    RefusedRelation,
    RelatedCareer,
    Requirement,
    Route,
    Sector,
    Skill,
    Subject,
)
from profiles.openings import NO_WAYS, Ways, ways_of
from profiles.pictures import Photograph, photograph_of, scene_of
from profiles.related import MOST
from profiles.remembered import Remembered
from profiles.street import Street

WEBINARS = 3  # of one career
NONE_COMPUTED = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Word:
    """A sector, subject, skill or condition."""

    pk: int
    slug: str
    name: str
    description: str = ""
    hue: int = 0
    family: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A career as its card shows it, and by what it is found."""

    pk: int
    slug: str
    title: str
    summary: str
    url: str
    also_called: tuple[str, ...]
    hidden_titles: tuple[str, ...]
    sector: Word | None
    other_sectors: tuple[Word, ...]
    subjects: tuple[Word, ...]
    skills: tuple[Word, ...]
    interests: tuple[str, ...]  # values of Interest, the strongest first
    conditions: frozenset[int]
    routes: frozenset[str]
    salary_starter: int | None
    salary_experienced: int | None
    hours_min: Decimal | None
    hours_max: Decimal | None
    scene: str
    seed: int  # which of the six ways its sector's scene is shown; 0 for a scene of its own
    photograph: Photograph | None
    related: tuple[tuple[int, str], ...]
    featured: months.Month | None
    soc_codes: tuple[str, ...] = ()  # of SOC 2020
    ways: Ways = NO_WAYS

    @property
    def hue(self) -> int:
        return self.sector.hue if self.sector else 0

    @property
    def drawing_url(self) -> str:
        return static(f"drawings/{self.scene}.svg")

    @property
    def sharing_url(self) -> str:
        """The picture that others show of a page that links here, 1200 by 630 pixels."""
        return static(f"sharing/{self.scene}.png")

    @property
    def sharing_words(self) -> str:
        """That picture for somebody who cannot see it, where its drawing has no words of its own."""
        return f"An open door, and behind it the work: {self.title}."

    @property
    def skill_names(self) -> list[str]:
        return [skill.name for skill in self.skills]

    @property
    def sectors(self) -> tuple[Word, ...]:
        return ((self.sector,) if self.sector else ()) + self.other_sectors

    @property
    def featured_words(self) -> str:
        return month_name(*self.featured) if self.featured else ""


@dataclass(frozen=True, slots=True)
class MonthDoor:
    """One door of the archive's wall. ``entry`` is None while the month is to come, and when its
    career is no longer published.
    """

    year: int
    month: int
    title: str = ""
    summary: str = ""
    entry: Entry | None = None

    @property
    def name(self) -> str:
        return month_name(self.year, self.month)

    @property
    def lettering(self) -> str:
        """The template with the month's name as drawn lettering."""
        return f"lettering/{str(MONTHS[self.month]).lower()}.html"

    @property
    def anchor(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.title) and self.entry is None


class Catalogue:
    """What is published at one moment. ``entries`` stand in the order of their titles."""

    def __init__(self, now: datetime):
        self.now = now
        self.sectors = _words(Sector, "description", "hue")
        self.subjects = _words(Subject, "description")
        self.skills = _words(Skill, "description")
        self.conditions = _words(Condition, "family")
        refused = RefusedRelation.objects.order_by().values_list("career", "other")
        self.refused = frozenset(frozenset(pair) for pair in refused)
        begun = [
            row
            for row in FeaturedMonth.objects.select_related("career").order_by("year", "month")
            if months.has_begun((row.year, row.month), now)
        ]
        self._featured = {row.career_id: (row.year, row.month) for row in begun}  # the latest of each
        self.entries = self._entries(Career.objects.published(now))
        self.by_pk = {entry.pk: entry for entry in self.entries}
        self.archive = [
            MonthDoor(
                row.year, row.month, row.career.title, row.career.summary, self.by_pk.get(row.career_id)
            )
            for row in reversed(begun)
        ]

    @cached_property
    def by_slug(self) -> dict[str, Entry]:
        return {entry.slug: entry for entry in self.entries}

    @cached_property
    def walls(self) -> list[tuple[int, list[MonthDoor]]]:
        """A wall of twelve for each year with a recorded month, latest first."""
        recorded = {(row.year, row.month): row for row in self.archive}
        years = sorted({row.year for row in self.archive}, reverse=True)
        return [
            (year, [recorded.get((year, month)) or MonthDoor(year, month) for month in MONTHS])
            for year in years
        ]

    @cached_property
    def street(self) -> Street:
        return Street(self.entries)

    @property
    def months_without_career(self) -> list[months.Month]:
        """The begun months that wait for their career to be recorded; none while nothing is published."""
        recorded = ((row.year, row.month) for row in self.archive)
        return months.without_career(recorded, self.now) if self.entries else []

    @cached_property
    def of_the_month(self) -> Entry | None:
        """The career of this month; where it is not published, the one the site would choose."""
        present = months.london_month(self.now)
        latest = self.archive[0] if self.archive else None
        if latest and (latest.year, latest.month) == present and latest.entry:
            return latest.entry
        career = months.choice(present, self.now)
        return self.by_pk.get(career.pk) if career else None

    @cached_property
    def _webinars(self) -> dict[int, list]:
        """The webinars to come of each career, the next one first: known by the relation, not by import."""
        coming = Career.webinars.rel.related_model.objects.upcoming(self.now).defer("join_url")
        found = defaultdict(list)
        for webinar in coming.prefetch_related(Prefetch("careers", Career.objects.only("pk"))):
            for career in webinar.careers.all():
                found[career.pk].append(webinar)
        return found

    def webinars_of(self, career: Career, now: datetime) -> list:
        """The next three webinars about ``career`` that have not ended at ``now``."""
        coming = self._webinars.get(career.pk, [])
        return [webinar for webinar in coming if webinar.ends_at > now][:WEBINARS]

    def entry_of(self, career: Career) -> Entry:
        """The entry of any career, published or not, as a preview needs it."""
        return self.by_pk.get(career.pk) or self._entries(Career.objects.filter(pk=career.pk))[0]

    def related_to(self, entry: Entry, computed: Mapping = NONE_COMPUTED) -> list[tuple[Entry, str]]:
        """Who belongs beside ``entry``, and why: whom editors put there, then those ``computed``, which
        comes from ``profiles.beside``; published ones only, none twice, none that was refused.
        """
        found: dict[int, tuple[Entry, str]] = {}
        for pk, reason in chain(entry.related, computed.get(entry.pk, ())):
            if pk in self.by_pk and frozenset((entry.pk, pk)) not in self.refused:
                found.setdefault(pk, (self.by_pk[pk], reason))
        # Editors may choose more than the site would.
        return list(found.values())[: max(MOST, len(entry.related))]

    def explore(
        self, besides: Entry | None = None, count: int = 3, computed: Mapping = NONE_COMPUTED
    ) -> list[Entry]:
        """The latest featured careers other than ``besides``, filled by those related to it, by
        those of its sector, and by any.
        """
        featured = (row.entry for row in self.archive)
        related = (entry for entry, _ in self.related_to(besides, computed)) if besides else ()
        same_sector = (entry for entry in self.entries if besides and entry.sector == besides.sector)
        found: dict[int, Entry] = {}
        for entry in chain(featured, related, same_sector, self.entries):
            if len(found) == count:
                break
            if entry and not (besides and entry.pk == besides.pk):
                found.setdefault(entry.pk, entry)
        return list(found.values())

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

    def _entries(self, careers) -> list[Entry]:
        pks = careers.order_by().values("pk")
        titles = _parts(CareerTitle, pks, "name", "is_hidden")
        related = _parts(RelatedCareer, pks, "other_id", "reason")
        sectors = _parts(Career.other_sectors.through, pks, "sector_id")
        subjects = _parts(Career.subjects.through, pks, "subject_id")
        skills = _parts(CareerSkill, pks, "skill_id")
        interests = _parts(CareerInterest, pks, "interest")
        conditions = _parts(CareerCondition, pks, "condition_id")
        routes = _parts(Route, pks, "pk", "kind")
        asked = _asked(pks)
        codes = _parts(ExternalCode, pks, "code", "scheme")
        entries = [
            Entry(
                pk=career.pk,
                slug=career.slug,
                title=career.title,
                summary=career.summary,
                url=career.get_absolute_url(),
                also_called=tuple(name for name, is_hidden in titles[career.pk] if not is_hidden),
                hidden_titles=tuple(name for name, is_hidden in titles[career.pk] if is_hidden),
                sector=self.sectors.get(career.main_sector_id),
                other_sectors=tuple(self.sectors[pk] for (pk,) in sectors[career.pk]),
                subjects=tuple(self.subjects[pk] for (pk,) in subjects[career.pk]),
                skills=tuple(self.skills[pk] for (pk,) in skills[career.pk]),
                interests=tuple(interest for (interest,) in interests[career.pk]),
                conditions=frozenset(pk for (pk,) in conditions[career.pk]),
                routes=frozenset(kind for _, kind in routes[career.pk]),
                salary_starter=career.salary_starter,
                salary_experienced=career.salary_experienced,
                hours_min=career.hours_min,
                hours_max=career.hours_max,
                scene=scene_of(career.drawing, self.sectors.get(career.main_sector_id)),
                seed=0 if career.drawing else crc32(career.slug.encode()) % 6,
                photograph=photograph_of(career),
                related=tuple(related[career.pk]),
                featured=self._featured.get(career.pk),
                soc_codes=tuple(code for code, scheme in codes[career.pk] if scheme == CodeScheme.SOC2020),
                ways=ways_of(
                    [(pk, kind, asked[career.pk, pk]) for pk, kind in routes[career.pk]],
                    asked[career.pk, None],
                ),
            )
            for career in careers.only(*ON_CARDS)
        ]
        # Sorted here, because the two databases sort letters differently.
        return sorted(entries, key=lambda entry: (entry.title.casefold(), entry.pk))


ON_CARDS = (
    "slug",
    "title",
    "summary",
    "main_sector",
    "salary_starter",
    "salary_experienced",
    "hours_min",
    "hours_max",
    "drawing",
    "photograph",
    "photograph_alt",
    "photograph_credit",
    "photograph_width",
    "photograph_height",
    "photograph_is_ready",
)


def _words(model, *columns: str) -> dict[int, Word]:
    """Every row of ``model`` by its primary key, in the order of names."""
    rows = model.objects.values("pk", "slug", "name", *columns)
    return {
        row["pk"]: Word(**row, url=_url_of(model, row["slug"]))
        for row in sorted(rows, key=lambda row: row["name"].casefold())
    }


def _url_of(model, slug: str) -> str:
    return model(slug=slug).get_absolute_url() if hasattr(model, "get_absolute_url") else ""


def _parts(model, careers, *columns: str) -> defaultdict[int, list[tuple]]:
    """``columns`` of the rows of ``model`` by their career, in the editors' order."""
    parts = defaultdict(list)
    for career, *values in (
        model.objects.filter(career__in=careers)
        .order_by("career", *[name for name in ("position",) if _has(model, name)], "pk")
        .values_list("career", *columns)
    ):
        parts[career].append(tuple(values))
    return parts


def _asked(careers) -> defaultdict[tuple[int, int | None], list[Asked]]:
    """What is asked by (career, route), with None for every route of the career."""
    subjects = defaultdict(list)
    through = Requirement.subjects.through.objects.filter(requirement__career__in=careers)
    for row, name in through.order_by("subject__name").values_list("requirement_id", "subject__name"):
        subjects[row].append(name)
    asked = defaultdict(list)
    for career, rows in _parts(
        Requirement,
        careers,
        *("pk", "route_id", "strength", "at_least", "at_most"),
        *("qualification__name", "qualification__plural", "qualification__level"),
        *("or_equivalent", "subject_words", "grade", "purpose", "words"),
    ).items():
        for pk, route, strength, least, most, award, awards, level, equivalent, *words in rows:
            asked[career, route].append(
                Asked(
                    strength, least, most, award or "", awards or "", level, equivalent,
                    tuple(subjects[pk]), *words,
                )
            )  # fmt: skip
    return asked


def _has(model, column: str) -> bool:
    return any(field.name == column for field in model._meta.fields)


def _make(now: datetime) -> tuple[Catalogue, datetime]:
    made = Catalogue(now)
    if made.months_without_career:
        months.record_due_months(now)
        made = Catalogue(now)
    month_ends = months.starts_at(months.following(months.london_month(now)))
    return made, min(filter(None, [Career.objects.next_turn(now), month_ends]))


_remembered = Remembered(_make)
_followers: list[Callable[[datetime], object]] = []
refresh = _remembered.forget


def current(now: datetime) -> Catalogue:
    """The catalogue as of ``now``."""
    known = _remembered.at(now)
    for follow in _followers:
        follow(now)
    return known


def tell(follow: Callable[[datetime], object]) -> None:
    """Call ``follow`` whenever somebody asks for the catalogue.

    For what is made from it and must not wait to be asked for itself; it has to be quick.
    """
    _followers.append(follow)
