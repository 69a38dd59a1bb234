"""Open to me with JavaScript: the answers stay in the tab, and the words match the server's."""

from itertools import combinations

import pytest
from django.utils import timezone

from profiles.catalogue import catalogue
from profiles.eligibility.eligibility import best, given, lines
from profiles.eligibility.texts import ANSWERS
from profiles.models import Career
from tests.factories import QualificationFactory, RequirementFactory, RouteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVERY_ANSWER = [ticked for number in range(len(ANSWERS) + 1) for ticked in combinations(ANSWERS, number)]
SAID = """
(ticks) => {
  for (const box of document.querySelectorAll("[data-gives]")) box.checked = ticks.includes(box.value);
  document.querySelector("[data-answers]").dispatchEvent(new Event("change"));
  return [...document.querySelectorAll(".how-open")].map((one) => one.innerText);
}
"""
GROUPED = """
(ticks) => {
  for (const box of document.querySelectorAll("[data-gives]")) box.checked = ticks.includes(box.value);
  document.querySelector("[data-answers]").dispatchEvent(new Event("change"));
  const shown = [...document.querySelectorAll("section[data-text]")].filter((one) => !one.hidden);
  return shown.map((one) => [
    one.dataset.text,
    one.querySelector("[data-count]").textContent,
    [...one.querySelectorAll("a")].map((link) => link.textContent),
  ]);
}
"""


@pytest.fixture
def asked(site):
    """The site, with the requirements of several careers."""
    gcse = QualificationFactory(name="GCSE", plural="GCSEs", level=2)
    a_level = QualificationFactory(name="A level", plural="A levels", level=3)
    degree = QualificationFactory(name="degree", plural="degrees", level=6)
    asks = {
        "beekeeper": [("college", gcse, "English and maths", "4", "a level; three | course")],
        "maker-01": [("apprenticeship", gcse, "English, maths and science", "4", "")],
        "maker-02": [("university", a_level, "", "B", ""), ("volunteering", None, "", "", "")],
        "maker-03": [("university", degree, "", "", "study"), ("college", gcse, "", "3", "")],
    }
    for slug, ways in asks.items():
        career = Career.objects.get(slug=slug)
        for position, (kind, award, subjects, grade, purpose) in enumerate(ways):
            route = RouteFactory(career=career, kind=kind, position=position)
            if award:
                RequirementFactory(
                    career=career, route=route, qualification=award, subject_words=subjects, grade=grade,
                    purpose=purpose, at_least=5, at_most=5, strength="usually",
                )  # fmt: skip
    return {entry.slug: entry for entry in catalogue.current(timezone.now()).entries}


def words(opening) -> str:
    what = f": {opening.what}".translate(str.maketrans(";|", ",,")) if opening.what else ""
    return f"{opening.text.words}{what}. {opening.text.why} Next: {opening.text.next}"


def test_script_says_of_each_way_what_the_server_says_for_every_combination(visit, asked):
    page = visit("/open-to-me/")
    compared = 0
    for slug in ("beekeeper", "maker-01", "maker-02", "maker-03", "maker-04", "biochemist"):
        page.goto(f"/open-to-me/?career={slug}")
        by_script = page.evaluate(f"(all) => all.map({SAID})", EVERY_ANSWER)
        for ticked, said in zip(EVERY_ANSWER, by_script, strict=True):
            by_server = [words(line.opening) for line in lines(asked[slug].ways, given(ticked))]
            assert said == by_server, (slug, ticked)
            compared += len(by_server)

    assert compared > 256 * 10


def test_script_groups_careers_as_the_server_does(visit, asked):
    page = visit("/open-to-me/")
    for ticked in [*EVERY_ANSWER[::7], ()]:
        by_server = {}
        for entry in asked.values():
            by_server.setdefault(best(entry.ways, given(ticked)).text.key, []).append(entry.title)
        by_script = page.evaluate(GROUPED, ticked)
        assert {key: titles for key, _, titles in by_script} == by_server, ticked
        assert [count for _, count, _ in by_script] == [
            f"{len(titles)} career{'s' * (len(titles) != 1)}" for _, _, titles in by_script
        ]


def test_ticks_stay_in_the_tab_label_other_pages_and_can_be_forgotten(visit, asked):
    page = visit("/open-to-me/")
    sent = []
    page.on("request", lambda request: sent.append(request.url))

    page.get_by_label("English GCSE").check()
    page.get_by_label("Maths GCSE").check()
    page.get_by_role("button", name="Show what is open to me").click()
    assert page.url.endswith("/open-to-me/#have=english,maths")
    assert page.locator("#results").evaluate("one => one === document.activeElement")
    assert page.get_by_text("Your ticks are not sent to us.").is_visible()

    page.goto("/careers/beekeeper/")
    assert page.locator(".how-open").inner_text() == words(
        lines(asked["beekeeper"].ways, given(["english", "maths"]))[0].opening
    )
    page.goto("/careers/?q=beekeeper")
    assert page.locator(".how-open strong").all_inner_texts()[0] == "One step away"
    page.goto("/careers/compare/?c=beekeeper&c=maker-01")
    assert page.locator("td .how-open strong").all_inner_texts() == [
        lines(asked[slug].ways, given(["english", "maths"]))[0].opening.text.words
        for slug in ("beekeeper", "maker-01")
    ]
    page.goto("/open-to-me/?career=beekeeper")
    assert page.get_by_label("Maths GCSE").is_checked()
    page.get_by_role("button", name="Forget my ticks").click()
    assert page.url.endswith("/open-to-me/?career=beekeeper")
    page.goto("/careers/beekeeper/")
    assert page.locator(".how-open").is_hidden()
    assert [url for url in sent if "english" in url.partition("#")[0]] == []


@pytest.mark.parametrize("held", ["5", "null", '{"ticks": 5}', '{"ticks": ["maths"], "given": 5}'])
def test_anything_else_in_the_tab_counts_as_no_ticks(visit, asked, held):
    page = visit("/open-to-me/")
    failed = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.evaluate("held => sessionStorage.setItem('open-to-me', held)", held)

    page.goto("/careers/beekeeper/")
    assert page.locator(".how-open").is_hidden()
    page.goto("/open-to-me/")
    page.get_by_label("Maths GCSE").check()

    assert page.url.endswith("/open-to-me/#have=maths")
    assert failed == []


def test_without_script_the_page_says_that_ticks_are_sent_and_answers(visit, asked):
    page = visit("/open-to-me/?career=beekeeper", javascript=False)
    assert page.get_by_text("The button sends your ticks to us").is_visible()

    page.get_by_label("English GCSE").check()
    page.get_by_label("Five GCSEs").check()
    page.get_by_role("button", name="Show what is open to me").click()

    assert page.url.endswith("/open-to-me/?career=beekeeper&have=english&have=gcses-5")
    assert page.locator(".how-open strong").inner_text() == "One step away"
    page.goto("/careers/beekeeper/")
    assert page.locator(".how-open").is_hidden()
