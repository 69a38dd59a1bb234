"""What robots read: the sitemap and robots.txt."""

from xml.etree import ElementTree

import pytest
import time_machine

from tests.conftest import NOON
from tests.factories import CareerFactory, FeaturedMonthFactory, PageFactory, SkillFactory, SubjectFactory
from tests.filled import filled_site
from tests.pages import warm

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def addresses(client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    found = ElementTree.fromstring(response.content)  # noqa: S314 - we made it ourselves
    return [one.text for one in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_sitemap_holds_every_public_page_and_no_other(client, settings):
    settings.SITE_URL = "https://careers.example"
    career = CareerFactory(title="Nurse", main_sector__name="Care")
    SubjectFactory(name="Biology")
    SkillFactory(name="Listening")
    PageFactory(title="About")
    CareerFactory(publish_at=None, main_sector=career.main_sector)
    PageFactory(publish_at=None)

    assert addresses(client) == [
        "https://careers.example/",
        "https://careers.example/pages/about/",
        "https://careers.example/careers/",
        "https://careers.example/career-of-the-month/",
        "https://careers.example/sectors/care/",
        "https://careers.example/subjects/biology/",
        "https://careers.example/skills/listening/",
        "https://careers.example/careers/nurse/",
        "https://careers.example/webinars/",
    ]


def test_sitemap_leads_to_no_missing_page(client, settings):
    with time_machine.travel(NOON, tick=False):
        filled_site()
        found = addresses(client)
        statuses = {
            address: client.get(address.removeprefix(settings.SITE_URL)).status_code for address in found
        }

    assert len(found) >= 40
    assert {address for address, status in statuses.items() if status != 200} == set()


def test_robots_are_told_where_the_sitemap_is(client, settings):
    settings.SITE_URL = "https://careers.example"

    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /careers/surprise/",
        "",
        "Sitemap: https://careers.example/sitemap.xml",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_sitemap_query_count_is_flat(client, django_assert_num_queries, rows):
    FeaturedMonthFactory.create_batch(rows)
    PageFactory.create_batch(rows)
    warm(client, "/sitemap.xml")

    with django_assert_num_queries(3):  # the content version, the editors' pages, webinars
        found = addresses(client)

    assert len(found) == 4 + 3 * rows
