"""Related careers: which careers name each other on their pages, and why. No query, no clock.

What is computed is on both pages or on neither. What editors chose counts as being there already, and
what they refused is on neither.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from heapq import nlargest
from math import log, sqrt

from core.figures import listed
from core.wording import in_sentence
from profiles.catalogue.entry import MOST_RELATED, Entry, Related
from profiles.models import Interest

LEAST = 3  # related careers of each, where there are so many others
# What a kind adds where two careers have all of it in common.
KINDS = {"sector": 2.0, "skills": 2.5, "subjects": 2.5, "interests": 1.5, "level": 0.6}
TEXTS = 12.0
# Texts less alike than this only share common words; from the second on they tell of similar days.
ALIKE, VERY_ALIKE = 0.12, 0.2
OTHER_SECTOR = 0.5  # what one of the other sectors counts, where the main one counts 1
# From here on a pair is worth more than its place in a longer list.
GOOD = 3.0
CANDIDATES = 24  # for each career; and as many of another sector
REASONS = 2
NAMED_SKILLS = 4  # in one reason
NAMED_SUBJECTS = 3
STARTS = {"level-2": "GCSEs", "level-3": "A levels or the like", "degree": "a degree"}

Pair = frozenset[int]
Computed = dict[int, Related]  # by the primary key of the career
Word = tuple[str, object]  # a kind, and what a career has of it
Vector = dict[Word, float]
Candidates = list[tuple[float, int]]  # how much they have in common; the career


def related(
    entries: Iterable[Entry],
    *,
    alike: Mapping[int, Mapping[int, float]],
    refused: Collection[Pair] = frozenset(),
) -> Computed:
    """For each of ``entries``, by its key: the keys of those related to it, and why, the closest first;
    without those that editors chose for it.

    ``alike`` says from 0 to 1 how much the texts of two careers have in common, and is the same from
    both sides; careers may be missing in it.
    """
    by_pk = {entry.pk: entry for entry in entries}
    words = {pk: _words(entry) for pk, entry in by_pk.items()}
    likeness = _Likeness(words, alike)
    relations = _Relations(by_pk, refused)
    _relate(relations, {pk: likeness.nearest(pk, relations.sectors) for pk in by_pk})
    return {
        pk: tuple(
            (other, _reason(likeness.shared(pk, other)) or relations.other_reason(pk, other))
            for other in others
        )
        for pk, others in relations.computed(likeness)
    }


def _words(entry: Entry) -> dict[str, dict[str, float]]:
    """What the career has of each kind, and what each word of it counts."""
    return {
        "sector": {sector.name: 1.0 if sector == entry.sector else OTHER_SECTOR for sector in entry.sectors},
        "skills": dict.fromkeys((skill.name for skill in entry.skills), 1.0),
        "subjects": dict.fromkeys((subject.name for subject in entry.subjects), 1.0),
        "interests": dict.fromkeys(entry.interests, 1.0),
        "level": {entry.ways.level: 1.0} if entry.ways.level in STARTS else {},
    }


class _Likeness:
    """How much careers have in common: a vector each, and what their texts add."""

    def __init__(
        self, words: dict[int, dict[str, dict[str, float]]], alike: Mapping[int, Mapping[int, float]]
    ):
        self._alike = {
            pk: {other: TEXTS * like for other, like in alike.get(pk, {}).items() if like >= ALIKE}
            for pk in words
        }
        self._vectors = _vectors(words)
        self._having: dict[Word, list[tuple[int, float]]] = defaultdict(list)
        for pk, vector in self._vectors.items():
            for word, weight in vector.items():
                self._having[word].append((pk, weight))

    def of(self, one: int, other: int) -> float:
        return sum(self.shared(one, other).values())

    def shared(self, one: int, other: int) -> Vector:
        """The words, each with its kind, that both have, and what each of them adds."""
        mine, its = self._vectors[one], self._vectors[other]
        shared = {word: weight * its[word] for word, weight in mine.items() if word in its}
        if texts := self._alike[one].get(other):
            shared["texts", texts >= TEXTS * VERY_ALIKE] = texts
        return shared

    def nearest(self, pk: int, sectors: dict[int, str]) -> Candidates:
        """The others that have most in common with the career, and those of another sector that do."""
        same = ("", sectors[pk])
        scores = self._scores(pk)
        elsewhere = (other for other in scores if sectors[other] not in same)
        best = {
            *nlargest(CANDIDATES, scores, key=scores.__getitem__),
            *nlargest(CANDIDATES, elsewhere, key=scores.__getitem__),
        }
        return sorted(((scores[other], other) for other in best), key=lambda one: (-one[0], one[1]))

    def _scores(self, pk: int) -> dict[int, float]:
        """How much each other career has in common with this one, where that is anything."""
        scores: dict[int, float] = defaultdict(float)
        for word, weight in self._vectors[pk].items():
            for other, its_weight in self._having[word]:
                scores[other] += weight * its_weight
        for other, texts in self._alike[pk].items():
            if other in self._vectors:
                scores[other] += texts
        scores.pop(pk, None)
        return scores


def _vectors(words: dict[int, dict[str, dict[str, float]]]) -> dict[int, Vector]:
    """Rare words weigh more; what all words of one kind weigh together is the weight of the kind."""
    counts = Counter(
        (kind, word) for of_career in words.values() for kind, found in of_career.items() for word in found
    )
    rarity = {word: log(1 + len(words) / count) for word, count in counts.items()}
    vectors: dict[int, Vector] = {}
    for pk, of_career in words.items():
        vector = vectors[pk] = {}
        for kind, found in of_career.items():
            weights = {(kind, word): weight * rarity[kind, word] for word, weight in found.items()}
            size = sqrt(sum(weight * weight for weight in weights.values()))
            vector |= {word: weight * sqrt(KINDS[kind]) / size for word, weight in weights.items()}
    return vectors


class _Relations:
    """Which careers are related so far, with those that editors chose."""

    def __init__(self, entries: dict[int, Entry], refused: Collection[Pair]) -> None:
        self.sectors = {pk: entry.sector.name if entry.sector else "" for pk, entry in entries.items()}
        self._refused = refused
        self._curated = {
            pk: {
                other
                for other, _ in entry.related
                if other in entries and frozenset((pk, other)) not in refused
            }
            for pk, entry in entries.items()
        }
        self._related = {pk: set(others) for pk, others in self._curated.items()}

    def is_of_another_sector(self, one: int, other: int) -> bool:
        return self.sectors[other] not in ("", self.sectors[one])

    def count(self, pk: int) -> int:
        return len(self._related[pk])

    def has_another_sector(self, pk: int) -> bool:
        return any(self.is_of_another_sector(pk, other) for other in self._related[pk])

    def relate(self, one: int, other: int, most: int = MOST_RELATED) -> None:
        """Relate them to each other, where neither has ``most`` already and no editor refused it."""
        sides = [(a, b) for a, b in ((one, other), (other, one)) if b not in self._related[a]]
        if frozenset((one, other)) not in self._refused and all(self.count(a) < most for a, _ in sides):
            for a, b in sides:
                self._related[a].add(b)

    def chosen_on_one_page(self) -> Iterator[tuple[int, int]]:
        """Those that an editor put on one of the two pages."""
        for pk, others in self._curated.items():
            yield from ((pk, other) for other in others if pk not in self._curated[other])

    def all_others(self, pk: int) -> list[int]:
        """All other careers, those first that are related to fewest."""
        return sorted(self.sectors.keys() - {pk}, key=lambda other: (self.count(other), other))

    def other_reason(self, pk: int, other: int) -> str:
        """Why ``other`` is related to the career where they have nothing in common."""
        if pk in self._curated[other]:
            return "its page names this career"
        sector = self.sectors[other]
        return f"something different, in {sector}" if sector else "something different"

    def computed(self, likeness: _Likeness) -> Iterator[tuple[int, list[int]]]:
        """Each career with those related to it that no editor chose for it, the closest first."""
        for pk, others in self._related.items():
            added = others - self._curated[pk]
            yield pk, sorted(added, key=lambda other: (-likeness.of(pk, other), other))


def _relate(relations: _Relations, candidates: dict[int, Candidates]) -> None:
    """The best for all first; then what some lack; then what is good enough as well."""
    good = _good_pairs(candidates)
    for one, other in relations.chosen_on_one_page():
        relations.relate(one, other)
    for one, other in good:
        relations.relate(one, other, LEAST)
    for pk, near in candidates.items():
        others = _by_nearness(relations, pk, near)
        elsewhere = (other for other in others if relations.is_of_another_sector(pk, other))
        _relate_until(relations, pk, elsewhere, relations.has_another_sector)
    for pk, near in candidates.items():
        others = _by_nearness(relations, pk, near)
        _relate_until(relations, pk, others, lambda pk: relations.count(pk) >= LEAST)
    for one, other in good:
        relations.relate(one, other)


def _good_pairs(candidates: dict[int, Candidates]) -> list[tuple[int, int]]:
    """The pairs that are good enough for a longer list, the best first."""
    pairs = {
        (-score, min(pk, other), max(pk, other))
        for pk, near in candidates.items()
        for score, other in near
        if score >= GOOD
    }
    return [(one, other) for _, one, other in sorted(pairs)]


def _by_nearness(relations: _Relations, pk: int, near: Candidates) -> Iterator[int]:
    yield from (other for _, other in near)
    yield from relations.all_others(pk)


def _relate_until(
    relations: _Relations, pk: int, others: Iterator[int], has_enough: Callable[[int], bool]
) -> None:
    while not has_enough(pk) and (other := next(others, None)) is not None:
        relations.relate(pk, other)


def _reason(shared: Vector) -> str:
    """What two careers share, in the words of what weighs most; "" where that is nothing."""
    by_kind: dict[str, dict[object, float]] = defaultdict(dict)
    for (kind, word), weight in shared.items():
        by_kind[kind][word] = weight
    kinds = nlargest(REASONS, by_kind, key=lambda kind: sum(by_kind[kind].values()))
    return "; ".join(
        _SAID[kind](sorted(by_kind[kind], key=by_kind[kind].__getitem__, reverse=True)) for kind in kinds
    )


def _skills(names: list[str]) -> str:
    if len(names) == 1:
        return f"also needs {in_sentence(names[0])}"
    said = listed([in_sentence(name) for name in names[:NAMED_SKILLS]])
    return f"shares {len(names)} skills{': ' if len(names) <= NAMED_SKILLS else ', such as '}{said}"


_SAID = {
    "sector": lambda names: f"also in {names[0]}",
    "skills": _skills,
    "subjects": lambda names: f"also uses {listed([in_sentence(name) for name in names[:NAMED_SUBJECTS]])}",
    # Two labels in one sentence would be one "and" after another.
    "interests": lambda values: f"also for people who like {in_sentence(Interest(values[0]).label)}",
    "level": lambda levels: f"also starts with {STARTS[levels[0]]}",
    "texts": lambda is_very: "similar work from day to day" if is_very[0] else "some of the same work",
}
