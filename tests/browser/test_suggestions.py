"""Suggestions under the search box, by keyboard and pointer."""

import pytest

from tests.browser.test_journey import heading

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def box(visit):
    """A page's search box, and the requests that were made while it was used."""

    def box(path="/", **options):
        page = visit(path, **options)
        page.asked = []
        page.on("request", lambda asked: "/suggestions/" in asked.url and page.asked.append(asked.url))
        page.locator("#q").focus()
        return page

    return box


def suggested(page):
    return page.get_by_role("listbox", name="Careers").get_by_role("option")


def type_words(page, words: str) -> None:
    page.keyboard.type(words)
    suggested(page).first.wait_for()


def active(page) -> str:
    """The text of the option that a screen reader is on; "" on the box itself."""
    return page.evaluate(
        "document.getElementById(document.querySelector('#q').getAttribute('aria-activedescendant'))"
        "?.textContent ?? ''"
    )


def is_open(page) -> bool:
    said = page.locator("#q").get_attribute("aria-expanded") == "true"
    assert page.get_by_role("listbox").is_visible() == said
    return said


@pytest.mark.parametrize("path", ["/", "/careers/"])
def test_suggestions_are_reached_by_arrows_and_lead_to_the_career(box, path):
    page = box(path)
    before = page.get_by_role("combobox", name="What do you like doing").get_attribute("aria-expanded")
    type_words(page, "bi")

    assert before == "false"
    assert suggested(page).all_text_contents() == ["Biochemist", "Colleague of Biochemist"]
    assert is_open(page)
    assert active(page) == ""
    assert page.locator("#status").text_content() == "2 suggestions. Choose with the arrow keys."
    stops = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        stops.append(active(page))
    assert stops == [
        "Biochemist",
        "Colleague of Biochemist",
        "Biochemist",
        "Colleague of Biochemist",
        "Biochemist",
    ]
    assert [one.get_attribute("aria-selected") for one in suggested(page).all()] == [
        "true",
        "false",
    ]
    assert page.locator("#q").input_value() == "bi"
    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/biochemist/")
    assert heading(page) == "Biochemist"


def test_suggestions_close_with_escape_and_move_in_the_text_with_home_and_end(box):
    page = box()
    type_words(page, "bioc")
    page.keyboard.press("ArrowDown")

    page.keyboard.press("Home")
    at_home = (active(page), is_open(page), page.evaluate("document.querySelector('#q').selectionStart"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    at_end = (active(page), is_open(page), page.evaluate("document.querySelector('#q').selectionStart"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    closed = (active(page), is_open(page), page.locator("#q").input_value())
    page.keyboard.press("Alt+ArrowDown")
    opened = (active(page), is_open(page))

    assert at_home == ("", True, 0)
    assert at_end == ("", True, 4)
    assert closed == ("", False, "bioc")
    assert opened == ("", True)


def test_enter_on_no_suggestion_searches_for_the_words(box):
    page = box()
    type_words(page, "bioc")

    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/?q=bioc")

    assert page.locator("mark").first.text_content().replace("\u00ad", "") == "Biochemist"


def test_suggestion_is_chosen_by_a_click(box):
    page = box("/careers/", width=360, height=640)
    type_words(page, "beek")

    page.get_by_role("option", name="Beekeeper").click()
    page.wait_for_url("**/careers/beekeeper/")

    assert page.get_by_role("heading", level=1).text_content().replace("\u00ad", "").strip() == "Beekeeper"


def test_suggestions_are_asked_for_once_a_pause(box):
    page = box()
    page.clock.install(time=0)
    page.clock.pause_at(600)  # seconds; from here on the test advances it
    page.keyboard.type("b")
    page.clock.run_for(1_000)
    page.keyboard.type("eekeepe", delay=0)
    page.clock.run_for(199)
    before = list(page.asked)
    page.keyboard.type("r")
    page.clock.run_for(199)
    still = list(page.asked)
    page.clock.run_for(1)
    suggested(page).first.wait_for()

    assert (before, still) == ([], [])
    assert [url.partition("?")[2] for url in page.asked] == ["q=beekeeper"]


def test_late_answer_to_fewer_letters_is_not_shown(box):
    page = box()
    held = []
    page.route("**/suggestions/?q=be", lambda route: held.append(route))
    with page.expect_request("**/suggestions/?q=be"):
        page.keyboard.type("be")
    type_words(page, "ekeeper")

    assert len(held) == 1
    assert suggested(page).all_text_contents() == ["Beekeeper"]


def test_suggestions_leave_with_the_focus(box):
    page = box()
    type_words(page, "bioc")

    page.keyboard.press("Tab")

    assert not is_open(page)
    assert page.evaluate("document.activeElement.textContent.trim()") == "Find careers"


def test_search_box_without_script_is_a_plain_field(visit):
    page = visit("/", javascript=False)

    page.locator("#q").fill("biochem")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/careers/?q=biochem")

    assert page.locator("#q").get_attribute("role") is None
    assert page.get_by_role("searchbox").input_value() == "biochem"
