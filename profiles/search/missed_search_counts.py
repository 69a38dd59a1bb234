"""Searches that found nothing, or little: counted in memory, added to the table once a minute.

A request only counts. What it counts are words: nothing of the reader, and no words that may hold an
address, a number or a message. In each process one statement a minute adds them to the table, in a
thread that begins with the first of them. A process that ends loses the last minute's.
"""

import logging
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import connection, connections
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rapidfuzz.distance import OSA

from core import process_memory
from profiles.models import MissedSearch, MissedState
from profiles.models.missed_search import LEAST_TIMES, MOST_LETTERS
from profiles.search.index import Index
from profiles.search.spelling import sound
from profiles.search.words import words_of

SECONDS_BETWEEN_FLUSHES = 60
MOST_HELD = 500  # different words in the memory of a process
MOST_WAITING = 10_000  # rows that wait for an editor
MONTH, YEAR = timedelta(days=30), timedelta(days=365)

MOST_WORDS = 8
MOST_DIGITS = 4  # "999" and "3d" name jobs; five digits are a telephone number
# Letters kept in place when a word was corrected: with fewer, it may be another word altogether.
SURELY_CORRECTED = 0.75

# What people write about themselves rather than about a job.
_PERSONAL = re.compile(
    r"@|://|\bwww\.|\.(?:com|org|net|uk)\b"
    r"|\bmy (?:name|address|number|phone|mobile|email|teacher|mum|dad)\b"
    r"|\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b"  # a postcode
    r"|^\W*\d+[a-z]? [a-z' ]+ (?:street|st|road|rd|avenue|ave|lane|close|drive|way|court|crescent)\b"
)
# What pupils do not type, but attempts to break into a site contain.
_PROBE = re.compile(r"[<>{}\[\]\\|;=$%^~*_`\"]|\.\.|//|--|\(\)|' ?(?:or|and) '")

_ROBOT = re.compile(r"bot\b|crawl|spider", re.IGNORECASE)

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_held: dict[str, int] = {}
_will_flush = False


# --- In the request --------------------------------------------------------------------------------------


class SearchResults(Protocol):
    """What a page of results says of its search."""

    @property
    def query(self) -> str: ...

    @property
    def corrected(self) -> str:
        """What was looked for, where words of the query were corrected; else ""."""

    @property
    def terms(self) -> Sequence[frozenset[str]]:
        """For each word looked for the terms that stand for it."""

    @property
    def params(self) -> Mapping[str, object]:
        """What the address asks for, by the names of its parameters; the query is "q"."""

    @property
    def page(self) -> int: ...

    @property
    def total(self) -> int: ...


def count_if_poor(request: HttpRequest, results: SearchResults, index: Index[int]) -> None:
    """Count the words of ``results``, a page of careers, where they found nothing or little.

    Editors who try what search finds do not count, nor do robots that say what they are.
    """
    if not is_poor(results, index) or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return
    if not _ROBOT.search(request.headers.get("User-Agent", "")) and (words := countable(results.query)):
        count(words)


def is_poor(results: SearchResults, index: Index[int]) -> bool:
    """Whether words without a filter found nothing, or one of them is unknown or was corrected to a word
    unlike it.
    """
    asked = [name for name, value in results.params.items() if value]
    if asked != ["q"] or results.page > 1 or not index.codes:
        return False
    return not results.total or _is_unlike(results.query, results.corrected) or not all(results.terms)


def countable(query: str) -> str:
    """``query`` as search reads it; "" where it may hold more than the name of a job."""
    typed = " ".join(query.casefold().split())
    found = words_of(typed)
    words = " ".join(found)
    is_small = 2 <= len(words) <= MOST_LETTERS and len(found) <= MOST_WORDS
    digits = sum(letter.isdigit() for letter in typed)
    # As it was typed, and as it would be stored: "sw1a-1aa" is a postcode too.
    is_personal = _PERSONAL.search(typed) or _PERSONAL.search(words)
    if not is_small or digits > MOST_DIGITS or is_personal or _PROBE.search(typed):
        return ""
    return words


