"""Preview: a draft as readers will see it, for those who may, and never kept by a cache."""

import pytest
from django.urls import reverse

from careersguide.roles import EDITOR, ORGANISER
from tests.factories import CareerFactory, PageFactory, RouteFactory
from tests.staff import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def previews():
    career = CareerFactory(publish_at=None, overview="Words of a draft.")
    page = PageFactory(publish_at=None, body="Words of a draft.")
    return [
        reverse("admin:profiles_career_preview", args=[career.pk]),
        reverse("admin:careersguide_page_preview", args=[page.pk]),
    ]


@pytest.mark.parametrize("number", [0, 1], ids=["career", "page"])
def test_preview_of_a_draft_is_for_those_who_may_and_kept_by_nobody(client, number):
    url = previews()[number]

    shown = client_of(EDITOR).get(url)

    assert (shown.status_code, shown["X-Robots-Tag"]) == (200, "noindex")
    assert "Words of a draft." in shown.content.decode()
    assert {"no-store", "private"} <= set(shown["Cache-Control"].split(", "))
    assert client_of(ORGANISER).get(url).status_code == 404
    assert client.get(url).status_code == 302


def test_preview_is_the_page_that_readers_see(client):
    career = CareerFactory(overview="The same words.")
    RouteFactory(career=career, text="One way in.")
    editor = client_of(EDITOR)

    preview = editor.get(reverse("admin:profiles_career_preview", args=[career.pk]))

    public = client.get(career.get_absolute_url())
    assert [t.name for t in preview.templates] == [t.name for t in public.templates]
    for words in ("The same words.", "One way in."):
        assert words in public.content.decode()
        assert words in preview.content.decode()


def test_preview_is_one_click_from_the_form_and_a_draft_has_no_page(client):
    career = CareerFactory(publish_at=None)
    editor = client_of(EDITOR)

    form = editor.get(reverse("admin:profiles_career_change", args=[career.pk])).content.decode()

    assert reverse("admin:profiles_career_preview", args=[career.pk]) in form
    assert "View on site" not in form
    assert client.get(career.get_absolute_url()).status_code == 404
    assert editor.get(career.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "%00", "1%2F..%2F1", "_quote"])
def test_preview_of_nothing_is_not_found(key):
    editor = client_of(EDITOR)

    assert editor.get(f"/admin/profiles/career/{key}/preview/").status_code in {400, 404}
    assert editor.get(f"/admin/careersguide/page/{key}/preview/").status_code in {400, 404}
