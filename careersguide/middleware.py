"""What happens to every request before anything else, and to what it keeps of its reader."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpResponseBadRequest
from django.utils.functional import SimpleLazyObject

from careersguide.client_address import client_network
from webinars.views.busy import busy_page


def refuse_broken_text(get_response):
    """Refuse a NUL character in an address or a cookie: no page has one, and PostgreSQL refuses a query
    that holds one.
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


class PatientSessionMiddleware(SessionMiddleware):
    """Sessions that are stored after the view has answered, which may come too late as the view itself may.

    Where an adviser books, the same form is offered again: what it booked is not booked twice.
    """

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except OperationalError:
            if not request.resolver_match or request.resolver_match.app_name != "webinars":
                raise
            return busy_page(request)
