"""Which addresses our server calls on a browser's word: push services that are named, and nothing internal."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import requests
from requests import ConnectTimeout, ReadTimeout, Response
from requests.exceptions import InvalidSchema
from urllib3 import HTTPSConnectionPool
from urllib3.exceptions import ReadTimeoutError

from app.config import PUSH_HOSTS
from app.reminders.endpoints import EndpointRefused, checked_host, is_public
from app.reminders.outbound import PATIENCE, Reply, reply_of
from app.reminders.push_session import PushSession
from tests.region import SmallRegion
from tests.reminders.phones import AUTH, POINT, PushService, outbound, session_through

REAL = [
    "https://fcm.googleapis.com/fcm/send/cXyZ:APA91bH-_x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAB%2b",
    "https://wns2-am3p.wns.notify.windows.com:443/w/?token=a",
    "https://api.push.apple.com/a",
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
    "https://" + "a" * 64 + ".push.apple.com/a",
    "https://.push.apple.com/a",
    "https://push.apple.com/a",
    "https://push..apple.com/a",
    "https://evilpush.apple.com/a",
    "https://web.push.apple.com.example.org/a",
    "https://fcm.googleapis.com.example.org/a",
    "https://fcm.googleapis.com@example.org/a",
    "https://fcm.googleapis.com#@example.org/a",
    "https://example.org#.fcm.googleapis.com/a",
    "https://example.org/fcm.googleapis.com",
    "https://other.googleapis.com/a",
    "https://FCM.googleapis.com/a",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com:80/a",
    "https://fcm.googleapis.com./a",
    "https://example.org/a",
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
POOL = HTTPSConnectionPool("push.example.org")
HOSTS = (*PUSH_HOSTS, "push.example.org")


@pytest.mark.parametrize("endpoint", REAL)
def test_the_push_services_of_browsers_are_called(endpoint: str) -> None:
    """As browsers write their addresses."""
    assert checked_host(endpoint, hosts=PUSH_HOSTS) in endpoint


@pytest.mark.parametrize("endpoint", FORGED)
def test_a_forged_endpoint_is_refused(endpoint: str) -> None:
    """No other scheme, no bare address in any spelling, no other name or port, no trick with the letters."""
    with pytest.raises(EndpointRefused):
        checked_host(endpoint, hosts=HOSTS)


@pytest.mark.parametrize("endpoint", FORGED)
def test_a_forged_endpoint_that_was_kept_is_not_called(region: SmallRegion, endpoint: str) -> None:
    """The list is asked again at sending; the row stays, because it may be the list that is wrong."""
    service = PushService()
    sender = outbound(region, session_through(service))
    assert sender.post(endpoint, p256dh=POINT, auth=AUTH, keep_seconds=60) == Reply("refused")
    assert not service.got


@pytest.mark.parametrize("address", INSIDE)
def test_an_internal_address_is_not_public(address: str) -> None:
    """Also where an IPv6 address wraps an internal IPv4 one."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.179.138", "2a00:1450:400e:80e::200a", "::ffff:142.250.179.138"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something on this machine that a forged request would reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1"])
def test_a_name_that_leads_inside_is_never_called(
    region: SmallRegion, listener: socket.socket, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Whatever the setting names: one address inside is enough. Nobody is removed for what a name server says."""
    port = listener.getsockname()[1]

    def lookup(*_asked: object, **_options: object) -> list[tuple[object, ...]]:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("127.0.0.1", address)]
        return [*found, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("142.250.179.138", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    sender = outbound(region, PushSession(connections=1))
    assert sender.post("https://push.example.org/a", p256dh=POINT, auth=AUTH, keep_seconds=60) == Reply("later")
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_without_https_nothing_is_called(listener: socket.socket) -> None:
    """The connections themselves know no other scheme."""
    with pytest.raises(InvalidSchema):
        PushSession(connections=1).post(f"http://127.0.0.1:{listener.getsockname()[1]}/a", timeout=PATIENCE)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_an_unknown_name_waits(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names fail for a moment now and then; nobody is removed for it."""

    def lookup(host: str, *_rest: object, **_options: object) -> None:
        raise socket.gaierror(host)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    sender = outbound(region, PushSession(connections=1))
    assert sender.post("https://push.example.org/a", p256dh=POINT, auth=AUTH, keep_seconds=60) == Reply("later")


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (ReadTimeout("no answer"), "sent"),
        (requests.ConnectionError(ReadTimeoutError(POOL, "", "no rest of an answer")), "sent"),
        (ConnectTimeout("nobody there"), "later"),
        (requests.ConnectionError("cut off"), "later"),
    ],
)
def test_what_may_have_arrived_is_not_sent_again(region: SmallRegion, fault: Exception, meaning: str) -> None:
    """Once too few is better than twice; every request waits a bounded time."""
    waits = []

    class Slow(PushService):
        def send(self, *_rest: object, timeout: object = None, **_options: object) -> Response:
            waits.append(timeout)
            raise fault

    sender = outbound(region, session_through(Slow()))
    reply = sender.post("https://push.example.org/a", p256dh=POINT, auth=AUTH, keep_seconds=60)
    assert (reply.meaning, waits) == (meaning, [PATIENCE])


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
