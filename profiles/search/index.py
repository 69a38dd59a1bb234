"""The index: documents in memory, ranked for a pupil's words.

``building`` makes what it ranks by, ``meaning`` reads the words, ``weights`` holds the numbers. An
index never changes, so threads share it.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import Generic, TypeVar

from profiles.search import weights
from profiles.search.building import Code, Document, build, rarity_of
from profiles.search.meaning import Meanings, Terms, known_words, shown_words
from profiles.search.spelling import SHORTEST
from profiles.search.words import asked_words, singular, telling

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Result(Generic[Code]):
    """A document found.

    ``fit`` is how well its own words fit, from 0 to 1, where the best result has 1. ``title`` is the
    one of its titles that fits best, "" where none does.
    """

    code: Code
    fit: float
    title: str


@dataclass(frozen=True, slots=True)
class Found(Generic[Code]):
    """``results``, best first, and how the words were understood.

    ``corrected`` are the words that were looked for where some typed ones were corrected, ``others``
    what the whole query may also have meant; a word that only hidden titles have is in neither.
    ``terms`` are, for each word looked for, the words (in the form for one thing) that stand for it.
    """

    results: list[Result[Code]]
    corrected: str = ""
    others: tuple[str, ...] = ()
    terms: tuple[frozenset[str], ...] = ()


class Index(Generic[Code]):
    """What can be asked of a set of documents, each of which has a code of its own."""

    def __init__(self, documents: Iterable[Document[Code]]) -> None:
        documents = list(documents)
        self.codes = [document["code"] for document in documents]
        self._known_codes = frozenset(self.codes)
        built = build(documents)
        self._titles = built.titles
        self._texts = built.texts
        self._vocabulary = built.vocabulary
        self._neighbours = built.neighbours
        self._meanings = Meanings(built)

    def __contains__(self, code: Code) -> bool:
        return code in self._known_codes

    def alike(self) -> dict[Code, dict[Code, float]]:
        """For each document those whose texts are most like its own, and how like: from 0 to 1."""
        found: dict[Code, dict[Code, float]] = {code: {} for code in self.codes}
        for number, (others, likeness) in enumerate(self._neighbours.nearest):
            for other, like in zip(others, likeness, strict=True):
                one, another = self.codes[number], self.codes[other]
                found[one][another] = found[another][one] = like
        return found

    def search(self, text: str, limit: int | None = 10, *, correct: bool = True) -> Found[Code]:
        """The documents that fit ``text`` best, at most ``limit``, and how it was understood.

        Without ``correct`` unknown words stay as they were typed.
        """
        typed = asked_words(text)
        if not typed:
            return Found([])
        meanings = self._meanings.of(typed, correct=correct)
        groups = self._meanings.groups(typed, meanings)
        scores, titles = self._scores(groups)
        best = _best(scores, weights.BEST)
        if len(groups) >= weights.SENTENCE_WORDS:
            self._add_pairs(scores, best, groups)
        fits = list(scores)
        self._add_from_neighbours(scores, best)
        self._add_exact(scores, typed, 1.0)
        self._add_exact(scores, known_words(meanings), weights.EXACT_CORRECTED)
        results = self._results(scores, fits, titles, limit)
        shown = shown_words(meanings)
        return Found(
            results,
            corrected=" ".join(shown) if shown != typed else "",
            others=self._meanings.others(meanings) if results else self._meanings.unsure(typed),
            terms=tuple(map(_marked, groups)),
        )

    def suggest(self, text: str, limit: int = 5) -> list[Result[Code]]:
        """What ``text``, which is only begun, may become: at most ``limit`` documents, best first.

        Each comes once, with the title of which its words begin words. Where no title begins so,
        corrected words may; the rest is what fits the words.
        """
        typed = asked_words(text)
        corrected = known_words(self._meanings.of(typed, correct=True))
        found = self._beginning(typed, limit) or self._beginning(corrected, limit)
        if len(found) < limit:
            there = {result.code for result in found}
            found += [result for result in self.search(text, limit).results if result.code not in there]
        return found[:limit]

    # --- Titles that begin so ------------------------------------------------------------------------

    def _beginning(self, words: list[str], limit: int) -> list[Result[Code]]:
        """The documents with a title in which each of ``words`` begins a word; whole words come first."""
        whole = " ".join(words)
        having = self._titles_with(words, lambda word: [word])
        best: dict[int, tuple[tuple[bool | int | str, ...], int]] = {}
        for title in self._titles_with(words, self._vocabulary.beginning_with):
            number, name = self._titles.document[title], self._titles.names[title].casefold()
            is_usual = not title or self._titles.document[title - 1] != number
            has_words = title in having and len(words[-1]) >= SHORTEST
            place = (name != whole, not has_words, not name.startswith(whole), not is_usual, len(name), name)
            best[number] = min((place, title), best.get(number, (place, title)))
        first = nsmallest(limit, best, key=best.__getitem__)
        return [Result(self.codes[number], 1.0, self._titles.names[best[number][1]]) for number in first]

    def _titles_with(self, words: list[str], forms: Callable[[str], Iterable[str]]) -> set[int]:
        """The titles that have, for each of the telling ``words``, one of its forms."""
        found: set[int] | None = None
        for word in telling(words):
            titles: set[int] = set()
            for form in forms(word):
                titles.update(self._titles.postings.get(singular(form), ()))
            found = titles if found is None else found & titles
        return found or set()

    # --- Scores --------------------------------------------------------------------------------------

    def _scores(self, groups: list[Terms]) -> tuple[list[float], dict[int, int]]:
        """What titles and texts give to each document; and the title that fits it best, if any does."""
        scores = [0.0] * len(self.codes)
        of_titles: dict[int, float] = {}
        asked_of_titles = asked_of_texts = 0.0
        for terms in groups:
            in_titles, in_texts = self._rarities(terms)
            asked_of_titles += in_titles
            asked_of_texts += in_texts
            found = _largest(self._in_titles(term, in_titles, part) for term, part in terms.items())
            for title, weight in found.items():
                of_titles[title] = of_titles.get(title, 0.0) + weight
            found = _largest(self._in_texts(term, in_texts, part) for term, part in terms.items())
            for number, weight in found.items():
                scores[number] += weight
        if asked_of_texts:
            is_sentence = len(groups) >= weights.SENTENCE_WORDS
            part = (weights.TEXT_OF_SENTENCE if is_sentence else weights.TEXT) / asked_of_texts
            scores = [part * score for score in scores]
        return scores, self._add_titles(scores, of_titles, asked_of_titles)

    def _rarities(self, terms: Terms) -> tuple[float, float]:
        """What a word of the query asks of titles and of texts: the rarity of the term that counts most."""
        first = _first(terms)
        in_texts = self._texts.rarity.get(first) or rarity_of(0, len(self.codes))
        return self._titles.rarity.get(first) or in_texts**weights.RARITY_EXPONENT, in_texts

    def _in_titles(self, term: str, weight: float, part: float) -> dict[int, float]:
        weight = min(weight, self._titles.rarity.get(term, 0.0)) * part
        return dict.fromkeys(self._titles.postings.get(term, ()), weight)

    def _in_texts(self, term: str, weight: float, part: float) -> dict[int, float]:
        if term not in self._texts.postings:
            return {}
        weight = min(weight, self._texts.rarity[term]) * part
        return {n: weight * strength for n, strength in zip(*self._texts.postings[term], strict=True)}

    def _add_titles(self, scores: list[float], matched: dict[int, float], asked: float) -> dict[int, int]:
        """Add what titles give; return the best title of each document that has one."""
        best: dict[int, float] = {}
        titles: dict[int, int] = {}
        several = [0.0] * len(scores)
        least, not_in_query = weights.LEAST_TITLE_FIT * asked, weights.NOT_IN_QUERY
        title_weight, title_document = self._titles.weight, self._titles.document
        for title, weight in matched.items():
            if weight < least:
                continue
            fit = weight / (asked + not_in_query * max(0.0, title_weight[title] - weight))
            number = title_document[title]
            several[number] += fit**4
            if fit > best.get(number, 0.0):
                best[number], titles[number] = fit, title
        for number, fit in best.items():
            scores[number] += fit + weights.SEVERAL_TITLES * several[number] ** 0.25
        return titles

    def _add_pairs(self, scores: list[float], best: list[int], groups: list[Terms]) -> None:
        """Add what the ``best`` documents gain where neighbouring words of the query are neighbours there."""
        pairs = self._pairs(map(_first, groups))
        if not pairs:
            return
        part = weights.PAIRS / sum(pairs.values())
        for number in best:
            sequence = self._texts.sequences[number]
            found = sum(weight for pair, weight in pairs.items() if pair in sequence)
            scores[number] += part * found

    def _pairs(self, terms: Iterable[str]) -> dict[bytes, float]:
        """Each two neighbours of ``terms``, in the form of the sequences, with their rarity."""
        rarity, number_of = self._texts.rarity, self._texts.number_of
        return {
            array("I", [number_of[one], number_of[other]]).tobytes(): rarity[one] + rarity[other]
            for one, other in pairwise(terms)
            if one in rarity and other in rarity
        }

    def _add_from_neighbours(self, scores: list[float], best: list[int]) -> None:
        """Let the ``best`` documents pass a part of their scores on to those like them."""
        gains = [0.0] * len(scores)
        for number in best:
            score = scores[number]
            for other, part in self._neighbours.takers[number]:
                gains[other] += part * score
        for number, gain in enumerate(gains):
            scores[number] += weights.FROM_NEIGHBOURS * gain

    def _add_exact(self, scores: list[float], words: list[str], part: float) -> None:
        """Add what the documents gain of which ``words`` are a whole title."""
        for number, gain in self._titles.exact.get(" ".join(words), {}).items():
            scores[number] += part * gain

    def _results(
        self, scores: list[float], fits: list[float], titles: dict[int, int], limit: int | None
    ) -> list[Result[Code]]:
        # A title of nothing but stop words for its first 16 is exact, and fits by none of its words.
        most = max(fits, default=0.0) or 1.0
        return [
            Result(
                self.codes[number],
                fits[number] / most,
                self._titles.names[titles[number]] if number in titles else "",
            )
            for number in _best(scores, limit)
            if scores[number] > 0
        ]


def _best(scores: Sequence[float], most: int | None) -> list[int]:
    """The numbers of the best documents; sorting keeps the order of those that score the same."""
    return sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:most]


def _first(terms: Terms) -> str:
    """The term that counts most; "" where there is none."""
    return max(terms, key=terms.__getitem__, default="")


def _marked(terms: Terms) -> frozenset[str]:
    """The terms by which a reader sees why something was found."""
    return frozenset(term for term, part in terms.items() if part >= weights.LEAST_MARKED)


def _largest(found: Iterable[dict[Key, float]]) -> dict[Key, float]:
    """For each key the largest of its weights."""
    found = iter(found)
    merged = next(found, {})
    for weights_of_term in found:
        for key, weight in weights_of_term.items():
            if weight > merged.get(key, 0.0):
                merged[key] = weight
    return merged
