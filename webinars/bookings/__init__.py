"""Every change of a booking, by an adviser, an organiser, an import or the clock.

Each function takes the webinar's row first and holds it until commit, counts from the rows, then
writes; a step and a mail are written with the change they tell of. Time comes in as ``now``, an
aware datetime. Refusals are raised from ``webinars.errors``; after one, nothing has changed.
Source: docs/adr/0007-bookings-lock-the-webinar.md.
"""

from webinars.bookings.changing import (
    cancel,
    change_places,
    forget_adviser,
    record_heads,
    replace_room_code,
)
from webinars.bookings.organising import (
    cancel_webinar,
    change_capacity,
    move_webinar,
    postpone_webinar,
    publish_webinar,
)
from webinars.bookings.queue import goes_to_queue, places_ahead, places_left, reduce_by_year, sweep
from webinars.bookings.requesting import (
    Contact,
    GroupRequest,
    confirm_request,
    request_places,
    resend_confirmation_link,
    validate_groups,
    would_wait,
)

__all__ = [
    "Contact",
    "GroupRequest",
    "cancel",
    "cancel_webinar",
    "change_capacity",
    "change_places",
    "confirm_request",
    "forget_adviser",
    "goes_to_queue",
    "move_webinar",
    "places_ahead",
    "places_left",
    "postpone_webinar",
    "publish_webinar",
    "record_heads",
    "reduce_by_year",
    "replace_room_code",
    "request_places",
    "resend_confirmation_link",
    "sweep",
    "validate_groups",
    "would_wait",
]
