"""The salary chart: how one career's pay compares with that of all published careers.

Everything is whole pounds a year before tax. The picture is one SVG of ``WIDTH`` by ``HEIGHT``
units; each career is a thin line at the middle of its pay, and lines at one place add up in height.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from core.figures import pounds

FEWEST_CAREERS = 10  # with fewer the chart is not shown
WIDTH = 1000
HEIGHT = 120
LOWEST = 18  # units: the height of one line
STEP = 4  # units: careers so near to each other are at one place
NARROWEST_BAR = 6  # units
WIDE_BAR = WIDTH / 5  # units: from here on both labels fit below the bar
ROUND_TO = 20_000  # pounds: where the axis may end
BELOW_AXIS_END = 0.97  # of the careers; the rest are drawn at the end

# Where a starter salary is among all, by the part of them that is lower.
POSITIONS = (
    (0.2, "near the bottom"),
    (0.4, "below the middle"),
    (0.6, "near the middle"),
    (0.8, "above the middle"),
    (1.1, "near the top"),
)


class Paid(Protocol):
    """A career with its salaries, None where they vary."""

    @property
    def salary_starter(self) -> int | None: ...

    @property
    def salary_experienced(self) -> int | None: ...


@dataclass(frozen=True)
class SalaryBar:
    """One career in the chart. ``start`` and ``end`` are units from the left."""

    sentence: str
    start: float
    end: float
    starter: str
    experienced: str

    @property
    def width(self) -> float:
        return max(self.end - self.start, NARROWEST_BAR)

    @property
    def is_narrow(self) -> bool:
        """Whether the two labels must be outside of the bar to keep apart."""
        return self.width < WIDE_BAR


class SalaryChart:
    """The chart of those ``careers`` that have both salaries."""

    def __init__(self, careers: Iterable[Paid]) -> None:
        salaries = [
            (career.salary_starter, career.salary_experienced)
            for career in careers
            if career.salary_starter and career.salary_experienced
        ]
        self.starters = sorted(starter for starter, _ in salaries)
        self.experienced = sorted(experienced for _, experienced in salaries)
        self.middles = sorted((starter + experienced) // 2 for starter, experienced in salaries)

    @cached_property
    def ends_at(self) -> int:
        """Where the axis ends: above all but the highest-paid few, rounded up."""
        high = self.experienced[int(len(self.experienced) * BELOW_AXIS_END)]
        return -(-high // ROUND_TO) * ROUND_TO

    @cached_property
    def lines(self) -> str:
        """The path of all careers; the more there are at one place, the higher."""
        places = Counter(round(self._x(middle) / STEP) * STEP for middle in self.middles)
        most = max(places.values())
        return "".join(
            f"M{x} {HEIGHT}v-{round(LOWEST + (HEIGHT - LOWEST) * (count / most) ** 0.5)}"
            for x, count in sorted(places.items())
        )

    @cached_property
    def middle_career(self) -> float:
        """Where the median of all careers is."""
        return self._x(self.middles[len(self.middles) // 2])

    def bar_of(self, career: Paid) -> SalaryBar | None:
        """The bar of ``career``; None where its pay varies or there are too few careers for a chart."""
        starter, experienced = career.salary_starter, career.salary_experienced
        if not (starter and experienced) or len(self.middles) < FEWEST_CAREERS:
            return None
        return SalaryBar(
            sentence=self._sentence(starter, experienced),
            start=self._x(starter),
            end=self._x(experienced),
            starter=pounds(starter),
            experienced=pounds(experienced),
        )

    def _sentence(self, starter: int, experienced: int) -> str:
        lower = bisect_left(self.starters, starter) / len(self.starters)
        starts = next(words for limit, words in POSITIONS if lower < limit)
        tenths = int(10 * bisect_left(self.experienced, experienced) / len(self.experienced))
        if tenths == 0:
            return f"Pay starts {starts} and stays among the lower paid."
        more = "almost all" if tenths == 10 else f"{tenths} in 10"
        grows = "grows higher than" if tenths / 10 >= lower else "is later higher than"
        return f"Pay starts {starts} and {grows} {more} careers here."

    def _x(self, amount: int) -> float:
        return round(min(amount / self.ends_at, 1) * WIDTH, 1)
