"""A shortlist in the browser and in its address; the table of a comparison on a phone."""

import pytest

from profiles.models import Career
from tests.browser.test_journey import heading, layout_shift, said
from tests.browser.test_keyboard import tab_until, unseen, words_are

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BROWSE = "/careers/?sector=science-and-research"


def kept(page) -> str | None:
    """The shortlist in the browser's storage. There must be no cookies."""
    assert page.context.cookies() == []
    return page.evaluate("localStorage.getItem('shortlist')")


def shown(page) -> list[str]:
    return [title.replace("\u00ad", "") for title in page.locator(".shortlisted h2").all_inner_texts()]


def in_masthead(page) -> str:
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Shortlist")
    return " ".join(link.inner_text().split())


def test_shortlist_from_cards_to_its_page_and_back_to_nothing(visit, site):
    page = visit(BROWSE)
    assert (in_masthead(page), kept(page)) == ("Shortlist", None)

    page.get_by_role("button", name="Add to shortlist Beekeeper").click()
    assert (said(page), in_masthead(page)) == ("Beekeeper is on your shortlist.", "Shortlist 1")
    page.get_by_role("button", name="Add to shortlist Biochemist").click()
    page.reload()
    assert (in_masthead(page), kept(page)) == ("Shortlist 2", "beekeeper biochemist")
    assert page.get_by_role("button", name="On your shortlist: remove Beekeeper").is_visible()

    page.goto("/careers/electrician/")
    page.get_by_role("button", name="Add to shortlist Electrician").click()
    page.goto("/shortlist/")
    page.wait_for_url(f"{site}/shortlist/?c=beekeeper&c=biochemist&c=electrician")
    assert shown(page) == ["Beekeeper", "Biochemist", "Electrician"]

    page.get_by_role("link", name="Remove Biochemist").click()
    page.wait_for_url(f"{site}/shortlist/?c=beekeeper&c=electrician")
    assert (shown(page), kept(page)) == (["Beekeeper", "Electrician"], "beekeeper electrician")

    page.get_by_role("button", name="Compare what is ticked").click()
    page.wait_for_url("**/careers/compare/**")
    assert page.title() == "Compare Beekeeper and Electrician · Careers for all"

    page.goto(BROWSE)
    page.get_by_role("button", name="On your shortlist: remove Beekeeper").click()
    assert (said(page), kept(page)) == ("Beekeeper is off your shortlist.", "electrician")
    page.get_by_role("link", name="Shortlist 1").click()
    page.get_by_role("button", name="Empty my shortlist").click()
    page.wait_for_url(f"{site}/shortlist/")
    assert (kept(page), in_masthead(page)) == (None, "Shortlist")


def test_shortlist_that_somebody_sent_is_kept_only_when_the_reader_says_so(visit, site):
    page = visit("/careers/electrician/")
    page.get_by_role("button", name="Add to shortlist Electrician").click()

    page.goto("/shortlist/?c=beekeeper&c=biochemist")
    page.get_by_role("link", name="Remove Biochemist").click()
    page.wait_for_url(f"{site}/shortlist/?c=beekeeper")
    assert (shown(page), kept(page)) == (["Beekeeper"], "electrician")

    page.get_by_role("button", name="Add these to my shortlist").click()
    page.wait_for_url(f"{site}/shortlist/?c=electrician&c=beekeeper")
    assert (shown(page), kept(page)) == (["Electrician", "Beekeeper"], "electrician beekeeper")


def test_shortlist_changed_in_another_window_loses_nothing(visit):
    page = visit("/careers/biochemist/")
    page.get_by_role("button", name="Add to shortlist Biochemist").click()
    page.goto("/shortlist/?c=biochemist")
    other = page.context.new_page()
    other.goto("/careers/electrician/")
    other.get_by_role("button", name="Add to shortlist Electrician").click()

    page.get_by_role("link", name="Shortlist 2").wait_for()
    page.get_by_role("link", name="Remove Biochemist").click()
    page.wait_for_url("**/shortlist/?c=electrician")

    assert kept(page) == "electrician"


def test_shortlist_lets_go_of_what_is_no_longer_here(visit):
    page = visit(BROWSE)
    for title in ("Beekeeper", "Biochemist"):
        page.get_by_role("button", name=f"Add to shortlist {title}").click()
    Career.objects.filter(slug="beekeeper").update(publish_at=None)

    page.goto("/shortlist/")
    page.wait_for_url("**c=beekeeper&c=biochemist")

    assert (shown(page), kept(page)) == (["Biochemist"], "biochemist")
    assert page.get_by_text("One of the careers in this address is not here").is_visible()


def test_shortlist_holds_24_careers_and_says_so(visit):
    page = visit("/careers/electrician/")
    page.evaluate(
        "localStorage.setItem('shortlist', Array.from({length: 24}, (_, n) => 'maker-' + n).join(' '))"
    )
    page.reload()

    page.get_by_role("button", name="Add to shortlist Electrician").click()

    assert said(page) == "Your shortlist is full: it holds 24."
    assert page.get_by_role("button", name="Your shortlist is full: it holds 24.").is_visible()
    assert "electrician" not in kept(page)


@pytest.mark.parametrize("held", ["<b> ../x %00", "null", " "])
def test_shortlist_of_anything_else_in_the_storage_is_a_list(visit, held):
    page = visit("/")
    page.evaluate("held => localStorage.setItem('shortlist', held)", held)

    page.goto("/shortlist/?c=beekeeper")

    assert shown(page) == ["Beekeeper"]
    assert page.get_by_role("button", name="Add these to my shortlist").is_visible()


