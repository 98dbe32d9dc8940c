"""A row whose rule can't be followed, written by hand, hides nothing else of its user's over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from system_control.schedule import Alarm
from system_control.store.store import eq
from tests.api.conftest import serving
from tests.conftest import NOW
from utils.clock import ManualClock

PATH = "/api/v1/schedule"


@pytest.mark.parametrize("rule", ["FREQ=MINUTELY;BYSETPOS=3", "FREQ=NEVER", "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Mars/Olympus"])
def test_the_list_shows_it_without_a_next_time(settings, rule, zone):
    clock = ManualClock(NOW)
    with serving(settings, clock=clock) as served, served.client("alice@example.com") as alice:
        for label in ("fine", "odd"):
            body = {"time": "2026-11-25T07:00", "repeat": ["FREQ=DAILY"], "label": label}
            assert alice.post(f"{PATH}/alarms", json=body).status_code == 201
        odd = eq("label", "odd")
        served.manager.store().update(Alarm.TABLE, [odd], {"rrule": rule, "zone": zone})
        clock.advance(timedelta(days=3))
        answer = alice.get(PATH)
        assert answer.status_code == 200, answer.text
        assert {item["label"]: item["at"] is None for item in answer.json()["items"]} == {"fine": False, "odd": True}
        row = served.manager.store().select(Alarm.TABLE, [odd])[0]
        assert alice.get(f"{PATH}/{row['id']}").json()["at"] is None
        assert alice.get(f"{PATH}/upcoming").status_code == 200
        assert alice.post(f"{PATH}/{row['id']}/skip").status_code == 422
        assert alice.delete(f"{PATH}/{row['id']}").status_code == 204
