"""Factories, each of which makes a minimal valid row.

A career is published and has a main sector, because most tests need one that readers can see;
nothing else is filled in. A webinar is published, starts a month after ``tests.conftest.NOON`` and
has 30 places; a booking is confirmed.
"""

import io
from datetime import UTC, datetime
from uuid import uuid4

import factory
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from careersguide.models import Banner, Job, Page, SchoolHoliday, SiteSettings
from core.models import Allowance, ContentChange
from profiles import models as profiles
from webinars import models as webinars
from webinars.models.booking import normal_label

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def photograph() -> SimpleUploadedFile:
    """An upload of 4 by 5 pixels."""
    buffer = io.BytesIO()
    Image.new("RGB", (4, 5), "teal").save(buffer, format="WEBP")
    return SimpleUploadedFile("ward.webp", buffer.getvalue(), "image/webp")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = settings.AUTH_USER_MODEL
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@school.example")
    password = "!"  # an unusable password
    is_staff = True


class NamedFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    slug = factory.LazyAttribute(lambda row: row.name.lower().replace(" ", "-"))


class SectorFactory(NamedFactory):
    class Meta:
        model = profiles.Sector

    name = factory.Sequence(lambda n: f"Sector {n:05}")


class SubjectFactory(NamedFactory):
    class Meta:
        model = profiles.Subject

    name = factory.Sequence(lambda n: f"Subject {n:05}")


class SkillFactory(NamedFactory):
    class Meta:
        model = profiles.Skill

    name = factory.Sequence(lambda n: f"Skill {n:05}")
    description = "Doing it well."


class ConditionFactory(NamedFactory):
    class Meta:
        model = profiles.Condition

    family = profiles.ConditionFamily.SURROUNDINGS
    name = factory.Sequence(lambda n: f"condition {n:05}")
    sentence = factory.LazyAttribute(lambda row: f"You would have {row.name}.")


class LicenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = profiles.Licence

    name = factory.Sequence(lambda n: f"Licence {n:05}")


class SourceFactory(NamedFactory):
    class Meta:
        model = profiles.Source

    name = factory.Sequence(lambda n: f"Source {n:05}")


class QualificationFactory(NamedFactory):
    class Meta:
        model = profiles.Qualification

    name = factory.Sequence(lambda n: f"Award {n:05}")
    plural = factory.LazyAttribute(lambda row: f"{row.name}s")
    level = 2


class CareerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = profiles.Career

    title = factory.Sequence(lambda n: f"Career {n:05}")
    slug = factory.LazyAttribute(lambda row: row.title.lower().replace(" ", "-"))
    summary = factory.LazyAttribute(lambda row: f"{row.title} in one sentence.")
    main_sector = factory.SubFactory(SectorFactory)
    publish_at = LONG_AGO


