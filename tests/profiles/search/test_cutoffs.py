"""Which results of a search are shown: those that fit, and where they are few, the next best."""

import pytest

from profiles.search.cutoffs import fits, shown
from profiles.search.index import Result


def results(*fits_of_each: float) -> list[Result[int]]:
    return [Result(number, fit, "") for number, fit in enumerate(fits_of_each)]


@pytest.mark.parametrize(
    ("fits_of_each", "count"),
    [
        ((), 0),
        ((1.0, 0.4), 2),
        ((1.0, 0.39, 0.2), 3),
        ((1.0, 0.39, 0.19), 2),
        ((1.0, 0.9, 0.3, 0.3, 0.3, 0.3, 0.3), 6),
        ((1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3), 6),
        ((1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3), 7),
    ],
)
def test_shown_are_those_that_fit_and_up_to_six_that_fit_half_as_well(fits_of_each, count):
    found = results(*fits_of_each)

    assert shown(found) == found[:count]


def test_fits_is_the_same_however_many_others_there_are():
    assert [fits(result) for result in results(1.0, 0.4, 0.39)] == [True, True, False]
