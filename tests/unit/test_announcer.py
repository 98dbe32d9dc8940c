"""What is due is said in the conversation: in a gap, in words, again if nobody answers, and answered by talking."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from livekit.agents import AgentSession

from assistant.announcer import Announcer, Nudge
from assistant.local_llm import LocalLLM
from assistant.mouths import SpokenMouth, TypedMouth
from assistant.persona import Assistant
from assistant.text import TypedConversations
from system_control.due import Outcome
from system_control.errors import StoreUnavailable
from system_control.identity import acting_as
from system_control.missed import missed_between, note_told
from system_control.occurrences import Occurrences
from system_control.ringing import RingLoop
from system_control.schedule import When, new_alarm, new_reminder
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
from tests.conftest import NOW
from tools import Conversation
from utils.time_expressions import Grain, Moment, Recurrence

BERLIN = ZoneInfo("Europe/Berlin")
GYM = "It's twenty past ten in the morning: gym."


def once(moment):
    at = moment.astimezone(BERLIN)
    return When.of(Moment(at, Grain.MINUTE, "wall", False, at.replace(tzinfo=None)), "Europe/Berlin")


def alarm(at=NOW, label="gym"):
    return new_alarm(once(at), label, NOW)


def keep(store, user, *records):
    for record in records:
        store.insert(record.TABLE, [{**record.row(), "user_id": user}])
    return records[0]


class Room:
    """A mouth, and a sleep in which time passes and people speak, by stretches of seconds from NOW."""

    channel = "voice"

    def __init__(self, clock):
        self._clock = clock
        self.user, self.agent = [], []
        self.said, self.marks, self.still, self.fails = [], [], [], False
        self.events = {}

    @property
    def second(self):
        return round((self._clock.now() - NOW).total_seconds(), 3)

    @property
    def user_speaks(self):
        return any(a <= self.second < b for a, b in self.user)

    @property
    def agent_busy(self):
        return any(a <= self.second < b for a, b in self.agent)

    async def mark(self, ringing, said):
        self.marks.append([m.spoken for m in ringing])

    async def silence(self, still):
        self.still.append(list(still))

    async def say(self, text):
        self.said.append((self.second, text))
        return not self.fails

    async def sleep(self, seconds):
        end = self.second + seconds
        for at in sorted(self.events):
            if self.second <= at < end:
                await self.events.pop(at)()
        self._clock.advance(timedelta(seconds=seconds))

    @property
    def heard(self):
        return [text for _, text in self.said]

    @property
    def at(self):
        return [second for second, _ in self.said]


@pytest.fixture
def room(clock):
    return Room(clock)


@pytest.fixture
def announcer(manager, room, alice):
    return Announcer(manager, alice, room, lambda: "s1", sleep=room.sleep)


async def listen(announcer, room, seconds):
    end = room.second + seconds
    while room.second < end:
        pause = await announcer.step()
        await room.sleep(max(min(pause, end - room.second), 0.001))


async def test_what_is_due_is_said_and_marked(store, announcer, room, alice):
    keep(store, alice, alarm(NOW + timedelta(seconds=7)))
    await listen(announcer, room, 15)
    assert room.heard == [GYM]
    assert 7 <= room.at[0] < 8
    assert ["gym"] in room.marks
    (occurrence,) = store.select("occurrences")
    assert (occurrence["channel"], occurrence["rung_at"] is not None) == ("voice", True)


async def test_the_user_is_never_cut_off(store, announcer, room, alice):
    keep(store, alice, alarm())
    room.user = [(0, 4), (5, 9), (9.5, 25)]
    await listen(announcer, room, 40)
    assert room.heard[0] == GYM
    assert 25 + 3 <= room.at[0] <= 25 + 4, "a thinking pause is not the end, however long it waits already"


async def test_it_waits_for_the_end_of_an_answer(store, announcer, room, alice):
    keep(store, alice, alarm())
    room.user, room.agent = [(0, 2)], [(2.5, 6)]
    await listen(announcer, room, 20)
    assert 6 < room.at[0] < 7


async def test_a_long_answer_does_not_delay_it_for_more_than_ten_seconds(store, announcer, room, alice):
    keep(store, alice, alarm())
    room.agent = [(0, 300)]
    await listen(announcer, room, 20)
    assert 10 <= room.at[0] < 10.5


async def test_while_it_waits_nobody_else_rings_it(store, manager, announcer, room, clock, alice):
    manager.store().insert("sessions", [a_session(alice)])
    keep(store, alice, alarm())
    room.user = [(0, 100)]
    elsewhere = Room(clock)
    loop = RingLoop(manager, [])
    claimed = []

    async def other():
        claimed.append(len((await loop._claims.take(10))[0]))

    room.events = dict.fromkeys(range(5, 100, 5), other)
    await listen(announcer, room, 110)
    assert room.heard[0] == GYM
    assert set(claimed) == {0}
    assert elsewhere.heard == []


def a_session(user, session_id="s1"):
    from tests.contract.samples import filled

    return filled("sessions", user, session_id=session_id, status="active", live_until=None, state={}, private=False)


async def test_others_know_that_the_user_is_here_and_when_not_any_more(store, manager, announcer, room, clock, alice):
    store.insert("sessions", [a_session(alice)])
    await listen(announcer, room, 120)
    left = clock.now()
    assert left < store.select("sessions")[0]["live_until"] <= left + timedelta(seconds=45)
    keep(store, alice, alarm(left))
    loop = RingLoop(manager, [])
    assert (await loop._claims.take(10))[0] == []
    clock.advance(timedelta(seconds=45))
    assert len((await loop._claims.take(10))[0]) == 1


async def test_a_conversation_that_is_over_is_not_made_live_again(store, announcer, room, alice):
    store.insert("sessions", [{**a_session(alice), "status": "ended"}])
    await listen(announcer, room, 10)
    assert store.select("sessions")[0]["live_until"] is None


async def test_what_was_cancelled_while_it_waited_is_not_said(store, announcer, room, alice):
    gym = keep(store, alice, alarm())
    room.user = [(0, 5)]

    async def cancel():
        store.delete("user_alarms", [eq("id", gym.id)])

    room.events = {3: cancel}
    await listen(announcer, room, 30)
    assert room.heard == []
    assert store.count("occurrences") == 0


async def test_unanswered_it_is_said_twice_more_and_then_was_missed(store, announcer, room, alice):
    gym = keep(store, alice, alarm())
    await listen(announcer, room, 600)
    assert [round(s) for s in room.at] == [0, 31, 121]
    assert room.heard[2] == "It's ten twenty-two in the morning: gym."
    assert store.select("user_alarms")[0]["status"] == "missed"
    assert store.select("occurrences")[0]["outcome"] == "missed"
    assert gym.id in room.still[0]
    assert room.still[-1] == [], "the conversation learned that nothing rings any more"


async def test_an_answer_by_any_way_silences_it(store, manager, announcer, room, alice):
    gym = keep(store, alice, alarm())

    async def from_the_app():
        with acting_as(alice):
            await Occurrences(manager).acknowledge(gym.id)

    room.events = {10: from_the_app}
    await listen(announcer, room, 300)
    assert len(room.heard) == 1
    assert room.still[-1] == []


async def test_what_a_tool_answered_is_noted(store, announcer, room, alice):
    """The tool changes the row, and knows nothing of occurrences."""
    gym = keep(store, alice, alarm())

    async def tool():
        store.update("user_alarms", [eq("id", gym.id)], {"status": "done"})

    room.events = {10: tool}
    await listen(announcer, room, 60)
    (occurrence,) = store.select("occurrences")
    assert (occurrence["outcome"], occurrence["acknowledged_at"] is not None) == ("acknowledged", True)


async def test_what_push_rang_before_the_call_can_be_answered_in_it(store, manager, room, clock, alice):
    """It rings again here only after a pause, and "stop" must be understood before."""
    keep(store, alice, alarm())
    loop = RingLoop(manager, [])
    await loop.step()
    await loop.settled()
    clock.advance(timedelta(seconds=4))
    announcer = Announcer(manager, alice, room, lambda: "s1", sleep=room.sleep)
    await announcer.step()
    assert (room.marks, room.heard) == ([["gym"]], [])
    await listen(announcer, room, 40)
    assert len(room.heard) == 1


async def test_whoever_shows_the_schedule_hears_of_each_change(store, manager, room, clock, alice):
    told = []
    pills = Recurrence(NOW.astimezone(BERLIN), ("FREQ=DAILY",), "Europe/Berlin")
    announcer = Announcer(
        manager, alice, room, lambda: "s1", sleep=room.sleep, changed=lambda: told.append(statuses(store))
    )
    gym = keep(store, alice, alarm(), new_reminder(When.of(pills, "Europe/Berlin"), "pills", NOW))
    await listen(announcer, room, 5)
    assert told[-1] == ["ringing", "ringing"]

    async def from_the_app():
        with acting_as(alice):
            await Occurrences(manager).acknowledge(gym.id)

    room.events = {10: from_the_app}
    await listen(announcer, room, 20)
    assert told[-1] == ["done", "ringing"]
    await listen(announcer, room, 400)
    assert told[-1] == ["done", "scheduled"], "missed, and goes on tomorrow"
    count = len(told)
    await listen(announcer, room, 60)
    assert len(told) == count


def statuses(store):
    return [row["status"] for table in ("user_alarms", "user_reminders") for row in store.select(table)]


async def test_who_asks_what_they_missed_while_it_waits_is_not_told_it_as_news(store, manager, room, alice):
    keep(store, alice, alarm(NOW - timedelta(hours=2)), alarm(NOW - timedelta(hours=1), "run"))
    loop = RingLoop(manager, [])
    (ring, _), _ = await loop._claims.take(10)
    await loop._claims.close([ring], Outcome.MISSED)
    room.user = [(0, 8)]
    (profile,) = await manager.profiles.find()

    async def ask():
        with acting_as(alice):
            missed = await missed_between(manager, profile, NOW - timedelta(days=1), NOW)
            assert len(missed) == 2
            await note_told(manager, missed, "asked")

    room.events = {4: ask}
    await listen(Announcer(manager, alice, room, lambda: "s1", sleep=room.sleep), room, 60)
    assert room.heard == []
    assert [row["status"] for row in store.select("user_alarms")] == ["missed", "missed"]


async def test_several_at_once_are_one_announcement(store, announcer, room, alice):
    keep(store, alice, alarm(), new_reminder(once(NOW), "call mom", NOW))
    await listen(announcer, room, 5)
    assert room.heard == [f"{GYM} Here's your reminder: call mom."]


async def test_of_very_many_five_are_named(store, announcer, room, alice):
    keep(store, alice, *(new_reminder(once(NOW), f"thing {i}", NOW) for i in range(8)))
    await listen(announcer, room, 5)
    assert room.heard[0].count("Here's your reminder") == 5
    assert room.heard[0].endswith("And three more.")


async def test_another_users_is_never_said(store, manager, announcer, room, alice):
    bob = "1bbc064c-d74a-56e6-a2b9-009139975e85"
    manager.ensure_profile(bob, "bob@example.com")
    keep(store, bob, alarm(NOW, "his"), alarm(NOW - timedelta(hours=1), "missed by him"))
    await RingLoop(manager, []).step()
    await listen(announcer, room, 60)
    assert room.heard == []


async def test_what_came_due_while_nobody_could_tell_is_said_once_at_the_start(store, manager, room, clock, alice):
    pills = Recurrence((NOW - timedelta(hours=3)).astimezone(BERLIN), ("FREQ=HOURLY",), "Europe/Berlin")
    keep(store, alice, alarm(NOW - timedelta(hours=2)), new_reminder(When.of(pills, "Europe/Berlin"), "pills", NOW))
    loop = RingLoop(manager, [])
    await loop.step()
    await loop.settled()
    for _ in range(2):
        await listen(Announcer(manager, alice, room, lambda: "s1", sleep=room.sleep), room, 5)
    assert room.heard == [
        (
            "You missed two things: pills, four times since today at twenty past seven in the morning; "
            "and gym, today at twenty past eight in the morning, two hours ago."
        )
    ]


async def test_in_quiet_hours_reminders_wait_and_are_told_after_as_a_list(store, announcer, room, clock, alice):
    """Quiet until eleven in Berlin, which is forty minutes from now."""
    store.update("profiles", [eq("id", alice)], {"habits": {"quiet_from": "22:00", "quiet_to": "11:00"},
                                                 "timezone": "Europe/Berlin"})  # fmt: skip
    keep(
        store,
        alice,
        new_reminder(once(NOW + timedelta(minutes=5)), "call mom", NOW),
        new_reminder(once(NOW + timedelta(minutes=9)), "water the plants", NOW),
        alarm(NOW + timedelta(minutes=7)),
    )
    await listen(announcer, room, 45 * 60)
    assert room.heard[0] == "It's ten twenty-seven in the morning: gym."
    assert room.heard[-1] == "While it was quiet, two reminders came up: call mom; and water the plants."
    assert 40 * 60 <= room.at[-1] < 40 * 60 + 10
    assert [r["status"] for r in store.select("user_reminders")] == ["done", "done"]
    waited = [o for o in store.select("occurrences") if o["outcome"] == "waited"]
    assert [o["channel"] for o in waited] == ["voice", "voice"]


async def test_what_could_not_be_said_was_told_to_nobody(store, manager, announcer, room, alice):
    room.fails = True
    keep(store, alice, alarm())
    await listen(announcer, room, 600)
    with acting_as(alice):
        assert len(await Occurrences(manager).untold()) == 1


async def test_a_store_that_is_down_is_tried_again(settings, clock, store, room, alice):
    class Down:
        name, down = "down at times", True

        def __getattr__(self, name):
            if self.down:
                raise StoreUnavailable("down")
            return getattr(store, name)

    down = Down()
    announcer = Announcer(
        SupabaseManager(settings, clock=clock, store=down), alice, room, lambda: "s1", sleep=room.sleep
    )
    keep(store, alice, alarm(NOW + timedelta(minutes=3)))
    pauses = [await announcer.step() for _ in range(8)]
    assert pauses[0] < pauses[2] <= 30
    down.down = False
    await listen(announcer, room, 185)
    assert len(room.heard) == 1


async def test_in_a_real_session_it_is_said_and_answered_by_talking(store, manager, clock, alice):
    """The whole way: the session's own say, the state that LocalLLM reads, and the tool that answers."""
    await manager.conversations.create_session("s1", channel="voice")
    conversation = Conversation(manager, alice, "s1")
    session = AgentSession(
        llm=LocalLLM(lambda: conversation.dialogue),
        vad=None,
        userdata=conversation,
        turn_handling={"turn_detection": None, "preemptive_generation": {"enabled": False}},
    )
    await session.start(Assistant(conversation), record=False, session_host=False)

    async def sleep(seconds):
        clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    announcer = Announcer(manager, alice, SpokenMouth(session, conversation), lambda: "s1", sleep=sleep)
    keep(store, alice, alarm())
    await announcer.step()
    said = [m.text_content for m in session.history.messages()]
    assert said == [GYM]
    assert [m.spoken for m in conversation.dialogue.ringing] == ["gym"]
    clock.advance(timedelta(seconds=5))
    result = await session.run(user_input="snooze")
    answers = [e.item.text_content for e in result.events if e.type == "message" and e.item.role == "assistant"]
    assert "rings again" in answers[-1]
    await announcer.step()
    assert conversation.dialogue.ringing == []
    clock.advance(timedelta(minutes=9))
    await announcer.step()
    clock.advance(timedelta(seconds=5))
    result = await session.run(user_input="stop")
    answers = [e.item.text_content for e in result.events if e.type == "message" and e.item.role == "assistant"]
    assert answers[-1] == "Your gym alarm is off."
    assert store.select("user_alarms")[0]["status"] == "done"
    await session.aclose()
    announcer._claims._claimer = "after the end"
    assert await SpokenMouth(session, conversation).say("too late") is False


