"""The webinars that the application ships, so that the first run looks like a real site.

Every sentence was written for it; each webinar says that it is a sample. There is one file a webinar
in ``webinars/``; its name is the webinar's address, and ``school_days`` counts from the day of loading.
"""

import tomllib
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from profiles.models import Career
from webinars import bookings
from webinars.models import Webinar
from webinars.school_days import ONE_DAY, is_school_day, school_days_before

FOLDER = Path(__file__).parent / "webinars"
LONDON = ZoneInfo("Europe/London")
PUBLISHED_BEFORE = timedelta(days=30)
AS_THEY_ARE = (
    "title",
    "kind",
    "summary",
    "presenter",
    "benchmarks",
    "join_url",
    "capacity",
    "largest_group",
)
TEXTS = ("description", "purpose", "outcomes")


@transaction.atomic
def load_sample_webinars(*, now: datetime, holidays: Collection[date] = ()) -> int:
    """Store and publish the sample webinars whose addresses are free; return how many.

    They are on school days around ``now``, one of them past. What is there already, and what an
    editor made of it, stays.
    """
    standing = set(Webinar.objects.values_list("slug", flat=True))
    rows = [(row, careers) for row, careers in _read(now, holidays) if row.slug not in standing]
    for webinar, careers in rows:
        webinar.save()
        webinar.careers.set(Career.objects.filter(slug__in=careers))
        bookings.publish_webinar(webinar=webinar, now=min(now, webinar.starts_at - PUBLISHED_BEFORE))
    return len(rows)


def _read(now: datetime, holidays: Collection[date]) -> Iterator[tuple[Webinar, list[str]]]:
    """Each file's webinar, with the slugs of its careers."""
    today = now.astimezone(LONDON).date()
    for path in sorted(FOLDER.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        day = _school_day(today, file["school_days"], holidays)
        webinar = Webinar(
            slug=path.stem,
            starts_at=datetime.combine(day, time.fromisoformat(file["time"]), LONDON),
            duration_minutes=file["minutes"],
            year_from=file["years"][0],
            year_to=file["years"][1],
            **{name: file[name] for name in AS_THEY_ARE if name in file},
            **{name: file[name].strip() for name in TEXTS},
            **file["answers"],
        )
        yield webinar, file["careers"]


def _school_day(today: date, count: int, holidays: Collection[date]) -> date:
    """The school day ``count`` school days after ``today``, or before it where that is negative."""
    if count < 0:
        return school_days_before(today, -count, holidays)
    while count:
        today += ONE_DAY
        count -= is_school_day(today, holidays)
    return today
