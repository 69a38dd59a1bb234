"""Webinars, the schools and advisers that book them, and the mail that tells of it; one module a noun."""

from webinars.models.booking import LIVE, YEARS, Actor, Booking, Pupil, Sending, State, Step
from webinars.models.mail import Kind, Mail
from webinars.models.people import Adviser, School
from webinars.models.webinar import BENCHMARKS, Roster, Series, Status, Webinar, WebinarKind

__all__ = [
    "BENCHMARKS",
    "LIVE",
    "YEARS",
    "Actor",
    "Adviser",
    "Booking",
    "Kind",
    "Mail",
    "Pupil",
    "Roster",
    "School",
    "Sending",
    "Series",
    "State",
    "Status",
    "Step",
    "Webinar",
    "WebinarKind",
]
