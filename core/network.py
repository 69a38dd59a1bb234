"""A client's network, as asking and guessing are counted."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

_IPV4_WITH_PORT = re.compile(r"(?P<address>\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}")
_IN_BRACKETS = re.compile(r"\[(?P<address>[^\]]*)\](?::\d{1,5})?")


def plain_address(text: str) -> str:
    """The IP address that ``text`` holds, without port, brackets and zone; "" where it is none.

    An IPv4 address that is written as IPv6 (``::ffff:192.0.2.1``) is that IPv4 address.
    """
    text = text.strip()
    if found := _IPV4_WITH_PORT.fullmatch(text) or _IN_BRACKETS.fullmatch(text):
        text = found["address"]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(address.ipv4_mapped or address) if isinstance(address, IPv6Address) else str(address)


def network_of(address: str) -> str:
    """The network of ``address``, written in any usual way: an IPv4 address itself, of IPv6 its /64.

    "" where ``address`` is none.
    """
    plain = plain_address(address)
    if ":" not in plain:
        return plain
    return str(ip_network(f"{plain}/64", strict=False).network_address)
