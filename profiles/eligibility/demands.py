"""What a route into a career asks for at its start, worked out from its structured requirements.

A requirement becomes a few *asks*: ``english``, ``maths``, ``science`` (a GCSE at grade 4 or
better), ``gcses`` (some, at any grade), ``level-2`` (five GCSEs at grade 4 or an equivalent),
``gcses-5`` (the five GCSEs only), ``level-3`` (A levels, a T Level, a BTEC …), ``level-4``,
``degree``, ``masters``, ``doctorate``. What cannot be expressed as an ask (another subject, a
higher grade, a driving licence) is kept in words, and never counts as met.

This module uses neither HTTP nor the database.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from core.figures import listed
from core.wording import in_sentence, with_article
from profiles.models import RouteKind, Strength

# How demanding each ask is.
HEIGHT = {
    "gcses": 1,
    "english": 2,
    "maths": 2,
    "science": 2,
    "level-2": 3,
    "gcses-5": 3,
    "level-3": 4,
    "level-4": 5,
    "degree": 6,
    "masters": 7,
    "doctorate": 8,
}
_OF_LEVEL = {
    2: "level-2",
    3: "level-3",
    4: "level-4",
    5: "level-4",
    6: "degree",
    7: "masters",
    8: "doctorate",
}
_PASS = 4  # the GCSE grade that counts as level 2
_SEVERAL = 4  # this many GCSEs count as a full level 2

_OF_SCHOOL = {"GCSE", "functional skill"}
_CORE = {
    "english": re.compile(r"\bEnglish\b", re.I),
    "maths": re.compile(r"\bmath(?:s|ematics)\b", re.I),
    "science": re.compile(r"\bsciences?\b(?! or)", re.I),
}
_ONLY_THESE = re.compile(r"(?:(?:English|maths?|mathematics|an?|sciences?|and|usually|,)[ ]?)*", re.I)
_COURSE = re.compile(r"apprentice|course|diploma|certificate|degree|level|study|training", re.I)
# Awards that a sentence names, the lowest first: if it offers a choice, the lowest is enough.
_AWARDS_IN_WORDS = (
    ("level-2", re.compile(r"\bGCSEs?\b")),
    ("level-3", re.compile(r"\bA levels?\b|\blevel 3 diploma\b", re.I)),
    ("degree", re.compile(r"(?<!foundation )\bdegree\b(?! apprentice)", re.I)),
)


class Asked(NamedTuple):
    """A row of ``Requirement``, with names in place of related rows."""

    strength: str
    at_least: int | None = None
    at_most: int | None = None
    award: str = ""
    awards: str = ""  # the plural of ``award``
    level: int | None = None
    or_equivalent: bool = True
    subjects: tuple[str, ...] = ()
    subject_words: str = ""
    grade: str = ""
    purpose: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What one course, or one job, of a route asks for. ``what`` names it: ``an advanced apprenticeship``."""

    asks: frozenset[str]
    what: str = ""
    also: tuple[str, ...] = ()  # what else it asks for, in words


@dataclass(frozen=True, slots=True)
class Demands:
    """What a route asks for.

    ``is_set`` is False if no qualification is named, or if those that are named only help.
    ``also`` is what every course asks for in words.
    """

    courses: tuple[Course, ...]
    is_set: bool
    also: tuple[str, ...] = ()


def height(asks: Iterable[str]) -> tuple[int, int]:
    """How demanding ``asks`` are, as a sort key: the height of the highest, then their number."""
    heights = [HEIGHT[ask] for ask in asks]
    return max(heights, default=0), len(heights)


def asks_of(row: Asked) -> frozenset[str]:
    """The asks of ``row``; none if it only sets an upper limit, or mentions no award."""
    if row.words:
        found = [ask for ask, pattern in _AWARDS_IN_WORDS if pattern.search(row.words)]
        return frozenset(found[:1])
    if row.award == "GCSE":
        return _gcses(row)
    if row.award == "functional skill":
        return _core_subjects(row) or frozenset({"level-2"})
    return frozenset({_OF_LEVEL[row.level]} if row.level in _OF_LEVEL else ())


def _gcses(row: Asked) -> frozenset[str]:
    if row.at_least is None and row.at_most is not None:
        return frozenset()
    number, grade = row.at_least or 0, int(row.grade) if row.grade.isdecimal() else 0
    whole = "level-2" if row.or_equivalent else "gcses-5"
    if grade < _PASS:
        return frozenset({whole} if number >= _SEVERAL and not grade else {"gcses"})
    subjects = _core_subjects(row)
    is_covered = number <= len(subjects)
    return subjects if subjects and is_covered else subjects | {whole}


def _core_subjects(row: Asked) -> frozenset[str]:
    if row.subject_words.startswith("preferably"):
        return frozenset()
    words = ", ".join([*row.subjects, row.subject_words])
    return frozenset(ask for ask, pattern in _CORE.items() if pattern.search(words))


def also_of(row: Asked) -> tuple[str, ...]:
    """What ``row`` asks for in addition to its asks: a subject, a grade, or all of its words."""
    if row.words:
        return (row.words,)
    found = []
    subjects = _subjects(row)
    is_gcse = row.award == "GCSE"
    if subjects and subjects != "any subject" and not (is_gcse and _ONLY_THESE.fullmatch(subjects)):
        found.append(f"{_awards(row)} ({subjects})")
    if row.grade and not (is_gcse and row.grade.isdecimal() and int(row.grade) <= _PASS):
        found.append(f"{_awards(row)} at grade {row.grade} or better")
    return tuple(found)


