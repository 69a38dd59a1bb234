"""The banner: switched on for a period, on every page."""

from datetime import timedelta

import pytest
import time_machine

from tests.conftest import NOON
from tests.factories import BannerFactory
from tests.pages import Page, parts, warm

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def banner(client, moment=NOON, address="/") -> list[str]:
    with time_machine.travel(moment, tick=False):
        return Page(client.get(address)).texts("aside[@class='banner']")


def test_banner_shows_for_its_period_and_not_a_moment_longer(client):
    BannerFactory(message="Sign up!", starts_at=NOON, ends_at=NOON + SECOND)
    with time_machine.travel(NOON - SECOND, tick=False):
        warm(client, "/")

    moments = [
        NOON - timedelta(microseconds=1),
        NOON,
        NOON + SECOND - timedelta(microseconds=1),
        NOON + SECOND,
    ]

    assert [banner(client, moment) for moment in moments] == [[], ["Sign up!"], ["Sign up!"], []]


def test_banner_without_an_end_stays(client):
    BannerFactory(message="Sign up!", starts_at=NOON)

    assert banner(client, NOON + timedelta(days=3650)) == ["Sign up!"]


def test_banner_that_started_last_is_the_one_that_shows(client):
    BannerFactory(message="Old", starts_at=NOON - 2 * SECOND)
    BannerFactory(message="New", starts_at=NOON - SECOND, ends_at=NOON + SECOND)

    assert [banner(client), banner(client, NOON + SECOND)] == [["New"], ["Old"]]


@pytest.mark.parametrize("address", ["/", "/careers/", "/career-of-the-month/", "/no-such-page/"])
def test_banner_is_on_every_page(client, address):
    BannerFactory(message="Sign up!")

    assert banner(client, address=address) == ["Sign up!"]


def test_banner_hides_its_emoji_from_screen_readers_and_leads_on(client):
    row = BannerFactory(
        emoji="☀", message="Free webinars.", link_words="Sign up here", link="/webinars/", revision=3
    )

    page = Page(client.get("/"))
    (aside,) = page.all("aside")

    assert [(span.get("aria-hidden"), span.text) for span in aside.findall(".//span")] == [("true", "☀")]
    assert parts(aside, "p") == ["☀ Free webinars. Sign up here"]
    assert [a.get("href") for a in aside.findall(".//a")] == ["/webinars/"]
    assert page.root.get("data-banner") == f"{row.pk}.3"
