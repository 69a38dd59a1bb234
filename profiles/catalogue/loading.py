"""Reading the catalogue's parts from the database: each in one query, however many careers there are."""

from collections import defaultdict
from dataclasses import dataclass
from zlib import crc32

from profiles.career_of_the_month import Month
from profiles.catalogue.entry import Entry, Word
from profiles.eligibility.demands import Asked
from profiles.eligibility.eligibility import ways_of
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
    pks = careers.order_by().values("pk")
    titles = _parts(CareerTitle, pks, "name", "is_hidden")
    related = _parts(RelatedCareer, pks, "other_id", "reason")
    sectors = _parts(Career.other_sectors.through, pks, "sector_id")
    subjects = _parts(Career.subjects.through, pks, "subject_id")
    skills = _parts(CareerSkill, pks, "skill_id")
    interests = _parts(CareerInterest, pks, "interest")
    conditions = _parts(CareerCondition, pks, "condition_id")
    routes = _parts(Route, pks, "pk", "kind")
    asked = _asked_of(pks)
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
            sector=vocabulary.sectors.get(career.main_sector_id),
            other_sectors=tuple(vocabulary.sectors[pk] for (pk,) in sectors[career.pk]),
            subjects=tuple(vocabulary.subjects[pk] for (pk,) in subjects[career.pk]),
            skills=tuple(vocabulary.skills[pk] for (pk,) in skills[career.pk]),
            interests=tuple(interest for (interest,) in interests[career.pk]),
            conditions=frozenset(pk for (pk,) in conditions[career.pk]),
            routes=frozenset(kind for _, kind in routes[career.pk]),
            salary_starter=career.salary_starter,
            salary_experienced=career.salary_experienced,
            hours_min=career.hours_min,
            hours_max=career.hours_max,
            scene=scene_of(career.drawing, vocabulary.sectors.get(career.main_sector_id)),
            seed=0 if career.drawing else crc32(career.slug.encode()) % 6,
            photograph=photograph_of(career),
            related=tuple(related[career.pk]),
            featured=featured.get(career.pk),
            soc_codes=tuple(code for code, scheme in codes[career.pk] if scheme == CodeScheme.SOC2020),
            ways=ways_of(
                [(pk, kind, asked[career.pk, pk]) for pk, kind in routes[career.pk]],
                asked[career.pk, None],
            ),
        )
        for career in careers.only(*_ON_CARDS)
    ]
    # Sorted here, because the two databases sort letters differently.
    return sorted(entries, key=lambda entry: (entry.title.casefold(), entry.pk))


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
