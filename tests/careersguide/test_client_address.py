"""The client's network, as every request carries it for those who count by it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from careersguide.middleware import know_the_network


def network(**environ) -> str:
    request = RequestFactory().get("/", **environ)
    know_the_network(lambda request: HttpResponse())(request)
    return str(request.network)


@pytest.mark.parametrize(
    ("proxies", "environ", "expected"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        (0, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "192.0.2.7"),
        (1, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "typed, 198.51.100.1"}, "198.51.100.1"),
        (0, {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
        (0, {"REMOTE_ADDR": "nobody"}, ""),
        (0, {"REMOTE_ADDR": "::ffff:192.0.2.7"}, "192.0.2.7"),
        (1, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1:5678"}, "198.51.100.1"),
    ],
)
def test_network_is_the_clients_own_as_our_proxies_saw_it(settings, proxies, environ, expected):
    settings.TRUSTED_PROXIES = proxies

    assert network(**environ) == expected


def test_network_is_worked_out_only_when_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr("careersguide.middleware.client_network", asked.append)
    request = RequestFactory().get("/")

    know_the_network(lambda request: HttpResponse())(request)

    assert asked == []
    assert bool(request.network) is False
    assert asked == [request]
