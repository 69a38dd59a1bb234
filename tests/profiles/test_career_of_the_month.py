"""The career of the month: scheduled, chosen, recorded once, never changed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from profiles import career_of_the_month
from profiles.models import Career, FeaturedMonth
from tests.conftest import NOON
from tests.factories import LONG_AGO, CareerFactory, FeaturedMonthFactory, RouteFactory

pytestmark = pytest.mark.rendering

HOME = "/"


def complete_career(**fields):
    career = CareerFactory(overview="What it is.", day_to_day="- this", **fields)
    RouteFactory(career=career)
    return career


def on_record():
    rows = FeaturedMonth.objects.order_by("year", "month")
    return [(row.year, row.month, row.career_id, row.is_automatic) for row in rows]


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), (2026, 1)),
        (datetime(2026, 2, 1, tzinfo=UTC), (2026, 2)),
        # Summer time begins on 29 March: from then on a month begins an hour earlier in UTC.
        (datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC), (2026, 3)),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), (2026, 4)),
        # It ends on 25 October.
        (datetime(2026, 9, 30, 23, 0, tzinfo=UTC), (2026, 10)),
        (datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), (2026, 10)),
        (datetime(2026, 11, 1, tzinfo=UTC), (2026, 11)),
    ],
)
def test_london_month_follows_the_clock_of_london(moment, month):
    assert career_of_the_month.london_month(moment) == month


@pytest.mark.parametrize("month", [(2026, 3), (2026, 4), (2026, 10), (2026, 11), (2026, 12)])
def test_month_starts_at_its_first_moment(month):
    start = career_of_the_month.starts_at(month)

    assert career_of_the_month.london_month(start) == month
    assert (
        career_of_the_month.following(career_of_the_month.london_month(start - timedelta(microseconds=1)))
        == month
    )


@pytest.mark.django_db
def test_month_scheduled_is_shown_and_left_alone(client):
    complete_career()
    scheduled = CareerFactory()
    FeaturedMonthFactory(career=scheduled, year=2026, month=11)

    with time_machine.travel(NOON, tick=False):
        response = client.get(HOME)

    assert response.context["featured"].pk == scheduled.pk
    assert on_record() == [(2026, 11, scheduled.pk, False)]


@pytest.mark.django_db
def test_month_not_scheduled_goes_to_the_first_never_featured():
    featured, first, _second = (complete_career() for _ in range(3))
    FeaturedMonthFactory(career=featured, year=2026, month=10)

    career_of_the_month.record_due_months(NOON)

    assert on_record() == [(2026, 10, featured.pk, False), (2026, 11, first.pk, True)]


@pytest.mark.django_db
def test_month_goes_to_the_one_that_waited_longest_when_all_were_featured():
    recent, oldest = complete_career(), complete_career()
    FeaturedMonthFactory(career=oldest, year=2026, month=8)
    FeaturedMonthFactory(career=recent, year=2026, month=9)
    FeaturedMonthFactory(career=recent, year=2026, month=10)

    career_of_the_month.record_due_months(NOON)

    assert on_record()[-1] == (2026, 11, oldest.pk, True)


@pytest.mark.django_db
def test_month_prefers_complete_careers_and_takes_any_before_none():
    incomplete = CareerFactory()
    draft = CareerFactory(publish_at=None)

    assert career_of_the_month.choice((2026, 11), NOON) == incomplete
    complete = complete_career()
    assert career_of_the_month.choice((2026, 11), NOON) == complete
    Career.objects.exclude(pk=draft.pk).update(withdraw_at=LONG_AGO + timedelta(days=1))
    assert career_of_the_month.choice((2026, 11), NOON) is None


@pytest.mark.django_db
def test_home_records_the_month_once_however_often_it_is_asked(client):
    first = complete_career()

    with time_machine.travel(NOON, tick=False):
        client.get(HOME)
        complete_career()
        client.get(HOME)

    assert on_record() == [(2026, 11, first.pk, True)]


@pytest.mark.django_db
def test_months_nobody_saw_are_filled_in_order():
    seen, second, third = (complete_career() for _ in range(3))
    FeaturedMonthFactory(career=seen, year=2026, month=8)

    career_of_the_month.record_due_months(NOON)
    career_of_the_month.record_due_months(NOON)

    assert on_record() == [
        (2026, 8, seen.pk, False),
        (2026, 9, second.pk, True),
        (2026, 10, third.pk, True),
        (2026, 11, seen.pk, True),
    ]


@pytest.mark.django_db
def test_month_nobody_saw_is_chosen_by_what_was_published_then():
    old = complete_career()
    FeaturedMonthFactory(career=old, year=2026, month=9)
    new = complete_career(publish_at=datetime(2026, 11, 2, tzinfo=UTC))

    career_of_the_month.record_due_months(NOON)

    assert on_record() == [
        (2026, 9, old.pk, False),
        (2026, 10, old.pk, True),
        (2026, 11, new.pk, True),
    ]


@pytest.mark.django_db
def test_career_withdrawn_in_its_month_leaves_home_filled_and_the_archive_as_it_was(client):
    withdrawn = complete_career(withdraw_at=NOON - timedelta(days=1))
    stand_in = complete_career()
    FeaturedMonthFactory(career=withdrawn, year=2026, month=11)

    with time_machine.travel(NOON, tick=False):
        home = client.get(HOME)
        archive = client.get(reverse("profiles:featured-list"))

    assert home.context["featured"].pk == stand_in.pk
    assert on_record() == [(2026, 11, withdrawn.pk, False)]
    ((year, wall),) = archive.context["archive_years"]
    assert (year, [door.title for door in wall]) == (2026, [""] * 10 + [withdrawn.title, ""])
    assert [door.month for door in wall if door.is_withdrawn] == [11]
    assert f'href="{withdrawn.get_absolute_url()}"' not in archive.content.decode()


@pytest.mark.django_db
def test_archive_opens_the_doors_of_begun_months_and_none_to_come(client):
    september, november, december = (
        FeaturedMonthFactory(year=2026, month=month).career for month in (9, 11, 12)
    )
    october = complete_career()

    with time_machine.travel(NOON, tick=False):
        response = client.get(reverse("profiles:featured-list"))

    ((year, wall),) = response.context["archive_years"]
    shown = [(door.month, door.title) for door in wall if door.entry]
    assert (year, shown) == (2026, [(9, september.title), (10, october.title), (11, november.title)])
    assert december.title not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_midnight_seen_by_two_processes_at_once_records_one_choice(monkeypatch):
    careers = [complete_career() for _ in range(4)]
    FeaturedMonthFactory(career=careers[0], year=2026, month=9)
    meet = threading.Barrier(2, timeout=20)
    real_choice = career_of_the_month.choice
    chosen, failed = [], []

    def choose_together(month, at):
        career = real_choice(month, at)
        chosen.append(month)
        if len(chosen) <= 2:
            meet.wait()  # both have chosen October before either writes it
        return career

    def record():
        try:
            career_of_the_month.record_due_months(NOON)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(career_of_the_month, "choice", choose_together)
    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert failed == []
    assert chosen.count((2026, 10)) == 2  # the control: they did meet
    assert on_record() == [
        (2026, 9, careers[0].pk, False),
        (2026, 10, careers[1].pk, True),
        (2026, 11, careers[2].pk, True),
    ]
