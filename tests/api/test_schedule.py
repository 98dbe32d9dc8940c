"""Alarms, reminders and timers over HTTP: set as they are said, changed, answered, listed, and undone by voice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.text import TypedConversations
from system_control.shelf import new_id
from system_control.store.store import eq
from tests.api.conftest import ALICE, serving
from tests.conftest import NOW
from utils.clock import ManualClock

PATH = "/api/v1/schedule"


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
def served(settings, clock):
    with serving(replace(settings, timezone="Europe/Berlin"), TypedConversations, clock=clock) as running:
        yield running


def set_one(client, kind, **body):
    answer = client.post(f"{PATH}/{kind}", json=body)
    assert answer.status_code == 201, answer.text
    (item,) = answer.json()["items"]
    return item


def asked_back(answer):
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == answer.json()["question"]
    return answer.json()


def say(client, text):
    return client.post("/api/v1/conversation", json={"text": text}).json()["reply"]


# ---- set


def test_a_time_means_what_it_means_when_it_is_said(served, alice):
    answer = alice.post(f"{PATH}/alarms", json={"time": "wake me tomorrow at half past six", "label": "gym"})
    assert answer.status_code == 201
    assert answer.json()["said"] == "Your gym alarm is set for tomorrow, Wednesday, at half past six in the morning."
    (item,) = answer.json()["items"]
    assert (item["kind"], item["label"], item["status"]) == ("alarm", "gym", "scheduled")
    assert (item["at"], item["zone"], item["repeat"]) == ("2026-11-25T06:30:00+01:00", "Europe/Berlin", None)
    (row,) = served.manager.store().select("user_alarms", [eq("user_id", ALICE)])
    assert (row["id"], row["alarm_time"]) == (item["id"], datetime(2026, 11, 25, 5, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("time", "timezone", "at"),
    [
        ("2026-11-25T07:00", None, "2026-11-25T07:00:00+01:00"),
        ("2026-11-25 07:00:30", None, "2026-11-25T07:00:30+01:00"),
        ("2026-11-25T07:00:00Z", None, "2026-11-25T08:00:00+01:00"),
        ("2026-11-25T07:00:00+09:00", None, "2026-11-24T23:00:00+01:00"),
        ("2026-11-25T07:00", "Asia/Tokyo", "2026-11-25T07:00:00+09:00"),
        ("at seven in the morning", "Asia/Tokyo", "2026-11-25T07:00:00+09:00"),
    ],
)
def test_a_moment_in_iso_8601_and_a_zone(alice, time, timezone, at):
    assert set_one(alice, "alarms", time=time, timezone=timezone)["at"] == at


def test_several_times_are_several_and_one_step_of_undo(served, alice):
    answer = alice.post(f"{PATH}/alarms", json={"time": "weekdays at seven and weekends at nine"})
    assert [item["repeat"] for item in answer.json()["items"]] == [
        ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
        ["FREQ=WEEKLY;BYDAY=SA,SU"],
    ]
    say(alice, "undo that")
    assert served.manager.store().count("user_alarms") == 0


def test_what_stands_already_is_pointed_out_and_not_doubled(served, alice):
    first = set_one(alice, "alarms", time="tomorrow at seven", label="gym")
    again = alice.post(f"{PATH}/alarms", json={"time": "2026-11-25T07:00", "label": "Gym"})
    assert again.status_code == 200
    assert again.json()["said"].startswith("You already have")
    assert [item["id"] for item in again.json()["items"]] == [first["id"]]
    assert served.manager.store().count("user_alarms") == 1


def test_a_repetition_that_stands_already_is_not_doubled(served, alice):
    body = {"time": "2026-11-25T07:00", "repeat": ["FREQ=DAILY"]}
    first = set_one(alice, "alarms", **body, label="gym")
    again = alice.post(f"{PATH}/alarms", json={**body, "label": "Gym."})
    assert (again.status_code, [item["id"] for item in again.json()["items"]]) == (200, [first["id"]])
    assert again.json()["said"].startswith("You already have")
    assert served.manager.store().count("user_alarms") == 1


@pytest.mark.parametrize(
    ("kind", "body", "question"),
    [
        ("alarms", {"time": "tomorrow"}, "time"),
        ("alarms", {"time": "the blue one"}, "time"),
        ("alarms", {"time": "9999-12-31T23:59"}, "too far ahead"),
        ("reminders", {"text": "call mom"}, "When shall I remind you?"),
        ("reminders", {"text": "call mom", "repeat": ["FREQ=DAILY"]}, "When shall I remind you?"),
        ("timers", {}, "How long"),
        ("timers", {"duration": "the blue one"}, "How long"),
    ],
)
def test_what_is_not_clear_is_asked_back_in_words(served, alice, kind, body, question):
    assert question in asked_back(alice.post(f"{PATH}/{kind}", json=body))["question"]
    assert not any(served.manager.store().count(t) for t in ("user_alarms", "user_reminders", "user_timers"))


def test_what_is_over_is_asked_back_with_an_offer(served, alice):
    told = asked_back(alice.post(f"{PATH}/alarms", json={"time": "today at 9 am"}))
    assert told["offer"] == "2026-11-25T09:00:00+01:00"
    assert "already over" in told["question"]
    assert "tomorrow" in told["question"]
    assert set_one(alice, "alarms", time=told["offer"])["at"] == told["offer"]
    assert asked_back(alice.post(f"{PATH}/alarms", json={"time": "2020-01-01T07:00"}))["offer"] is None


@pytest.mark.parametrize("time", ["2026-13-01T07:00", "2026-11-25T25:00", "2026-02-30T07:00:00Z"])
def test_a_moment_that_no_calendar_has_is_refused(alice, time):
    answer = alice.post(f"{PATH}/alarms", json={"time": time})
    assert answer.status_code == 422
    assert "2026-11-24T07:00" in answer.json()["detail"]


def test_secrets_are_not_kept(served, alice):
    for kind, body in {
        "alarms": {"time": "tomorrow at seven", "label": "my pin is 4711"},
        "reminders": {"time": "tomorrow at seven", "text": "the wifi password is hunter2"},
        "timers": {"seconds": 60, "label": "my password is hunter2"},
    }.items():
        answer = alice.post(f"{PATH}/{kind}", json=body)
        assert answer.status_code == 422
        assert "don't keep passwords" in answer.json()["detail"]
    assert not any(served.manager.store().count(t) for t in ("user_alarms", "user_reminders", "user_timers"))


def test_timers_by_seconds_and_by_words(alice):
    assert set_one(alice, "timers", seconds=90)["at"] == "2026-11-24T09:21:30Z"
    pasta = set_one(alice, "timers", duration="an hour and a half", label="roast")
    assert (pasta["seconds"], pasta["left_seconds"], pasta["label"]) == (5400, 5400, "roast")


# ---- repetitions


def test_a_repetition_by_rules_counts_from_its_time(alice):
    item = set_one(alice, "alarms", time="2026-11-03T07:15", repeat=["RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"])
    assert item["repeat"] == ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"]
    assert item["at"] == "2026-12-01T07:15:00+01:00"


def test_its_wall_time_stays_when_the_clocks_change(alice):
    item = set_one(alice, "reminders", text="pills", time="2026-11-01T08:00", repeat=["FREQ=MONTHLY;BYMONTHDAY=30"])
    assert item["at"] == "2026-11-30T08:00:00+01:00"
    later = alice.get(f"{PATH}/upcoming").json()["items"]
    assert [one["due_at"] for one in later] == ["2026-11-30T07:00:00+00:00"]


def test_dates_may_be_left_out_and_added(alice):
    rules = ["FREQ=DAILY", "EXDATE:20261125T070000,20261126T070000", "RDATE:20261125T120000"]
    item = set_one(alice, "alarms", time="2026-11-24T07:00", repeat=rules)
    assert item["at"] == "2026-11-25T12:00:00+01:00"


def test_every_rule_that_voice_makes_may_be_sent(served, alice):
    for phrase in (
        "every third thursday of the month at nine",
        "every other tuesday at eight in the morning",
        "the last day of every month at noon",
        "the last weekday of every month at five pm",
        "every 90 minutes between nine and five",
        "every eight hours",
        "every year on the third of march at ten in the morning",
        "every day at seven until friday",
        "every weekday at seven except friday",
    ):
        items = alice.post(f"{PATH}/alarms", json={"time": phrase}).json()["items"]
        for item in items:
            start = item["at"].partition("+")[0]
            answer = alice.patch(f"{PATH}/{item['id']}", json={"repeat": item["repeat"], "time": start})
            assert answer.status_code == 200, (phrase, item, answer.text)
            assert set(answer.json()["repeat"]) == set(item["repeat"]), phrase
            assert answer.json()["at"] == item["at"], phrase


@pytest.mark.parametrize(
    "rules",
    [
        [""],
        ["nonsense"],
        ["FREQ=SECONDLY"],
        ["FREQ=DAILY;BYSECOND=1,2,3"],
        ["FREQ=MINUTELY;BYSETPOS=3"],
        ["FREQ=DAILY;BYSETPOS=300;BYDAY=MO"],
        ["FREQ=YEARLY;BYDAY=53MO;BYMONTH=2"],
        ["FREQ=YEARLY;BYEASTER=400"],
        ["FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1"],
        ["FREQ=DAILY;INTERVAL=999999999"],
        ["FREQ=DAILY;INTERVAL=0"],
        ["FREQ=DAILY;COUNT=999999999"],
        ["FREQ=WEEKLY;BYDAY=2MO"],
        ["FREQ=DAILY;FREQ=WEEKLY"],
        ["FREQ=DAILY;UNTIL=20261399"],
        ["EXDATE:20261125T070000"],
        ["FREQ=DAILY", "EXDATE:tomorrow"],
        ["FREQ=DAILY", "DTSTART:20261125T070000"],
    ],
)
def test_a_rule_that_nobody_means_is_refused_at_once(served, alice, rules):
    answer = alice.post(f"{PATH}/alarms", json={"time": "tomorrow at seven", "repeat": rules})
    assert answer.status_code == 422
    assert "repetition" in answer.json()["detail"]
    assert served.manager.store().count("user_alarms") == 0


@pytest.mark.parametrize("rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;UNTIL=20261101T000000"])
def test_a_rule_that_never_comes_is_asked_back(alice, rule):
    body = {"time": "2026-10-01T07:00", "repeat": [rule]}
    assert "never ring" in asked_back(alice.post(f"{PATH}/alarms", json=body))["question"]


# ---- change


def test_changes_as_one_says_them_and_in_iso_8601(alice):
    item = set_one(alice, "alarms", time="tomorrow at seven", label="gym")
    where = f"{PATH}/{item['id']}"
    assert alice.patch(where, json={"time": "half an hour later"}).json()["at"] == "2026-11-25T07:30:00+01:00"
    assert alice.patch(where, json={"time": "move it to Friday"}).json()["at"] == "2026-11-27T07:30:00+01:00"
    moved = alice.patch(where, json={"time": "2026-11-28T10:00", "label": "swim"}).json()
    assert (moved["at"], moved["label"]) == ("2026-11-28T10:00:00+01:00", "swim")
    assert alice.patch(where, json={"label": None}).json()["label"] is None
    assert alice.patch(where, json={}).json()["at"] == moved["at"]
    assert alice.get(where).json()["label"] is None


def test_a_repetition_keeps_its_rules_unless_others_are_sent(alice):
    item = set_one(alice, "alarms", time="every weekday at seven")
    where = f"{PATH}/{item['id']}"
    moved = alice.patch(where, json={"time": "2026-11-30T08:00"}).json()
    assert (moved["at"], moved["repeat"]) == ("2026-11-30T08:00:00+01:00", item["repeat"])
    daily = alice.patch(where, json={"repeat": ["FREQ=DAILY"]}).json()
    assert (daily["at"], daily["repeat"]) == ("2026-11-30T08:00:00+01:00", ["FREQ=DAILY"])
    once = alice.patch(where, json={"repeat": None}).json()
    assert (once["at"], once["repeat"]) == ("2026-11-30T08:00:00+01:00", None)


def test_what_a_kind_has_not_is_refused(alice):
    alarm = set_one(alice, "alarms", time="tomorrow at seven")["id"]
    reminder = set_one(alice, "reminders", time="tomorrow at seven", text="call mom")["id"]
    timer = set_one(alice, "timers", seconds=60)["id"]
    for row, body in (
        (alarm, {"text": "gym"}),
        (alarm, {"seconds": 5}),
        (reminder, {"label": "gym"}),
        (reminder, {"text": " "}),
        (timer, {"text": "gym"}),
        (timer, {"repeat": ["FREQ=DAILY"]}),
        (alarm, {"time": "the blue one"}),
        (alarm, {"time": "today at nine am"}),
    ):
        assert alice.patch(f"{PATH}/{row}", json=body).status_code == 422, body
    assert alice.patch(f"{PATH}/{reminder}", json={"text": "call dad"}).json()["text"] == "call dad"
    assert alice.patch(f"{PATH}/{timer}", json={"time": "add two minutes"}).json()["seconds"] == 180
    assert alice.patch(f"{PATH}/{timer}", json={"seconds": 30.0}).json()["left_seconds"] == 30


def test_what_is_over_rings_again_at_a_new_time(served, alice, clock):
    item = set_one(alice, "alarms", time="tomorrow at seven")
    served.manager.store().update("user_alarms", [eq("id", item["id"])], {"status": "missed"})
    clock.advance(timedelta(days=2))
    assert alice.get(f"{PATH}/{item['id']}").json()["at"] is None
    again = alice.patch(f"{PATH}/{item['id']}", json={"time": "tomorrow at six"}).json()
    assert (again["at"], again["status"]) == ("2026-11-27T06:00:00+01:00", "scheduled")


def test_pause_resume_and_skip(alice, clock):
    where = f"{PATH}/{set_one(alice, 'alarms', time='every day at seven')['id']}"
    for _ in range(2):
        assert alice.post(f"{where}/pause").json()["status"] == "paused"
    clock.advance(timedelta(days=2))
    for _ in range(2):
        assert alice.post(f"{where}/resume").json()["at"] == "2026-11-27T07:00:00+01:00"
    assert alice.post(f"{where}/skip").json()["at"] == "2026-11-28T07:00:00+01:00"
    once = set_one(alice, "alarms", time="tomorrow at noon")["id"]
    answer = alice.post(f"{PATH}/{once}/skip")
    assert (answer.status_code, "only rings once" in answer.json()["detail"]) == (422, True)
    timer = f"{PATH}/{set_one(alice, 'timers', seconds=600)['id']}"
    clock.advance(timedelta(minutes=4))
    paused = alice.post(f"{timer}/pause").json()
    assert (paused["left_seconds"], paused["at"]) == (360, None)
    clock.advance(timedelta(hours=1))
    assert alice.post(f"{timer}/resume").json()["left_seconds"] == 360


# ---- undone by voice


def test_undo_that_takes_back_what_http_did(alice):
    item = set_one(alice, "alarms", time="tomorrow at seven", label="gym")
    where = f"{PATH}/{item['id']}"
    alice.patch(where, json={"time": "tomorrow at nine"})
    say(alice, "undo that")
    assert alice.get(where).json()["at"] == item["at"]
    alice.post(f"{where}/pause")
    say(alice, "undo that")
    assert alice.get(where).json()["status"] == "scheduled"
    assert alice.delete(where).status_code == 204
    assert alice.get(where).status_code == 404
    assert "back" in say(alice, "undo that")
    assert alice.get(where).json()["label"] == "gym"
    note = alice.post("/api/v1/notes", json={"text": "buy milk"}).json()
    assert "gone" in say(alice, "undo that")
    assert alice.get(f"/api/v1/notes/{note['id']}").status_code == 404


# ---- what rings


def ring(served, item, now):
    """Let it ring, as a claimer of the store would."""
    table = {"alarm": "user_alarms", "timer": "user_timers"}[item["kind"]]
    store = served.manager.store()
    held = {"status": "ringing", "lease_by": "a phone", "lease_until": now + timedelta(days=1)}
    store.update(table, [eq("id", item["id"])], held)
    row = {"id": new_id(), "user_id": ALICE, "table_name": table, "row_id": item["id"], "due_at": now}
    store.insert("occurrences", [{**row, "rung_at": now, "channel": "push", "created_at": now}])


@pytest.mark.parametrize("how", ["acknowledge", "change", "delete", "pause"])
def test_one_answer_silences_what_rings(served, alice, clock, how):
    item = set_one(alice, "alarms", time="every day at seven")
    where = f"{PATH}/{item['id']}"
    clock.set(datetime(2026, 11, 25, 6, tzinfo=UTC))
    ring(served, item, clock.now())
    assert alice.get(f"{PATH}/upcoming").json()["ringing"] == [{"table": "user_alarms", "id": item["id"]}]
    if how == "acknowledge":
        answer = alice.post(f"{where}/acknowledge").json()
        assert (answer["status"], answer["at"]) == ("scheduled", "2026-11-26T07:00:00+01:00")
        assert alice.post(f"{where}/acknowledge").json() == answer
    elif how == "change":
        assert alice.patch(where, json={"time": "at nine"}).json()["status"] == "scheduled"
    elif how == "delete":
        assert alice.delete(where).status_code == 204
    else:
        assert alice.post(f"{where}/pause").json()["status"] == "paused"
    (told,) = served.manager.store().select("occurrences")
    assert (told["outcome"], told["acknowledged_at"]) == ("acknowledged", clock.now())
    assert alice.get(f"{PATH}/upcoming").json()["ringing"] == []


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (None, "2026-11-25T07:09:00+01:00"),
        ({}, "2026-11-25T07:09:00+01:00"),
        ({"until": "in twenty minutes"}, "2026-11-25T07:20:00+01:00"),
        ({"until": "until eight"}, "2026-11-25T08:00:00+01:00"),
        ({"until": "2026-11-25T07:45"}, "2026-11-25T07:45:00+01:00"),
    ],
)
def test_what_rings_can_ring_again_later(served, alice, clock, body, at):
    item = set_one(alice, "alarms", time="tomorrow at seven")
    clock.set(datetime(2026, 11, 25, 6, tzinfo=UTC))
    ring(served, item, clock.now())
    answer = alice.post(f"{PATH}/{item['id']}/snooze", json=body)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["at"]) == ("snoozed", at)
    assert alice.post(f"{PATH}/{item['id']}/snooze", json={"until": "in two hours"}).json()["at"] == at
    assert asked_back(alice.post(f"{PATH}/{item['id']}/snooze", json={"until": "2026-11-25T06:00"}))


def test_a_timer_that_rings_is_over_when_it_is_answered(served, alice, clock):
    item = set_one(alice, "timers", seconds=60)
    clock.advance(timedelta(minutes=1))
    ring(served, item, clock.now())
    answer = alice.post(f"{PATH}/{item['id']}/acknowledge").json()
    assert (answer["status"], answer["at"], answer["left_seconds"]) == ("done", None, None)


def test_what_was_missed(served, alice, clock):
    item = set_one(alice, "alarms", time="tomorrow at seven", label="gym")
    row = {"user_id": ALICE, "table_name": "user_alarms", "outcome": "missed", "created_at": NOW}
    due = [NOW - timedelta(days=day) for day in (100, 30, 3)]
    gone = new_id()
    for at, row_id in zip(due, (item["id"], gone, item["id"]), strict=True):
        served.manager.store().insert("occurrences", [{**row, "id": new_id(), "row_id": row_id, "due_at": at}])

    def missed(**query):
        return alice.get(f"{PATH}/missed", params=query).json()["items"]

    assert [(m["item_id"], m["words"], m["kind"]) for m in missed()] == [(item["id"], "gym", "alarm")]
    assert [m["words"] for m in missed(since="2020-01-01T00:00:00Z")] == [None, "gym"]
    assert missed(since="2026-11-24T09:00:00Z") == []
    assert alice.get(f"{PATH}/missed", params={"since": "yesterday"}).status_code == 422


# ---- listed


def test_the_list_goes_by_what_is_due_next_page_by_page(alice):
    set_one(alice, "timers", seconds=600, label="d")
    for hour in (7, 8, 9):
        set_one(alice, "alarms", time=f"2026-11-25T{hour:02}:00", label=f"a{hour}")
        set_one(alice, "reminders", time=f"2026-11-25T{hour:02}:00", text=f"r{hour}")
    whole = alice.get(PATH).json()
    assert whole["cursor"] is None
    due = [item["at"] for item in whole["items"]]
    assert due == sorted(due, key=datetime.fromisoformat)
    seen, cursor = [], None
    for _ in range(4):
        page = alice.get(PATH, params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["cursor"]
    assert cursor is None
    assert seen == [item["id"] for item in whole["items"]]


def test_the_list_filtered(served, alice):
    set_one(alice, "timers", seconds=600)
    gym = set_one(alice, "alarms", time="tomorrow at seven", label="gym")
    set_one(alice, "reminders", time="Friday at seven", text="call mom")
    served.manager.store().update("user_alarms", [eq("id", gym["id"])], {"status": "done"})

    def kinds(**query):
        return [item["kind"] for item in alice.get(PATH, params=query).json()["items"]]

    assert kinds() == ["timer", "reminder"]
    assert kinds(kind=["alarm", "timer"]) == ["timer"]
    assert kinds(status=["done", "running"]) == ["timer", "alarm"]
    assert kinds(after="2026-11-25T00:00:00+01:00") == ["reminder"]
    assert kinds(before="2026-11-25T00:00:00+01:00") == ["timer"]
    for query in ({"kind": "song"}, {"status": "x"}, {"limit": 0}, {"limit": 201}, {"cursor": "x"}, {"after": "now"}):
        assert alice.get(PATH, params=query).status_code == 422


def test_two_changes_of_one_state_are_a_conflict(served, alice, monkeypatch):
    item = set_one(alice, "alarms", time="tomorrow at seven")
    make = served.manager.changes.make

    async def late(changes, **more):
        row = [eq("id", item["id"])]
        served.manager.store().update("user_alarms", row, {"label": "meanwhile"})
        return await make(changes, **more)

    monkeypatch.setattr(served.manager.changes, "make", late)
    answer = alice.patch(f"{PATH}/{item['id']}", json={"label": "gym"})
    assert answer.status_code == 409
    assert alice.get(f"{PATH}/{item['id']}").json()["label"] == "meanwhile"
