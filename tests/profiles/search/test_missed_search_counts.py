"""Searches that found nothing: counted without a write, added up once a minute, forgotten in time."""

import logging
import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import DatabaseError, connection, connections

from careersguide.roles import EDITOR
from core import models
from profiles.models import MissedSearch
from profiles.search import live, missed_search_counts
from profiles.search.index import Index
from tests.conftest import NOON
from tests.factories import CareerFactory, MissedSearchFactory
from tests.pages import warm
from tests.staff import client_of

pytestmark = pytest.mark.django_db

CAREERS = "/careers/"
TODAY = NOON.date()
SECRET = "bob smith of class seven"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def nurse():
    return CareerFactory(title="Nurse", summary="Looks after people who are ill.")


def held() -> dict[str, int]:
    return dict(missed_search_counts._held)


def stored() -> list[tuple]:
    return list(MissedSearch.objects.order_by("words").values_list("words", "times"))


def flushed(words: str, times: int, now=NOON) -> None:
    missed_search_counts.count(words, times)
    missed_search_counts.flush(now)


# --- What is counted ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("astronaut", {"astronaut": 1}),
        ("  ASTRONAUT\u00a0 ", {"astronaut": 1}),
        ("café d'astronaut", {"cafe dastronaut": 1}),
        ("dolphin nurse", {"dolphin nurse": 1}),  # the nurse is found, but nothing of dolphins
        ("nurse", {}),
        ("nurs", {}),
        ("nusre", {}),
        ("looks after people", {}),
        ("", {}),
    ],
)
def test_search_that_found_nothing_or_little_is_counted(client, nurse, query, counted):
    assert client.get(CAREERS, {"q": query}).status_code == 200

    assert held() == counted


@pytest.mark.parametrize("others", [{}, {"sort": "fit"}, {"sector": "", "page": ""}, {"sector": "unknown"}])
def test_search_counts_with_what_the_form_sends_beside_its_words(client, nurse, others):
    client.get(CAREERS, {"q": "astronaut", **others})

    assert held() == {"astronaut": 1}


@pytest.mark.parametrize("others", [{"sector": True}, {"sort": "title"}])
def test_search_that_is_narrowed_or_sorted_is_not_counted_again(client, nurse, others):
    others = {name: nurse.main_sector.slug if value is True else value for name, value in others.items()}
    client.get(CAREERS, {"q": "astronaut", **others})

    assert held() == {}


def test_search_on_a_later_page_is_not_counted_again(client):
    for number in range(30):
        CareerFactory(title=f"Nurse {number}")

    assert client.get(CAREERS, {"q": "dolphin nurse", "page": "2"}).status_code == 200

    assert held() == {}


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "some-crawler", "Bingbot/2.0; +http://example.org"])
def test_search_of_a_robot_is_not_counted(client, nurse, agent):
    client.get(CAREERS, {"q": "astronaut"}, headers={"User-Agent": agent})
    client.get(CAREERS, {"q": "pilot"}, headers={"User-Agent": "Mozilla/5.0 (Android) Robotic/1"})

    assert held() == {"pilot": 1}


def test_search_of_an_editor_is_not_counted(nurse):
    client_of(EDITOR).get(CAREERS, {"q": "astronaut"})

    assert held() == {}


def test_search_before_there_is_an_index_is_not_counted(client, nurse, monkeypatch):
    monkeypatch.setattr(live, "current", lambda now: Index([]))

    client.get(CAREERS, {"q": "astronaut"})

    assert held() == {}


@pytest.mark.parametrize(
    ("query", "corrected", "is_poor"),
    [("nusre", "nurse", False), ("electrishun", "electrician", False), ("gamer", "farmer", True)],
)
def test_search_corrected_to_another_word_is_poor(query, corrected, is_poor):
    results = SimpleNamespace(
        query=query, corrected=corrected, terms=(), total=1, page=1, params={"q": query, "sort": ""}
    )
    titles = ["Nurse", "Electrician", "Gamer"]
    documents = [
        {"code": n, "title": title, "alternates": [], "description": "", "tasks": []}
        for n, title in enumerate(titles)
    ]

    assert missed_search_counts.is_poor(results, Index(documents)) is is_poor


@pytest.mark.parametrize(
    "query",
    [
        "bob@school.example",
        "07700 900123",
        "0 7 7 0 0",
        "٠٧٧٠٠",
        "sw1a 1aa",
        "sw1a-1aa",
        "ｓｗ１ａ １ａａ",
        "my-name-is bob smith",
        "jobs near M1 1AE",
        "12 high street",
        "12b Park Road",
        "my name is bob smith",
        "where is my teacher",
        "www.example",
        "https://evil.example",
        "evil.com",
        "' or '1'='1",
        "../../etc/passwd",
        "<script>",
        "{{7*7}}",
        "a" * 61,
        "one two three four five six seven eight nine",
        "a",
        "?",
        "\x00",
        "\ud800",
        "ﷺﷺﷺﷺ",  # four letters that stand for 72
    ],
)
def test_search_that_may_be_more_than_the_name_of_a_job_is_not_counted(query):
    assert missed_search_counts.countable(query) == ""


@pytest.mark.parametrize(
    "query",
    [
        "999",
        "3d artist",
        "f1 driver",
        "street sweeper",
        "way of the samurai",
        "work with my hands",
        "7 figure salary",
        "a" * 60,
    ],
)
def test_search_for_a_job_is_counted(query):
    assert missed_search_counts.countable(query) == query


def test_search_that_found_nothing_writes_nothing_and_asks_nothing(client, nurse, django_assert_num_queries):
    warm(client, CAREERS)

    with django_assert_num_queries(1):  # the content version
        client.get(CAREERS, {"q": "astronaut"})

    assert held() == {"astronaut": 1}
    assert stored() == []


# --- What is held in memory ---------------------------------------------------------------------------


def test_counter_that_is_full_forgets_the_least_seen():
    missed_search_counts.count("astronaut", 2)
    for number in range(missed_search_counts.MOST_HELD + 100):
        missed_search_counts.count(f"junk {number}")

    assert len(held()) == missed_search_counts.MOST_HELD
    assert held()["astronaut"] == 2
    assert f"junk {missed_search_counts.MOST_HELD + 99}" in held()


def test_counter_that_finds_no_thread_tries_again_with_the_next(monkeypatch, caplog):
    class NoThread(threading.Timer):
        def start(self):
            raise RuntimeError("can't start new thread")

    monkeypatch.undo()
    monkeypatch.setattr(missed_search_counts.threading, "Timer", NoThread)

    for _ in range(2):
        missed_search_counts.count("astronaut")

    assert held() == {"astronaut": 2}
    assert caplog.messages == ["searches that found nothing wait for a thread: RuntimeError"] * 2


def test_counter_shared_by_threads_loses_nothing():
    def count():
        for _ in range(200):
            missed_search_counts.count("astronaut")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert held() == {"astronaut": 800}


@pytest.fixture
def timers(monkeypatch):
    """The timers begun, none of which ever runs."""
    begun = []

    class Timer:
        def __init__(self, seconds, act):
            begun.append((seconds, act))

        def start(self):
            assert self.daemon

    monkeypatch.undo()
    monkeypatch.setattr(missed_search_counts.threading, "Timer", Timer)
    return begun


def test_first_missed_search_alone_begins_the_thread_of_that_minute(timers):
    missed_search_counts.flush(NOON)
    assert timers == []

    missed_search_counts.count("astronaut")
    missed_search_counts.count("astronaut")
    assert timers == [(60, missed_search_counts._flush_aside)]

    missed_search_counts.flush(NOON)
    missed_search_counts.count("astronaut")
    assert len(timers) == 2


# --- The flush ----------------------------------------------------------------------------------------


def test_flush_adds_all_in_one_statement(django_assert_num_queries):
    MissedSearchFactory(
        keyed_hash=missed_search_counts._keyed_hash("pilot"), words="pilot", times=40, state="noise"
    )
    for words, times in [("astronaut", 5), ("pilot", 2), ("vet", 1)]:
        missed_search_counts.count(words, times)

    with django_assert_num_queries(1):
        missed_search_counts.flush(NOON)

    assert stored() == [("", 1), ("astronaut", 5), ("pilot", 42)]
    assert held() == {}
    assert MissedSearch.objects.get(words="astronaut").state == "waiting"
    assert MissedSearch.objects.get(words="pilot").state == "noise"


def test_flush_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        missed_search_counts.flush(NOON)


def test_words_are_written_down_from_the_third_time_on():
    for times in (1, 2):
        flushed("astronaut", 1)
        row = MissedSearch.objects.values().get()
        assert (row["words"], row["times"]) == ("", times)
        assert "astronaut" not in str(row)

    flushed("astronaut", 1)

    assert stored() == [("astronaut", 3)]


