"""Pages whose address holds what a reader answered: kept by no cache, named to no other site."""

from functools import wraps

from django.views.decorators.cache import never_cache


def holds_answers(view):
    """Mark what ``view`` answers as made for one reader. No page of this kind may hold a POST form."""

    @never_cache
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapper
