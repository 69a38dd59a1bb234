"""Linked data in the schema.org vocabulary: the parts that every kind of page needs.

Addresses start with SITE_URL, never with the Host header.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

# Characters that could end the script or begin a tag, escaped as in Django's json_script.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def script(things: Iterable[dict[str, Any]]) -> SafeString:
    """``things`` as a data block, which browsers do not run and no text inside it can close."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(graph, separators=(",", ":")).translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def organisation(name: str) -> dict[str, Any]:
    """The organisation ``name``, which runs the site."""
    return {"@type": "Organization", **named_organisation(), "name": name, "url": absolute("/")}


def named_organisation() -> dict[str, Any]:
    """A reference to the organisation, for code that does not know its name."""
    return {"@id": absolute("/#organisation")}


def trail(*steps: tuple[str, str]) -> dict[str, Any]:
    """The breadcrumbs from the homepage to a page; ``steps`` are (words, path), the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate([("Home", "/"), *steps], start=1)
        ],
    }
