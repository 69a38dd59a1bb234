"""Banners, editors' pages and the site's settings at the admin."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from careersguide.models import Banner, Page, SchoolHoliday, SiteSettings
from careersguide.roles import ADMINISTRATOR, EDITOR, ORGANISER, PUBLISHER
from tests.conftest import NOON
from tests.factories import BannerFactory, PageFactory, SchoolHolidayFactory, SiteSettingsFactory
from tests.staff import client_of, errors_of, queries_of, rows_of, sent_back

pytestmark = pytest.mark.django_db


def admin_url(model, act, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=args)


@pytest.fixture
def editor():
    return client_of(EDITOR)


# --- Banner ------------------------------------------------------------------------------------------

BANNER = {
    "emoji": "☀",
    "message": "Free summer webinars.",
    "link_words": "Sign up here",
    "link": "/careers/",
    "starts_at_0": "2026-01-01",
    "starts_at_1": "09:00",
    "ends_at_0": "",
    "ends_at_1": "",
}


def test_banner_switched_on_by_an_editor_is_on_the_home_page(editor, client):
    response = editor.post(admin_url(Banner, "add"), BANNER)

    assert response.status_code == 302, errors_of(response)
    assert "Free summer webinars." in client.get("/").content.decode()


NO_LINK = "Start with / for a page of this site, or with https:// for another one."


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"link": ""}, "A link needs its words, and the words need a link."),
        ({"link": "javascript:alert(1)"}, NO_LINK),
        ({"link": "//evil.example"}, NO_LINK),
        ({"ends_at_0": "2025-01-01", "ends_at_1": "09:00"}, "The banner ends before it starts."),
        ({"message": "\x00 \x07"}, "This field is required."),
        ({"starts_at_0": "x" * 1000}, "Enter a valid date."),
    ],
)
def test_banner_typed_wrong_is_refused_in_words(editor, typed, error):
    assert errors_of(editor.post(admin_url(Banner, "add"), BANNER | typed)) == [error]


@pytest.mark.parametrize(
    ("typed", "revision"),
    [
        ({}, 1),
        ({"ends_at_0": "2030-01-01", "ends_at_1": "09:00"}, 1),
        ({"message": "New words."}, 2),
        ({"emoji": ""}, 2),
        ({"link": "/pages/"}, 2),
        ({"link_words": "Look"}, 2),
    ],
)
def test_banner_revision_rises_with_its_words_only(editor, typed, revision):
    editor.post(admin_url(Banner, "add"), BANNER)
    banner = Banner.objects.get()
    url = admin_url(Banner, "change", banner.pk)

    response = editor.post(url, sent_back(editor.get(url)) | typed)

    assert response.status_code == 302, errors_of(response)
    banner.refresh_from_db()
    assert banner.revision == revision


def test_banner_list_says_which_is_on_the_site_now(editor):
    now, day = timezone.now(), timedelta(days=1)
    BannerFactory(message="over", starts_at=now - 2 * day, ends_at=now - day)
    BannerFactory(message="live", starts_at=now - day)
    BannerFactory(message="to come", starts_at=now + day)

    rows = editor.get(admin_url(Banner, "changelist")).context["cl"].result_list

    assert [(row.message, row.live) for row in rows] == [("to come", False), ("live", True), ("over", False)]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", [Banner, Page])
def test_list_query_count_is_flat(editor, model, rows):
    {Banner: BannerFactory, Page: PageFactory}[model].create_batch(rows)

    # Session, person, two of permissions, two counts, the rows.
    assert len(queries_of(editor, admin_url(model, "changelist"))) == 7
    assert len(editor.get(admin_url(model, "changelist")).context["cl"].result_list) == rows


# --- Pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [(EDITOR, 404), (PUBLISHER, 200)])
def test_page_is_written_by_editors_and_published_by_publishers(client, role, status):
    form = {"title": "Privacy", "slug": "privacy", "body": "We keep <b>nothing</b>."}
    moment = {"publish_at_0": "2026-01-01", "publish_at_1": "09:00"}

    response = client_of(role).post(admin_url(Page, "add"), form | moment)

    assert response.status_code == 302, errors_of(response)
    assert Page.objects.get().body == "We keep <b>nothing</b>."
    assert client.get("/pages/privacy/").status_code == status


def test_page_keeps_its_address(editor):
    page = PageFactory(title="Privacy", slug="privacy")
    url = admin_url(Page, "change", page.pk)

    editor.post(url, sent_back(editor.get(url)) | {"title": "Your data", "slug": "your-data"})

    page.refresh_from_db()
    assert (page.title, page.slug) == ("Your data", "privacy")


# --- Site settings -----------------------------------------------------------------------------------

HOLIDAY = {"name": "Easter", "starts_on": "2027-03-29", "ends_on": "2027-04-09"}


def settings_form(client, **fields):
    return sent_back(client.get(admin_url(SiteSettings, "change", 1))) | fields


def test_settings_made_by_an_administrator_are_on_every_page(client):
    administrator = client_of(ADMINISTRATOR)
    add = admin_url(SiteSettings, "add")
    form = sent_back(administrator.get(add)) | {"organisation": "Doors of Kent"}

    response = administrator.post(add, form | rows_of("holidays", HOLIDAY))

    assert response.status_code == 302, errors_of(response)
    assert "Doors of Kent" in client.get("/").content.decode()
    assert "Doors of Kent · editors" in administrator.get("/admin/").content.decode()
    assert list(SchoolHoliday.objects.values_list("name", flat=True)) == ["Easter"]


def test_settings_are_one_row_that_stays():
    SiteSettingsFactory()
    administrator = client_of(ADMINISTRATOR)

    listed = administrator.get(admin_url(SiteSettings, "changelist"))

    assert (listed.status_code, listed["Location"]) == (302, admin_url(SiteSettings, "change", 1))
    assert administrator.get(admin_url(SiteSettings, "add")).status_code == 403
    assert administrator.post(admin_url(SiteSettings, "delete", 1), {"post": "yes"}).status_code == 403
    assert SiteSettings.objects.count() == 1


def test_settings_made_again_after_their_row_was_lost_are_the_one_row():
    SiteSettingsFactory()
    SiteSettings.objects.all().delete()
    administrator = client_of(ADMINISTRATOR)
    add = admin_url(SiteSettings, "add")

    response = administrator.post(add, sent_back(administrator.get(add)))

    assert response.status_code == 302, errors_of(response)
    assert [row.pk for row in SiteSettings.objects.all()] == [1]


def test_settings_holiday_that_ends_before_it_starts_is_refused():
    SiteSettingsFactory()
    administrator = client_of(ADMINISTRATOR)
    backwards = HOLIDAY | {"ends_on": "2027-03-01"}

    form = settings_form(administrator) | rows_of("holidays", backwards)

    assert errors_of(administrator.post(admin_url(SiteSettings, "change", 1), form)) == [
        "The last day is before the first day."
    ]


@pytest.mark.parametrize(
    ("content", "words", "error"),
    [
        (b"<svg/>", "Kent", "This is not a picture we can read. Choose a JPEG, PNG or WebP file."),
        (None, "", "Say in words what the logo shows."),
    ],
)
def test_settings_logo_is_checked_like_a_photograph(content, words, error):
    SiteSettingsFactory()
    administrator = client_of(ADMINISTRATOR)
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20)).save(buffer, "PNG")

    def send(content, words):
        logo = SimpleUploadedFile("logo.png", content or buffer.getvalue())
        form = settings_form(administrator, logo=logo, logo_words=words)
        return administrator.post(admin_url(SiteSettings, "change", 1), form)

    assert errors_of(send(content, words)) == [error]
    assert send(None, "Kent").status_code == 302
    assert SiteSettings.objects.get().logo.name.endswith(".webp")


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER, ORGANISER])
def test_settings_are_not_for_other_roles(role):
    SiteSettingsFactory()
    SchoolHolidayFactory()
    client = client_of(role)

    assert client.get(admin_url(SiteSettings, "changelist")).status_code == 403
    assert client.post(admin_url(SiteSettings, "change", 1), {"organisation": "x"}).status_code == 403


# --- The admin itself --------------------------------------------------------------------------------


def test_admin_pages_are_kept_by_nobody_and_hold_no_inline_style_or_script(editor):
    PageFactory()
    for url in ("/admin/", admin_url(Banner, "changelist"), admin_url(Banner, "add")):
        response = editor.get(url)
        page = response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert " style=" not in page
        assert "<style" not in page
        assert "css/admin.css" in page


@pytest.mark.parametrize("role", [EDITOR, ORGANISER])
def test_admin_index_shows_each_role_its_own(role):
    with time_machine.travel(NOON):
        apps = client_of(role).get("/admin/").context["app_list"]

    names = [model["object_name"] for app in apps for model in app["models"]]
    words = ["Condition", "Licence", "Qualification", "Sector", "Skill", "Source", "Subject"]
    if role == EDITOR:
        assert sorted(names) == sorted([*words, "Career", "FeaturedMonth", "MissedSearch", "Banner", "Page"])
    else:
        webinars = ["Webinar", "Series", "Booking", "Mail", "School", "Adviser"]
        assert sorted(names) == sorted([*words, "Career", *webinars])
