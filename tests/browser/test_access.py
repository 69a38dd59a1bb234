"""Every kind of page, checked by axe: at phone and desktop widths, in light and dark mode."""

import pytest

from tests.browser.axe import violations, violations_in_light_and_dark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "home": "/",
    "browse": "/careers/",
    "browse filtered": "/careers/?q=maker&sector=science-and-research&sort=starter&page=2",
    "browse without results": "/careers/?q=zzqxv&sector=no-such",
    "compare": "/careers/compare/?c=biochemist&c=electrician&c=beekeeper&c=maker-01",
    "compare one": "/careers/compare/?c=biochemist&c=no-such&q=maker",
    "shortlist": "/shortlist/?c=biochemist&c=beekeeper&q=maker",
    "empty shortlist": "/shortlist/",
    "profile": "/careers/biochemist/",
    "thin profile": "/careers/beekeeper/",
    "open to me": "/open-to-me/?have=english&have=maths",
    "open to me, one career": "/open-to-me/?career=biochemist&have=english",
    "browse with answers": "/careers/?have=english&open=unset",
    "closed door": "/careers/signalman/",
    "questions": "/careers/biochemist/questions/",
    "archive": "/career-of-the-month/",
    "sheet": "/career-of-the-month/2026/11/sheet/",
    "sector": "/sectors/science-and-research/",
    "page": "/pages/about/",
    "webinars": "/webinars/",
    "webinar": "/webinars/meet-a-biochemist/",
    "missing": "/no-such-page/",
}


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_have_no_fault_that_axe_finds(visit, width):
    page = visit(width=width)
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found |= {(name, scheme): faults for scheme, faults in violations_in_light_and_dark(page).items()}

    assert {where: faults for where, faults in found.items() if faults} == {}
    assert len(found) == 2 * len(PAGES)


@pytest.mark.parametrize("width", [360, 1280])
def test_style_guide_has_no_fault_that_axe_finds(visit, settings, width):
    settings.DEBUG = True
    page = visit("/styleguide/", width=width)
    # It shows the banner a second time; every other part appears once.
    page.evaluate("document.querySelector('main .banner').removeAttribute('aria-label')")

    assert violations_in_light_and_dark(page) == {"light": [], "dark": []}
    assert page.evaluate("document.scrollingElement.scrollWidth") == width


def test_axe_finds_a_fault(visit):
    page = visit("/")
    page.evaluate("document.querySelector('label').remove()")

    assert [found.split(":")[0] for found in violations(page)] == ["label"]


def test_axe_finds_words_that_the_dark_hides(visit):
    page = visit("/pages/about/")
    page.evaluate("document.querySelector('main p').style.color = '#222'")

    found = violations_in_light_and_dark(page)

    assert found["light"] == []
    assert [fault.split(":")[0] for fault in found["dark"]] == ["color-contrast"]


def widths_of(page) -> dict[str, int]:
    """The width of each page in CSS pixels."""
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found[name] = page.evaluate("document.scrollingElement.scrollWidth")
    return found


def test_pages_never_scroll_sideways_on_the_narrowest_phone(visit):
    assert widths_of(visit(width=320)) == dict.fromkeys(PAGES, 320)


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_never_scroll_sideways_with_text_of_twice_the_size(visit, large_text_browser, width):
    page = visit(width=width, browser=large_text_browser)

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert widths_of(page) == dict.fromkeys(PAGES, width)
