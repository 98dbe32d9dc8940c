"""The loop that rings: once for each occurrence, again if nobody answers, and never all at once after an outage."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from system_control.due import LATE
from system_control.errors import Conflict, NotFound, StoreUnavailable
from system_control.identity import acting_as, set_session_user
from system_control.occurrences import Occurrences
from system_control.ringing import AT_ONCE, POLL_SECONDS, RingLoop
from system_control.schedule import Alarm, When, new_alarm, new_reminder, new_timer, snoozed
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
from tests.conftest import NOW, an_id
from utils.time_expressions import Grain, Moment, Recurrence

BERLIN = ZoneInfo("Europe/Berlin")


class Bell:
    """A path to the user that takes note of what it was told."""

    def __init__(self, clock, channel="bell"):
        self.channel, self._clock = channel, clock
        self.notices = []
        self.works, self.error = True, None

    async def deliver(self, notice):
        self.notices.append((self._clock.now(), notice))
        if self.error:
            raise self.error
        return self.works

    @property
    def heard(self):
        return [notice.text for _, notice in self.notices]

    def at(self, start):
        """After how many seconds each was heard."""
        return [(moment - start).total_seconds() for moment, _ in self.notices]


class Down:
    """Passes everything on to a store, but for a time is down."""

    def __init__(self, store):
        self._store, self.name, self.down = store, "down at times", False

    def __getattr__(self, name):
        real = getattr(self._store, name)

        def call(*a, **k):
            if self.down:
                raise StoreUnavailable("down")
            return real(*a, **k)

        return call


@pytest.fixture
def bell(clock):
    return Bell(clock)


@pytest.fixture
def loop(manager, bell):
    return RingLoop(manager, [bell], claimer="loop one")


def once(moment):
    at = moment.astimezone(BERLIN)
    return When.of(Moment(at, Grain.MINUTE, "wall", False, at.replace(tzinfo=None)), "Europe/Berlin")


def every(first, *rules):
    return When.of(Recurrence(first.astimezone(BERLIN), rules, "Europe/Berlin"), "Europe/Berlin")


def keep(store, user, *records):
    for record in records:
        store.insert(record.TABLE, [{**record.row(), "user_id": user}])
    return records[0]


def alarm(at, label="gym", now=NOW):
    return new_alarm(once(at), label, now)


async def pass_time(loop, clock, seconds, step=1.0):
    """Let the loop run for so long, as `run` does, with its sleeps."""
    end = clock.now() + timedelta(seconds=seconds)
    while clock.now() < end:
        pause = await loop.step()
        await loop.settled()
        clock.advance(timedelta(seconds=max(min(pause, (end - clock.now()).total_seconds()), 0.001)))


def row(store, record):
    return store.select(record.TABLE, [eq("id", record.id)])[0]


async def test_an_alarm_rings_at_its_moment(store, loop, bell, clock, alice):
    gym = keep(store, alice, alarm(NOW + timedelta(seconds=7)))
    await pass_time(loop, clock, 20)
    assert bell.heard == ["It's twenty past ten in the morning: gym."]
    (late,) = bell.at(NOW + timedelta(seconds=7))
    assert 0 <= late < 0.1
    assert row(store, gym)["status"] == "ringing"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (new_alarm(once(NOW), None, NOW), "It's twenty past ten in the morning, and this is your alarm."),
        (new_reminder(once(NOW), "call mom", NOW), "Here's your reminder: call mom."),
        (new_reminder(once(NOW), "is it raining?", NOW), "Here's your reminder: is it raining?"),
        (new_timer(0, "pasta", NOW), "Your pasta timer is up."),
    ],
)
async def test_what_rings_is_said_in_words(store, loop, bell, alice, record, words):
    keep(store, alice, record)
    await loop.step()
    await loop.settled()
    assert bell.heard == [words]


async def test_a_timer_without_a_name_is_called_by_its_length(store, loop, bell, clock, alice):
    keep(store, alice, new_timer(1200, None, NOW - timedelta(seconds=1200)))
    await pass_time(loop, clock, 1)
    assert bell.heard == ["Your timer of twenty minutes is up."]


async def test_unanswered_it_rings_twice_more_with_growing_pauses_and_then_was_missed(store, loop, bell, clock, alice):
    gym = keep(store, alice, alarm(NOW))
    await pass_time(loop, clock, 600)
    assert [round(s) for s in bell.at(NOW)] == [0, 30, 120]
    assert [n.repeat for _, n in bell.notices] == [0, 1, 2]
    assert len({n.key for _, n in bell.notices}) == 1
    assert row(store, gym)["status"] == "missed"
    (occurrence,) = store.select("occurrences")
    assert (occurrence["outcome"], occurrence["channel"], occurrence["rung_at"]) == ("missed", "bell", NOW)


async def test_an_answer_from_anywhere_silences_every_path(store, manager, bell, clock, alice):
    other = Bell(clock, "other")
    loop = RingLoop(manager, [bell, other])
    gym = keep(store, alice, alarm(NOW))
    await pass_time(loop, clock, 10)
    with acting_as(alice):
        await Occurrences(manager).acknowledge(gym.id)
    await pass_time(loop, clock, 600)
    assert (len(bell.heard), len(other.heard)) == (1, 1)
    assert row(store, gym)["status"] == "done"
    (occurrence,) = store.select("occurrences")
    assert (occurrence["outcome"], occurrence["channel"]) == ("acknowledged", "bell, other")
    assert occurrence["acknowledged_at"] == NOW + timedelta(seconds=10)


async def test_an_answer_while_it_is_told_counts(store, manager, bell, clock, alice):
    """The path is slow, and the user answers from the notification before the path reports."""
    gym = keep(store, alice, alarm(NOW))

    class Answering(Bell):
        async def deliver(self, notice):
            with acting_as(alice):
                await Occurrences(manager).acknowledge(gym.id)
            return await super().deliver(notice)

    answering = Answering(clock)
    await pass_time(RingLoop(manager, [answering]), clock, 600)
    assert len(answering.heard) == 1
    assert row(store, gym)["status"] == "done"
    (occurrence,) = store.select("occurrences")
    assert (occurrence["outcome"], occurrence["rung_at"], occurrence["channel"]) == ("acknowledged", NOW, "bell")


async def test_a_snooze_rings_again_when_it_ends(store, manager, loop, bell, clock, alice):
    keep(store, alice, alarm(NOW))
    await pass_time(loop, clock, 10)
    with acting_as(alice):
        (gym,) = await Occurrences(manager).ringing()
        assert isinstance(gym, Alarm)
        await manager.changes.make([snoozed(gym, clock.now() + timedelta(minutes=1))])
    await pass_time(loop, clock, 80)
    assert [round(s) for s in bell.at(NOW)] == [0, 70]
    assert len({n.key for _, n in bell.notices}) == 2


async def test_two_answers_at_once_are_one(store, manager, loop, clock, alice):
    gym = keep(store, alice, alarm(NOW))
    await pass_time(loop, clock, 1)
    with acting_as(alice):
        first = await Occurrences(manager).acknowledge(gym.id)
        assert await Occurrences(manager).acknowledge(gym.id, until=NOW + timedelta(minutes=9)) == first
    assert store.count("changes") == 1


@pytest.mark.parametrize(("meanwhile", "conflict"), [({"status": "done"}, False), ({"status": "ringing"}, True)])
async def test_an_answer_that_another_was_faster_than_is_no_error(
    store, manager, loop, clock, alice, monkeypatch, meanwhile, conflict
):
    gym = keep(store, alice, alarm(NOW))
    await pass_time(loop, clock, 1)

    async def overtaken(changes, **_):
        store.update("user_alarms", [eq("id", gym.id)], meanwhile)
        raise Conflict

    monkeypatch.setattr(manager.changes, "make", overtaken)
    with acting_as(alice):
        if conflict:
            with pytest.raises(Conflict):
                await Occurrences(manager).acknowledge(gym.id)
        else:
            assert (await Occurrences(manager).acknowledge(gym.id)).status == "done"


async def test_another_users_ringing_cannot_be_answered(store, manager, loop, clock, alice):
    gym = keep(store, alice, alarm(NOW))
    await pass_time(loop, clock, 1)
    bob = set_session_user("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    for row_id in (gym.id, an_id(), "no id"):
        with acting_as(bob), pytest.raises(NotFound):
            await Occurrences(manager).acknowledge(row_id)
    assert row(store, gym)["status"] == "ringing"


async def test_each_is_told_to_its_own_user(store, manager, loop, bell, alice):
    bob = set_session_user("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    keep(store, alice, alarm(NOW, "hers"))
    keep(store, bob, alarm(NOW, "his"))
    await loop.step()
    await loop.settled()
    told = {(n.user, n.identity, n.rings[0].record.words) for _, n in bell.notices}
    assert told == {(alice, "alice@example.com", "hers"), (bob, "bob@example.com", "his")}


async def test_of_several_loops_each_rings_a_part_and_nothing_twice(store, manager, bell, clock, alice):
    keep(store, alice, *(new_alarm(once(NOW), f"alarm {i}", NOW) for i in range(150)))
    loops = [RingLoop(manager, [bell]) for _ in range(3)]
    for _ in range(4):
        for one in loops:
            await one.step()
        await asyncio.gather(*(one.settled() for one in loops))
    assert len(bell.heard) == 150
    assert len(set(bell.heard)) == 150


async def test_no_more_are_taken_than_can_be_told_at_once(store, manager, clock, alice):
    keep(store, alice, *(new_alarm(once(NOW), f"alarm {i}", NOW) for i in range(AT_ONCE + 10)))
    gate = asyncio.Event()

    class Slow(Bell):
        async def deliver(self, notice):
            await gate.wait()
            return await super().deliver(notice)

    slow, quick = Slow(clock), Bell(clock)
    stuck, other = RingLoop(manager, [slow]), RingLoop(manager, [quick])
    assert await stuck.step() == 0
    await other.step()
    await other.settled()
    assert len(quick.heard) == 10, "the other loop takes what the first has no room for"
    gate.set()
    await stuck.settled()
    assert len(slow.heard) == AT_ONCE


async def test_what_a_loop_claimed_before_it_died_is_rung_by_another(store, manager, bell, clock, alice):
    keep(store, alice, alarm(NOW))
    dead = RingLoop(manager, [bell], claimer="dead")
    await dead._claims.take(10)
    other = RingLoop(manager, [bell])
    await pass_time(other, clock, 29)
    assert bell.heard == []
    await pass_time(other, clock, 2)
    assert len(bell.heard) == 1
    assert [round(s) for s in bell.at(NOW)] == [30]


async def test_what_a_loop_told_before_it_died_goes_on_with_another(store, manager, bell, clock, alice):
    keep(store, alice, alarm(NOW))
    await pass_time(RingLoop(manager, [bell]), clock, 1)
    await pass_time(RingLoop(manager, [bell]), clock, 600)
    assert [round(s) for s in bell.at(NOW)] == [0, 30, 120]


async def test_a_repetition_that_nobody_answers_goes_on_tomorrow(store, loop, bell, clock, alice):
    daily = keep(store, alice, new_alarm(every(NOW, "FREQ=DAILY"), "pills", NOW))
    await pass_time(loop, clock, 400)
    found = row(store, daily)
    assert (found["status"], found["alarm_time"]) == ("scheduled", NOW + timedelta(days=1))
    clock.set(NOW + timedelta(days=1) - timedelta(seconds=2))
    before = len(bell.heard)
    await pass_time(loop, clock, 5)
    assert len(bell.heard) == before + 1


async def test_a_repetition_keeps_its_hour_when_the_clocks_change(store, loop, bell, clock, alice):
    """Berlin goes back on 25 October 2026 and forward on 28 March 2027."""
    for saturday, hours in ((datetime(2026, 10, 24, 5, tzinfo=UTC), 25), (datetime(2027, 3, 27, 6, tzinfo=UTC), 23)):
        clock.set(saturday)
        daily = keep(store, alice, new_alarm(every(saturday, "FREQ=DAILY"), "pills", saturday))
        await pass_time(loop, clock, 400)
        assert row(store, daily)["alarm_time"] == saturday + timedelta(hours=hours)
        store.delete("user_alarms", [eq("id", daily.id)])
    assert "It's seven in the morning: pills." in bell.heard


async def test_after_an_outage_what_was_missed_is_one_list_and_no_ringing(store, loop, bell, clock, alice):
    keep(
        store,
        alice,
        alarm(NOW, "gym"),
        new_reminder(once(NOW + timedelta(minutes=5)), "call mom", NOW),
        new_reminder(every(NOW, "FREQ=HOURLY"), "drink", NOW),
        new_alarm(once(NOW + timedelta(hours=3)), "now", NOW),
    )
    clock.advance(timedelta(hours=3))
    await pass_time(loop, clock, 5)
    assert sorted(bell.heard) == [
        "It's twenty past one in the afternoon: now.",
        (
            "You missed three things: gym, today at twenty past ten in the morning, three hours ago; "
            "drink, four times since today at twenty past ten in the morning; "
            "and call mom, today at twenty-five past ten in the morning, three hours ago."
        ),
    ]
    statuses = {r["label"]: r["status"] for r in store.select("user_alarms")}
    assert statuses == {"gym": "missed", "now": "ringing"}
    reminders = {r["text"]: (r["status"], r["remind_at"]) for r in store.select("user_reminders")}
    assert reminders["call mom"][0] == "missed"
    assert reminders["drink"] == ("scheduled", NOW + timedelta(hours=4))
    assert sorted(o["outcome"] or "" for o in store.select("occurrences")) == ["", "missed", "missed", "missed"]


async def test_a_long_list_of_missed_things_names_five(store, loop, bell, clock, alice):
    keep(store, alice, *(alarm(NOW + timedelta(seconds=i), f"thing {i}") for i in range(8)))
    clock.advance(timedelta(hours=1))
    await pass_time(loop, clock, 1)
    (text,) = bell.heard
    assert text.startswith("You missed eight things: thing 0, ")
    assert text.endswith("; and three more.")


async def test_a_little_late_still_rings(store, loop, bell, clock, alice):
    keep(store, alice, alarm(NOW))
    clock.advance(LATE)
    await pass_time(loop, clock, 1)
    assert bell.heard == ["It's twenty past ten in the morning: gym."]


async def test_what_nobody_could_be_told_is_told_in_the_next_session(store, manager, clock, alice):
    gym = keep(store, alice, alarm(NOW, "gym"))
    keep(store, alice, alarm(NOW - timedelta(hours=1), "long ago"))
    await pass_time(RingLoop(manager, []), clock, 600)
    with acting_as(alice):
        untold = await Occurrences(manager).untold()
        assert [u.record.words for u in untold] == ["long ago", "gym"]
        await Occurrences(manager).told(untold, "voice")
        assert await Occurrences(manager).untold() == []
        assert [o.row_id for o in await Occurrences(manager).missed(NOW)] == [gym.id]


async def test_what_was_told_by_one_path_is_not_told_again(store, manager, bell, clock, alice):
    keep(store, alice, alarm(NOW), alarm(NOW - timedelta(hours=1), "long ago"))
    await pass_time(RingLoop(manager, [bell]), clock, 600)
    with acting_as(alice):
        assert await Occurrences(manager).untold() == []


@pytest.mark.parametrize("error", [RuntimeError("a bug"), StoreUnavailable("down"), TimeoutError()])
async def test_a_path_that_fails_takes_none_of_the_others_along(store, manager, bell, clock, alice, error, caplog):
    broken = Bell(clock, "broken")
    broken.error = error
    keep(store, alice, alarm(NOW))
    await pass_time(RingLoop(manager, [broken, bell]), clock, 40)
    assert len(bell.heard) == 2
    assert store.select("occurrences")[0]["channel"] == "bell"
    assert "could not be told by broken" in caplog.text


async def test_a_row_that_cannot_be_read_holds_nothing_up(store, loop, bell, clock, alice, caplog):
    broken = alarm(NOW, "broken")
    keep(store, alice, new_alarm(every(NOW, "FREQ=DAILY"), "no rule", NOW), broken, alarm(NOW, "fine"))
    store.update("user_alarms", [eq("label", "no rule")], {"rrule": "FREQ=NEVER", "zone": "Mars/Olympus"})
    store.update("user_alarms", [eq("label", "broken")], {"wall_time": "noon"})
    await pass_time(loop, clock, 600)
    assert bell.at(NOW).count(0) == 3, "each has its moment, and what can be said of it is said"
    assert "It's twenty past ten in the morning: fine." in bell.heard
    assert {r["status"] for r in store.select("user_alarms")} == {"missed"}


async def test_a_store_that_is_down_is_tried_again_with_growing_pauses(settings, clock, store, bell, alice):
    down = Down(store)
    loop = RingLoop(SupabaseManager(settings, clock=clock, store=down), [bell])
    keep(store, alice, alarm(NOW))
    down.down = True
    pauses = [await loop.step() for _ in range(8)]
    assert pauses[0] < pauses[1] < pauses[2]
    assert pauses[-1] == 30
    down.down = False
    await loop.step()
    await loop.settled()
    assert len(bell.heard) == 1
    assert await loop.step() <= POLL_SECONDS


async def test_it_sleeps_until_the_next_is_due_but_not_for_long(store, loop, clock, alice):
    assert await loop.step() == POLL_SECONDS
    keep(store, alice, alarm(NOW + timedelta(hours=1)))
    assert await loop.step() == POLL_SECONDS
    keep(store, alice, alarm(NOW + timedelta(seconds=2)))
    assert await loop.step() == 2


async def test_run_goes_on_until_it_is_cancelled(store, manager, bell, clock, alice):
    keep(store, alice, alarm(NOW + timedelta(seconds=12)))
    rang = asyncio.Event()

    async def sleep(seconds):
        clock.advance(timedelta(seconds=seconds))
        if bell.heard:
            rang.set()
        await asyncio.sleep(0)

    task = asyncio.create_task(RingLoop(manager, [bell], sleep=sleep).run())
    await asyncio.wait_for(rang.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(bell.heard) >= 1


async def test_a_clock_that_jumps_forward_makes_no_noise_of_what_it_skipped(store, loop, bell, clock, alice):
    keep(store, alice, alarm(NOW + timedelta(minutes=20), "skipped"), alarm(NOW + timedelta(hours=2), "later"))
    await pass_time(loop, clock, 5)
    clock.advance(timedelta(hours=1))
    await pass_time(loop, clock, 3600)
    assert bell.heard[0].startswith("You missed one thing: skipped")
    assert bell.heard[1:] == ["It's twenty past twelve in the afternoon: later."]


async def test_a_clock_that_jumps_back_rings_nothing_twice_and_blocks_nothing(store, loop, bell, clock, alice):
    rung = keep(store, alice, alarm(NOW, "first"), new_alarm(every(NOW, "FREQ=DAILY"), "daily", NOW))
    await pass_time(loop, clock, 5)
    assert len(bell.heard) == 2
    clock.advance(timedelta(hours=-1))
    keep(store, alice, alarm(NOW - timedelta(minutes=59), "second"))
    await pass_time(loop, clock, 3700)
    assert sum("first" in text for text in bell.heard) == 1
    assert sum("daily" in text for text in bell.heard) == 1
    assert sum("second" in text for text in bell.heard) == 3
    assert row(store, rung)["status"] == "missed"
