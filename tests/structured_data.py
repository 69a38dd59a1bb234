"""The linked data of a page, read back."""

import json

from tests.pages import Page


def scripts_of(page: Page) -> list[str]:
    """The texts of the page's blocks of linked data, as they stand there."""
    return ["".join(block.itertext()) for block in page.all("script[@type='application/ld+json']")]


def graph_of(response) -> list[dict]:
    """The things that the one block of the page names."""
    (block,) = scripts_of(Page(response))
    data = json.loads(block)
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    return data["@graph"]
