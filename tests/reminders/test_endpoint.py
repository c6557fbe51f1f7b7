"""Which addresses our server calls on a browser's word: nothing internal, at asking and at sending."""

from __future__ import annotations

import pytest
from flask import Flask
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

from app.reminders.endpoints import EndpointRefused, checked_host, is_public
from app.reminders.message import Message
from app.reminders.outbound import Outbound, reply_of

REAL = [
    "https://fcm.googleapis.com/fcm/send/cXyZ:APA91bH-_x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAB%2b",
    "https://push.example.org:443/a",
]
FORGED = [
    "",
    "http://push.example.org/a",
    "ftp://push.example.org/a",
    "file:///etc/passwd",
    "https:push.example.org",
    "HTTPS//push.example.org",
    "https://localhost/a",
    "https://localhost:8000/a",
    "https://peil/a",
    "https://127.0.0.1/a",
    "https://127.1/a",
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://0x7f.1/a",
    "https://0177.0.0.1/a",
    "https://10.0.0.8/a",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://[fe80::1%25eth0]/a",
    "https://metadata.google.internal/a",
    "https://printer.local/a",
    "https://router.lan/a",
    "https://app.localhost/a",
    "https://user@push.example.org/a",
    "https://user:secret@push.example.org/a",
    "https://push.example.org:8443/a",
    "https://push.example.org:22/a",
    "https://push.example.org:x/a",
    "https://push.example.org./a",
    "https://push..example.org/a",
    "https://push.example.org\\@127.0.0.1/a",
    "https://push.example.org/a b",
    "https://push.example.org/a\r\nHost: intern",
    "https://push.example.org\n/a",
    "https://１２７.0.0.1/a",
    "https://püsh.example.org/a",
    "https://" + "a" * 64 + ".org/a",
    "https://push.example.org/" + "a" * 1024,
]
INSIDE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:db8::1",
    "not an address",
]
MESSAGE = Message("https://push.example.org/a", {}, b"")


class Unreachable(Outbound):
    """Fails the test when a connection would be opened."""

    def open_pool(self, host: str, addresses: list[str]) -> HTTPConnectionPool:
        super().open_pool(host, addresses)
        raise AssertionError(f"{addresses} would be called")


@pytest.mark.parametrize("endpoint", REAL)
def test_the_push_services_of_browsers_are_called(endpoint: str) -> None:
    assert checked_host(endpoint) in endpoint


@pytest.mark.parametrize("endpoint", FORGED)
def test_a_forged_endpoint_is_refused(endpoint: str) -> None:
    """No other scheme, no bare address in any spelling, no internal name, no other port, no trick with the letters."""
    with pytest.raises(EndpointRefused):
        checked_host(endpoint)


@pytest.mark.parametrize("address", INSIDE)
def test_an_internal_address_is_not_public(address: str) -> None:
    """Also where an IPv6 address wraps an internal IPv4 one."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.179.138", "2a00:1450:400e:80e::200a", "::ffff:142.250.179.138"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["142.250.179.138", "10.0.0.1"], ["::1"], []])
def test_a_name_that_leads_inside_is_never_called(app: Flask, addresses: list[str]) -> None:
    """A public name may point inside by the time we send: one such address is enough to remove the subscription."""
    outbound = Unreachable(connections=1, lookup=lambda _host: addresses)
    assert outbound.post(MESSAGE).meaning == "gone"


def test_the_address_that_was_judged_is_the_one_that_is_called(app: Flask) -> None:
    """The connection goes to an address, not to a name that could be looked up again with another outcome."""
    pool = Outbound(connections=1).open_pool("push.example.org", ["142.250.179.138"])
    assert isinstance(pool, HTTPSConnectionPool)
    assert (pool.host, pool.port) == ("142.250.179.138", 443)
    assert pool.conn_kw["server_hostname"] == pool.assert_hostname == "push.example.org"


def test_an_unknown_name_waits(app: Flask) -> None:
    """Names fail for a moment now and then; nobody is removed for it."""

    def lookup(host: str) -> list[str]:
        raise OSError(host)

    assert Outbound(connections=1, lookup=lookup).post(MESSAGE).meaning == "later"


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (201, "sent"),
        (202, "sent"),
        (301, "refused"),
        (307, "refused"),
        (400, "refused"),
        (401, "refused"),
        (403, "refused"),
        (404, "gone"),
        (410, "gone"),
        (413, "refused"),
        (429, "later"),
        (500, "later"),
        (503, "later"),
    ],
)
def test_what_a_push_service_answers(status: int, meaning: str) -> None:
    """A redirect is never followed; only 404 and 410 say that the browser is gone."""
    assert reply_of(status).meaning == meaning


@pytest.mark.parametrize(("asked", "seconds"), [("120", 120), ("999999", 86400), ("Wed, 21 Oct 2026", 0), (None, 0)])
def test_a_push_service_may_ask_us_to_wait(asked: str | None, seconds: int) -> None:
    assert reply_of(429, retry_after=asked).wait.total_seconds() == seconds
