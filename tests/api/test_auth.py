"""Who gets in: nobody without a key or the cookie of this start, and the cookie only on this machine's own page."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.routing import Mount, Route

from api.app import create_app
from api.page_cookie import is_loopback
from system_control.api_keys import ApiKeys
from system_control.identity import livekit_identity_to_uuid
from system_control.store.sql import SqlStore
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
from tests.api.conftest import ALICE, serving
from tests.api.stub import EchoConversations
from utils.clock import ManualClock

PATHS = ["/api/v1/conversation", "/api/v1/token", "/api/v1/openapi.json", "/api/v1/nothing", "/api/"]


def refused(answer, *, token_given):
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert ("invalid_token" in answer.headers["www-authenticate"]) is token_given
    return True


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_under_api_is_open(served, path, method):
    with served.client() as nobody:
        assert refused(nobody.request(method, path), token_given=False)


def test_every_route_outside_of_api_is_known(settings, manager):
    app = create_app(settings, manager, EchoConversations(manager))
    plain = {route.path for route in app.routes if isinstance(route, Route | Mount)}
    paths = plain | set(app.openapi()["paths"])
    assert {path for path in paths if not path.startswith("/api/")} == {
        "/",
        "/healthz",
        "/page",
        "/vendor/livekit-client.esm.mjs",
    }
    assert len(paths) > 6


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer va_",
        "Bearer va_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "Bearer va_' or 1=1 --",
        "Bearer nonsense",
        "Bearer a.b.c",
        "Bearer " + "a" * 9_000,
        "Bearer va_" + "a" * 9_000,
        "Basic YWxpY2U6YWxpY2U=",
        "va_00000000_x",
    ],
)
def test_a_wrong_key_opens_nothing(served, authorization):
    with served.client() as nobody:
        headers = {"Authorization": authorization}
        assert refused(nobody.post("/api/v1/conversation", json={"text": "hi"}, headers=headers), token_given=True)


def test_a_key_that_is_nearly_right_opens_nothing(served):
    key = served.key("alice@example.com")
    with served.client() as nobody:
        for wrong in (key[:-1], key + "A", key[:-1] + ("A" if key[-1] != "A" else "B"), key.upper()):
            answer = nobody.get("/api/v1/openapi.json", headers={"Authorization": f"Bearer {wrong}"})
            assert refused(answer, token_given=True)
        assert nobody.get("/api/v1/openapi.json", headers={"Authorization": f"bearer  {key}"}).status_code == 200


def test_a_revoked_key_opens_nothing_from_the_next_call_on(served):
    keys = ApiKeys.of(served.manager)
    made, key = keys.make("phone", "alice@example.com", ensure_profile=served.manager.ensure_profile)
    headers = {"Authorization": f"Bearer {key}"}
    with served.client() as alice:
        assert alice.get("/api/v1/openapi.json", headers=headers).status_code == 200
        keys.revoke(made.prefix)
        assert refused(alice.get("/api/v1/openapi.json", headers=headers), token_given=True)


def test_a_bad_key_does_not_fall_back_to_the_cookie(served):
    with served.client() as page:
        page.get("/")
        headers = {"Origin": served.url, "Authorization": "Bearer va_00000000_x"}
        assert refused(page.post("/api/v1/conversation", json={"text": "hi"}, headers=headers), token_given=True)


def test_of_a_key_only_a_hash_is_kept(served):
    key = served.key("alice@example.com")
    row = served.manager.store().select("api_keys")[0]
    assert key not in str(row)
    assert key.rsplit("_", 1)[1] not in str(row)
    assert row["user_id"] == ALICE


def test_a_key_notes_when_it_was_used_but_not_at_every_call(store, settings):
    clock = ManualClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
    manager = SupabaseManager(settings, clock=clock, store=store)
    keys = ApiKeys.of(manager)
    _, key = keys.make("phone", "alice@example.com", ensure_profile=manager.ensure_profile)

    def used():
        assert keys.identity_of(key) == "alice@example.com"
        return keys.list()[0][0].last_used_at

    first = used()
    clock.advance(timedelta(seconds=30))
    assert used() == first == datetime(2026, 11, 24, 9, tzinfo=UTC)
    clock.advance(timedelta(minutes=5))
    assert used() == clock.now()


def test_a_key_for_a_profile_that_has_no_name_yet_acts_as_its_user(served):
    served.manager.ensure_profile(ALICE)
    with served.client("alice@example.com") as alice:
        assert alice.post("/api/v1/conversation", json={"text": "hi"}).status_code == 200
    assert served.manager.store().select("user_notes")[0]["user_id"] == ALICE


# ---- the local page's cookie


def talk(page, **headers):
    return page.post("/api/v1/conversation", json={"text": "hi"}, headers=headers)


def test_the_page_gets_a_cookie_that_no_script_and_no_other_site_can_use(served):
    with served.client() as page:
        cookie = page.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie
    assert "max-age" not in cookie
    assert "expires" not in cookie


def test_the_page_talks_as_the_local_user(served):
    with served.client() as page:
        page.get("/")
        assert talk(page, Origin=served.url).status_code == 200
        assert talk(page, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    local = livekit_identity_to_uuid(served.settings.local_identity())
    rows = served.manager.store().select("user_notes")
    assert {r["user_id"] for r in rows} == {local}
    assert served.manager.store().count("profiles", [eq("id", local)]) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "https://{host}"},
        {"Origin": "http://{host}.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://{host}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_the_cookie_is_worth_nothing_to_another_site(served, headers):
    host = served.url.removeprefix("http://")
    with served.client() as page:
        page.get("/")
        answer = talk(page, **{k: v.format(host=host) for k, v in headers.items()})
    assert answer.status_code == 403
    assert "another site" in answer.json()["detail"]
    assert served.manager.store().count("user_notes") == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example:80"},
        {"Host": "10.0.0.5:9011"},
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
    ],
)
def test_under_another_name_or_through_a_proxy_there_is_no_cookie_and_none_counts(served, headers):
    with served.client() as page:
        assert "set-cookie" not in page.get("/", headers=headers).headers
        cookie = page.get("/").headers["set-cookie"].partition(";")[0]
        page.cookies.clear()
        origin = f"http://{headers.get('Host', served.url.removeprefix('http://'))}"
        assert refused(talk(page, Cookie=cookie, Origin=origin, **headers), token_given=False)


def test_a_cookie_of_an_earlier_start_is_worth_nothing(settings):
    with serving(settings) as first, first.client() as page:
        page.get("/")
        old = page.cookies.jar
    with serving(settings) as second, second.client() as page:
        value = next(iter(old)).value
        name = f"assistant_{second.settings.api_port}"
        assert refused(talk(page, Cookie=f"{name}={value}", Origin=second.url), token_given=False)
        assert refused(talk(page, Cookie=f"{name}=", Origin=second.url), token_given=False)
        assert refused(talk(page, Cookie="=;;;=", Origin=second.url), token_given=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "assistant.example"])
def test_on_a_bind_that_others_reach_there_is_no_cookie(settings, host):
    settings = replace(settings, api_host=host)
    manager = SupabaseManager(settings, store=SqlStore.sqlite(None))
    transport = httpx.ASGITransport(create_app(settings, manager, EchoConversations(manager)))

    async def look():
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:9011") as page:
            answer = await page.get("/")
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
            assert (await page.get("/api/v1/openapi.json")).status_code == 401

    asyncio.run(look())
    assert not (settings.data_dir / "LOCAL_IDENTITY").exists()
    manager.close()


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("", False),
        ("localhost.example", False),
        ("2130706433", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_what_counts_as_this_machine(host, here):
    assert is_loopback(host) is here
