"""Browsing: from the words and filters of an address to a page of careers, with counts.

Everything is answered from the catalogue and the search index. The index ranks: what is shown comes
from the catalogue alone. What means nothing in an address is left out and named in ``notes``, so that
no address is an error.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from profiles.browsing.facets import Facet, Key, facets_of
from profiles.browsing.results import (
    AS_TYPED,
    BEST_FIRST,
    BY_TITLE,
    SORTS,
    Applied,
    Filter,
    Option,
    Params,
    Results,
    address_of,
)
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry, Word
from profiles.eligibility import eligibility, texts
from profiles.search import cutoffs
from profiles.search.index import Found, Index
from profiles.search.words import MAX_LETTERS, MAX_WORDS, words_of

PAGE_SIZE = 24
NEAR = 3  # careers shown where none fits


class NoSuchPage(Exception):
    """The address asks for a page beyond the last one."""


def browse(catalogue: Catalogue, index: Index[int], address: QueryDict) -> Results:
    """The page of careers that the parameters of ``address`` describe, ranked by ``index``.

    Raises ``NoSuchPage`` where the page is not a number or is beyond the last one.
    """
    notes: list[str] = []
    asked = _read(catalogue, address, notes)
    found, answer = _find(catalogue, index, asked)
    if asked.query and catalogue.entries and not index.codes:
        notes.append("We are just getting ready. Search again in a moment to find more.")
    narrowing = _Narrowing(found, asked)
    entries = _sorted(narrowing.entries(), asked.sort)
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = _page(address.get("page", ""), pages)
    shown = entries[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Results(
        query=asked.query,
        corrected=answer.corrected if found else "",
        terms=answer.terms,
        sort=asked.sort,
        entries=shown,
        total=len(entries),
        page=page,
        pages=pages,
        filters=narrowing.filters(),
        applied=list(_applied(catalogue, asked, narrowing)),
        params=asked.params,
        others=answer.others if answer.results or not found else (),
        notes=notes,
        near=[] if entries else _near(catalogue, asked.query, found),
        fits_without_filters=bool(asked.query and found),
        sectors=[] if entries else _filled_sectors(catalogue),
        answers=asked.answers,
        opening_of=_openings(shown, asked.given),
    )


# --- What the address asks for -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """What an address asks for, as far as it means something."""

    query: str
    is_as_typed: bool  # whether the words are to be taken as they are
    sort: str
    answers: list[texts.Answer]
    given: frozenset[str] | None  # what the answers count as; None where the reader has not answered
    facets: list[Facet]
    chosen: dict[str, Key]  # what is chosen of a facet, by its parameter

    @property
    def params(self) -> Params:
        """The parameters of an address that asks for the same, except for the page."""
        params: dict[str, str | list[str]] = {
            "q": self.query,
            AS_TYPED: self.query if self.is_as_typed else "",
        }
        for facet in self.facets:
            if facet.param in self.chosen:
                params[facet.param], _ = facet.choices[self.chosen[facet.param]]
        params["sort"] = self.sort if self.sort != _usual_sort(self.query) else ""
        if self.answers:
            params["have"] = [answer.value for answer in self.answers]
        return params

    def wants(self, entry: Entry) -> bool:
        """Whether ``entry`` has all that is chosen."""
        return all(
            self.chosen[facet.param] in facet.of(entry) for facet in self.facets if facet.param in self.chosen
        )


def _read(catalogue: Catalogue, address: QueryDict, notes: list[str]) -> _Asked:
    query = _query(address.get("q", ""), notes)
    sort = _sort(address.get("sort", ""), query, notes)
    is_as_typed = bool(query) and _query(address.get(AS_TYPED, ""), []) == query
    answers, given = _answers(address, notes)
    facets = facets_of(catalogue, given)
    chosen = {}
    for facet in facets:
        if (key := _choice(facet, address.get(facet.param, ""), notes)) is not None:
            chosen[facet.param] = key
    return _Asked(query, is_as_typed, sort, answers, given, facets, chosen)


def _query(text: str, notes: list[str]) -> str:
    # A title copied from a page brings its soft hyphens; no title has anything else that cannot be seen.
    words = "".join(letter for letter in text if letter.isprintable() or letter.isspace()).split()
    query = " ".join(words[:MAX_WORDS])[:MAX_LETTERS].rstrip()
    if query != " ".join(words):
        notes.append(
            f"That is a lot to look for, so we took the first {MAX_WORDS} words, "
            f"and at most {MAX_LETTERS} letters of them."
        )
    if query and not words_of(query):
        notes.append("We found no word in what you typed, so it was left out.")
        return ""
    return query


def _usual_sort(query: str) -> str:
    return BEST_FIRST if query else BY_TITLE


def _sort(asked: str, query: str, notes: list[str]) -> str:
    usual = _usual_sort(query)
    if asked in SORTS:
        return usual if asked == BEST_FIRST else asked
    if asked:
        stand = "with what fits best first" if query else "from A to Z"
        notes.append(f"We do not know that way of sorting, so the careers stand {stand}.")
    return usual


def _answers(address: QueryDict, notes: list[str]) -> tuple[list[texts.Answer], frozenset[str] | None]:
    """What the reader ticked under "open to me", and what it counts as: None without answers."""
    values = list(filter(None, address.getlist("have")))
    if any(value not in texts.ANSWERS for value in values):
        notes.append("There is no such answer under “Open to me”, so it was left out.")
    answers = eligibility.known_answers(values)
    if not eligibility.are_in(address):
        return answers, None
    return answers, eligibility.given(answer.value for answer in answers)


def _choice(facet: Facet, value: str, notes: list[str]) -> Key | None:
    key = facet.key_of(value) if value else None
    if value and key is None:
        notes.append(f"There is no such choice under “{facet.label}”, so it was left out.")
    return key


def _page(text: str, pages: int) -> int:
    if not text:
        return 1
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text, re.ASCII) or int(text) > pages:
        raise NoSuchPage
    return int(text)


# --- What fits the words -----------------------------------------------------------------------------


def _find(catalogue: Catalogue, index: Index[int], asked: _Asked) -> tuple[list[Entry], Found[int]]:
    """The careers that fit the query, best first, and what the index says of it."""
    words = words_of(asked.query)
    if not words:
        return catalogue.entries, Found([])
    answer = index.search(asked.query, limit=None, correct=not asked.is_as_typed)
    results = cutoffs.shown(result for result in answer.results if result.code in catalogue.by_pk)
    found = [catalogue.by_pk[result.code] for result in results]
    # What was published a moment ago is not in the index yet, and one letter means nothing to it.
    rest = [entry for entry in catalogue.entries if not found or entry.pk not in index]
    by_title = [entry for entry in rest if matches(entry, words)]
    return [*by_title, *found], answer


def matches(entry: Entry, words: list[str]) -> bool:
    """Whether each of ``words`` begins a word of one and the same title of the career."""
    return any(
        all(any(part.startswith(word) for part in words_of(title)) for word in words)
        for title in (entry.title, *entry.also_called, *entry.hidden_titles)
    )


def _near(catalogue: Catalogue, query: str, found: list[Entry]) -> list[Entry]:
    """What fits the words but not the filters; without any, the titles most like the words."""
    if not query:
        return []
    return found[:NEAR] or catalogue.nearest(query, count=NEAR)


def _filled_sectors(catalogue: Catalogue) -> list[Word]:
    filled = {entry.sector.pk for entry in catalogue.entries if entry.sector}
    return [word for pk, word in catalogue.sectors.items() if pk in filled]


def _openings(entries: list[Entry], given: frozenset[str] | None) -> dict[int, eligibility.Opening]:
    if given is None:
        return {}
    return {entry.pk: eligibility.best(entry.ways, given) for entry in entries}


# --- What fits the filters ---------------------------------------------------------------------------


class _Narrowing:
    """The careers that fit the words, narrowed by what was chosen of the facets."""

    def __init__(self, found: list[Entry], asked: _Asked) -> None:
        self._found = found
        self._facets = asked.facets
        self._chosen = asked.chosen
        self._has = {
            facet.param: {entry.pk: set(facet.of(entry)) for entry in found} for facet in asked.facets
        }

    def entries(self, *, without: str = "") -> list[Entry]:
        """Those that have all that was chosen; of the facet ``without``, anything."""
        wanted = [(self._has[param], key) for param, key in self._chosen.items() if param != without]
        return [entry for entry in self._found if all(key in has[entry.pk] for has, key in wanted)]

    def filters(self) -> list[Filter]:
        """The facets that have anything to choose from."""
        filters = (Filter(facet, self._options(facet)) for facet in self._facets)
        return [one for one in filters if one.options]

    def _options(self, facet: Facet) -> list[Option]:
        has, chosen = self._has[facet.param], self._chosen.get(facet.param)
        counts = Counter(key for entry in self.entries(without=facet.param) for key in has[entry.pk])
        return [
            Option(value, label, counts[key], key == chosen)
            for key, (value, label) in facet.choices.items()
            if counts[key] or key == chosen
        ]


def _applied(catalogue: Catalogue, asked: _Asked, narrowing: _Narrowing) -> Iterator[Applied]:
    params = asked.params
    if asked.query:
        rest = [entry for entry in catalogue.entries if asked.wants(entry)]
        without_words = address_of({**params, "q": "", AS_TYPED: ""})
        yield Applied(f"“{asked.query}”", without_words, len(rest))
    for facet in asked.facets:
        if facet.param in asked.chosen:
            _, label = facet.choices[asked.chosen[facet.param]]
            rest = narrowing.entries(without=facet.param)
            yield Applied(f"{facet.label}: {label}", address_of({**params, facet.param: ""}), len(rest))
    if asked.answers:
        rest = narrowing.entries(without="open")
        yield Applied("What you ticked", address_of({**params, "have": "", "open": ""}), len(rest))


def _sorted(entries: list[Entry], sort: str) -> list[Entry]:
    if sort == BEST_FIRST:
        return entries
    if sort == BY_TITLE:
        return sorted(entries, key=lambda entry: (entry.title.casefold(), entry.pk))
    # What varies comes last; equal salaries stay in the order of titles.
    return sorted(entries, key=lambda entry: -(getattr(entry, f"salary_{sort}") or 0))