async def test_in_a_typed_conversation_a_line_is_written_between_two_turns(store, manager, settings, clock, alice):
    conversations = TypedConversations(manager, settings)
    lines, turn, session_ids = [], asyncio.Lock(), []

    async def sleep(seconds):
        clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    mouth = TypedMouth(manager, lambda: session_ids[-1] if session_ids else None, lines.append, turn)
    announcer = Announcer(manager, alice, mouth, lambda: session_ids[-1] if session_ids else None, sleep=sleep)
    keep(store, alice, alarm())
    await announcer.step()
    assert lines == [GYM]
    clock.advance(timedelta(seconds=3))
    reply = await conversations.say("thanks, done")
    assert reply.text == "Your gym alarm is off."
    session_ids.append(reply.session_id)
    keep(store, alice, alarm(clock.now(), "run"))
    await announcer.step()
    assert len(lines) == 2
    clock.advance(timedelta(seconds=3))
    reply = await conversations.say("snooze", session_id=reply.session_id)
    assert "rings again" in reply.text
    await announcer.step()
    assert "ringing': []" in str(store.select("sessions")[0]["state"])
    await conversations.aclose()


async def test_a_nudge_ends_a_sleep_and_never_swallows_the_end() -> None:
    nudge = Nudge()

    async def sleep_for_ever() -> None:
        while True:
            await nudge.sleep(3600)

    nudge()
    await nudge.sleep(3600)
    task = asyncio.create_task(sleep_for_ever())
    await asyncio.sleep(0)
    nudge()
    task.cancel()
    await asyncio.wait({task}, timeout=10)
    assert task.cancelled()
