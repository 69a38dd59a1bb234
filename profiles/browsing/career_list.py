"""Browsing: from the words and filters of an address to a page of careers, with counts.

Everything is answered from the catalogue and the search index, which ranks: what is shown comes
from the catalogue alone. Whatever an address says that means nothing here is
left out and named in ``notes``, so that no address is an error.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from core.figures import counted, pounds
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry, Word
from profiles.eligibility import eligibility, texts
from profiles.models import Interest, RouteKind
from profiles.search import cutoffs
from profiles.search.index import Found, Index
from profiles.search.words import MAX_LETTERS, MAX_WORDS, words_of

PAGE_SIZE = 24
# The parameter that says: these words exactly as they were typed. It counts while they are the query.
AS_TYPED = "exactly"
NEAR = 3  # careers shown where none fits

BEST_FIRST = "fit"
SORTS = {
    BEST_FIRST: "What fits best first",
    "title": "Title, A to Z",
    "starter": "Starter salary, highest first",
    "experienced": "Experienced salary, highest first",
}
ROUTES = {
    RouteKind.UNIVERSITY: "University",
    RouteKind.COLLEGE: "College",
    RouteKind.APPRENTICESHIP: "Apprenticeship",
    RouteKind.WORK: "Working your way up",
    RouteKind.DIRECT: "Applying directly",
    RouteKind.VOLUNTEERING: "Volunteering first",
    RouteKind.OTHER: "Another way in",
}
# What a starter earns at least, in pounds a year; and what nobody can say.
PAY = (20_000, 25_000, 30_000, 40_000)
VARIES = "varies"
PAY_CHOICES = {
    **{least: (str(least), f"From {pounds(least)}") for least in PAY},
    VARIES: (VARIES, "It varies"),
}


@dataclass(frozen=True)
class Facet:
    """One way of narrowing the list. ``of`` gives what an entry has of it.

    One that is not ``is_first`` stands under "more".
    """

    param: str
    label: str
    choices: dict[object, tuple[str, str]]  # what an entry has: (value in the address, label)
    of: Callable[[Entry], Iterable]
    is_first: bool = False


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """A facet with the choices that it has on one page."""

    facet: Facet
    options: list[Option]

    @property
    def is_used(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Applied:
    """Something the list was narrowed by, and how many careers there would be without it."""

    label: str
    remove_url: str
    without: int

    @property
    def without_words(self) -> str:
        return counted(self.without, "career")


@dataclass
class Results:
    query: str
    corrected: str  # what was looked for, where words of the query were corrected; "" where none was
    terms: tuple[frozenset[str], ...]  # by which a card tells why it is here
    sort: str
    entries: list[Entry]  # of this page
    total: int
    page: int
    pages: int
    filters: list[Filter]
    applied: list[Applied]
    others: tuple[str, ...] = ()  # what the query may have meant besides
    notes: list[str] = field(default_factory=list)
    near: list[Entry] = field(default_factory=list)
    fits_without_filters: bool = False  # whether ``near`` fits the words, if not the filters
    ways: list[Word] = field(default_factory=list)
    params: dict[str, str | list[str]] = field(default_factory=dict)
    answers: list[texts.Answer] = field(default_factory=list)
    opening_of: dict[int, eligibility.Opening] = field(default_factory=dict)  # on this page, where answered

    @property
    def count_words(self) -> str:
        return counted(self.total, "career")

    @property
    def sorts(self) -> dict[str, str]:
        return {name: label for name, label in SORTS.items() if self.query or name != BEST_FIRST}

    @property
    def first_filters(self) -> list[Filter]:
        return [one for one in self.filters if one.facet.is_first]

    @property
    def more_filters(self) -> list[Filter]:
        return [one for one in self.filters if not one.facet.is_first]

    @property
    def is_more_used(self) -> bool:
        return any(one.is_used for one in self.more_filters)

    @property
    def pay_note(self) -> str:
        """How many careers a band of pay leaves out because nobody can say what they pay."""
        (options,) = [one.options for one in self.filters if one.facet.param == "pay"] or [[]]
        varies = sum(option.count for option in options if option.value == VARIES and not option.is_chosen)
        if not varies or not any(option.is_chosen for option in options):
            return ""
        they_are = "it is" if varies == 1 else "they are"
        return f"Pay varies in {counted(varies, 'more career')}, so {they_are} not among these."

    @property
    def removable(self) -> list[Applied]:
        """What a reader can take away. Words alone stand in the search box already."""
        return [] if self.query and len(self.applied) == 1 else self.applied

    @property
    def helpful_removals(self) -> list[Applied]:
        """What to take away so that there is something to see."""
        return [applied for applied in self.applied if applied.without]

    @property
    def as_typed_url(self) -> str:
        return _address({**self.params, AS_TYPED: self.query})

    @property
    def did_you_mean(self) -> list[tuple[str, str]]:
        """(words, address) of what the query may have meant besides."""
        return [(words, _address({**self.params, "q": words, AS_TYPED: ""})) for words in self.others]

    @property
    def previous_url(self) -> str:
        return _address({**self.params, "page": str(self.page - 1) if self.page > 2 else ""})

    @property
    def next_url(self) -> str:
        return _address({**self.params, "page": str(self.page + 1)})


class NoSuchPage(Exception):
    """The address asks for a page beyond the last one."""


def browse(catalogue: Catalogue, index: Index, asked) -> Results:
    """The page of careers that ``asked`` (a QueryDict) describes, ranked by ``index``.

    Raises ``NoSuchPage`` where the page is not a number or lies beyond the last one.
    """
    notes: list[str] = []
    query = _query(asked.get("q", ""), notes)
    sort = _sort(asked.get("sort", ""), query, notes)

    is_as_typed = bool(query) and _query(asked.get(AS_TYPED, ""), []) == query

    answers, given = _answers(asked, notes)
    facets = [*_facets(catalogue), *_facets_of_openings(given)]
    chosen = {facet.param: _chosen(facet, asked.get(facet.param, ""), notes) for facet in facets}
    found, answer = _found(catalogue, index, query, correct=not is_as_typed)
    if query and catalogue.entries and not index.codes:
        notes.append("We are just getting ready. Search again in a moment to find more.")
    has = {facet.param: {entry.pk: set(facet.of(entry)) for entry in found} for facet in facets}

    def kept(besides: str = "") -> list[Entry]:
        wanted = [(param, key) for param, key in chosen.items() if key is not None and param != besides]
        return [entry for entry in found if all(key in has[param][entry.pk] for param, key in wanted)]

    entries = _sorted(kept(), sort)
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = _page(asked.get("page", ""), pages)
    params = {
        "q": query,
        AS_TYPED: query if is_as_typed else "",
        **{
            facet.param: facet.choices[chosen[facet.param]][0]
            for facet in facets
            if chosen[facet.param] is not None
        },
        "sort": sort if sort != _usual_sort(query) else "",
    }
    if answers:
        params["have"] = [answer.value for answer in answers]
    without = {facet.param: kept(besides=facet.param) for facet in facets}
    filters = [
        Filter(facet, _options(facet, without[facet.param], has[facet.param], chosen[facet.param]))
        for facet in facets
    ]
    shown = entries[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Results(
        query=query,
        corrected=answer.corrected if found else "",
        terms=answer.terms,
        sort=sort,
        entries=shown,
        total=len(entries),
        page=page,
        pages=pages,
        filters=[one for one in filters if one.options],
        applied=_applied(catalogue, facets, chosen, params, without),
        others=answer.others if answer.results or not found else (),
        notes=notes,
        near=[] if entries or not query else _near(catalogue, query, found),
        fits_without_filters=bool(query and found),
        ways=[] if entries else _filled_sectors(catalogue),
        params=params,
        answers=answers,
        opening_of={}
        if given is None
        else {entry.pk: eligibility.best(entry.ways, given) for entry in shown},
    )


def _found(catalogue: Catalogue, index: Index, query: str, correct: bool) -> tuple[list[Entry], Found]:
    """The careers that fit ``query``, best first, and what the index says of it."""
    words = words_of(query)
    if not words:
        return catalogue.entries, Found([])
    answer = index.search(query, limit=None, correct=correct)
    known = [result for result in answer.results if result.code in catalogue.by_pk]
    found = [catalogue.by_pk[result.code] for result in cutoffs.shown(known)]
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
    return found[:NEAR] or catalogue.nearest(query, count=NEAR)


def _filled_sectors(catalogue: Catalogue) -> list[Word]:
    filled = {entry.sector.pk for entry in catalogue.entries if entry.sector}
    return [word for pk, word in catalogue.sectors.items() if pk in filled]


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


def _facets(catalogue: Catalogue) -> list[Facet]:
    def named(words: dict[int, Word]) -> dict[int, tuple[str, str]]:
        return {pk: (word.slug, word.name) for pk, word in words.items()}

    interests = {interest.value: (interest.value, interest.label) for interest in Interest}
    routes = {kind: (kind.value, label) for kind, label in ROUTES.items()}
    return [
        Facet("sector", "Kind of work", named(catalogue.sectors), lambda e: (w.pk for w in e.sectors), True),
        Facet("subject", "Subject", named(catalogue.subjects), lambda e: (w.pk for w in e.subjects), True),
        Facet("interest", "What you like", interests, lambda entry: entry.interests),
        Facet("skill", "Skill", named(catalogue.skills), lambda entry: (w.pk for w in entry.skills)),
        Facet("route", "Way in", routes, lambda entry: entry.routes),
        Facet("condition", "What it is like", named(catalogue.conditions), lambda entry: entry.conditions),
        Facet("pay", "Pay to start", PAY_CHOICES, _pay),
    ]


def _pay(entry: Entry) -> list:
    """Every band that a starter's pay reaches. Where it varies nobody knows which, so it is in none."""
    starter = entry.salary_starter
    return [VARIES] if starter is None else [least for least in PAY if least <= starter]


