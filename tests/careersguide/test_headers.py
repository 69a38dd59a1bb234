"""What every answer carries, and what none may."""

import pytest
import time_machine

from tests.conftest import NOON
from tests.filled import filled_site
from tests.pages import Page
from tests.public import ADDRESSES, HOLDS_ANSWERS, OTHERS, PATTERNS, PUBLIC

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

ANSWERS = [*ADDRESSES, *OTHERS]


@pytest.fixture(autouse=True)
def _site(settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    with time_machine.travel(NOON, tick=False):
        filled_site()
        yield


def answer(client, address, method="get", **options):
    response = getattr(client, method)(address, **options)
    if response.streaming:
        list(response)  # at its end the file is closed
    return response


def test_every_public_address_is_among_those_tried():
    assert set(PUBLIC) == set(PATTERNS) - {"styleguide"}  # which only developers have


def test_answers_are_of_the_kinds_they_should_be(client):
    assert [answer(client, address).status_code for address in ADDRESSES] == [
        302 if "surprise" in address else 200 for address in ADDRESSES
    ]
    assert [answer(client, address).status_code for address in OTHERS] == [410, 301, 301, 404, 404, 400, 200]


def test_every_answer_tells_browsers_what_to_refuse(client):
    for address in ANSWERS:
        response = answer(client, address)
        policy = response["Content-Security-Policy"].rstrip("; ").split("; ")

        assert dict(directive.split(" ", 1) for directive in policy) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "connect-src": "'self'",
            "manifest-src": "'self'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }, address
        assert response["X-Content-Type-Options"] == "nosniff", address
        named_to_others = "no-referrer" if address in HOLDS_ANSWERS else "strict-origin-when-cross-origin"
        assert response["Referrer-Policy"] == named_to_others, address
        assert "camera=()" in response["Permissions-Policy"].split(", "), address


def test_every_answer_is_the_same_for_every_reader(client):
    plain = {address: answer(client, address) for address in ANSWERS}
    client.cookies.load({"session": "a-session-that-is-none", "csrftoken": "a" * 32, "messages": "x"})

    for address, without_cookies in plain.items():
        response = answer(client, address)
        assert (response.cookies, "cookie" in response.get("Vary", "").lower()) == ({}, False), address
        if "surprise" not in address and not response.streaming:
            assert response.content == without_cookies.content, address


def test_pages_that_hold_answers_are_kept_by_nobody(client):
    for address in HOLDS_ANSWERS:
        response = answer(client, address)
        assert "no-store" in response["Cache-Control"], address
        assert response["X-Robots-Tag"] == "noindex", address


def test_head_is_get_without_its_body(client):
    for address in ADDRESSES:
        if "surprise" in address:  # opens another door each time
            continue
        got, head = answer(client, address), answer(client, address, "head")

        assert (head.status_code, head["Content-Type"]) == (got.status_code, got["Content-Type"]), address
        assert head.content == b"", address
        assert head["Content-Length"] == str(len(got.content)), address


def test_other_methods_are_405(client):
    for address in ADDRESSES:
        for method in ("post", "put", "patch", "delete"):
            response = answer(client, address, method)
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD"), (method, address)


def test_links_start_with_the_site_url_and_not_with_the_host(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://careers.example"
    canonical = {}

    for address in ADDRESSES:
        forged = {"host": "evil.example", "x-forwarded-host": "evil.example"}
        response = answer(client, address, headers=forged)
        assert "evil.example" not in response.content.decode() + response.get("Location", ""), address
        if response["Content-Type"].startswith("text/html") and response.status_code == 200:
            (link,) = Page(response).all("link[@rel='canonical']")
            canonical[address] = link.get("href")

    assert canonical == {address: f"https://careers.example{address}" for address in canonical}
    assert len(canonical) == 17
