"""The career of the month: which months there are, what is recorded for them, and when.

A month is a calendar month in Europe/London. Editors schedule months ahead. If none is scheduled,
the site chooses. The choice is *recorded* once the month has begun, by the first code that needs
it, and does not change after that.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q

from profiles.models import Career, FeaturedMonth

LONDON = ZoneInfo("Europe/London")

Month = tuple[int, int]  # year, month


def london_month(now: datetime) -> Month:
    """The (year, month) that ``now`` falls into in London."""
    there = now.astimezone(LONDON)
    return there.year, there.month


def following(month: Month) -> Month:
    """The month after ``month``."""
    return (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)


def starts_at(month: Month) -> datetime:
    """The beginning of ``month`` in London, as an aware datetime in UTC."""
    return datetime(*month, 1, tzinfo=LONDON).astimezone(UTC)


def has_begun(month: Month, now: datetime) -> bool:
    """Whether ``month`` has begun; once it has, its row never changes."""
    return month <= london_month(now)


def choice(month: Month, at: datetime) -> Career | None:
    """The career that the site would choose for ``month`` from those published at the time ``at``.

    It is the complete career that was featured longest ago: first those never featured, then by
    primary key. If none is complete, incomplete careers are considered; None if none is published.
    """
    before = Q(featured_months__year__lt=month[0]) | Q(
        featured_months__year=month[0], featured_months__month__lt=month[1]
    )
    waiting = (
        Career.objects.published(at)
        .annotate(
            last_featured=Max(F("featured_months__year") * 12 + F("featured_months__month"), filter=before)
        )
        .order_by(F("last_featured").asc(nulls_first=True), "pk")
    )
    return waiting.complete().first() or waiting.first()


def record_due_months(now: datetime) -> None:
    """Record the site's choice for each month without a career.

    The months run from the first recorded month to the present one, in order; if nothing is
    recorded, only the present month. Safe to run at any time, by any number of processes at once:
    the database allows one career per month, and each choice is based on what is recorded by then.
    """
    for month in without_career(FeaturedMonth.objects.values_list("year", "month"), now):
        last_moment = starts_at(following(month)) - timedelta(microseconds=1)
        if career := choice(month, min(now, last_moment)):
            year, number = month
            # If another process was first, its row is kept and this one is dropped.
            FeaturedMonth.objects.bulk_create(
                [FeaturedMonth(year=year, month=number, career=career, is_automatic=True)],
                ignore_conflicts=True,
            )


def without_career(recorded: Iterable[Month], now: datetime) -> list[Month]:
    """The months without a career, from the first ``recorded`` month to the present one."""
    present = london_month(now)
    begun = {month for month in recorded if month <= present}
    return [month for month in _months(min(begun, default=present), present) if month not in begun]


def _months(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = following(first)
