"""What happens when the database had to wait too long: words, and the same form once more."""

from functools import wraps

from django.db import OperationalError
from django.shortcuts import render

from profiles.fields import LinesField

NOT_SENT_AGAIN = {"csrfmiddlewaretoken"}


def patient(view):
    """Answer 503 with one button that sends the same form again where ``view`` waited in vain.

    A lock, a statement and a connection each have their time; nothing was changed then. The
    answers travel in the form itself, because the session may not be writable either.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except OperationalError:
            request.session.modified = False
            return render(request, "webinars/busy.html", {"typed": _typed(request)}, status=503)

    return wrapper


def _typed(request) -> list[tuple[str, str]]:
    """(name, value) of each answer, as a page can carry it."""
    plain = LinesField().to_python
    return [
        (plain(name), plain(value))
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN
        for value in values
    ]
