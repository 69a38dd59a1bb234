"""Any bytes in any path, parameter or header of a public address: never a 500."""

import pytest
import time_machine

from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    CareerSkillFactory,
    FeaturedMonthFactory,
    PageFactory,
    SubjectFactory,
    WebinarFactory,
)
from tests.hostile import (
    FAMILIES,
    FEW,
    OURS,
    SEEN_BY_DATABASES,
    THEIRS,
    escaped,
    every_family,
    every_value,
    needs_theirs,
    raw,
    short,
)
from tests.pages import Page
from tests.public import ADDRESSES, PUBLIC

pytestmark = pytest.mark.django_db

PATHS = [
    "/{}",
    "/{}/",
    "/careers/{}/",
    "/careers/{}/questions/",
    "/career-of-the-month/{}/11/sheet/",
    "/career-of-the-month/2026/{}/sheet/",
    "/sectors/{}/",
    "/subjects/{}/",
    "/skills/{}/",
    "/pages/{}/",
    "/webinars/{}/",
    "/webinars/{}/calendar.ics",
    "/admin/{}/",
    "/media/{}",
    "/static/{}",
]
PARAMETERS = [(address, name) for address, names in PUBLIC.values() for name in names]


@pytest.fixture(autouse=True)
def _small_site(settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    with time_machine.travel(NOON, tick=False):
        career = CareerFactory(title="Biochemist", main_sector__name="Science and research")
        CareerSkillFactory(career=career, skill__name="Skill 0 of Biochemist")
        career.subjects.add(SubjectFactory(name="Maths for Biochemist"))
        FeaturedMonthFactory(career=career, year=2026, month=11)
        PageFactory(title="About")
        WebinarFactory(title="Meet a biochemist")
        yield


@pytest.fixture
def ask(client):
    """Ask as a WSGI server would, with whatever bytes the path and the query are made of."""
    client.raise_request_exception = False

    def ask(path="/", query="", **environ):
        return client.request(PATH_INFO=path, QUERY_STRING=query, **environ)

    return ask


def broken(values, answers: dict) -> list[tuple]:
    """Where and for which values the answer is an error of ours; ``answers`` has a status a value."""
    return [
        (where, short(value), status)
        for where, statuses in answers.items()
        for value, status in zip(values, statuses, strict=True)
        if status >= 500
    ]


def test_few_values_hold_no_other_and_names_of_families_are_known():
    assert set(FEW) <= set(OURS)
    assert set(FAMILIES) > SEEN_BY_DATABASES
    assert len(set(OURS)) == len(OURS) > 100


def test_site_of_these_tests_has_every_public_address(ask):
    assert {ask(address).status_code for address in ADDRESSES} == {200, 302}


@every_family
def test_hostile_path_is_no_error_of_ours(ask, values):
    answers = {path: [ask(path.format(raw(value))).status_code for value in values] for path in PATHS}

    assert broken(values, answers) == []


@every_value
def test_hostile_parameter_is_no_error_of_ours(ask, values):
    answers = {
        (address, name): [ask(address, f"{name}={escaped(value)}").status_code for value in values]
        for address, name in PARAMETERS
    }

    assert broken(values, answers) == []


@every_value
def test_hostile_search_gives_a_valid_page_that_only_shows_it(ask, values):
    for value in values:
        response = ask("/careers/", f"q={escaped(value)}&sector={escaped(value)}")
        if "\x00" in value:
            assert response.status_code == 400, short(value)
            continue
        assert response.status_code == 200, short(value)
        page = Page(response)
        sources = [script.get("src", "none") for script in page.all("script")]
        assert [source for source in sources if not source.startswith("/static/js/")] == [], short(value)
        assert page.all("iframe") + page.all("img") + page.all("base") == [], short(value)


def all_at_once(value: str) -> str:
    """A query with ``value`` in every parameter there is, as bytes, and as the name of one too."""
    return "&".join([*(f"{name}={raw(value)}" for name in {name for _, name in PARAMETERS}), raw(value)])


@every_value
def test_hostile_everything_at_once_is_no_error_of_ours(ask, values):
    addresses = ["/", *sorted({address for address, _ in PARAMETERS})]
    answers = {
        address: [ask(address, all_at_once(value)).status_code for value in values] for address in addresses
    }

    assert broken(values, answers) == []


@needs_theirs
@pytest.mark.any_database
def test_hostile_values_of_others_are_no_error_of_ours_where_most_is_read(ask):
    """All other addresses take them at night."""
    answers = {"/careers/": [ask("/careers/", all_at_once(value)).status_code for value in THEIRS]}

    assert broken(THEIRS, answers) == []


@every_value
def test_hostile_headers_are_no_error_of_ours(ask, values):
    names = [
        "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE",
        "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_REFERER", "HTTP_USER_AGENT",
        "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "CONTENT_TYPE",
    ]  # fmt: skip
    answers = [ask("/careers/", **{name: raw(value) for name in names}).status_code for value in values]

    assert broken(values, {"/careers/": answers}) == []


@every_value
def test_hostile_cookies_are_no_error_of_ours(ask, values):
    names = ("session", "csrftoken", "messages")
    cookies = ["; ".join(f"{name}={raw(value)}" for name in names) for value in values]
    answers = {
        address: [ask(address, HTTP_COOKIE=cookie).status_code for cookie in cookies]
        for address in ("/careers/", "/admin/login/")
    }

    assert broken(values, answers) == []


@every_value
def test_hostile_host_is_refused(ask, values):
    answers = {short(value): ask("/careers/", HTTP_HOST=raw(value)).status_code for value in values}

    ours = {short(value) for value in ("127.0.0.1", "localhost", "[::1]")}
    assert {host for host, status in answers.items() if status != 400} <= ours
