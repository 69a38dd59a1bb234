"""The organisers' admin: webinars, who has booked them, the mail about it; one module a noun."""

from webinars.admin.booking import BookingAdmin
from webinars.admin.mail import MailAdmin
from webinars.admin.people import AdviserAdmin, SchoolAdmin
from webinars.admin.webinar import SeriesAdmin, WebinarAdmin

__all__ = ["AdviserAdmin", "BookingAdmin", "MailAdmin", "SchoolAdmin", "SeriesAdmin", "WebinarAdmin"]
