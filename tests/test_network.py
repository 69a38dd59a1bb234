"""No test reaches another machine."""

import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "careers.example"])
def test_connection_to_another_machine_is_refused(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as line, pytest.raises(RuntimeError, match="another machine"):
        line.connect((host, 80))


def test_connection_to_this_machine_is_not_refused():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as line:
        line.connect(server.getsockname())

        assert line.getpeername() == server.getsockname()
