"""What the search box suggests while somebody types."""

from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.search import cutoffs
from profiles.search.index import Index

LEAST_LETTERS = 2
MOST = 5


def suggestions(catalogue: Catalogue, index: Index[int], text: str) -> list[dict[str, str]]:
    """At most five published careers that ``text`` may become, each as its label and address.

    A hidden title finds its career, and stays hidden.
    """
    if len(text.strip()) < LEAST_LETTERS:
        return []
    return [
        {"label": _label(entry, result.title), "url": entry.url}
        for result in index.suggest(text, MOST)
        if cutoffs.fits(result) and (entry := catalogue.by_pk.get(result.code))
    ]


def _label(entry: Entry, title: str) -> str:
    return f"{entry.title} (also called {title})" if title in entry.also_called else entry.title
