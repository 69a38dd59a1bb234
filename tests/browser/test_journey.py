"""From the homepage to a career and beyond, without JavaScript; and what JavaScript adds."""

import pytest

from careersguide.models import Banner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def heading(page) -> str:
    return page.locator("h1").text_content().replace("\u00ad", "")


def cards(page) -> list[str]:
    return [title.replace("\u00ad", "") for title in page.locator(".card-title").all_inner_texts()]


def test_journey_from_search_to_archive_works_without_script(visit, site):
    page = visit("/", javascript=False, width=360, height=640)
    # No space is reserved for what JavaScript adds.
    assert page.locator(".foot .tools").evaluate("one => one.clientHeight") == 0

    page.get_by_role("searchbox").fill("maker")
    page.get_by_role("button", name="Find careers").click()
    assert (heading(page), page.locator(".count").inner_text()) == (
        "Careers",
        "26 careers for “maker”, page 1 of 2",
    )

    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Find careers").click()
    page.get_by_text("Filter and sort").click()
    page.get_by_label("Kind of work").select_option("building")
    page.get_by_role("button", name="Show careers").click()
    page.wait_for_url("**sector=building**")
    assert cards(page) == ["Electrician"]

    page.get_by_role("link", name="Electrician").click()
    assert heading(page) == "Electrician"
    page.locator(".cupboards summary").first.click()
    assert page.get_by_text("Keep a diary.").is_visible()

    page.get_by_role("link", name="Print the questions on one page").click()
    assert heading(page) == "Three questions to ask"
    page.get_by_role("link", name="Electrician").click()
    page.locator(".explore .next").click()
    assert page.url == f"{site}/career-of-the-month/"
    page.locator(".wall a").first.click()
    assert heading(page) in {"Biochemist", "Beekeeper"}


def test_first_screen_of_a_phone_has_the_search_and_the_door_of_the_month(visit):
    page = visit("/", width=360, height=640)

    bottom = page.get_by_role("button", name="Find careers").bounding_box()
    door = page.locator(".month .door").bounding_box()

    assert bottom["y"] + bottom["height"] <= 640
    assert door["y"] < 640


def test_banner_put_away_stays_away_until_its_next_revision_and_moves_nothing(visit):
    page = visit("/")
    banner = page.get_by_role("complementary", name="Announcement")
    assert layout_shift(page) == 0

    banner.get_by_role("button", name="Put away").click()
    assert (banner.is_visible(), said(page)) == (False, "The announcement is put away.")
    page.reload()
    assert (banner.is_visible(), layout_shift(page)) == (False, 0)

    Banner.objects.update(revision=2)
    page.reload()
    assert (banner.is_visible(), layout_shift(page)) == (True, 0)


def test_more_space_is_said_and_kept_for_the_next_page(visit):
    page = visit("/careers/biochemist/")
    button = page.get_by_role("button", name="More space").first
    leading = line_height(page)

    button.click()
    assert (button.get_attribute("aria-pressed"), said(page)) == (
        "true",
        "There is more space in the text now.",
    )
    page.goto("/careers/electrician/")
    assert button.get_attribute("aria-pressed") == "true"
    assert line_height(page) > leading
    assert layout_shift(page) == 0

    button.click()
    assert (button.get_attribute("aria-pressed"), said(page)) == ("false", "The text is as it was.")
    page.reload()
    assert line_height(page) == leading


def test_what_moves_after_the_first_paint_is_measured(visit):
    page = visit("/")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate("document.body.prepend(Object.assign(document.createElement('h2'), {textContent: 'Late'}))")

    assert layout_shift(page) > 0


def said(page) -> str:
    """The last announcement by the script."""
    return page.locator("#status").text_content()


def line_height(page) -> float:
    return page.evaluate("parseFloat(getComputedStyle(document.querySelector('.prose p')).lineHeight)")


def layout_shift(page) -> float:
    """The layout shift since the page was opened, without any input."""
    return page.evaluate("""new Promise((done) => {
        let total = 0;
        const add = (entries) => { for (const one of entries) if (!one.hadRecentInput) total += one.value; };
        const watch = new PerformanceObserver((list) => add(list.getEntries()));
        watch.observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
            add(watch.takeRecords());
            done(total);
        }, 50)));
    })""")


# A fake for the browser's speech synthesis; its voices are those in VOICES.
SPEECH = """
const voices = VOICES, spoken = [];
window.spoken = spoken;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  speaking: false, pending: false,
  getVoices: () => voices,
  addEventListener() {},
  speak(words) { spoken.push(words); this.speaking = true; },
  cancel() { this.speaking = false; for (const words of spoken) words.onerror(); },
} });
"""


def visit_with_voices(visit, voices: str):
    page = visit("/")
    page.add_init_script(SPEECH.replace("VOICES", voices))
    page.goto("/careers/biochemist/")
    return page


def test_listen_reads_the_overview_with_a_voice_of_this_device_and_stops(visit):
    page = visit_with_voices(
        visit,
        "[{localService: false, lang: 'en-GB'}, {localService: true, lang: 'fr-FR'},"
        " {localService: true, lang: 'en-GB', name: 'Here'}]",
    )

    page.get_by_role("button", name="Listen").click()
    assert page.evaluate("spoken.map(({text, lang, voice}) => [text, lang, voice.name])") == [
        ["You study cells.", "en-GB", "Here"],
        ["Where", "en-GB", "Here"],
        ["In a laboratory.", "en-GB", "Here"],
    ]

    page.get_by_role("button", name="Stop").click()
    assert page.get_by_role("button", name="Listen").is_visible()


@pytest.mark.parametrize("voices", ["[]", "[{localService: false, lang: 'en-GB'}]"])
def test_listen_is_absent_without_a_voice_of_this_device(visit, voices):
    page = visit_with_voices(visit, voices)

    assert page.locator(".prose .tools button").all_inner_texts() == ["More space"]
