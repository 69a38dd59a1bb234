"""Mail that is written because time has passed: reminders, the thanks afterwards, the recording.

A job calls :func:`write_due`; each mail's key holds the start it is about, so that it is written
once for a start, whatever runs twice, and a webinar that moves gets new ones. A reminder has a
moment and an end: after the end it is neither written nor sent, so that no backlog is sent when the
background work was stopped. ``rendering.py`` drops what stopped being true between writing and sending.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from webinars.mail import outbox
from webinars.mail.organisation import House
from webinars.models import Booking, Kind, Mail, State, Status, Step, Webinar
from webinars.models.webinar import JOIN_OPENS
from webinars.school_days import school_days_before

MORNING, EVENING = time(8), time(18)  # London
HOUR = timedelta(hours=1)
# Who heard of it by another mail so shortly before the moment, or later, needs no reminder.
QUIET_BEFORE = timedelta(hours=1)
FURTHEST_AHEAD = timedelta(days=120)  # three school days are never more, whatever the holidays
RECORDING_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Reminder:
    """``due_at`` is its moment, ``useless_at`` the end of its window."""

    kind: Kind
    due_at: datetime
    useless_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.due_at <= now < self.useless_at


def reminders_of(starts_at: datetime, house: House) -> list[Reminder]:
    """The reminders of a webinar that starts at ``starts_at``: two by the school-day clock, one by the hour.

    Those of the morning go at 08:00 London time and are of no use after 18:00; the last one is of
    no use once the doors are open.
    """
    day = timezone.localtime(starts_at).date()
    return [
        _of_the_morning(Kind.STILL_COMING, school_days_before(day, 3, house.holidays)),
        _of_the_morning(Kind.DAY_BEFORE, school_days_before(day, 1, house.holidays)),
        Reminder(Kind.HOUR_BEFORE, starts_at - HOUR, starts_at - JOIN_OPENS),
    ]


def _of_the_morning(kind: Kind, day: date) -> Reminder:
    return Reminder(kind, _london(day, MORNING), _london(day, EVENING))


def _london(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def start_mark(webinar: Webinar) -> str:
    """How the start that a mail is about stands at the end of its key."""
    return f"{webinar.starts_at.astimezone(UTC):%Y%m%dT%H%MZ}"


def write_due(*, house: House, now: datetime) -> int:
    """Write every mail that the time asks for at ``now``; return how many. Safe to run again."""
    mails = [*_reminders(house, now), *_thanks(now), *_recordings(now)]
    outbox.post(mails)
    return len(mails)


def _reminders(house: House, now: datetime) -> Iterable[Mail]:
    for webinar in Webinar.objects.filter(
        status=Status.PUBLISHED, starts_at__gt=now, starts_at__lte=now + FURTHEST_AHEAD
    ):
        for reminder in reminders_of(webinar.starts_at, house):
            if reminder.is_open(now):
                told = _told_since(webinar, reminder.due_at - QUIET_BEFORE)
                yield from _mails(
                    reminder.kind,
                    webinar,
                    told,
                    now=now,
                    due_at=reminder.due_at,
                    useless_at=reminder.useless_at,
                )


def _told_since(webinar: Webinar, moment: datetime) -> Q:
    """The bookings that need not be reminded: made, or confirmed, or told of a move, after ``moment``."""
    confirmed = Step.objects.filter(booking=OuterRef("pk"), to_state=State.CONFIRMED, at__gt=moment).exclude(
        from_state=State.CONFIRMED
    )
    moved = Mail.objects.filter(
        webinar=webinar, kind=Kind.CHANGED, adviser=OuterRef("adviser"), written_at__gt=moment
    )
    return Q(booked_at__gt=moment) | Q(Exists(confirmed)) | Q(Exists(moved))


def _thanks(now: datetime) -> Iterable[Mail]:
    """On the day itself: later, nobody remembers how many came."""
    midnight = _london(timezone.localtime(now).date(), time())
    for webinar in Webinar.objects.past(now).filter(ends_at__gte=midnight):
        yield from _mails(Kind.AFTERWARDS, webinar, now=now)


def _recordings(now: datetime) -> Iterable[Mail]:
    """From the next morning on: first we ask how many came, and only who missed it is told."""
    today = timezone.localtime(now)
    if today.time() < MORNING:
        return
    midnight = _london(today.date(), time())
    recorded = Webinar.objects.past(now).exclude(recording_url="")
    for webinar in recorded.filter(ends_at__lt=midnight, ends_at__gte=now - RECORDING_FOR):
        yield from _mails(Kind.RECORDING, webinar, Q(attended__gt=0), now=now)


def _mails(
    kind: Kind, webinar: Webinar, besides: Q | None = None, *, now: datetime, **times
) -> Iterable[Mail]:
    """One mail for each adviser with a confirmed booking, ``besides`` apart, who has none of ``kind`` yet."""
    bookings = Booking.objects.filter(webinar=webinar, state=State.CONFIRMED).exclude(adviser=None)
    if besides is not None:
        bookings = bookings.exclude(besides)
    advisers = set(bookings.values_list("adviser", flat=True))
    keys = {f"{webinar.pk}:{adviser}:{start_mark(webinar)}": adviser for adviser in sorted(advisers)}
    # Asked first, because this runs each minute and a write takes SQLite's only lock.
    written = set(
        Mail.objects.filter(webinar=webinar, kind=kind, adviser__in=advisers).values_list("key", flat=True)
    )
    for key, adviser in keys.items():
        if f"{kind}:{key}" not in written:
            yield outbox.write(kind, key, adviser=adviser, webinar=webinar, now=now, **times)
