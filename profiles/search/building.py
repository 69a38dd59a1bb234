"""Building an index: documents are read, and what queries need of them is put into an immutable record.

A *term* is a word in the form for one thing (``singular``). Documents, titles and terms are numbered,
since numbers take less memory: documents in the order given, titles in the order of their documents,
terms from 1.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NotRequired, TypedDict, TypeVar

from profiles.search import weights
from profiles.search.spelling import Vocabulary
from profiles.search.words import STOP_WORDS, asked_words, names_of, singular, telling, words_of

Code = TypeVar("Code", bound=Hashable)

Fields = dict[str, list[list[str]]]  # for each field its lines, each as words


class Document(TypedDict, Generic[Code]):
    """What can be found, under a ``code`` of its own.

    ``hidden`` are those of ``alternates`` that no reader sees.
    """

    code: Code
    title: str
    alternates: Sequence[str]
    description: str
    tasks: Sequence[str]
    hidden: NotRequired[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Titles:
    """All titles of all documents: of titles with the same terms in one document, only the first."""

    names: Sequence[str]
    document: "array[int]"  # of each title
    weight: "array[float]"  # of each title: the rarities of its terms added up
    postings: Mapping[str, "array[int]"]  # for each term the titles that have it
    rarity: Mapping[str, float]  # of each term among the documents' titles
    exact: Mapping[str, Mapping[int, int]]  # for words in their order, what each document gains by them
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Texts:
    """All fields of all documents, titles included."""

    postings: Mapping[str, tuple["array[int]", "array[float]"]]  # for each term the documents, how strongly
    rarity: Mapping[str, float]  # of each term, as BM25 has it
    terms: Sequence[str]  # in the order of letters
    number_of: Mapping[str, int]  # of each term
    sequences: Sequence[bytes]  # of each document, the numbers of its terms in their order; 0 ends a line


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each document the others that are most like it."""

    nearest: Sequence[tuple["array[int]", "array[float]"]]  # and how like: from 0 to 1
    # For each document those that have it among their nearest, and what part of its score each takes:
    # all that one document takes adds up to 1.
    takers: Sequence[Sequence[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Built:
    """An index as it was built; threads share it. Documents are known by their numbers."""

    titles: Titles
    texts: Texts
    vocabulary: Vocabulary
    hidden_words: frozenset[str]  # those that only hidden titles have
    neighbours: Neighbours


def build(documents: Sequence[Document[Code]]) -> Built:
    """Everything that queries need of ``documents``."""
    fields = [_fields_of(document) for document in documents]
    counts = _counts_of(fields)
    term_of = {word: singular(word) for word in counts}
    titles = _titles_of(documents, term_of)
    texts = _texts_of(fields, term_of)
    return Built(
        titles=titles,
        texts=texts,
        vocabulary=Vocabulary(counts, titles.words),
        hidden_words=_hidden_words(documents, fields),
        neighbours=_neighbours_of(texts, len(documents)),
    )


def _fields_of(document: Document[Code]) -> Fields:
    fields = {
        "title": [document["title"]],
        "alternates": document["alternates"],
        "description": [document["description"]],
        "tasks": document["tasks"],
    }
    return {name: [words_of(line) for line in fields[name]] for name in weights.FIELDS}


def _counts_of(fields: Sequence[Fields]) -> Counter[str]:
    """How often each word stands in the documents."""
    counts: Counter[str] = Counter()
    for of_document in fields:
        for lines in of_document.values():
            for words in lines:
                counts.update(words)
    return counts


def _hidden_words(documents: Sequence[Document[Code]], fields: Sequence[Fields]) -> frozenset[str]:
    shown: set[str] = set()
    hidden: set[str] = set()
    for document, of_document in zip(documents, fields, strict=True):
        unseen = set(document.get("hidden", ()))
        for title, words in zip(document["alternates"], of_document["alternates"], strict=True):
            (hidden if title in unseen else shown).update(words)
        for name in weights.FIELDS.keys() - {"alternates"}:
            shown.update(*of_document[name])
    return frozenset(hidden - shown)


# --- Titles -----------------------------------------------------------------------------------------


def _titles_of(documents: Sequence[Document[Code]], term_of: Mapping[str, str]) -> Titles:
    reading = _TitleReading(term_of)
    for number, document in enumerate(documents):
        reading.add(number, document)
    return reading.titles(len(documents))


class _TitleReading:
    """The titles of the documents read so far."""

    def __init__(self, term_of: Mapping[str, str]) -> None:
        self._term_of = term_of
        self._names: list[str] = []
        self._document = array("I")
        self._terms: list[frozenset[str]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._documents_with: Counter[str] = Counter()
        self._exact: dict[str, dict[int, int]] = defaultdict(dict)
        self._words: set[str] = set()

    def add(self, number: int, document: Document[Code]) -> None:
        seen: set[frozenset[str]] = set()
        for position, title in enumerate([document["title"], *document["alternates"]]):
            gain = weights.EXACT_OTHER_TITLE if position else weights.EXACT_USUAL_TITLE
            self._add_exact(number, asked_words(title), gain)
            for name in names_of(title):
                words = words_of(name)
                self._words.update(words)
                self._add_exact(number, words, weights.EXACT_PART_OF_TITLE)
                terms = frozenset([self._term_of[word] for word in telling(words)])
                if terms and terms not in seen:
                    seen.add(terms)
                    self._add_title(number, title, terms)
        self._documents_with.update(set().union(*seen))

    def _add_exact(self, number: int, words: list[str], gain: int) -> None:
        gains = self._exact[" ".join(words)]
        gains[number] = max(gain, gains.get(number, 0))

    def _add_title(self, number: int, title: str, terms: frozenset[str]) -> None:
        for term in terms:
            self._postings[term].append(len(self._names))
        self._names.append(title)
        self._document.append(number)
        self._terms.append(terms)

    def titles(self, documents: int) -> Titles:
        """All of them, where there are so many ``documents``."""
        rarity = {
            term: rarity_of(count, documents) ** weights.RARITY_EXPONENT
            for term, count in self._documents_with.items()
        }
        return Titles(
            names=self._names,
            document=self._document,
            # Exact whatever the order: else titles that weigh the same would differ by a rounding.
            weight=array("d", (math.fsum(rarity[term] for term in terms) for terms in self._terms)),
            postings={term: array("I", titles) for term, titles in self._postings.items()},
            rarity=rarity,
            exact=dict(self._exact),
            words=frozenset(self._words),
        )


# --- Texts ------------------------------------------------------------------------------------------


def _texts_of(fields: Sequence[Fields], term_of: Mapping[str, str]) -> Texts:
    vectors = [_weights_of(of_document, term_of) for of_document in fields]
    documents_with = Counter(term for vector in vectors for term in vector)
    number_of = {term: number for number, term in enumerate(documents_with, start=1)}
    return Texts(
        postings=_text_postings(vectors),
        rarity={term: rarity_of(count, len(fields)) for term, count in documents_with.items()},
        terms=sorted(documents_with),
        number_of=number_of,
        sequences=_sequences_of(fields, {w: number_of[t] for w, t in term_of.items() if t in number_of}),
    )


def _weights_of(of_document: Fields, term_of: Mapping[str, str]) -> dict[str, int]:
    """How often each term counts in a document: more in some fields than in others."""
    counted: dict[str, int] = defaultdict(int)
    for name, times in weights.FIELDS.items():
        for words in of_document[name]:
            for word in words:
                if word not in STOP_WORDS:
                    counted[term_of[word]] += times
    return counted


def _text_postings(vectors: Sequence[dict[str, int]]) -> dict[str, tuple["array[int]", "array[float]"]]:
    lengths = [sum(vector.values()) for vector in vectors]
    mean = sum(lengths) / len(lengths) if any(lengths) else 1
    postings: dict[str, tuple[array[int], array[float]]] = defaultdict(lambda: (array("I"), array("f")))
    for number, (vector, length) in enumerate(zip(vectors, lengths, strict=True)):
        slow = weights.SATURATION * (1 - weights.LENGTH + weights.LENGTH * length / mean)
        for term, weight in vector.items():
            documents, strengths = postings[term]
            documents.append(number)
            strengths.append(weight / (weight + slow))
    return dict(postings)


def _sequences_of(fields: Sequence[Fields], number_of_word: Mapping[str, int]) -> list[bytes]:
    return [
        array(
            "I",
            [
                number
                for lines in of_document.values()
                for words in lines
                for number in (*(number_of_word[word] for word in words if word not in STOP_WORDS), 0)
            ],
        ).tobytes()
        for of_document in fields
    ]


def rarity_of(count: int, total: int) -> float:
    """How rare a term is that ``count`` of ``total`` documents have: above 0, the rarer the more."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


# --- Neighbours -------------------------------------------------------------------------------------


def _neighbours_of(texts: Texts, documents: int) -> Neighbours:
    vectors = _compared_terms(texts, documents)
    having: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        for weight, term in vector:
            having[term].append((number, weight))
    nearest: list[tuple[array[int], array[float]]] = []
    takers: list[list[tuple[int, float]]] = [[] for _ in vectors]
    for number, vector in enumerate(vectors):
        alike = _likeness_to_others(number, vector, having)
        others = sorted(alike, key=lambda other: (-alike[other], other))[: weights.NEIGHBOURS]
        nearest.append((array("I", others), array("f", (alike[other] for other in others))))
        total = sum(alike[other] for other in others)
        for other in others:
            takers[other].append((number, alike[other] / total))
    return Neighbours(nearest, takers)


def _compared_terms(texts: Texts, documents: int) -> list[list[tuple[float, str]]]:
    """The weightiest terms of each document, with weights that make a vector of length 1."""
    vectors: list[list[tuple[float, str]]] = [[] for _ in range(documents)]
    for term, (numbers, strengths) in texts.postings.items():
        rarity = texts.rarity[term]
        if len(numbers) > 1:
            for number, strength in zip(numbers, strengths, strict=True):
                vectors[number].append((strength * rarity, term))
    return [_normalised(sorted(vector, reverse=True)[: weights.COMPARED_TERMS]) for vector in vectors]


def _normalised(vector: list[tuple[float, str]]) -> list[tuple[float, str]]:
    size = math.sqrt(sum(weight * weight for weight, _ in vector))
    return [(weight / size, term) for weight, term in vector]


def _likeness_to_others(
    number: int, vector: list[tuple[float, str]], having: Mapping[str, list[tuple[int, float]]]
) -> dict[int, float]:
    alike: dict[int, float] = defaultdict(float)
    for weight, term in vector:
        for other, its_weight in having[term]:
            alike[other] += weight * its_weight
    alike.pop(number, None)
    return alike
