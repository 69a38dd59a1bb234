"""Rate limits, and that the counted values are not stored."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from core import throttle
from core.models import Allowance
from core.throttle import Limit, take
from tests.conftest import NOON
from tests.factories import AllowanceFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
TWICE, ONCE = Limit("letters", 2), Limit("letters", 1)
PARCELS = Limit("parcels", 1)


def ask(limit=TWICE, value="a@school.example", now=NOON) -> bool:
    return take((limit, value), now=now) is None


def test_asking_more_often_than_allowed_is_refused_until_a_moment_that_is_told():
    assert [ask(), ask(now=NOON + MINUTE), ask(now=NOON + 2 * MINUTE)] == [True, True, False]

    assert take((TWICE, "a@school.example"), now=NOON + 2 * MINUTE) == NOON + 60 * MINUTE


def test_asking_is_counted_by_value_and_by_purpose():
    assert [ask(ONCE), ask(ONCE)] == [True, False]

    assert ask(ONCE, "b@school.example")
    assert ask(PARCELS)


@pytest.mark.parametrize(("later", "allowed"), [(59, False), (60, True)])
def test_asking_is_free_again_after_an_hour(later, allowed):
    ask(ONCE)

    assert ask(ONCE, now=NOON + later * MINUTE) is allowed


def test_limit_has_its_own_span():
    a_day = Limit("codes", 1, within=timedelta(days=1))
    ask(a_day)

    assert not ask(a_day, now=NOON + timedelta(hours=23))
    assert ask(a_day, now=NOON + timedelta(days=1))


def test_refused_asking_does_not_make_the_wait_longer():
    ask(ONCE)
    ask(ONCE, now=NOON + 30 * MINUTE)

    assert ask(ONCE, now=NOON + 60 * MINUTE)


def test_several_limits_are_counted_together_or_not_at_all():
    take((PARCELS, "a"), now=NOON)

    assert take((TWICE, "network"), (PARCELS, "a"), now=NOON + MINUTE) == NOON + 60 * MINUTE

    assert [ask(value="network"), ask(value="network"), ask(value="network")] == [True, True, False]


def test_latest_of_several_moments_is_told():
    take((PARCELS, "a"), (ONCE, "b"), now=NOON)

    later = NOON + 30 * MINUTE
    assert take((PARCELS, "c"), now=later) is None
    assert take((ONCE, "b"), (PARCELS, "c"), now=later) == later + 60 * MINUTE


def test_clock_that_was_a_day_ahead_keeps_nobody_out():
    ask(ONCE, now=NOON + timedelta(days=1))

    assert ask(ONCE, now=NOON)


def test_row_holds_no_value_and_needs_the_key_of_the_site(settings):
    ask()
    settings.SECRET_KEY = "another key"
    ask()

    rows = list(Allowance.objects.all())

    assert len({row.keyed_hash for row in rows}) == 2
    assert not any("school" in str(vars(row)) for row in rows)


def test_row_holds_no_more_times_than_count():
    for minute in range(10):
        ask(now=NOON + minute * 40 * MINUTE)

    assert len(Allowance.objects.get().times) <= TWICE.most


def test_rows_are_forgotten_after_two_days():
    AllowanceFactory(last_at=NOON - timedelta(days=2))
    counts = AllowanceFactory(last_at=NOON - timedelta(days=2) + MINUTE)

    throttle.forget(NOON)
    throttle.forget(NOON)

    assert list(Allowance.objects.all()) == [counts]


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_no_more_pass_than_may():
    at_once, answers = Barrier(8), []

    def one():
        try:
            at_once.wait()
            answers.append(take((Limit("race", 3), "a"), (Limit("other", 100), "b"), now=NOON))
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(None) == 3
    assert len(answers) == 8
