"""Related careers: which careers stand beside each other, and why, in words. No query, no clock.

What is computed stands on both pages or on neither. What editors chose counts as standing there
already, and what they refused never does.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nlargest
from math import log, sqrt

from core.figures import listed
from core.wording import in_sentence
from profiles.catalogue.entry import MOST_RELATED, Entry
from profiles.models import Interest

LEAST = 3  # where there are so many others
# What a kind adds where two careers have all of it in common.
KINDS = {"sector": 2.0, "skills": 2.5, "subjects": 2.5, "interests": 1.5, "level": 0.6}
TEXTS = 12.0
# Texts less alike than this only share common words; from the second on they tell of similar days.
ALIKE, VERY_ALIKE = 0.12, 0.2
OTHER_SECTOR = 0.5  # what one of the other sectors counts beside the main one
# From here on a pair is worth more than its place in a longer list.
GOOD = 3.0
CANDIDATES = 24  # for each career; and as many of another sector
REASONS = 2
NAMED_SKILLS = 4  # in one reason
NAMED_SUBJECTS = 3
STARTS = {"level-2": "GCSEs", "level-3": "A levels or the like", "degree": "a degree"}

Pair = frozenset[int]
Computed = dict[int, tuple[tuple[int, str], ...]]


def related(
    entries: Iterable[Entry],
    *,
    alike: Mapping[int, Mapping[int, float]],
    refused: Collection[Pair] = frozenset(),
) -> Computed:
    """For each of ``entries``, by its key: the keys of those that belong beside it, and why, the
    closest first; without what editors put there themselves.

    ``alike`` says from 0 to 1 how much the texts of two careers have in common, and is the same from
    both sides; careers may be missing in it.
    """
    entries = {entry.pk: entry for entry in entries}
    words = {pk: _words(entry) for pk, entry in entries.items()}
    likeness = _Likeness(words, alike)
    found = _Beside(entries, refused)
    _choose(found, {pk: likeness.nearest(pk, found.sectors) for pk in entries})
    return {
        pk: tuple(
            (other, _reason(likeness.shared(pk, other)) or found.other_reason(pk, other)) for other in others
        )
        for pk, others in found.computed(likeness)
    }


def _words(entry: Entry) -> dict[str, dict]:
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

    def __init__(self, words: dict[int, dict[str, dict]], alike: Mapping[int, Mapping[int, float]]):
        self._alike = {
            pk: {other: TEXTS * like for other, like in alike.get(pk, {}).items() if like >= ALIKE}
            for pk in words
        }
        self._vectors = _vectors(words)
        self._having = defaultdict(list)
        for pk, vector in self._vectors.items():
            for word, weight in vector.items():
                self._having[word].append((pk, weight))

    def of(self, one: int, other: int) -> float:
        return sum(self.shared(one, other).values())

    def shared(self, one: int, other: int) -> dict[tuple[str, object], float]:
        """The words, each with its kind, that both have, and what each of them adds."""
        mine, its = self._vectors[one], self._vectors[other]
        shared = {word: weight * its[word] for word, weight in mine.items() if word in its}
        if texts := self._alike[one].get(other):
            shared["texts", texts >= TEXTS * VERY_ALIKE] = texts
        return shared

    def nearest(self, pk: int, sectors: dict[int, str]) -> list[tuple[float, int]]:
        """The others that have most in common with the career, and those of another sector that do."""
        same = ("", sectors[pk])
        scores = defaultdict(float)
        for word, weight in self._vectors[pk].items():
            for other, its_weight in self._having[word]:
                scores[other] += weight * its_weight
        for other, texts in self._alike[pk].items():
            if other in self._vectors:
                scores[other] += texts
        scores.pop(pk, None)
        elsewhere = (other for other in scores if sectors[other] not in same)
        best = {
            *nlargest(CANDIDATES, scores, key=scores.get),
            *nlargest(CANDIDATES, elsewhere, key=scores.get),
        }
        return sorted(((scores[other], other) for other in best), key=lambda one: (-one[0], one[1]))


def _vectors(words: dict[int, dict[str, dict]]) -> dict[int, dict[tuple[str, object], float]]:
    """Rare words weigh more; what all words of one kind weigh together is the weight of the kind."""
    counts = Counter(
        (kind, word) for of_career in words.values() for kind, found in of_career.items() for word in found
    )
    rarity = {word: log(1 + len(words) / count) for word, count in counts.items()}
    vectors = {}
    for pk, of_career in words.items():
        vector = vectors[pk] = {}
        for kind, found in of_career.items():
            weights = {(kind, word): weight * rarity[kind, word] for word, weight in found.items()}
            size = sqrt(sum(weight * weight for weight in weights.values()))
            vector |= {word: weight * sqrt(KINDS[kind]) / size for word, weight in weights.items()}
    return vectors


class _Beside:
    """Who stands beside whom so far."""

    def __init__(self, entries: dict[int, Entry], refused: Collection[Pair]):
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
        self._beside = {pk: set(others) for pk, others in self._curated.items()}

    def is_of_another_sector(self, one: int, other: int) -> bool:
        return self.sectors[other] not in ("", self.sectors[one])

    def count(self, pk: int) -> int:
        return len(self._beside[pk])

    def looks_elsewhere(self, pk: int) -> bool:
        return any(self.is_of_another_sector(pk, other) for other in self._beside[pk])

    def put(self, one: int, other: int, most: int = MOST_RELATED) -> None:
        """Put them beside each other, where neither has ``most`` already and nobody refused it."""
        sides = [(a, b) for a, b in ((one, other), (other, one)) if b not in self._beside[a]]
        if frozenset((one, other)) not in self._refused and all(self.count(a) < most for a, _ in sides):
            for a, b in sides:
                self._beside[a].add(b)

    def half_chosen(self) -> Iterator[tuple[int, int]]:
        """Those that an editor put on one of the two pages."""
        for pk, others in self._curated.items():
            yield from ((pk, other) for other in others if pk not in self._curated[other])

    def strangers(self, pk: int) -> list[int]:
        """All others, those first that stand beside fewest."""
        return sorted(self.sectors.keys() - {pk}, key=lambda other: (self.count(other), other))

    def other_reason(self, pk: int, other: int) -> str:
        """Why ``other`` stands beside the career where they have nothing in common."""
        if pk in self._curated[other]:
            return "its page names this career"
        sector = self.sectors[other]
        return f"something different, in {sector}" if sector else "something different"

    def computed(self, likeness: _Likeness) -> Iterator[tuple[int, list[int]]]:
        for pk, others in self._beside.items():
            chosen = others - self._curated[pk]
            yield pk, sorted(chosen, key=lambda other: (-likeness.of(pk, other), other))


def _choose(found: _Beside, candidates: dict[int, list[tuple[float, int]]]) -> None:
    """The best for everybody first; then what somebody lacks; then what is good enough besides."""
    pairs = {
        (-score, min(pk, other), max(pk, other))
        for pk, near in candidates.items()
        for score, other in near
        if score >= GOOD
    }
    good = [(one, other) for _, one, other in sorted(pairs)]
    for one, other in found.half_chosen():
        found.put(one, other)
    for one, other in good:
        found.put(one, other, LEAST)
    for pk, near in candidates.items():
        others = _by_nearness(found, pk, near)
        elsewhere = (other for other in others if found.is_of_another_sector(pk, other))
        _put_until(found, pk, elsewhere, found.looks_elsewhere)
    for pk, near in candidates.items():
        _put_until(found, pk, _by_nearness(found, pk, near), lambda pk: found.count(pk) >= LEAST)
    for one, other in good:
        found.put(one, other)


def _by_nearness(found: _Beside, pk: int, near: list[tuple[float, int]]) -> Iterator[int]:
    yield from (other for _, other in near)
    yield from found.strangers(pk)


def _put_until(found: _Beside, pk: int, others: Iterator[int], has_enough) -> None:
    while not has_enough(pk) and (other := next(others, None)) is not None:
        found.put(pk, other)


def _reason(shared: dict[tuple[str, object], float]) -> str:
    """What two careers share, in the words of what weighs most; "" where that is nothing."""
    by_kind = defaultdict(dict)
    for (kind, word), weight in shared.items():
        by_kind[kind][word] = weight
    kinds = nlargest(REASONS, by_kind, key=lambda kind: sum(by_kind[kind].values()))
    return "; ".join(
        _SAID[kind](sorted(by_kind[kind], key=by_kind[kind].get, reverse=True)) for kind in kinds
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
