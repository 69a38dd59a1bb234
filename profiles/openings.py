"""Open to me: how open each way into a career is to somebody, by what they have or hope for.

A reader ticks some of ``ANSWERS``; ``given`` says what these count as. Each way in was compiled
into an ordered list of openings: the first of which nobody ``needs`` more than what is given is
theirs. So the pages' script, which must not send the answers anywhere, needs no rule either: it
reads the same lists from ``data-openings`` and the same words from the page.

For another page: ``lines(entry.ways, has)`` gives a :class:`Line` for each way in, and
``best(entry.ways, has)`` the one of the whole career; ``has`` comes from ``given(ticked)``, or is
None where nobody answered. ``profiles/_openings.html`` shows the lines.

What a way asks is read in ``profiles.asks``. Grades and subjects that nobody is asked about here
are named as to be checked, never as met. Where no qualification is named, that is all we say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from profiles.asks import HEIGHT, Asked, Course, Demands, demands, height, must_end_with, on_the_way
from profiles.models import RouteKind


class State(StrEnum):
    """How open a way is, from the most open to what we cannot say."""

    OPEN = "open"
    STEP = "step"
    OTHER = "other"
    UNSET = "unset"

    @property
    def words(self) -> str:
        return {
            State.OPEN: "Open",
            State.STEP: "One step away",
            State.OTHER: "Another way in",
            State.UNSET: "Nothing set",
        }[self]


STATES = list(State)


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a reader can tick. ``gives`` is what it counts as."""

    value: str
    label: str
    hint: str
    gives: frozenset[str]


def _answer(value: str, label: str, hint: str, *also: str) -> Answer:
    return Answer(value, label, hint, frozenset({value, *also}))


_LEVEL_2 = ("level-2", "gcses")
_LEVEL_3 = ("level-3", *_LEVEL_2)

ANSWERS = {
    answer.value: answer
    for answer in (
        _answer("gcses", "Some GCSEs, at any grade", "Or a level 1 course."),
        _answer(
            "english", "English GCSE at grade 4 or above", "Or Functional Skills English at level 2.", "gcses"
        ),
        _answer("maths", "Maths GCSE at grade 4 or above", "Or Functional Skills maths at level 2.", "gcses"),
        _answer("science", "Science GCSE at grade 4 or above", "Any science counts.", "gcses"),
        _answer(
            "gcses-5",
            "Five GCSEs at grade 4 or above",
            "In any subjects. Four are often enough.",
            *_LEVEL_2,
        ),
        _answer("level-2", "A level 2 course or apprenticeship", "A diploma, for example.", *_LEVEL_2),
        _answer(
            "level-3",
            "A levels or another level 3",
            "Such as a T Level, a BTEC National, an Access course or an advanced apprenticeship.",
            *_LEVEL_3,
        ),
        _answer(
            "degree",
            "A degree",
            "At a university, or as a degree apprenticeship.",
            "level-4",
            *_LEVEL_3,
        ),
    )
}


def known_answers(values: Iterable[str]) -> list[Answer]:
    """The answers that ``values`` of an address name, each once, in our order."""
    named = set(values)
    return [answer for answer in ANSWERS.values() if answer.value in named]


def are_in(address) -> bool:
    """Whether the parameters of ``address`` (a QueryDict) hold answers, or ask what is open."""
    return any(address.getlist("have")) or bool(address.get("open"))


def given(ticked: Iterable[str]) -> frozenset[str]:
    """All that the ``ticked`` answers count as; unknown ones count for nothing."""
    return frozenset().union(*(ANSWERS[value].gives for value in ticked if value in ANSWERS))


def _closed(needs: frozenset[str]) -> frozenset[str]:
    return needs.union(*(ANSWERS[need].gives for need in needs if need in ANSWERS))


@dataclass(frozen=True, slots=True)
class Text:
    """What is said of a way: ``why`` it is so, and what comes ``next``."""

    key: str
    state: State
    title: str
    why: str
    next: str

    @property
    def words(self) -> str:
        """How open it is, where another word says what it is that is open."""
        return self.title if self.state in {State.OPEN, State.UNSET} else self.state.words


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


