"""Open to me: what a way in asks, and how open it is by what somebody ticks."""

from itertools import combinations

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from profiles.catalogue import catalogue
from profiles.eligibility.demands import Asked, asks_of, demands
from profiles.eligibility.eligibility import LEVELS, best, given, lines, openings_of, ways_of
from profiles.eligibility.texts import ANSWERS, STATES, TEXTS, State
from profiles.models import Career, Requirement, RouteKind, Strength
from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    QualificationFactory,
    RequirementFactory,
    RouteFactory,
    SubjectFactory,
)
from tests.kinds import ways_by_slug
from tests.outside_data import sample_slugs
from tests.pages import Page, parts, warm, words

pytestmark = pytest.mark.rendering

OPEN_TO_ME, CAREERS = "/open-to-me/", "/careers/"
EVERY_ANSWER = [
    frozenset(ticked) for number in range(len(ANSWERS) + 1) for ticked in combinations(ANSWERS, number)
]
GIVEN = {ticked: given(ticked) for ticked in EVERY_ANSWER}


def gcses(least=5, most=None, subjects="", grade="4", **more) -> Asked:
    return Asked(
        more.pop("strength", "usually"), least, most, "GCSE", "GCSEs", 2,
        subject_words=subjects, grade=grade, **more,
    )  # fmt: skip


def award(name, level, **more) -> Asked:
    return Asked(more.pop("strength", "usually"), 1, 1, name, f"{name}s", level, **more)


def in_words(text, **more) -> Asked:
    return Asked(more.pop("strength", "usually"), words=text, **more)


A_LEVELS, DEGREE = award("A level", 3), award("degree", 6)


@pytest.mark.parametrize(
    ("row", "asks"),
    [
        (gcses(), {"level-2"}),
        (gcses(or_equivalent=False), {"gcses-5"}),
        (gcses(4, 5, "English and maths"), {"level-2", "english", "maths"}),
        (gcses(5, 5, "English, maths and a science"), {"level-2", "english", "maths", "science"}),
        (gcses(2, 2, "English and maths"), {"english", "maths"}),
        (gcses(1, 1, "maths", or_equivalent=False), {"maths"}),
        (gcses(None, None, "English and maths"), {"english", "maths"}),
        (gcses(2, None), {"level-2"}),
        (gcses(2, None, grade="3"), {"gcses"}),
        (gcses(None, None, "English and maths", grade=""), {"gcses"}),
        (gcses(5, 5, grade=""), {"level-2"}),
        (gcses(None, 2, grade="1"), set()),
        (gcses(5, 5, "preferably maths"), {"level-2"}),
        (gcses(5, 5, grade="nine"), {"level-2"}),
        (award("functional skill", 2, subjects=("Maths",)), {"maths"}),
        (award("functional skill", 2), {"level-2"}),
        (award("level 1 course", 1), set()),
        (award("entry level certificate", 0), set()),
        (award("level 2 course", 2), {"level-2"}),
        (A_LEVELS, {"level-3"}),
        (award("HNC", 4), {"level-4"}),
        (award("HND", 5), {"level-4"}),
        (DEGREE, {"degree"}),
        (award("master's degree", 7), {"masters"}),
        (award("doctorate", 8), {"doctorate"}),
        (in_words("1 or 2 A levels, a level 3 diploma or relevant experience"), {"level-3"}),
        (in_words("5 GCSEs and A levels, or work"), {"level-2"}),
        (in_words("a foundation degree"), set()),
        (in_words("a clean driving licence"), set()),
    ],
)
def test_requirement_asks(row, asks):
    assert asks_of(row) == asks


def courses(kind, *rows, of_career=()):
    return [(set(course.asks), course.what) for course in demands(kind, rows, of_career).courses]


def test_courses_of_a_way_are_told_apart_by_their_purpose_the_easiest_first():
    advanced = gcses(5, 5, "English and maths", purpose="an advanced apprenticeship")
    intermediate = gcses(None, None, grade="", purpose="an intermediate apprenticeship")

    assert courses("apprenticeship", advanced, intermediate) == [
        ({"gcses"}, "an intermediate apprenticeship"),
        ({"level-2", "english", "maths"}, "an advanced apprenticeship"),
    ]


def test_courses_that_ask_the_same_are_one():
    rows = [gcses(purpose="a level 3 course"), gcses(purpose="a T Level")]

    assert courses("college", *rows) == [({"level-2"}, "a level 3 course or a T Level")]


def test_gcses_at_a_university_belong_to_every_course():
    rows = [
        gcses(1, 1, "science", purpose="teaching in primary schools"),
        A_LEVELS._replace(purpose="a degree"),
        DEGREE._replace(purpose="a postgraduate course"),
    ]

    assert courses("university", *rows) == [
        ({"science", "level-3"}, "a degree"),
        ({"science", "degree"}, "a postgraduate course"),
    ]
    assert courses("apprenticeship", *rows) == courses("university", *rows)
    assert courses("college", *rows)[0] == ({"science"}, "teaching in primary schools")


def test_gcses_of_no_purpose_belong_to_apprenticeships_that_name_none():
    of_their_own = gcses(4, 5)
    higher = A_LEVELS._replace(purpose="a degree apprenticeship")
    with_gcses = gcses(4, 5, purpose="a degree apprenticeship")

    assert courses("apprenticeship", of_their_own, higher) == [
        ({"level-2", "level-3"}, "a degree apprenticeship")
    ]
    assert courses("apprenticeship", of_their_own, higher, with_gcses) == [
        ({"level-2"}, ""),
        ({"level-2", "level-3"}, "a degree apprenticeship"),
    ]


def test_what_every_way_asks_is_asked_by_each_course_when_it_is_of_school():
    english = gcses(1, 1, "English", strength="must")
    degree = DEGREE._replace(strength="must")

    assert courses("university", A_LEVELS, of_career=[english, degree]) == [({"english", "level-3"}, "")]
    assert courses("volunteering", of_career=[english, degree]) == [({"english"}, "")]
    assert courses("direct", of_career=[english, degree]) == [({"english", "degree"}, "")]
    assert courses("volunteering", of_career=[degree, award("level 2 course", 2)]) == []


def test_what_helps_is_not_asked():
    helps = gcses(strength="helps")

    assert demands("college", [helps]).is_set is False
    assert courses("college", helps, A_LEVELS) == [({"level-3"}, "")]


def outcome(kind, rows, *ticked, of_career=()):
    opening = best(ways_of([(1, kind, rows)], of_career), given(ticked))
    return opening.state.words, opening.text.key


FULL = gcses(5, 5, "English, maths and science")
ADVANCED = gcses(5, 5, "English and maths", purpose="an advanced apprenticeship")


@pytest.mark.parametrize(
    ("rows", "ticked", "words", "key"),
    [
        ([ADVANCED], ["english", "maths", "gcses-5"], "Open", "open"),
        ([ADVANCED], ["english", "maths", "level-2"], "Open", "open"),
        ([ADVANCED], ["english", "maths", "level-3"], "Open", "open"),
        ([ADVANCED], ["english", "gcses-5"], "One step away", "maths"),
        ([ADVANCED], ["maths", "degree"], "One step away", "english"),
        ([ADVANCED], ["level-2"], "One step away", "english-maths"),
        ([ADVANCED], ["gcses"], "One step away", "level-2"),
        ([ADVANCED], [], "Another way in", "from-start"),
        ([FULL], ["english", "maths", "gcses-5"], "One step away", "science"),
        ([FULL], ["english", "gcses-5"], "One step away", "resits"),
        ([FULL], ["english"], "One step away", "gcse-year"),
        ([A_LEVELS], ["level-3"], "Open", "open"),
        ([A_LEVELS], ["level-2"], "One step away", "level-3"),
        ([A_LEVELS], ["english"], "Another way in", "from-gcses"),
        ([A_LEVELS], [], "Another way in", "from-start"),
        ([DEGREE], ["level-3"], "One step away", "degree"),
        ([DEGREE], ["level-2"], "Another way in", "from-level-2"),
        ([award("doctorate", 8)], ["degree"], "One step away", "after-degree"),
        ([award("doctorate", 8)], ["level-3"], "Another way in", "from-level-3"),
        ([gcses(2, None, grade="3")], [], "One step away", "first"),
        ([gcses(None, 2, grade="1")], [], "Open", "open"),
        ([A_LEVELS._replace(subjects=("Biology",))], ["level-3"], "Open", "check"),
        ([A_LEVELS._replace(grade="B")], ["level-3"], "Open", "check"),
        ([gcses(grade="7")], ["gcses-5"], "Open", "check"),
        ([A_LEVELS, in_words("an audition")], ["level-3"], "Open", "check"),
        ([DEGREE._replace(subject_words="any subject")], ["degree"], "Open", "open"),
        ([gcses(strength="helps")], ["gcses-5"], "Open", "open"),
        ([gcses(strength="helps")], [], "Nothing set", "helps"),
        ([in_words("an audition")], [], "Nothing set", "words"),
        ([], [*ANSWERS], "Nothing set", "unset"),
    ],
)
def test_way_in_is_as_open_as_its_requirements_say(rows, ticked, words, key):
    assert outcome("college", rows, *ticked) == (words, key)


