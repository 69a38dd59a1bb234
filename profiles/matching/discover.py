"""Discover: careers that have something in common with what a reader likes, each with why.

Search finds the careers that hold what a statement is about, since it knows every profile, also
one that nobody has given interests. Why a career is shown is said by a line of its own. The same
answers lead to the same careers, so that an address can be shared.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zlib import crc32

from core import version_cache
from core.wording import in_sentence
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.matching.discover_statements import LIKING, STATEMENTS, Answer, Answers, Statement
from profiles.models import Career, Interest
from profiles.profile_page.questions import tasks_of
from profiles.search.index import Index
from profiles.search.words import words_of

SHOWN = 10
OF_ONE_SECTOR = 3  # at most, so that there are several kinds of work
REASONS = 2  # of one career, each with a line of its own
SURPRISING = 8  # careers of which one surprises
FAR = 3  # careers for somebody who likes nothing of all that
MOST_LEFT_OUT = 50

# What an answer gives to a career that is full of what its statement says.
WEIGHTS = {Answer.YES: 1.0, Answer.A_BIT: 0.4, Answer.NO: -0.4}
SECOND = 0.4  # what the second reason for a career counts
# Careers that one statement may bring.
OF_ONE_STATEMENT = 120
# A career is full of a statement that fits it so well, search being asked, and of which it tells so
# often: in a line of its day once, in its title or summary twice, and once because it was found.
GOOD = 0.35
FULL = 4
CORE = 2
LEAST = 0.15  # a career that holds less of a statement does not hold it
# What the interests of a career give beside that, the strongest first, and one of them alone.
FROM_INTERESTS = 0.4
STRENGTHS = (1.0, 0.6, 0.4)
BY_INTEREST_ALONE = 0.2
# What a statement still gives once a career was chosen for it, so that each has its turn.
AFTER_ITS_TURN = 0.75
# Careers that fit about as well change places from reader to reader, or a few would be everybody's.
CHANCE = 0.65
# What is left of a career that shares its sector, or its first interest, with one that was left out.
LIKE_ONE_LEFT_OUT = 0.5


@dataclass(frozen=True, slots=True)
class Held:
    """What a career holds of a statement: how much, from 0 to 1, and the lines that show it, best first.

    The lines are of its day, or else its summary; none where nothing shows it.
    """

    strength: float
    lines: tuple[str, ...] = ()
    is_of_day: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """What a reader said, and the line of the career that is like it; "" where its interests are."""

    statement: Statement
    answer: Answer
    strength: float
    line: str = ""
    is_of_day: bool = False

    @property
    def you(self) -> str:
        return f"You {'' if self.answer == Answer.YES else 'quite '}like {self.statement.likes}."

    @property
    def it(self) -> str:
        """What of the career is like it; where a line is quoted, what stands before the quotation."""
        if not self.line:
            return f"This job is for people who like {self.statement.interest.label.lower()}."
        return "Day to day:" if self.is_of_day else "In short:"

    @property
    def gives(self) -> float:
        return WEIGHTS[self.answer] * self.strength


@dataclass(frozen=True, slots=True)
class Shared:
    """A skill or subject that a career shares with one that was chosen, where nothing else surprises."""

    title: str
    name: str
    line: str = ""

    @property
    def you(self) -> str:
        return f"{self.title} is on your list."

    @property
    def it(self) -> str:
        return f"This has to do with {in_sentence(self.name)}, too."


@dataclass(frozen=True, slots=True)
class Match:
    """A career with its reasons, the weightiest first."""

    entry: Entry
    reasons: list[Reason] | list[Shared]
    besides: float = 0.0  # what its interests give, and what was answered with no takes
    factor: float = 1.0

    def score(self, turns: dict[str, float]) -> float:
        """How much speaks for it, where each statement gives only that part of itself."""
        first, second = 0.0, 0.0
        for reason in self.reasons:
            gives = reason.gives * turns[reason.statement.key]
            first, second = max(first, gives), max(second, min(first, gives))
        return (first + SECOND * second + self.besides) * self.factor


@dataclass(frozen=True)
class Discovery:
    """``matches`` stand best first. ``far`` is filled only where there was nothing to go by."""

    matches: list[Match] = field(default_factory=list)
    surprise: Match | None = None
    left_out: list[Entry] = field(default_factory=list)
    far: list[Entry] = field(default_factory=list)


def discover(
    catalogue: Catalogue, index: Index, answers: Answers, less: Iterable[str], now: datetime
) -> Discovery:
    """The careers for ``answers``, without those whose slugs ``less`` names and with fewer like them."""
    asked = set(list(less)[:MOST_LEFT_OUT])
    left_out = [entry for entry in catalogue.entries if entry.slug in asked]
    entries = [entry for entry in catalogue.entries if entry.slug not in asked]
    held = held_in(index, now)
    reasons, taken, leanings = _reasons(entries, answers, held), _taken(answers, held), _leanings(answers)
    possible = [
        Match(
            entry,
            _different(reasons[entry.pk]),
            besides=FROM_INTERESTS * _interests_give(entry, leanings) - taken[entry.pk],
            factor=(1 - CHANCE * _lot("match", answers, entry)) * _unlikeness(entry, left_out),
        )
        for entry in entries
        if entry.pk in reasons
    ]
    if matches := _best(possible):
        return Discovery(matches, _surprise(possible, matches, entries, answers), left_out)
    return Discovery(left_out=left_out, far=_far(entries, answers, taken))


# --- What careers hold -------------------------------------------------------------------------------

Holdings = dict[str, dict[int, Held]]  # by the key of a statement and the primary key of a career
_made: tuple[Index, Holdings] | None = None
_is_being_made = threading.Lock()


def held_in(index: Index, now: datetime) -> Holdings:
    """What the careers of ``index`` hold of each statement.

    It is worked out once for an index, aside; until then what those of the one before held serves,
    and only who finds none at all waits for it.
    """
    made = _made
    if made is None or not made[0].codes:
        _make(index, now)
    elif made[0] is not index and _is_being_made.acquire(blocking=False):
        version_cache.start_thread_holding(_is_being_made, lambda: _make_in_thread(index, now))
    return _made[1]


def _make(index: Index, now: datetime) -> None:
    global _made
    _made = index, _holdings(index, now)


def _make_in_thread(index: Index, now: datetime) -> None:
    try:
        _make(index, now)
    finally:
        _is_being_made.release()


def _holdings(index: Index, now: datetime) -> Holdings:
    careers = {
        career.pk: _Read(career)
        for career in Career.objects.published(now).only("title", "summary", "day_to_day")
    }
    return {
        statement.key: {
            pk: held
            for pk, fit in _fits(index, statement).items()
            if pk in careers and (held := careers[pk].held_of(statement, fit)).strength >= LEAST
        }
        for statement in STATEMENTS
    }


def _fits(index: Index, statement: Statement) -> dict[int, float]:
    """How well the best careers fit what ``statement`` looks for, from 0 to 1."""
    fits: dict[int, float] = {}
    for words in statement.looks_for:
        for result in index.search(words, limit=OF_ONE_STATEMENT).results:
            fits[result.code] = max(fits.get(result.code, 0.0), result.fit)
    return fits


class _Read:
    """A career whose lines were read once, for all statements."""

    def __init__(self, career: Career):
        self.summary = career.summary
        self.core = words_of(f"{career.title} {career.summary}")
        self.day = {line: words_of(line) for line in tasks_of(career)}

    def held_of(self, statement: Statement, fit: float) -> Held:
        lines = {line: signs for line, words in self.day.items() if (signs := statement.signs_in(words))}
        is_its_core = bool(statement.signs_in(self.core))
        strength = min(1.0, fit / GOOD) * min(1.0, (1 + len(lines) + CORE * is_its_core) / FULL)
        if lines:
            best = sorted(lines, key=lambda line: -lines[line])[:REASONS]
            return Held(strength, tuple(best), is_of_day=True)
        return Held(strength, (self.summary,) if is_its_core else ())


def _reasons(entries: list[Entry], answers: Answers, held: Holdings) -> dict[int, list[Reason]]:
    """What was liked, and stands in the lines of a career or is its first interest, by primary key."""
    reasons = defaultdict(list)
    by_interest = defaultdict(list)
    for entry in entries:
        for interest in entry.interests[:1]:
            by_interest[interest].append(entry.pk)
    for statement, letter in answers.of_statements:
        if letter in LIKING:
            answer = Answer(letter)
            for pk, its in held[statement.key].items():
                for line in its.lines:
                    reasons[pk].append(Reason(statement, answer, its.strength, line, its.is_of_day))
            for pk in by_interest[statement.interest]:
                reasons[pk].append(Reason(statement, answer, BY_INTEREST_ALONE))
    return reasons


def _different(reasons: list[Reason]) -> list[Reason]:
    """The weightiest of ``reasons``, each about another statement and with another line."""
    kept: list[Reason] = []
    for reason in sorted(reasons, key=lambda reason: -reason.gives):
        if not any(reason.statement is other.statement or reason.line == other.line for other in kept):
            kept.append(reason)
            if len(kept) == REASONS:
                break
    return kept


def _taken(answers: Answers, held: Holdings) -> dict[int, float]:
    """What the statements that were answered with no take from a career, by primary key."""
    taken: dict[int, float] = defaultdict(float)
    for statement in answers.given(Answer.NO):
        for pk, its in held[statement.key].items():
            taken[pk] -= WEIGHTS[Answer.NO] * its.strength
    return taken


def _leanings(answers: Answers) -> dict[Interest, float]:
    """How much more, or less, was liked of each interest than of all."""
    said = defaultdict(list)
    for statement, letter in answers.of_statements:
        if letter in WEIGHTS:
            said[statement.interest].append(WEIGHTS[letter])
    means = {interest: sum(weights) / len(weights) for interest, weights in said.items()}
    middle = sum(means.values()) / max(1, len(means))
    return {interest: mean - middle for interest, mean in means.items()}


def _interests_give(entry: Entry, leanings: dict[Interest, float]) -> float:
    strengths = list(zip(entry.interests, STRENGTHS, strict=False))
    total = sum(strength for _, strength in strengths)
    return sum(leanings.get(i, 0.0) * strength for i, strength in strengths) / total if total else 0.0


# --- Choosing ----------------------------------------------------------------------------------------


def _best(possible: list[Match]) -> list[Match]:
    """The best of them, one by one, so that each statement has its turn and no sector takes all."""
    turns: dict[str, float] = defaultdict(lambda: 1.0)
    sectors: Counter[int | None] = Counter()
    rest = sorted(((match.score(turns), match) for match in possible), key=lambda pair: -pair[0])
    chosen = []
    while rest and len(chosen) < SHOWN:
        best, most = rest[0][1], rest[0][1].score(turns)
        for at_first, match in rest:
            if at_first <= most:  # it can only have come to less
                break
            if (score := match.score(turns)) > most:
                best, most = match, score
        chosen.append(best)
        turns[best.reasons[0].statement.key] *= AFTER_ITS_TURN
        sectors[_sector_of(best)] += 1
        full = {pk for pk, count in sectors.items() if pk and count == OF_ONE_SECTOR}
        rest = [pair for pair in rest if pair[1] is not best and _sector_of(pair[1]) not in full]
    return chosen


def _sector_of(match: Match) -> int | None:
    return match.entry.sector.pk if match.entry.sector else None


def _surprise(
    possible: list[Match], matches: list[Match], entries: list[Entry], answers: Answers
) -> Match | None:
    """A career of a sector that none of ``matches`` has, and the one thing that it shares."""
    seen = {sector.pk for match in matches for sector in match.entry.sectors}
    turns: dict[str, float] = defaultdict(lambda: 1.0)
    others = [match for match in possible if match.entry.sector and _sector_of(match) not in seen]
    best = sorted(others, key=lambda match: -match.score(turns))[:SURPRISING] or [
        Match(entry, [Shared(match.entry.title, word.name)])
        for entry in entries
        if entry.sector and entry.sector.pk not in seen
        for match in matches[:1]
        for word in match.entry.skills + match.entry.subjects
        if word in entry.skills + entry.subjects
    ]
    chosen = min(best, key=lambda match: _lot("surprise", answers, match.entry), default=None)
    return chosen and replace(chosen, reasons=chosen.reasons[:1])


def _far(entries: list[Entry], answers: Answers, taken: dict[int, float]) -> list[Entry]:
    """Careers as far as can be from what was answered with no, each of another sector."""
    found: dict = {}
    for entry in sorted(entries, key=lambda entry: (taken[entry.pk], _lot("far", answers, entry))):
        found.setdefault(entry.sector and entry.sector.pk, entry)
    return list(found.values())[:FAR]


def _unlikeness(entry: Entry, left_out: list[Entry]) -> float:
    """What is left of ``entry`` beside those the reader wants less of."""
    factor = 1.0
    for other in left_out:
        if entry.sector and entry.sector == other.sector:
            factor *= LIKE_ONE_LEFT_OUT
        if entry.interests and entry.interests[:1] == other.interests[:1]:
            factor *= LIKE_ONE_LEFT_OUT
    return factor


def _lot(what: str, answers: Answers, entry: Entry) -> float:
    """From 0 to 1: always the same for the same answers and career, and else as good as chance."""
    return crc32(f"{what} {answers} {entry.slug}".encode()) / 2**32
