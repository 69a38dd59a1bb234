"""Open to me: how open each way into a career is to somebody, by what they have or hope for.

A reader ticks some of ``ANSWERS``; ``given`` says what these count as. Each way in was compiled
into an ordered list of openings: the first of which nobody ``needs`` more than what is given is
theirs. So the pages' script, which must not send the answers anywhere, needs no rule either: it
reads the same lists from ``data-openings`` and the same words from the page.

For another page: ``lines(entry.ways, has)`` gives a :class:`Line` for each way in, and
``best(entry.ways, has)`` the one of the whole career; ``has`` comes from ``given(ticked)``, or is
None where nobody answered. ``profiles/_eligibility.html`` shows the lines.

What a way asks is read in ``profiles.eligibility.demands``. Grades and subjects that nobody is
asked about here are named as to be checked, never as met. Where no qualification is named, that
is all we say.
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
    """The answers that ``values`` of an address name, each once, in our order."""
    named = set(values)
    return [answer for answer in ANSWERS.values() if answer.value in named]


def are_in(address: QueryDict) -> bool:
    """Whether the parameters of ``address`` (a QueryDict) hold answers, or ask what is open."""
    return any(address.getlist("have")) or bool(address.get("open"))


def given(ticked: Iterable[str]) -> frozenset[str]:
    """All that the ``ticked`` answers count as; unknown ones count for nothing."""
    return frozenset().union(*(ANSWERS[value].gives for value in ticked if value in ANSWERS))


def _closed(needs: frozenset[str]) -> frozenset[str]:
    return needs.union(*(ANSWERS[need].gives for need in needs if need in ANSWERS))


@dataclass(frozen=True, slots=True)
class Opening:
    """That a way is as open as ``text`` says to whoever has what it ``needs``; ``what`` names the
    course, the step's aim or the way.
    """

    needs: frozenset[str]
    text: Text
    what: str = ""

    @property
    def state(self) -> State:
        return self.text.state


@lru_cache(maxsize=4096)
def openings_of(asked: Demands) -> tuple[Opening, ...]:
    """How open a way that makes these demands is, to whom: the first whose needs are met is true.

    The last one needs nothing, so that there is always one.
    """
    if not asked.is_set:
        unset = HELPS if asked.courses else WORDS if asked.also else UNSET
        return _reachable([*_met(asked), Opening(frozenset(), unset)])
    return _reachable([*_met(asked), *_one_step(asked.courses), *_first_rungs(asked.courses)])


def _met(asked: Demands) -> Iterator[Opening]:
    for course in reversed(asked.courses):  # the most demanding one tells most
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
    """Without those that nobody comes to, because an earlier one needs no more, and those that the
    next one says as well.
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
    """A way into a career, as ``openings`` know it. ``pk`` is that of its route."""

    pk: int
    kind: str
    name: str
    openings: tuple[Opening, ...]
    also: tuple[str, ...]  # what is asked beside the answers, in words
    data: str  # ``openings`` as the script reads them


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way into one career, and how open the most open of them is."""

    ways: tuple[Way, ...] = ()
    openings: tuple[Opening, ...] = (Opening(frozenset(), UNSET),)
    on_the_way: tuple[str, ...] = ()  # what everybody in this career has in the end
    data: str = f";{UNSET.key};"  # ``openings`` as the script reads them
    level: str = "none"  # a key of LEVELS: the least with which one can begin by some way


NO_WAYS = Ways()

# The ways that tell how open a career is that must end with an award. A job beside doctors is a
# start, and so are A levels, but neither makes anybody a doctor.
ENDING_WITH_DEGREE = {RouteKind.UNIVERSITY, RouteKind.APPRENTICESHIP}
ENDING_WITH_AWARD = {*ENDING_WITH_DEGREE, RouteKind.COLLEGE}

# With what one can begin: (the height of it, its words).
LEVELS = {
    "none": (0, "No set qualifications"),
    "level-2": (HEIGHT["level-2"], "GCSEs or level 2"),
    "level-3": (HEIGHT["level-3"], "A levels or level 3"),
    "degree": (max(HEIGHT.values()), "Degree or higher"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one way says to one reader; ``opening`` is None where nobody answered."""

    way: Way
    opening: Opening | None


def ways_of(routes: Iterable[tuple[int, str, Iterable[Asked]]], of_career: Iterable[Asked] = ()) -> Ways:
    """The ways into a career by its ``routes`` (primary key, kind, what it asks), and by what the
    career asks whichever way one takes.
    """
    of_career = list(of_career)
    asked = [(pk, kind, demands(kind, rows, of_career)) for pk, kind, rows in routes]
    ways = [_way(*one) for one in asked]
    if not ways:
        return NO_WAYS
    # What asks for nothing by name may be a route or only a help.
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
    """Those of ``ways`` that lead to ``award``, where the career must end with one; else all of them."""
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
    """The most open of several ways for everybody, each opening with its way's name."""
    all_of_them = [
        opening if opening.state == State.OTHER else replace(opening, what=name)
        for name, openings in ways
        for opening in openings
    ]
    return _reachable(sorted(all_of_them, key=_rank))


_ORDER = {key: number for number, key in enumerate(TEXTS)}


def _rank(opening: Opening) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    high, many = height(opening.needs)
    demanding = (-high, -many)  # of two that are open, the more demanding tells more
    order = (_ORDER[opening.text.key],)
    if opening.state == State.OPEN:
        return STATES.index(opening.state), demanding, order
    return STATES.index(opening.state), order, demanding


def _first(openings: tuple[Opening, ...], has: frozenset[str]) -> Opening:
    return next(opening for opening in openings if opening.needs <= has)


def best(ways: Ways, has: frozenset[str]) -> Opening:
    """How open the most open way is to somebody who has what ``given`` says."""
    return _first(ways.openings, has)


def lines(ways: Ways, has: frozenset[str] | None) -> list[Line]:
    """A line for each way in, in the editors' order."""
    return [Line(way, None if has is None else _first(way.openings, has)) for way in ways.ways]


@lru_cache(maxsize=8192)
def _written(openings: tuple[Opening, ...]) -> str:
    """``openings`` for the script: ``level-2 maths;open;a level 3 course|;from-start;``."""
    return "|".join(
        ";".join([" ".join(sorted(opening.needs)), opening.text.key, opening.what.translate(_NO_MARKS)])
        for opening in openings
    )


_NO_MARKS = str.maketrans(";|", ",,")
