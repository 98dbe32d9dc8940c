"""An update of the zone database: what is set rings when the clock on the wall shows its time, once, also after it."""

from __future__ import annotations

import asyncio
import zoneinfo
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from system_control import zone_update
from system_control.changes import Change
from system_control.errors import Conflict
from system_control.identity import acting_as, set_session_user
from system_control.ringing import RingLoop
from system_control.schedule import Status, When, new_alarm, new_reminder, new_timer, resumed, skipped, snoozed
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
from system_control.upkeep import upkeep
from system_control.zone_update import VERSION_FILE, ZoneUpdate
from tests.conftest import NOW
from tests.unit.test_ringing import Bell, Down, keep, row
from utils.clock import ManualClock
from utils.time_expressions import Recurrence, resolve
from utils.zones import database_version

BERLIN = "Europe/Berlin"
FOUR = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""Five in the morning in Berlin; six in a Berlin that is two hours ahead of UTC."""
LATER, EARLIER = "Africa/Abidjan", "Africa/Tripoli"
"""Zones without summer time that show an hour less and an hour more than Berlin does in winter."""


@pytest.fixture
def update(tmp_path):
    """Give Berlin the clocks of another zone, as an update of the database does; what is open keeps the old ones."""
    folder = tmp_path / "zones"
    versions = iter(range(2030, 2040))

    def put(other: str) -> None:
        file = folder / BERLIN
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(files("tzdata.zoneinfo").joinpath(*other.split("/")).read_bytes())
        (folder / "tzdata.zi").write_text(f"# version {next(versions)}a\n# more\n")

    put(BERLIN)
    zoneinfo.reset_tzpath([folder])
    ZoneInfo.clear_cache()
    yield put
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache()


@pytest.fixture
def clock():
    return ManualClock(FOUR)


@pytest.fixture
async def zones(manager, update):
    """One process's watch, which has seen the database as it was."""
    watch = ZoneUpdate(manager)
    await watch.follow()
    return watch


def said(text, now=FOUR):
    value = resolve(text, now=now.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None), zone=BERLIN).value
    return When.of(value, BERLIN)


def waking(store, user, text="every day at seven", **values):
    """An alarm that is kept, next due after FOUR."""
    return keep(store, user, replace(new_alarm(said(text), "gym", FOUR), **values))


def by_rule(first, *rules):
    wall = datetime.fromisoformat(first)
    return When.of(Recurrence(wall.replace(tzinfo=ZoneInfo(BERLIN)), rules, BERLIN, wall=wall), BERLIN)


def due(store, record):
    kept = row(store, record)
    return kept["alarm_time"] if "alarm_time" in kept else kept["remind_at"]


async def pass_hours(loop, clock, hours):
    """Let the loop look every five minutes for so long."""
    for _ in range(int(hours * 12)):
        await loop.step()
        await loop.settled()
        clock.advance(timedelta(minutes=5))


def at(text):
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(("other", "moment"), [(LATER, "07:00"), (EARLIER, "05:00")])
async def test_seven_in_the_morning_stays_seven_and_rings_once(
    store, manager, clock, update, zones, alice, other, moment
):
    gym = waking(store, alice)
    assert due(store, gym) == at("2026-11-24T06:00")
    update(other)
    await zones.follow()
    assert due(store, gym) == at(f"2026-11-24T{moment}")
    bell = Bell(clock)
    await pass_hours(RingLoop(manager, [bell], claimer="loop"), clock, 5)
    heard = [when for when, notice in bell.notices if not notice.repeat]
    assert heard == [at(f"2026-11-24T{moment}")]
    assert bell.heard[0] == "It's seven in the morning: gym."
    assert due(store, gym) == at(f"2026-11-25T{moment}"), "tomorrow by the new database too"


async def test_what_rings_once_moves_too_and_a_reminder_as_an_alarm(store, update, zones, alice):
    call = keep(store, alice, new_reminder(said("on the first of july at noon"), "call", FOUR))
    assert due(store, call) == at("2027-07-01T10:00")
    update(LATER)
    await zones.follow()
    assert due(store, call) == at("2027-07-01T12:00")


