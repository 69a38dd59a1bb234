"""Everything that is stored about an adviser, for the adviser to see and to download."""

from typing import Any

from webinars.models import Adviser, Booking, BookingRequest, Mail


def export_adviser(adviser: Adviser) -> dict[str, Any]:
    """Words, numbers and times in plain lists; no code, no join address and no pupil."""
    return {
        "you": {
            "name": adviser.name,
            "email": adviser.email,
            "school": adviser.school.name,
            "school_is_in": adviser.school.place,
            "address_proved_at": adviser.proved_at,
        },
        "requests": [
            _export_request(booking_request)
            for booking_request in adviser.booking_requests.select_related("webinar", "school")
        ],
        "groups": [
            _export_booking(booking)
            for booking in adviser.bookings.select_related("webinar", "school").prefetch_related("steps")
        ],
        "mails": [_export_mail(mail) for mail in adviser.mails.select_related("webinar")],
    }


def _export_request(booking_request: BookingRequest) -> dict[str, Any]:
    return {
        "webinar": booking_request.webinar.title,
        "name_typed": booking_request.name,
        "school": booking_request.school.name,
        "sent_at": booking_request.sent_at,
        "notice_accepted": booking_request.notice_version,
        "address_proved_at": booking_request.proved_at,
    }


def _export_booking(booking: Booking) -> dict[str, Any]:
    return {
        "number": booking.pk,
        "webinar": booking.webinar.title,
        "starts_at": booking.webinar.starts_at,
        "school": booking.school.name,
        "group": booking.group_label,
        "places": booking.places,
        "places_by_year": booking.by_year,
        "fewest_places": booking.fewest_places,
        "adult_present": booking.adult_present,
        "has_access_needs": booking.has_access_needs,
        "access_needs": booking.access_needs,
        "state": booking.get_state_display(),
        "booked_at": booking.booked_at,
        "held_until": booking.held_until,
        "waiting_since": booking.waiting_since,
        "ended_at": booking.ended_at,
        "ended_by": booking.get_ended_by_display(),
        "ended_why": booking.ended_why,
        "attended": booking.attended,
        "steps": [
            {
                "at": step.at,
                "by": step.get_by_display(),
                "from": step.get_from_state_display(),
                "to": step.get_to_state_display(),
                "places": step.places,
            }
            for step in booking.steps.all()
        ],
    }


def _export_mail(mail: Mail) -> dict[str, Any]:
    return {
        "tells_of": mail.get_kind_display(),
        "webinar": mail.webinar.title if mail.webinar else "",
        "written_at": mail.written_at,
        "sent_at": mail.sent_at,
        "dropped_at": mail.dropped_at,
        "failed_at": mail.failed_at,
    }
