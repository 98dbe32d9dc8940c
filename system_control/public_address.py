"""Which hosts a user may have us call: those of the public internet, never the network that this runs in (SSRF)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Final

from system_control.errors import InvalidInput

LOOKUP_SECONDS: Final = 2.0

_CARRY_OTHERS: Final = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""NAT64, 6to4 and Teredo: an address of any network can be written in them."""


class NotPublic(InvalidInput):
    """The host is not one of the public internet, or is not known."""

    spoken = "I can only send to a server on the public internet, and that isn't one."


async def public_addresses(host: str, port: int, *, private: bool = False) -> list[str]:
    """Return a host's addresses, to be connected to instead of its name: a second look-up could give others.

    :param private: allow any address, as the operator may.
    :raises NotPublic: if the name is unknown, or any of its addresses is not a public one.
    """
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise NotPublic(f"the host {host[:100]!r} is not known") from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not addresses or not (private or all(map(is_public, addresses))):
        raise NotPublic(f"the host {host[:100]!r} is not one of the public internet")
    return addresses


def is_public(address: str) -> bool:
    """Whether this IP address is one of the public internet and of one machine."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in _CARRY_OTHERS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified
