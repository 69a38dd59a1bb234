"""The index: documents in memory, ranked for a pupil's words.

A document is ``{"code", "title", "alternates", "description", "tasks"}``, the last but one a text
and ``alternates`` and ``tasks`` lists of texts; ``hidden``, where it has some, are those of
``alternates`` that no reader sees. An index never changes, so threads share it.
"""

import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice, pairwise

from profiles.search.everyday import SAME
from profiles.search.spelling import SHORTEST, SURE, Vocabulary
from profiles.search.words import EMPTY_WORDS, asked_words, singular, telling, verb_forms, words_of

# What a word adds: its rarity, flattened, so that one rare word does not outweigh two common ones.
FLATTENED = 0.7
# A title loses by each of its words that was not asked for, this much of what a missing word costs.
NOT_ASKED_FOR = 0.35
# What several fitting titles add to the best of them.
SEVERAL_TITLES = 0.3
# A title with less than this of what was asked for counts nothing.
LEAST_FIT = 0.1
# What the text of a profile counts beside its titles.
TEXT = 1.5
# From so many telling words on, a query is a sentence: it says what one does, rather than a name.
SENTENCE = 4
TEXT_OF_SENTENCE = 3
# What the words of a sentence give that stand side by side, in the best documents.
PAIRS = 1.0
# BM25: how soon a repeated word stops counting, and how much long profiles are held back.
SATURATION = 1.2
LENGTH = 0.6
# How often a word of each field counts.
FIELDS = {"title": 3, "alternates": 1, "description": 2, "tasks": 1}
# A word of the same family ("meteorology", "meteorologist") counts less than the word itself.
FAMILY = 0.8
FAMILY_LETTERS = 5  # shared at the beginning, at least
FAMILY_ENDING = 3  # letters at the end in which the asked word may differ
MOST_RELATIVES = 8
# Doing it ("helping") and what one does ("help").
VERB = 0.6
# Another word for it.
EVERYDAY = 0.6
# The word that was meant, where the word typed is unknown.
MENDED = 0.95
# A word only begun.
BEGUN = 0.8
MOST_BEGUN = 30
# What else a mended word may have been: a guess this little less sure than the first.
ALMOST_AS_SURE = 0.04
# Where nothing fits, guesses may be as unsure as this.
UNSURE = 0.65
MOST_OTHERS = 3
# What a term must count for its word to be marked where it stands.
TELLS_WHY = 0.6
# Words asked for whose meaning is kept.
MOST_UNDERSTOOD = 2_000
# What a career gains by the careers most like it: they fit, so it may.
NEIGHBOURS = 20
FROM_NEIGHBOURS = 0.6
SHARED_WORDS = 30  # the weightiest of each career, by which likeness is told
GIVING = 50  # best careers that give to their neighbours
# Titles that are exactly what was typed come first: the usual name, then the others, then a part of one.
EXACT_USUAL, EXACT_OTHER, EXACT_PART = 11, 10, 9
EXACT_MENDED = 0.05  # of that, where it is exact only after mending


@dataclass(frozen=True, slots=True)
class Result:
    """A document found.

    ``fit`` is how well by its own words, beside the best: from 0 to 1. ``title`` is the one of its
    titles that fits best, "" where none does.
    """

    code: object
    fit: float
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """``results``, best first, and how the words were understood.

    ``mended`` are the words that were looked for where some typed ones were mended, ``others`` what
    the whole may have meant besides; a word that only hidden titles have is in neither. ``terms`` are,
    for each word looked for, the words (as of one thing) by which it is recognised in a text.
    """

    results: list[Result]
    mended: str = ""
    others: tuple[str, ...] = ()
    terms: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a typed word means: the known words, the terms that stand for each, and what else it may be.

    ``shown`` are the words as a reader may see them.
    """

    words: list[str]
    terms: list[dict[str, float]]  # with what each counts
    shown: list[str]
    others: tuple[str, ...] = ()


class Index:
    def __init__(self, documents: Iterable[dict]):
        documents = list(documents)
        self.codes = [document["code"] for document in documents]
        self._known_codes = frozenset(self.codes)
        self._understood: dict[tuple[str, bool], Meaning] = {}
        terms = _Remembered(singular)
        words = [
            {field: [words_of(line) for line in _lines(row[field])] for field in FIELDS} for row in documents
        ]
        self._only_hidden = _only_hidden(documents, words)
        self._read_titles(documents, terms)
        counts = self._read_texts(words, terms)
        self._vocabulary = Vocabulary(counts, self._words_of_titles)
        self._families = sorted(self._rarity)
        self._sequences = self._read_sequences(words, terms)
        self._gives_to = self._find_neighbours()

    def __contains__(self, code) -> bool:
        return code in self._known_codes

    def alike(self) -> dict[object, dict[object, float]]:
        """For each document those whose texts are most like its own, and how like: from 0 to 1."""
        found: dict[object, dict[object, float]] = {code: {} for code in self.codes}
        for number, (others, likeness) in enumerate(self._alike):
            for other, like in zip(others, likeness, strict=True):
                one, another = self.codes[number], self.codes[other]
                found[one][another] = found[another][one] = like
        return found

    # --- Making it -----------------------------------------------------------------------------------

    def _read_titles(self, documents, terms_of):
        self._titles: list[str] = []
        self._title_document = array("I")
        self._exact: dict[str, dict[int, int]] = defaultdict(dict)  # words -> document -> what it gains
        self._words_of_titles: set[str] = set()
        postings = defaultdict(list)
        in_documents = Counter()
        terms_of_titles = []
        for number, document in enumerate(documents):
            seen = set()
            for position, title in enumerate([document["title"], *document["alternates"]]):
                whole = " ".join(asked_words(title))
                gain = EXACT_OTHER if position else EXACT_USUAL
                self._exact[whole][number] = max(gain, self._exact[whole].get(number, 0))
                for name in names_of(title):
                    words = words_of(name)
                    self._exact[" ".join(words)].setdefault(number, EXACT_PART)
                    terms = frozenset([terms_of[word] for word in telling(words)])
                    self._words_of_titles.update(words)
                    if not terms or terms in seen:
                        continue
                    seen.add(terms)
                    terms_of_titles.append(terms)
                    for term in terms:
                        postings[term].append(len(self._titles))
                    self._titles.append(title)
                    self._title_document.append(number)
            in_documents.update(set().union(*seen))
        self._title_postings = {term: array("I", found) for term, found in postings.items()}
        self._title_rarity = {
            term: _rarity(count, len(documents)) ** FLATTENED for term, count in in_documents.items()
        }
        self._title_weight = array(
            # Exact whatever the order: else titles that weigh the same would differ by a rounding.
            "d",
            (math.fsum(self._title_rarity[term] for term in terms) for terms in terms_of_titles),
        )

    def _read_texts(self, documents, terms_of) -> Counter[str]:
        """Make the postings of all texts; return how often each word stands in them."""
        vectors = []
        counts = Counter()
        for document in documents:
            weights = defaultdict(int)
            for field, times in FIELDS.items():
                for words in document[field]:
                    counts.update(words)
                    for word in words:
                        if word not in EMPTY_WORDS:
                            weights[terms_of[word]] += times
            vectors.append(weights)
        lengths = [sum(weights.values()) for weights in vectors]
        mean = sum(lengths) / len(lengths) if any(lengths) else 1
        in_documents = Counter(term for weights in vectors for term in weights)
        self._rarity = {term: _rarity(count, len(documents)) for term, count in in_documents.items()}
        postings = defaultdict(lambda: (array("I"), array("f")))
        for number, (weights, length) in enumerate(zip(vectors, lengths, strict=True)):
            slow = SATURATION * (1 - LENGTH + LENGTH * length / mean)
            for term, weight in weights.items():
                in_document, strength = postings[term]
                in_document.append(number)
                strength.append(weight / (weight + slow))
        self._text_postings = dict(postings)
        return counts

    def _read_sequences(self, documents, terms_of) -> list[bytes]:
        """For each document the numbers of its terms in their order, where 0 ends a line."""
        self._number_of = {term: number for number, term in enumerate(self._rarity, start=1)}
        numbers = _Remembered(lambda word: self._number_of[terms_of[word]])
        return [
            array(
                "I",
                [
                    number
                    for field in FIELDS
                    for words in document[field]
                    for number in (*(numbers[word] for word in words if word not in EMPTY_WORDS), 0)
                ],
            ).tobytes()
            for document in documents
        ]

    def _find_neighbours(self) -> list[list[tuple[int, float]]]:
        """For each document those that count it among the most like them, and what they take of it.

        What one document takes of all its neighbours adds up to 1.
        """
        vectors: list[list[tuple[float, str]]] = [[] for _ in self.codes]
        for term, (in_documents, strengths) in self._text_postings.items():
            rarity = self._rarity[term]
            if len(in_documents) > 1:
                for number, strength in zip(in_documents, strengths, strict=True):
                    vectors[number].append((strength * rarity, term))
        having = defaultdict(list)
        for number, vector in enumerate(vectors):
            vector.sort(reverse=True)
            del vector[SHARED_WORDS:]
            size = math.sqrt(sum(weight * weight for weight, _ in vector))
            vectors[number] = [(weight / size, term) for weight, term in vector]
            for weight, term in vectors[number]:
                having[term].append((number, weight))
        gives_to: list[list[tuple[int, float]]] = [[] for _ in self.codes]
        self._alike: list[tuple[array, array]] = []
        for number, vector in enumerate(vectors):
            alike: dict[int, float] = defaultdict(float)
            for weight, term in vector:
                for other, its_weight in having[term]:
                    alike[other] += weight * its_weight
            alike.pop(number, None)
            nearest = sorted(alike, key=lambda other: (-alike[other], other))[:NEIGHBOURS]
            self._alike.append((array("I", nearest), array("f", (alike[other] for other in nearest))))
            total = sum(alike[other] for other in nearest)
            for other in nearest:
                gives_to[other].append((number, alike[other] / total))
        return gives_to

    # --- Asking it -----------------------------------------------------------------------------------

    def search(self, text: str, limit: int | None = 10, *, mend: bool = True) -> Found:
        """The documents that fit ``text`` best, at most ``limit``, and how it was understood.

        Without ``mend`` unknown words stay as they were typed.
        """
        typed = asked_words(text)
        if not typed:
            return Found([])
        meanings = [self._meaning(word, mend) for word in typed]
        words, shown = _words(meanings), _shown(meanings)
        groups = self._groups(typed, meanings)
        scores, titles = self._scores(groups)
        best = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:GIVING]
        if len(groups) >= SENTENCE:
            self._add_pairs(scores, best, groups)
        fits = list(scores)
        self._share(scores, best)
        for phrase, part in ((typed, 1.0), (words, EXACT_MENDED)):
            for number, gain in self._exact.get(" ".join(phrase), {}).items():
                scores[number] += part * gain
        # Sorting keeps the order of documents that score the same.
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:limit]
        # A title of nothing but empty words for its first 16 is exact, and fits by none of its words.
        most = max(fits, default=0.0) or 1.0
        results = [
            Result(
                self.codes[number],
                fits[number] / most,
                self._titles[titles[number]] if number in titles else "",
            )
            for number in order
            if scores[number] > 0
        ]
        return Found(
            results,
            mended=" ".join(shown) if shown != typed else "",
            others=self._others(meanings) if results else self._unsure(typed),
            terms=tuple(
                frozenset(term for term, part in terms.items() if part >= TELLS_WHY) for terms in groups
            ),
        )

    def suggest(self, text: str, limit: int = 5) -> list[Result]:
        """What ``text``, which is only begun, may become: at most ``limit`` documents, best first.

        Each comes once, with the title of which its words begin words. Where no title begins so,
        mended words may; the rest is what fits the words.
        """
        typed = asked_words(text)
        mended = _words([self._meaning(word, mend=True) for word in typed])
        found = self._beginning(typed, limit) or self._beginning(mended, limit)
        if len(found) < limit:
            known = {result.code for result in found}
            found += [result for result in self.search(text, limit).results if result.code not in known]
        return found[:limit]

    def _beginning(self, words: list[str], limit: int) -> list[Result]:
        """The documents with a title in which each of ``words`` begins a word; whole words come first."""
        whole = " ".join(words)
        having = self._titles_with(words, lambda word: [word])
        best: dict[int, tuple] = {}
        for title in self._titles_with(words, self._vocabulary.beginning_with):
            number, name = self._title_document[title], self._titles[title].casefold()
            is_usual = not title or self._title_document[title - 1] != number
            has_words = title in having and len(words[-1]) >= SHORTEST
            place = (name != whole, not has_words, not name.startswith(whole), not is_usual, len(name), name)
            best[number] = min((*place, title), best.get(number, (*place, title)))
        first = nsmallest(limit, best, key=best.__getitem__)
        return [Result(self.codes[number], 1.0, self._titles[best[number][-1]]) for number in first]

    def _titles_with(self, words: list[str], forms: Callable[[str], Iterable[str]]) -> set[int]:
        """The titles that have, for each of the telling ``words``, one of its forms."""
        found = None
        for word in telling(words):
            titles = set()
            for form in forms(word):
                titles.update(self._title_postings.get(singular(form), ()))
            found = titles if found is None else found & titles
        return found or set()

    def _others(self, meanings: list[Meaning]) -> tuple[str, ...]:
        """The whole with one word exchanged for what it may also have been."""
        return tuple(
            " ".join([*_shown(meanings[:at]), other, *_shown(meanings[at + 1 :])])
            for at, meaning in enumerate(meanings)
            for other in meaning.others
        )[:MOST_OTHERS]

    def _unsure(self, typed: list[str]) -> tuple[str, ...]:
        """The known words most like what was typed, where nothing fits that."""
        guesses = [guess for word in telling(typed) for guess in self._vocabulary.guesses(word, UNSURE)]
        shown = (known for _, known in sorted(guesses, reverse=True) if known not in self._only_hidden)
        return tuple(dict.fromkeys(shown))[:MOST_OTHERS]

    def _groups(self, typed: list[str], meanings: list[Meaning]) -> list[dict[str, float]]:
        """For each telling word the terms that stand for it, with what each counts."""
        telling_words = set(telling(typed))
        groups = [
            terms
            for word, meaning in zip(typed, meanings, strict=True)
            if word in telling_words
            for terms in meaning.terms
        ]
        for first, second in pairwise(typed):
            together = singular(first + second)
            if together in self._title_postings:
                groups.append({together: 1.0})
        return groups

    def _meaning(self, word: str, mend: bool) -> Meaning:
        if (meaning := self._understood.get((word, mend))) is None:
            if len(self._understood) >= MOST_UNDERSTOOD:
                self._understood.clear()
            meaning = self._understood[word, mend] = self._alternatives(word, mend)
        return meaning

    def _alternatives(self, word: str, mend: bool) -> Meaning:
        term = singular(word)
        same = {other: EVERYDAY for other in SAME.get(term, ()) if other in self._rarity}
        if term in self._rarity or word in EMPTY_WORDS:
            return Meaning([word], [{**self._relatives(term), **same, term: 1.0}], [word])
        if same:
            return Meaning([word], [{**self._relatives(term), **same}], [word])
        guesses = self._vocabulary.guesses(word) if mend else []
        is_a_slip = guesses and guesses[0][0] >= SURE
        if mend and not is_a_slip and (halves := self._vocabulary.split(word)):
            # The reader typed them: to take them apart tells nothing.
            return Meaning(list(halves), [{singular(half): 1.0} for half in halves], list(halves))
        begun = {
            singular(known): BEGUN for known in islice(self._vocabulary.beginning_with(word), MOST_BEGUN)
        }
        terms = {**self._relatives(term), **begun}
        for sure, known in guesses:
            other = singular(known)
            terms[other] = max(terms.get(other, 0), MENDED - 2 * (guesses[0][0] - sure))
        if begun or not guesses:
            return Meaning([word], [terms], [word])
        surest, meant = guesses[0]
        # What is no word of a title is seldom what somebody looks for.
        others = (
            known
            for sure, known in guesses[1:]
            if sure >= surest - ALMOST_AS_SURE
            and known in self._words_of_titles
            and known not in self._only_hidden
            and singular(known) != singular(meant)
        )
        shown = word if meant in self._only_hidden else meant
        return Meaning([meant], [terms], [shown], tuple(others))

    def _relatives(self, term: str) -> dict[str, float]:
        """The known words of one family with ``term``: they begin alike, or are the same verb."""
        found = {other: VERB for other in verb_forms(term) if other in self._rarity}
        if len(term) < FAMILY_LETTERS:
            return found
        beginning = term[: max(FAMILY_LETTERS, len(term) - FAMILY_ENDING)]
        at = bisect_left(self._families, beginning)
        while at < len(self._families) and (other := self._families[at]).startswith(beginning):
            at += 1
            shared = _shared_beginning(other, term)
            found.setdefault(other, FAMILY * 2 * shared / (len(other) + len(term)))
        nearest = sorted(found, key=lambda other: (-found[other], other))[:MOST_RELATIVES]
        return {other: found[other] for other in nearest if other != term}

    def _scores(self, groups: list[dict[str, float]]) -> tuple[list[float], dict[int, int]]:
        """What titles and texts give to each document; and the title that fits it best, if any does."""
        scores = [0.0] * len(self.codes)
        of_titles: dict[int, float] = {}
        asked_titles = asked_texts = 0.0
        rarest = _rarity(0, len(self.codes))
        for terms in groups:
            first = max(terms, key=terms.get, default="")
            in_texts = self._rarity.get(first, rarest)
            in_titles = self._title_rarity.get(first) or in_texts**FLATTENED
            asked_titles += in_titles
            asked_texts += in_texts
            found = _largest(self._of_titles(term, in_titles, part) for term, part in terms.items())
            for title, weight in found.items():
                of_titles[title] = of_titles.get(title, 0.0) + weight
            found = _largest(self._of_texts(term, in_texts, part) for term, part in terms.items())
            for number, weight in found.items():
                scores[number] += weight
        if asked_texts:
            part = (TEXT if len(groups) < SENTENCE else TEXT_OF_SENTENCE) / asked_texts
            scores = [part * score for score in scores]
        return scores, self._add_titles(scores, of_titles, asked_titles)

    def _add_titles(self, scores: list[float], matched: dict[int, float], asked: float) -> dict[int, int]:
        best: dict[int, float] = {}
        titles: dict[int, int] = {}
        several = [0.0] * len(scores)
        least = LEAST_FIT * asked
        for title, weight in matched.items():
            if weight < least:
                continue
            fit = weight / (asked + NOT_ASKED_FOR * max(0.0, self._title_weight[title] - weight))
            number = self._title_document[title]
            several[number] += fit**4
            if fit > best.get(number, 0.0):
                best[number], titles[number] = fit, title
        for number, fit in best.items():
            scores[number] += fit + SEVERAL_TITLES * several[number] ** 0.25
        return titles

    def _of_titles(self, term: str, weight: float, part: float) -> dict[int, float]:
        weight = min(weight, self._title_rarity.get(term, 0.0)) * part
        return dict.fromkeys(self._title_postings.get(term, ()), weight)

    def _of_texts(self, term: str, weight: float, part: float) -> dict[int, float]:
        if term not in self._text_postings:
            return {}
        weight = min(weight, self._rarity[term]) * part
        return {n: weight * strength for n, strength in zip(*self._text_postings[term], strict=True)}

    def _add_pairs(self, scores: list[float], best: list[int], groups: list[dict[str, float]]) -> None:
        """Add what the ``best`` documents gain by words that stand side by side."""
        firsts = [max(terms, key=terms.get, default="") for terms in groups]
        pairs = {
            array("I", [self._number_of[one], self._number_of[other]]).tobytes(): self._rarity[one]
            + self._rarity[other]
            for one, other in pairwise(firsts)
            if one in self._rarity and other in self._rarity
        }
        if not pairs:
            return
        part = PAIRS / sum(pairs.values())
        for number in best:
            terms = self._sequences[number]
            found = sum(weight for pair, weight in pairs.items() if pair in terms)
            scores[number] += part * found

    def _share(self, scores: list[float], best: list[int]) -> None:
        """Let the ``best`` documents give to those like them."""
        gains = [0.0] * len(scores)
        for number in best:
            score = scores[number]
            for other, part in self._gives_to[number]:
                gains[other] += part * score
        for number, gain in enumerate(gains):
            scores[number] += FROM_NEIGHBOURS * gain


class _Remembered(dict):
    """What a function gives for each key, worked out once."""

    def __init__(self, function):
        self._function = function

    def __missing__(self, key):
        self[key] = self._function(key)
        return self[key]


def _shared_beginning(one: str, other: str) -> int:
    """How many letters both begin with."""
    shortest = min(len(one), len(other))
    return next((at for at in range(shortest) if one[at] != other[at]), shortest)


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def names_of(title: str) -> list[str]:
    """A title and its short form in brackets are two: ``Chief Executive Officer (CEO)``."""
    name, bracket, short = title.partition(" (")
    return [name, short[:-1]] if bracket and short.endswith(")") and name.strip() else [title]


def _words(meanings: list[Meaning]) -> list[str]:
    return [word for meaning in meanings for word in meaning.words]


def _shown(meanings: list[Meaning]) -> list[str]:
    return [word for meaning in meanings for word in meaning.shown]


def _only_hidden(documents: list[dict], words: list[dict[str, list[list[str]]]]) -> frozenset[str]:
    """The words that stand nowhere but in titles that no reader sees; ``words`` are those of each field."""
    shown, hidden = set(), set()
    for document, of_fields in zip(documents, words, strict=True):
        unseen = set(document.get("hidden", ()))
        for title, of_title in zip(document["alternates"], of_fields["alternates"], strict=True):
            (hidden if title in unseen else shown).update(of_title)
        for field in FIELDS.keys() - {"alternates"}:
            shown.update(*of_fields[field])
    return frozenset(hidden - shown)


def _lines(field) -> list[str]:
    return [field] if isinstance(field, str) else field


def _largest(weights: Iterable[dict[int, float]]) -> dict[int, float]:
    """For each key the largest of its weights."""
    weights = iter(weights)
    merged = next(weights, {})
    for found in weights:
        for key, weight in found.items():
            if weight > merged.get(key, 0.0):
                merged[key] = weight
    return merged
