"""Discover: careers that have something in common with what a reader likes, each with why.

``statement_evidence`` says which careers show what a statement is about; here the best of them are
picked. Why a career is shown is said by a line of its own. The same answers lead to the same careers,
so that an address can be shared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

from core.wording import in_sentence
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.matching.discover_statements import LIKING, Statement, StatementAnswer, StatementAnswers
from profiles.matching.statement_evidence import AllEvidence, evidence_in
from profiles.search.index import Index

SHOWN = 10
OF_ONE_SECTOR = 3  # at most, so that there are several kinds of work
REASONS = 2  # of one career, each with a line of its own
SURPRISING = 8  # careers of which one surprises
FAR = 3  # careers where nothing was liked
MOST_LEFT_OUT = 50

# What an answer gives to a career that shows its statement with full strength.
WEIGHTS = {StatementAnswer.YES: 1.0, StatementAnswer.A_BIT: 0.4, StatementAnswer.NO: -0.4}
SECOND = 0.4  # what the second reason for a career counts
# What the interests of a career add to its reasons, the strongest interest first, and what one interest
# counts as a reason of its own.
FROM_INTERESTS = 0.4
STRENGTHS = (1.0, 0.6, 0.4)
BY_INTEREST_ALONE = 0.2
# What a statement still gives once a career was picked for it, so that each has its turn.
AFTER_ITS_TURN = 0.75
# Careers that fit about as well change places from reader to reader, or a few would be everybody's.
CHANCE = 0.65
# What is left of a career that shares its sector, or its first interest, with one that was left out.
LIKE_ONE_LEFT_OUT = 0.5

Turns = defaultdict[str, float]  # by the key of a statement: the part of itself that it still gives


@dataclass(frozen=True, slots=True)
class Reason:
    """What a reader said, and the line of the career that is like it; "" where its interests are."""

    statement: Statement
    answer: StatementAnswer
    strength: float
    line: str = ""
    is_of_day: bool = False

    @property
    def you(self) -> str:
        return f"You {'' if self.answer == StatementAnswer.YES else 'quite '}like {self.statement.likes}."

    @property
    def it(self) -> str:
        """What of the career is like it; where a line is quoted, what comes before the quotation."""
        if not self.line:
            return f"This job is for people who like {self.statement.interest.label.lower()}."
        return "Day to day:" if self.is_of_day else "In short:"

    @property
    def gives(self) -> float:
        return WEIGHTS[self.answer] * self.strength


@dataclass(frozen=True, slots=True)
class Shared:
    """A skill or subject that a career shares with one that was picked, where nothing else surprises."""

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
    reasons: list[Reason]
    adjustment: float = 0.0  # what its interests add, less what statements answered with no take away
    factor: float = 1.0

    def score(self, turns: Turns) -> float:
        """How much speaks for it, where each statement gives only that part of itself."""
        first, second = 0.0, 0.0
        for reason in self.reasons:
            gives = reason.gives * turns[reason.statement.key]
            first, second = max(first, gives), max(second, min(first, gives))
        return (first + SECOND * second + self.adjustment) * self.factor

    @property
    def sector_pk(self) -> int | None:
        return self.entry.sector.pk if self.entry.sector else None


@dataclass(frozen=True, slots=True)
class Surprise:
    """A career of a sector that no match has, and the one thing that it shares."""

    entry: Entry
    reasons: list[Reason | Shared]


@dataclass(frozen=True)
class Discovery:
    """``matches`` come best first. ``far`` is filled only where there was nothing to go by."""

    matches: list[Match] = field(default_factory=list)
    surprise: Surprise | None = None
    left_out: list[Entry] = field(default_factory=list)
    far: list[Entry] = field(default_factory=list)


def discover(
    catalogue: Catalogue, index: Index[int], answers: StatementAnswers, less: Iterable[str], now: datetime
) -> Discovery:
    """The careers for ``answers``, without those whose slugs ``less`` names and with fewer like them."""
    slugs = set(list(less)[:MOST_LEFT_OUT])
    left_out = [entry for entry in catalogue.entries if entry.slug in slugs]
    entries = [entry for entry in catalogue.entries if entry.slug not in slugs]
    evidence = evidence_in(index, now)
    against = _against(answers, evidence)
    possible = _possible(entries, answers, evidence, against, left_out)
    if matches := _pick(possible):
        return Discovery(matches, _surprise(possible, matches, entries, answers), left_out)
    return Discovery(left_out=left_out, far=_far(entries, answers, against))


# --- What speaks for a career, and against it ----------------------------------------------------------


def _possible(
    entries: list[Entry],
    answers: StatementAnswers,
    evidence: AllEvidence,
    against: defaultdict[int, float],
    left_out: list[Entry],
) -> list[Match]:
    """All careers for which there is a reason."""
    reasons, leanings = _reasons(entries, answers, evidence), _leanings(answers)
    return [
        Match(
            entry,
            _different(reasons[entry.pk]),
            adjustment=FROM_INTERESTS * _interests_give(entry, leanings) - against[entry.pk],
            factor=(1 - CHANCE * _lot("match", answers, entry)) * _unlikeness(entry, left_out),
        )
        for entry in entries
        if entry.pk in reasons
    ]


def _reasons(
    entries: list[Entry], answers: StatementAnswers, evidence: AllEvidence
) -> dict[int, list[Reason]]:
    """What was liked and is shown by the lines of a career or its first interest, by primary key."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    by_interest: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        for interest in entry.interests[:1]:
            by_interest[interest].append(entry.pk)
    for statement, answer in answers.of_statements:
        if answer is None or answer not in LIKING:
            continue
        for pk, its in evidence[statement.key].items():
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


