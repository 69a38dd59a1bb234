"""Open to me: how open each route into a career is to a reader, by what they have or hope for.

A reader ticks some of ``ANSWERS``; ``given`` returns what these count as. Each route is compiled
into a :class:`Way` with an ordered list of openings, and the first opening whose ``needs`` are all
among the given ones applies. The pages' script, which must not send the answers anywhere, therefore
contains no rules: it reads the same lists from ``data-openings`` and the same words from the page.

To use this on another page, ``lines(entry.ways, has)`` returns a :class:`Line` for each route, and
``best(entry.ways, has)`` the opening of the whole career; ``has`` comes from ``given(ticked)``, or
is None (for ``lines``) if there are no answers. ``profiles/_eligibility.html`` shows the lines.

``profiles.eligibility.demands`` works out what a route asks for. Grades and subjects that readers
cannot tick here are listed as to be checked, never as met. If no qualification is named, the text
says only that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import QueryDict

from profiles.eligibility.demands import (
    HEIGHT,
    Asked,
    Course,
    Demands,
    demands,
    height,
    must_end_with,
    on_the_way,
)
from profiles.eligibility.texts import (
    ANSWERS,
    CHECK,
    HELPS,
    LADDER,
    OPEN,
    STATES,
    STEPS,
    TEXTS,
    UNSET,
    WORDS,
    Answer,
    State,
    Text,
)
from profiles.models import RouteKind


def known_answers(values: Iterable[str]) -> list[Answer]:
    """The answers that ``values`` from a query string name, each once, in the order of ``ANSWERS``."""
    named = set(values)
    return [answer for answer in ANSWERS.values() if answer.value in named]


def are_in(address: QueryDict) -> bool:
    """Whether ``address``, a query string, contains answers, or asks what is open."""
    return any(address.getlist("have")) or bool(address.get("open"))


def given(ticked: Iterable[str]) -> frozenset[str]:
    """Everything that the ``ticked`` answers count as; unknown answers are ignored."""
    return frozenset().union(*(ANSWERS[value].gives for value in ticked if value in ANSWERS))


def _closed(needs: frozenset[str]) -> frozenset[str]:
    return needs.union(*(ANSWERS[need].gives for need in needs if need in ANSWERS))


@dataclass(frozen=True, slots=True)
class Opening:
    """A route is as open as ``text`` says to a reader who has all of ``needs``.

    ``what`` names the course, the aim of the step or the route.
    """

    needs: frozenset[str]
    text: Text
    what: str = ""

    @property
    def state(self) -> State:
        return self.text.state


@lru_cache(maxsize=4096)
def openings_of(asked: Demands) -> tuple[Opening, ...]:
    """How open a route with these demands is: the first opening whose needs are met applies.

    The last one needs nothing, so one always applies.
    """
    if not asked.is_set:
        unset = HELPS if asked.courses else WORDS if asked.also else UNSET
        return _reachable([*_met(asked), Opening(frozenset(), unset)])
    return _reachable([*_met(asked), *_one_step(asked.courses), *_first_rungs(asked.courses)])


def _met(asked: Demands) -> Iterator[Opening]:
    for course in reversed(asked.courses):  # the most demanding course says the most
        yield Opening(course.asks, CHECK if course.also or asked.also else OPEN, course.what)


def _one_step(courses: tuple[Course, ...]) -> Iterator[Opening]:
    for step in STEPS:
        for course in reversed(courses):
            if course.asks & step.closes:
                yield Opening(course.asks - step.closes | step.after, step.text, course.what)


def _first_rungs(courses: tuple[Course, ...]) -> Iterator[Opening]:
    highest, _ = height(courses[0].asks)
    for rung in LADDER:
        if height(rung.after)[0] < highest:
            yield Opening(rung.after, rung.text)


def _reachable(openings: Iterable[Opening]) -> tuple[Opening, ...]:
    """``openings`` without those that can never apply or are redundant.

    An opening never applies if an earlier one needs no more, and is redundant if the next one says
    the same.
    """
    kept: list[Opening] = []
    for opening in openings:
        if any(earlier.needs <= _closed(opening.needs) for earlier in kept):
            continue
        while kept and _says_as_much(opening, kept[-1]):
            kept.pop()
        kept.append(opening)
    return tuple(kept)


def _says_as_much(opening: Opening, earlier: Opening) -> bool:
    is_same = (opening.text, opening.what) == (earlier.text, earlier.what)
    return is_same and opening.needs <= _closed(earlier.needs)


@dataclass(frozen=True, slots=True)
class Way:
    """A route into a career, compiled into ``openings``. ``pk`` is the key of the ``Route``."""

    pk: int
    kind: str
    name: str
    openings: tuple[Opening, ...]
    also: tuple[str, ...]  # what is asked for that no answer covers, in words
    data: str  # ``openings`` as the script reads them


@dataclass(frozen=True, slots=True)
class Ways:
    """All routes into one career, and how open the most open of them is."""

    ways: tuple[Way, ...] = ()
    openings: tuple[Opening, ...] = (Opening(frozenset(), UNSET),)
    on_the_way: tuple[str, ...] = ()  # what people in this career have by the end
    data: str = f";{UNSET.key};"  # ``openings`` as the script reads them
    level: str = "none"  # a key of LEVELS: the lowest level at which some route starts


NO_WAYS = Ways()

# The routes that decide how open a career is if it must end with an award. A job alongside doctors
# is a start, and so are A levels, but neither makes anyone a doctor.
ENDING_WITH_DEGREE = {RouteKind.UNIVERSITY, RouteKind.APPRENTICESHIP}
ENDING_WITH_AWARD = {*ENDING_WITH_DEGREE, RouteKind.COLLEGE}

# The levels at which people can start: (height, words).
LEVELS = {
    "none": (0, "No set qualifications"),
    "level-2": (HEIGHT["level-2"], "GCSEs or level 2"),
    "level-3": (HEIGHT["level-3"], "A levels or level 3"),
    "degree": (max(HEIGHT.values()), "Degree or higher"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one route says to one reader; ``opening`` is None if the reader gave no answers."""

    way: Way
    opening: Opening | None


