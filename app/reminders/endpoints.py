"""Decides which addresses the server may call at a browser's request: only push services named in the settings.

Pure rules against server-side request forgery. `push_session` checks each IP address with `is_public` before
it connects.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

MOST_CHARACTERS = 1024

# Strict, so that every program reads the same host: one spelling, no user name, no other port, plain characters.
_ADDRESS = re.compile(r"https://((?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63})(?::443)?/[\x21-\x5b\x5d-\x7e]*", re.ASCII)
_TRANSLATED = ip_network("64:ff9b::/96")


class EndpointRefused(ValueError):
    """The server may not call this address; the text names the rule, never the address."""


def host_of(endpoint: str) -> str:
    """Return the host name of a push address as browsers write it. Raises EndpointRefused."""
    found = _ADDRESS.fullmatch(endpoint) if len(endpoint) <= MOST_CHARACTERS else None
    if found is None:
        raise EndpointRefused("not an https address of at most 1024 plain characters")
    return found[1]


def checked_host(endpoint: str, *, hosts: Collection[str]) -> str:
    """Return the host name of a push address that may be called. Raises EndpointRefused.

    `hosts`: names of push services (`Settings.push_hosts`); one that begins with `*.` stands for all names
    below it.
    """
    host = host_of(endpoint)
    above = (host[place:] for place, letter in enumerate(host) if letter == ".")
    if host not in hosts and not any(f"*{name}" in hosts for name in above):
        raise EndpointRefused("not a push service that the setting names")
    return host


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet.
    Of an IPv6 address that wraps an IPv4 address, whether that one does.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _wrapped(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _wrapped(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address inside an IPv6 one: mapped, 6to4, Teredo or translated (RFC 6052); None without one."""
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
