"""What organisers do to a webinar: publish, copy, move, postpone, cancel."""

from django.utils import timezone

from webinars import bookings
from webinars.admin.action_pages import Act
from webinars.admin.forms import CopyForm, MoveForm, ReasonForm
from webinars.bookings.impact import busy_then, counted, reach
from webinars.copy_webinar import copy_webinar, free_slug
from webinars.models import Status

PUBLISH = "webinars.publish_webinar"


def moment(at) -> str:
    """``at`` as an organiser says it, in London time: ``Wed 16 Dec 2026, 10:00``."""
    at = timezone.localtime(at)
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"


class Publish(Act):
    name, words, permission = "publish", "Publish", PUBLISH

    def is_offered(self, webinar, now):
        return webinar.status == Status.DRAFT

    def is_done(self, webinar):
        return webinar.status == Status.PUBLISHED

    def effects(self, webinar, typed, now):
        opens = webinar.booking_opens_at
        booking = f"from {moment(opens)}" if opens and opens > now else "at once"
        return [
            f"Everybody sees it: {moment(webinar.starts_at)}, {webinar.duration_minutes} minutes.",
            f"Schools can book {booking}. {room_words(webinar)}",
            "From then on its start changes only by “Move”, and its address and length stay.",
            *([] if webinar.join_url else ["It has no join address yet. Groups need one on the day."]),
        ]

    def do(self, webinar, typed, *, now, staff):
        return bookings.publish_webinar(webinar=webinar, now=now), "Published."


def room_words(webinar) -> str:
    if webinar.capacity is None:
        return "There is no limit of places."
    if webinar.capacity == 0:
        return "There are no places: every group goes on the waiting list."
    return f"There are {counted(webinar.capacity, 'place')}."


class Duplicate(Act):
    name, words, permission = "duplicate", "Duplicate", "webinars.add_webinar"
    form = CopyForm

    def make_form(self, webinar, typed=None):
        return CopyForm(typed, initial={"title": webinar.title, "slug": free_slug(webinar.slug)})

    def effects(self, webinar, typed, now):
        return [
            "A draft is made with the same words, careers, places and answers.",
            "Its join address, recording, booking dates and groups are not copied.",
        ]

    def do(self, webinar, typed, *, now, staff):
        return copy_webinar(webinar=webinar, **typed), f"A copy of {webinar.title}: a draft."


class Move(Act):
    name, words, permission = "move", "Move", PUBLISH
    form = MoveForm
    looks_first = True

    def is_offered(self, webinar, now):
        return webinar.status in {Status.PUBLISHED, Status.POSTPONED} and not webinar.has_ended(now)

    def effects(self, webinar, typed, now):
        whom = reach(webinar)
        effects = [
            f"It starts at {moment(webinar.starts_at)} now. {whom}: they keep what they have.",
            f"{counted(whom.advisers, 'adviser')} will be told by mail, first of all other mail.",
        ]
        if typed:
            busy = busy_then(webinar, typed["starts_at"])
            verb = "has" if busy == 1 else "have"
            effects += [
                f"It will start at {moment(typed['starts_at'])}.",
                f"Of the advisers, {busy or 'none'} {verb} groups at another webinar at that time.",
            ]
        return effects

    def do(self, webinar, typed, *, now, staff):
        moved = bookings.move_webinar(webinar=webinar, now=now, **typed)
        return moved, f"Moved to {moment(moved.starts_at)}."


class Postpone(Act):
    name, words, permission = "postpone", "Postpone", PUBLISH
    form = ReasonForm

    def is_offered(self, webinar, now):
        return webinar.status == Status.PUBLISHED and not webinar.has_ended(now)

    def is_done(self, webinar):
        return webinar.status == Status.POSTPONED

    def effects(self, webinar, typed, now):
        whom = reach(webinar)
        return [
            f"The date is taken away and its page says “date to follow”. {whom}: they keep what they have.",
            f"{counted(whom.advisers, 'adviser')} will be told by mail.",
            "Give it a new start by “Move”.",
        ]

    def do(self, webinar, typed, *, now, staff):
        return bookings.postpone_webinar(webinar=webinar, now=now, **typed), "Postponed, date to follow."


class Cancel(Act):
    name, words, permission = "cancel", "Cancel webinar", PUBLISH
    form = ReasonForm
    is_grave = True

    def is_offered(self, webinar, now):
        return webinar.status in {Status.PUBLISHED, Status.POSTPONED} and not webinar.has_ended(now)

    def is_done(self, webinar):
        return webinar.status == Status.CANCELLED

    def effects(self, webinar, typed, now):
        whom = reach(webinar)
        return [
            f"{whom}: all are cancelled, {counted(whom.waiting, 'group')} on the waiting list among them.",
            f"{counted(whom.advisers, 'adviser')} will be told by mail, once each.",
            "It cannot be undone. “Duplicate” makes a new webinar from it.",
        ]

    def do(self, webinar, typed, *, now, staff):
        cancelled = bookings.cancel_webinar(webinar=webinar, now=now, staff=staff, **typed)
        return cancelled, "Cancelled, with every group’s places."


ACTS = (Publish(), Move(), Postpone(), Cancel(), Duplicate())
