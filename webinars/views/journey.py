"""Booking groups: who you are, your groups, check, sent; and the link that proves an address."""

from django.http import Http404


def booking_who(request, **kwargs):
    raise Http404


def booking_group(request, **kwargs):
    raise Http404


def booking_check(request, **kwargs):
    raise Http404


def booking_sent(request, **kwargs):
    raise Http404


def sending_prove(request, **kwargs):
    raise Http404