async def test_elapsed_time_is_not_touched(store, update, zones, alice):
    bob = set_session_user("bob@example.com")
    store.insert("profiles", [{"id": bob, "identity": "bob@example.com", "created_at": NOW, "updated_at": NOW}])
    pill = keep(store, bob, new_reminder(said("every eight hours"), "pill", FOUR))
    soon = keep(store, bob, new_alarm(said("in five hours"), None, FOUR))
    tea = keep(store, bob, new_timer(9000, "tea", FOUR))
    gym = waking(store, alice)
    before = [row(store, record) for record in (pill, soon, tea)]
    update(LATER)
    await zones.follow()
    assert [row(store, record) for record in (pill, soon, tea)] == before
    assert due(store, gym) == at("2026-11-24T07:00"), "and that of the other one is"


async def test_what_the_update_puts_behind_now_rings_at_once(store, manager, clock, update, zones, alice):
    once = waking(store, alice, "at seven")
    daily = waking(store, alice)
    clock.advance(timedelta(minutes=90))  # half past five UTC: seven was half an hour ago by the new database
    update(EARLIER)
    await zones.follow()
    bell = Bell(clock)
    await pass_hours(RingLoop(manager, [bell], claimer="loop"), clock, 4)
    heard = [(when, notice.text) for when, notice in bell.notices if not notice.repeat]
    assert heard == [(at("2026-11-24T05:30"), "It's half past seven in the morning: gym.")] * 2
    assert row(store, once)["status"] == "missed"
    assert due(store, daily) == at("2026-11-25T05:00")


async def test_what_rang_before_the_update_does_not_ring_again_that_day(store, manager, clock, update, zones, alice):
    gym = waking(store, alice)
    loop = RingLoop(manager, [bell := Bell(clock)], claimer="loop")
    await pass_hours(loop, clock, 2.5)
    assert sum(not notice.repeat for _, notice in bell.notices) == 1
    update(LATER)  # it shows half past six now
    await zones.follow()
    assert due(store, gym) == at("2026-11-25T07:00")


async def test_what_is_left_out_stays_left_out(store, update, zones, alice, clock):
    gym = waking(store, alice)
    thinned = skipped(gym, gym.alarm_time, clock.now()).after
    store.update("user_alarms", [eq("id", gym.id)], {"rrule": thinned.rrule, "alarm_time": thinned.alarm_time})
    assert due(store, gym) == at("2026-11-25T06:00")
    update(LATER)
    await zones.follow()
    assert due(store, gym) == at("2026-11-25T07:00")


