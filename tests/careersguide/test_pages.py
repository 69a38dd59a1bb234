"""Editors' own pages."""

from datetime import timedelta

import pytest
import time_machine

from tests.conftest import NOON
from tests.factories import PageFactory
from tests.pages import Page, warm

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def test_page_shows_what_editors_wrote(client):
    PageFactory(title="About us", body="# Who\n\nWe are *few*.\n\n#### Where\n\n<b>Here</b>")

    page = Page(client.get("/pages/about-us/"))

    assert page.headings() == [(1, "About us"), (2, "Who"), (3, "Where")]
    assert page.texts("article/p") == ["We are few.", "<b>Here</b>"]
    assert page.title == "About us · Careers guide"


def test_page_that_is_a_draft_is_not_found_until_its_moment(client):
    PageFactory(slug="draft", publish_at=None)
    PageFactory(slug="soon", publish_at=NOON, footer_position=1, title="Soon")

    def seen():
        statuses = [client.get(f"/pages/{slug}/").status_code for slug in ("draft", "soon", "no-such")]
        return statuses, list(Page(client.get("/")).links("footer//a"))

    with time_machine.travel(NOON - timedelta(microseconds=1), tick=False):
        warm(client, "/")
        before = seen()
    with time_machine.travel(NOON, tick=False):
        after = seen()

    assert before == ([404, 404, 404], [])
    assert after == ([404, 200, 404], ["Soon"])


def test_pages_stand_in_the_footer_in_the_editors_order(client):
    PageFactory(title="Second", footer_position=2)
    PageFactory(title="First", footer_position=1)
    PageFactory(title="Nowhere", footer_position=None)
    PageFactory(title="Draft", footer_position=0, publish_at=None)

    assert Page(client.get("/")).links("footer//a") == {"First": "/pages/first/", "Second": "/pages/second/"}


@pytest.mark.parametrize("rows", [1, 3])
def test_page_query_count_is_flat(client, django_assert_num_queries, rows):
    first, *_ = [PageFactory(footer_position=number) for number in range(rows)]
    warm(client, first.get_absolute_url())

    with django_assert_num_queries(2):  # the content version, the page
        page = Page(client.get(first.get_absolute_url()))

    assert len(page.links("footer//a")) == rows
