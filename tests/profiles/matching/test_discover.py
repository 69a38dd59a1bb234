"""Discover: short statements, then careers that say why they are there; the answers live in the address."""

import random
from collections import Counter
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.core.management import call_command

from core import version_cache
from profiles.catalogue import catalogue
from profiles.day_to_day import tasks_of
from profiles.matching.discover import OF_ONE_SECTOR, SHOWN, discover
from profiles.matching.discover_statements import FIRST_PAGES, PAGE_SIZE, STATEMENTS, StatementAnswers
from profiles.models import Career, Interest
from profiles.search import live as search
from profiles.search.words import asked_words, words_of
from tests.careersguide.test_crawl import faults_of
from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    CareerInterestFactory,
    CareerSkillFactory,
    SectorFactory,
    SkillFactory,
)
from tests.hostile import escaped, every_family, short
from tests.pages import Page, parts, warm, words
from tests.reading import reading_age

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

ASK = "/discover/"
RESULTS = "/discover/careers/"
OLDEST = 13  # years of age
PLACE = {statement.key: place for place, statement in enumerate(STATEMENTS)}
SAYS = {statement.key: statement.likes for statement in STATEMENTS}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def letters(**said: str) -> str:
    """The answers of an address: ``letters(animals="y")``, with ``_`` for the hyphen of a key."""
    found = ["-"] * len(STATEMENTS)
    for key, letter in said.items():
        found[PLACE[key.replace("_", "-")]] = letter
    return "".join(found).rstrip("-")


def results(client, a: str, *less: str) -> Page:
    response = client.get(f"{RESULTS}?{urlencode({'a': a, 'less': less}, doseq=True)}")
    assert response.status_code == 200
    return Page(response)


def titles(page: Page) -> list[str]:
    """The careers that fit, in their order, without the surprise."""
    return [words(title) for title in page.all("li[@class='match']/article//h3")]


def surprise(page: Page) -> str:
    (title,) = [words(title) for title in page.all("div[@class='match surprise']/article//h3")]
    return title


def reasons(page: Page, title: str) -> list[str]:
    """Why the career stands here."""
    for match in page.all("*[@class='match']") + page.all("*[@class='match surprise']"):
        if parts(match, "h3") == [title]:
            return parts(match, "ul[@class='why']/li")
    raise AssertionError(f"{title} is not there")


def submit(client, page: Page, **ticked: str):
    """Send the form of a page as a browser does, with ``ticked`` for what the reader changed."""
    (form,) = page.all("form")
    fields = [
        e for e in form.findall(".//input") if e.get("type") == "hidden" or e.get("checked") is not None
    ]
    sent = [(e.get("name"), e.get("value")) for e in fields if e.get("name") not in ticked]
    sent += [(name.replace("_", "-"), value) for name, value in ticked.items()]
    return client.get(f"{form.get('action')}?{urlencode(sent)}")


def career(title: str, day: str = "", sector=None, **fields) -> Career:
    day_to_day = "\n".join(f"- {line}" for line in day.split("; ") if line)
    sector = sector or SectorFactory(name=f"Sector of {title}")
    return CareerFactory(title=title, day_to_day=day_to_day, main_sector=sector, **fields)


# --- The statements ----------------------------------------------------------------------------------


def test_statements_are_four_for_each_interest_and_two_of_them_first():
    first = STATEMENTS[: FIRST_PAGES * PAGE_SIZE]

    assert Counter(statement.interest for statement in STATEMENTS) == dict.fromkeys(Interest, 4)
    assert Counter(statement.interest for statement in first) == dict.fromkeys(Interest, 2)
    assert len({statement.key for statement in STATEMENTS}) == 24


def test_statements_can_be_read_at_13():
    assert {str(s): age for s in STATEMENTS if (age := reading_age(str(s))) > OLDEST} == {}


def test_statements_look_for_words_that_search_reads_whole():
    asked = [text for statement in STATEMENTS for text in statement.looks_for]

    assert [text for text in asked if asked_words(text) != words_of(text)] == []


@pytest.mark.parametrize(
    ("key", "line", "signs"),
    [
        ("taking-apart", "Finding faults, and mending them", 2),
        ("taking-apart", "lending books", 0),
        ("taking-apart", "replacing broken parts", 1),
        ("taking-apart", "broken glass and old parts", 0),
        ("looks", "doing make-up", 1),
        ("animals", "caring for animals", 1),
        ("animals", "controlling animals with poison", 0),
    ],
)
def test_statement_knows_its_signs_in_a_line(key, line, signs):
    assert STATEMENTS[PLACE[key]].signs_in(words_of(line)) == signs


