"""Rate limits, and that the counted values are not stored."""

from datetime import timedelta

import pytest

from core import throttle
from core.models import Attempt
from tests.conftest import NOON
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db


def ask(value="a@school.example", purpose="letters", most=2, now=NOON) -> bool:
    return throttle.allows(purpose, value, most=most, now=now)


def test_asking_more_often_than_allowed_is_refused():
    assert [ask(), ask(), ask(), ask()] == [True, True, False, False]


def test_asking_is_counted_by_value_and_by_purpose():
    assert [ask(most=1), ask(most=1)] == [True, False]

    assert ask("b@school.example", most=1)
    assert ask(purpose="parcels", most=1)


@pytest.mark.parametrize(("later", "allowed"), [(59, False), (60, True)])
def test_asking_is_free_again_after_an_hour(later, allowed):
    ask(most=1)

    assert ask(most=1, now=NOON + timedelta(minutes=later)) is allowed


def test_refused_asking_does_not_make_the_wait_longer():
    ask(most=1)
    ask(most=1, now=NOON + timedelta(minutes=30))

    assert ask(most=1, now=NOON + timedelta(minutes=60))


def test_row_holds_no_value_and_needs_the_key_of_the_site(settings):
    ask()
    settings.SECRET_KEY = "another key"
    ask()

    hashes = [attempt.keyed_hash for attempt in Attempt.objects.all()]

    assert len(set(hashes)) == 2
    assert not any("school" in str(vars(attempt)) for attempt in Attempt.objects.all())


def test_rows_are_forgotten_after_an_hour():
    AttemptFactory(at=NOON - timedelta(minutes=60))
    counts = AttemptFactory(at=NOON - timedelta(minutes=59))

    throttle.forget(NOON)
    throttle.forget(NOON)

    assert list(Attempt.objects.all()) == [counts]
