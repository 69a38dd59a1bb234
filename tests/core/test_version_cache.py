"""Values cached in memory: made once per version and period."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from core import content_version, version_cache
from core.version_cache import BackgroundVersionCache, VersionCache
from tests.conftest import NOON
from tests.factories import SectorFactory

SECOND = timedelta(seconds=1)


@pytest.fixture
def made():
    """A cache whose values are numbered and last ten seconds each."""
    numbers = iter(range(1, 100))
    return VersionCache(lambda now: (next(numbers), now + 10 * SECOND))


@pytest.mark.django_db
def test_value_is_made_once_for_its_period(made):
    moments = [0, 5, 9.999, 10, 19, 20]

    assert [made.at(NOON + moment * SECOND) for moment in moments] == [1, 1, 1, 2, 2, 3]


@pytest.mark.django_db
def test_value_is_made_again_when_the_clock_was_put_back(made):
    assert [made.at(NOON), made.at(NOON - SECOND), made.at(NOON)] == [1, 2, 2]


@pytest.mark.django_db
def test_value_is_made_again_for_a_new_version(made):
    before = made.at(NOON)
    SectorFactory()

    assert (before, made.at(NOON), made.at(NOON)) == (1, 2, 2)


@pytest.mark.django_db
def test_change_while_it_is_made_is_not_lost():
    values = iter(["before", "after"])

    def make(now):
        value = next(values)
        if value == "before":
            SectorFactory()  # committed after the value was read
        return value, None

    memory = VersionCache(make)

    assert [memory.at(NOON), memory.at(NOON)] == ["before", "after"]


@pytest.mark.django_db
def test_failure_to_make_it_is_not_remembered():
    def make(now):
        if failures:
            raise failures.pop()
        return "made", None

    failures = [ZeroDivisionError()]
    memory = VersionCache(make)

    with pytest.raises(ZeroDivisionError):
        memory.at(NOON)
    assert memory.at(NOON) == "made"


@pytest.mark.django_db
def test_value_made_aside_is_made_here_for_whoever_waits(monkeypatch):
    begun = []
    monkeypatch.setattr(version_cache, "start_thread", begun.append)
    numbers = iter(range(1, 100))
    aside = BackgroundVersionCache(lambda now: (next(numbers), None), before=0)

    assert [aside.wait_for(NOON), aside.at(NOON), begun] == [1, 1, []]
    SectorFactory()
    assert (aside.at(NOON), len(begun)) == (1, 1)
    begun.pop()()
    assert [aside.wait_for(NOON), aside.at(NOON), begun] == [2, 2, []]


@pytest.mark.django_db
def test_value_that_finds_no_thread_to_be_made_in_is_tried_again(monkeypatch, caplog):
    def begin(make):
        if failures:
            raise failures.pop()
        make()

    failures = [RuntimeError("can't start new thread")]
    monkeypatch.setattr(version_cache, "start_thread", begin)
    aside = BackgroundVersionCache(lambda now: ("made", None), before="before")

    assert [aside.at(NOON), aside.at(NOON)] == ["before", "made"]
    assert caplog.messages == ["no thread to make a value in: RuntimeError"]


@pytest.mark.django_db(transaction=True)
def test_value_is_made_once_for_all_who_ask_at_once():
    inside, go_on, made, got = threading.Event(), threading.Event(), [], []

    def make(now):
        made.append(now)
        inside.set()
        go_on.wait(20)
        return "made", None

    def ask():
        got.append(memory.at(NOON))
        connection.close()

    memory = VersionCache(make)
    content_version.version()
    threads = [threading.Thread(target=ask) for _ in range(3)]
    threads[0].start()
    assert inside.wait(20)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(20)

    assert (len(made), got) == (1, ["made"] * 3)