# --- The pages of statements -------------------------------------------------------------------------


def test_journey_of_two_pages_leads_to_careers(client):
    career("Vet", "treating animals; feeding the animals")
    page = Page(client.get(ASK))
    assert page.texts("legend") == [str(statement) for statement in STATEMENTS[:6]]
    assert page.texts("p[@class='kicker']") == ["Discover, part 1 of 2"]

    second = submit(client, page, taking_apart="n", caring="b")
    assert (second.status_code, second["Location"]) == (302, f"{ASK}?a=n--b&page=2")
    page = Page(client.get(second["Location"]))
    assert page.texts("legend") == [str(statement) for statement in STATEMENTS[6:12]]

    last = submit(client, page, animals="y")
    assert (last.status_code, last["Location"]) == (302, f"{RESULTS}?a=n--b--y")
    assert titles(Page(client.get(last["Location"]))) == ["Vet"]


def test_journey_of_the_other_twelve_sharpens_and_keeps_what_was_said(client):
    career("Vet", "treating animals")
    career("Driver", "driving a van")
    page = results(client, letters(animals="y"), "no-such", "driver")

    third = Page(client.get(page.links()["Sharpen with 12 more"]))
    assert third.texts("p[@class='kicker']") == ["Discover, part 3 of 4"]
    fourth = Page(client.get(submit(client, third)["Location"]))
    assert fourth.texts("legend") == [str(statement) for statement in STATEMENTS[18:]]
    last = submit(client, fourth, wheels="y")["Location"]

    assert parse_qs(urlsplit(last).query) == {"a": [letters(animals="y", wheels="y")], "less": ["driver"]}
    assert "Sharpen with 12 more" not in Page(client.get(last)).links()


def test_answers_can_be_changed_and_stand_ticked(client):
    a = letters(animals="y", drawing="n", wheels="b")
    page = Page(client.get(results(client, a).links()["Change your answers"]))

    assert [(e.get("name"), e.get("value")) for e in page.all("input[@checked]")] == [("drawing", "n")]
    # All four parts, because the fourth holds an answer.
    assert page.texts("p[@class='kicker']") == ["Discover, part 1 of 4"]
    changed = submit(client, page, drawing="y")["Location"]
    assert parse_qs(urlsplit(changed).query)["a"] == [letters(animals="y", drawing="y", wheels="b")]
    before = Page(client.get(changed)).links()["Back"]
    assert Page(client.get(before)).texts("legend") == page.texts("legend")


def test_page_of_statements_says_where_the_answers_go(client):
    assert Page(client.get(ASK)).texts("p[@class='hint']") == [
        "Your answers are only in the link of the next page. We do not keep them."
    ]
    assert "Your answers are only in the link of this page." in " ".join(
        results(client, "y").texts("p[@class='hint']")
    )


@pytest.mark.parametrize(
    "address", [ASK, f"{ASK}?a=yy&page=2", f"{ASK}?a=y&from=1&caring=y", f"{RESULTS}?a=y"]
)
def test_answers_are_kept_by_no_cache_and_named_to_nobody(client, address):
    response = client.get(address)

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


# --- The careers, and why ----------------------------------------------------------------------------


def test_results_say_why_in_the_words_of_both_sides(client):
    career("Mechanic", "drinking tea; finding faults in engines; repairing engines")
    career("Barista", "drinking tea")

    page = results(client, letters(taking_apart="y"))

    assert titles(page) == ["Mechanic"]
    assert reasons(page, "Mechanic") == [
        "You like taking things apart to see how they work. Day to day: “finding faults in engines”"
    ]


def test_results_tell_a_yes_from_a_bit_and_give_two_reasons_with_two_lines(client):
    career("Vet nurse", "feeding animals; caring for patients who are ill and animals that are ill")

    assert reasons(results(client, letters(animals="y", caring="b")), "Vet nurse") == [
        "You like looking after animals. Day to day: “feeding animals”",
        "You quite like looking after people who are ill or upset. "
        "Day to day: “caring for patients who are ill and animals that are ill”",
    ]


