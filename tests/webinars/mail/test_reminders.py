"""What the time asks for: each reminder once for a start, at its moment, never late."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import NOON
from tests.factories import AdviserFactory
from tests.webinars.mail.scenario import DAY, HOUR, MINUTE, ORGANISATION, TEN_O_CLOCK, book, patel, welding
from webinars import bookings
from webinars.mail.reminders import reminders_of, write_due
from webinars.models import Booking, Kind, Mail, Status, Webinar
from webinars.models.mail import REMINDERS

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
STILL, DAY_BEFORE, HOUR_BEFORE = REMINDERS
# TEN_O_CLOCK is on a Wednesday: three school days before is the Friday.
FRIDAY_AT_8 = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
TUESDAY_AT_8 = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
NINE = TEN_O_CLOCK - HOUR


def written(now, organisation=ORGANISATION) -> list[str]:
    """The kinds that are written at ``now``, in their order."""
    before = set(Mail.objects.values_list("pk", flat=True))
    write_due(organisation=organisation, now=now)
    return list(Mail.objects.exclude(pk__in=before).order_by("pk").values_list("kind", flat=True))


def moments(starts_at, organisation=ORGANISATION) -> list[str]:
    return [
        f"{one.due_at.astimezone(LONDON):%a %d %b %H:%M}" for one in reminders_of(starts_at, organisation)
    ]


# --- When -----------------------------------------------------------------------------------------------


def test_reminders_go_in_the_morning_of_school_days_and_an_hour_before():
    assert moments(TEN_O_CLOCK) == ["Fri 27 Nov 08:00", "Tue 01 Dec 08:00", "Wed 02 Dec 09:00"]


def test_reminders_skip_holidays():
    organisation = replace(ORGANISATION, holidays=frozenset({date(2026, 11, 30), date(2026, 12, 1)}))

    assert moments(TEN_O_CLOCK, organisation) == ["Wed 25 Nov 08:00", "Fri 27 Nov 08:00", "Wed 02 Dec 09:00"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # Clocks go forward on Sunday 29 March and back on Sunday 25 October 2026.
        (date(2026, 3, 30), ["Wed 25 Mar 08:00", "Fri 27 Mar 08:00", "Mon 30 Mar 09:00"]),
        (date(2026, 3, 29), ["Wed 25 Mar 08:00", "Fri 27 Mar 08:00", "Sun 29 Mar 09:00"]),
        (date(2026, 10, 26), ["Wed 21 Oct 08:00", "Fri 23 Oct 08:00", "Mon 26 Oct 09:00"]),
        (date(2026, 10, 25), ["Wed 21 Oct 08:00", "Fri 23 Oct 08:00", "Sun 25 Oct 09:00"]),
    ],
)
def test_reminders_go_at_eight_in_london_when_the_clocks_change(day, expected):
    starts_at = datetime.combine(day, time(10), tzinfo=LONDON)

    assert moments(starts_at.astimezone(UTC)) == expected


def test_reminder_an_hour_before_keeps_its_hour_in_the_night_of_the_change():
    starts_at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 01:30 in London, for the second time

    hour_before = reminders_of(starts_at, ORGANISATION)[-1]

    assert starts_at - hour_before.due_at.astimezone(UTC) == HOUR


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (STILL, FRIDAY_AT_8, FRIDAY_AT_8 + 10 * HOUR),
        (DAY_BEFORE, TUESDAY_AT_8, TUESDAY_AT_8 + 10 * HOUR),
        (HOUR_BEFORE, NINE, NINE + 45 * MINUTE),
    ],
)
def test_reminder_is_written_from_its_moment_to_the_end_of_its_window(kind, first, last):
    book(welding(), patel(), ("10B", 28))

    assert written(first - timedelta(microseconds=1)) == []
    assert written(last) == []
    assert written(last - MINUTE) == [kind]
    mail = Mail.objects.get(kind=kind)
    assert (mail.due_at, mail.useless_at) == (first, last)
    assert written(first) == []  # once for a start


def test_background_work_stopped_for_three_days_brings_no_flood():
    webinar = welding()
    book(webinar, patel(), ("10B", 28))
    book(welding(slug="soon", starts_at=TEN_O_CLOCK + 6 * HOUR), patel(email="b@school.example"), ("10C", 1))

    assert written(FRIDAY_AT_8 + 10 * HOUR) == []
    assert written(TUESDAY_AT_8 - MINUTE) == []
    assert written(TEN_O_CLOCK - 10 * MINUTE) == []
    assert written(TEN_O_CLOCK + 5 * HOUR) == [HOUR_BEFORE, Kind.AFTERWARDS]


def test_reminders_of_one_webinar_are_three_in_its_whole_life():
    book(welding(), patel(), ("10B", 28))
    days = [FRIDAY_AT_8 + number * DAY for number in range(6)]

    seen = [kind for day in days for hours in (0, 1, 4) for kind in written(day + hours * HOUR)]

    assert seen == [STILL, DAY_BEFORE, HOUR_BEFORE, Kind.AFTERWARDS]


# --- To whom --------------------------------------------------------------------------------------------


def test_three_groups_of_one_adviser_bring_one_reminder():
    webinar = welding(capacity=None)
    book(webinar, patel(), ("10A", 28), ("10B", 28), ("10C", 28))
    book(webinar, AdviserFactory(email="b@school.example"), ("10A", 1))

    assert written(NINE) == [HOUR_BEFORE, HOUR_BEFORE]
    assert Mail.objects.filter(kind=HOUR_BEFORE).values("adviser").distinct().count() == 2


def test_reminder_goes_to_confirmed_groups_alone():
    webinar = welding(capacity=100)
    book(webinar, patel(), ("10A", 60))
    book(webinar, AdviserFactory(email="held@school.example"), ("10A", 20), is_proved=False)
    book(webinar, AdviserFactory(email="waits@school.example"), ("10A", 60))
    (gone,) = book(webinar, AdviserFactory(email="gone@school.example"), ("10A", 1), now=NOON - HOUR)
    bookings.cancel(booking=gone, now=NOON)

    write_due(organisation=ORGANISATION, now=NINE)

    reminded = Mail.objects.filter(kind=HOUR_BEFORE).values_list("adviser__email", flat=True)
    assert list(reminded) == ["patel@school.example"]


@pytest.mark.parametrize(("minutes", "kinds"), [(59, []), (61, [HOUR_BEFORE])])
def test_group_booked_just_before_the_moment_is_not_reminded(minutes, kinds):
    book(welding(), patel(), ("10B", 28), now=NINE - minutes * MINUTE)

    assert written(NINE) == kinds


def test_group_booked_after_the_moment_is_not_reminded():
    webinar = welding()
    book(webinar, patel(), ("10B", 28), now=TUESDAY_AT_8 + 10 * MINUTE)

    assert written(TUESDAY_AT_8 + 11 * MINUTE) == []


def test_group_promoted_just_before_the_moment_is_not_reminded():
    webinar = welding(capacity=30)
    (first,) = book(webinar, AdviserFactory(email="first@school.example"), ("7A", 30))
    book(webinar, patel(), ("10B", 28))
    bookings.cancel(booking=first, now=NINE - 10 * MINUTE)

    assert written(NINE) == []


def test_adviser_with_an_older_group_is_reminded_whatever_was_booked_just_now():
    webinar = welding()
    adviser = patel()
    book(webinar, adviser, ("10A", 1))
    book(webinar, adviser, ("10B", 1), now=NINE - 10 * MINUTE)

    assert written(NINE) == [HOUR_BEFORE]


def test_change_of_places_just_before_the_moment_hides_no_reminder():
    (booking,) = book(welding(), patel(), ("10B", 28))
    bookings.change_places(booking=booking, by_year={10: 20}, now=NINE - 10 * MINUTE)

    assert written(NINE) == [HOUR_BEFORE]


# --- Moves ----------------------------------------------------------------------------------------------


def test_move_brings_reminders_for_the_new_start():
    webinar = welding()
    book(webinar, patel(), ("10B", 28))
    assert written(NINE) == [HOUR_BEFORE]
    later = TEN_O_CLOCK + 4 * HOUR

    bookings.move_webinar(webinar=webinar, starts_at=later, reason="", now=NINE + 30 * MINUTE)

    assert written(NINE + 40 * MINUTE) == []
    assert written(later - HOUR) == [HOUR_BEFORE]


@pytest.mark.parametrize(("minutes", "kinds"), [(119, []), (121, [HOUR_BEFORE])])
def test_move_to_less_than_two_hours_away_brings_no_reminder(minutes, kinds):
    webinar = welding()
    book(webinar, patel(), ("10B", 28))
    moved_at = NOON + DAY
    bookings.move_webinar(webinar=webinar, starts_at=moved_at + minutes * MINUTE, reason="", now=moved_at)

    assert written(moved_at + (minutes - 60) * MINUTE) == kinds


@pytest.mark.parametrize("status", [Status.POSTPONED, Status.CANCELLED, Status.DRAFT])
def test_webinar_that_does_not_take_place_brings_nothing(status):
    book(welding(), patel(), ("10B", 28))
    Webinar.objects.update(status=status)

    assert [written(now) for now in (FRIDAY_AT_8, TUESDAY_AT_8, NINE, TEN_O_CLOCK + HOUR)] == [[]] * 4


# --- Afterwards -----------------------------------------------------------------------------------------


def test_thanks_are_written_once_on_the_day_of_the_end():
    book(welding(), patel(), ("10B", 28))

    assert written(TEN_O_CLOCK + 44 * MINUTE) == []
    assert written(TEN_O_CLOCK + 45 * MINUTE) == [Kind.AFTERWARDS]
    assert written(TEN_O_CLOCK + HOUR) == []
    assert Mail.objects.get(kind=Kind.AFTERWARDS).useless_at is None


def test_thanks_are_not_written_the_next_day():
    book(welding(), patel(), ("10B", 28))

    assert written(datetime(2026, 12, 3, 0, 0, tzinfo=UTC)) == []


def test_recording_is_written_from_the_next_morning_for_those_who_missed_it():
    webinar = welding(capacity=None)
    came, nobody, _ = (
        book(webinar, AdviserFactory(email=f"{name}@school.example"), ("10B", 1))[0]
        for name in ("came", "nobody", "unknown")
    )
    bookings.record_heads(webinar=webinar, heads={came.pk: 1, nobody.pk: 0}, now=TEN_O_CLOCK)
    next_day = TEN_O_CLOCK + DAY
    assert written(next_day) == []  # there is none yet
    Webinar.objects.update(recording_url="https://films.example/1", recording_shows_no_pupil=True)

    assert written(TEN_O_CLOCK + 2 * HOUR) == [Kind.AFTERWARDS] * 3
    assert written(next_day - 3 * HOUR) == []
    assert written(next_day) == [Kind.RECORDING] * 2
    assert written(next_day + MINUTE) == []
    missed = Mail.objects.filter(kind=Kind.RECORDING).order_by("pk")
    assert list(missed.values_list("adviser__email", flat=True)) == [
        "nobody@school.example",
        "unknown@school.example",
    ]


def test_recording_that_comes_months_later_is_told_to_nobody():
    book(welding(recording_url="https://films.example/1", recording_shows_no_pupil=True), patel(), ("10B", 1))

    assert written(TEN_O_CLOCK + 61 * DAY) == []
    assert written(TEN_O_CLOCK + 59 * DAY) == [Kind.RECORDING]


def test_adviser_who_is_gone_is_written_nothing():
    book(welding(), patel(), ("10B", 28))
    Booking.objects.update(adviser=None)

    assert written(NINE) == []


@pytest.mark.parametrize("groups", [1, 3])
def test_reminders_query_count_is_flat(groups, django_assert_num_queries):
    webinar = welding(capacity=None)
    for number in range(groups):
        book(webinar, AdviserFactory(email=f"a{number}@school.example"), ("10B", 28))

    with django_assert_num_queries(6):  # webinars, groups, keys, ended, recorded, insert
        write_due(organisation=ORGANISATION, now=NINE)
    with django_assert_num_queries(5):  # and nothing is inserted
        write_due(organisation=ORGANISATION, now=NINE)
