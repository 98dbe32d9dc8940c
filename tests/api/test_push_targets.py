"""Where a user is told: added once, named without secrets, never a host of our own network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api import push
from system_control.store.store import eq
from system_control.webhook import target_key
from tests.api.conftest import ALICE, serving

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise's

PATH = "/api/v1/push-targets"
SECRET = "a secret of the operator's own"


@pytest.fixture
def served(settings):
    # The loopback stands for the internet, which a test does not call.
    settings = replace(settings, push_webhook_secret=SECRET, push_private_addresses=True)
    with serving(settings) as running:
        yield running


@pytest.mark.parametrize(
    ("kind", "url", "shown"),
    [
        ("webhook", "https://127.0.0.1:8443/hooks/s3cret?token=s3cret", "https://127.0.0.1…"),
        ("apprise", "ntfys://s3cret:s3cret@127.0.0.1/s3cret", "ntfys://…"),
        ("apprise", "NTFY://s3cret", "ntfy://…"),
        ("apprise", "pover://s3cretaaaaaaaaaaaaaaaaaaaaaaaa@s3cretbbbbbbbbbbbbbbbbbbbbbbbb", "pover://…"),
        ("fcm", "s3cret:device-token-4711", "…4711"),
        ("email", "alice@example.com", "a…@example.com"),
    ],
)
def test_it_is_listed_without_what_is_secret_in_it(served, alice, kind, url, shown):
    answer = alice.post(PATH, json={"kind": kind, "url": url})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["kind"], made["shown"]) == (kind, shown)
    assert "s3cret" not in answer.text
    assert served.manager.store().select("push_targets")[0]["url"] == url
    listed = alice.get(PATH)
    assert listed.json()["items"] == [{k: made[k] for k in ("id", "kind", "shown", "created_at")}]
    assert "s3cret" not in listed.text
    assert "key" not in listed.json()["items"][0]


def test_a_webhooks_key_is_shown_once(served, alice):
    body = {"kind": "webhook", "url": "https://127.0.0.1/hook"}
    made = alice.post(PATH, json=body).json()
    assert made["key"] == target_key(SECRET.encode(), made["id"]).decode()
    again = alice.post(PATH, json=body)
    assert (again.status_code, again.json()["id"], again.json()["key"]) == (200, made["id"], None)
    assert made["key"] not in alice.get(PATH).text + alice.get("/api/v1/me/export").text
    assert made["key"] not in str(served.manager.store().select("push_targets"))


def test_without_the_operators_secret_there_are_no_webhooks(settings):
    with serving(settings) as served, served.client("alice@example.com") as alice:
        answer = alice.post(PATH, json={"kind": "webhook", "url": "https://example.com/hook"})
        assert answer.status_code == 422
        assert "aren't set up" in answer.json()["detail"]
        assert served.manager.store().count("push_targets") == 0


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("webhook", "https://127.0.0.1/hook"),
        ("webhook", "https://[::1]/hook"),
        ("webhook", "https://169.254.169.254/latest/meta-data"),
        ("webhook", "https://10.0.0.1/hook"),
        ("webhook", "http://93.184.216.34/hook"),
        ("webhook", "https://user:pass@93.184.216.34/hook"),
        ("webhook", "ftp://93.184.216.34"),
        ("apprise", "ntfy://127.0.0.1/topic"),
        ("apprise", "gotifys://192.168.1.1/token"),
        ("apprise", "file:///etc/passwd"),
        ("apprise", "json://93.184.216.34"),
        ("apprise", "nonsense"),
        ("email", "no address"),
        ("fcm", "with space"),
    ],
)
def test_what_nobody_may_name_is_refused(settings, kind, url):
    with serving(replace(settings, push_webhook_secret=SECRET)) as served, served.client("alice@example.com") as alice:
        answer = alice.post(PATH, json={"kind": kind, "url": url})
        assert answer.status_code == 422
        assert answer.json()["detail"].endswith(".")
        assert served.manager.store().count("push_targets") == 0


def test_a_target_that_is_removed_is_gone(served, alice):
    made = alice.post(PATH, json={"kind": "email", "url": "alice@example.com"}).json()
    assert alice.delete(f"{PATH}/{made['id']}").status_code == 204
    assert alice.get(PATH).json()["items"] == []
    assert alice.delete(f"{PATH}/{made['id']}").status_code == 404
    assert alice.delete(f"{PATH}/x").status_code == 404


def test_ten_are_enough(served, alice, bob, monkeypatch):
    monkeypatch.setattr(push, "MOST", 3)
    for number in range(3):
        assert alice.post(PATH, json={"kind": "email", "url": f"{number}@example.com"}).status_code == 201
    assert alice.post(PATH, json={"kind": "email", "url": "3@example.com"}).status_code == 422
    assert alice.post(PATH, json={"kind": "email", "url": "2@example.com"}).status_code == 200
    assert bob.post(PATH, json={"kind": "email", "url": "3@example.com"}).status_code == 201
    assert served.manager.store().count("push_targets", [eq("user_id", ALICE)]) == 3
