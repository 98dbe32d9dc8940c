"""Servers that are wrong, slow or busy: one clear line in time, and no more tries than make sense."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest

from system_control.errors import StoreMisconfigured, StoreUnavailable
from system_control.store.store import eq
from system_control.store.supabase import SupabaseStore

ROW = {
    "id": str(uuid4()),
    "identity": "alice",
    "created_at": "2026-11-24 10:20:00.5+01",
    "updated_at": "2026-11-24T09:20:00Z",
}


class Scripted(ThreadingHTTPServer):
    """Answers with each of `answers` in turn: (status, body); the last one for good."""

    daemon_threads = True

    def __init__(self, *answers: tuple[int, object]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        server.asked.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("content-length") or 0))
        status, body = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 - names of http.server

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def serve():
    """`serve(*answers)` → (store, server)."""
    opened = []

    def make(*answers, key="sb_secret_x", name="SUPABASE_SECRET_KEY"):
        server = Scripted(*answers)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        store = SupabaseStore(f"http://127.0.0.1:{server.server_port}", key, name)
        opened.append((store, server, thread))
        return store, server

    yield make
    for store, server, thread in opened:
        store.close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 520])
def test_a_busy_server_is_asked_again(serve, status):
    store, server = serve(
        (status, "<html>busy</html>"), (status, {"code": "PGRST002", "message": "no cache"}), (200, [ROW])
    )
    found = store.select("profiles")[0]
    assert found["created_at"].isoformat() == "2026-11-24T09:20:00.500000+00:00"
    assert found["updated_at"].isoformat() == "2026-11-24T09:20:00+00:00"
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_is_given_up_in_time(serve):
    store, server = serve((503, "busy"))
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="503"):
        store.check()
    assert time.monotonic() - began < 4.5, "three seconds, and room for a busy machine"
    assert 3 < len(server.asked) < 20


def test_a_server_that_never_answers_is_given_up_in_time():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = SupabaseStore(f"http://127.0.0.1:{silent.getsockname()[1]}", "k", "SUPABASE_SECRET_KEY")
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="does not answer"):
            store.check()
        assert time.monotonic() - began < 4.5
        store.close()


def test_a_mistake_of_ours_is_not_repeated(serve):
    store, server = serve((500, {"code": "XX000", "message": "internal"}))
    with pytest.raises(ValueError, match="XX000"):
        store.check()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"message": "Invalid API key"}, "refuses SUPABASE_SECRET_KEY"),
        (401, {"code": "PGRST301", "message": "JWSError"}, "refuses SUPABASE_SECRET_KEY"),
        (401, "nope", "refuses SUPABASE_SECRET_KEY"),
        (404, {"code": "PGRST205", "message": "Could not find the table 'public.profiles'"}, "make migrate"),
        (404, {"code": "42P01", "message": "relation does not exist"}, "make migrate"),
        (400, {"code": "42703", "message": "column profiles.identity does not exist"}, "make migrate"),
        (403, {"code": "42501", "message": "permission denied for table profiles"}, "make migrate"),
        (404, "<html>not here</html>", "check SUPABASE_URL"),
        (200, "<html>welcome to the hotel's network</html>", "check SUPABASE_URL"),
        (302, "", "check SUPABASE_URL"),
    ],
)
def test_a_refusal_says_what_to_do_and_is_not_repeated(serve, status, body, says):
    store, server = serve((status, body))
    with pytest.raises(StoreMisconfigured, match=says):
        store.check()
    assert len(server.asked) == 1


def test_a_public_key_is_said_loudly_and_names_the_right_one(serve, caplog):
    store, _ = serve(
        (401, {"code": "42501", "message": "permission denied for table profiles"}), key="k", name="SUPABASE_ANON_KEY"
    )
    assert [r.levelname for r in caplog.records] == ["WARNING"]
    assert "Set SUPABASE_SECRET_KEY" in caplog.text
    with pytest.raises(StoreMisconfigured, match="set SUPABASE_SECRET_KEY"):
        store.check()


LEGACY_ANON = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.sig"
LEGACY_SERVICE = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.sig"


@pytest.mark.parametrize(
    ("key", "loud"),
    [
        ("sb_publishable_abc", True),
        (LEGACY_ANON, True),
        (LEGACY_SERVICE, False),
        ("sb_secret_abc", False),
        ("a.b.c", False),
    ],
)
def test_a_public_key_under_another_name_is_recognized(serve, caplog, key, loud):
    serve((200, []), key=key)
    assert bool(caplog.records) is loud


def test_a_maximum_lower_than_the_page_leaves_nothing_out(serve):
    rows = [{**ROW, "id": str(uuid4())} for _ in range(250)]
    store, server = serve((200, rows[:100]), (200, rows[100:200]), (200, rows[200:]))
    assert len(store.select("profiles")) == 250
    assert len(server.asked) == 3


def test_columns_that_a_project_has_besides_stay_its_own(serve):
    store, _ = serve((200, [{**ROW, "avatar_url": "x"}]))
    assert "avatar_url" not in store.select("profiles", [eq("identity", "alice")])[0]


@pytest.mark.parametrize("url", ["project.supabase.co", "ftp://x", "http://", "https://[", ""])
def test_what_is_no_address_is_refused_at_once(url):
    with pytest.raises(StoreMisconfigured, match="SUPABASE_URL"):
        SupabaseStore(url, "k", "SUPABASE_SECRET_KEY")


def test_a_host_that_does_not_exist_is_named():
    store = SupabaseStore("http://nowhere.invalid", "k", "SUPABASE_SECRET_KEY")
    with pytest.raises(StoreUnavailable, match=r"nowhere\.invalid.*SUPABASE_URL"):
        store.check()
    store.close()
