"""The shortlist that an address names; what a browser keeps is in tests/browser."""

import re

import pytest
import segno

from profiles.profile_page.qr_code import qr_code
from tests.factories import CareerFactory, CareerSlugFactory
from tests.filled import full_career
from tests.pages import Page, parts, warm

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SHORTLIST = "/shortlist/"


def shortlist(client, *slugs, **params) -> Page:
    response = client.get(SHORTLIST, {"c": slugs, **params})
    assert response.status_code == 200
    return Page(response)


def titles(page: Page) -> list[str]:
    return page.texts("article[@class='shortlisted']//h2")


def notes(page: Page) -> list[str]:
    return page.texts("p[@class='note']")


@pytest.fixture
def three():
    full_career("Nurse")
    CareerFactory(title="Chef")
    CareerFactory(title="Welder")
    CareerFactory(title="Draft", publish_at=None)


def test_shortlist_shows_the_careers_of_its_address_in_their_order(client, three):
    page = shortlist(client, "welder", "nurse")

    assert titles(page) == ["Welder", "Nurse"]
    assert [parts(figures, "dd") for figures in page.all("dl")] == [
        ["Varies", "Varies", "Varies"],
        ["£28,900", "£52,000", "37 to 40"],
    ]
    assert page.links("a[@data-list]") == {
        "Remove Welder": f"{SHORTLIST}?c=nurse",
        "Remove Nurse": f"{SHORTLIST}?c=welder",
    }
    assert page.title == "Shortlist: Welder and Nurse · Careers guide"


def test_shortlist_without_careers_says_how_it_works(client, three):
    page = shortlist(client)

    assert page.headings() == [(1, "Shortlist"), (2, "Add a career")]
    assert len(page.texts("main//ul[@class='prose']/li")) == 4
    assert page.all("svg[@class='qr']") == page.all("*[@data-shown]") == []


def test_shortlist_leaves_out_what_it_cannot_show_and_says_so(client, three):
    CareerSlugFactory(career=CareerFactory(title="Diver"), slug="frogman")

    page = shortlist(client, "nurse", "draft", "nurse", "frogman", "")

    assert titles(page) == ["Nurse", "Diver"]
    assert notes(page) == [
        "One of the careers in this address is not here, so it was left out.",
        "What this address names more than once is shown once.",
    ]
    (tools,) = page.all("*[@data-shown]")
    assert tools.get("data-shown") == "nurse diver"


@pytest.mark.parametrize(("named", "shown", "said"), [(24, 24, 0), (25, 24, 1)])
def test_shortlist_holds_24_careers(client, named, shown, said):
    slugs = [CareerFactory(title=f"Maker {number:02}").slug for number in range(named)]

    page = shortlist(client, *slugs)

    assert [title.replace(" ", "-").lower() for title in titles(page)] == slugs[:shown]
    assert notes(page) == ["There is room for 24 careers here, so the others were left out."] * said
    assert page.all("input[@name='q']") == []
    assert page.texts("p[@class='hint not-printed']") == [
        "A shortlist holds 24 careers. Remove one to add another."
    ]


@pytest.mark.parametrize(("number", "ticks"), [(1, []), (2, [True] * 2), (4, [True] * 4), (5, [False] * 5)])
def test_shortlist_compares_what_is_ticked(client, number, ticks):
    slugs = [CareerFactory(title=f"Maker {number}").slug for number in range(number)]

    page = shortlist(client, *slugs)

    boxes = page.all("input[@type='checkbox']")
    assert [box.get("checked") is not None for box in boxes] == ticks
    assert [box.get("value") for box in boxes] == slugs[: len(ticks)]
    assert [form.get("action") for form in page.all("form")] == ["/careers/compare/", f"{SHORTLIST}#add"]
    assert ("Compare what is ticked" in page.texts("button")) == bool(ticks)


def test_shortlist_finds_careers_to_add(client, three):
    page = shortlist(client, "nurse", q="wlder")

    assert page.links("ul[@class='offers form']//a") == {"Add Welder": f"{SHORTLIST}?c=nurse&c=welder"}
    assert [field.get("value") for field in page.all("input[@type='hidden']")] == ["nurse"]


def test_shortlist_says_what_its_words_were_taken_for(client, three):
    page = shortlist(client, q="n " * 100)

    assert notes(page)[0].startswith("That is a lot to look for")


def dark_squares(path: str) -> set[tuple[int, int]]:
    """The squares that a path of moves and lines to the right darkens, counted from the left and the top."""
    found, x, y = set(), 0, 0
    for command, across, down in re.findall(r"([Mmh])(\d+)(?: ([\d.]+))?", path):
        start = int(across) if command == "M" else x + int(across)
        if command == "M":
            y = int(float(down))
        if command == "h":
            found |= {(square, y) for square in range(x, start)}
        x = start
    return found


def squares_of(text: str) -> set[tuple[int, int]]:
    """The dark squares that segno draws for ``text``, with four of white around them."""
    rows = segno.make_qr(text, error="l").matrix_iter(border=4)
    return {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}


def test_shortlist_has_a_qr_code_of_its_own_address(client, three, settings):
    settings.SITE_URL = "https://careers.example"
    address = "https://careers.example/shortlist/?c=welder&c=nurse"

    page = shortlist(client, "welder", "draft", "nurse", q="chef")

    (code,) = page.all("{*}svg[@class='qr']")
    (path,) = code.findall("{*}path[@class='qr-dark']")
    squares = dark_squares(path.get("d"))
    assert squares == squares_of(address)
    assert squares != squares_of(f"{address}&c=chef")
    assert (code.get("role"), code.get("aria-label")) == ("img", "A QR code that opens this shortlist")
    assert page.texts("p[@class='address']") == [address]
    (canonical,) = page.all("link[@rel='canonical']")
    assert canonical.get("href") == address


def test_shortlist_too_long_for_a_code_has_none(client):
    slugs = [CareerFactory(title=f"{number:02}{'a' * 118}").slug for number in range(24)]

    page = shortlist(client, *slugs)

    assert (len(titles(page)), page.all("{*}svg[@class='qr']")) == (24, [])


@pytest.mark.parametrize(("length", "is_there"), [(2_953, True), (2_954, False)])
def test_qr_code_holds_2953_bytes(length, is_there):
    assert (qr_code("a" * length) is not None) == is_there


def test_shortlist_is_kept_by_nobody(client, three):
    response = client.get(SHORTLIST, {"c": ["nurse"]})

    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert response.cookies == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_shortlist_query_count_is_flat(client, django_assert_num_queries, rows):
    slugs = [full_career(f"Career {number}").slug for number in range(rows)]
    warm(client, f"{SHORTLIST}?c={slugs[0]}&q=career")

    with django_assert_num_queries(1):  # the content version
        page = shortlist(client, *slugs, q="colleague")

    assert len(titles(page)) == rows


def test_card_names_its_career_for_the_shortlist(client, three):
    cards = Page(client.get("/careers/")).all("article[@class='card']")

    assert {card.get("data-keep") for card in cards} == {"nurse", "chef", "welder", "colleague-of-nurse"}
    assert {len(card.findall(".//a")) for card in cards} == {1}


def test_preview_of_a_draft_offers_nothing_to_keep(client, django_user_model):
    draft = CareerFactory(title="Draft", publish_at=None)
    client.force_login(django_user_model.objects.create_superuser("boss@school.example", "x"))

    page = Page(client.get(f"/admin/profiles/career/{draft.pk}/preview/"))

    assert "Draft" in page.texts("h1")
    assert "Start a shortlist with this career" not in page.links()