def test_career_is_as_open_as_its_most_open_way_and_names_it():
    ways = ways_of([(1, "university", [A_LEVELS]), (2, "college", [gcses()]), (3, "volunteering", [])])

    def said(*ticked):
        opening = best(ways, given(ticked))
        return opening.state, opening.what

    assert said("gcses-5") == (State.OPEN, "College")
    assert said("level-3") == (State.OPEN, "University")
    assert said("gcses") == (State.STEP, "College")
    assert said() == (State.OTHER, "")
    assert ways.level == "level-2"


@pytest.mark.parametrize(
    ("row", "level"),
    [
        (award("level 1 course", 1), "none"),
        (gcses(None, 2, grade="1"), "none"),
        (in_words("an audition"), "none"),
        (gcses(2, None, grade="3"), "level-2"),
        (gcses(2, 2, "English and maths"), "level-2"),
        (gcses(), "level-2"),
        (A_LEVELS, "level-3"),
        (award("foundation degree", 5), "degree"),
        (award("doctorate", 8), "degree"),
    ],
)
def test_career_begins_at_the_level_of_what_it_asks(row, level):
    assert ways_of([(1, "college", [row])]).level == level


def test_job_beside_the_work_does_not_open_a_career_that_must_be_studied():
    english_and_maths = [gcses(2, 2, "English and maths")]
    routes = [(1, "university", [A_LEVELS]), (2, "work", english_and_maths)]
    doctor = [DEGREE._replace(strength="must")]
    vet_nurse = [award("level 3 diploma", 3, strength="must")]

    assert best(ways_of(routes), given(["english", "maths"])).state == State.OPEN
    assert best(ways_of(routes, doctor), given(["english", "maths"])).state == State.OTHER
    assert ways_of(routes, doctor).level == "level-3"
    assert [line.opening.state for line in lines(ways_of(routes, doctor), given(["english", "maths"]))] == [
        State.OTHER,
        State.OPEN,
    ]
    by_college = [(1, "university", [A_LEVELS]), (2, "college", english_and_maths)]
    assert best(ways_of(by_college, doctor), given(["english", "maths"])).state == State.OTHER
    assert best(ways_of(by_college, vet_nurse), given(["english", "maths"])).state == State.OPEN


def test_way_names_what_else_is_asked_and_the_career_what_all_have_in_the_end():
    rows = [A_LEVELS._replace(at_least=3, at_most=3, subjects=("Biology", "Maths"), grade="B")]
    of_career = [in_words("a driving licence"), DEGREE, in_words("patience", strength="helps")]

    ways = ways_of([(1, "university", [*rows, in_words("an interview")])], of_career)

    assert ways.ways[0].also == (
        "an interview",
        "A levels (biology and maths)",
        "A levels at grade B or better",
    )
    assert ways.on_the_way == ("a driving licence", "a degree")