def count(words: str, times: int = 1) -> None:
    """Count ``words`` as seen ``times`` times; where memory is full, the least seen are forgotten."""
    with _lock:
        if words not in _held and len(_held) >= MOST_HELD:
            del _held[min(_held, key=_held.__getitem__)]
        _held[words] = _held.get(words, 0) + times
    flush_soon()


def _is_unlike(query: str, corrected: str) -> bool:
    if not corrected:
        return False
    typed = " ".join(words_of(query))
    likeness = OSA.normalized_similarity(typed, corrected)
    return likeness < SURELY_CORRECTED and sound(typed) != sound(corrected)


# --- Once a minute -----------------------------------------------------------------------------------------


def flush_soon() -> None:
    """Start a thread, unless one waits, that adds what is held to the table within a minute."""
    global _will_flush
    with _lock:
        if _will_flush:
            return
        _will_flush = True
    timer = threading.Timer(SECONDS_BETWEEN_FLUSHES, _flush_aside)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError as raised:  # the machine has no thread left: the next request that counts tries again
        _will_flush = False
        logger.error("searches that found nothing wait for a thread: %s", type(raised).__name__)


def flush(now: datetime) -> None:
    """Add what is held to the table, in one statement; what could not be written is held again."""
    global _held, _will_flush
    with _lock:
        seen, _held, _will_flush = _held, {}, False
    if not seen:
        return
    try:
        _add(seen, timezone.localdate(now))
    except Exception:
        for words, times in seen.items():
            count(words, times)
        raise


def _flush_aside() -> None:
    try:
        flush(timezone.now())
    except Exception as raised:
        # Its own words could be what a pupil typed.
        logger.error("searches that found nothing could not be stored: %s", type(raised).__name__)
    finally:
        connections.close_all()


def _add(seen: dict[str, int], today: date) -> None:
    # SQL, since the ORM's upsert can replace a number but not add to it, and two processes that first
    # read and then write would lose each other's counts. In the order of hashes, so that no two
    # processes wait for each other's rows. The words are given apart from the row, because a new row
    # may hold them only from the third time on.
    rows = sorted((_keyed_hash(words), words, times) for words, times in seen.items())
    table = connection.ops.quote_name(MissedSearch._meta.db_table)
    sql = f"""
        WITH seen (keyed_hash, words, times) AS (VALUES {", ".join(["(%s, %s, %s)"] * len(rows))})
        INSERT INTO {table} AS known (keyed_hash, words, times, first_on, last_on, state)
        SELECT keyed_hash, CASE WHEN times >= %s THEN words ELSE '' END, times, %s, %s, %s
        FROM seen WHERE true
        ON CONFLICT (keyed_hash) DO UPDATE SET
            times = known.times + excluded.times,
            last_on = CASE WHEN excluded.last_on > known.last_on
                THEN excluded.last_on ELSE known.last_on END,
            words = CASE WHEN known.times + excluded.times >= %s
                THEN (SELECT seen.words FROM seen WHERE seen.keyed_hash = excluded.keyed_hash)
                ELSE '' END
    """  # noqa: S608  only the name of the table is written into it
    values = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, LEAST_TIMES, today, today, MissedState.WAITING.value, LEAST_TIMES])


def _keyed_hash(words: str) -> str:
    return salted_hmac("profiles.search.missed", words, algorithm="sha256").hexdigest()


@process_memory.forgets
def forget_held() -> None:
    """Forget what is held: for tests."""
    global _held, _will_flush
    with _lock:
        _held, _will_flush = {}, False


# --- A job -------------------------------------------------------------------------------------------------


def forget(now: datetime) -> None:
    """Delete what was typed less than three times in a month, and what was not typed for a year.

    Of what waits for a decision, the 10,000 most typed stay.
    """
    today = timezone.localdate(now)
    MissedSearch.objects.filter(words="", first_on__lte=today - MONTH).delete()
    MissedSearch.objects.filter(last_on__lte=today - YEAR).delete()
    waiting = MissedSearch.objects.filter(state=MissedState.WAITING)
    waiting.exclude(pk__in=waiting.values("pk")[:MOST_WAITING]).delete()
