"""An adviser’s own bookings, and signing in to them by a mailed link."""

from django.http import Http404


def adviser_sign_in(request, **kwargs):
    raise Http404


def adviser_enter(request, **kwargs):
    raise Http404


def adviser_sign_out(request, **kwargs):
    raise Http404


def adviser_data(request, **kwargs):
    raise Http404


def adviser_leave(request, **kwargs):
    raise Http404


def booking_list(request, **kwargs):
    raise Http404


def booking_detail(request, **kwargs):
    raise Http404


def booking_places(request, **kwargs):
    raise Http404


def booking_cancel(request, **kwargs):
    raise Http404


def booking_calendar(request, **kwargs):
    raise Http404


def booking_room(request, **kwargs):
    raise Http404
