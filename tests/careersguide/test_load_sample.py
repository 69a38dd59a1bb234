"""`manage.py load_sample`: a whole site from nothing, and nothing brought back later."""

from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from careersguide.models import Banner, Page, SiteSettings
from careersguide.sample import load_sample_site
from core.models import ContentChange
from core.rich_text import clean
from profiles.models import Career, FeaturedMonth
from profiles.reference import MODELS
from profiles.sample import FOLDER
from tests.conftest import NOON
from tests.factories import PageFactory
from webinars.models import Webinar

pytestmark = pytest.mark.django_db
SLUGS = sorted(path.stem for path in FOLDER.glob("*.md"))


def load_sample():
    """What the command prints, a line each, run at noon."""
    out = StringIO()
    with time_machine.travel(NOON, tick=False):
        call_command("load_sample", stdout=out)
    return out.getvalue().splitlines()


def test_load_sample_fills_an_empty_database():
    lines = load_sample()

    words = sum(model.objects.count() for model in MODELS)
    assert lines == [
        f"Sample careers: {len(SLUGS)} created, 0 updated, 0 unchanged. New reference words: {words}.",
        "Around them: 4 new pages, 4 months with a career, 4 webinars.",
    ]
    assert Career.objects.published(NOON).count() == len(SLUGS)
    assert FeaturedMonth.objects.count() == 4
    assert Webinar.objects.upcoming(NOON).count() == 3
    assert SiteSettings.objects.count() == 1
    assert [banner.link for banner in Banner.objects.live(NOON)] == ["/career-of-the-month/"]
    assert list(Page.objects.published(NOON).order_by("footer_position").values_list("slug", "title")) == [
        ("about", "About this site"),
        ("privacy", "Privacy"),
        ("privacy-advisers", "Privacy for advisers"),
        ("accessibility", "Accessibility"),
    ]


def test_load_sample_again_changes_nothing():
    load_sample()
    before = ContentChange.objects.count()

    assert load_sample() == [
        f"Sample careers: 0 created, 0 updated, {len(SLUGS)} unchanged. New reference words: 0."
    ]

    assert ContentChange.objects.count() == before


def test_load_sample_again_brings_nothing_back():
    load_sample()
    FeaturedMonth.objects.all().delete()
    Webinar.objects.all().delete()
    Career.objects.all().delete()
    Banner.objects.all().delete()
    Page.objects.filter(slug="privacy").delete()
    Page.objects.filter(slug="about").update(body="An editor's own words.")

    assert load_sample() == [
        "Sample careers: 0 created, 0 updated, 0 unchanged. New reference words: 0.",
        *(f"  {slug}: it was deleted here, and stays deleted" for slug in SLUGS),
    ]

    assert not Career.objects.exists()
    assert not Webinar.objects.exists()
    assert not Banner.objects.exists()
    assert dict(Page.objects.filter(slug__in=["about", "privacy"]).values_list("slug", "body")) == {
        "about": "An editor's own words."
    }


def test_load_sample_names_the_block_an_editor_changed(monkeypatch):
    load_sample()
    Career.objects.filter(slug="nurse").update(summary="An editor's own words.")
    record = Career.objects.get(slug="nurse").import_records.get()
    # As if the file had said something else when it was loaded.
    record.blocks["summary"] = "0" * 16
    record.save()

    assert load_sample() == [
        f"Sample careers: 0 created, 0 updated, {len(SLUGS)} unchanged. New reference words: 0.",
        "  nurse: an editor changed summary, so that stays",
    ]


def test_sample_site_keeps_a_page_and_a_banner_that_are_there():
    page = PageFactory(slug="privacy", title="Our privacy", body="Ours.")
    banner = Banner.objects.create(message="Ours.", starts_at=NOON)

    assert load_sample_site(now=NOON) == 3

    page.refresh_from_db()
    assert (page.title, page.body) == ("Our privacy", "Ours.")
    assert list(Banner.objects.all()) == [banner]


def test_sample_pages_are_whole_and_clean():
    load_sample_site(now=NOON)

    for page in Page.objects.all():
        page.full_clean()
        assert clean(page.body) == page.body
    for banner in Banner.objects.all():
        banner.full_clean()
    assert Page.objects.count() == 4