def _options(facet: Facet, entries: list[Entry], has: dict[int, set], chosen) -> list[Option]:
    counts = Counter(key for entry in entries for key in has[entry.pk])
    return [
        Option(value, label, counts[key], key == chosen)
        for key, (value, label) in facet.choices.items()
        if counts[key] or key == chosen
    ]


def _answers(asked, notes: list[str]) -> tuple[list[texts.Answer], frozenset[str] | None]:
    """What the reader ticked under "open to me", and what it counts as: None where nobody asked."""
    values = list(filter(None, asked.getlist("have")))
    if any(value not in texts.ANSWERS for value in values):
        notes.append("There is no such answer under “Open to me”, so it was left out.")
    answers = eligibility.known_answers(values)
    if not eligibility.are_in(asked):
        return answers, None
    return answers, eligibility.given(answer.value for answer in answers)


def _facets_of_openings(given: frozenset[str] | None) -> list[Facet]:
    levels = {key: (key, words) for key, (_, words) in eligibility.LEVELS.items()}
    level = Facet("level", "You can start with", levels, lambda entry: [entry.ways.level])
    if given is None:
        return [level]
    states = {state: (state.value, state.words) for state in texts.State}
    return [
        Facet("open", "Open to me", states, lambda entry: [eligibility.best(entry.ways, given).state], True),
        level,
    ]


