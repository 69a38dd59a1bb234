"""What happens to every request before anything else."""

from django.http import HttpResponseBadRequest
from django.utils.functional import SimpleLazyObject

from careersguide.network import client_network


def refuse_broken_text(get_response):
    """Refuse a NUL character in an address or a cookie: nothing of ours has one, and PostgreSQL cannot
    be asked for one.
    """

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        # Cookies as they are read: quoted ones spell it out.
        typed = (request.path_info, query, *request.COOKIES.values())
        if "%00" in query or any("\x00" in text for text in typed):
            return HttpResponseBadRequest(
                "This request holds a character that nothing here has.", content_type="text/plain"
            )
        return get_response(request)

    return middleware


def know_the_network(get_response):
    """Give every request ``network``, which the apps inside may count by; worked out when asked for."""

    def middleware(request):
        request.network = SimpleLazyObject(lambda: client_network(request))
        return get_response(request)

    return middleware
