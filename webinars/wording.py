"""What pages say of a webinar and of groups: places left, when it is, who may come, what a button does."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date

from core.figures import counted, listed
from webinars.models import BENCHMARKS, Webinar

FEW = 5  # places; below this the number is not shown

# A question of the webinar: (what yes says, what no says).
ACCESS = {
    "has_captions": ("There are live captions.", "There are no live captions."),
    "has_bsl": (
        "A British Sign Language interpreter is on the screen.",
        "There is no British Sign Language interpreter.",
    ),
    "has_slides_before": ("The slides are sent before.", "There are no slides before."),
    "has_quiet_chat": ("Pupils may ask in writing, so nobody has to speak.", "Questions are asked aloud."),
}
SAFEGUARDING = {
    "cameras_are_off": (
        "Pupils’ cameras and microphones stay off.",
        "Pupils’ cameras and microphones may be on. The teacher in the room decides.",
    ),
    "chat_is_moderated": (
        "Staff read each message before it shows.",
        "Messages show at once, and staff read along.",
    ),
    "has_two_staff": (
        "Two members of staff are there from start to end.",
        "One member of staff is there.",
    ),
    "is_recorded": ("It is recorded. What is published shows no pupil.", "It is not recorded."),
}


def places_left(webinar: Webinar, now: datetime) -> str:
    """How many places there are at ``now``, or why none can be had; "" once it is over.

    ``webinar`` comes from ``Webinar.objects.with_places_taken(now)``.
    """
    if not webinar.is_published:
        return webinar.get_status_display()
    if webinar.has_ended(now):
        return ""
    if webinar.booking_opens_at and webinar.opens_later(now):
        return f"Booking opens {day(webinar.booking_opens_at)}"
    free = webinar.places_free(webinar.places_taken)
    if not webinar.is_open(now):
        return "Full" if free == 0 else "Booking has closed"
    if free == 0 or not webinar.may_pass_queue(webinar.groups_waiting):
        return "Waiting list"
    return _free(free)


def _free(free: int | None) -> str:
    if free is None:
        return "Places left"
    return f"{free} places left" if free >= FEW else f"Fewer than {FEW} places left"


def day(moment: datetime) -> str:
    """The day in London: ``3 December``."""
    return format_date(timezone.localtime(moment), "j F")


def clock(moment: datetime) -> str:
    """The time in London: ``10:42``."""
    return format_date(timezone.localtime(moment), "G:i")


def when(webinar: Webinar) -> str:
    """``Wednesday 16 December 2026, 10:00 to 10:45``, in London."""
    begin = format_date(timezone.localtime(webinar.starts_at), "l j F Y, G:i")
    return f"{begin} to {clock(webinar.ends_at)}"


def moved(webinar: Webinar) -> str:
    """``Moved from Monday 14 December, 10:00 to Wednesday 16 December, 10:00``; "" when it was not."""
    if not webinar.is_published or not webinar.moved_from:
        return ""
    old, new = (
        format_date(timezone.localtime(moment), "l j F, G:i")
        for moment in (webinar.moved_from, webinar.starts_at)
    )
    return f"Moved from {old} to {new}"


def years(webinar: Webinar) -> str:
    """``Year 10`` or ``Years 9 to 11``."""
    if webinar.year_from == webinar.year_to:
        return f"Year {webinar.year_from}"
    return f"Years {webinar.year_from} to {webinar.year_to}"


def benchmarks(webinar: Webinar) -> list[str]:
    """The Gatsby benchmarks it serves, in words."""
    return [f"Benchmark {number}: {BENCHMARKS[number]}" for number in webinar.benchmarks]


def answers(webinar: Webinar, questions: dict[str, tuple[str, str]]) -> list[str]:
    """A sentence for each of ``questions`` that has an answer."""
    given = ((getattr(webinar, name), sentences) for name, sentences in questions.items())
    return [yes if answer else no for answer, (yes, no) in given if answer is not None]


def by_year(places: dict[int, int]) -> str:
    """``28 in Year 10 and 3 in Year 11``."""
    return listed([f"{count} in Year {year}" for year, count in places.items()])


def places(count: int) -> str:
    """``28 places`` or ``1 place``."""
    return counted(count, "place")


def places_ahead(count: int) -> str:
    """``41 places are ahead of you``, ``You are next``."""
    if not count:
        return "You are next"
    return f"{places(count)} {'is' if count == 1 else 'are'} ahead of you"


def send_button(groups: Sequence[int], waits: Sequence[bool]) -> str:
    """What sending does: ``Book 28 places``, ``Join the waiting list with 28 places``, or both.

    ``groups`` are the places of each group, ``waits`` whether it would wait.
    """
    booked = [count for count, waiting in zip(groups, waits, strict=True) if not waiting]
    waiting = [count for count, is_waiting in zip(groups, waits, strict=True) if is_waiting]
    of_groups = f" for {len(groups)} groups" if len(groups) > 1 else ""
    if not waiting:
        return f"Book {places(sum(booked))}{of_groups}"
    if not booked:
        return f"Join the waiting list with {places(sum(waiting))}{of_groups}"
    return f"Book {places(sum(booked))}, and join the waiting list with {sum(waiting)}"


def confirm_button(held: int, waiting: int) -> str:
    """What confirming a request does: ``Confirm 28 places``, ``Keep 28 places on the waiting list``, or both.

    ``held`` and ``waiting`` are places; one of them may be 0.
    """
    if not held:
        return f"Keep {places(waiting)} on the waiting list"
    return f"Confirm {places(held)}, and wait for {waiting} more" if waiting else f"Confirm {places(held)}"