def test_career_without_ways_says_that_nothing_is_set():
    ways = ways_of([])

    assert best(ways, given(ANSWERS)).text == TEXTS["unset"]
    assert (lines(ways, given([])), ways.level) == ([], "none")


def test_lines_without_answers_have_no_opening():
    (line,) = lines(ways_of([(1, "college", [A_LEVELS])]), None)

    assert (line.way.name, line.opening) == ("College", None)


def check_every_answer(ways) -> None:
    """Every combination of answers has an outcome with a next line, and no tick makes one worse."""
    for openings in {ways.openings, *(way.openings for way in ways.ways)}:
        first = {
            ticked: next(opening for opening in openings if opening.needs <= has)
            for ticked, has in GIVEN.items()
        }
        assert all(opening.text.why and opening.text.next for opening in first.values())
        worse = [
            (ticked, answer, openings)
            for ticked, opening in first.items()
            for answer in ANSWERS
            if STATES.index(first[ticked | {answer}].state) > STATES.index(opening.state)
        ]
        assert worse == []


@pytest.fixture(scope="module")
def imported(profiles_file) -> dict:
    """(sheet, ways) of each profile in a file, by slug."""
    return ways_by_slug(profiles_file)


def test_every_imported_profile_answers_every_combination(profiles_name, imported):
    distinct = {ways.data: ways for _, ways in imported.values()}
    for ways in distinct.values():
        check_every_answer(ways)

    assert len(imported) == {"made-up": 13, "sample": len(sample_slugs()), "whole": 829}[profiles_name]
    assert len(distinct) >= {"made-up": 13, "sample": 20, "whole": 101}[profiles_name]


def test_imported_profiles_begin_at_every_level_and_none_without_a_degree_asks_for_one(
    profiles_name, imported
):
    levels = [ways.level for _, ways in imported.values()]
    no_degree = {ways.level for sheet, ways in imported.values() if sheet.no_degree_needed}

    assert set(levels) == set(LEVELS)
    assert "degree" not in no_degree
    assert levels.count("level-2") >= {"made-up": 8, "sample": 15, "whole": 301}[profiles_name]


@pytest.mark.django_db
def test_every_sample_career_answers_every_combination():
    call_command("load_sample", verbosity=0)
    entries = {entry.slug: entry for entry in catalogue.current(timezone.now()).entries}

    for entry in entries.values():
        check_every_answer(entry.ways)
        assert [way.kind for way in entry.ways.ways], entry.slug

    def said(slug, *ticked):
        return best(entries[slug].ways, given(ticked)).text.key

    assert said("nurse", "english", "maths", "gcses-5") == "level-3"
    assert said("nurse", "english", "maths") == "from-gcses"
    assert said("electrician", "english", "maths", "gcses-5") == "open"
    assert said("psychiatrist", "english", "maths", "science", "gcses-5") == "level-3"
    assert said("psychiatrist", "english", "maths", "science", "gcses-5", "level-3") == "check"
    assert said("primary-teacher", "english", "maths", "level-3") == "science"
    assert (said("lorry-driver"), said("lorry-driver", "gcses")) == ("first", "check")
    assert {entry.ways.level for entry in entries.values()} == {"level-2", "level-3"}
    no_degree = Career.objects.filter(no_degree_needed=True).values_list("slug", flat=True)
    assert {entries[slug].ways.level for slug in no_degree} == {"level-2"}


def test_every_text_has_its_own_words_without_red_percentages_or_blame():
    everything = [f"{text.title} {text.why} {text.next}" for text in TEXTS.values()]

    assert len(set(everything)) == len(TEXTS)
    for said in everything:
        assert not {"%", "!"} & set(said)
        assert not any(bad in said.lower() for bad in ("fail", "closed", "only", "unfortunately", "sorry"))


def test_answers_give_what_they_say_and_what_stands_below():
    assert given(["level-3"]) == {"level-3", "level-2", "gcses"}
    assert given(["english", "no-such"]) == {"english", "gcses"}
    assert given([]) == frozenset()


