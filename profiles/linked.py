"""What pages say to machines, as linked data in the words of schema.org.

Each function makes one thing of what its page shows; what varies is left out. Addresses start
with SITE_URL, never with the Host header.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from profiles.models import Requirement, Route, Strength
from profiles.wording import requirement

if TYPE_CHECKING:
    from profiles.catalogue import Entry, Word

SOC_2020 = {
    "@type": "CategoryCodeSet",
    "name": "Standard Occupational Classification 2020",
    "url": "https://www.ons.gov.uk/methodology/classificationsandstandards/"
    "standardoccupationalclassificationsoc/soc2020",
}
# What could end the script, or begin a tag, as Django's json_script writes it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def script(things: Iterable[dict]) -> SafeString:
    """``things`` as a data block: no browser runs it, and no text in it can end it."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(graph, separators=(",", ":")).translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def organisation(name: str) -> dict:
    """Who runs the site."""
    return {"@type": "Organization", **named_organisation(), "name": name, "url": absolute("/")}


def named_organisation() -> dict:
    """What stands for the organisation in things that are made where nobody knows who runs the site."""
    return {"@id": absolute("/#organisation")}


def trail(*steps: tuple[str, str]) -> dict:
    """The way from home to a page; ``steps`` are (words, address), the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate([("Home", "/"), *steps], start=1)
        ],
    }


def trail_of_word(word: "Word") -> dict:
    return trail(_all_careers(), (word.name, word.url))


def trail_of_career(entry: "Entry") -> dict:
    above = (entry.sector.name, entry.sector.url) if entry.sector else _all_careers()
    return trail(above, (entry.title, entry.url))


def _all_careers() -> tuple[str, str]:
    return "Careers", reverse("profiles:career-list")


def occupation(entry: "Entry", every_way: Iterable[Requirement], routes: Iterable[Route]) -> dict:
    """The career of ``entry``. ``every_way`` are the requirements of all its routes, and each of
    ``routes`` has its own in ``asks_for``. Salaries are pounds a year before tax.

    Source: https://schema.org/Occupation
    """
    address = absolute(entry.url)
    said = {
        "alternateName": list(entry.also_called),
        "occupationalCategory": [
            {"@type": "CategoryCode", "codeValue": code, "inCodeSet": SOC_2020} for code in entry.soc_codes
        ],
        "estimatedSalary": _salary(entry),
        "skills": entry.skill_names,
        "qualifications": _qualifications(every_way, routes),
    }
    return {
        "@type": "Occupation",
        "@id": f"{address}#occupation",
        "name": entry.title,
        "description": entry.summary,
        "url": address,
        "image": absolute(entry.sharing_url),
        "occupationLocation": {"@type": "Country", "name": "GB"},
        **{name: value for name, value in said.items() if value},
    }


def _salary(entry: "Entry") -> dict | None:
    """From starter to experienced. Two figures are no distribution: schema.org's has percentiles alone."""
    ends = {"minValue": entry.salary_starter, "maxValue": entry.salary_experienced}
    known = {name: pounds for name, pounds in ends.items() if pounds is not None}
    if not known:
        return None
    year = {"@type": "QuantitativeValue", **known, "unitText": "YEAR"}
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": year}


def _qualifications(every_way: Iterable[Requirement], routes: Iterable[Route]) -> list[str]:
    """What each way in asks for, a sentence a way; what only helps is no qualification."""
    asked = [("Every way in", every_way), *((route.get_kind_display(), route.asks_for) for route in routes)]
    found = ((way, [row for row in rows if row.strength != Strength.HELPS]) for way, rows in asked)
    return [f"{way}: {'; '.join(map(requirement, rows))}" for way, rows in found if rows]