class CareerPart(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    career = factory.SubFactory(CareerFactory)


class CareerTitleFactory(CareerPart):
    class Meta:
        model = profiles.CareerTitle

    name = factory.Sequence(lambda n: f"Other name {n}")


class CareerSlugFactory(CareerPart):
    class Meta:
        model = profiles.CareerSlug

    slug = factory.Sequence(lambda n: f"old-{n}")


class ExternalCodeFactory(CareerPart):
    class Meta:
        model = profiles.ExternalCode

    scheme = profiles.CodeScheme.SOC2020
    code = factory.Sequence(lambda n: f"{n:04}")


class CareerSkillFactory(CareerPart):
    class Meta:
        model = profiles.CareerSkill

    skill = factory.SubFactory(SkillFactory)
    use = "You use it every day."


class CareerConditionFactory(CareerPart):
    class Meta:
        model = profiles.CareerCondition

    condition = factory.SubFactory(ConditionFactory)


class CareerInterestFactory(CareerPart):
    class Meta:
        model = profiles.CareerInterest

    interest = profiles.Interest.MAKING


class RelatedCareerFactory(CareerPart):
    class Meta:
        model = profiles.RelatedCareer

    other = factory.SubFactory(CareerFactory)
    reason = "works in the same team"


class RefusedRelationFactory(CareerPart):
    class Meta:
        model = profiles.RefusedRelation

    other = factory.SubFactory(CareerFactory)


class RouteFactory(CareerPart):
    class Meta:
        model = profiles.Route

    kind = profiles.RouteKind.UNIVERSITY


class RequirementFactory(CareerPart):
    class Meta:
        model = profiles.Requirement

    strength = profiles.Strength.MUST
    qualification = factory.SubFactory(QualificationFactory)
    at_least = 1
    at_most = 1


class MissedSearchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = profiles.MissedSearch

    keyed_hash = factory.Sequence(lambda n: f"{n:064x}")
    words = factory.Sequence(lambda n: f"unknown job {n}")
    times = 3
    first_on = LONG_AGO.date()
    last_on = LONG_AGO.date()


class FeaturedMonthFactory(CareerPart):
    class Meta:
        model = profiles.FeaturedMonth

    year = 2026
    month = factory.Sequence(lambda n: n % 12 + 1)


class ImportRecordFactory(CareerPart):
    class Meta:
        model = profiles.ImportRecord

    source = factory.SubFactory(SourceFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    blocks = factory.LazyFunction(lambda: {"title": "0123456789abcdef"})
    imported_at = LONG_AGO


class SiteSettingsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SiteSettings
        django_get_or_create = ["pk"]

    pk = 1


class SchoolHolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SchoolHoliday

    settings = factory.SubFactory(SiteSettingsFactory)
    name = "Half-term"
    starts_on = datetime(2026, 10, 26, tzinfo=UTC).date()
    ends_on = datetime(2026, 10, 30, tzinfo=UTC).date()


class BannerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Banner

    message = "Free summer webinars."
    starts_at = LONG_AGO


class PageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Page

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.LazyAttribute(lambda row: row.title.lower().replace(" ", "-"))
    body = "Some words."
    publish_at = LONG_AGO


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    name = factory.Sequence(lambda n: f"site.work.job_{n}")


class ContentChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContentChange

    changed_at = LONG_AGO


# --- Webinars -------------------------------------------------------------------------------------------

IN_A_MONTH = datetime(2026, 12, 16, 10, 0, tzinfo=UTC)


class SeriesFactory(NamedFactory):
    class Meta:
        model = webinars.Series

    name = factory.Sequence(lambda n: f"Series {n:05}")


class WebinarFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.Webinar
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Webinar {n}")
    slug = factory.LazyAttribute(lambda row: row.title.lower().replace(" ", "-"))
    kind = webinars.WebinarKind.EMPLOYER
    summary = factory.LazyAttribute(lambda row: f"{row.title} in one sentence.")
    starts_at = IN_A_MONTH
    capacity = 30
    has_captions = True
    has_bsl = False
    has_slides_before = False
    has_quiet_chat = True
    cameras_are_off = True
    chat_is_moderated = True
    has_two_staff = True
    is_recorded = False
    join_url = "https://rooms.example/secret-room"
    status = webinars.Status.PUBLISHED


class SchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.School

    name = factory.Sequence(lambda n: f"School {n:05}")


class AdviserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.Adviser

    email = factory.Sequence(lambda n: f"adviser{n}@school.example")
    name = factory.Sequence(lambda n: f"Adviser {n:05}")
    school = factory.SubFactory(SchoolFactory)
    proved_at = LONG_AGO


class BookingRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.BookingRequest

    webinar = factory.SubFactory(WebinarFactory)
    adviser = factory.SubFactory(AdviserFactory)
    school = factory.LazyAttribute(lambda row: row.adviser.school)
    name = factory.LazyAttribute(lambda row: row.adviser.name)
    form_key = factory.LazyFunction(uuid4)
    notice_version = "2026-11"
    sent_at = LONG_AGO
    proved_at = LONG_AGO


class BookingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.Booking

    booking_request = factory.SubFactory(BookingRequestFactory)
    webinar = factory.LazyAttribute(lambda row: row.booking_request.webinar)
    adviser = factory.LazyAttribute(lambda row: row.booking_request.adviser)
    school = factory.LazyAttribute(lambda row: row.booking_request.school)
    group_label = factory.Sequence(lambda n: f"10 {n}")
    group_key = factory.LazyAttribute(lambda row: normal_label(row.group_label))
    places = factory.LazyAttribute(lambda row: row.year_10)
    year_10 = 1
    adult_present = True
    state = webinars.State.CONFIRMED
    booked_at = LONG_AGO


class PupilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.Pupil

    booking = factory.SubFactory(BookingFactory)
    label = factory.Sequence(lambda n: f"Sam {n}")
    year = 10


class StepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.Step

    booking = factory.SubFactory(BookingFactory)
    at = LONG_AGO
    by = webinars.Actor.ADVISER
    to_state = webinars.State.CONFIRMED
    places = 1


class MailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = webinars.Mail

    key = factory.Sequence(lambda n: f"booked:{n}")
    kind = webinars.Kind.BOOKED
    adviser = factory.SubFactory(AdviserFactory)
    written_at = LONG_AGO
    due_at = LONG_AGO


class AllowanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Allowance

    purpose = "sign-in address"
    keyed_hash = factory.Sequence(lambda n: f"{n:064x}")
    last_at = LONG_AGO
