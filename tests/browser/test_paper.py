"""Sheets that fit on one side of A4, with every text of the sample content."""

import re

import pytest
from django.core.management import call_command

from profiles.models import Career, FeaturedMonth

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")
SIZE_OF_PDF = re.compile(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")


@pytest.fixture
def site(live_server, fill):
    """The address of a server with the sample content."""
    fill(sample)
    return live_server.url


def sample():
    call_command("load_sample", verbosity=0)


def pages_of(page, path: str) -> int:
    page.goto(path)
    return len(PAGE_OF_PDF.findall(page.pdf(prefer_css_page_size=True)))


def test_questions_fit_on_one_page(visit):
    page = visit("/")
    slugs = Career.objects.values_list("slug", flat=True)

    longer = [slug for slug in slugs if pages_of(page, f"/careers/{slug}/questions/") != 1]

    assert longer == []
    assert len(slugs) >= 30


def test_tutor_time_sheets_fit_on_one_page(visit):
    page = visit("/")
    months = FeaturedMonth.objects.values_list("year", "month")

    longer = [
        f"{year}/{month}"
        for year, month in months
        if pages_of(page, f"/career-of-the-month/{year}/{month}/sheet/") != 1
    ]

    assert longer == []
    assert len(months) >= 12


def test_shortlist_of_twelve_fits_on_one_page(visit):
    page = visit("/")
    slugs = sorted(Career.objects.values_list("slug", flat=True), key=len)[-12:]

    assert pages_of(page, f"/shortlist/?{'&'.join(f'c={slug}' for slug in slugs)}") == 1


def test_comparison_prints_across_the_page(visit):
    page = visit("/careers/compare/?c=nurse&c=chef&c=welder&c=firefighter")

    sheet = page.pdf(prefer_css_page_size=True)

    (width, height), *others = {tuple(map(float, size)) for size in SIZE_OF_PDF.findall(sheet)}
    assert (width > height, others) == (True, [])


def test_pages_of_a_whole_profile_are_counted(visit):
    assert pages_of(visit("/"), "/careers/nurse/") > 1
