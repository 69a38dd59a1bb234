"""Reading the catalogue's parts from the database: each in one query, however many careers there are."""

from collections import defaultdict
from dataclasses import dataclass
from zlib import crc32

from django.db.models import QuerySet

from profiles.career_of_the_month import Month
from profiles.catalogue.entry import Entry, Word
from profiles.eligibility.demands import Asked
from profiles.eligibility.eligibility import Ways, ways_of
from profiles.models import (
    Career,
    CareerCondition,
    CareerInterest,
    CareerSkill,
    CareerTitle,
    CodeScheme,
    Condition,
    ExternalCode,
    RelatedCareer,
    Requirement,
    Route,
    Sector,
    Skill,
    Subject,
)
from profiles.models.career import CareerQuerySet
from profiles.pictures import photograph_of, scene_of

_ON_CARDS = (
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


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words by which careers are sorted, each kind by primary key and in the order of names."""

    sectors: dict[int, Word]
    subjects: dict[int, Word]
    skills: dict[int, Word]
    conditions: dict[int, Word]


def load_vocabulary() -> Vocabulary:
    """Every word there is, in four queries."""
    return Vocabulary(
        sectors=_words(Sector, "description", "hue"),
        subjects=_words(Subject, "description"),
        skills=_words(Skill, "description"),
        conditions=_words(Condition, "family"),
    )


def load_entries(careers: CareerQuerySet, vocabulary: Vocabulary, featured: dict[int, Month]) -> list[Entry]:
    """The entries of ``careers`` in the order of their titles, in the same queries for any number.

    ``featured`` is the latest month of each career that has one, by its key.
    """
    parts = _Parts(careers.order_by().values("pk"))
    entries = [
        _entry(career, parts, vocabulary, featured.get(career.pk)) for career in careers.only(*_ON_CARDS)
    ]
    # Sorted here, because the two databases sort letters differently.
    return sorted(entries, key=lambda entry: (entry.title.casefold(), entry.pk))


class _Parts:
    """The parts of careers by the career's primary key, each kind in one query."""

    def __init__(self, careers: QuerySet) -> None:
        self.titles = _parts(CareerTitle, careers, "name", "is_hidden")
        self.related = _parts(RelatedCareer, careers, "other_id", "reason")
        self.sectors = _parts(Career.other_sectors.through, careers, "sector_id")
        self.subjects = _parts(Career.subjects.through, careers, "subject_id")
        self.skills = _parts(CareerSkill, careers, "skill_id")
        self.interests = _parts(CareerInterest, careers, "interest")
        self.conditions = _parts(CareerCondition, careers, "condition_id")
        self.routes = _parts(Route, careers, "pk", "kind")
        self.asked = _asked_of(careers)
        self.codes = _parts(ExternalCode, careers, "code", "scheme")

    def titles_of(self, career: int, *, hidden: bool) -> tuple[str, ...]:
        return tuple(name for name, is_hidden in self.titles[career] if is_hidden == hidden)

    def ways_into(self, career: int) -> Ways:
        routes = [(pk, kind, self.asked[career, pk]) for pk, kind in self.routes[career]]
        return ways_of(routes, self.asked[career, None])

    def codes_of(self, career: int, scheme: CodeScheme) -> tuple[str, ...]:
        return tuple(code for code, of_scheme in self.codes[career] if of_scheme == scheme)


def _entry(career: Career, parts: _Parts, vocabulary: Vocabulary, featured: Month | None) -> Entry:
    sector = vocabulary.sectors.get(career.main_sector_id) if career.main_sector_id else None
    return Entry(
        pk=career.pk,
        slug=career.slug,
        title=career.title,
        summary=career.summary,
        url=career.get_absolute_url(),
        also_called=parts.titles_of(career.pk, hidden=False),
        hidden_titles=parts.titles_of(career.pk, hidden=True),
        sector=sector,
        other_sectors=tuple(vocabulary.sectors[pk] for (pk,) in parts.sectors[career.pk]),
        subjects=tuple(vocabulary.subjects[pk] for (pk,) in parts.subjects[career.pk]),
        skills=tuple(vocabulary.skills[pk] for (pk,) in parts.skills[career.pk]),
        interests=tuple(interest for (interest,) in parts.interests[career.pk]),
        conditions=frozenset(pk for (pk,) in parts.conditions[career.pk]),
        routes=frozenset(kind for _, kind in parts.routes[career.pk]),
        salary_starter=career.salary_starter,
        salary_experienced=career.salary_experienced,
        hours_min=career.hours_min,
        hours_max=career.hours_max,
        scene=scene_of(career.drawing, sector),
        seed=0 if career.drawing else crc32(career.slug.encode()) % 6,
        photograph=photograph_of(career),
        related=tuple(parts.related[career.pk]),
        featured=featured,
        soc_codes=parts.codes_of(career.pk, CodeScheme.SOC2020),
        ways=parts.ways_into(career.pk),
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


def _asked_of(careers) -> defaultdict[tuple[int, int | None], list[Asked]]:
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
