"""Which adviser a request comes from: a key of its own in the session, apart from staff."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY as STAFF_KEY
from django.http import HttpRequest
from django.utils import timezone

from webinars.models import Adviser

ADVISER_KEY, _UNTIL_KEY = "adviser", "adviser-until"


def signed_in(request: HttpRequest) -> Adviser | None:
    """The adviser who has signed in with this browser, with the school; None where there is none.

    It ends 12 hours after signing in, however long the session is kept for other reasons.
    """
    pk, until = request.session.get(ADVISER_KEY), request.session.get(_UNTIL_KEY)
    if not pk or (until and datetime.fromisoformat(until) <= timezone.now()):
        return None
    return Adviser.objects.select_related("school").filter(pk=pk).first()


def sign_in(request: HttpRequest, adviser: Adviser) -> None:
    """Let this browser act for ``adviser``, for 12 hours. It says nothing about staff."""
    request.session.cycle_key()
    lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session[ADVISER_KEY] = adviser.pk
    request.session[_UNTIL_KEY] = (timezone.now() + lasts).isoformat()
    request.session.set_expiry(lasts)


def sign_out(request: HttpRequest) -> None:
    """Forget the adviser and what they had begun to type; a member of staff stays signed in."""
    if STAFF_KEY not in request.session:
        request.session.flush()
        return
    for key in (ADVISER_KEY, _UNTIL_KEY):
        request.session.pop(key, None)
    request.session.cycle_key()