def test_results_quote_the_summary_where_no_line_of_the_day_fits(client):
    career("Swimming teacher", summary="Teaches people to swim.")

    assert reasons(results(client, letters(sport="y")), "Swimming teacher") == [
        "You like playing sport, and getting others to join in. In short: “Teaches people to swim.”"
    ]


def test_results_know_the_interests_of_a_career_that_says_nothing(client):
    CareerInterestFactory(career=career("Carer"), interest=Interest.HELPING)
    CareerInterestFactory(career=career("Trader"), interest=Interest.LEADING)

    page = results(client, letters(caring="y"))

    assert (titles(page), reasons(page, "Carer")) == (
        ["Carer"],
        [
            "You like looking after people who are ill or upset. "
            "This job is for people who like helping and teaching."
        ],
    )


def test_results_put_yes_before_a_bit_and_lower_what_was_answered_with_no(client):
    career("Keeper", "feeding animals; counting animals; washing animals")
    career("Cook", "cooking food; serving food; tasting food")

    def first(**said):
        return titles(results(client, letters(**said)))[0]

    assert first(animals="y", welcoming="b") == "Keeper"
    assert first(animals="b", welcoming="y") == "Cook"
    assert first(animals="y", welcoming="n") == "Keeper"


def test_results_are_at_most_ten_with_at_most_three_of_a_sector(client):
    zoo = SectorFactory(name="Zoo")
    for number in range(6):
        career(f"Keeper {number}", "feeding animals; washing animals", zoo)
    assert len(titles(results(client, letters(animals="y")))) == 3

    for number in range(9):
        career(f"Groom {number}", "feeding horses")

    page = results(client, letters(animals="y"))
    assert len(titles(page)) == 10
    assert sum(title.startswith("Keeper") for title in titles(page)) <= 3


def test_results_give_each_answer_its_turn(client):
    for number in range(12):
        career(f"Keeper {number:02}", "feeding animals; washing animals; counting animals")
    for number in range(3):
        career(f"Driver {number}", "driving a van; driving a bus")

    kinds = Counter(title.split()[0] for title in titles(results(client, letters(animals="y", wheels="y"))))

    assert kinds == {"Keeper": 7, "Driver": 3}


def test_results_hold_nothing_that_is_not_published(client):
    day = "feeding animals; washing animals"
    career("Keeper", day)
    career("Draft keeper", day, publish_at=None)
    career("Past keeper", day, withdraw_at=NOON)

    for a in (letters(animals="y"), letters(animals="n"), ""):
        found = client.get(f"{RESULTS}?a={a}&less=draft-keeper&less=past-keeper").content.decode()
        assert ("Keeper" in found, "raft" in found, "ast keeper" in found) == (True, False, False)


def test_results_quote_what_an_editor_changed(client):
    keeper = career("Keeper", "feeding animals")
    before = reasons(results(client, letters(animals="y")), "Keeper")

    keeper.day_to_day = "- washing horses"
    keeper.save()
    after = reasons(results(client, letters(animals="y")), "Keeper")

    assert before == ["You like looking after animals. Day to day: “feeding animals”"]
    assert after == ["You like looking after animals. Day to day: “washing horses”"]


def test_results_stand_on_what_was_known_while_it_is_worked_out_anew(client, monkeypatch):
    career("Keeper", "feeding animals")
    a, waiting = letters(animals="y"), []
    assert titles(results(client, a)) == ["Keeper"]
    career("Groom", "feeding horses")
    search.current(NOON)
    monkeypatch.setattr(version_cache, "start_thread", waiting.append)

    meanwhile = [titles(results(client, a)) for _ in range(2)]
    (make,) = waiting
    make()

    assert meanwhile == [["Keeper"], ["Keeper"]]
    assert sorted(titles(results(client, a))) == ["Groom", "Keeper"]


@pytest.mark.parametrize("rows", [1, 3])
def test_results_query_count_is_flat(client, django_assert_num_queries, rows):
    for number in range(rows):
        career(f"Keeper {number}", "feeding animals; washing animals")
    address = f"{RESULTS}?a={letters(animals='y')}"
    warm(client, address)

    with django_assert_num_queries(1):  # the content version
        page = Page(client.get(address))

    assert len(titles(page)) == rows


def test_page_of_statements_asks_the_database_for_nothing_but_the_version(client, django_assert_num_queries):
    warm(client, ASK)

    with django_assert_num_queries(1):
        client.get(f"{ASK}?a=yy&less=x")


