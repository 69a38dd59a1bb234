"""How strongly a career asks for something: what one must have, what one may need, and in which order."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from profiles.models import Strength


class HasStrength(Protocol):
    """A requirement, as the database or the catalogue has it."""

    @property
    def strength(self) -> str: ...


Row = TypeVar("Row", bound=HasStrength)


def must_have(rows: Iterable[Row]) -> list[Row]:
    """Those of ``rows`` without which the career is closed; all others one :func:`may_need`."""
    return [row for row in rows if row.strength == Strength.MUST]


def may_need(rows: Iterable[Row]) -> list[Row]:
    """Those of ``rows`` that are usually needed or only help."""
    return [row for row in rows if row.strength != Strength.MUST]


def is_needed(row: HasStrength) -> bool:
    """Whether people must have what ``row`` asks for, or usually do; else it only helps."""
    return row.strength != Strength.HELPS


def by_strength(rows: Iterable[Row]) -> list[tuple[Strength, list[Row]]]:
    """``rows`` by how strongly they ask, the strongest first; without a strength that none has."""
    rows = list(rows)
    groups = ((strength, [row for row in rows if row.strength == strength]) for strength in Strength)
    return [(strength, group) for strength, group in groups if group]
