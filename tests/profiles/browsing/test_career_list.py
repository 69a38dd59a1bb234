"""Browsing: the words of a title, filters with counts, sorting, pages."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse

from core import version_cache
from profiles.models import Career, Interest, RouteKind
from profiles.search import live as search
from profiles.search.index import Index
from tests.conftest import NOON
from tests.factories import (
    CareerConditionFactory,
    CareerFactory,
    CareerInterestFactory,
    CareerSkillFactory,
    CareerTitleFactory,
    ConditionFactory,
    RouteFactory,
    SectorFactory,
    SkillFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.filled import full_career
from tests.pages import Page, parts, warm

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

CAREERS = "/careers/"


def browse(client, **params):
    response = client.get(CAREERS, params)
    assert response.status_code == 200
    return response


def titles(response) -> list[str]:
    return Page(response).texts("h2[@class='card-title']")


def notes(response) -> list[str]:
    return Page(response).texts("p[@class='note']")


def options(response, param: str) -> list[str]:
    (select,) = Page(response).all(f"select[@name='{param}']")
    return parts(select, "option")


def paid(**fields):
    return CareerFactory(
        salary_source=SourceFactory(), salary_as_at_year=2025, salary_as_at_month=4, **fields
    )


def test_browse_without_careers_says_so(client):
    response = browse(client)

    assert titles(response) == []
    assert Page(response).texts("p[@class='empty']") == ["There are no careers here yet."]
    assert Page(response).texts("p[@class='count']") == ["No careers"]


def test_browse_shows_published_careers_by_title(client):
    for title in ("zoologist", "Baker", "Édouard's helper", "actor"):
        CareerFactory(title=title, slug=title[:3].lower().replace("é", "e"))
    CareerFactory(title="A draft", publish_at=None)

    response = browse(client)

    assert titles(response) == ["actor", "Baker", "zoologist", "Édouard's helper"]
    assert Page(response).texts("p[@class='count']") == ["4 careers"]
    assert Page(response).title == "4 careers · Careers guide"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nurse", ["Nurse", "Dental nurse"]),  # what is exactly that comes first
        ("NUR", ["Nurse", "Dental nurse"]),
        ("  nurse   dental ", ["Dental nurse", "Nurse"]),
        ("matron", ["Nurse"]),
        ("florence", ["Nurse"]),
        ("Den\u00adtal\u00a0nurse\u200b\x08\ufdd0", ["Dental nurse", "Nurse"]),
        ("matron florence", ["Nurse"]),
        ("teeth", ["Dental nurse"]),
        ("", ["Baker", "Dental nurse", "Nurse"]),
        ("b", ["Baker"]),
        ("zzqxv", []),
    ],
)
def test_browse_by_words_shows_what_fits_best_first(client, query, found):
    nurse = CareerFactory(title="Nurse", summary="Care for people who are ill.")
    CareerTitleFactory(career=nurse, name="Matron")
    CareerTitleFactory(career=nurse, name="Florence's heir", is_hidden=True)
    CareerFactory(title="Baker", summary="Make bread.")
    CareerFactory(title="Dental nurse", summary="Help a dentist look after people's mouths.")

    assert titles(browse(client, q=query)) == found


@pytest.mark.parametrize(
    ("others", "found"),
    [
        (0, ["Nurse", "Paramedic"]),
        (3, ["Nurse", "Nurse 0", "Nurse 1", "Nurse 2", "Paramedic"]),
        (7, ["Nurse", "Nurse 0", "Nurse 1", "Nurse 2", "Nurse 3", "Nurse 4", "Nurse 5", "Nurse 6"]),
    ],
)
def test_browse_shows_what_fits_less_well_only_where_few_fit(client, others, found):
    CareerFactory(title="Nurse")
    for number in range(others):
        CareerFactory(title=f"Nurse {number}")
    CareerFactory(title="Paramedic", overview="You hand over to a nurse.")
    for number in range(9):
        CareerFactory(title=f"Baker {number}")

    response = browse(client, q="nurse")

    assert sorted(titles(response)) == found


def test_browse_by_words_can_be_sorted_and_the_address_keeps_the_unusual_sort(client):
    for title in ("Nurse", "Dental nurse"):
        CareerFactory(title=title)

    by_fit, by_title = browse(client, q="nurse", sort="fit"), browse(client, q="nurse", sort="title")
    without_words = browse(client, sort="fit")

    assert titles(by_fit) == ["Nurse", "Dental nurse"]
    assert titles(by_title) == ["Dental nurse", "Nurse"]
    kept = [
        {name: v for name, v in page.context["results"].params.items() if v} for page in (by_fit, by_title)
    ]
    assert kept == [{"q": "nurse"}, {"q": "nurse", "sort": "title"}]
    assert titles(without_words) == ["Dental nurse", "Nurse"]
    assert "What fits best first" in options(by_fit, "sort")
    assert "What fits best first" not in options(without_words, "sort")


def test_browse_with_a_mistyped_word_says_what_it_looked_for(client):
    for title in ("Psychologist", "Baker"):
        CareerFactory(title=title)

    response = browse(client, q="pyscologist")

    assert titles(response) == ["Psychologist"]
    assert notes(response) == ["Showing results for “psychologist”. Search instead for “pyscologist”"]
    assert Page(response).texts("p[@class='count']") == ["1 career for “psychologist”"]


def test_browse_finds_by_title_what_the_index_does_not_hold_yet(client, monkeypatch):
    CareerFactory(title="Baker")
    browse(client, q="baker")
    monkeypatch.setattr(version_cache, "start_thread", lambda make: None)
    CareerFactory(title="Nurse")

    assert titles(browse(client, q="nurse")) == ["Nurse"]
    assert titles(browse(client, q="baker")) == ["Baker"]


def test_browse_never_shows_what_the_index_still_holds_but_is_withdrawn(client, monkeypatch):
    nurse = CareerFactory(title="Nurse")
    browse(client, q="nurse")
    monkeypatch.setattr(version_cache, "start_thread", lambda make: None)
    nurse.withdraw_at = NOON - timedelta(days=1)
    nurse.save()

    assert titles(browse(client, q="nurse")) == []


@pytest.fixture
def facets():
    """Three careers, of which two share each word."""
    rows = {title: CareerFactory(title=title, main_sector=None) for title in ("Actor", "Baker", "Carer")}
    stage, food = SectorFactory(name="Stage"), SectorFactory(name="Food")
    SectorFactory(name="Empty")
    rows["Actor"].other_sectors.add(stage)
    for title in ("Baker", "Carer"):
        rows[title].main_sector = food
        rows[title].save()
        RouteFactory(career=rows[title], kind=RouteKind.COLLEGE)
    RouteFactory(career=rows["Carer"], kind=RouteKind.VOLUNTEERING)
    art, care = SubjectFactory(name="Art"), SubjectFactory(name="Care")
    rows["Actor"].subjects.add(art)
    rows["Baker"].subjects.add(art)
    rows["Carer"].subjects.add(care)
    listening = SkillFactory(name="Listening")
    for title in ("Actor", "Carer"):
        CareerSkillFactory(career=rows[title], skill=listening)
    early = ConditionFactory(name="early", slug="early")
    CareerConditionFactory(career=rows["Baker"], condition=early)
    CareerConditionFactory(career=rows["Baker"], condition=early, detail="At four.")
    CareerInterestFactory(career=rows["Actor"], interest=Interest.CREATING)
    CareerInterestFactory(career=rows["Baker"], interest=Interest.MAKING, position=0)
    CareerInterestFactory(career=rows["Baker"], interest=Interest.CREATING, position=1)
    pay = {"salary_source": SourceFactory(), "salary_as_at_year": 2025, "salary_as_at_month": 4}
    Career.objects.filter(title="Baker").update(salary_starter=25_000, **pay)
    Career.objects.filter(title="Carer").update(salary_starter=24_999, **pay)
    return rows


@pytest.mark.parametrize(
    ("param", "value", "label", "found"),
    [
        ("sector", "stage", "Kind of work: Stage", ["Actor"]),
        ("sector", "food", "Kind of work: Food", ["Baker", "Carer"]),
        ("subject", "art", "Subject: Art", ["Actor", "Baker"]),
        ("route", "college", "Way in: College", ["Baker", "Carer"]),
        ("skill", "listening", "Skill: Listening", ["Actor", "Carer"]),
        ("condition", "early", "What it is like: early", ["Baker"]),
        ("interest", "creating", "What you like: Creating", ["Actor", "Baker"]),
        ("interest", "making", "What you like: Making and mending", ["Baker"]),
        ("pay", "20000", "Pay to start: From £20,000", ["Baker", "Carer"]),
        ("pay", "25000", "Pay to start: From £25,000", ["Baker"]),
        ("pay", "varies", "Pay to start: It varies", ["Actor"]),
    ],
)
def test_browse_filter_narrows_the_list_and_can_be_removed(client, facets, param, value, label, found):
    response = browse(client, **{param: value})

    assert titles(response) == found
    assert response.context["results"].total == len(found)
    assert list(Page(response).links("ul[@class='chips']//a")) == [f"Remove {label} ×"]
    (select,) = Page(response).all(f"select[@name='{param}']")
    assert [option.get("value") for option in select if option.get("selected") is not None] == [value]


def test_browse_counts_what_each_choice_would_show_beside_the_other_filters(client, facets):
    everything, of_food = browse(client), browse(client, sector="food")

    assert options(everything, "sector") == ["Any", "Food (2)", "Stage (1)"]
    assert options(everything, "subject") == ["Any", "Art (2)", "Care (1)"]
    assert options(everything, "route") == ["Any", "College (2)", "Volunteering first (1)"]
    assert options(everything, "skill") == ["Any", "Listening (2)"]
    assert options(everything, "condition") == ["Any", "early (1)"]
    assert options(everything, "interest") == ["Any", "Making and mending (1)", "Creating (2)"]
    assert options(everything, "pay") == ["Any", "From £20,000 (2)", "From £25,000 (1)", "It varies (1)"]
    assert options(of_food, "sector") == ["Any", "Food (2)", "Stage (1)"]
    assert options(of_food, "subject") == ["Any", "Art (1)", "Care (1)"]
    assert options(of_food, "skill") == ["Any", "Listening (1)"]


def test_browse_every_count_is_what_the_choice_shows(client, facets):
    chosen = {"q": "a", "subject": "art"}
    page = browse(client, **chosen)

    filters = page.context["results"].filters
    assert len(filters) >= 5
    for one in filters:
        for option in one.options:
            response = browse(client, **{**chosen, one.facet.param: option.value})
            assert response.context["results"].total == option.count


def test_browse_words_alone_stand_in_the_search_box_and_nowhere_else(client, facets):
    alone = Page(browse(client, q="b"))
    with_a_filter = Page(browse(client, q="b", sector="food"))

    assert alone.links("ul[@class='chips']//a") == {}
    assert "Remove “b” ×" in with_a_filter.links("ul[@class='chips']//a")


def test_browse_before_search_is_ready_says_so(client, monkeypatch):
    CareerFactory(title="Nurse", summary="You look after people.")
    search.make_first(NOON)
    ready = Page(browse(client, q="people"))
    monkeypatch.setattr(search, "current", lambda now: Index([]))

    words = "We are just getting ready. Search again in a moment to find more."
    assert words in Page(browse(client, q="people")).texts("p[@class='note']")
    assert words not in ready.texts("p[@class='note']")
    assert words not in Page(browse(client)).texts("p[@class='note']")


def test_browse_leads_on_whoever_has_no_idea(client, facets):
    for asked in ({}, {"q": "b"}, {"q": "zzzzzz"}):
        assert Page(browse(client, **asked)).links()["No idea? Start here"] == "/discover/"


def test_browse_filters_are_removed_one_by_one(client, facets):
    start = browse(client, q="b", sector="food", subject="art", condition="early", sort="starter")
    chips = Page(start).links("ul[@class='chips']//a")

    assert titles(start) == ["Baker"]
    assert list(chips) == [
        "Remove “b” ×",
        "Remove Kind of work: Food ×",
        "Remove Subject: Art ×",
        "Remove What it is like: early ×",
        "Remove all",
    ]
    found = {label: titles(client.get(address)) for label, address in chips.items()}
    assert found == {
        "Remove “b” ×": ["Baker"],
        "Remove Kind of work: Food ×": ["Baker"],
        "Remove Subject: Art ×": ["Baker"],
        "Remove What it is like: early ×": ["Baker"],
        "Remove all": ["Actor", "Baker", "Carer"],
    }
    one_by_one = start
    left = []
    while chips := list(Page(one_by_one).links("ul[@class='chips']//a").values()):
        left.append({name: value for name, (value,) in parse_qs(urlsplit(chips[0]).query).items()})
        one_by_one = client.get(chips[0])
    assert left == [
        {"sector": "food", "subject": "art", "condition": "early", "sort": "starter"},
        {"subject": "art", "condition": "early", "sort": "starter"},
        {"condition": "early", "sort": "starter"},
        {"sort": "starter"},
    ]
    assert titles(one_by_one) == ["Baker", "Carer", "Actor"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("", ["Actor", "Baker", "Carer", "Dentist"]),
        ("title", ["Actor", "Baker", "Carer", "Dentist"]),
        ("starter", ["Dentist", "Actor", "Carer", "Baker"]),
        ("experienced", ["Baker", "Dentist", "Actor", "Carer"]),
    ],
)
def test_browse_sorts_and_puts_what_varies_last(client, sort, found):
    paid(title="Actor", salary_starter=20_000)
    paid(title="Baker", salary_experienced=90_000)
    paid(title="Carer", salary_starter=20_000)
    paid(title="Dentist", salary_starter=30_000, salary_experienced=80_000)

    assert titles(browse(client, sort=sort)) == found


@pytest.mark.parametrize(
    ("params", "note"),
    [
        ({"sector": "no-such"}, "There is no such choice under “Kind of work”, so it was left out."),
        ({"subject": "no-such"}, "There is no such choice under “Subject”, so it was left out."),
        ({"route": "by-luck"}, "There is no such choice under “Way in”, so it was left out."),
        ({"skill": "1"}, "There is no such choice under “Skill”, so it was left out."),
        ({"condition": "é"}, "There is no such choice under “What it is like”, so it was left out."),
        ({"interest": "luck"}, "There is no such choice under “What you like”, so it was left out."),
        ({"pay": "25,000"}, "There is no such choice under “Pay to start”, so it was left out."),
        ({"sort": "luck"}, "We do not know that way of sorting, so the careers stand from A to Z."),
        ({"q": "?!"}, "We found no word in what you typed, so it was left out."),
    ],
)
def test_browse_leaves_out_what_it_does_not_know_and_says_so(client, facets, params, note):
    response = browse(client, **params)

    assert titles(response) == ["Actor", "Baker", "Carer"]
    assert notes(response) == [note]
    assert Page(response).all("ul[@class='chips']") == []


def test_browse_ignores_parameters_it_does_not_have(client, facets):
    response = browse(client, utm_source="x", order="1")

    assert titles(response) == ["Actor", "Baker", "Carer"]
    assert notes(response) == []


TOO_MUCH = "That is a lot to look for, so we took the first 16 words, and at most 100 letters of them."


@pytest.mark.parametrize(
    ("typed", "looked_for", "said"),
    [
        ("n" * 100, "n" * 100, []),
        ("n" * 101, "n" * 100, [TOO_MUCH]),
        (" " * 50 + "nurse" + " " * 50, "nurse", []),
        (" ".join(["nurse"] * 16), " ".join(["nurse"] * 16), []),
        (" ".join(["nurse"] * 17), " ".join(["nurse"] * 16), [TOO_MUCH]),
        ("n " * 25_000, " ".join("n" * 16), [TOO_MUCH]),
    ],
)
def test_browse_takes_16_words_and_100_letters(client, typed, looked_for, said):
    response = browse(client, q=typed)

    assert response.context["results"].query == looked_for
    assert notes(response) == said


NOTHING = "Nothing fits all of that. Take a filter away, or try other words."


def test_browse_where_the_filters_leave_nothing_shows_what_fits_the_words(client, facets):
    response = browse(client, q="baker", sector="stage")

    assert response.context["results"].total == 0
    assert Page(response).headings() == [
        (1, "Careers"),
        (2, "These fit your words, but not your filters"),
        (3, "Baker"),
        (2, "Or look by the kind of work"),
    ]
    assert Page(response).texts("p[@class='empty']") == [NOTHING]
    assert list(Page(response).links("ul[@class='words']//a")) == ["Food"]
    assert Page(response).texts("ul[@class='flow']/li") == [
        "Without “baker”: 1 career",
        "Without Kind of work: Stage: 1 career",
    ]


def test_browse_where_the_words_fit_nothing_shows_the_ways_in(client, facets):
    response = browse(client, q="zzqxv")

    assert Page(response).headings() == [(1, "Careers"), (2, "Or look by the kind of work")]
    assert Page(response).texts("p[@class='empty']") == [
        "Nothing here fits that. Try another word for it, or say what you like doing."
    ]


def test_browse_by_a_band_of_pay_says_what_it_cannot_know(client, facets):
    by_pay, varying = browse(client, pay="20000"), browse(client, pay="varies")

    said = "Pay varies in 1 more career, so it is not among these."
    assert said in Page(by_pay).texts("main/p")
    assert [text for text in Page(varying).texts("main/p") if "Pay varies" in text] == []


def test_browse_stands_open_at_more_where_one_of_its_filters_is_used(client, facets):
    def stand_open(response) -> list[bool]:
        return [one.get("open") is not None for one in Page(response).all("details")]

    assert stand_open(browse(client, sector="food")) == [False, False]
    assert stand_open(browse(client, interest="making")) == [False, True]
    assert stand_open(browse(client, q="b", pay="25000", sector="food")) == [False, True]


def test_browse_first_filters_are_sector_and_subject_and_the_rest_stand_under_more(client, facets):
    (outer,) = Page(browse(client)).all("details[@class='filters']")
    (more,) = outer.findall(".//details")
    names = [select.get("name") for select in outer.findall(".//select")]
    under_more = [select.get("name") for select in more.findall(".//select")]

    assert under_more == ["interest", "skill", "route", "condition", "pay", "level"]
    assert names == ["sector", "subject", "sort", *under_more]


def test_browse_can_search_for_exactly_what_was_typed(client):
    for title in ("Psychologist", "Baker"):
        CareerFactory(title=title, overview="The pyscologists are an ice hockey team." * (title == "Baker"))
    CareerFactory(title="Biologist")
    mended = browse(client, q="biolojist", sort="title")
    (address,) = [url for words, url in Page(mended).links().items() if words.startswith("Search instead")]

    as_typed = client.get(address)
    again = browse(client, q="biologist", exactly="biolojist")

    assert address == "/careers/?q=biolojist&exactly=biolojist&sort=title"
    assert titles(mended) == ["Biologist"]
    assert titles(as_typed) == []
    assert notes(as_typed) == []
    assert Page(as_typed).links()["biologist"] == "/careers/?q=biologist&sort=title"
    (kept,) = Page(as_typed).all("input[@name='exactly']")
    assert kept.get("value") == "biolojist"  # so that a filter does not lose it
    assert (titles(again), Page(again).all("input[@name='exactly']")) == (["Biologist"], [])


def test_browse_exactly_as_typed_stays_so_when_a_filter_is_removed(client, facets):
    response = browse(client, q="bakr", exactly="bakr", sector="food")

    assert Page(response).links()["Remove Kind of work: Food ×"] == "/careers/?q=bakr&exactly=bakr"
    assert Page(response).links()["Remove “bakr” ×"] == "/careers/?sector=food"


def test_browse_asks_what_was_meant_where_two_words_are_as_near(client):
    for title in ("Carer", "Caver", "Nurse"):
        CareerFactory(title=title)

    response = browse(client, q="caher", sort="title")
    (meant,) = [text for text in Page(response).texts("main/p") if text.startswith("Did you mean")]
    (word,) = [text for text in ("carer", "caver") if text in meant]

    assert meant == f"Did you mean {word}?"
    assert Page(response).links()[word] == f"/careers/?q={word}&sort=title"
    assert titles(client.get(Page(response).links()[word]))[0] == word.capitalize()


def test_browse_where_nothing_fits_asks_for_words_that_are_at_all_alike(client):
    for title in ("Upholsterer", "Nurse"):
        CareerFactory(title=title)
    CareerFactory(title="Nrusier", publish_at=None)

    response = browse(client, q="nrusy")

    assert titles(response) == []
    assert Page(response).links()["nurse"] == "/careers/?q=nurse"
    assert "nrusier" not in response.content.decode().lower()


@pytest.fixture
def fifty():
    sector = SectorFactory(name="Making")
    return [CareerFactory(title=f"Maker {number:02}", main_sector=sector) for number in range(50)]


def test_browse_pages_hold_24_careers_and_lead_on(client, fifty):
    shown, titles_of_pages, address = [], [], f"{CAREERS}?{urlencode({'q': 'maker', 'sector': 'making'})}"
    while address:
        response = client.get(address)
        shown.append(titles(response))
        titles_of_pages.append(Page(response).title)
        address = next((a.get("href") for a in Page(response).all("a[@rel='next']")), None)

    everybody = [career.title for career in fifty]
    assert shown == [everybody[:24], everybody[24:48], everybody[48:]]
    assert titles_of_pages == [
        "50 careers, “maker”, Kind of work: Making · Careers guide",
        "50 careers, “maker”, Kind of work: Making, page 2 · Careers guide",
        "50 careers, “maker”, Kind of work: Making, page 3 · Careers guide",
    ]
    assert Page(response).texts("p[@class='count']") == ["50 careers for “maker”, page 3 of 3"]
    back = []
    while address := next((a.get("href") for a in Page(response).all("a[@rel='prev']")), None):
        response = client.get(address)
        back.append(titles(response))
    assert back == [everybody[24:48], everybody[:24]]


@pytest.mark.parametrize(
    "page", ["0", "-1", "+1", "01", "1.0", "4", "999999", "9" * 4301, "last", "٣", " 1", "1 "]
)
def test_browse_bad_page_number_is_404_with_a_way_on(client, fifty, page):
    response = client.get(CAREERS, {"page": page})

    assert response.status_code == 404
    assert reverse("profiles:career-list") in Page(response).links().values()


def test_browse_empty_page_number_is_the_first(client, fifty):
    assert titles(browse(client, page="")) == titles(browse(client, page="1")) == titles(browse(client))


def test_browse_card_says_varies_for_what_is_missing(client):
    CareerFactory(title="Actor")
    full_career("Biochemist")

    figures = [parts(figure, "dd") for figure in Page(browse(client)).all("dl[@class='card-figures']")]

    assert figures == [["Varies", "Varies", "Varies"], ["£28,900", "£52,000", "37 to 40"], ["Varies"] * 3]


@pytest.mark.parametrize("rows", [1, 3])
def test_browse_query_count_is_flat(client, django_assert_num_queries, rows):
    for number in range(rows):
        full_career(f"Career {number}")
    listed = list(Career.objects.values_list("title", flat=True))
    warm(client, CAREERS)

    with django_assert_num_queries(1):  # the content version
        response = browse(client, sort="starter")

    assert sorted(titles(response)) == listed
    assert len(listed) == 2 * rows
