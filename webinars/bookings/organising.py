"""What an organiser does with a webinar, and what that does to its bookings."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from webinars import errors
from webinars.bookings.ledger import Changes, end_booking
from webinars.bookings.places import lock
from webinars.bookings.queue import bring_up_to_date, serve_queue
from webinars.models import Actor, Kind, State, Status, Webinar

_ASK_FOR = {
    "has_captions": "say whether there are live captions",
    "has_bsl": "say whether there is British Sign Language",
    "has_slides_before": "say whether slides come before",
    "has_quiet_chat": "say whether questions can be asked in writing",
    "cameras_are_off": "say whether pupils’ cameras stay off",
    "chat_is_moderated": "say whether staff read the chat first",
    "has_two_staff": "say whether two members of staff are there",
    "is_recorded": "say whether it is recorded",
}


@transaction.atomic
def publish_webinar(*, webinar: Webinar, now: datetime) -> Webinar:
    """Show the webinar to everybody. Raises ``AnswersMissing``, ``NotInTheFuture`` or ``WrongStatus``."""
    webinar = lock(webinar)
    if not webinar.is_draft:
        raise errors.WrongStatus(webinar.get_status_display())
    if webinar.unanswered:
        raise errors.AnswersMissing([_ASK_FOR[question] for question in webinar.unanswered])
    if not webinar.starts_later(now):
        raise errors.NotInTheFuture
    webinar.status = Status.PUBLISHED
    webinar.save(update_fields=["status"])
    return webinar


@transaction.atomic
def change_capacity(
    *, webinar: Webinar, capacity: int | None, largest_group: int, smaller_may_pass: bool, now: datetime
) -> Webinar:
    """Give the webinar another capacity; what comes free goes to the queue, and no group loses a place."""
    webinar = lock(webinar)
    webinar.capacity, webinar.largest_group = capacity, largest_group
    webinar.smaller_may_pass = smaller_may_pass
    webinar.save(update_fields=["capacity", "largest_group", "smaller_may_pass"])
    changes = Changes(now=now)
    bring_up_to_date(webinar, changes)
    changes.store()
    return webinar


@transaction.atomic
def move_webinar(*, webinar: Webinar, starts_at: datetime, reason: str, now: datetime) -> Webinar:
    """Move a published or postponed webinar to ``starts_at`` and tell every adviser, by urgent mail.

    The groups keep their places. Raises ``NotInTheFuture`` or ``WrongStatus``. The same start
    again changes nothing.
    """
    webinar = lock(webinar)
    _refuse_unless_to_come(webinar, now)
    if starts_at <= now:
        raise errors.NotInTheFuture
    if webinar.is_published and webinar.starts_at == starts_at:
        return webinar
    changes = Changes(now=now)
    bring_up_to_date(webinar, changes)  # by the old start: a group that still waited then lapses
    if webinar.booking_closes_at:
        webinar.booking_closes_at += starts_at - webinar.starts_at
    webinar.moved_from, webinar.starts_at = webinar.starts_at, starts_at
    if webinar.booking_opens_at and webinar.booking_opens_at >= webinar.booking_ends_at:
        webinar.booking_opens_at = None
    webinar.status, webinar.status_reason = Status.PUBLISHED, reason
    webinar.revision += 1
    webinar.save()
    _mail_change(webinar, changes)
    serve_queue(webinar, changes)
    changes.store()
    return webinar


@transaction.atomic
def postpone_webinar(*, webinar: Webinar, reason: str, now: datetime) -> Webinar:
    """Take the date away; the groups keep their places. Raises ``WrongStatus``."""
    webinar = lock(webinar)
    if webinar.is_postponed:
        return webinar
    _refuse_unless_to_come(webinar, now)
    webinar.status, webinar.status_reason = Status.POSTPONED, reason
    webinar.revision += 1
    webinar.save()
    changes = Changes(now=now)
    _mail_change(webinar, changes)
    changes.store()
    return webinar


@transaction.atomic
def cancel_webinar(
    *, webinar: Webinar, reason: str, now: datetime, staff: AbstractBaseUser | None = None
) -> Webinar:
    """Cancel the webinar and every group's places; each adviser is told once. Raises ``WrongStatus``."""
    webinar = lock(webinar)
    if webinar.is_cancelled:
        return webinar
    _refuse_unless_to_come(webinar, now)
    changes = Changes(now=now, by=Actor.STAFF, staff=staff)
    for adviser in _advisers_of(webinar):
        changes.mail(
            Kind.CANCELLED,
            f"webinar:{webinar.pk}:{adviser}",
            adviser=adviser,
            webinar=webinar,
            is_urgent=True,
        )
    webinar.status, webinar.status_reason = Status.CANCELLED, reason
    webinar.revision += 1
    webinar.save()
    for booking in webinar.bookings.live():
        end_booking(booking, State.CANCELLED, changes, why=reason)
    changes.store()
    return webinar


def _refuse_unless_to_come(webinar: Webinar, now: datetime) -> None:
    if webinar.has_ended(now):
        raise errors.WrongStatus("over")
    if not webinar.is_to_come(now):
        raise errors.WrongStatus(webinar.get_status_display())


def _advisers_of(webinar: Webinar) -> list[int]:
    """Keys of the advisers who have proved their address and have a live booking."""
    live = webinar.bookings.live().exclude(adviser=None).proved()
    return list(live.order_by("adviser").values_list("adviser", flat=True).distinct())


def _mail_change(webinar: Webinar, changes: Changes) -> None:
    """Tell every adviser of the webinar's new date, or that it has none."""
    for adviser in _advisers_of(webinar):
        key = f"{webinar.pk}:{adviser}:{webinar.revision}"
        changes.mail(Kind.CHANGED, key, adviser=adviser, webinar=webinar, is_urgent=True)
