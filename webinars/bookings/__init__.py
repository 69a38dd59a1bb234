"""Every change of a booking, whoever asks for it: advisers, organisers, imports and the clock.

Each function takes the webinar's row first and holds it until commit, counts from the rows, then
writes; a step and a mail are written with the change they tell of. Time comes in as ``now``, an
aware datetime. Refusals are raised from ``webinars.errors``; after one, nothing has changed.
Source: docs/adr/0007-bookings-lock-the-webinar.md.
"""

from webinars.bookings.asking import (
    Contact,
    Group,
    check_groups,
    prove,
    send_groups,
    send_proof_again,
    would_wait,
)
from webinars.bookings.changing import (
    cancel,
    change_places,
    forget_adviser,
    record_heads,
    replace_room_code,
)
from webinars.bookings.organising import (
    cancel_webinar,
    change_room,
    move_webinar,
    postpone_webinar,
    publish_webinar,
)
from webinars.bookings.queue import goes_to_queue, places_ahead, places_left, shrunk, sweep

__all__ = [
    "Contact",
    "Group",
    "cancel",
    "cancel_webinar",
    "change_places",
    "change_room",
    "check_groups",
    "forget_adviser",
    "goes_to_queue",
    "move_webinar",
    "places_ahead",
    "places_left",
    "postpone_webinar",
    "prove",
    "publish_webinar",
    "record_heads",
    "replace_room_code",
    "send_groups",
    "send_proof_again",
    "shrunk",
    "sweep",
    "would_wait",
]