# --- The surprise ------------------------------------------------------------------------------------


@pytest.fixture
def zoos():
    """Ten careers that fit best, of four sectors, and five others that share one thing."""
    for number in range(12):
        sector = (
            SectorFactory(name=f"Zoo {number % 4}")
            if number < 4
            else Career.objects.get(title=f"Keeper {number % 4:02}").main_sector
        )
        career(f"Keeper {number:02}", "feeding animals; washing animals; counting animals", sector)
    return [career(f"Other {number}", "walking the dog; reading").title for number in range(5)]


def test_surprise_is_of_another_sector_and_shares_one_thing(client, zoos):
    page = results(client, letters(animals="y"))

    assert surprise(page) not in titles(page)
    other = Career.objects.get(title=surprise(page))
    sectors = set(Career.objects.filter(title__in=titles(page)).values_list("main_sector", flat=True))
    assert other.main_sector_id not in sectors
    assert len(reasons(page, other.title)) == 1


def test_surprise_is_the_same_for_the_same_address_and_another_for_other_answers(client, zoos):
    same = [surprise(results(client, letters(animals="y"))) for _ in range(3)]
    others = {
        surprise(results(client, letters(animals="y", **{key: "n"}))) for key in ("team", "sport", "calm")
    }

    assert len(set(same)) == 1
    assert len({*others, *same}) > 1


def test_surprise_without_another_that_fits_shares_a_skill(client):
    listening = SkillFactory(name="Listening")
    keeper, singer = career("Keeper", "feeding animals"), career("Singer", "humming")
    for one in (keeper, singer):
        CareerSkillFactory(career=one, skill=listening)
    career("Stranger", "sleeping")

    page = results(client, letters(animals="y"))

    assert (titles(page), surprise(page)) == (["Keeper"], "Singer")
    assert reasons(page, "Singer") == ["Keeper is on your list. This has to do with listening, too."]


# --- Less like this ----------------------------------------------------------------------------------


def test_less_like_this_leaves_it_out_lowers_those_like_it_and_can_be_undone(client):
    zoo = SectorFactory(name="Zoo")
    for title in ("Keeper", "Feeder"):
        career(title, "feeding animals; washing animals; counting animals", zoo)
    career("Groom", "feeding animals; washing animals; counting animals")
    a = letters(animals="y")
    before = results(client, a)
    first = titles(before)[0]
    like_it = {"Keeper": "Feeder", "Feeder": "Keeper"}

    after = Page(client.get(before.links()["Less like this: Keeper"]))

    assert first in {"Keeper", "Feeder", "Groom"}
    assert sorted(titles(before)) == ["Feeder", "Groom", "Keeper"]
    assert titles(after) == ["Groom", like_it["Keeper"]]
    undo = after.links("ul[@class='chips']//a")
    assert list(undo) == ["Put back Keeper ×"]
    assert titles(Page(client.get(undo["Put back Keeper ×"]))) == titles(before)


def test_less_like_this_lowers_those_with_the_same_interest(client):
    for title, interest in (("Keeper", "helping"), ("Feeder", "helping"), ("Groom", "making")):
        one = career(title, "feeding animals; washing animals; counting animals")
        CareerInterestFactory(career=one, interest=interest)

    assert titles(results(client, letters(animals="y"), "keeper"))[0] == "Groom"


def test_less_of_everything_still_leads_on(client):
    career("Keeper", "feeding animals")
    career("Baker", "sleeping")

    page = results(client, letters(animals="y"), "keeper")

    assert page.headings()[0] == (1, "Other doors")
    assert parts(page.section("far"), "h3") == ["Baker"]
    assert "Put back Keeper ×" in page.links()


# --- Never a verdict, never empty --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "heading", "lead"),
    [
        ("", "Three to begin with", "You have not said what you like yet."),
        ("n" * 24, "A long way from what you said no to", "None of that, then."),
        (letters(wheels="y"), "Three to begin with", "No career here fits what you said yet."),
    ],
)
def test_results_without_anything_to_go_by_are_kind_and_lead_on(client, a, heading, lead):
    career("Keeper", "feeding animals; washing animals; counting animals")
    for title in ("Ada", "Bea", "Cyd", "Dee"):
        career(title, "sleeping")

    page = results(client, a)

    assert page.headings()[1] == (2, heading)
    assert page.texts("p[@class='lead']")[0].startswith(lead)
    assert len(parts(page.section("far"), "h3")) == 3
    assert {"Change your answers", "Browse all careers", "Open any door"} <= set(page.links())
    if "n" in a:
        assert "Keeper" not in parts(page.section("far"), "h3")


