"""The sample webinars, and the invented groups that book them on somebody's own machine."""

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured

from careersguide.demo import make_demo_bookings
from core.rich_text import clean
from tests.conftest import NOON
from tests.factories import BookingFactory, CareerFactory, WebinarFactory
from webinars.models import Adviser, Booking, Mail, State, Status, Step, Webinar
from webinars.sample import FOLDER, load_sample_webinars
from webinars.sample.groups import book_sample_groups

pytestmark = pytest.mark.django_db

SLUGS = sorted(path.stem for path in FOLDER.glob("*.toml"))
LONDON = ZoneInfo("Europe/London")
SUNDAY = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # half an hour before the clocks change
MOMENTS = [
    NOON,
    SUNDAY,
    datetime(2026, 10, 24, 22, 59, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 30, tzinfo=UTC),
]


def test_sample_webinars_are_published_and_one_is_past():
    assert load_sample_webinars(now=NOON) == len(SLUGS) == 4

    assert set(Webinar.objects.values_list("status", flat=True)) == {Status.PUBLISHED}
    assert [webinar.slug for webinar in Webinar.objects.past(NOON)] == ["inside-a-biochemistry-lab"]
    assert all(webinar.is_open(NOON) for webinar in Webinar.objects.upcoming(NOON))


@pytest.mark.parametrize("now", MOMENTS)
def test_sample_webinars_are_on_school_days_in_school_hours_of_london(now):
    holiday = date(2026, 11, 26)

    load_sample_webinars(now=now, holidays={holiday})

    for webinar in Webinar.objects.all():
        there = webinar.starts_at.astimezone(LONDON)
        assert (there.weekday() < 5, there.date() != holiday, 9 <= there.hour <= 14) == (True, True, True)
    assert Webinar.objects.upcoming(now).count() == 3


def test_sample_webinars_name_their_careers():
    nurse = CareerFactory(slug="nurse")

    load_sample_webinars(now=NOON)

    assert [webinar.slug for webinar in nurse.webinars.all()] == ["meet-a-ward-nurse"]


def test_sample_webinars_are_whole_and_say_that_they_are_samples():
    load_sample_webinars(now=NOON)

    for webinar in Webinar.objects.all():
        webinar.full_clean()
        assert "This is a sample" in webinar.description
        for text in (webinar.description, webinar.purpose, webinar.outcomes):
            assert text
            assert clean(text) == text
        assert webinar.join_url.startswith("https://rooms.example/")


def test_sample_webinars_again_spare_what_an_editor_made_of_them():
    load_sample_webinars(now=NOON)
    Webinar.objects.filter(slug=SLUGS[0]).update(title="An editor's own")
    before = list(Webinar.objects.values())

    assert load_sample_webinars(now=SUNDAY) == 0
    assert list(Webinar.objects.values()) == before


# --- Invented groups ---------------------------------------------------------------------------------


def test_sample_groups_are_confirmed_waiting_and_held():
    load_sample_webinars(now=NOON)

    assert book_sample_groups(now=NOON) == 12

    assert Counter(Booking.objects.values_list("webinar__slug", "state")) == {
        ("inside-a-biochemistry-lab", State.CONFIRMED): 4,
        ("meet-a-ward-nurse", State.CONFIRMED): 3,
        ("meet-a-ward-nurse", State.WAITING): 2,
        ("how-machines-learn", State.CONFIRMED): 1,
        ("how-machines-learn", State.HELD): 1,
        ("electricians-at-work", State.CONFIRMED): 1,
    }
    past = Booking.objects.filter(webinar__slug="inside-a-biochemistry-lab")
    assert list(past.values_list("attended", flat=True)) == [25, 24, 11, None]
    assert Step.objects.count() >= Booking.objects.count()


def test_sample_groups_mail_nobody():
    load_sample_webinars(now=NOON)

    book_sample_groups(now=NOON)

    assert Mail.objects.exists()
    assert not Mail.objects.unsent().exists()
    assert not Mail.objects.exclude(sent_at=None).exists()
    assert all(email.endswith(".example") for email in Adviser.objects.values_list("email", flat=True))


def test_sample_groups_are_booked_only_where_nobody_has_booked():
    load_sample_webinars(now=NOON)
    BookingFactory()

    assert book_sample_groups(now=NOON) == 0
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("now", MOMENTS)
def test_sample_groups_are_booked_at_any_time(now):
    load_sample_webinars(now=now)

    assert book_sample_groups(now=now) == 12


def test_sample_groups_pass_over_a_webinar_that_is_gone_or_shut():
    load_sample_webinars(now=NOON)
    Webinar.objects.exclude(slug="meet-a-ward-nurse").delete()
    Webinar.objects.update(status=Status.POSTPONED)
    WebinarFactory(slug="how-machines-learn", capacity=None, largest_group=60)

    assert book_sample_groups(now=NOON) == 2


def test_demo_bookings_without_debug_are_refused(settings):
    settings.DEBUG = False
    load_sample_webinars(now=NOON)

    with pytest.raises(ImproperlyConfigured, match="only made with DEBUG"):
        make_demo_bookings(now=NOON)

    assert not Booking.objects.exists()
