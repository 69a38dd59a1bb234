"""Read the linked data of a page."""

import json

from tests.pages import Page


def scripts_of(page: Page) -> list[str]:
    """The texts of the page's blocks of linked data, unparsed."""
    return ["".join(block.itertext()) for block in page.all("script[@type='application/ld+json']")]


def graph_of(response) -> list[dict]:
    """The things in the page's only block of linked data."""
    (block,) = scripts_of(Page(response))
    data = json.loads(block)
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    return data["@graph"]