@pytest.mark.parametrize(
    ("first", "rules", "other", "moment"),
    [
        ("2026-11-24T07:00", ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"], LATER, "2026-11-24T07:00"),
        ("2026-11-27T00:30", ["FREQ=WEEKLY;BYDAY=FR"], EARLIER, "2026-11-26T22:30"),
        ("2026-12-17T09:00", ["FREQ=MONTHLY;BYDAY=3TH"], LATER, "2026-12-17T09:00"),
        ("2026-11-24T09:00", ["FREQ=DAILY;BYHOUR=9,10,11,12;BYMINUTE=0"], LATER, "2026-11-24T09:00"),
        ("2026-11-24T09:00", ["FREQ=DAILY;BYHOUR=9,10,11,12;BYMINUTE=0"], EARLIER, "2026-11-24T07:00"),
        ("2026-11-24T09:00", ["FREQ=DAILY;BYHOUR=9,12;BYMINUTE=0", "FREQ=DAILY;BYHOUR=10;BYMINUTE=30"], EARLIER,
         "2026-11-24T07:00"),
        ("2026-11-24T05:01", ["FREQ=MINUTELY"], LATER, "2026-11-24T05:01"),
        ("2026-11-24T05:01", ["FREQ=MINUTELY"], EARLIER, "2026-11-24T04:01"),
        # from one side of the date line to the other, nearly
        ("2026-11-27T07:00", ["FREQ=WEEKLY;BYDAY=FR"], "Pacific/Kiritimati", "2026-11-26T17:00"),
        ("2026-11-27T07:00", ["FREQ=WEEKLY;BYDAY=FR"], "Pacific/Pago_Pago", "2026-11-27T18:00"),
    ],
)  # fmt: skip
async def test_whatever_its_rule_the_next_is_the_one_that_was_meant(
    store, update, zones, alice, first, rules, other, moment
):
    alarm = keep(store, alice, new_alarm(by_rule(first, *rules), None, FOUR))
    update(other)
    await zones.follow()
    assert due(store, alarm) == at(moment)


async def test_of_two_that_may_be_meant_none_is_lost(store, update, zones, alice, clock):
    alarm = keep(store, alice, new_alarm(by_rule("2026-11-24T07:00", "FREQ=HOURLY;INTERVAL=2"), None, FOUR))
    clock.advance(timedelta(minutes=90))
    update(EARLIER)  # its first, due at six, was at five
    await zones.follow()
    assert due(store, alarm) == clock.now()


async def test_what_is_paused_goes_on_at_its_hour(store, update, zones, alice, clock):
    daily = waking(store, alice, status=Status.PAUSED.value)
    once = waking(store, alice, "at seven", status=Status.PAUSED.value)
    clock.advance(timedelta(minutes=90))
    update(EARLIER)
    await zones.follow()
    for alarm in (daily, once):
        assert (row(store, alarm)["status"], due(store, alarm)) == ("paused", at("2026-11-24T05:00"))
    kept = replace(daily, alarm_time=due(store, daily))
    assert resumed(kept, clock.now()).after.alarm_time == at("2026-11-25T05:00")


async def test_a_snooze_ends_when_it_was_to_end(store, update, zones, alice):
    gym = waking(store, alice)
    later = snoozed(gym, at("2026-11-24T06:09")).after
    store.update("user_alarms", [eq("id", gym.id)], {"status": later.status, "snoozed_until": later.snoozed_until})
    before = row(store, gym)
    update(LATER)
    await zones.follow()
    assert row(store, gym) == before


async def test_the_second_of_an_hour_that_comes_twice_stays_the_second(store, update, zones, alice):
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # half past two in winter time
    alarm = keep(store, alice, new_alarm(When(second, datetime(2027, 10, 31, 2, 30), BERLIN), None, FOUR))
    gym = waking(store, alice)
    update("Europe/Madrid")
    await zones.follow()
    assert (due(store, alarm), due(store, gym)) == (second, gym.alarm_time)


async def test_a_row_that_cannot_be_read_holds_nothing_up(store, update, zones, alice, caplog):
    for values in ({"zone": "Nowhere/Atall"}, {"wall_time": "at seven"}, {"rrule": "FREQ=NEVER"}):
        waking(store, alice, **values)
    gym = waking(store, alice)
    update(LATER)
    await zones.follow()
    assert due(store, gym) == at("2026-11-24T07:00")
    assert caplog.text.count("stays where it is") == 3


async def test_a_change_that_set_it_says_that_it_has_changed_and_others_are_taken_back(
    store, manager, update, zones, alice
):
    gym = new_alarm(said("every day at seven"), "gym", FOUR)
    await manager.changes.make([Change(None, gym)])
    await manager.changes.make([Change(gym, replace(gym, label="swim"))])
    update(LATER)
    await zones.follow()
    assert len(store.select("changes")) == 2, "the user changed nothing"
    assert await manager.changes.undo_last()
    assert row(store, gym)["label"] == "gym"
    with pytest.raises(Conflict):
        await manager.changes.undo_last()
    assert due(store, gym) == at("2026-11-24T07:00")


async def test_what_is_changed_while_it_looks_stays_as_the_user_said(store, manager, update, alice, monkeypatch):
    gym = waking(store, alice)
    real = zone_update._moves

    def slow(*given):
        store.update("user_alarms", [eq("id", gym.id)], {"alarm_time": at("2026-11-24T08:00")})
        return real(*given)

    monkeypatch.setattr(zone_update, "_moves", slow)
    update(LATER)
    await ZoneUpdate(manager).follow()
    assert due(store, gym) == at("2026-11-24T08:00")


async def test_more_than_a_page_in_steps(store, update, zones, alice, monkeypatch):
    monkeypatch.setattr(zone_update, "STEP", 2)
    alarms = [waking(store, alice) for _ in range(5)]
    reminders = [keep(store, alice, new_reminder(said("every day at seven"), "call", FOUR)) for _ in range(4)]
    update(LATER)
    await zones.follow()
    assert {due(store, record) for record in (*alarms, *reminders)} == {at("2026-11-24T07:00")}


async def test_two_processes_at_once(store, settings, manager, clock, update, zones, alice):
    other = ZoneUpdate(SupabaseManager(settings, clock=clock, store=store))
    await other.follow()
    alarms = [waking(store, alice) for _ in range(5)]
    update(LATER)
    await asyncio.gather(zones.follow(), other.follow())
    assert {due(store, alarm) for alarm in alarms} == {at("2026-11-24T07:00")}
    assert [path.name for path in settings.data_dir.iterdir()] == [VERSION_FILE], "nothing is left lying about"


async def test_who_learns_of_it_later_puts_right_what_it_advanced_meanwhile(
    store, settings, manager, clock, update, zones, alice
):
    late = ZoneUpdate(SupabaseManager(settings, clock=clock, store=store))
    await late.follow()
    gym = waking(store, alice)
    update(LATER)
    await zones.follow()
    store.update("user_alarms", [eq("id", gym.id)], {"alarm_time": at("2026-11-25T06:00")})  # by the old database
    await late.follow()
    assert due(store, gym) == at("2026-11-25T07:00")


async def test_a_start_after_the_update_moves_and_the_next_start_reads_no_row(
    store, settings, manager, clock, update, alice
):
    gym = waking(store, alice)
    await ZoneUpdate(manager).follow()
    assert (settings.data_dir / VERSION_FILE).read_text() == f"{database_version()}\n"
    assert due(store, gym) == at("2026-11-24T06:00")
    update(LATER)
    await ZoneUpdate(manager).follow()
    assert due(store, gym) == at("2026-11-24T07:00")
    store.update("user_alarms", [eq("id", gym.id)], {"alarm_time": gym.alarm_time})
    await ZoneUpdate(manager).follow()
    assert due(store, gym) == gym.alarm_time


async def test_a_store_that_is_down_is_tried_again(store, settings, clock, update, zones, alice, caplog):
    gym = waking(store, alice)
    update(LATER)
    down = Down(store)
    down.down = True
    watch = ZoneUpdate(SupabaseManager(settings, clock=clock, store=down))
    await watch.follow()
    assert [r.levelname for r in caplog.records] == ["WARNING"]
    assert caplog.records[0].exc_info is None
    down.down = False
    await watch.follow()
    assert due(store, gym) == at("2026-11-24T07:00")


async def test_a_folder_that_cannot_be_written_is_said(store, settings, manager, update, alice, caplog):
    gym = waking(store, alice)
    settings.data_dir.parent.mkdir(parents=True, exist_ok=True)
    settings.data_dir.write_text("a file")
    update(LATER)
    await ZoneUpdate(manager).follow()
    assert due(store, gym) == at("2026-11-24T07:00")
    assert "can't be written" in caplog.text


async def test_the_upkeep_does_it(store, manager, update, zones, alice):
    async def nothing() -> int:
        return 0

    gym = waking(store, alice)
    update(LATER)
    task = asyncio.create_task(upkeep(manager, nothing))
    while due(store, gym) != at("2026-11-24T07:00"):
        await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.wait({task})


async def test_what_is_set_while_it_is_the_other_users_turn_stays_hers(store, manager, update, zones, alice):
    gym = waking(store, alice)
    update(LATER)
    with acting_as(set_session_user("bob@example.com")):
        await zones.follow()
        assert await manager.get_alarms() == []
    with acting_as(alice):
        (mine,) = await manager.get_alarms()
    assert (mine.id, mine.due) == (gym.id, at("2026-11-24T07:00"))


def test_the_version_is_that_of_the_system_and_of_the_package(update, tmp_path):
    package = files("tzdata.zoneinfo").joinpath("tzdata.zi").read_text().split()[2]
    assert database_version() == f"2030a {package}"
    zoneinfo.reset_tzpath([tmp_path / "nothing", tmp_path / "zones"])
    assert database_version() == f"2030a {package}"
    zoneinfo.reset_tzpath([tmp_path / "nothing"])
    assert database_version() == package
