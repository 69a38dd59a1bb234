"""Pages for one person: kept by no cache, found by no search engine, named to no other site."""

from functools import wraps

from django.views.decorators.cache import never_cache


def private(view):
    """Mark what ``view`` answers as for one person only."""

    @never_cache
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        # "no-referrer" would make browsers send our own forms with "Origin: null", which is refused.
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapper
