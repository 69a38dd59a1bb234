"""A page of the list of careers: what it shows, and the addresses that it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from core.figures import counted
from profiles.browsing.facets import VARIES, Facet
from profiles.catalogue.entry import Entry, Word
from profiles.eligibility import eligibility, texts

# The parameter that says: these words exactly as they were typed. It counts while they are the query.
AS_TYPED = "exactly"
BEST_FIRST = "fit"
BY_TITLE = "title"
SORTS = {
    BEST_FIRST: "What fits best first",
    BY_TITLE: "Title, A to Z",
    "starter": "Starter salary, highest first",
    "experienced": "Experienced salary, highest first",
}

Params = Mapping[str, str | list[str]]  # of an address; what is empty is left out of it


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


@dataclass(frozen=True)
class Results:
    """The page that an address describes: ``entries`` of all ``total`` careers, and what it says of them."""

    query: str
    corrected: str  # what was looked for, where words of the query were corrected; "" where none was
    terms: tuple[frozenset[str], ...]  # those by which a card shows why it is here
    sort: str
    entries: list[Entry]  # of this page
    total: int
    page: int
    pages: int
    filters: list[Filter]
    applied: list[Applied]
    params: Params
    others: tuple[str, ...] = ()  # what the query may also have meant
    notes: list[str] = field(default_factory=list)
    near: list[Entry] = field(default_factory=list)  # shown where no career fits
    fits_without_filters: bool = False  # whether ``near`` fits the words, if not the filters
    sectors: list[Word] = field(default_factory=list)  # where else to look, where no career fits
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
        """How many careers a band of pay leaves out because their pay varies; "" where none."""
        varies = sum(_varying_left_out(one) for one in self.filters if one.facet.param == "pay")
        if not varies:
            return ""
        they_are = "it is" if varies == 1 else "they are"
        return f"Pay varies in {counted(varies, 'more career')}, so {they_are} not among these."

    @property
    def removable(self) -> list[Applied]:
        """What a reader can take away. Words alone are in the search box already."""
        return [] if self.query and len(self.applied) == 1 else self.applied

    @property
    def helpful_removals(self) -> list[Applied]:
        """What to take away so that there is something to see."""
        return [applied for applied in self.applied if applied.without]

    @property
    def as_typed_url(self) -> str:
        return address_of({**self.params, AS_TYPED: self.query})

    @property
    def did_you_mean(self) -> list[tuple[str, str]]:
        """(words, address) of what the query may also have meant."""
        return [(words, address_of({**self.params, "q": words, AS_TYPED: ""})) for words in self.others]

    @property
    def previous_url(self) -> str:
        return address_of({**self.params, "page": str(self.page - 1) if self.page > 2 else ""})

    @property
    def next_url(self) -> str:
        return address_of({**self.params, "page": str(self.page + 1)})


def _varying_left_out(pay: Filter) -> int:
    """The careers whose pay varies, where another band of ``pay`` is chosen."""
    if not pay.is_used:
        return 0
    return sum(option.count for option in pay.options if option.value == VARIES and not option.is_chosen)


def address_of(params: Params) -> str:
    """The address of the list with ``params``."""
    query = urlencode({name: value for name, value in params.items() if value}, doseq=True)
    return f"{reverse('profiles:career-list')}{'?' if query else ''}{query}"
