"""Pushes reach whom they are for, webhooks prove who sent them, and neither reaches into our own network."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from contextlib import asynccontextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec

import httpx
import pytest

from system_control import push as push_module
from system_control.due import Ring
from system_control.errors import InvalidInput
from system_control.identity import acting_as
from system_control.public_address import NotPublic, is_public, public_addresses
from system_control.push import Push, PushTarget, TargetKind, check_target
from system_control.ringing import RingLoop
from system_control.ringing_words import ringing
from system_control.schedule import new_timer
from system_control.shelf import Shelf
from system_control.webhook import Webhook, checked_url, is_genuine, signed, target_key
from tests.conftest import NOW, an_id
from tests.servers import require

ALICE = "edabafbb-61ad-51d6-9fd8-e976c892a731"
BOB = "1bbc064c-d74a-56e6-a2b9-009139975e85"
SECRET = "a secret of the tests"
PUBLIC = "93.184.215.14"


def notice(user=ALICE):
    from zoneinfo import ZoneInfo

    timer = new_timer(60, "pasta", NOW - timedelta(seconds=60))
    return ringing(Ring(user, "somebody", timer, NOW, None, ZoneInfo("UTC"), {}), NOW)


@pytest.fixture
def target(manager, alice):
    async def add(kind, url, user=ALICE):
        manager.ensure_profile(user, f"{user}@example.com")
        row = PushTarget(id=an_id(), kind=kind, url=url, created_at=NOW, updated_at=NOW)
        with acting_as(user):
            await Shelf(manager.store, manager.clock, PushTarget).add(row)
        return row.id

    return add


class Apprise:
    """In the place of Apprise: takes note of what it is given."""

    def __init__(self):
        self.sent, self.fails = [], set()

    def __call__(self, url, told, trusted):
        self.sent.append((url, told.text, trusted))
        return url not in self.fails

    @property
    def urls(self):
        return [url for url, _, _ in self.sent]


@asynccontextmanager
async def receiver(answer=b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"):
    """A web server on loopback that keeps what it gets: a list of (headers, body)."""
    got = []

    async def serve(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = httpx.Headers([tuple(line.split(": ", 1)) for line in head.split("\r\n")[1:] if line])
        got.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield got, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"


@pytest.fixture
def resolves(monkeypatch):
    """Let every name resolve to the addresses that the test says, look-up by look-up."""

    def to(*lookups):
        left = list(lookups)

        async def getaddrinfo(_loop, _host, port, **_):
            addresses = left.pop(0) if len(left) > 1 else left[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)

    return to


async def test_a_webhook_is_sent_signed_and_can_be_checked(target, manager, clock):
    async with receiver() as (got, url):
        target_id = await target("webhook", url)
        assert await Push(manager, secret=SECRET, private=True).deliver(notice())
    ((headers, body),) = got
    key = target_key(SECRET.encode(), target_id)
    assert is_genuine(key, body, headers, clock.now())
    told = json.loads(body)
    assert (told["type"], told["text"], told["repeat"]) == ("ringing", "Your pasta timer is up.", 0)
    assert told["key"] == f"{told['items'][0]['id']}/2026-11-24T09:20:00Z"
    assert headers["idempotency-key"] == f"{told['key']}#0"


def test_what_was_changed_sent_again_later_or_signed_by_another_is_not_genuine():
    key, body = target_key(b"s", "one"), b"{}"
    headers = signed(key, body, int(NOW.timestamp()))
    assert is_genuine(key, body, headers, NOW)
    assert is_genuine(key, body, headers, NOW + timedelta(minutes=4))
    assert not is_genuine(key, b"{ }", headers, NOW)
    assert not is_genuine(key, body, headers, NOW + timedelta(minutes=6))
    assert not is_genuine(key, body, headers, NOW - timedelta(minutes=6))
    assert not is_genuine(target_key(b"s", "two"), body, headers, NOW)
    assert not is_genuine(key, body, {**headers, "X-Assistant-Timestamp": str(int(NOW.timestamp()) + 1)}, NOW)
    for broken in ({}, {"X-Assistant-Timestamp": "now"}, {**headers, "X-Assistant-Signature": "v1=ü"}):
        assert not is_genuine(key, body, broken, NOW)


async def test_a_redirect_is_not_followed_and_nobody_was_reached(target, manager):
    async with receiver() as (got, inner):
        moved = f"HTTP/1.1 307 Moved\r\nLocation: {inner}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        async with receiver(moved.encode()) as (first, url):
            await target("webhook", url)
            assert not await Push(manager, secret=SECRET, private=True).deliver(notice())
            assert (len(first), got) == (1, [])


@pytest.mark.parametrize("status", ["400 Bad", "500 Broken"])
async def test_a_receiver_that_refuses_was_not_reached(target, manager, status):
    async with receiver(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()) as (_, url):
        await target("webhook", url)
        assert not await Push(manager, secret=SECRET, private=True).deliver(notice())


@pytest.mark.parametrize("error", [httpx.ReadTimeout("slow"), httpx.ConnectError("refused"), httpx.ReadError("cut")])
async def test_a_receiver_that_does_not_answer_was_not_reached(resolves, error):
    resolves([PUBLIC])

    def fail(_request):
        raise error

    assert not await Webhook(transport=httpx.MockTransport(fail)).send("https://hook.example/x", b"k", notice(), NOW)


async def test_it_connects_to_the_address_that_was_checked_and_proves_the_name(resolves):
    """A second look-up would give another address: nobody makes it."""
    resolves([PUBLIC], ["127.0.0.1"])
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200)

    hook = Webhook(transport=httpx.MockTransport(answer))
    assert await hook.send("https://hook.example:8443/x?y=1", b"k", notice(), NOW)
    (request,) = seen
    assert (request.url.host, request.url.port, request.url.raw_path) == (PUBLIC, 8443, b"/x?y=1")
    assert (request.headers["host"], request.extensions["sni_hostname"]) == ("hook.example:8443", "hook.example")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0",
     "2130706433", "0x7f.1", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "a-name-that.is-not.invalid"],
)  # fmt: skip
async def test_addresses_of_our_own_network_are_refused(target, manager, host, caplog):
    await target("webhook", f"https://{host}/hook")
    assert not await Push(manager, secret=SECRET).deliver(notice())
    assert "can't be used" in caplog.text


async def test_a_name_of_which_one_address_is_private_is_refused(resolves):
    resolves([PUBLIC, "10.0.0.1"])
    with pytest.raises(NotPublic):
        await public_addresses("two.example", 443)


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("100.64.0.1", False),
     ("224.0.0.1", False), ("240.0.0.1", False), ("::", False), ("fe80::1%eth0", False), ("ff02::1", False),
     ("::ffff:93.184.215.14", True), ("2001:0:7f00:1::", False), ("198.18.0.1", False)],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    ["http://hook.example/", "ftp://hook.example/", "https://", "https://user:pw@hook.example/", "https://[::1", "",
     "hook.example", "file:///etc/passwd", "https://hook.example:port/"],
)  # fmt: skip
def test_what_is_no_webhooks_address(url):
    with pytest.raises(InvalidInput):
        checked_url(url)


async def test_without_a_secret_no_webhook_is_sent(target, manager):
    async with receiver() as (got, url):
        await target("webhook", url)
        assert not await Push(manager, private=True).deliver(notice())
    assert got == []


async def test_each_user_is_told_at_their_own_targets(target, manager, monkeypatch):
    monkeypatch.setattr(push_module, "check_target", allow)
    apprise = Apprise()
    await target("apprise", "ntfys://push.example/hers")
    await target("apprise", "ntfys://push.example/his", BOB)
    assert await Push(manager, notify=apprise).deliver(notice(ALICE))
    assert apprise.sent == [("ntfys://push.example/hers", "Your pasta timer is up.", False)]


async def allow(*_, **__):
    return None


async def test_the_operators_addresses_are_for_whom_they_say(target, manager):
    apprise = Apprise()
    urls = (
        "ntfys://push.example/{user}",
        "fcm://project/{fcm}/?keyfile=/srv/key.json",
        "mailtos://sender:pw@mail.example/{email}",
        "pover://the-operators-own",
    )
    await target("fcm", "token-of-hers:1")
    await target("fcm", "token-of-hers:2")
    await target("email", "alice@example.com")
    await target("fcm", "token-of-his", BOB)
    push = Push(manager, urls=urls, owner="bob@example.com", notify=apprise)
    await push.deliver(notice(ALICE))
    assert sorted(apprise.urls) == [
        "fcm://project/token-of-hers:1/?keyfile=/srv/key.json",
        "fcm://project/token-of-hers:2/?keyfile=/srv/key.json",
        "mailtos://sender:pw@mail.example/alice@example.com",
        f"ntfys://push.example/{ALICE}",
    ]
    apprise.sent.clear()
    await push.deliver(notice(BOB))
    assert sorted(apprise.urls) == [
        "fcm://project/token-of-his/?keyfile=/srv/key.json",
        f"ntfys://push.example/{BOB}",
        "pover://the-operators-own",
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("fcm", "x/?keyfile=/etc/passwd"), ("fcm", "short"), ("fcm", "token with spaces"), ("fcm", "{user}{user}"),
     ("email", "bob@example.com/?smtp=127.0.0.1"), ("email", "bob@example.com,eve@example.com"), ("email", "bob")],
)  # fmt: skip
async def test_what_a_user_names_cannot_change_the_operators_address(target, manager, kind, value):
    apprise = Apprise()
    await target(kind, value)
    urls = ("fcm://project/{fcm}/?keyfile=/srv/key.json", "mailtos://sender:pw@mail.example/{email}")
    assert not await Push(manager, urls=urls, notify=apprise).deliver(notice())
    assert apprise.sent == []
    with pytest.raises(InvalidInput):
        await check_target(TargetKind(kind), value)


async def test_one_target_that_fails_takes_none_of_the_others_along(target, manager, caplog):
    def notify(url, told, trusted):
        if "broken" in url:
            raise RuntimeError("a bug of a service")
        return "good" in url

    push = Push(manager, urls=("json://broken/{user}", "json://good/{user}", "json://refuses/{user}"), notify=notify)
    assert await push.deliver(notice())
    assert "a push target" in caplog.text
    assert not await Push(manager, urls=("json://broken/{user}",), notify=notify).deliver(notice())


async def test_a_user_without_targets_is_not_reached(manager, alice):
    assert not await Push(manager, urls=("pover://the-operators-own",)).deliver(notice())


async def test_the_loop_pushes_what_is_due_and_again_with_the_same_key(target, manager, store, clock):
    async with receiver() as (got, url):
        await target("webhook", url)
        timer = new_timer(60, "pasta", NOW - timedelta(seconds=60))
        store.insert("user_timers", [{**timer.row(), "user_id": ALICE}])
        loop = RingLoop(manager, [Push(manager, secret=SECRET, private=True)])
        for _ in range(2):
            await loop.step()
            await loop.settled()
            clock.advance(timedelta(seconds=31))
    bodies = [json.loads(body) for _, body in got]
    assert [(b["repeat"], b["text"]) for b in bodies] == [
        (0, "Your pasta timer is up."),
        (1, "Your pasta timer is up."),
    ]
    assert len({b["key"] for b in bodies}) == 1
    assert len({headers["idempotency-key"] for headers, _ in got}) == 2
    assert store.select("occurrences")[0]["channel"] == "push"


@pytest.fixture
def apprise_is_there():
    require(find_spec("apprise"), "Apprise", "pip install apprise")


def with_apprise(test):
    """Apprise itself, whose e-mail part asks for a module that Python 3.13 will not have any more."""
    gone = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
    return pytest.mark.usefixtures("apprise_is_there")(gone(test))


@with_apprise
@pytest.mark.parametrize(
    "url",
    ["ntfy://127.0.0.1/topic", "ntfys://localhost/topic", "gotify://10.0.0.1/AtokAtokAtokAto", "json://hook.example/",
     "ntfy://169.254.169.254/latest?mode=private", "syslog://", "dbus://", "fcm://project/token/?keyfile=/etc/passwd",
     "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd", "mailtos://a:b@example.com",
     "tgram://123456789:abcdefg_hijklmnop/12315544/?template=/etc/passwd", "bogus://", "", " ntfy://127.0.0.1/topic",
     "NTFY://127.0.0.1/topic", "https://ntfy.example/x"],
)  # fmt: skip
async def test_services_that_reach_into_our_machine_or_network_are_refused(url):
    with pytest.raises(InvalidInput):
        await check_target(TargetKind.APPRISE, url)


@with_apprise
async def test_services_of_the_public_internet_are_taken(resolves):
    resolves([PUBLIC])
    for url in ("ntfys://push.example/topic", "ntfy://topic", "gotifys://push.example/AtokAtokAtokAto",
                "pover://" + "u" * 30 + "@" + "t" * 30):  # fmt: skip
        await check_target(TargetKind.APPRISE, url)


@with_apprise
async def test_apprise_itself_tells_a_server_and_follows_no_redirect(target, manager):
    """ntfy's own way of publishing, to a server on loopback that the operator allows; then one that sends us on."""
    paths, answers = [], [200, 307, 200]

    class Ntfy(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            paths.append((self.path, body.decode()))
            self.send_response(answers.pop(0))
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Ntfy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        await target("apprise", f"ntfy://127.0.0.1:{server.server_port}/topic")
        push = Push(manager, private=True)
        assert await push.deliver(notice())
        assert not await push.deliver(notice())
        server.shutdown()
        thread.join()
    assert len(paths) == 2
    assert "Your pasta timer is up." in paths[0][1]
