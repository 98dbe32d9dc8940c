"""What holds for each route that there is: nobody gets in without a key, nobody meets another's rows, and without a
store it says so. The routes are walked, so a new one has to be listed in `CALLS` before these tests pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.app import create_app
from system_control.errors import StoreUnavailable
from system_control.store.store import eq
from system_control.store.tables import OWNED
from system_control.supabase_manager import SupabaseManager
from tests.api.conftest import ALICE, BOB, VOICE, serving
from tests.contract.samples import note
from utils.settings import Settings

V1 = "/api/v1"
WORD = "zebra"
"""Stands in everything of alice's and in nothing else."""


@dataclass(frozen=True)
class Call:
    body: Any = None
    query: str = ""
    works: tuple[int, ...] = (200,)


SET = (200, 201)
CALLS = {
    "POST /conversation": Call({"text": "hello"}),
    "POST /token": Call({}, works=(201,)),
    "GET /schedule": Call(),
    "GET /schedule/upcoming": Call(),
    "GET /schedule/missed": Call(),
    "POST /schedule/alarms": Call({"time": "tomorrow at seven", "label": "gym"}, works=SET),
    "POST /schedule/reminders": Call({"time": "tomorrow at seven", "text": "call mom"}, works=SET),
    "POST /schedule/timers": Call({"seconds": 600}, works=SET),
    "GET /schedule/{item_id}": Call(),
    "PATCH /schedule/{item_id}": Call({"label": "early"}),
    "DELETE /schedule/{item_id}": Call(works=(204,)),
    "POST /schedule/{item_id}/pause": Call(),
    "POST /schedule/{item_id}/resume": Call(),
    "POST /schedule/{item_id}/skip": Call(),
    "POST /schedule/{item_id}/acknowledge": Call(),
    "POST /schedule/{item_id}/snooze": Call({"until": "in ten minutes"}),
    "GET /notes": Call(),
    "POST /notes": Call({"text": "buy milk"}, works=(201,)),
    "GET /notes/{note_id}": Call(),
    "PATCH /notes/{note_id}": Call({"text": "buy eggs"}),
    "DELETE /notes/{note_id}": Call(works=(204,)),
    "GET /memories": Call(query="?superseded=true"),
    "POST /memories": Call({"category": "FACT", "key": "color", "value": "blue"}, works=SET),
    "DELETE /memories": Call(query="?confirm=everything"),
    "GET /memories/{memory_id}": Call(),
    "DELETE /memories/{memory_id}": Call(works=(204,)),
    "GET /sessions": Call(),
    "DELETE /sessions": Call(query="?confirm=everything"),
    "GET /sessions/{session_id}": Call(),
    "DELETE /sessions/{session_id}": Call(works=(204,)),
    "GET /sessions/{session_id}/messages": Call(),
    "PUT /sessions/{session_id}/rating": Call({"rating": 5}),
    "GET /messages": Call(query=f"?q={WORD}"),
    "GET /stats": Call(),
    "GET /push-targets": Call(),
    "POST /push-targets": Call({"kind": "email", "url": "somebody@example.com"}, works=SET),
    "DELETE /push-targets/{target_id}": Call(works=(204,)),
    "GET /me": Call(),
    "PATCH /me": Call({"display_name": "Al"}),
    "DELETE /me": Call(query="?confirm=everything"),
    "GET /me/export": Call(),
}
UNKEPT = {"POST /token", "POST /push-targets"}
"""POSTs whose answers hold a secret, so that none is kept under an Idempotency-Key; again they do no harm."""


def description():
    settings = Settings(api_host="0.0.0.0")  # not loopback, so that no local user is made
    return create_app(settings, SupabaseManager(settings), None).openapi()


