"""The webinars to come, kept in memory for pages that show them to every reader: titles and times alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from core.version_cache import VersionCache
from profiles.models import Career
from webinars.models import Webinar

NEXT = 4  # webinars
NEXT_OF_CAREER = 3
LINE = ("title", "slug", "summary", "kind", "starts_at", "ends_at", "year_from", "year_to", "status")


@dataclass(frozen=True)
class _Upcoming:
    """The next webinars, and those of each career by its key; both the next one first."""

    soonest: list[Webinar]
    about: dict[int, list[Webinar]]


def _make(now: datetime) -> tuple[_Upcoming, datetime | None]:
    rows = Webinar.objects.upcoming(now).only(*LINE)
    webinars = list(rows.prefetch_related(Prefetch("careers", Career.objects.only("pk"))))
    about: defaultdict[int, list[Webinar]] = defaultdict(list)
    for webinar in webinars:
        for career in webinar.careers.all():
            about[career.pk].append(webinar)
    next_end = min((webinar.ends_at for webinar in webinars), default=None)
    return _Upcoming(webinars[:NEXT], dict(about)), next_end


_cache = VersionCache(_make)


def upcoming(now: datetime) -> list[Webinar]:
    """The next four webinars."""
    return _cache.at(now).soonest


def about(career: Career, now: datetime) -> list[Webinar]:
    """The next three webinars about ``career``."""
    return _cache.at(now).about.get(career.pk, [])[:NEXT_OF_CAREER]
