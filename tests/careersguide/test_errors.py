"""Pages that say that something went wrong: each with a way on."""

import pytest
from django.urls import path

from careersguide.urls import urlpatterns as real_urls
from tests.factories import SiteSettingsFactory
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def break_down(request):
    raise ZeroDivisionError


urlpatterns = [path("broken/", break_down), *real_urls]


def test_missing_page_is_404_with_ways_on(client):
    SiteSettingsFactory(organisation="Careers for all")

    response = client.get("/no-such-page/")
    page = Page(response)

    assert response.status_code == 404
    assert page.headings() == [(1, "This door leads nowhere")]
    assert page.title == "This door leads nowhere · Careers for all"
    assert list(page.links("main//a").values()) == ["/careers/", "/careers/surprise/", "/"]
    assert page.all("link[@rel='canonical']") == []
    assert [meta.get("content") for meta in page.all("meta[@name='robots']")] == ["noindex"]


def test_address_without_its_last_slash_leads_to_the_one_with_it(client):
    response = client.get("/careers?q=nurse")

    assert (response.status_code, response["Location"]) == (301, "/careers/?q=nurse")


@pytest.mark.urls("tests.careersguide.test_errors")
def test_broken_page_is_500_without_asking_the_database(client, django_assert_num_queries):
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        response = client.get("/broken/")

    assert response.status_code == 500
    assert Page(response).headings() == [(1, "Something went wrong on our side")]
    assert list(Page(response).links("main//a").values()) == ["/"]


def test_host_that_is_not_ours_is_400_with_a_way_on(client, settings):
    settings.ALLOWED_HOSTS = ["careers.example"]

    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert Page(response).headings() == [(1, "We could not do that")]
    assert "evil.example" not in response.content.decode()


def test_form_that_was_open_too_long_is_403_with_a_way_on(client):
    client.handler.enforce_csrf_checks = True

    response = client.post("/admin/login/", {"username": "a", "password": "b"})

    assert response.status_code == 403
    assert Page(response).headings() == [(1, "We could not do that")]
    assert list(Page(response).links("main//a").values()) == ["/"]
