"""The appearance in other modes: forced colours, reduced motion, print."""

import io

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def colours(page, place: str) -> int:
    """The number of colours that each fill at least a hundredth of ``place``."""
    with Image.open(io.BytesIO(page.locator(place).first.screenshot())) as picture:
        counts = picture.convert("RGB").getcolors(picture.width * picture.height)
        return sum(count >= picture.width * picture.height / 100 for count, _ in counts)


def test_forced_colours_keep_the_hero_and_every_door(visit):
    page = visit("/careers/biochemist/")
    page.emulate_media(forced_colors="active")

    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert colours(page, ".hero .door") >= 4
    assert colours(page, ".explore .door") >= 4
    page.goto("/careers/signalman/")
    assert colours(page, ".door.closed") >= 2


def test_less_motion_opens_doors_at_once(visit):
    page = visit("/careers/")

    def seconds():
        return page.evaluate("getComputedStyle(document.querySelector('.leaf')).transitionDuration")

    assert seconds() == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert seconds() == "0.15s"


def test_paper_shows_the_skills_opened_and_nothing_to_press(visit):
    page = visit("/careers/biochemist/")
    inside, button = page.get_by_text("Keep a diary."), page.get_by_role("button", name="More space").first
    on_screen = inside.is_visible(), button.is_visible()

    page.emulate_media(media="print")

    assert (on_screen, (inside.is_visible(), button.is_visible())) == ((False, True), (True, False))
