"""Pages whose address holds what a reader answered: kept by no cache, named to no other site."""

from functools import wraps

from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found


def holds_answers(view):
    """Mark what ``view`` answers as made for one reader. No page of this kind may hold a POST form."""

    @never_cache
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except Http404 as missing:  # the address holds the answers all the same
            response = page_not_found(request, missing)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapper
