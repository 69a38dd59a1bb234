"""The organisers' admin: webinars, schools, advisers, bookings and mail; one module for each."""

from webinars.admin.booking import BookingAdmin
from webinars.admin.mail import MailAdmin
from webinars.admin.people import AdviserAdmin, SchoolAdmin
from webinars.admin.webinar import SeriesAdmin, WebinarAdmin

__all__ = ["AdviserAdmin", "BookingAdmin", "MailAdmin", "SchoolAdmin", "SeriesAdmin", "WebinarAdmin"]
