"""Alarms, reminders and timers: when they are due, and each change of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from system_control import schedule
from system_control.errors import NotFound
from system_control.identity import acting_as, set_session_user
from system_control.schedule import Alarm, Status, Timer, When, new_alarm, new_timer
from utils.time_expressions import Context, Duration, Grain, Moment, Recurrence, resolve

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)


def at(*wall: int) -> datetime:
    return datetime(*wall, tzinfo=BERLIN)  # type: ignore[arg-type, misc]


def once(moment: datetime) -> When:
    return When.of(Moment(moment, Grain.MINUTE, "wall", False, moment.replace(tzinfo=None)), "Europe/Berlin")


def every(first: datetime, *rules: str) -> When:
    return When.of(Recurrence(first, rules, "Europe/Berlin"), "Europe/Berlin")


def weekdays_at_seven() -> Alarm:
    return new_alarm(every(at(2026, 11, 25, 7), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), "gym", NOW)


def test_what_was_meant_is_kept_beside_when_it_is_due():
    alarm = new_alarm(once(at(2026, 11, 25, 7)), "gym", NOW)
    assert alarm.alarm_time == datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert (alarm.wall_time, alarm.zone, alarm.rrule, alarm.clock) == (
        "2026-11-25T07:00:00",
        "Europe/Berlin",
        None,
        "wall",
    )
    assert alarm.status == "scheduled"


def test_a_length_of_time_counts_by_elapsed_time():
    alarm = new_alarm(When.of(Duration(1200, NOW.astimezone(BERLIN) + timedelta(minutes=20)), "Europe/Berlin"), "", NOW)
    assert alarm.alarm_time == NOW + timedelta(minutes=20)
    assert alarm.clock == "elapsed"


def test_a_repetition_is_due_next_by_its_rule_and_not_by_adding_a_day():
    alarm = weekdays_at_seven()
    friday_noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert alarm.next_due(friday_noon) == datetime(2026, 11, 30, 6, tzinfo=UTC)


def test_a_daily_alarm_keeps_its_hour_through_both_changes_of_the_clocks():
    alarm = new_alarm(every(at(2026, 10, 20, 8), "FREQ=DAILY"), "", datetime(2026, 10, 19, tzinfo=UTC))
    summer = alarm.next_due(datetime(2026, 10, 24, 0, tzinfo=UTC))
    winter = alarm.next_due(datetime(2026, 10, 25, 0, tzinfo=UTC))
    spring = alarm.next_due(datetime(2027, 3, 28, 0, tzinfo=UTC))
    assert summer == datetime(2026, 10, 24, 6, tzinfo=UTC)
    assert winter == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert spring == datetime(2027, 3, 28, 6, tzinfo=UTC)


def test_what_rings_once_and_rang_is_not_due_again():
    alarm = new_alarm(once(at(2026, 11, 24, 11)), "", NOW)
    assert alarm.next_due(NOW + timedelta(hours=2)) is None


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED, Status.MISSED])
def test_what_is_over_is_not_due(status: Status):
    alarm = schedule.replace(weekdays_at_seven(), status=status.value)
    assert alarm.next_due(NOW) is None


def test_what_is_due_within_a_stretch():
    alarm = weekdays_at_seven()
    found = alarm.between(at(2026, 11, 27), at(2026, 12, 2))
    assert [m.astimezone(BERLIN).isoformat() for m in found] == [
        "2026-11-27T07:00:00+01:00",
        "2026-11-30T07:00:00+01:00",
        "2026-12-01T07:00:00+01:00",
    ]


def test_the_end_of_a_stretch_is_not_in_it():
    alarm = new_alarm(once(at(2026, 11, 25, 7)), "", NOW)
    assert alarm.between(at(2026, 11, 25, 7), at(2026, 11, 25, 8)) == [datetime(2026, 11, 25, 6, tzinfo=UTC)]
    assert alarm.between(at(2026, 11, 25, 6), at(2026, 11, 25, 7)) == []


def test_skipping_leaves_one_out_and_the_rest_as_it_was():
    alarm = weekdays_at_seven()
    change = schedule.skipped(alarm, at(2026, 11, 25, 7), NOW)
    assert change is not None
    after = change.after
    assert isinstance(after, Alarm)
    assert after.alarm_time == datetime(2026, 11, 26, 6, tzinfo=UTC)
    assert after.rules == ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "EXDATE:20261125T070000")


def test_what_rings_once_has_nothing_to_skip():
    alarm = new_alarm(once(at(2026, 11, 25, 7)), "", NOW)
    assert schedule.skipped(alarm, at(2026, 11, 25, 7), NOW) is None


def test_the_last_of_a_repetition_has_nothing_to_skip():
    alarm = new_alarm(every(at(2026, 11, 25, 7), "FREQ=DAILY;COUNT=1"), "", NOW)
    assert schedule.skipped(alarm, at(2026, 11, 25, 7), NOW) is None


def test_dismissing_a_repetition_goes_on_with_the_next():
    alarm = schedule.replace(weekdays_at_seven(), status=Status.RINGING.value)
    after = schedule.dismissed(alarm, datetime(2026, 11, 25, 6, 1, tzinfo=UTC)).after
    assert isinstance(after, Alarm)
    assert after.status == "scheduled"
    assert after.alarm_time == datetime(2026, 11, 26, 6, tzinfo=UTC)


def test_dismissing_what_rings_once_is_the_end_of_it():
    alarm = schedule.replace(new_alarm(once(at(2026, 11, 25, 7)), "", NOW), status=Status.RINGING.value)
    after = schedule.dismissed(alarm, datetime(2026, 11, 25, 6, 1, tzinfo=UTC)).after
    assert isinstance(after, Alarm)
    assert after.status == "done"


def test_what_is_snoozed_is_due_when_the_snooze_ends():
    until = datetime(2026, 11, 25, 6, 9, tzinfo=UTC)
    after = schedule.snoozed(weekdays_at_seven(), until).after
    assert isinstance(after, Alarm)
    assert after.next_due(NOW) == until


def test_resuming_a_repetition_goes_on_with_what_is_still_ahead():
    paused = schedule.replace(weekdays_at_seven(), status=Status.PAUSED.value)
    change = schedule.resumed(paused, datetime(2026, 11, 27, 12, tzinfo=UTC))
    assert change is not None
    after = change.after
    assert isinstance(after, Alarm)
    assert after.alarm_time == datetime(2026, 11, 30, 6, tzinfo=UTC)


def test_resuming_what_is_over_is_refused():
    paused = schedule.replace(new_alarm(once(at(2026, 11, 24, 11)), "", NOW), status=Status.PAUSED.value)
    assert schedule.resumed(paused, NOW + timedelta(hours=2)) is None


def test_a_timer_is_lengthened_by_what_is_added():
    timer = new_timer(600, "pasta", NOW)
    after = schedule.lengthened(timer, 300, NOW + timedelta(minutes=4)).after
    assert isinstance(after, Timer)
    assert (after.seconds, after.left(NOW + timedelta(minutes=4))) == (900, timedelta(minutes=11))


def test_a_timer_that_has_ended_runs_again_when_it_is_lengthened():
    timer = new_timer(600, "", NOW)
    later = NOW + timedelta(minutes=11)
    after = schedule.lengthened(timer, 300, later).after
    assert isinstance(after, Timer)
    assert (after.status, after.left(later)) == ("running", timedelta(minutes=5))


def test_a_timer_that_stands_still_loses_nothing():
    timer = new_timer(600, "", NOW)
    paused = schedule.halted(timer, NOW + timedelta(minutes=4)).after
    assert isinstance(paused, Timer)
    assert paused.left(NOW + timedelta(hours=5)) == timedelta(minutes=6)
    longer = schedule.lengthened(paused, 60, NOW + timedelta(hours=5)).after
    assert isinstance(longer, Timer)
    running = schedule.going_on(longer, NOW + timedelta(hours=6)).after
    assert isinstance(running, Timer)
    assert (running.status, running.ends_at) == ("running", NOW + timedelta(hours=6, minutes=7))


async def test_the_manager_creates_lists_and_deletes_alarms(manager: SupabaseManager, alice: str, clock: ManualClock):
    late = await manager.create_alarm(once(at(2026, 11, 26, 7)), "late")
    early = await manager.create_alarm(once(at(2026, 11, 25, 7)))
    assert await manager.get_alarms() == [early, late]
    assert await manager.delete_alarm(early.id) == early
    assert await manager.get_alarms() == [late]
    with pytest.raises(NotFound):
        await manager.delete_alarm(early.id)


async def test_two_users_never_meet_on_any_shelf(manager: SupabaseManager, alice: str, clock: ManualClock):
    alarm = await manager.create_alarm(once(at(2026, 11, 25, 7)))
    bob = set_session_user("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    with acting_as(bob):
        assert await manager.get_alarms() == []
        with pytest.raises(NotFound):
            await manager.delete_alarm(alarm.id)
    with acting_as(alice):
        assert await manager.get_alarms() == [alarm]


def test_a_repetition_that_begins_in_a_gap_of_the_clocks_keeps_its_wall_time():
    """On 28 March 2027 the clocks in Berlin go from two to three; from the next day on it is half past two again."""
    zone = "Europe/Berlin"
    evening = datetime(2027, 3, 27, 20, tzinfo=BERLIN)
    said = resolve("every day at half past two in the morning", now=evening, zone=zone, context=Context.REMINDER).value
    alarm = new_alarm(When.of(said, zone), "pills", evening.astimezone(UTC))
    assert alarm.alarm_time == at(2027, 3, 28, 3, 30)
    assert alarm.after(alarm.alarm_time) == at(2027, 3, 29, 2, 30)
    assert alarm.between(evening.astimezone(UTC), at(2027, 3, 31)) == [
        at(2027, 3, 28, 3, 30), at(2027, 3, 29, 2, 30), at(2027, 3, 30, 2, 30),
    ]  # fmt: skip
