"""The salary street: where one career's pay stands among all published careers.

Everything is whole pounds a year before tax. The picture is one SVG of ``WIDTH`` by ``HEIGHT``
units; each career is a thin house at the middle of its pay, houses at one place stand taller.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from core.figures import pounds

FEWEST_CAREERS = 10  # below that a street says nothing
WIDTH = 1000
HEIGHT = 120
STEP = 4  # units: how near two careers stand in one place
ROUND_TO = 20_000  # pounds: where the axis may end


@dataclass(frozen=True)
class Place:
    """One career in the street. ``start`` and ``end`` are units from the left."""

    sentence: str
    start: float
    end: float
    starter: str
    experienced: str

    @property
    def width(self) -> float:
        return max(self.end - self.start, 6)

    @property
    def is_narrow(self) -> bool:
        """Whether the two labels must stand outside of the bar to keep apart."""
        return self.width < WIDTH / 5


class Street:
    """The street of all ``entries`` that have both salaries."""

    def __init__(self, entries):
        paid = [entry for entry in entries if entry.salary_starter and entry.salary_experienced]
        self.starters = sorted(entry.salary_starter for entry in paid)
        self.experienced = sorted(entry.salary_experienced for entry in paid)
        self.middles = sorted((entry.salary_starter + entry.salary_experienced) // 2 for entry in paid)

    @cached_property
    def ends_at(self) -> int:
        """Where the axis ends: above all but the highest-paid few, rounded up."""
        high = self.experienced[int(len(self.experienced) * 0.97)]
        return -(-high // ROUND_TO) * ROUND_TO

    @cached_property
    def houses(self) -> str:
        """The path of all careers; the more stand at one place, the taller."""
        places = Counter(round(self._x(middle) / STEP) * STEP for middle in self.middles)
        tallest = max(places.values())
        return "".join(
            f"M{x} {HEIGHT}v-{round(18 + (HEIGHT - 18) * (count / tallest) ** 0.5)}"
            for x, count in sorted(places.items())
        )

    @cached_property
    def marks(self) -> list[tuple[float, str]]:
        """Where the axis is labelled, and with what."""
        step = self.ends_at // 2 if self.ends_at <= 2 * ROUND_TO else ROUND_TO
        return [(self._x(at), pounds(at)) for at in range(0, self.ends_at + 1, step)]

    @cached_property
    def middle_career(self) -> float:
        """Where the middle of all careers stands."""
        return self._x(self.middles[len(self.middles) // 2])

    def place_of(self, entry) -> Place | None:
        """Where ``entry`` stands; None where its pay varies or the street is too short."""
        if not (entry.salary_starter and entry.salary_experienced) or len(self.middles) < FEWEST_CAREERS:
            return None
        return Place(
            sentence=self._sentence(entry.salary_starter, entry.salary_experienced),
            start=self._x(entry.salary_starter),
            end=self._x(entry.salary_experienced),
            starter=pounds(entry.salary_starter),
            experienced=pounds(entry.salary_experienced),
        )

    def _sentence(self, starter: int, experienced: int) -> str:
        lower = bisect_left(self.starters, starter) / len(self.starters)
        starts = next(
            words
            for limit, words in (
                (0.2, "near the bottom"),
                (0.4, "below the middle"),
                (0.6, "near the middle"),
                (0.8, "above the middle"),
                (1.1, "near the top"),
            )
            if lower < limit
        )
        tenths = int(10 * bisect_left(self.experienced, experienced) / len(self.experienced))
        if tenths == 0:
            return f"Pay starts {starts} and stays among the lower paid."
        more = "almost all" if tenths == 10 else f"{tenths} in 10"
        grows = "grows higher than" if tenths / 10 >= lower else "is later higher than"
        return f"Pay starts {starts} and {grows} {more} careers here."

    def _x(self, amount: int) -> float:
        return round(min(amount / self.ends_at, 1) * WIDTH, 1)
