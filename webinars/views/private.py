"""Pages for one person: kept by no cache, found by no search engine, named to no other site."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

shows_or_takes_form = require_http_methods(["GET", "HEAD", "POST"])


def private(view: View[P]) -> View[P]:
    """Mark what ``view`` answers as for one person only."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        # "no-referrer" would make browsers send this site's own forms with "Origin: null", which is refused.
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapper


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even if it is empty; None where the page is only shown."""
    return request.POST if request.method == "POST" else None
