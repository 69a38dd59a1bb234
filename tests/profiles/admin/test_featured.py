"""The months: an editor schedules those to come; those that have begun stand."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from careersguide.roles import EDITOR, ORGANISER
from profiles.models import FeaturedMonth
from tests.conftest import NOON
from tests.factories import CareerFactory, FeaturedMonthFactory
from tests.staff import client_of, errors_of, queries_of, sent_back

pytestmark = pytest.mark.django_db

ADD = reverse("admin:profiles_featuredmonth_add")
LIST = reverse("admin:profiles_featuredmonth_changelist")


def url(act, featured):
    return reverse(f"admin:profiles_featuredmonth_{act}", args=[featured.pk])


@pytest.fixture(autouse=True)
def _in_november_2026():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor():
    return client_of(EDITOR)


def test_featured_month_add_offers_the_first_month_without_a_career(editor):
    FeaturedMonthFactory(year=2026, month=12)
    FeaturedMonthFactory(year=2027, month=1)
    career = CareerFactory()
    form = sent_back(editor.get(ADD))

    response = editor.post(ADD, form | {"career": career.pk})

    assert response.status_code == 302, errors_of(response)
    assert (form["year"], form["month"]) == (["2027"], ["2"])
    assert list(career.featured_months.values_list("year", "month", "is_automatic")) == [(2027, 2, False)]


@pytest.mark.parametrize(
    ("year", "month", "error"),
    [
        (2026, 11, "That month has begun; its career stands. Choose a month to come."),
        (2026, 1, "That month has begun; its career stands. Choose a month to come."),
        (2026, 12, "That month already has its career."),
        (2027, 13, "Select a valid choice. 13 is not one of the available choices."),
        (2101, 1, "Ensure this value is less than or equal to 2100."),
    ],
)
def test_featured_month_that_cannot_be_scheduled_is_refused_in_words(editor, year, month, error):
    FeaturedMonthFactory(year=2026, month=12)

    response = editor.post(ADD, {"year": year, "month": month, "career": CareerFactory().pk})

    assert errors_of(response) == [error]
    assert FeaturedMonth.objects.count() == 1


@pytest.mark.parametrize(("moment", "is_open"), [((23, 0), False), ((22, 59), True)])
def test_featured_month_begins_at_midnight_in_london(editor, moment, is_open):
    """British summer time: on the last of May, June begins an hour before midnight in UTC."""
    career = CareerFactory()

    with time_machine.travel(datetime(2027, 5, 31, *moment, tzinfo=UTC), tick=False):
        client = client_of(EDITOR)
        response = client.post(ADD, {"year": 2027, "month": 6, "career": career.pk})

    assert (response.status_code == 302) is is_open


def test_featured_month_of_a_career_that_is_not_published_is_refused(editor):
    draft, published = CareerFactory(publish_at=None), CareerFactory()
    autocomplete = {"app_label": "profiles", "model_name": "featuredmonth", "field_name": "career"}

    response = editor.post(ADD, {"year": 2027, "month": 6, "career": draft.pk})
    offered = editor.get(reverse("admin:autocomplete"), autocomplete).json()["results"]
    related = editor.get(
        reverse("admin:autocomplete"), autocomplete | {"model_name": "relatedcareer", "field_name": "other"}
    ).json()["results"]

    assert errors_of(response) == ["Select a valid choice. That choice is not one of the available choices."]
    assert [choice["text"] for choice in offered] == [published.title]
    assert [choice["text"] for choice in related] == [draft.title, published.title]


def test_featured_month_to_come_can_be_changed_and_deleted(editor):
    featured = FeaturedMonthFactory(year=2026, month=12)
    career = CareerFactory()

    editor.post(url("change", featured), {"year": 2026, "month": 12, "career": career.pk})
    featured.refresh_from_db()
    assert featured.career == career

    editor.post(url("delete", featured), {"post": "yes"})
    assert not FeaturedMonth.objects.exists()


@pytest.mark.parametrize(("year", "month"), [(2026, 11), (2025, 12)])
def test_featured_month_that_has_begun_is_only_shown(editor, year, month):
    featured = FeaturedMonthFactory(year=year, month=month)
    to_come = FeaturedMonthFactory(year=2026, month=12)
    other = {"year": 2027, "month": 5, "career": CareerFactory().pk}
    chosen = {"action": "delete_selected", "_selected_action": [featured.pk, to_come.pk], "post": "yes"}

    assert featured.career.title in editor.get(url("change", featured)).content.decode()
    assert editor.post(url("change", featured), other).status_code == 403
    assert editor.post(url("delete", featured), {"post": "yes"}).status_code == 403
    editor.post(LIST, chosen)
    assert list(FeaturedMonth.objects.all()) == [to_come, featured]


def test_featured_month_is_not_the_organisers():
    assert client_of(ORGANISER).get(ADD).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_featured_month_list_query_count_is_flat(editor, rows):
    for month in range(1, rows + 1):
        FeaturedMonthFactory(year=2026, month=month, is_automatic=month == 1)

    # Session, person, two of permissions, years to filter by, two counts, months with their careers.
    assert len(queries_of(editor, LIST)) == 8
    assert [str(row) for row in editor.get(LIST).context["cl"].result_list] == [
        "March 2026",
        "February 2026",
        "January 2026",
    ][-rows:]
