"""A career as linked data in the words of schema.org: what its page shows; what varies is left out."""

from collections.abc import Iterable

from django.urls import reverse

from core.structured_data import absolute, trail
from profiles.catalogue.entry import Entry, Word
from profiles.eligibility.requirement_strength import is_needed
from profiles.eligibility.requirement_wording import requirement
from profiles.models import Requirement
from profiles.profile_page.routes import ShownRoute

SOC_2020 = {
    "@type": "CategoryCodeSet",
    "name": "Standard Occupational Classification 2020",
    "url": "https://www.ons.gov.uk/methodology/classificationsandstandards/"
    "standardoccupationalclassificationsoc/soc2020",
}


def trail_of_word(word: Word) -> dict:
    return trail(_all_careers(), (word.name, word.url))


def trail_of_career(entry: Entry) -> dict:
    above = (entry.sector.name, entry.sector.url) if entry.sector else _all_careers()
    return trail(above, (entry.title, entry.url))


def _all_careers() -> tuple[str, str]:
    return "Careers", reverse("profiles:career-list")


def occupation(entry: Entry, of_every_route: list[Requirement], routes: Iterable[ShownRoute]) -> dict:
    """The career of ``entry``. ``of_every_route`` are the requirements of all its routes, and each of
    ``routes`` has its own. Salaries are pounds a year before tax.

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
        "qualifications": _qualifications(of_every_route, routes),
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


def _salary(entry: Entry) -> dict | None:
    """From starter to experienced. Two figures are no distribution: schema.org's has percentiles alone."""
    ends = {"minValue": entry.salary_starter, "maxValue": entry.salary_experienced}
    stated = {name: pounds for name, pounds in ends.items() if pounds is not None}
    if not stated:
        return None
    year = {"@type": "QuantitativeValue", **stated, "unitText": "YEAR"}
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": year}


def _qualifications(of_every_route: list[Requirement], routes: Iterable[ShownRoute]) -> list[str]:
    """What each route asks for, a sentence a route; what only helps is no qualification."""
    asked = [("Every way in", of_every_route), *((route.name, route.requirements) for route in routes)]
    needed = [(name, list(filter(is_needed, rows))) for name, rows in asked]
    return [f"{name}: {'; '.join(map(requirement, rows))}" for name, rows in needed if rows]