def _against(answers: StatementAnswers, evidence: AllEvidence) -> defaultdict[int, float]:
    """What the statements that were answered with no take away from a career, by primary key."""
    against: defaultdict[int, float] = defaultdict(float)
    for statement in answers.given(StatementAnswer.NO):
        for pk, its in evidence[statement.key].items():
            against[pk] -= WEIGHTS[StatementAnswer.NO] * its.strength
    return against


def _leanings(answers: StatementAnswers) -> dict[str, float]:
    """How much more, or less, was liked of each interest than of all."""
    said: dict[str, list[float]] = defaultdict(list)
    for statement, answer in answers.of_statements:
        if answer:
            said[statement.interest].append(WEIGHTS[answer])
    means = {interest: sum(weights) / len(weights) for interest, weights in said.items()}
    middle = sum(means.values()) / max(1, len(means))
    return {interest: mean - middle for interest, mean in means.items()}


def _interests_give(entry: Entry, leanings: dict[str, float]) -> float:
    strengths = list(zip(entry.interests, STRENGTHS, strict=False))
    total = sum(strength for _, strength in strengths)
    return sum(leanings.get(i, 0.0) * strength for i, strength in strengths) / total if total else 0.0


def _unlikeness(entry: Entry, left_out: list[Entry]) -> float:
    """What is left of ``entry`` where the reader wants less of others like it."""
    factor = 1.0
    for other in left_out:
        if entry.sector and entry.sector == other.sector:
            factor *= LIKE_ONE_LEFT_OUT
        if entry.interests and entry.interests[:1] == other.interests[:1]:
            factor *= LIKE_ONE_LEFT_OUT
    return factor


# --- Picking -------------------------------------------------------------------------------------------


def _pick(possible: list[Match]) -> list[Match]:
    """The best of them, one by one, so that each statement has its turn and no sector takes all."""
    turns: Turns = defaultdict(lambda: 1.0)
    of_sector: Counter[int | None] = Counter()
    rest = sorted(((match.score(turns), match) for match in possible), key=lambda pair: -pair[0])
    picked: list[Match] = []
    while rest and len(picked) < SHOWN:
        best = _best(rest, turns)
        picked.append(best)
        turns[best.reasons[0].statement.key] *= AFTER_ITS_TURN
        of_sector[best.sector_pk] += 1
        full = {pk for pk, count in of_sector.items() if pk and count == OF_ONE_SECTOR}
        rest = [pair for pair in rest if pair[1] is not best and pair[1].sector_pk not in full]
    return picked


def _best(rest: list[tuple[float, Match]], turns: Turns) -> Match:
    """The one with the highest score now. ``rest`` come by their scores before any turn was taken."""
    best, most = rest[0][1], rest[0][1].score(turns)
    for at_first, match in rest:
        if at_first <= most:  # its score can only have become less
            break
        if (score := match.score(turns)) > most:
            best, most = match, score
    return best


def _surprise(
    possible: list[Match], matches: list[Match], entries: list[Entry], answers: StatementAnswers
) -> Surprise | None:
    seen = {sector.pk for match in matches for sector in match.entry.sectors}
    candidates = _best_elsewhere(possible, seen) or _sharing_a_word(matches[0].entry, entries, seen)
    return min(candidates, key=lambda one: _lot("surprise", answers, one.entry), default=None)


def _best_elsewhere(possible: list[Match], seen: set[int]) -> list[Surprise]:
    """The best of those that are of a sector not ``seen``, each with its weightiest reason."""
    turns: Turns = defaultdict(lambda: 1.0)
    others = [match for match in possible if match.entry.sector and match.sector_pk not in seen]
    best = sorted(others, key=lambda match: -match.score(turns))[:SURPRISING]
    return [Surprise(match.entry, [*match.reasons[:1]]) for match in best]


def _sharing_a_word(with_entry: Entry, entries: list[Entry], seen: set[int]) -> list[Surprise]:
    """Those of ``entries`` of a sector not ``seen`` that share a skill or subject ``with_entry``."""
    words = with_entry.skills + with_entry.subjects
    return [
        Surprise(entry, [Shared(with_entry.title, word.name)])
        for entry in entries
        if entry.sector and entry.sector.pk not in seen
        for word in words
        if word in entry.skills + entry.subjects
    ]


def _far(entries: list[Entry], answers: StatementAnswers, against: defaultdict[int, float]) -> list[Entry]:
    """Careers as far as can be from what was answered with no, each of another sector."""
    found: dict[int | None, Entry] = {}
    for entry in sorted(entries, key=lambda entry: (against[entry.pk], _lot("far", answers, entry))):
        found.setdefault(entry.sector.pk if entry.sector else None, entry)
    return list(found.values())[:FAR]


def _lot(what: str, answers: StatementAnswers, entry: Entry) -> float:
    """From 0 to 1: always the same for the same answers and career, and else as good as chance."""
    return crc32(f"{what} {answers} {entry.slug}".encode()) / 2**32
