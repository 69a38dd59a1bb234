"""Which adviser a request comes from: a key of its own in the session, apart from staff."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from webinars.models import Adviser

_KEY = "adviser"


def signed_in(request: HttpRequest) -> Adviser | None:
    """The adviser who has signed in with this browser, with the school; None when nobody has."""
    pk = request.session.get(_KEY)
    return Adviser.objects.select_related("school").filter(pk=pk).first() if pk else None


def sign_in(request: HttpRequest, adviser: Adviser) -> None:
    """Let this browser act for ``adviser``, for 12 hours. It says nothing about staff."""
    request.session.cycle_key()
    request.session[_KEY] = adviser.pk
    # A point in time: what is kept in the session later does not make it longer.
    request.session.set_expiry(timedelta(seconds=settings.SESSION_COOKIE_AGE))


def sign_out(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
    request.session.cycle_key()
