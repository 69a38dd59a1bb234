"""The routes into a career as its profile shows them: under three headings, each with what it asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.eligibility.eligibility import Way, Ways
from profiles.eligibility.requirement_strength import by_strength
from profiles.models import Career, Requirement, Route, RouteKind, Strength

# The field with the editors' text, the heading, and the kinds of route below it.
_HEADINGS = [
    (
        "academic_notes",
        "Academic and vocational notes",
        [RouteKind.UNIVERSITY, RouteKind.COLLEGE, RouteKind.APPRENTICESHIP],
    ),
    ("work_notes", "Work-based training notes", [RouteKind.WORK, RouteKind.DIRECT]),
    ("other_notes", "Other routes", [RouteKind.VOLUNTEERING, RouteKind.OTHER]),
]


@dataclass(frozen=True)
class ShownRoute:
    """A route with its own ``requirements``, the strongest first.

    ``way`` says how open it is; None for a route that the catalogue does not have yet.
    """

    kind: str
    name: str
    text: str
    way: Way | None
    asks_for: list[tuple[Strength, list[Requirement]]]

    @property
    def requirements(self) -> list[Requirement]:
        return [row for _, rows in self.asks_for for row in rows]


@dataclass(frozen=True)
class RouteSection:
    """A heading of the page with the editors' notes and the routes below it."""

    anchor: str
    heading: str
    notes: str
    routes: list[ShownRoute]
    is_last: bool

    @property
    def is_shown(self) -> bool:
        """The last one always is: it ends with a sentence of the site's own."""
        return bool(self.notes or self.routes or self.is_last)


def shown_routes(routes: Iterable[Route], requirements: list[Requirement], ways: Ways) -> list[ShownRoute]:
    """``routes`` in their order, each with those of its career's ``requirements`` that are its own."""
    way_of = {way.pk: way for way in ways.ways}
    return [
        ShownRoute(
            kind=route.kind,
            name=route.get_kind_display(),
            text=route.text,
            way=way_of.get(route.pk),
            asks_for=by_strength(row for row in requirements if row.route_id == route.pk),
        )
        for route in routes
    ]


def route_sections(career: Career, routes: list[ShownRoute]) -> list[RouteSection]:
    return [
        RouteSection(
            anchor=field.replace("_", "-"),
            heading=heading,
            notes=getattr(career, field),
            routes=[route for route in routes if route.kind in kinds],
            is_last=field == _HEADINGS[-1][0],
        )
        for field, heading, kinds in _HEADINGS
    ]
