"""What organisers do to a webinar: publish, copy, move, postpone, cancel."""

from webinars import bookings
from webinars.admin.action_pages import RowAction
from webinars.admin.forms import CopyForm, MoveForm, ReasonForm
from webinars.admin.wording import counted, moment
from webinars.bookings.impact import advisers_busy_at, impact_of
from webinars.copy_webinar import copy_webinar, free_slug

PUBLISH = "webinars.publish_webinar"


class Publish(RowAction):
    name, words, permission = "publish", "Publish", PUBLISH

    def is_offered(self, webinar, now):
        return webinar.is_draft

    def is_done(self, webinar):
        return webinar.is_published

    def effects(self, webinar, typed, now):
        opens = webinar.booking_opens_at
        booking = f"from {moment(opens)}" if opens and webinar.opens_later(now) else "at once"
        return [
            f"Everybody sees it: {moment(webinar.starts_at)}, {webinar.duration_minutes} minutes.",
            f"Schools can book {booking}. {capacity_words(webinar)}",
            "From then on its start changes only by “Move”, and its address and length stay.",
            *([] if webinar.join_url else ["It has no join address yet. Groups need one on the day."]),
        ]

    def perform(self, webinar, typed, *, now, staff):
        return bookings.publish_webinar(webinar=webinar, now=now), "Published."


def capacity_words(webinar) -> str:
    if webinar.capacity is None:
        return "There is no limit of places."
    if webinar.capacity == 0:
        return "There are no places: every group goes on the waiting list."
    return f"There are {counted(webinar.capacity, 'place')}."


class Duplicate(RowAction):
    name, words, permission = "duplicate", "Duplicate", "webinars.add_webinar"
    form = CopyForm

    def make_form(self, webinar, typed=None):
        return CopyForm(typed, initial={"title": webinar.title, "slug": free_slug(webinar.slug)})

    def effects(self, webinar, typed, now):
        return [
            "A draft is made with the same words, careers, places and answers.",
            "Its join address, recording, booking dates and groups are not copied.",
        ]

    def perform(self, webinar, typed, *, now, staff):
        return copy_webinar(webinar=webinar, **typed), f"A copy of {webinar.title}: a draft."


class Move(RowAction):
    name, words, permission = "move", "Move", PUBLISH
    form = MoveForm
    shows_effects_first = True

    def is_offered(self, webinar, now):
        return webinar.is_to_come(now)

    def effects(self, webinar, typed, now):
        impact = impact_of(webinar)
        effects = [
            f"It starts at {moment(webinar.starts_at)} now. {impact}: they keep what they have.",
            f"{counted(impact.advisers, 'adviser')} will be told by mail, first of all other mail.",
        ]
        if typed:
            busy = advisers_busy_at(webinar, typed["starts_at"])
            verb = "has" if busy == 1 else "have"
            effects += [
                f"It will start at {moment(typed['starts_at'])}.",
                f"Of the advisers, {busy or 'none'} {verb} groups at another webinar at that time.",
            ]
        return effects

    def perform(self, webinar, typed, *, now, staff):
        moved = bookings.move_webinar(webinar=webinar, now=now, **typed)
        return moved, f"Moved to {moment(moved.starts_at)}."


class Postpone(RowAction):
    name, words, permission = "postpone", "Postpone", PUBLISH
    form = ReasonForm

    def is_offered(self, webinar, now):
        return webinar.is_to_come(now) and not webinar.is_postponed

    def is_done(self, webinar):
        return webinar.is_postponed

    def effects(self, webinar, typed, now):
        impact = impact_of(webinar)
        return [
            f"The date is taken away and its page says “date to follow”. {impact}: they keep what they have.",
            f"{counted(impact.advisers, 'adviser')} will be told by mail.",
            "Give it a new start by “Move”.",
        ]

    def perform(self, webinar, typed, *, now, staff):
        return bookings.postpone_webinar(webinar=webinar, now=now, **typed), "Postponed, date to follow."


class Cancel(RowAction):
    name, words, permission = "cancel", "Cancel webinar", PUBLISH
    form = ReasonForm
    is_grave = True

    def is_offered(self, webinar, now):
        return webinar.is_to_come(now)

    def is_done(self, webinar):
        return webinar.is_cancelled

    def effects(self, webinar, typed, now):
        impact = impact_of(webinar)
        return [
            f"{impact}: all are cancelled, "
            f"{counted(impact.waiting, 'group')} on the waiting list among them.",
            f"{counted(impact.advisers, 'adviser')} will be told by mail, once each.",
            "It cannot be undone. “Duplicate” makes a new webinar from it.",
        ]

    def perform(self, webinar, typed, *, now, staff):
        cancelled = bookings.cancel_webinar(webinar=webinar, now=now, staff=staff, **typed)
        return cancelled, "Cancelled, with every group’s places."


ROW_ACTIONS = (Publish(), Move(), Postpone(), Cancel(), Duplicate())
