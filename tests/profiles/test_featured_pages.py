"""The archive of the careers of the month, and its feed."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from careersguide.models import SiteSettings
from profiles.feeds import NEWEST
from profiles.models import FeaturedMonth
from tests.conftest import NOON
from tests.factories import CareerFactory, FeaturedMonthFactory, SiteSettingsFactory
from tests.pages import Page, parts, warm

pytestmark = pytest.mark.django_db

ARCHIVE, FEED = "/career-of-the-month/", "/career-of-the-month/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def months():
    """September, October and November of 2026, the middle one withdrawn since; December to come."""
    gone = CareerFactory(title="Signalman", withdraw_at=NOON - timedelta(days=1))
    baker, carer, dentist = (CareerFactory(title=title) for title in ("Baker", "Carer", "Dentist"))
    return [
        FeaturedMonthFactory(career=career, year=2026, month=month)
        for career, month in zip((baker, gone, carer, dentist), (9, 10, 11, 12), strict=True)
    ]


def feed(client):
    response = client.get(FEED)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - we made it ourselves


def doors(client) -> list[tuple[str, list[str]]]:
    """Each wall of the archive: its year, and what stands on its doors."""
    walls = [wall for wall in Page(client.get(ARCHIVE)).all("section") if wall.get("class") == "wall-of-year"]
    return [(parts(wall, "h2")[0], parts(wall, "h3")) for wall in walls]


def test_archive_is_a_wall_of_twelve_doors_for_each_year_latest_first(client, months):
    FeaturedMonthFactory(career=months[0].career, year=2025, month=2)
    FeaturedMonthFactory(career=months[0].career, year=2027, month=1)

    (this_year, of_this_year), (last_year, of_last_year) = doors(client)

    assert (this_year, last_year) == ("2026", "2025")
    assert of_this_year[8:] == [
        "September 2026: Baker",
        "October 2026: Signalman",
        "November 2026: Carer",
        "December 2026:",
    ]
    assert of_last_year[:2] == ["January 2025:", "February 2025: Baker"]
    assert (len(of_this_year), len(of_last_year)) == (12, 12)


def test_archive_keeps_a_withdrawn_career_without_a_link(client, months):
    page = Page(client.get(ARCHIVE))

    assert page.texts("p[@class='to-come']") == ["No longer on the site"]
    assert [a.get("href") for a in page.all("ol//a")] == ["/careers/baker/", "/careers/carer/"]


def test_archive_leads_to_all_careers(client, months):
    assert Page(client.get(ARCHIVE)).links("main//a")["All careers"] == reverse("profiles:career-list")


def test_archive_without_months_says_so(client):
    page = Page(client.get(ARCHIVE))

    assert page.texts("p[@class='empty']") == ["No month has had its career yet."]


def test_feed_holds_the_published_months_latest_first(client, months, settings):
    settings.SITE_URL = "https://careers.example"
    SiteSettingsFactory(organisation="Fish & chips <for all>")

    found = feed(client)

    assert [entry.findtext(f"{ATOM}title") for entry in found.iter(f"{ATOM}entry")] == [
        "Carer: career of the month, November 2026",
        "Baker: career of the month, September 2026",
    ]
    assert [entry.find(f"{ATOM}link").get("href") for entry in found.iter(f"{ATOM}entry")] == [
        "https://careers.example/careers/carer/",
        "https://careers.example/careers/baker/",
    ]
    assert [entry.findtext(f"{ATOM}id") for entry in found.iter(f"{ATOM}entry")] == [
        "https://careers.example/career-of-the-month/#2026-11",
        "https://careers.example/career-of-the-month/#2026-09",
    ]
    # November begins at midnight in London, September an hour earlier in UTC.
    assert [entry.findtext(f"{ATOM}updated") for entry in found.iter(f"{ATOM}entry")] == [
        "2026-11-01T00:00:00+00:00",
        "2026-08-31T23:00:00+00:00",
    ]
    assert found.findtext(f"{ATOM}title") == "Career of the month · Fish & chips <for all>"
    assert found.findtext(f"{ATOM}author/{ATOM}name") == "Fish & chips <for all>"


def test_feed_has_what_atom_asks_for(client, months):
    found = feed(client)

    for element in (found, *found.iter(f"{ATOM}entry")):
        for needed in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{needed}")
    assert found.findtext(f"{ATOM}author/{ATOM}name") == SiteSettings().organisation


def test_feed_without_months_is_a_feed(client):
    assert list(feed(client).iter(f"{ATOM}entry")) == []


def test_feed_holds_the_newest_two_years(client):
    career = CareerFactory()
    for year in (2024, 2025, 2026):
        for month in range(1, 12):
            FeaturedMonthFactory(career=career, year=year, month=month)

    entries = list(feed(client).iter(f"{ATOM}entry"))

    assert FeaturedMonth.objects.count() > NEWEST
    assert len(entries) == NEWEST
    assert entries[0].findtext(f"{ATOM}title").endswith("November 2026")


def test_feed_is_named_on_every_page(client, months):
    (link,) = Page(client.get(ARCHIVE)).all("link[@rel='alternate']")

    assert (link.get("type"), link.get("href")) == ("application/atom+xml", FEED)


@pytest.mark.parametrize("address", [ARCHIVE, FEED])
@pytest.mark.parametrize("rows", [1, 3])
def test_archive_and_feed_query_count_is_flat(client, django_assert_num_queries, address, rows):
    for number in range(rows):
        FeaturedMonthFactory(year=2026, month=11 - number)
    warm(client, address)

    with django_assert_num_queries(1):  # the content version
        response = client.get(address)

    row = 'href="/careers/career-' if address == ARCHIVE else "</entry>"
    assert response.content.decode().count(row) == rows
