"""The careers that an address names, in its order: ``?c=nurse&c=chef``; and careers to add to them.

What means nothing is left out and said in ``notes``, so that no address is an error. Of a draft the
notes say the same as of a career that does not exist.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from core.figures import listed
from profiles.browsing.career_list import browse
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.models import CareerSlug
from profiles.search.index import Index

ON_SHORTLIST = 24
MOST_READ = 100  # names in one address
OFFERED = 6
_SLUG = re.compile(r"[-a-z0-9_]{1,120}")


@dataclass(frozen=True)
class Selection:
    """``entries`` are what the page at ``path`` shows, ``most`` how many it has room for."""

    path: str
    most: int
    entries: list[Entry]
    notes: list[str]
    have: tuple[str, ...] = ()  # what the reader ticked under "open to me", for the next page

    @property
    def address(self) -> str:
        """The address that names these careers and no other, from its path on."""
        return self.address_with(self.entries)

    def address_with(self, entries: list[Entry]) -> str:
        """The address of the same page with ``entries`` instead."""
        return address_of(self.path, entries, self.have)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What a form of this page sends as hidden fields: (name, value)."""
        return _parameters(self.entries, self.have)

    @property
    def titles(self) -> str:
        return listed([entry.title for entry in self.entries])

    @property
    def slugs(self) -> str:
        return " ".join(entry.slug for entry in self.entries)

    @property
    def is_full(self) -> bool:
        return len(self.entries) >= self.most

    @property
    def removable(self) -> list[tuple[Entry, str]]:
        """Each career with the address of the others."""
        return [
            (entry, self.address_with([other for other in self.entries if other.pk != entry.pk]))
            for entry in self.entries
        ]

    def with_another(self, entry: Entry) -> str:
        return self.address_with([*self.entries, entry])


@dataclass(frozen=True)
class Offer:
    """What was found for typed words: each career with the address that adds it."""

    query: str
    corrected: str
    found: list[tuple[Entry, str]]
    notes: list[str]


def address_of(path: str, entries: list[Entry], have: tuple[str, ...] = ()) -> str:
    query = urlencode(_parameters(entries, have))
    return f"{path}{'?' if query else ''}{query}"


def _parameters(entries: list[Entry], have: tuple[str, ...]) -> list[tuple[str, str]]:
    return [*(("c", entry.slug) for entry in entries), *(("have", value) for value in have)]


def read_selection(
    catalogue: Catalogue, address: QueryDict, *, path: str, most: int, have: tuple[str, ...] = ()
) -> Selection:
    """The published careers that ``address`` names, at most ``most``. One query where a name is unknown."""
    slugs = [slug for slug in address.getlist("c") if slug]
    named = _named(catalogue, slugs[:MOST_READ])
    found = [entry for entry in named if entry]
    once = list({entry.pk: entry for entry in found}.values())
    notes = _notes(
        missing=len(named) - len(found),
        is_repeated=len(once) < len(found),
        is_too_long=len(once) > most or len(slugs) > MOST_READ,
        most=most,
    )
    return Selection(path, most, once[:most], notes, have)


def _notes(*, missing: int, is_repeated: bool, is_too_long: bool, most: int) -> list[str]:
    notes = []
    if missing == 1:
        notes.append("One of the careers in this address is not here, so it was left out.")
    elif missing:
        notes.append(f"{missing} of the careers in this address are not here, so they were left out.")
    if is_repeated:
        notes.append("What this address names more than once is shown once.")
    if is_too_long:
        notes.append(f"There is room for {most} careers here, so the others were left out.")
    return notes


def _named(catalogue: Catalogue, slugs: list[str]) -> list[Entry | None]:
    """The career of each slug, also of one that it had before; None where there is no published one."""
    unknown = [slug for slug in slugs if slug not in catalogue.by_slug and _SLUG.fullmatch(slug)]
    earlier = _by_earlier_slug(catalogue, unknown) if unknown else {}
    return [catalogue.by_slug.get(slug) or earlier.get(slug) for slug in slugs]


def _by_earlier_slug(catalogue: Catalogue, slugs: list[str]) -> dict[str, Entry]:
    rows = CareerSlug.objects.filter(slug__in=slugs).values_list("slug", "career_id")
    return {slug: catalogue.by_pk[pk] for slug, pk in rows if pk in catalogue.by_pk}


def offer(catalogue: Catalogue, index: Index[int], text: str, selection: Selection) -> Offer:
    """The careers that fit ``text`` best, to be added to ``selection``."""
    asked = QueryDict(mutable=True)
    asked["q"] = text
    results = browse(catalogue, index, asked)
    selected = {entry.pk for entry in selection.entries}
    fresh = [entry for entry in results.entries or results.near if entry.pk not in selected]
    found = [(entry, selection.with_another(entry)) for entry in fresh[:OFFERED]] if results.query else []
    return Offer(results.query, results.corrected, found, results.notes)
