"""Careers side by side: what each row of the table says of each of them, and whether they differ."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.figures import hours_range, pounds
from profiles.browsing.facets import ROUTES
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.eligibility import eligibility
from profiles.eligibility.eligibility import Line
from profiles.eligibility.requirement_strength import may_need, must_have
from profiles.eligibility.requirement_wording import level, requirement
from profiles.models import Career, ConditionFamily, Interest, Requirement, RouteKind

SIDE_BY_SIDE = 4  # careers compared at a time, at most


@dataclass(frozen=True)
class Row:
    """``cells`` hold the lines of one career each. What every career has of its own is not compared.

    ``ways`` says how open each line is to the reader, where the lines are routes.
    """

    label: str
    cells: list[list[str]]
    is_compared: bool = True
    ways: list[list[Line]] | None = None  # of each career, in the order of its cell

    @property
    def columns(self) -> list[tuple[list[str], list[tuple[str, Line]]]]:
        """Of each career (its lines, and those of them that are routes with what they say to the reader)."""
        ways = self.ways or [[]] * len(self.cells)
        return [
            (lines, list(zip(lines, said, strict=False)))
            for lines, said in zip(self.cells, ways, strict=True)
        ]

    @property
    def differs(self) -> bool:
        return self.is_compared and len({frozenset(cell) for cell in self.cells}) > 1

    @property
    def in_all(self) -> frozenset[str]:
        """The lines that every cell has, where the cells differ otherwise."""
        return frozenset.intersection(*map(frozenset, self.cells)) if self.differs else frozenset()

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True)
class RowGroup:
    label: str
    rows: list[Row]


@dataclass(frozen=True)
class Comparison:
    """``groups`` are what is shown: every row, or those that differ."""

    entries: list[Entry]
    groups: list[RowGroup]
    compared: int
    differing: int

    @property
    def words(self) -> str:
        if self.is_mixed:
            return f"Side by side, they differ in {self.differing} of {self.compared} ways."
        return f"Side by side, they {'differ in every way' if self.differing else 'look the same'}."

    @property
    def is_mixed(self) -> bool:
        """Whether to show only the differences would leave something out."""
        return 0 < self.differing < self.compared

    @property
    def in_all(self) -> str:
        """What is said of a line that every career has in a row that differs."""
        return "in both" if len(self.entries) == 2 else "in all"


def compare(
    catalogue: Catalogue,
    entries: list[Entry],
    *,
    has: frozenset[str] | None = None,
    only_differences: bool = False,
) -> Comparison:
    """``entries`` side by side, in three queries for any number of them.

    ``has`` is what the reader ticked under "open to me", from ``eligibility.given``; None for nothing.
    """
    groups = [
        RowGroup("The job", _the_job(entries)),
        RowGroup("Pay and hours", _pay_and_hours(entries)),
        RowGroup("Getting in", _getting_in(entries, has)),
        RowGroup("What it is like", _what_it_is_like(catalogue, entries)),
    ]
    groups = _with_rows(groups, lambda row: not row.is_empty)
    compared = [row for group in groups for row in group.rows if row.is_compared]
    return Comparison(
        entries=entries,
        groups=_with_rows(groups, _is_shown_among_differences) if only_differences else groups,
        compared=len(compared),
        differing=sum(row.differs for row in compared),
    )


def _with_rows(groups: list[RowGroup], is_shown: Callable[[Row], bool]) -> list[RowGroup]:
    """``groups`` with those rows alone that are shown; without those that have none."""
    kept = (RowGroup(group.label, list(filter(is_shown, group.rows))) for group in groups)
    return [group for group in kept if group.rows]


def _is_shown_among_differences(row: Row) -> bool:
    return row.differs or not row.is_compared


def _row(
    label: str,
    entries: list[Entry],
    lines: Callable[[Entry], Sequence[str]],
    *,
    is_compared: bool = True,
    ways: list[list[Line]] | None = None,
) -> Row:
    return Row(label, [list(lines(entry)) for entry in entries], is_compared, ways)


def _the_job(entries: list[Entry]) -> list[Row]:
    return [
        _row("What it is", entries, lambda entry: [entry.summary], is_compared=False),
        _row("Also called", entries, lambda entry: entry.also_called, is_compared=False),
        _row("Kind of work", entries, lambda entry: [sector.name for sector in entry.sectors]),
    ]


def _pay_and_hours(entries: list[Entry]) -> list[Row]:
    return [
        _row("Starter salary", entries, lambda entry: [pounds(entry.salary_starter)]),
        _row("Experienced salary", entries, lambda entry: [pounds(entry.salary_experienced)]),
        _row("Hours a week", entries, lambda entry: [hours_range(entry.hours_min, entry.hours_max)]),
    ]


def _getting_in(entries: list[Entry], has: frozenset[str] | None) -> list[Row]:
    must, may = _asked_on_every_route(entries)
    return [
        _row(
            "Ways in",
            entries,
            lambda entry: [ROUTES[RouteKind(way.kind)] for way in entry.ways.ways],
            ways=[eligibility.lines(entry.ways, has) for entry in entries],
        ),
        _row("You will need, whichever way", entries, lambda entry: must[entry.pk]),
        _row("You may need", entries, lambda entry: may[entry.pk]),
        _row("Subjects that help", entries, lambda entry: [subject.name for subject in entry.subjects]),
    ]


def _what_it_is_like(catalogue: Catalogue, entries: list[Entry]) -> list[Row]:
    def named(family: ConditionFamily) -> Callable[[Entry], list[str]]:
        words = {pk: word.name for pk, word in catalogue.conditions.items() if word.family == family}
        return lambda entry: [name for pk, name in words.items() if pk in entry.conditions]

    return [
        _row("Good if you like", entries, lambda entry: [Interest(value).label for value in entry.interests]),
        _row("Essential skills", entries, lambda entry: entry.skill_names),
        *(_row(family.label.capitalize(), entries, named(family)) for family in ConditionFamily),
    ]


def _asked_on_every_route(entries: list[Entry]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """What careers ask for on every route, by primary key: what one must have, and what one may need."""
    must: dict[int, list[str]] = defaultdict(list)
    may: dict[int, list[str]] = defaultdict(list)
    pks = [entry.pk for entry in entries]
    for pk in Career.objects.filter(pk__in=pks, no_degree_needed=True).values_list("pk", flat=True):
        must[pk].append("No degree needed")
    asked = Requirement.objects.filter(career__in=pks, route=None)
    rows = list(asked.select_related("qualification").prefetch_related("subjects"))
    for found, of_strength in ((must, must_have(rows)), (may, may_need(rows))):
        for row in of_strength:
            found[row.career_id].append(" · ".join(filter(None, [requirement(row), level(row)])))
    return must, may