def _awards(row: Asked) -> str:
    return with_article(row.award) if row.at_least == row.at_most == 1 else row.awards


def _subjects(row: Asked) -> str:
    return row.subject_words or listed([in_sentence(subject) for subject in row.subjects])


def demands(kind: str, own: Iterable[Asked], of_career: Iterable[Asked] = ()) -> Demands:
    """What a route of ``kind`` asks for, by its ``own`` requirements and those of every route.

    A requirement of every route above GCSEs (a nurse's degree) is what most routes lead to. It is
    asked for at the start only when people apply directly for a job that must have it.
    """
    return _demands(kind, tuple(own), tuple(of_career))


@lru_cache(maxsize=4096)  # hundreds of imported routes have the same requirements
def _demands(kind: str, own: tuple[Asked, ...], of_career: tuple[Asked, ...]) -> Demands:
    shared = [row for row in of_career if _is_asked_at_the_start(row, kind)]
    needed, helpful = _split(own, lambda row: row.strength != Strength.HELPS)
    # A sentence that names no award is shown but not evaluated.
    structured, sentences = _split(needed, lambda row: not row.words or bool(asks_of(row)))
    also = tuple(row.words for row in sentences)
    if shared or structured:
        return Demands(_courses(kind, structured, shared), is_set=True, also=also)
    return Demands(_courses(kind, filter(asks_of, helpful)), is_set=False, also=also)


def _split(rows: Iterable[Asked], is_first: Callable[[Asked], bool]) -> tuple[list[Asked], list[Asked]]:
    """The ``rows`` for which ``is_first`` is true, and the others."""
    first: list[Asked] = []
    others: list[Asked] = []
    for row in rows:
        (first if is_first(row) else others).append(row)
    return first, others


def _is_asked_at_the_start(row: Asked, kind: str) -> bool:
    """Whether a route of ``kind`` asks for ``row``, a requirement of every route, at its start."""
    if row.strength == Strength.HELPS or row.words:
        return False
    return _is_of_school(row) or (kind == RouteKind.DIRECT and row.strength == Strength.MUST)


def _is_of_school(row: Asked) -> bool:
    return row.award in _OF_SCHOOL


def must_end_with(of_career: Iterable[Asked]) -> frozenset[str]:
    """The awards above school level that are compulsory for this work."""
    rows = (row for row in of_career if row.strength == Strength.MUST and not row.words)
    return frozenset().union(*(asks_of(row) for row in rows if not _is_of_school(row)))


def on_the_way(rows: Iterable[Asked]) -> tuple[str, ...]:
    """What people in a career have by the end: awards above GCSEs, and requirements in words."""
    found = []
    for row in rows:
        if row.strength == Strength.HELPS:
            continue
        if row.words:
            found.append(row.words)
        elif not _is_of_school(row):
            subjects = _subjects(row)
            found.append(f"{_awards(row)} in {subjects}" if subjects else _awards(row))
    return tuple(dict.fromkeys(found))


def _courses(kind: str, rows: Iterable[Asked], shared: Iterable[Asked] = ()) -> tuple[Course, ...]:
    """The courses that ``rows`` describe, the easiest first; each also asks for the ``shared`` rows.

    Courses that ask for the same are merged.
    """
    groups: dict[str, list[Asked]] = defaultdict(list)
    for row in rows:
        # Requirements in words form a course of their own.
        groups[row.purpose or row.words].append(row)
    _fold_gcses(kind, groups)
    if shared and not groups:
        groups[""] = []
    named: dict[tuple[frozenset[str], tuple[str, ...]], list[str]] = defaultdict(list)
    for purpose, group in groups.items():
        group += shared
        asks: frozenset[str] = frozenset().union(*map(asks_of, group))
        also = tuple(dict.fromkeys(words for row in group for words in also_of(row)))
        named[asks, also].append("" if any(row.words for row in group) else purpose)
    courses = [
        Course(asks, " or ".join(filter(None, dict.fromkeys(what))), also)
        for (asks, also), what in named.items()
    ]
    return tuple(sorted(courses, key=lambda course: (height(course.asks), course.what)))


def _fold_gcses(kind: str, groups: dict[str, list[Asked]]) -> None:
    """If degrees or A levels are listed apart from GCSEs, make every course ask for those GCSEs.

    This applies to universities, and to apprenticeships whose GCSEs are not for a named course.
    """
    gcses = [purpose for purpose, group in groups.items() if _is_for_every_course(kind, purpose, group)]
    others = [group for purpose, group in groups.items() if purpose not in gcses]
    if not gcses or not all(_is_above_school(row) for group in others for row in group):
        return
    for purpose in gcses if others else ():
        folded = groups.pop(purpose)
        for group in others:
            group += folded


def _is_for_every_course(kind: str, purpose: str, group: list[Asked]) -> bool:
    is_general = kind == RouteKind.UNIVERSITY or (
        kind == RouteKind.APPRENTICESHIP and not _COURSE.search(purpose)
    )
    return is_general and all(row.award == "GCSE" for row in group)


def _is_above_school(row: Asked) -> bool:
    return row.award != "GCSE" and height(asks_of(row)) >= height({"level-3"})
