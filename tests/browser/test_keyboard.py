"""The site, used with only the keyboard."""

import pytest

from tests.browser.test_journey import cards, heading

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement"


def tab_until(page, condition: str, most: int = 80) -> None:
    """Press Tab until ``condition`` holds for the focused element; check that each stop is visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert unseen(page) == ""
        if page.evaluate(f"({condition})({FOCUSED})"):
            return
    raise AssertionError(f"not within {most} presses: {condition}")


def unseen(page) -> str:
    """The start of the focused element if its outline is less than 3 pixels wide; otherwise ""."""
    style, width, words = page.evaluate(
        f"(() => {{ const s = getComputedStyle({FOCUSED}); "
        f"return [s.outlineStyle, parseFloat(s.outlineWidth), {FOCUSED}.outerHTML.slice(0, 80)] }})()"
    )
    return words if style == "none" or width < 3 else ""


def words_are(words: str) -> str:
    """The condition that the text of the focused element is ``words``."""
    return f"one => one.textContent.trim().replaceAll('\u00ad', '') === {words!r}"


def test_first_stop_is_a_link_to_the_content_that_can_be_seen(visit):
    page = visit("/")

    page.keyboard.press("Tab")
    words = page.evaluate(f"{FOCUSED}.textContent")
    is_on_top = page.evaluate(
        f"(() => {{ const box = {FOCUSED}.getBoundingClientRect(); "
        f"return document.elementFromPoint(box.left + 20, box.top + 20) === {FOCUSED} }})()"
    )
    page.keyboard.press("Enter")

    assert (words, is_on_top) == ("Skip to the content", True)
    assert page.evaluate(f"{FOCUSED}.id") == "content"


def test_stop_whose_outline_is_lost_is_seen(visit):
    page = visit("/")
    page.evaluate("document.querySelector('.wordmark').style.outline = 'none'")
    page.keyboard.press("Tab")
    while "wordmark" not in page.evaluate(f"{FOCUSED}.className"):
        assert unseen(page) == ""
        page.keyboard.press("Tab")

    assert unseen(page).startswith('<a class="wordmark"')


def test_journey_from_search_to_questions_by_keyboard_alone(visit, site):
    page = visit("/", width=360, height=640)

    tab_until(page, "one => one.name === 'q'")
    page.keyboard.type("maker")
    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/?q=maker")

    tab_until(page, words_are("Filter and sort"))
    if not page.locator(".filters").evaluate("one => one.open"):
        page.keyboard.press("Enter")
    tab_until(page, "one => one.name === 'sector'")
    page.keyboard.type("Sci")
    tab_until(page, words_are("Show careers"))
    page.keyboard.press("Enter")
    page.wait_for_url("**sector=science-and-research**")

    tab_until(page, "one => one.textContent.includes('Remove ') && one.textContent.includes('maker')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/?sector=science-and-research")

    tab_until(page, words_are("Biochemist"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/biochemist/")
    tab_until(page, "one => one.tagName === 'SUMMARY' && one.closest('.cupboards')")
    page.keyboard.press("Enter")
    assert page.get_by_text("Keep a diary.").is_visible()

    tab_until(page, words_are("Print the questions on one page"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/")
    assert heading(page) == "Three questions to ask"


def test_journey_from_archive_to_profile_by_keyboard_alone(visit):
    page = visit("/career-of-the-month/")

    tab_until(page, "one => one.closest('.wall')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/*/")

    assert heading(page) in {"Biochemist", "Beekeeper"}
    tab_until(page, words_are("View all careers of the month"))


def test_cupboard_of_a_skill_opens_with_the_keyboard(visit):
    page = visit("/careers/biochemist/")
    inside = page.locator(".cupboards details").first

    tab_until(page, "one => one.tagName === 'SUMMARY' && one.closest('.cupboards')")
    closed = inside.evaluate("one => one.open")
    page.keyboard.press("Enter")

    assert (closed, inside.evaluate("one => one.open")) == (False, True)
    assert inside.get_by_text("Keep a diary.").is_visible()


def test_search_goes_with_enter(visit):
    page = visit("/")

    tab_until(page, "one => one.name === 'q'")
    page.keyboard.type("biochem")
    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/?q=biochem")

    assert cards(page) == ["Biochemist", "Colleague of Biochemist"]
