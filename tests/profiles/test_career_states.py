"""The state of a career, asked of one row and of many: both say the same."""

from datetime import timedelta
from itertools import product

import pytest

from profiles.models import Career, CareerState
from profiles.models.career_state import in_state
from tests.conftest import NOON
from tests.factories import CareerFactory

pytestmark = pytest.mark.django_db

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
PAST, FUTURE = NOON - 2 * DAY, NOON + DAY
PUBLISH_AT = [None, PAST, NOON, NOON + MOMENT, FUTURE]
WITHDRAW_AT = [None, NOON - DAY, NOON, NOON + MOMENT, FUTURE + DAY]


def expected(publish_at, withdraw_at) -> CareerState:
    if publish_at is None:
        return CareerState.DRAFT
    if publish_at not in {PAST, NOON}:
        return CareerState.SCHEDULED
    return CareerState.WITHDRAWN if withdraw_at in {NOON - DAY, NOON} else CareerState.PUBLISHED


@pytest.mark.parametrize(
    ("publish_at", "withdraw_at"),
    # The database holds no withdrawal without a publication before it.
    [
        (start, end)
        for start, end in product(PUBLISH_AT, WITHDRAW_AT)
        if end is None or (start is not None and start < end)
    ],
)
def test_state_of_a_row_is_the_state_by_which_it_is_found(publish_at, withdraw_at):
    career = CareerFactory(publish_at=publish_at, withdraw_at=withdraw_at)
    state = expected(publish_at, withdraw_at)

    found = [each for each in CareerState if Career.objects.filter(in_state(each, NOON)).exists()]

    assert (career.state_at(NOON), found) == (state, [state])
    assert Career.objects.with_state(NOON).get().state == state
    assert career.is_published(NOON) is Career.objects.published(NOON).exists()
    assert career.is_published(NOON) is (state == CareerState.PUBLISHED)
    assert career.is_withdrawn(NOON) is Career.objects.withdrawn(NOON).exists()
    assert career.is_withdrawn(NOON) is (state == CareerState.WITHDRAWN)
