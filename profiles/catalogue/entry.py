"""What the catalogue holds of a career, of a word of its vocabulary and of a month of the archive."""

from dataclasses import dataclass
from decimal import Decimal

from django.templatetags.static import static
from django.utils.dates import MONTHS

from core.figures import month_name
from profiles.career_of_the_month import Month
from profiles.eligibility.eligibility import NO_WAYS, Ways
from profiles.pictures import Photograph

MOST_RELATED = 6  # careers that one page names, with those that editors chose

Related = tuple[tuple[int, str], ...]  # careers related to one, by primary key, each with its reason


@dataclass(frozen=True, slots=True)
class Word:
    """A sector, subject, skill or condition."""

    pk: int
    slug: str
    name: str
    description: str = ""
    hue: int = 0
    family: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A career as its card shows it, with what it is found and filtered by."""

    pk: int
    slug: str
    title: str
    summary: str
    url: str
    also_called: tuple[str, ...]
    hidden_titles: tuple[str, ...]
    sector: Word | None
    other_sectors: tuple[Word, ...]
    subjects: tuple[Word, ...]
    skills: tuple[Word, ...]
    interests: tuple[str, ...]  # values of Interest, the strongest first
    conditions: frozenset[int]
    routes: frozenset[str]
    salary_starter: int | None
    salary_experienced: int | None
    hours_min: Decimal | None
    hours_max: Decimal | None
    scene: str
    seed: int  # which of the six ways its sector's scene is shown; 0 for a scene of its own
    photograph: Photograph | None
    related: Related
    featured: Month | None
    soc_codes: tuple[str, ...] = ()  # of SOC 2020
    ways: Ways = NO_WAYS

    @property
    def hue(self) -> int:
        return self.sector.hue if self.sector else 0

    @property
    def drawing_url(self) -> str:
        return static(f"drawings/{self.scene}.svg")

    @property
    def sharing_url(self) -> str:
        """The picture that other sites show with a link to the page, 1200 by 630 pixels."""
        return static(f"sharing/{self.scene}.png")

    @property
    def sharing_words(self) -> str:
        """That picture in words, where its drawing has no words of its own."""
        return f"An open door, and behind it the work: {self.title}."

    @property
    def skill_names(self) -> list[str]:
        return [skill.name for skill in self.skills]

    @property
    def sectors(self) -> tuple[Word, ...]:
        return ((self.sector,) if self.sector else ()) + self.other_sectors

    @property
    def featured_words(self) -> str:
        return month_name(*self.featured) if self.featured else ""


@dataclass(frozen=True, slots=True)
class MonthDoor:
    """One month of the archive. ``entry`` is None while the month is to come, and when its career is no
    longer published.
    """

    year: int
    month: int
    title: str = ""
    summary: str = ""
    entry: Entry | None = None

    @property
    def name(self) -> str:
        return month_name(self.year, self.month)

    @property
    def lettering(self) -> str:
        """The template with the month's name as drawn lettering."""
        return f"lettering/{str(MONTHS[self.month]).lower()}.html"

    @property
    def anchor(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.title) and self.entry is None
