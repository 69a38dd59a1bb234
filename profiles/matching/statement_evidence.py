"""What careers show of the statements of discover: how much, and the lines that show it.

Search finds the careers that have what a statement is about, since it knows every profile, also one
without interests. What each of them shows is read from its title, its summary and its day.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core import version_cache
from profiles.day_to_day import tasks_of
from profiles.matching.discover_statements import STATEMENTS, Statement
from profiles.models import Career
from profiles.search.index import Index
from profiles.search.words import words_of

# Careers that search finds for one text of a statement, at most.
OF_ONE_STATEMENT = 120
# A career that fits so well, as search has it, can have the full strength.
GOOD_FIT = 0.35
# A career has the full strength with so many points: one for being found, one for a line of its day,
# and so many for its title or summary.
FULL = 4
TITLE_OR_SUMMARY = 2
# What shows less of a statement than this counts as showing nothing.
LEAST = 0.15
# Lines that are kept of a career, the best.
LINES = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one career shows of one statement: how strongly, from 0 to 1, and the best lines first.

    The lines are of its day, or else its summary; none where nothing shows it.
    """

    strength: float
    lines: tuple[str, ...] = ()
    is_of_day: bool = False


AllEvidence = Mapping[str, Mapping[int, Evidence]]  # by the key of a statement, and a career's primary key


@dataclass(frozen=True)
class _Made:
    index: Index[int]
    evidence: AllEvidence


_latest: _Made | None = None
_is_being_made = threading.Lock()


def evidence_in(index: Index[int], now: datetime) -> AllEvidence:
    """What the careers of ``index`` show of each statement.

    It is made once for an index, in a thread of its own; until then that of the index before answers.
    Only where there is none at all the caller waits.
    """
    latest = _latest
    if latest is None or not latest.index.codes:
        return _make(index, now).evidence
    if latest.index is not index and _is_being_made.acquire(blocking=False):
        version_cache.start_thread_holding(_is_being_made, lambda: _make_in_thread(index, now))
    return (_latest or latest).evidence


def _make(index: Index[int], now: datetime) -> _Made:
    global _latest
    _latest = made = _Made(index, _evidence(index, now))
    return made


def _make_in_thread(index: Index[int], now: datetime) -> None:
    try:
        _make(index, now)
    finally:
        _is_being_made.release()


def _evidence(index: Index[int], now: datetime) -> AllEvidence:
    rows = Career.objects.published(now).only("title", "summary", "day_to_day")
    careers = {career.pk: _ReadCareer(career) for career in rows}
    return {statement.key: _evidence_of(statement, index, careers) for statement in STATEMENTS}


def _evidence_of(
    statement: Statement, index: Index[int], careers: Mapping[int, "_ReadCareer"]
) -> dict[int, Evidence]:
    found = {
        pk: careers[pk].evidence_of(statement, fit)
        for pk, fit in _fits(index, statement).items()
        if pk in careers
    }
    return {pk: evidence for pk, evidence in found.items() if evidence.strength >= LEAST}


def _fits(index: Index[int], statement: Statement) -> dict[int, float]:
    """How well the best careers fit what ``statement`` looks for, from 0 to 1."""
    fits: dict[int, float] = {}
    for words in statement.looks_for:
        for result in index.search(words, limit=OF_ONE_STATEMENT).results:
            fits[result.code] = max(fits.get(result.code, 0.0), result.fit)
    return fits


class _ReadCareer:
    """A career whose lines were read once, for all statements."""

    def __init__(self, career: Career) -> None:
        self._summary = career.summary
        self._title_and_summary = words_of(f"{career.title} {career.summary}")
        self._day = {line: words_of(line) for line in tasks_of(career)}

    def evidence_of(self, statement: Statement, fit: float) -> Evidence:
        lines = {line: signs for line, words in self._day.items() if (signs := statement.signs_in(words))}
        is_in_title_or_summary = bool(statement.signs_in(self._title_and_summary))
        points = 1 + len(lines) + TITLE_OR_SUMMARY * is_in_title_or_summary
        strength = min(1.0, fit / GOOD_FIT) * min(1.0, points / FULL)
        if lines:
            best = sorted(lines, key=lambda line: -lines[line])[:LINES]
            return Evidence(strength, tuple(best), is_of_day=True)
        return Evidence(strength, (self._summary,) if is_in_title_or_summary else ())
