"""Publishing and withdrawing: what changes, what stays, and what it says it did."""

from datetime import timedelta

import pytest

from profiles.models import Career
from profiles.publishing import publish, withdraw
from tests.conftest import NOON
from tests.factories import LONG_AGO, CareerFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((None, None), (NOON, None)),
        ((NOON + DAY, None), (NOON, None)),
        ((NOON + DAY, NOON + 2 * DAY), (NOON, NOON + 2 * DAY)),
        ((LONG_AGO, NOON - DAY), (LONG_AGO, None)),
        ((LONG_AGO, NOON), (LONG_AGO, None)),
    ],
    ids=["draft", "scheduled", "scheduled with its end", "withdrawn", "withdrawn now"],
)
def test_publish_of_what_is_not_published_publishes_it_now(before, after):
    career = CareerFactory(publish_at=before[0], withdraw_at=before[1])

    assert publish(careers=[career], now=NOON) == [career]

    career.refresh_from_db()
    assert (career.publish_at, career.withdraw_at, career.changed_at) == (*after, NOON)
    assert career.is_published(NOON)


@pytest.mark.parametrize("withdraw_at", [None, NOON + DAY])
def test_publish_of_what_is_published_changes_nothing(withdraw_at):
    career = CareerFactory(withdraw_at=withdraw_at)
    before = Career.objects.values().get()

    assert publish(careers=[career], now=NOON) == []

    assert Career.objects.values().get() == before


@pytest.mark.parametrize("withdraw_at", [None, NOON + DAY])
def test_withdraw_of_what_is_published_withdraws_it_now(withdraw_at):
    career, other = CareerFactory(withdraw_at=withdraw_at), CareerFactory()

    assert withdraw(careers=[career], now=NOON) == [career]

    assert list(Career.objects.withdrawn(NOON)) == [career]
    assert list(Career.objects.published(NOON)) == [other]


@pytest.mark.parametrize(
    ("publish_at", "withdraw_at"), [(None, None), (NOON + DAY, None), (NOON, None), (LONG_AGO, NOON - DAY)]
)
def test_withdraw_of_what_cannot_be_withdrawn_changes_nothing(publish_at, withdraw_at):
    career = CareerFactory(publish_at=publish_at, withdraw_at=withdraw_at)
    before = Career.objects.values().get()

    assert withdraw(careers=[career], now=NOON) == []

    assert Career.objects.values().get() == before


def test_state_of_each_career_is_what_readers_find():
    moments = [(None, None), (NOON + DAY, None), (LONG_AGO, None), (LONG_AGO, NOON), (NOON, NOON + DAY)]
    careers = [CareerFactory(publish_at=start, withdraw_at=end) for start, end in moments]

    states = {career.pk: career.state for career in Career.objects.with_state(NOON)}

    assert [states[career.pk] for career in careers] == [
        "draft",
        "scheduled",
        "published",
        "withdrawn",
        "published",
    ]
    assert {pk for pk, state in states.items() if state == "published"} == set(
        Career.objects.published(NOON).values_list("pk", flat=True)
    )


def test_next_turn_is_the_first_moment_at_which_time_changes_what_is_published():
    turns = []
    for publish_at, withdraw_at in [
        (None, None),
        (LONG_AGO, NOON - DAY),
        (LONG_AGO, NOON + 3 * DAY),
        (NOON + 2 * DAY, None),
        (NOON, NOON + DAY),
    ]:
        CareerFactory(publish_at=publish_at, withdraw_at=withdraw_at)
        turns.append(Career.objects.next_turn(NOON))

    assert turns == [None, None, NOON + 3 * DAY, NOON + 2 * DAY, NOON + DAY]
