"""The network of an address, however proxies and servers write it."""

import pytest

from core.network import network_of, plain_address


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:c000:207", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:443", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::"),
        ("[2001:db8:1:2::9]:8443", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("[fe80::1%25eth0]:80", "fe80::"),
    ],
)
def test_network_is_the_same_however_it_is_written(written, network):
    assert network_of(written) == network


def test_two_mapped_addresses_are_two_networks():
    assert network_of("::ffff:192.0.2.7") != network_of("::ffff:192.0.2.8")


@pytest.mark.parametrize(
    "written",
    ["", "unknown", "_hidden", "192.0.2", "192.0.2.7:", "192.0.2.300", "[", "[]:80", "1.2.3.4, 5.6.7.8", "%"],
)
def test_what_is_no_address_has_no_network(written):
    assert plain_address(written) == ""
    assert network_of(written) == ""