def test_last_opening_of_every_kind_of_way_needs_nothing():
    for kind in RouteKind:
        for rows in ([], [A_LEVELS], [in_words("an audition")], [gcses(strength="helps")]):
            assert openings_of(demands(kind, rows))[-1].needs == frozenset()


# --- The pages -------------------------------------------------------------------------------------------


@pytest.fixture
def site(db):
    """A career by college and university, one that asks for nothing, and a draft."""
    with time_machine.travel(NOON, tick=False):
        gcse = QualificationFactory(name="GCSE", plural="GCSEs", level=2)
        a_level = QualificationFactory(name="A level", plural="A levels", level=3)
        baker = CareerFactory(title="Baker")
        english, biology = SubjectFactory(name="English"), SubjectFactory(name="Biology")
        college = RouteFactory(career=baker, kind="college")
        row = {"career": baker, "strength": Strength.USUALLY}
        RequirementFactory(
            **row, route=college, qualification=gcse, at_least=1, grade="4", purpose="a course"
        ).subjects.add(english)
        university = RouteFactory(career=baker, kind="university", position=1)
        RequirementFactory(**row, route=university, qualification=a_level).subjects.add(biology)
        RequirementFactory(**row, qualification=None, words="clean hands", at_least=None, at_most=None)
        RouteFactory(career=CareerFactory(title="Actor"), kind="direct")
        draft = CareerFactory(title="Draft", publish_at=None)
        RequirementFactory(career=draft, route=RouteFactory(career=draft), qualification=gcse)
        yield baker


def groups(response) -> dict[str, list[str]]:
    """The careers below each heading that is shown."""
    return {
        parts(section, "h3")[0]: [words(link) for link in section.findall(".//li/a")]
        for section in Page(response).all("section[@data-text]")
        if section.get("hidden") is None
    }


def test_open_to_me_groups_published_careers_by_how_open_they_are(client, site):
    nothing = client.get(OPEN_TO_ME)
    english = client.get(OPEN_TO_ME, {"have": ["english"]})

    assert groups(nothing) == {"One step away: English": ["Baker"], "Nothing set": ["Actor"]}
    assert groups(english) == {"Open": ["Baker"], "Nothing set": ["Actor"]}
    ticked = [box.get("value") for box in Page(english).all("input") if box.get("checked") is not None]
    assert ticked == ["english"]
    assert Page(english).links()["Search in these careers"] == "/careers/?have=english"
    assert "Draft" not in english.content.decode()


def test_open_to_me_for_one_career_says_each_way_with_what_else_is_asked(client, site):
    page = Page(client.get(OPEN_TO_ME, {"career": "baker", "have": ["level-3", "maths"]}))

    assert [words(line) for line in page.all("ul[@class='ways-open']/li")] == [
        "College One step away: a course. The step is English. Next: resit English at school or college, or "
        "take Functional Skills English at level 2.",
        "University Open, with more to check. You have the level that people usually need. Next: read "
        "which subjects, grades or other things each one asks for too. They also ask for: an A level "
        "(biology).",
    ]
    assert "Whichever way you take, in the end you usually need: clean hands." in page.texts("p")
    assert page.all("section[@data-text]") == []


@pytest.mark.parametrize(
    ("params", "note"),
    [
        ({"have": ["luck"]}, "We do not know one of those answers, so it was left out."),
        ({"career": "draft"}, "There is no such career here, so these are all careers."),
    ],
)
def test_open_to_me_leaves_out_what_it_does_not_know_and_says_so(client, site, params, note):
    response = client.get(OPEN_TO_ME, params)

    assert Page(response).texts("p[@class='note']") == [note]
    assert groups(response) == groups(client.get(OPEN_TO_ME))


@pytest.mark.parametrize(
    "address", [OPEN_TO_ME, "/open-to-me/?career=baker&have=maths", "/careers/?have=maths"]
)
def test_page_with_answers_is_kept_by_no_cache_and_named_to_no_other_site(client, site, address):
    response = client.get(address)

    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")


