"""What happens when the database had to wait too long: a page that says so, with the same form again."""

from functools import wraps

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from core.form_fields import LinesField
from webinars.views.private import P, View

NOT_SENT_AGAIN = {"csrfmiddlewaretoken"}


def patient(view: View[P]) -> View[P]:
    """Answer with :func:`busy_page` where ``view`` waited in vain for a lock or an answer.

    A lock, a statement and a connection each have a time limit; nothing was changed then.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except OperationalError:
            request.session.modified = False  # it could not be stored either
            return busy_page(request)

    return wrapper


def busy_page(request: HttpRequest) -> HttpResponse:
    """503, in words, with one button that sends the same form again; the answers travel in it."""
    page: dict[str, object] = {"typed": _typed(request)}
    try:
        response = render(request, "webinars/busy.html", page, status=503)
    except OperationalError:
        # The database has gone: what every page shares cannot be read, but the answers are here.
        page |= {"request": request, "csrf_token": get_token(request)}
        response = HttpResponse(render_to_string("webinars/busy.html", page), status=503)
    response["Retry-After"] = "5"  # seconds
    add_never_cache_headers(response)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of each answer, as a page can carry it."""
    plain = LinesField().to_python
    return [
        (plain(name), plain(value))
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN
        for value in values
    ]
