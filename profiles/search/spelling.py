"""The words an index knows, and what a word it does not know was probably meant to be."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from profiles.search.words import singular

FEWER_ALIKE = 0.15  # letters kept in place may be this much less than the mean of both measures
MOST_LETTERS = 2  # too many or too few
LEAST_SURE = 0.75  # of the mean of both measures
BELOW_BEST = 0.08  # what a second guess may be less sure than the first
MOST_GUESSES = 3
SHORTEST = 3  # letters of a word that is mended, completed, or taken from a run-together word
SURE = 0.9  # spelling this close is a slip of a finger; anything less may be two words run together

# How words sound, for those who write by ear: each pattern, and what it is read as.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"(?:c|t|s|ss|sh)(?:ia|io|u|e)n\b", "shn"),
        (r"^(?:ps|sc(?=[eiy])|c(?=[eiy]))", "s"),
        (r"^(?:kn|gn)", "n"),
        (r"^wr", "r"),
        (r"ph", "f"),
        (r"sch|ch|ck|qu|c(?![eihy])|q|x", "k"),
        (r"c(?=[eiy])", "s"),
        (r"gh(?=t|\b)", ""),
        (r"z", "s"),
        (r"dg|g(?=[eiy])", "j"),
        (r"(?:er|or|ar|our|re|ure)\b", "a"),
        (r"[aeiouy]+", "a"),
        (r"(.)\1+", r"\1"),
    ]
]


def sound(word: str) -> str:
    """Roughly how ``word`` sounds: words with one sound may be one word, written by ear."""
    for pattern, read_as in _SOUNDS:
        word = pattern.sub(read_as, word)
    return word


class Vocabulary:
    """Every word of one index, with how often it stands there."""

    def __init__(self, counts: dict[str, int], in_titles: Iterable[str]):
        self._counts = counts
        self._in_titles = frozenset(in_titles)
        self._halves = self._in_titles | set(map(singular, self._in_titles))
        # A number is never a slip of the finger for another.
        self._by_length: dict[int, list[str]] = {}
        for word in counts:
            if word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self._sorted = sorted(self._in_titles)
        self._by_sound: dict[str, list[str]] = {}
        for word in self._in_titles:
            self._by_sound.setdefault(sound(word), []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def beginning_with(self, letters: str) -> Iterator[str]:
        """The words of titles that begin with ``letters``, in their order."""
        at = bisect_left(self._sorted, letters)
        while at < len(self._sorted) and self._sorted[at].startswith(letters):
            yield self._sorted[at]
            at += 1

    def guesses(self, word: str, least: float = LEAST_SURE) -> list[tuple[float, str]]:
        """What ``word`` was probably meant to be: (how sure, from ``least`` to 1; the known word), surest
        first.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return []
        near = range(len(word) - MOST_LETTERS, len(word) + MOST_LETTERS + 1)
        candidates = list(chain.from_iterable(self._by_length.get(length, ()) for length in near))
        alike = process.extract(
            word, candidates, scorer=OSA.normalized_similarity, score_cutoff=least - FEWER_ALIKE, limit=20
        )
        sounds_like = self._by_sound.get(sound(word), ())
        found = {}
        for known in chain((known for known, _, _ in alike), sounds_like):
            letters = OSA.normalized_similarity(word, known)
            # Half of it weighs the first letters more, which people get right.
            found[known] = (letters + JaroWinkler.similarity(word, known)) / 2
        # Of two that are as close, the one more often seen; a word that sounds the same is closer.
        sure = sorted(
            (
                (
                    min(1.0, how + 0.01 * math.log(1 + self._counts[known]) + 0.05 * (known in sounds_like)),
                    known,
                )
                for known, how in found.items()
                if how >= least or known in sounds_like
            ),
            key=lambda guess: (-guess[0], guess[1]),
        )
        return [guess for guess in sure[:MOST_GUESSES] if guess[0] >= sure[0][0] - BELOW_BEST]

    def split(self, word: str) -> tuple[str, str] | None:
        """The two words of titles that ``word`` was run together from."""
        halves = [
            (word[:at], word[at:])
            for at in range(SHORTEST, len(word) - SHORTEST + 1)
            if word[:at] in self._halves and word[at:] in self._halves
        ]
        return max(halves, key=lambda pair: min(self._counts.get(half, 0) for half in pair), default=None)