@pytest.mark.parametrize("answers", ["have=maths", "open=open", "have=no-answer"])
def test_missing_page_with_answers_is_kept_by_no_cache_and_named_to_no_other_site(client, site, answers):
    response, without = client.get(f"/careers/?{answers}&page=99"), client.get("/careers/?page=99")

    assert (response.status_code, without.status_code) == (404, 404)
    assert response.content == without.content
    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_browse_and_profile_without_answers_may_be_kept_and_bring_all_cases_for_the_script(client, site):
    for address, shown in ((CAREERS, 2), (site.get_absolute_url(), 2)):
        response = client.get(address)
        places = Page(response).all("div[@data-openings]")

        assert "no-store" not in response.get("Cache-Control", ""), address
        assert response["Referrer-Policy"] != "no-referrer"
        assert [place.get("hidden") for place in places] == [""] * shown, address
        assert [text.get("data-text") for text in Page(response).all("p[@data-text]")] == list(TEXTS)
    assert [place.get("data-openings") for place in places] == [
        "english;open;a course|;english;a course",
        "level-3;check;|level-2;level-3;|gcses;from-gcses;|;from-start;",
    ]
    assert Page(response).links()["Is this open to me?"] == "/open-to-me/?career=baker"


def test_browse_with_answers_says_on_each_card_how_open_it_is(client, site):
    response = client.get(CAREERS, {"have": ["english"]})

    assert Page(response).texts("div[@class='how-open']") == [
        "Nothing set: Applying directly. We know of no set qualifications. Next: read how people start here, "
        "and ask employers what they look for.",
        "Open: College. You have what people usually need to start here. Next: look for a place, and read "
        "what each one asks.",
    ]
    assert [field.get("value") for field in Page(response).all("input[@type='hidden']")] == ["english"]


def titles(response) -> list[str]:
    return Page(response).texts("h2[@class='card-title']")


def test_browse_keeps_what_is_open_and_the_filter_can_be_removed(client, site):
    response = client.get(CAREERS, {"have": ["english", "maths"], "open": "open"})
    chips = Page(response).links("ul[@class='chips']//a")

    assert titles(response) == ["Baker"]
    assert chips == {
        "Remove Open to me: Open ×": "/careers/?have=english&have=maths",
        "Remove What you ticked ×": "/careers/",
        "Remove all": "/careers/",
    }
    assert Page(response).texts("select[@name='open']/option") == ["Any", "Open (1)", "Nothing set (1)"]


def test_browse_by_level_keeps_what_one_can_start_with(client, site):
    response = client.get(CAREERS, {"level": "level-2"})

    assert titles(response) == ["Baker"]
    assert titles(client.get(CAREERS, {"level": "none"})) == ["Actor"]
    assert "no-store" not in response.get("Cache-Control", "")
    assert Page(response).all("select[@name='open']") == []


def test_browse_leaves_out_an_answer_it_does_not_know_and_says_so(client, site):
    response = client.get(CAREERS, {"have": ["luck", ""]})

    assert titles(response) == ["Actor", "Baker"]
    assert Page(response).texts("p[@class='note']") == [
        "There is no such answer under “Open to me”, so it was left out."
    ]
    assert Page(client.get(CAREERS, {"have": ""})).all("p[@class='note']") == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_open_to_me_query_count_is_flat(client, django_assert_num_queries, rows):
    for number in range(rows):
        career = CareerFactory(title=f"Career {number}")
        RequirementFactory.create_batch(2, career=career, route=RouteFactory(career=career))
    warm(client, OPEN_TO_ME)

    with django_assert_num_queries(1):  # the content version
        response = client.get(OPEN_TO_ME, {"have": ["english"]})

    assert sum(map(len, groups(response).values())) == rows


@pytest.mark.django_db
def test_preview_of_a_draft_knows_its_ways(site):
    draft = Requirement.objects.get(career__title="Draft").career
    entry = catalogue.current(NOON).entry_of(draft)

    assert [way.name for way in entry.ways.ways] == ["University"]
    assert reverse("profiles:open-to-me") == OPEN_TO_ME
