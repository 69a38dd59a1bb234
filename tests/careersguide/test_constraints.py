"""Every constraint of the site, tried past the forms from both sides."""

from datetime import date, timedelta

import factory
import pytest

from careersguide.models import Job
from tests.constraints import Case, constraints_of, is_refused, is_said, is_written, sides
from tests.factories import (
    LONG_AGO,
    BannerFactory,
    PageFactory,
    SchoolHolidayFactory,
    SiteSettingsFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    name = factory.Sequence(lambda n: f"job {n}")


CASES = [
    Case("Job.name", JobFactory, given={"name": "mail"}, refuses=[{"name": "mail"}],
         allows=[{"name": "months"}]),
    Case("Page.slug", PageFactory, given={"slug": "about"}, refuses=[{"slug": "about"}],
         allows=[{"slug": "privacy"}]),
    Case("User.email", UserFactory, given={"email": "a@school.example"},
         refuses=[{"email": "a@school.example"}], allows=[{"email": "b@school.example"}]),
    Case("site_settings_one_row", SiteSettingsFactory, allows=[{}], refuses=[{"pk": 2}]),
    Case("site_settings_logo_has_words", SiteSettingsFactory,
         allows=[{"logo": "logo/a.png", "logo_words": "Our careers"}, {"logo_words": "Our careers"}],
         refuses=[{"logo": "logo/a.png"}]),
    Case("school_holiday_ends_after_start", SchoolHolidayFactory,
         allows=[{"starts_on": date(2026, 10, 26), "ends_on": date(2026, 10, 26)}],
         refuses=[{"starts_on": date(2026, 10, 26), "ends_on": date(2026, 10, 25)}]),
    Case("banner_ends_after_start", BannerFactory,
         allows=[{}, {"ends_at": LONG_AGO + timedelta(microseconds=1)}], refuses=[{"ends_at": LONG_AGO}]),
    Case("banner_link_and_words_together", BannerFactory,
         allows=[{}, {"link": "/careers/", "link_words": "Look here"}],
         refuses=[{"link": "/careers/"}, {"link_words": "Look here"}]),
]  # fmt: skip

# The model writes the address in small letters before anybody could be told.
EMAIL_LOWER_CASE = Case(
    "user_email_lower_case",
    UserFactory,
    allows=[{"email": "zoë@school.example"}],
    refuses=[{"email": "Zoe@school.example"}],
)


@sides([*CASES, EMAIL_LOWER_CASE], "allows")
def test_constraint_allows(case, fields):
    is_written(case, fields)


@sides([*CASES, EMAIL_LOWER_CASE], "refuses")
def test_constraint_refuses(case, fields):
    is_refused(case, fields)


@sides([case for case in CASES if case.is_check], "refuses")
def test_constraint_says_why(case, fields):
    is_said(case, fields)


def test_every_constraint_has_its_case():
    assert {case.name for case in [*CASES, EMAIL_LOWER_CASE]} == constraints_of("careersguide")