OPEN = Text(
    "open",
    State.OPEN,
    "Open",
    "You have what people usually need to start here.",
    "look for a place, and read what each one asks.",
)
CHECK = Text(
    "check",
    State.OPEN,
    "Open, with more to check",
    "You have the level that people usually need.",
    "read which subjects, grades or other things each one asks for too.",
)
UNSET = Text(
    "unset",
    State.UNSET,
    "Nothing set",
    "We know of no set qualifications.",
    "read how people start here, and ask employers what they look for.",
)
HELPS = Text(
    "helps",
    State.UNSET,
    "Nothing set, but something helps",
    "Some places ask for qualifications, others do not.",
    "read which ones help, and ask whether you can start without.",
)
WORDS = Text(
    "words",
    State.UNSET,
    "Nothing set, but something else is asked",
    "We know of no set qualifications.",
    "read what is asked for instead, such as experience or an audition.",
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something a person does in a year or a few. Whoever has ``after`` can begin it; it gives what
    it ``closes``.
    """

    text: Text
    closes: frozenset[str]
    after: frozenset[str] = frozenset()


def _step(key: str, name: str, next_line: str, *, closes: str, after: str = "") -> Step:
    text = Text(key, State.STEP, f"One step away: {name}", f"The step is {name}.", next_line)
    return Step(text, frozenset(closes.split()), frozenset(after.split()))


# The smallest first. From 16 to 18, who has no grade 4 in English or maths goes on with it beside
# any course. Source: https://www.gov.uk/guidance/16-to-19-funding-maths-and-english-condition-of-funding
STEPS = (
    _step(
        "english",
        "English",
        "resit English at school or college, or take Functional Skills English at level 2.",
        closes="english",
    ),
    _step(
        "maths",
        "maths",
        "resit maths at school or college, or take Functional Skills maths at level 2.",
        closes="maths",
    ),
    _step("science", "science", "ask a college whether you can take science GCSE there.", closes="science"),
    _step(
        "english-maths",
        "English and maths",
        "resit English and maths, or take Functional Skills at level 2. Colleges teach both beside other "
        "courses.",
        closes="english maths",
    ),
    _step(
        "resits",
        "the GCSEs that are missing",
        "ask a college about resits in science, English or maths. You can take them in one year.",
        closes="english maths science",
    ),
    _step(
        "first",
        "a first course",
        "look at level 1 courses at a college. They ask for few GCSEs or none.",
        closes="gcses",
    ),
    _step(
        "level-2",
        "level 2",
        "take a level 2 course or an intermediate apprenticeship. If English or maths is missing, it comes "
        "with it. Or sit GCSEs again.",
        closes="level-2 english maths",
        after="gcses",
    ),
    _step(
        "gcse-year",
        "a set of GCSEs",
        "ask colleges near you about sitting GCSEs again in one year.",
        closes="level-2 gcses-5 english maths science",
        after="gcses",
    ),
    _step(
        "level-3",
        "level 3",
        "take A levels, a T Level, a BTEC or an advanced apprenticeship. From 19, there are Access courses, "
        "too.",
        closes="level-3 english maths",
        after="level-2",
    ),
    _step(
        "degree",
        "a degree",
        "look at universities, and at degree apprenticeships, where you earn while you study.",
        closes="level-4 degree",
        after="level-3",
    ),
    _step(
        "after-degree",
        "study after a degree",
        "look at courses of one or two years after a degree, and ask which ones count.",
        closes="masters doctorate english maths science",
        after="degree",
    ),
)


def _rung(key: str, name: str, next_line: str, *, after: str = "") -> Step:
    text = Text(
        key, State.OTHER, f"Another way in: {name} first", "People get here in more than one step.", next_line
    )
    return Step(text, frozenset(), frozenset(after.split()))


# How one begins where it takes more than one step: the highest that one can begin.
LADDER = (
    _rung(
        "from-level-3",
        "a degree",
        "look at universities and degree apprenticeships. The rest comes after the degree.",
        after="level-3",
    ),
    _rung(
        "from-level-2",
        "level 3",
        "take A levels, a T Level, a BTEC or an advanced apprenticeship, with any missing GCSEs. "
        "From 19, there are Access courses.",
        after="level-2",
    ),
    _rung(
        "from-gcses",
        "level 2",
        "take a level 2 course or an intermediate apprenticeship. If English or maths is missing, it comes "
        "with it. Level 3 follows.",
        after="gcses",
    ),
    _rung(
        "from-start",
        "a first course",
        "look at level 1 courses at a college. They ask for few GCSEs or none. Level 2 follows.",
    ),
)
TEXTS = {
    text.key: text
    for text in (
        OPEN,
        CHECK,
        *(step.text for step in STEPS),
        *(rung.text for rung in LADDER),
        HELPS,
        WORDS,
        UNSET,
    )
}


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
    of_career, ways, telling = list(of_career), [], []
    for pk, kind, rows in routes:
        asked = demands(kind, rows, of_career)
        beside = (words for course in asked.courses for words in course.also)
        also = tuple(dict.fromkeys([*asked.also, *beside]))
        openings = openings_of(asked)
        way = Way(pk, kind, RouteKind(kind).label, openings, also, _written(openings))
        ways.append(way)
        # What asks for nothing by name may be a way in or only a help.
        if asked.is_set:
            telling.append(way)
    if award := must_end_with(of_career):
        leading = ENDING_WITH_DEGREE if height(award) >= height({"degree"}) else ENDING_WITH_AWARD
        telling = [way for way in telling if way.kind in leading] or telling
    if not ways:
        return NO_WAYS
    openings = _merged(tuple((way.name, way.openings) for way in telling or ways))
    return Ways(tuple(ways), openings, on_the_way(of_career), _written(openings), _level(openings))


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


def _rank(opening: Opening) -> tuple:
    high, many = height(opening.needs)
    demanding = (-high, -many)  # of two that are open, the more demanding tells more
    if opening.state == State.OPEN:
        return STATES.index(opening.state), demanding, _ORDER[opening.text.key]
    return STATES.index(opening.state), (_ORDER[opening.text.key],), demanding


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
