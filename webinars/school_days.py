"""The school-day clock: Monday to Friday, but for the holidays. Pure arithmetic on dates."""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_school_day(day: date, holidays: Collection[date]) -> bool:
    """Whether schools are open on ``day``; ``holidays`` are single days."""
    return day.weekday() < SATURDAY and day not in holidays


def school_days_before(day: date, count: int, holidays: Collection[date]) -> date:
    """The school day that lies ``count`` school days before ``day``, itself not counted.

    One school day before a Monday, or before a Sunday, is the Friday.
    """
    while count:
        day -= ONE_DAY
        count -= is_school_day(day, holidays)
    return day
