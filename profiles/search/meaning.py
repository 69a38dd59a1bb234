"""What the words of a query mean to one index: which terms stand for each, and what else was meant."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from profiles.search import weights
from profiles.search.building import Built
from profiles.search.everyday import SAME
from profiles.search.spelling import SURE, Guess
from profiles.search.words import STOP_WORDS, singular, telling, verb_forms

Terms = dict[str, float]  # what each of them counts; 1 is the word itself


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one typed word means: the known ``words``, the terms that stand for each of them, and
    ``others`` that the typed word may have been.

    ``shown`` are the words as a reader may see them.
    """

    words: Sequence[str]
    terms: Sequence[Terms]
    shown: Sequence[str]
    others: Sequence[str] = ()


class Meanings:
    """Reads the words of queries by the words of one index, and remembers what each of them means.

    Threads share it: at worst two work out the same.
    """

    def __init__(self, built: Built) -> None:
        self._titles = built.titles
        self._rarity = built.texts.rarity
        self._terms = built.texts.terms
        self._vocabulary = built.vocabulary
        self._hidden_words = built.hidden_words
        self._remembered: dict[tuple[str, bool], Meaning] = {}

    def of(self, typed: Sequence[str], *, correct: bool) -> list[Meaning]:
        """What each of the ``typed`` words means; without ``correct`` unknown ones stay as they are."""
        return [self._meaning(word, correct) for word in typed]

    def groups(self, typed: list[str], meanings: Sequence[Meaning]) -> list[Terms]:
        """For each telling word the terms that stand for it; and for each two neighbouring words that
        are one word of a title, that word.
        """
        telling_words = set(telling(typed))
        groups = [
            terms
            for word, meaning in zip(typed, meanings, strict=True)
            if word in telling_words
            for terms in meaning.terms
        ]
        for first, second in pairwise(typed):
            together = singular(first + second)
            if together in self._titles.postings:
                groups.append({together: 1.0})
        return groups

    def others(self, meanings: Sequence[Meaning]) -> tuple[str, ...]:
        """The whole query with one word exchanged for what it may also have been."""
        return tuple(
            " ".join([*shown_words(meanings[:at]), other, *shown_words(meanings[at + 1 :])])
            for at, meaning in enumerate(meanings)
            for other in meaning.others
        )[: weights.MOST_OTHERS]

    def unsure(self, typed: list[str]) -> tuple[str, ...]:
        """The known words most like those ``typed``, where nothing fits these."""
        guesses = [
            guess
            for word in telling(typed)
            for guess in self._vocabulary.guesses(word, weights.LEAST_SURE_OFFER)
        ]
        shown = (known for _, known in sorted(guesses, reverse=True) if known not in self._hidden_words)
        return tuple(dict.fromkeys(shown))[: weights.MOST_OTHERS]

    def _meaning(self, word: str, correct: bool) -> Meaning:
        if (meaning := self._remembered.get((word, correct))) is None:
            if len(self._remembered) >= weights.MOST_REMEMBERED_WORDS:
                self._remembered.clear()
            meaning = self._remembered[word, correct] = self._read(word, correct)
        return meaning

    def _read(self, word: str, correct: bool) -> Meaning:
        term = singular(word)
        synonyms = {other: weights.SYNONYM for other in SAME.get(term, ()) if other in self._rarity}
        if term in self._rarity or word in STOP_WORDS:
            return Meaning([word], [{**self._related(term), **synonyms, term: 1.0}], [word])
        if synonyms:
            return Meaning([word], [{**self._related(term), **synonyms}], [word])
        guesses = self._vocabulary.guesses(word) if correct else []
        is_a_slip = guesses and guesses[0].sureness >= SURE
        if correct and not is_a_slip and (halves := self._vocabulary.split(word)):
            # The reader typed the halves: to take them apart shows no hidden word.
            return Meaning(halves, [{singular(half): 1.0} for half in halves], halves)
        return self._read_unknown(word, guesses)

    def _read_unknown(self, word: str, guesses: Sequence[Guess]) -> Meaning:
        """A word that no document has: its beginning may be that of known words, or a guess is meant."""
        completions = islice(self._vocabulary.beginning_with(word), weights.MOST_COMPLETIONS)
        completed = {singular(known): weights.COMPLETED for known in completions}
        terms = {**self._related(singular(word)), **completed}
        for sureness, known in guesses:
            other = singular(known)
            guessed = weights.CORRECTED - weights.LESS_SURE * (guesses[0].sureness - sureness)
            terms[other] = max(terms.get(other, 0), guessed)
        if completed or not guesses:
            return Meaning([word], [terms], [word])
        meant = guesses[0].word
        shown = word if meant in self._hidden_words else meant
        return Meaning([meant], [terms], [shown], tuple(self._nearly_as_sure(guesses)))

    def _nearly_as_sure(self, guesses: Sequence[Guess]) -> Iterator[str]:
        """The guesses to offer with the first: only words of titles, since people look for titles."""
        first, *rest = guesses
        for sureness, known in rest:
            if (
                sureness >= first.sureness - weights.NEARLY_AS_SURE
                and known in self._titles.words
                and known not in self._hidden_words
                and singular(known) != singular(first.word)
            ):
                yield known

    def _related(self, term: str) -> Terms:
        """The known terms of one family with ``term``: they begin alike, or are the same verb."""
        found = {other: weights.VERB_FORM for other in verb_forms(term) if other in self._rarity}
        if len(term) < weights.FAMILY_LETTERS:
            return found
        for other in self._beginning_like(term):
            shared = _shared_letters(other, term)
            found.setdefault(other, weights.RELATED_WORD * 2 * shared / (len(other) + len(term)))
        nearest = sorted(found, key=lambda other: (-found[other], other))[: weights.MOST_RELATED_WORDS]
        return {other: found[other] for other in nearest if other != term}

    def _beginning_like(self, term: str) -> Iterator[str]:
        letters = max(weights.FAMILY_LETTERS, len(term) - weights.FAMILY_ENDING_LETTERS)
        at = bisect_left(self._terms, term[:letters])
        while at < len(self._terms) and self._terms[at].startswith(term[:letters]):
            yield self._terms[at]
            at += 1


def known_words(meanings: Sequence[Meaning]) -> list[str]:
    return [word for meaning in meanings for word in meaning.words]


def shown_words(meanings: Sequence[Meaning]) -> list[str]:
    return [word for meaning in meanings for word in meaning.shown]


def _shared_letters(one: str, other: str) -> int:
    """With how many letters both begin."""
    shortest = min(len(one), len(other))
    return next((at for at in range(shortest) if one[at] != other[at]), shortest)
