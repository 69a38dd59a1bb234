"""Webinars, the schools and advisers that book them, and mail; one module for each."""

from webinars.models.adviser import Adviser
from webinars.models.booking import YEARS, Actor, Booking, BookingRequest, Pupil, Step
from webinars.models.booking_state import LIVE, State
from webinars.models.mail import Kind, Mail
from webinars.models.school import School
from webinars.models.webinar import BENCHMARKS, Roster, Series, Status, Webinar, WebinarKind

__all__ = [
    "BENCHMARKS",
    "LIVE",
    "YEARS",
    "Actor",
    "Adviser",
    "Booking",
    "BookingRequest",
    "Kind",
    "Mail",
    "Pupil",
    "Roster",
    "School",
    "Series",
    "State",
    "Status",
    "Step",
    "Webinar",
    "WebinarKind",
]
