"""What a page shows of itself where somebody shares its address."""

from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as site_settings
from django.contrib.staticfiles import finders
from PIL import Image

from tests.conftest import NOON
from tests.factories import CareerFactory, FeaturedMonthFactory, SiteSettingsFactory, WebinarFactory
from tests.filled import filled_site
from tests.pages import Page
from tests.public import ADDRESSES, PUBLIC
from tests.structured_data import scripts_of

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SITE = "https://careers.example"
SHARED = {
    "og:site_name",
    "og:locale",
    "og:type",
    "og:url",
    "og:title",
    "og:description",
    "og:image",
    "og:image:width",
    "og:image:height",
    "og:image:alt",
    "twitter:card",
}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    with time_machine.travel(NOON, tick=False):
        yield


def shared(page: Page) -> dict[str, str]:
    """What the page says of itself, each once."""
    named = [(meta.get("property") or meta.get("name"), meta.get("content")) for meta in page.all("meta")]
    found = [(name, value) for name, value in named if name and name.startswith(("og:", "twitter:"))]
    assert len(dict(found)) == len(found)
    return dict(found)


def page_of(client, address) -> Page:
    return Page(client.get(address))


def is_page(response) -> bool:
    return response.status_code == 200 and response["Content-Type"].startswith("text/html")


def test_every_public_page_can_be_shared(client):
    filled_site()
    pages = {address: Page(response) for address in ADDRESSES if is_page(response := client.get(address))}

    assert {"/", "/careers/", "/careers/biochemist/", "/webinars/", "/pages/about/"} <= pages.keys()
    for address, page in pages.items():
        said = shared(page)
        assert said.keys() == SHARED, address
        assert [name for name, value in said.items() if not value.strip()] == [], address
        assert said["og:url"] == f"{SITE}{address.partition('?')[0]}"
        assert said["og:title"] in page.title, address
        (description,) = page.all("meta[@name='description']")
        assert said["og:description"] == description.get("content"), address
        picture = urlsplit(said["og:image"])
        assert f"{picture.scheme}://{picture.netloc}" == SITE, address
        with Image.open(finders.find(picture.path.removeprefix(site_settings.STATIC_URL))) as opened:
            size = {"og:image:width": str(opened.width), "og:image:height": str(opened.height)}
        assert size.items() <= said.items(), address


def test_profile_shares_its_own_picture_and_words(client):
    SiteSettingsFactory(organisation="Careers for all")
    CareerFactory(title="Nurse", summary="You care.", drawing="nurse", drawing_alt="A hand is bandaged.")

    assert shared(page_of(client, "/careers/nurse/")) == {
        "og:site_name": "Careers for all",
        "og:locale": "en_GB",
        "og:type": "article",
        "og:url": f"{SITE}/careers/nurse/",
        "og:title": "Nurse",
        "og:description": "You care.",
        "og:image": f"{SITE}/static/sharing/nurse.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "A hand is bandaged.",
        "twitter:card": "summary_large_image",
    }


def test_home_shares_the_career_of_the_month(client):
    nurse = CareerFactory(title="Nurse", drawing="nurse", drawing_alt="A hand is bandaged.")
    FeaturedMonthFactory(career=nurse, year=2026, month=11)

    said = shared(page_of(client, "/"))

    assert said["og:image"] == f"{SITE}/static/sharing/nurse.png"
    assert said["og:image:alt"] == "An open door, and behind it the work: Nurse."
    assert said["og:type"] == "website"


def test_page_without_a_career_shares_the_door(client):
    assert shared(page_of(client, "/"))["og:image"] == f"{SITE}/static/sharing/doorway.png"


def test_webinar_shares_the_picture_of_its_first_career(client):
    webinar = WebinarFactory(title="Meet a nurse", summary="Two nurses talk.")
    webinar.careers.add(CareerFactory(title="Nurse", drawing="nurse", drawing_alt="A hand."))

    said = shared(page_of(client, "/webinars/meet-a-nurse/"))

    assert (said["og:title"], said["og:type"]) == ("Meet a nurse", "article")
    assert said["og:image"] == f"{SITE}/static/sharing/nurse.png"


def test_shared_address_has_nothing_that_was_typed(client):
    CareerFactory(title="Nurse")

    for address, params in PUBLIC.values():
        asked = dict.fromkeys(params, "secret-of-a-reader")
        response = client.get(address, asked)
        if is_page(response):
            assert "secret-of-a-reader" not in shared(Page(response))["og:url"], address


@pytest.mark.parametrize("address", ["/no-such-page/", "/careers/gone/", "/bookings/", "/bookings/sign-in/"])
def test_page_that_is_not_for_everybody_shares_nothing(client, address):
    CareerFactory(title="Gone", slug="gone", withdraw_at=NOON)

    page = Page(client.get(address, follow=True))

    assert shared(page) == {}
    assert scripts_of(page) == []


def test_hostile_words_stay_inside_their_attribute(client):
    title = '"><script>alert(1)</script>'
    CareerFactory(title=title, slug="hostile", summary=title)

    page = page_of(client, "/careers/hostile/")

    assert (shared(page)["og:title"], shared(page)["og:description"]) == (title, title)
    run = [script for script in page.all("script") if script.get("type") != "application/ld+json"]
    assert [script for script in run if "alert" in "".join(script.itertext())] == []
