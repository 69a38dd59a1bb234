"""Webinars for everybody: the list, one webinar, its calendar entry."""

from django.http import Http404


def webinar_list(request, **kwargs):
    raise Http404


def webinar_detail(request, **kwargs):
    raise Http404


def webinar_calendar(request, **kwargs):
    raise Http404
