"""The words an index knows, and what a word it does not know was probably meant to be.

How sure a guess is, is the mean of two measures of likeness, from 0 to 1: of all letters, and one in
which the first letters weigh more, because people get these right.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from profiles.search.words import singular

# A guess is at least so sure.
LEAST_SURE = 0.75
# Guesses whose letters alone are this much less alike are measured as well.
FEWER_ALIKE = 0.15
# A guess may be so many letters longer or shorter.
MOST_LETTERS = 2
# So many words with the most letters alike are measured.
MOST_MEASURED = 20
# A word that is more frequent is surer, by this much for each unit of the logarithm of its count.
FREQUENT = 0.01
# A word that sounds the same is surer by this much.
SOUNDS_THE_SAME = 0.05
# At most so many guesses are made …
MOST_GUESSES = 3
# … none of them this much less sure than the best.
BELOW_BEST = 0.08
# Letters of a word that is corrected, completed, or taken from a run-together word, at least.
SHORTEST = 3
# From here on a spelling is a slip of a finger; with less, it may be two words run together.
SURE = 0.9

# How words sound, since people write as they hear: each pattern, and what it is read as.
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
    """Roughly how ``word`` sounds: words with one sound may be one word, written as it is heard."""
    for pattern, read_as in _SOUNDS:
        word = pattern.sub(read_as, word)
    return word


class Guess(NamedTuple):
    """A known word that was probably meant, and how sure that is, from 0 to 1."""

    sureness: float
    word: str


class Vocabulary:
    """Every word of one index, with how often its documents have it."""

    def __init__(self, counts: Mapping[str, int], in_titles: Iterable[str]) -> None:
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

    def guesses(self, word: str, least: float = LEAST_SURE) -> list[Guess]:
        """What ``word`` was probably meant to be, the surest first: at least ``least`` sure, or words that
        sound the same.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return []
        same_sound = self._by_sound.get(sound(word), ())
        likeness = {known: _likeness(word, known) for known in chain(self._near(word, least), same_sound)}
        guesses = sorted(
            (
                Guess(self._sureness(known, alike, same_sound), known)
                for known, alike in likeness.items()
                if alike >= least or known in same_sound
            ),
            key=lambda guess: (-guess.sureness, guess.word),
        )
        return [
            guess for guess in guesses[:MOST_GUESSES] if guess.sureness >= guesses[0].sureness - BELOW_BEST
        ]

    def _near(self, word: str, least: float) -> Iterator[str]:
        """The words of about the same length with the most letters alike."""
        lengths = range(len(word) - MOST_LETTERS, len(word) + MOST_LETTERS + 1)
        alike = process.extract(
            word,
            list(chain.from_iterable(self._by_length.get(length, ()) for length in lengths)),
            scorer=OSA.normalized_similarity,
            score_cutoff=least - FEWER_ALIKE,
            limit=MOST_MEASURED,
        )
        return (known for known, _, _ in alike)

    def _sureness(self, known: str, alike: float, same_sound: Collection[str]) -> float:
        # Of two words that are as close, the more frequent one; a word that sounds the same is closer.
        frequency = FREQUENT * math.log(1 + self._counts[known])
        return min(1.0, alike + frequency + SOUNDS_THE_SAME * (known in same_sound))

    def split(self, word: str) -> tuple[str, str] | None:
        """The two words of titles that ``word`` was run together from."""
        halves = [
            (word[:at], word[at:])
            for at in range(SHORTEST, len(word) - SHORTEST + 1)
            if word[:at] in self._halves and word[at:] in self._halves
        ]
        return max(halves, key=lambda pair: min(self._counts.get(half, 0) for half in pair), default=None)


def _likeness(word: str, known: str) -> float:
    return (OSA.normalized_similarity(word, known) + JaroWinkler.similarity(word, known)) / 2