def test_shortlist_page_opens_whatever_the_storage_holds(visit, site):
    page = visit("/")
    page.evaluate("held => localStorage.setItem('shortlist', held)", f"{'x' * 200_000} beekeeper")

    page.goto("/shortlist/")
    page.wait_for_url(f"{site}/shortlist/?c=beekeeper")

    assert shown(page) == ["Beekeeper"]


NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });"


def test_shortlist_holds_for_the_page_where_storage_is_refused(visit):
    page = visit("/")
    page.add_init_script(NO_STORAGE)
    page.goto(BROWSE)

    page.get_by_role("button", name="Add to shortlist Beekeeper").click()

    assert in_masthead(page) == "Shortlist 1"
    assert page.get_by_role("button", name="On your shortlist: remove Beekeeper").is_visible()


def test_shortlist_works_without_script_by_its_address(visit, site):
    page = visit("/careers/biochemist/", javascript=False, width=360, height=640)

    page.get_by_role("link", name="Start a shortlist with this career").click()
    page.wait_for_url(f"{site}/shortlist/?c=biochemist")
    assert shown(page) == ["Biochemist"]

    page.get_by_role("searchbox").fill("beekeeper")
    page.get_by_role("button", name="Find careers").click()
    page.get_by_role("link", name="Add Beekeeper").click()
    assert page.url == f"{site}/shortlist/?c=biochemist&c=beekeeper"

    page.get_by_role("button", name="Compare what is ticked").click()
    assert page.url == f"{site}/careers/compare/?c=biochemist&c=beekeeper"
    page.get_by_role("link", name="Put these on a shortlist").click()
    page.get_by_role("link", name="Remove Biochemist").click()
    page.wait_for_url(f"{site}/shortlist/?c=beekeeper")
    assert shown(page) == ["Beekeeper"]
    assert page.get_by_role("img", name="A QR code that opens this shortlist").is_visible()
    assert page.locator(".of-list").evaluate("one => one.clientHeight") == 0


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("held", ["", "biochemist beekeeper"])
def test_shortlist_moves_nothing_when_it_comes(visit, width, held):
    page = visit("/", width=width)
    page.evaluate("held => localStorage.setItem('shortlist', held)", held)

    moved = {}
    for path in (
        "/",
        BROWSE,
        "/careers/biochemist/",
        "/shortlist/?c=biochemist&c=beekeeper",
        "/careers/compare/",
    ):
        page.goto(path)
        moved[path] = layout_shift(page)

    assert moved == dict.fromkeys(moved, 0)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_button_of_a_card_stands_beside_its_link(visit, width):
    page = visit(BROWSE, width=width)
    page.evaluate("localStorage.setItem('shortlist', 'beekeeper')")
    page.reload()

    overlaps = page.evaluate("""Array.from(document.querySelectorAll(".card"), (card) => {
        const place = card.getBoundingClientRect();
        const end = place.bottom - parseFloat(getComputedStyle(card.querySelector("a"), "::after").bottom);
        const button = card.querySelector("button").getBoundingClientRect();
        const text = card.querySelector(".card-text").getBoundingClientRect();
        return [button.top < end - 1, button.right > place.right + 1, text.bottom > button.top + 1,
                button.height < 43.5].some(Boolean);
    })""")

    assert overlaps == [False] * 24


def test_table_keeps_its_roles_and_the_names_of_its_rows_on_a_phone(visit):
    page = visit("/careers/compare/?c=biochemist&c=electrician&c=beekeeper", width=360, height=640)
    region = page.get_by_role("region", name="Side by side")
    table = page.get_by_role("table", name="Side by side")

    assert [table.get_by_role(role).count() for role in ("columnheader", "rowgroup")] == [3, 5]
    row = table.get_by_role("row", name="Starter salary differs")
    assert row.get_by_role("rowheader").inner_text() == "Starter salary differs"
    assert row.get_by_role("cell").all_inner_texts() == ["£28,900", "£28,900", "Varies"]
    assert page.evaluate("document.scrollingElement.scrollWidth") == 360

    head = row.get_by_role("rowheader")
    before = head.bounding_box()["x"]
    region.evaluate("one => one.scrollLeft = 1000")
    assert region.evaluate("one => one.scrollLeft") > 0
    assert head.bounding_box()["x"] == before


def test_table_is_moved_by_the_keyboard(visit):
    page = visit("/careers/compare/?c=biochemist&c=electrician&c=beekeeper&c=maker-01", width=360, height=640)

    tab_until(page, "one => one.getAttribute('role') === 'region'")
    page.keyboard.press("ArrowRight")

    assert page.evaluate(
        """() => new Promise(resolve => {
            const look = left => document.activeElement.scrollLeft > 0 || !left
                ? resolve(document.activeElement.scrollLeft > 0)
                : requestAnimationFrame(() => look(left - 1));
            look(300);
        })"""
    )


def test_shortlist_by_the_keyboard_alone(visit):
    page = visit("/careers/biochemist/")

    tab_until(page, words_are("Add to shortlist Biochemist"))
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "On your shortlist: remove Biochemist"
    assert unseen(page) == ""

    page.goto("/shortlist/")
    page.wait_for_url("**/shortlist/?c=biochemist")
    tab_until(page, words_are("Remove Biochemist"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/shortlist/")
    assert (heading(page), kept(page)) == ("Shortlist", None)


def test_copied_address_is_the_one_that_is_shown(visit, site):
    page = visit("/shortlist/?c=biochemist")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)

    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="The link is copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".address").inner_text()