def test_flush_keeps_the_first_day_and_the_last():
    flushed("astronaut", 3)
    flushed("astronaut", 1, NOON + timedelta(days=2))
    flushed("astronaut", 1, NOON - timedelta(days=2))  # a host whose clock is slow

    row = MissedSearch.objects.get()
    assert (row.first_on, row.last_on) == (TODAY, TODAY + timedelta(days=2))


def test_flush_of_a_full_counter_of_hostile_words_is_one_statement(django_assert_num_queries):
    hostile = ["%s", "'; drop table --", "nül", "🚀", "%(words)s", "\\"]
    for words in [*hostile, *(f"junk {n}" for n in range(missed_search_counts.MOST_HELD - len(hostile)))]:
        missed_search_counts.count(words, 3)

    with django_assert_num_queries(1):
        missed_search_counts.flush(NOON)

    assert MissedSearch.objects.count() == missed_search_counts.MOST_HELD
    assert set(hostile) <= set(MissedSearch.objects.values_list("words", flat=True))


def test_flush_raises_no_content_version():
    before = models.ContentChange.objects.count()

    flushed("astronaut", 3)

    assert models.ContentChange.objects.count() == before


def fail(*args):
    raise DatabaseError(f"could not write {SECRET}")


def test_flush_that_fails_keeps_its_counts_and_logs_no_words(monkeypatch, caplog):
    missed_search_counts.count(SECRET, 2)
    begun = []
    monkeypatch.setattr(missed_search_counts, "flush_soon", lambda: begun.append(True))
    # The test's own connection stays open.
    monkeypatch.setattr(missed_search_counts.connections, "close_all", lambda: None)
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(missed_search_counts, "_add", fail)
        missed_search_counts._flush_aside()
    missed_search_counts.count(SECRET)

    assert held() == {SECRET: 3}
    assert begun  # the next minute tries again
    assert [record.message for record in caplog.records] == [
        "searches that found nothing could not be stored: DatabaseError"
    ]
    assert SECRET not in caplog.text

    missed_search_counts.flush(NOON)
    assert stored() == [(SECRET, 3)]


@pytest.mark.django_db(transaction=True)
def test_flushes_of_several_processes_at_once_add_up():
    """Each thread is a process: it adds words of its own to the same rows, in another order."""
    words = [f"job {number}" for number in range(40)]
    start, failed = threading.Barrier(6), []

    def add(number):
        seen = dict.fromkeys(words if number % 2 else reversed(words), 1)
        try:
            start.wait()
            for _ in range(5):
                missed_search_counts._add(seen, TODAY)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert dict(stored()) == dict.fromkeys(words, 30)


@pytest.mark.django_db(transaction=True)
def test_flush_in_a_thread_of_its_own_gives_its_connection_back():
    missed_search_counts.count("astronaut", 3)

    thread = threading.Thread(target=missed_search_counts._flush_aside)
    thread.start()
    thread.join()

    assert stored() == [("astronaut", 3)]
    assert connection.is_usable()


# --- Forgetting ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "first", "last", "stays"),
    [
        (2, 29, 29, True),
        (2, 30, 30, False),
        (2, 30, 0, False),
        (3, 364, 364, True),
        (3, 365, 365, False),
        (3, 800, 364, True),
    ],
)
@pytest.mark.parametrize("state", ["waiting", "noise"])
def test_forget_after_a_month_what_nobody_can_read_and_after_a_year_all(times, first, last, stays, state):
    MissedSearchFactory(
        times=times,
        words="astronaut" if times > 2 else "",
        first_on=TODAY - timedelta(days=first),
        last_on=TODAY - timedelta(days=last),
        state=state,
    )

    missed_search_counts.forget(NOON)

    assert MissedSearch.objects.exists() is stays


def test_forget_keeps_of_what_waits_the_most_typed(monkeypatch):
    monkeypatch.setattr(missed_search_counts, "MOST_WAITING", 2)
    days = {"first_on": date(2026, 11, 15), "last_on": date(2026, 11, 15)}
    MissedSearchFactory(words="noise", state="noise", **days)
    for times, words in [(1, ""), (2, ""), (5, "five"), (4, "four"), (3, "three")]:
        MissedSearchFactory(times=times, words=words, **days)

    missed_search_counts.forget(NOON)

    assert stored() == [("five", 5), ("four", 4), ("noise", 3)]
