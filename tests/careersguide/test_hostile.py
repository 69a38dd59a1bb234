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
from tests.hostile import escaped, every_list, raw, short
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


def broken(values, answers) -> list[tuple[str, int]]:
    """The values whose answer is an error of ours."""
    return [(short(value), status) for value, status in zip(values, answers, strict=True) if status >= 500]


def test_site_of_these_tests_has_every_public_address(ask):
    assert {ask(address).status_code for address in ADDRESSES} == {200, 302}


@every_list
@pytest.mark.parametrize("path", PATHS)
def test_hostile_path_is_no_error_of_ours(ask, values, path):
    answers = [ask(path.format(raw(value))).status_code for value in values]

    assert broken(values, answers) == []


@every_list
@pytest.mark.parametrize(("address", "name"), PARAMETERS)
def test_hostile_parameter_is_no_error_of_ours(ask, values, address, name):
    answers = [ask(address, f"{name}={escaped(value)}").status_code for value in values]

    assert broken(values, answers) == []


@every_list
def test_hostile_search_gives_a_valid_page_that_only_shows_it(ask, values):
    found = 0
    for value in values:
        response = ask("/careers/", f"q={escaped(value)}&sector={escaped(value)}")
        if response.status_code == 200:
            page = Page(response)
            found += 1
            sources = [script.get("src", "none") for script in page.all("script")]
            assert [source for source in sources if not source.startswith("/static/js/")] == [], short(value)
            assert page.all("iframe") + page.all("img") + page.all("base") == [], short(value)
        else:
            assert (response.status_code, "\x00" in value) == (400, True), short(value)

    assert found > len(values) * 0.9


@every_list
@pytest.mark.parametrize("address", ["/", *sorted({address for address, _ in PARAMETERS})])
def test_hostile_everything_at_once_is_no_error_of_ours(ask, values, address):
    names = {name for _, name in PARAMETERS}
    # As bytes, and as the name of a parameter too.
    queries = ["&".join([*(f"{name}={raw(value)}" for name in names), raw(value)]) for value in values]

    assert broken(values, [ask(address, query).status_code for query in queries]) == []


@every_list
def test_hostile_headers_are_no_error_of_ours(ask, values):
    names = [
        "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE",
        "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_REFERER", "HTTP_USER_AGENT",
        "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "CONTENT_TYPE",
    ]  # fmt: skip
    answers = [ask("/careers/", **{name: raw(value) for name in names}).status_code for value in values]

    assert broken(values, answers) == []


@every_list
@pytest.mark.parametrize("address", ["/careers/", "/admin/login/"])
def test_hostile_cookies_are_no_error_of_ours(ask, values, address):
    names = ("session", "csrftoken", "messages")
    cookies = ["; ".join(f"{name}={raw(value)}" for name in names) for value in values]

    assert broken(values, [ask(address, HTTP_COOKIE=cookie).status_code for cookie in cookies]) == []


@every_list
def test_hostile_host_is_refused(ask, values):
    answers = {short(value): ask("/careers/", HTTP_HOST=raw(value)).status_code for value in values}

    ours = {short(value) for value in ("127.0.0.1", "localhost", "[::1]")}
    assert {host for host, status in answers.items() if status != 400} <= ours