def _chosen(facet: Facet, value: str, notes: list[str]):
    if not value:
        return None
    for key, (known, _) in facet.choices.items():
        if known == value:
            return key
    notes.append(f"There is no such choice under “{facet.label}”, so it was left out.")
    return None


def _usual_sort(query: str) -> str:
    return BEST_FIRST if query else "title"


def _sort(asked: str, query: str, notes: list[str]) -> str:
    usual = _usual_sort(query)
    if asked in SORTS:
        return usual if asked == BEST_FIRST else asked
    if asked:
        stand = "with what fits best first" if query else "from A to Z"
        notes.append(f"We do not know that way of sorting, so the careers stand {stand}.")
    return usual


def _sorted(entries: list[Entry], sort: str) -> list[Entry]:
    if sort == BEST_FIRST:
        return entries
    if sort == "title":
        return sorted(entries, key=lambda entry: (entry.title.casefold(), entry.pk))
    # What varies comes last; equal salaries stay in the order of titles.
    return sorted(entries, key=lambda entry: -(getattr(entry, f"salary_{sort}") or 0))


def _page(text: str, pages: int) -> int:
    if not text:
        return 1
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text, re.ASCII) or int(text) > pages:
        raise NoSuchPage
    return int(text)


def _applied(
    catalogue: Catalogue,
    facets: list[Facet],
    chosen: dict,
    params: dict[str, str],
    without: dict[str, list[Entry]],
) -> list[Applied]:
    applied = []
    if query := params["q"]:
        wanted = [(facet.of, chosen[facet.param]) for facet in facets if chosen[facet.param] is not None]
        rest = [entry for entry in catalogue.entries if all(key in of(entry) for of, key in wanted)]
        applied.append(Applied(f"“{query}”", _address({**params, "q": "", AS_TYPED: ""}), len(rest)))
    for facet in facets:
        key = chosen[facet.param]
        if key is not None:
            label = f"{facet.label}: {facet.choices[key][1]}"
            address = _address({**params, facet.param: ""})
            applied.append(Applied(label, address, len(without[facet.param])))
    if "have" in params:
        ticked = _address({**params, "have": "", "open": ""})
        applied.append(Applied("What you ticked", ticked, len(without["open"])))
    return applied


def _address(params: dict[str, str | list[str]]) -> str:
    query = urlencode({name: value for name, value in params.items() if value}, doseq=True)
    return f"{reverse('profiles:career-list')}{'?' if query else ''}{query}"
