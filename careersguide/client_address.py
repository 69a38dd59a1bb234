"""Who is at the other end: the one place that reads a client's address."""

from django.conf import settings

from core.network import network_of, plain_address
from webinars.addresses import normal_email


def client_address(request) -> str:
    """The client's address, or "" when there is none that can be believed.

    Each of our own proxies appends the address it saw to ``X-Forwarded-For``, so with
    ``TRUSTED_PROXIES`` of them the client is that many entries from the end; whatever
    stands further left was typed by the client.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if count := settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen = forwarded[-count].strip() if len(forwarded) >= count else seen
    return plain_address(seen)


def client_network(request) -> str:
    """The network of the client, as asking and guessing are counted."""
    return network_of(client_address(request))


def attempted_name(request, credentials: dict | None = None) -> str:
    """The e-mail address somebody tries to sign in with, as the login itself compares it."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return normal_email(typed)[:254]
