"""The whole site, link by link: nothing missing, nothing foreign, every page sound HTML."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from html import unescape
from io import StringIO
from itertools import pairwise
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.http import HttpResponse

from profiles.eligibility.eligibility import LEVELS
from profiles.eligibility.texts import TEXTS
from profiles.models import RouteKind
from tests.conftest import NOON
from tests.filled import filled_site
from tests.kinds import kinds_of, outcomes_of, pay_of, smallest_sample, ways_by_slug
from tests.outside_data import MADE_UP, PROFILES, needs_profiles, records, sample_slugs
from tests.pages import Page, words

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

HERE = "http://testserver"
RESOURCES = [("link", "href"), ("script", "src"), ("img", "src"), ("source", "srcset"), ("use", "href")]
FIELDS = {"input", "select", "textarea", "button"}
MOST_ALIKE = 40
LINKS = re.compile(r'<a [^>]*?href="([^"]*)"')
ELEMENTS = re.compile(rb"<[a-z][^ >]*(?:[^>]* class=\"[^\"]*\")?")
CHOICES = ("/careers/compare/", "/shortlist/")
DATA_BLOCKS = {"application/ld+json"}


@dataclass
class Crawl:
    """What was found by following every link from the first page."""

    pages: dict[str, Page] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    linked_from: dict[str, str] = field(default_factory=dict)
    fragments: list[tuple[str, str]] = field(default_factory=list)
    resources: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)  # by kind of page
    read: Counter[str] = field(default_factory=Counter)  # by kind of page
    elements: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))  # by kind of page

    def follow(self, client) -> None:
        waiting = ["/"]
        while waiting:
            address = waiting.pop()
            if address in self.statuses or self.has_no_end(address):
                continue
            response = client.get(address)
            self.statuses[address] = response.status_code
            if response.streaming:
                list(response)  # at its end the file is closed
            if 300 <= response.status_code < 400:
                waiting.append(self._on_this_site(address, response["Location"]))
            elif not response["Content-Type"].startswith("text/html"):
                continue
            elif self.is_like_others(address, response):
                links = map(unescape, LINKS.findall(response.content.decode()))
                waiting.extend(filter(None, (self._on_this_site(address, link) for link in links)))
            else:
                waiting.extend(self._read(address, Page(response)))

    def _read(self, address: str, page: Page):
        """What of this site the page links to and fetches."""
        self.pages[address] = page
        for link in page.all("a[@href]"):
            whole, fragment = urldefrag(urljoin(HERE + address, link.get("href")))
            if fragment:
                self.fragments.append((whole.removeprefix(HERE), fragment))
            if found := self._on_this_site(address, link.get("href")):
                yield found
        yield from filter(None, self._resources(address, page))

    def is_like_others(self, address: str, response) -> bool:
        """Hundreds of pages are alike, and reading one takes longer than making it.

        Of each kind the first ones are read, then each tenth and each with an element not met before.
        """
        kind = re.sub(r"=[^&]*", "=*", re.sub(r"^/careers/(?!compare/)[^/?]+/", "/careers/*/", address))
        elements = set(ELEMENTS.findall(response.content)) - self.elements[kind]
        self.elements[kind] |= elements
        self.asked[kind] += 1
        is_like = self.asked[kind] > MOST_ALIKE and self.asked[kind] % 10 != 0 and not elements
        self.read[kind] += not is_like
        return is_like

    def has_no_end(self, address: str) -> bool:
        """Every choice of careers has a page that leads to the next choice: some tell for all."""
        kind = next((path for path in CHOICES if address.startswith(f"{path}?")), None)
        return bool(kind) and sum(seen.startswith(kind) for seen in self.statuses) >= MOST_ALIKE

    def _on_this_site(self, base: str, link: str) -> str:
        """``link`` as a path of this site; "" when it leads elsewhere."""
        whole = urldefrag(urljoin(HERE + base, link)).url
        path = whole.removeprefix(HERE) if whole.startswith(f"{HERE}/") else ""
        if path:
            self.linked_from.setdefault(path, base)
        return path

    def _resources(self, address: str, page: Page):
        """What a browser fetches for the page by itself."""
        for element in page.root.iter():
            tag = str(element.tag).rpartition("}")[2]
            for name, attribute in RESOURCES:
                if tag != name or element.get(attribute) is None or element.get("rel") == "canonical":
                    continue
                for one in element.get(attribute).split(", "):
                    whole = urljoin(HERE + address, one.split(" ")[0])
                    self.resources[whole] = address
                    yield self._on_this_site(address, one.split(" ")[0])


def crawl(client) -> Crawl:
    found = Crawl()
    found.follow(client)
    return found


def faults_of(address: str, page: Page) -> list[str]:
    """What is wrong with one page."""
    ids = Counter(element.get("id") for element in page.all("*[@id]"))
    fields = {e.get("id") for e in page.all("*[@id]") if e.tag in FIELDS}
    levels = [level for level, _ in page.headings()]
    named = [
        target
        for attribute in ("aria-labelledby", "aria-describedby", "aria-controls")
        for element in page.all(f"*[@{attribute}]")
        for target in element.get(attribute).split()
    ]
    inline = [s for s in page.all("script") if s.get("src") is None and s.get("type") not in DATA_BLOCKS]
    faults = {
        "it has one h1": levels.count(1) == 1,
        "it begins with its h1": levels[:1] == [1],
        "headings skip no level": all(b <= a + 1 for a, b in pairwise(levels)),
        "every heading has words": all(words for _, words in page.headings()),
        "it says its language": page.root.get("lang") == "en-GB",
        "ids are unique": max(ids.values(), default=1) == 1,
        "labels point to fields": {label.get("for") for label in page.all("label")} <= fields,
        "names point to elements": set(named) <= set(ids),
        "it has no style attribute": page.all("*[@style]") == page.all("style") == [],
        "it has no inline script": inline == [],
        "it has no handlers": not any(
            name.startswith("on") for element in page.root.iter() for name in element.attrib
        ),
        "pictures have their words": all(img.get("alt") is not None for img in page.all("img")),
        "links have words": all(_name(link) for link in page.all("a[@href]")),
        "buttons say what they are": all(button.get("type") for button in page.all("button")),
    }
    return [f"{address}: not so that {rule}" for rule, holds in faults.items() if not holds]


def _name(link) -> str:
    return words(link) or " ".join(img.get("alt", "") for img in link.iter("img"))


def is_sound(found: Crawl) -> None:
    missing = {
        address: found.linked_from.get(address)
        for address, status in found.statuses.items()
        if status not in {200, 301, 302}
    }
    foreign = {
        whole: page for whole, page in found.resources.items() if urlsplit(whole).netloc != "testserver"
    }
    ids = {address: {e.get("id") for e in page.all("*[@id]")} for address, page in found.pages.items()}
    titles = Counter(page.title for page in found.pages.values())

    assert missing == {}
    assert foreign == {}
    assert [fault for address, page in found.pages.items() for fault in faults_of(address, page)] == []
    assert [(a, fragment) for a, fragment in found.fragments if a in ids and fragment not in ids[a]] == []
    assert {title: count for title, count in titles.items() if count > 1} == {}


@pytest.fixture(autouse=True)
def _at_noon(settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    with time_machine.travel(NOON, tick=False):
        yield


def test_crawl_of_a_filled_site_finds_it_sound(client):
    filled_site()

    found = crawl(client)

    is_sound(found)
    # The control: it went everywhere.
    assert {
        "/",
        "/careers/",
        "/careers/?page=2",
        "/careers/?sector=science-and-research&page=2",
        "/careers/biochemist/",
        "/careers/biochemist/questions/",
        "/shortlist/",
        "/careers/beekeeper/",
        "/discover/",
        "/career-of-the-month/",
        "/sectors/science-and-research/",
        "/subjects/maths-for-biochemist/",
        "/skills/skill-0-of-biochemist/",
        "/pages/about/",
        "/webinars/",
        "/webinars/?series=science-week",
        "/webinars/meet-a-biochemist/",
        "/webinars/meet-a-biochemist/book/",
    } <= set(found.pages)
    assert [sum(path in address for address in found.pages) > 20 for path in CHOICES] == [True, True]
    assert {"/static/css/site.css", "/static/js/site.js", "/career-of-the-month/feed/"} <= set(found.statuses)


@pytest.mark.any_database
def test_crawl_of_imported_careers_finds_them_sound(client, profiles_name, profiles_file):
    call_command("import_careers", "ncs", profiles_file, "--publish", stdout=StringIO())

    found = crawl(client)

    is_sound(found)
    assert found.asked["/careers/*/"] == found.asked["/careers/*/questions/"] == len(records(profiles_name))
    # The control: a good many of each kind were read, not only asked.
    least = {"made-up": 13, "sample": 40, "whole": 101}[profiles_name]
    assert found.read["/careers/*/"] >= least <= found.read["/careers/*/questions/"]


def test_made_up_profiles_hold_every_kind_of_route_pay_level_and_outcome():
    found = ways_by_slug(MADE_UP / "profiles.json").values()

    assert {str(route.kind) for sheet, _ in found for route in sheet.routes} == set(RouteKind.values)
    assert Counter(pay_of(sheet) for sheet, _ in found) == {
        "two figures": 8, "one figure": 1, "only a starter": 1, "only experienced": 1, "none": 2,
    }  # fmt: skip
    assert {ways.level for _, ways in found} == set(LEVELS)
    assert set().union(*(outcomes_of(ways) for _, ways in found)) == set(TEXTS)


@needs_profiles
@pytest.mark.nightly
def test_sample_of_the_published_profiles_holds_every_kind_of_the_whole():
    found = ways_by_slug(PROFILES)
    chosen = [kinds_of(*found[slug]) for slug in sample_slugs()]

    missing = set().union(*(kinds_of(*pair) for pair in found.values())) - set().union(*chosen)
    assert missing == set(), f"a sample that holds them: {smallest_sample(found)}"


def test_crawl_of_an_empty_site_finds_it_sound(client):
    found = crawl(client)

    is_sound(found)
    assert set(found.pages) == {
        "/",
        "/careers/",
        "/discover/",
        "/open-to-me/",
        "/career-of-the-month/",
        "/webinars/",
        "/shortlist/",
        "/careers/compare/",
        "/bookings/sign-in/",
    }


def test_style_guide_is_sound_and_only_for_developers(client, settings):
    assert client.get("/styleguide/").status_code == 404

    settings.DEBUG = True
    page = Page(client.get("/styleguide/"))

    assert faults_of("/styleguide/", page) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<h1>Two</h1>", "it has one h1"),
        ("<h4>Deep</h4>", "headings skip no level"),
        ("<h2></h2>", "every heading has words"),
        ('<p id="a"></p><p id="a"></p>', "ids are unique"),
        ('<label for="nowhere">A</label>', "labels point to fields"),
        ('<p aria-labelledby="nowhere"></p>', "names point to elements"),
        ('<p style="color: red"></p>', "it has no style attribute"),
        ("<script>alert(1)</script>", "it has no inline script"),
        ('<p onclick="a()"></p>', "it has no handlers"),
        ('<img src="/a.png">', "pictures have their words"),
        ('<a href="/"></a>', "links have words"),
        ("<button>Go</button>", "buttons say what they are"),
        ("", None),
    ],
)
def test_crawl_sees_a_fault(markup, fault):
    head = '<!doctype html><html lang="en-GB"><head><title>A</title></head>'
    page = Page(HttpResponse(f"{head}<body><h1>A</h1>{markup}</body></html>"))

    assert faults_of("/", page) == ([f"/: not so that {fault}"] if fault else [])