def test_results_of_an_empty_site_are_a_page(client):
    page = results(client, letters(animals="y"))

    assert page.headings() == [(1, "Other doors"), (2, "Not quite?")]


def test_results_with_only_bits_are_careers(client):
    career("Keeper", "feeding animals")

    assert titles(results(client, letters(animals="b", team="n"))) == ["Keeper"]


def test_pages_are_sound_and_can_be_read_at_13(client, zoos):
    a = letters(animals="y", team="b")
    addresses = [
        ASK,
        f"{ASK}?page=3",
        f"{RESULTS}?a={a}",
        f"{RESULTS}?a={a}&less=other-1",
        RESULTS,
        f"{RESULTS}?a=n",
    ]
    pages = {address: Page(client.get(address)) for address in addresses}

    assert [fault for address, page in pages.items() for fault in faults_of(address, page)] == []
    for page in pages.values():
        said = page.texts("p[@class='lead']") + page.texts("p[@class='hint']") + page.texts("section/p")
        assert reading_age(*said) <= OLDEST


def test_home_and_a_search_without_results_lead_here(client):
    CareerFactory()

    assert Page(client.get("/")).links()["No idea? Start here"] == ASK
    assert Page(client.get("/careers/?q=zzzzzz")).links()["No idea? Start here"] == ASK


# --- Whatever an address says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "read"),
    [
        ("yb", "yb"),
        ("y?n", "y-n"),
        ("YES", ""),
        ("-----", ""),
        ("y" * 50_000, "y" * 24),
        ("yé\ufffdn", "y--n"),
        ("y----", "y"),
    ],
)
def test_answers_are_read_as_far_as_they_make_sense(a, read):
    assert str(StatementAnswers.read(a)) == read


@every_family
def test_hostile_answers_are_no_error(client, values):
    client.raise_request_exception = False
    key = STATEMENTS[0].key
    queries = [f"a={v}&page={v}&from=1&{key}={v}&less={v}" for v in map(escaped, values)]
    queries += [f"a=y&from={v}&page={v}" for v in map(escaped, values)]

    found = {
        (address, short(query)): client.get(f"{address}?{query}").status_code
        for address in (ASK, RESULTS)
        for query in queries
    }

    assert {case: status for case, status in found.items() if status not in {200, 302, 400}} == {}


def test_less_of_many_is_read_up_to_a_limit(client):
    career("Keeper", "feeding animals")

    page = results(client, letters(animals="y"), *(f"no-such-{number}" for number in range(500)))

    assert titles(page) == ["Keeper"]


# --- On the sample content ---------------------------------------------------------------------------


def test_every_reason_on_the_sample_content_is_true():
    call_command("load_sample", verbosity=0)
    known = catalogue.current(NOON)
    search.make_first(NOON)
    index = search.current(NOON)
    texts = {career.pk: [*tasks_of(career), career.summary] for career in Career.objects.all()}
    rng, seen = random.Random(7), Counter()

    for _ in range(100):
        answers = StatementAnswers("".join(rng.choice("ybn-") for _ in STATEMENTS))
        found = discover(known, index, answers, [], NOON)
        said = dict(answers.of_statements)
        sectors = Counter(match.entry.sector for match in found.matches)
        assert 5 <= len(found.matches) <= SHOWN
        assert max(sectors.values()) <= OF_ONE_SECTOR
        assert found.surprise
        assert not {found.surprise.entry.sector} & set(sectors)
        seen.update(match.entry.title for match in found.matches)
        for match in found.matches:
            for reason in match.reasons:
                assert said[reason.statement] == reason.answer
                assert not reason.line or reason.line in texts[match.entry.pk]

    assert len(seen) >= 25


def test_every_statement_alone_finds_a_sample_career():
    call_command("load_sample", verbosity=0)
    search.make_first(NOON)
    known, index = catalogue.current(NOON), search.current(NOON)

    found = {
        statement.key: discover(
            known, index, StatementAnswers.read("-" * PLACE[statement.key] + "y"), [], NOON
        )
        for statement in STATEMENTS
    }

    assert [key for key, one in found.items() if not (one.matches and one.surprise)] == []
