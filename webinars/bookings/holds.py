"""Places that are held for an address which is not proved yet: for how long, and how many."""

from datetime import timedelta

from webinars.bookings.places import NO_LIMIT
from webinars.models import Webinar

HOLD = timedelta(minutes=60)
HOLDS_SHARE = 4  # all holds together take at most one in four places


def most_held(webinar: Webinar) -> int:
    """How many places all holds of ``webinar`` together may take."""
    return NO_LIMIT if webinar.capacity is None else webinar.capacity // HOLDS_SHARE
