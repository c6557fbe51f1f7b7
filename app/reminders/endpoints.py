"""Which addresses our server may call on a browser's word: https, a public name, a public address.

Pure rules against forged requests from our server: nothing internal, no bare address, no other port. Looking
names up is the caller's; every address found is judged again at each sending, by `is_public`.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

MOST_CHARACTERS = 1024
INTERNAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "onion")

_ADDRESS = re.compile(r"https://[\x21-\x5b\x5d-\x7e]+", re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_TRANSLATED = ip_network("64:ff9b::/96")


class EndpointRefused(ValueError):
    """Our server does not call this address; the text names the rule, never the address."""


def checked_host(endpoint: str) -> str:
    """The host name of an endpoint we may call. Raises EndpointRefused."""
    if len(endpoint) > MOST_CHARACTERS or not _ADDRESS.fullmatch(endpoint):
        raise EndpointRefused("not an https address of at most 1024 plain characters")
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        raise EndpointRefused("not an address") from None
    if parts.username is not None or parts.password is not None or port not in {None, 443}:
        raise EndpointRefused("has a user name or a port of its own")
    return _checked_name((parts.hostname or "").lower())


def _checked_name(host: str) -> str:
    """Browsers read a last label that is a number as an address (WHATWG URL), so none may be one."""
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise EndpointRefused("has no full host name")
    if _NUMBER.fullmatch(labels[-1]):
        raise EndpointRefused("is a bare address")
    if labels[-1] in INTERNAL_NAMES:
        raise EndpointRefused("is an internal name")
    return host


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when it wraps another one."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _wrapped(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _wrapped(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside: mapped, 6to4, Teredo or translated (RFC 6052)."""
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
