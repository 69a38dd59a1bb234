"""Every kind of thing that a file of profiles can hold, and a sample that holds them all."""

from pathlib import Path

from profiles.eligibility.demands import Asked
from profiles.eligibility.eligibility import Ways, ways_of
from profiles.imports.sheets import ncs
from profiles.imports.sheets.sheet import CareerSheet
from profiles.models import Qualification
from profiles.reference import reference_values


def ways_by_slug(path: Path) -> dict[str, tuple[CareerSheet, Ways]]:
    """Each profile in the file at ``path`` as a sheet, with its ways in, as an import reads them."""
    awards = {row["name"]: row for row in reference_values()[Qualification]}

    def asked(line):
        of = awards.get(line.qualification, {"name": "", "plural": "", "level": None})
        return Asked(
            line.strength, line.at_least, line.at_most, of["name"], of["plural"], of["level"],
            line.or_equivalent, line.subjects, line.subject_words, line.grade, line.purpose, line.words,
        )  # fmt: skip

    found = {}
    for slug, sheet in ncs.read_file(path).sheets:
        routes = [
            (number, str(route.kind), [asked(line) for line in route.requirements])
            for number, route in enumerate(sheet.routes)
        ]
        found[slug] = (sheet, ways_of(routes, [asked(line) for line in sheet.requirements]))
    return found


def outcomes_of(ways: Ways) -> set[str]:
    """The key of each text that some answer leads to."""
    openings = [*ways.openings, *(opening for way in ways.ways for opening in way.openings)]
    return {opening.text.key for opening in openings}


def pay_of(sheet: CareerSheet) -> str:
    starter, experienced = sheet.salary.starter, sheet.salary.experienced
    if starter and experienced:
        return "one figure" if starter == experienced else "two figures"
    return "only a starter" if starter else "only experienced" if experienced else "none"


def kinds_of(sheet: CareerSheet, ways: Ways) -> set[tuple[str, str]]:
    """All that is shown in a way of its own about a career."""
    lines = [line for route in sheet.routes for line in route.requirements]
    shapes = {
        "no degree": sheet.no_degree_needed,
        "no route": not sheet.routes,
        "no hours": sheet.hours.least is None,
        "a note on hours": bool(sheet.hours.note),
        "hidden titles": bool(sheet.titles.hidden),
        "no sector": not sheet.sectors.main,
        "a shortened summary": sheet.summary.endswith("…"),
        **{f"empty {name}": not getattr(sheet, name) for name in BLOCKS},
    }
    return {
        ("pay", pay_of(sheet)),
        ("level", ways.level),
        *(("outcome", key) for key in outcomes_of(ways)),
        *(("route", str(route.kind)) for route in sheet.routes),
        *(("words of a route", str(bool(route.text))) for route in sheet.routes),
        *(("award", line.qualification or "in words") for line in lines),
        *(("strength", line.strength) for line in lines),
        *(("grade", line.grade) for line in lines),
        *(("condition", use.condition) for use in sheet.conditions),
        *(("sector", name) for name in (sheet.sectors.main, *sheet.sectors.others)),
        *(("subject", name) for name in sheet.subjects),
        *(("shape", name) for name, has in shapes.items() if has),
    }


BLOCKS = (
    "overview",
    "what_it_takes",
    "day_to_day",
    "where_it_can_lead",
    "find_out_more",
    "conditions",
    "codes",
)


def smallest_sample(found: dict[str, tuple[CareerSheet, Ways]]) -> list[str]:
    """Slugs of profiles that together hold every kind; each adds the most that is still missing."""
    kinds = {slug: kinds_of(*pair) for slug, pair in found.items()}
    missing, chosen = set().union(*kinds.values()), []
    while missing:
        best = max(sorted(kinds), key=lambda slug: len(kinds[slug] & missing))
        chosen.append(best)
        missing -= kinds[best]
    return sorted(chosen)
