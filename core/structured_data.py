"""What pages say to machines, as linked data in the words of schema.org: what every kind of page needs.

Addresses start with SITE_URL, never with the Host header.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

# What could end the script, or begin a tag, as Django's json_script writes it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def script(things: Iterable[dict[str, Any]]) -> SafeString:
    """``things`` as a data block: no browser runs it, and no text in it can end it."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(graph, separators=(",", ":")).translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def organisation(name: str) -> dict[str, Any]:
    """Who runs the site."""
    return {"@type": "Organization", **named_organisation(), "name": name, "url": absolute("/")}


def named_organisation() -> dict[str, Any]:
    """What stands for the organisation in things that are made where nobody knows who runs the site."""
    return {"@id": absolute("/#organisation")}


def trail(*steps: tuple[str, str]) -> dict[str, Any]:
    """The way from home to a page; ``steps`` are (words, address), the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate([("Home", "/"), *steps], start=1)
        ],
    }