ROUTES = {
    f"{method.upper()} {path.removeprefix(V1)}": operation
    for path, operations in description()["paths"].items()
    if path.startswith(V1)
    for method, operation in operations.items()
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(replace(Settings(data_dir=tmp_path_factory.mktemp("data")), **VOICE)) as running:
        yield running


@pytest.fixture
def hers(served):
    """Alice's things, planted anew: the name of each id in a path → the id."""
    store = served.manager.store()
    served.manager.ensure_profile(ALICE, "alice@example.com")
    now, tomorrow = datetime.now(UTC), datetime.now(UTC) + timedelta(days=1)
    stamped = {"user_id": ALICE, "created_at": now, "updated_at": now}
    ids = {name: note(ALICE)["id"] for name in ("item_id", "note_id", "memory_id", "target_id")}
    ids["session_id"] = f"{WORD}-{ids['item_id']}"
    store.insert(
        "user_alarms",
        [
            {
                **stamped,
                "id": ids["item_id"],
                "label": WORD,
                "alarm_time": tomorrow,
                "wall_time": tomorrow.strftime("%Y-%m-%dT%H:%M:%S"),
                "zone": "UTC",
                "rrule": "FREQ=DAILY",
            }
        ],
    )
    store.insert("user_notes", [{**stamped, "id": ids["note_id"], "content": WORD}])
    store.insert("memory", [{**stamped, "id": ids["memory_id"], "category": "FACT", "key": WORD, "value": WORD}])
    store.insert("push_targets", [{**stamped, "id": ids["target_id"], "kind": "email", "url": f"{WORD}@zebra.org"}])
    session = {**stamped, "id": note(ALICE)["id"], "session_id": ids["session_id"], "title": WORD, "summary": WORD}
    store.insert("sessions", [session])
    said = {"sender": "user", "text_content": WORD, "seq": 1, "created_at": now, "user_id": ALICE}
    store.insert("messages", [{**said, "id": session["id"], "message_id": WORD, "session_id": ids["session_id"]}])
    yield ids
    store.delete("profiles", [eq("id", ALICE)])
    store.delete("profiles", [eq("id", BOB)])


def of_alice(served):
    store = served.manager.store()
    tables = {t: store.select(t, [eq("user_id", ALICE)], order=("id",)) for t in OWNED if t != "api_keys"}
    return {**tables, "profiles": store.select("profiles", [eq("id", ALICE)])}


def send(client, route, ids, **headers):
    method, _, path = route.partition(" ")
    call = CALLS[route]
    return client.request(method, f"{V1}{path.format(**ids)}{call.query}", json=call.body, headers=headers)


def is_problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"].strip()
    return True


def test_all_routes_are_listed_here():
    assert set(CALLS) == set(ROUTES)


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_nobody_gets_in_without_a_key(served, route, hers):
    before = of_alice(served)
    with served.client() as nobody:
        assert is_problem(send(nobody, route, hers), 401)
        wrong = {"Authorization": "Bearer va_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
        assert is_problem(send(nobody, route, hers, **wrong), 401)
    assert of_alice(served) == before


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_its_owner_gets_in(served, route, hers):
    with served.client("alice@example.com") as alice:
        answer = send(alice, route, hers)
    assert answer.status_code in CALLS[route].works, answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("route", sorted(r for r in ROUTES if "{" in r))
def test_what_is_another_users_is_not_there(served, route, hers):
    before = of_alice(served)
    with served.client("bob@example.com") as bob:
        answer = send(bob, route, hers)
        assert is_problem(answer, 404)
        nothing = {name: note(BOB)["id"] for name in hers}
        assert send(bob, route, nothing).json() == answer.json()
    assert WORD not in answer.text
    assert of_alice(served) == before


@pytest.mark.parametrize("route", sorted(r for r in ROUTES if "{" not in r))
def test_what_is_anothers_is_neither_shown_nor_touched(served, route, hers):
    before = of_alice(served)
    with served.client("bob@example.com") as bob:
        answer = send(bob, route, hers)
    assert answer.status_code in CALLS[route].works, answer.text
    assert WORD not in answer.text
    assert not [i for i in hers.values() if i in answer.text]
    assert of_alice(served) == before


@pytest.mark.parametrize("route", sorted(r for r in ROUTES if r.startswith(("POST", "PUT", "PATCH"))))
def test_a_body_that_names_another_user_is_the_callers_own(served, route, hers):
    before = of_alice(served)
    claims = {"user_id": ALICE, "identity": "alice@example.com", "user": ALICE}
    method, _, path = route.partition(" ")
    body = {**(CALLS[route].body or {}), **claims}
    with served.client("bob@example.com") as bob:
        bob.request(method, f"{V1}{path.format(**hers)}", json=body, params=claims, headers={"X-User-Id": ALICE})
    assert of_alice(served) == before


@pytest.mark.parametrize("route", sorted(r for r in ROUTES if r.startswith("POST")))
def test_each_post_that_writes_heeds_the_idempotency_key(served, route, hers):
    named = {p["name"] for p in ROUTES[route].get("parameters", [])}
    assert ("Idempotency-Key" in named) is (route not in UNKEPT)
    with served.client("alice@example.com") as alice:
        first = send(alice, route, hers, **{"Idempotency-Key": "one"})
        assert first.status_code in CALLS[route].works, first.text
        before = of_alice(served)
        again = send(alice, route, hers, **{"Idempotency-Key": "one"})
    if route in UNKEPT:
        assert again.status_code in CALLS[route].works
        assert served.manager.store().count("cache_entries") == 0
    else:
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers["idempotency-replayed"] == "true"
        assert of_alice(served) == before


class DeadStore:
    name = "a store that is down"

    def __getattr__(self, call):
        def refuse(*_args, **_kwargs):
            raise StoreUnavailable("password=hunter2 at db.internal")

        return refuse

    def close(self):
        pass


@pytest.fixture(scope="module")
def without_store(tmp_path_factory):
    settings = replace(Settings(data_dir=tmp_path_factory.mktemp("dead")), **VOICE)
    with serving(settings, store=DeadStore()) as running:
        yield running


@pytest.mark.parametrize("route", sorted(set(ROUTES) - {"POST /token"}))
def test_without_its_store_it_says_so(without_store, route):
    ids = {name: note(ALICE)["id"] for name in ("item_id", "note_id", "memory_id", "target_id", "session_id")}
    with without_store.client() as page:
        page.get("/")  # whoever has a key can't be found out now, but the local page's user is known without the store
        for more in ({}, {"Idempotency-Key": "one"}):
            answer = send(page, route, ids, Origin=without_store.url, **more)
            assert is_problem(answer, 503)
            assert "hunter2" not in answer.text
            assert "try again" in answer.json()["detail"]
