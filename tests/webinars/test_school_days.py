"""The school-day clock: weekends and holidays are no school days."""

from datetime import date, timedelta

import pytest

from webinars.school_days import is_school_day, school_days_before

HALF_TERM = frozenset(date(2026, 10, 26) + timedelta(days=number) for number in range(5))


def test_week_has_five_school_days():
    monday = date(2026, 11, 16)

    week = [is_school_day(monday + timedelta(days=number), ()) for number in range(7)]

    assert week == [True] * 5 + [False] * 2


def test_holiday_is_no_school_day():
    assert not is_school_day(date(2026, 10, 26), HALF_TERM)
    assert is_school_day(date(2026, 11, 2), HALF_TERM)


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 19)),  # Friday
        (date(2026, 11, 16), 1, date(2026, 11, 13)),  # Monday
        (date(2026, 11, 15), 1, date(2026, 11, 13)),  # Sunday
        (date(2026, 11, 14), 1, date(2026, 11, 13)),  # Saturday
        (date(2026, 11, 18), 3, date(2026, 11, 13)),
        (date(2026, 11, 2), 1, date(2026, 10, 23)),  # after half-term
        (date(2026, 11, 4), 3, date(2026, 10, 23)),
        (date(2026, 10, 28), 1, date(2026, 10, 23)),  # within it
        (date(2027, 1, 1), 1, date(2026, 12, 31)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_school_days_are_counted_back(day, count, before):
    assert school_days_before(day, count, HALF_TERM) == before


def test_school_days_before_a_summer_without_school_lie_before_it():
    summer = {date(2026, 7, 22) + timedelta(days=number) for number in range(42)}

    assert school_days_before(date(2026, 9, 3), 3, summer) == date(2026, 7, 20)