def ways_of(routes: Iterable[tuple[int, str, Iterable[Asked]]], of_career: Iterable[Asked] = ()) -> Ways:
    """The compiled routes of a career.

    ``routes`` are (primary key, kind, requirements); ``of_career`` are the requirements of every route.
    """
    of_career = list(of_career)
    asked = [(pk, kind, demands(kind, rows, of_career)) for pk, kind, rows in routes]
    ways = [_way(*one) for one in asked]
    if not ways:
        return NO_WAYS
    # A route that names no qualification may not be a full route, so it counts only if all are like that.
    telling = [way for way, (*_, demanded) in zip(ways, asked, strict=True) if demanded.is_set]
    telling = _leading(telling, must_end_with(of_career)) or ways
    openings = _merged(tuple((way.name, way.openings) for way in telling))
    return Ways(tuple(ways), openings, on_the_way(of_career), _written(openings), _level(openings))


def _way(pk: int, kind: str, asked: Demands) -> Way:
    of_courses = (words for course in asked.courses for words in course.also)
    also = tuple(dict.fromkeys([*asked.also, *of_courses]))
    openings = openings_of(asked)
    return Way(pk, kind, RouteKind(kind).label, openings, also, _written(openings))


def _leading(ways: list[Way], award: frozenset[str]) -> list[Way]:
    """The ``ways`` that lead to ``award``; all of them if there is no award or none leads to it."""
    if not award:
        return ways
    kinds = ENDING_WITH_DEGREE if height(award) >= height({"degree"}) else ENDING_WITH_AWARD
    return [way for way in ways if way.kind in kinds] or ways


def _level(openings: tuple[Opening, ...]) -> str:
    needs = [opening.needs for opening in openings if opening.state == State.OPEN]
    lowest = min((height(need)[0] for need in needs), default=0)
    return next(key for key, (highest, _) in LEVELS.items() if lowest <= highest)


@lru_cache(maxsize=4096)
def _merged(ways: tuple[tuple[str, tuple[Opening, ...]], ...]) -> tuple[Opening, ...]:
    """The openings of several ``ways`` as one list, the most open first, with the names of the routes."""
    all_of_them = [
        opening if opening.state == State.OTHER else replace(opening, what=name)
        for name, openings in ways
        for opening in openings
    ]
    return _reachable(sorted(all_of_them, key=_rank))


_ORDER = {key: number for number, key in enumerate(TEXTS)}


def _rank(opening: Opening) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    high, many = height(opening.needs)
    demanding = (-high, -many)  # of two open routes, the more demanding says more
    order = (_ORDER[opening.text.key],)
    if opening.state == State.OPEN:
        return STATES.index(opening.state), demanding, order
    return STATES.index(opening.state), order, demanding


def _first(openings: tuple[Opening, ...], has: frozenset[str]) -> Opening:
    return next(opening for opening in openings if opening.needs <= has)


def best(ways: Ways, has: frozenset[str]) -> Opening:
    """How open the most open route is to a reader; ``has`` comes from ``given``."""
    return _first(ways.openings, has)


def lines(ways: Ways, has: frozenset[str] | None) -> list[Line]:
    """A line for each route, in the editors' order."""
    return [Line(way, None if has is None else _first(way.openings, has)) for way in ways.ways]


@lru_cache(maxsize=8192)
def _written(openings: tuple[Opening, ...]) -> str:
    """``openings`` in the format for the script: ``level-2 maths;open;a level 3 course|;from-start;``."""
    return "|".join(
        ";".join([" ".join(sorted(opening.needs)), opening.text.key, opening.what.translate(_NO_MARKS)])
        for opening in openings
    )


_NO_MARKS = str.maketrans(";|", ",,")
