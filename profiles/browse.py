"""Browsing: from the words and filters of an address to a page of careers, with counts.

Everything is answered from the catalogue. Whatever an address says that means nothing here is
left out and named in ``notes``, so that no address is an error.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from profiles.catalogue import Catalogue, Entry, Word
from profiles.figures import counted
from profiles.models import RouteKind

PAGE_SIZE = 24
MAX_LETTERS = 100
MAX_WORDS = 16

SORTS = {
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


@dataclass(frozen=True)
class Facet:
    """One way of narrowing the list. ``of`` gives what an entry has of it."""

    param: str
    label: str
    choices: dict[object, tuple[str, str]]  # what an entry has: (value in the address, label)
    of: Callable[[Entry], Iterable]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Applied:
    label: str
    remove_url: str


@dataclass
class Results:
    query: str
    sort: str
    entries: list[Entry]  # of this page
    total: int
    page: int
    pages: int
    facets: list[tuple[Facet, list[Option]]]
    applied: list[Applied]
    notes: list[str] = field(default_factory=list)
    near: list[Entry] = field(default_factory=list)
    params: dict[str, str] = field(default_factory=dict)

    @property
    def count_words(self) -> str:
        return counted(self.total, "career")

    @property
    def sorts(self) -> dict[str, str]:
        return SORTS

    @property
    def previous_url(self) -> str:
        return _address({**self.params, "page": str(self.page - 1) if self.page > 2 else ""})

    @property
    def next_url(self) -> str:
        return _address({**self.params, "page": str(self.page + 1)})


class NoSuchPage(Exception):
    """The address asks for a page beyond the last one."""


def browse(catalogue: Catalogue, asked) -> Results:
    """The page of careers that ``asked`` (a QueryDict) describes.

    Raises ``NoSuchPage`` where the page is not a number or lies beyond the last one.
    """
    notes: list[str] = []
    query = _query(asked.get("q", ""), notes)
    sort = asked.get("sort") or "title"
    if sort not in SORTS:
        notes.append("We do not know that way of sorting, so the careers stand from A to Z.")
        sort = "title"

    facets = _facets(catalogue)
    chosen = {facet.param: _chosen(facet, asked.get(facet.param, ""), notes) for facet in facets}
    words = _words(query)
    found = [entry for entry in catalogue.entries if matches(entry, words)]
    has = {facet.param: {entry.pk: set(facet.of(entry)) for entry in found} for facet in facets}

    def kept(besides: str = "") -> list[Entry]:
        wanted = [(param, key) for param, key in chosen.items() if key is not None and param != besides]
        return [entry for entry in found if all(key in has[param][entry.pk] for param, key in wanted)]

    entries = _sorted(kept(), sort)
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = _page(asked.get("page", ""), pages)
    params = {
        "q": query,
        **{
            facet.param: facet.choices[chosen[facet.param]][0]
            for facet in facets
            if chosen[facet.param] is not None
        },
        "sort": sort if sort != "title" else "",
    }
    options = []
    for facet in facets:
        counts = Counter(key for entry in kept(besides=facet.param) for key in has[facet.param][entry.pk])
        options.append(
            (
                facet,
                [
                    Option(value, label, counts[key], key == chosen[facet.param])
                    for key, (value, label) in facet.choices.items()
                    if counts[key] or key == chosen[facet.param]
                ],
            )
        )
    return Results(
        query=query,
        sort=sort,
        entries=entries[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        total=len(entries),
        page=page,
        pages=pages,
        facets=[(facet, shown) for facet, shown in options if shown],
        applied=_applied(query, facets, chosen, params),
        notes=notes,
        near=[] if entries or not query else catalogue.nearest(query),
        params=params,
    )


def matches(entry: Entry, words: list[str]) -> bool:
    """Whether each of ``words`` begins a word of one and the same title of the career."""
    return not words or any(
        all(any(part.startswith(word) for part in _words(title)) for word in words)
        for title in (entry.title, *entry.also_called, *entry.hidden_titles)
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _query(text: str, notes: list[str]) -> str:
    # A title copied from a page brings its soft hyphens; no title has anything else that cannot be seen.
    words = "".join(letter for letter in text if letter.isprintable() or letter.isspace()).split()
    query = " ".join(words[:MAX_WORDS])[:MAX_LETTERS].rstrip()
    if query != " ".join(words):
        notes.append(
            f"That is a lot to look for, so we took the first {MAX_WORDS} words, "
            f"and at most {MAX_LETTERS} letters of them."
        )
    if query and not _words(query):
        notes.append("We found no word in what you typed, so it was left out.")
        return ""
    return query


def _facets(catalogue: Catalogue) -> list[Facet]:
    def named(words: dict[int, Word]) -> dict[int, tuple[str, str]]:
        return {pk: (word.slug, word.name) for pk, word in words.items()}

    routes = {kind: (kind.value, label) for kind, label in ROUTES.items()}
    return [
        Facet("sector", "Sector", named(catalogue.sectors), lambda entry: (w.pk for w in entry.sectors)),
        Facet("subject", "Subject", named(catalogue.subjects), lambda entry: (w.pk for w in entry.subjects)),
        Facet("route", "Way in", routes, lambda entry: entry.routes),
        Facet("skill", "Skill", named(catalogue.skills), lambda entry: (w.pk for w in entry.skills)),
        Facet("condition", "Good to know", named(catalogue.conditions), lambda entry: entry.conditions),
    ]


def _chosen(facet: Facet, value: str, notes: list[str]):
    if not value:
        return None
    for key, (known, _) in facet.choices.items():
        if known == value:
            return key
    notes.append(f"There is no such choice under “{facet.label}”, so it was left out.")
    return None


def _sorted(entries: list[Entry], sort: str) -> list[Entry]:
    if sort == "title":
        return entries
    # What varies comes last; equal salaries stay in the order of titles.
    return sorted(entries, key=lambda entry: -(getattr(entry, f"salary_{sort}") or 0))


def _page(text: str, pages: int) -> int:
    if not text:
        return 1
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text, re.ASCII) or int(text) > pages:
        raise NoSuchPage
    return int(text)


def _applied(query: str, facets: list[Facet], chosen: dict, params: dict[str, str]) -> list[Applied]:
    applied = []
    if query:
        applied.append(Applied(f"“{query}”", _address({**params, "q": ""})))
    for facet in facets:
        key = chosen[facet.param]
        if key is not None:
            label = f"{facet.label}: {facet.choices[key][1]}"
            applied.append(Applied(label, _address({**params, facet.param: ""})))
    return applied


def _address(params: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in params.items() if value})
    return f"{reverse('profiles:career-list')}{'?' if query else ''}{query}"
