"""The page for the teacher in the room: join and head count."""

from django.http import Http404


def room_detail(request, **kwargs):
    raise Http404
