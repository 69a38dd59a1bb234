"""The answers that readers can tick, and every text that the site can show about a route in reply."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How open a route is, from the most open to unknown."""

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
    """One answer that readers can tick. ``gives`` is what it counts as."""

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


@dataclass(frozen=True, slots=True)
class Text:
    """What the site says about a route: ``why`` it is as open as it is, and what to do ``next``."""

    key: str
    state: State
    title: str
    why: str
    next: str

    @property
    def words(self) -> str:
        """How open the route is, for use next to the name of the course or step."""
        return self.title if self.state in {State.OPEN, State.UNSET} else self.state.words


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
    """A step of a year or a few years.

    A person who has ``after`` can begin it; it provides what it ``closes``.
    """

    text: Text
    closes: frozenset[str]
    after: frozenset[str] = frozenset()


def _step(key: str, name: str, next_line: str, *, closes: str, after: str = "") -> Step:
    text = Text(key, State.STEP, f"One step away: {name}", f"The step is {name}.", next_line)
    return Step(text, frozenset(closes.split()), frozenset(after.split()))


# The smallest first. From 16 to 18, students without grade 4 in English or maths continue with it
# alongside any course. Source: https://www.gov.uk/guidance/16-to-19-funding-maths-and-english-condition-of-funding
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


# First steps on a route that takes more than one, the highest first.
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
