"""What is open to everybody: how it is, and the page with its files and headers; and no secret in any of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from api import health, page
from api.app import create_app
from system_control.errors import StoreUnavailable
from system_control.store.sql import SqlStore
from system_control.supabase_manager import SupabaseManager
from tests.api.conftest import VOICE, serving
from tests.api.stub import EchoConversations
from utils.settings import Settings


def voice(settings):
    with serving(settings) as s, s.client() as nobody:
        return nobody.get("/healthz").json()["voice"]


def test_it_says_how_it_is(served):
    with served.client() as nobody:
        answer = nobody.get("/healthz")
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "ok"
    assert told["store"] == {"reachable": True}
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["version"])


def test_without_its_store_it_still_answers_and_says_so(served, monkeypatch):
    monkeypatch.setattr(health, "STORE_SECONDS", 0)
    with served.client() as nobody:
        assert nobody.get("/healthz").json()["status"] == "ok"
        monkeypatch.setattr(served.manager, "store", _down)
        told = nobody.get("/healthz")
        assert "hunter2" not in told.text
    assert told.status_code == 200
    assert (told.json()["status"], told.json()["store"]) == ("degraded", {"reachable": False})


def _down():
    raise StoreUnavailable("password=hunter2 at db.internal")


def test_however_often_it_is_asked_the_store_is_asked_seldom(served, monkeypatch):
    asked = []
    monkeypatch.setattr(SqlStore, "check", lambda self: asked.append(1))
    with served.client() as nobody:
        for _ in range(20):
            nobody.get("/healthz")
    assert len(asked) <= 2


def test_voice_is_off_and_says_what_is_missing(settings):
    told = voice(settings)
    assert told["available"] is False
    assert told["reason"] == "LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET and GROQ_API_KEY are not set."
    told = voice(replace(settings, **VOICE))
    assert told["reason"] == "GROQ_API_KEY is not set."


def test_voice_is_on_when_all_is_configured(settings):
    told = voice(replace(settings, **VOICE, groq_base_url="http://127.0.0.1:1"))
    assert told == {"available": True, "reason": None}


@pytest.mark.parametrize(
    ("said", "available", "reason"),
    [
        ('{"on": false, "reason": "The LiveKit server is being built."}', False, "The LiveKit server is being built."),
        ('{"on": true, "reason": ""}', True, None),
        ('{"on": false}', False, "The voice parts are not running."),
        ("{", True, None),
        ("[]", True, None),
        ('{"reason": "x"}', True, None),
        (b"\xff", True, None),
    ],
)
def test_the_launcher_knows_best_and_a_broken_file_of_it_counts_as_none(settings, said, available, reason):
    settings.data_dir.mkdir(exist_ok=True)
    (settings.data_dir / "voice.json").write_bytes(said if isinstance(said, bytes) else said.encode())
    configured = replace(settings, **VOICE, groq_api_key="k")
    assert voice(configured) == {"available": available, "reason": reason}


def test_no_secret_is_told(settings):
    secrets = {
        "groq_api_key": "gsk_s3cret",
        "livekit_api_secret": "livekit_s3cret_s3cret_s3cret_s3cret",
        "livekit_api_key": "key_s3cret",
        "supabase_jwt_secret": "jwt_s3cret",
        "redis_url": "redis://u:pw_s3cret@h",
    }
    with serving(replace(settings, **VOICE | secrets)) as s, s.client() as nobody:
        for path in ("/healthz", "/", "/page/app.mjs", "/api/v1/token", "/nothing"):
            answer = nobody.get(path)
            assert "s3cret" not in answer.text + str(answer.headers)


# ---- the page


def policy(answer):
    return {
        name: values
        for name, *values in (part.split() for part in answer.headers["content-security-policy"].split(";"))
    }


@pytest.mark.parametrize("path", ["/", "/page/app.mjs", "/healthz", "/nothing", "/api/v1/conversation"])
def test_every_answer_tells_the_browser_to_trust_little(served, path):
    with served.client() as nobody:
        answer = nobody.get(path)
    rules = policy(answer)
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    assert rules["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_may_connect_to_its_livekit_server_and_nowhere_else(settings):
    def sources(url):
        with serving(replace(settings, livekit_url=url)) as s, s.client() as nobody:
            return policy(nobody.get("/"))["connect-src"]

    assert sources("") == ["'self'"]
    assert sources("ws://127.0.0.1:7880") == ["'self'", "ws://127.0.0.1:7880", "http://127.0.0.1:7880"]
    assert sources("wss://x.livekit.cloud") == [
        "'self'",
        "wss://x.livekit.cloud",
        "https://x.livekit.cloud",
        "wss://*.livekit.cloud",
        "https://*.livekit.cloud",
    ]
    assert sources("wss://a; script-src *") == ["'self'"]


def test_all_that_the_page_asks_for_is_there(served):
    with served.client() as nobody:
        html = nobody.get("/").text
        wanted = set(re.findall(r'(?:src|href)="(/[^"]+)"', html))
        for module in (p for p in list(wanted) if p.endswith(".mjs")):
            wanted |= set(re.findall(r"from '(/[^']+)'", nobody.get(module).text))
        assert len(wanted) >= 6
        for path in wanted:
            answer = nobody.get(path)
            assert answer.status_code == 200, path
            kind = {"mjs": "javascript", "css": "text/css", "svg": "image/svg+xml"}[path.rsplit(".")[-1]]
            assert kind in answer.headers["content-type"]
            assert answer.headers["cache-control"] == "no-cache"


def test_the_page_has_no_inline_script_or_style(served):
    with served.client() as nobody:
        html = nobody.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("path", ["/page/../pyproject.toml", "/page/%2e%2e/pyproject.toml", "/page/", "/page/x"])
def test_nothing_beside_the_pages_files_is_served(served, path):
    with served.client() as nobody:
        answer = nobody.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_client_for_voice_is_served_when_npm_has_installed_it(served, tmp_path, monkeypatch):
    client = tmp_path / "livekit-client.esm.mjs"
    monkeypatch.setattr(page, "LIVEKIT_CLIENT", client)
    with served.client() as nobody:
        assert nobody.head("/vendor/livekit-client.esm.mjs").status_code == 404
        client.write_text("export const Room = 1;")
        answer = nobody.get("/vendor/livekit-client.esm.mjs")
    assert answer.status_code == 200
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("DELETE", "/healthz"), ("PUT", "/page/app.mjs")])
def test_a_wrong_method_is_a_problem_that_names_the_right_one(served, method, path):
    with served.client() as nobody:
        answer = nobody.request(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"] or path.startswith("/page")
    assert answer.headers["content-type"] == "application/problem+json"


def test_other_origins_may_call_only_if_they_are_named(settings):
    ask = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    with serving(settings) as s, s.client() as app:
        assert "access-control-allow-origin" not in app.options("/api/v1/token", headers=ask).headers
    with serving(replace(settings, api_origins=("https://app.example",))) as s, s.client("alice@example.com") as app:
        answer = app.options("/api/v1/token", headers=ask)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://app.example"
        assert "access-control-allow-credentials" not in answer.headers
        assert (
            "access-control-allow-origin" not in app.get("/healthz", headers={"Origin": "https://evil.example"}).headers
        )
        said = app.post("/api/v1/conversation", json={"text": ""}, headers={"Origin": "https://app.example"})
        assert said.status_code == 422
        assert said.headers["access-control-allow-origin"] == "https://app.example"
        wrong = {"Origin": "https://app.example", "Authorization": "Bearer va_00000000_x"}
        said = app.post("/api/v1/conversation", json={"text": "hi"}, headers=wrong)
        assert said.status_code == 401
        assert said.headers["access-control-allow-origin"] == "https://app.example"


def test_a_data_folder_that_cannot_be_written_is_an_os_error_for_the_starter(tmp_path):
    (tmp_path / "file").write_text("")
    settings = Settings(data_dir=tmp_path / "file")
    manager = SupabaseManager(settings, store=SqlStore.sqlite(None))
    with pytest.raises(OSError):
        create_app(settings, manager, EchoConversations(manager))
    manager.close()
