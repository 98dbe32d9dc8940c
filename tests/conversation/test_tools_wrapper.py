"""What every tool runs in: whose it is, what is open, what is said when it fails, and nothing twice."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from livekit.agents import ToolError

import tools
from assistant.persona import INSTRUCTIONS
from system_control import changes as changes_module
from system_control.errors import StoreUnavailable
from system_control.identity import acting_as, set_session_user
from tests.fakes.scripted_llm import Call, Talker, call
from tools import Conversation, begin_turn

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager
    from tests.conversation.talking import Alice
    from utils.clock import ManualClock

NAMES = [
    "set_alarm", "set_reminder", "set_timer", "take_note", "find", "change", "cancel", "snooze", "undo", "remember",
    "forget", "recall", "settings", "confirm",
]  # fmt: skip


def test_there_are_fourteen_tools_and_each_says_when_to_use_it(manager: SupabaseManager, alice: str):
    composed = tools.compose(Conversation(manager, alice, "s1"))
    assert [tool.info.name for tool in composed] == NAMES
    assert all(tool.info.raw_schema["description"] for tool in composed)


def test_instructions_and_schemas_stay_within_1300_tokens():
    schemas = [tools.schema(function) for function in tools.TOOLS.values()]
    text = json.dumps(schemas, ensure_ascii=False, separators=(",", ":"))
    # four characters a token is what GPT's tokenizers need for English with a little JSON
    assert len(text) / 4 <= 860
    assert (len(text) + len(INSTRUCTIONS)) / 4 <= 1300


async def test_the_user_is_bound_in_every_call_whoever_is_bound_outside(talk: Alice):
    set_session_user("bob@example.com")
    await talk.has("tomorrow at seven")
    assert [r["user_id"] for r in talk.rows("user_alarms")] == [talk.user]


async def test_two_users_in_one_process_never_meet(talk: Alice, manager: SupabaseManager, clock: ManualClock):
    bob = set_session_user("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    async with Talker(manager, bob, clock, session_id="b1") as other:
        await asyncio.gather(
            talk.say("set_alarm", time="tomorrow at seven"), other.say(call("set_alarm", time="tomorrow at eight"))
        )
        assert "eight" in await other.say(call("find", kind="alarm"))
        assert await other.say(call("cancel", kind="alarm", query="seven")) != ""
        assert await other.say(call("find", kind="schedule", query="tomorrow at seven")) != ""
        await other.say(call("undo"))
    assert talk.alarms() == ["2026-11-25T07:00:00"]


async def test_a_repeated_call_does_nothing_twice(talk: Alice):
    same = Call("take_note", {"text": "buy milk"}, call_id="call_1")
    first = await talk.talker.say(same)
    assert await talk.talker.say(same) == first
    assert talk.notes() == ["buy milk"]


async def test_calls_of_one_turn_run_in_their_order(talk: Alice):
    await talk.talker.say(
        call("set_alarm", time="tomorrow at seven in the morning"),
        call("change", kind="", query="that", to="half past"),
        call("change", kind="", query="that", to="call it gym"),
    )
    assert [(r["wall_time"], r["label"]) for r in talk.rows("user_alarms")] == [("2026-11-25T07:30:00", "gym")]


async def test_another_process_goes_on_with_the_open_question(talk: Alice):
    await talk.say("set_reminder", text="", time="remind me at five")
    other = await talk.another("s1")
    assert "call mom" in await other.confirm("call mom")
    assert talk.reminders() == [("2026-11-24T17:00:00", "call mom")]
    await other.talker.__aexit__(None)


async def test_a_question_that_lapsed_has_lapsed_in_another_process_too(talk: Alice):
    await talk.say("set_reminder", text="", time="remind me at five")
    await talk.chat()
    other = await talk.another("s1")
    assert await other.confirm("call mom") == "There's nothing to confirm."
    await other.talker.__aexit__(None)


async def test_nothing_is_said_to_be_done_that_the_store_does_not_have(talk: Alice, monkeypatch: pytest.MonkeyPatch):
    async def refuse(*_: Any, **__: Any) -> str:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(changes_module.Changes, "make", refuse)
    for name, arguments in {
        "set_alarm": {"time": "tomorrow at seven"},
        "take_note": {"text": "buy milk"},
        "set_timer": {"duration": "ten minutes"},
        "remember": {"text": "I'm vegetarian"},
        "settings": {"name": "clock", "value": "24"},
    }.items():
        said = await talk.say(name, **arguments)
        assert said == "I can't reach my memory right now, so nothing was saved. Please try again in a moment."


async def test_without_the_store_everything_still_answers(talk: Alice, monkeypatch: pytest.MonkeyPatch):
    def down() -> Any:
        raise StoreUnavailable("no route to host")

    for shelf in (talk.manager.profiles, talk.manager.alarms, talk.manager.notes):
        monkeypatch.setattr(shelf, "_store", down)
    monkeypatch.setattr(talk.talker.conversation._dialogues._shelf, "_store", down)
    assert "can't reach my memory" in await talk.say("set_alarm", time="tomorrow at seven")
    assert await talk.chat() == "Hello."


async def test_a_bug_is_logged_with_its_trace_and_answered_with_an_apology(
    talk: Alice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def broken(*_: Any) -> str:
        raise ZeroDivisionError("the cause")

    monkeypatch.setitem(tools.TOOLS, "undo", broken)
    assert await talk.say("undo") == tools.APOLOGY
    assert "ZeroDivisionError: the cause" in caplog.text


async def test_speech_cannot_be_interrupted_while_something_is_written_and_can_be_again_afterwards(
    manager: SupabaseManager, alice: str
):
    class Speech:
        allow_interruptions = True

    conversation, speech = Conversation(manager, alice, "s1"), Speech()
    with conversation.uninterrupted(speech):  # type: ignore[arg-type]
        with conversation.uninterrupted(speech):  # type: ignore[arg-type]
            assert not speech.allow_interruptions
        assert not speech.allow_interruptions
    assert speech.allow_interruptions


async def test_after_an_interruption_nothing_is_begun(manager: SupabaseManager, alice: str):
    class Interrupted:
        @property
        def allow_interruptions(self) -> bool:
            return True

        @allow_interruptions.setter
        def allow_interruptions(self, value: bool) -> None:
            if not value:
                raise RuntimeError

    conversation = Conversation(manager, alice, "s1")
    with pytest.raises(ToolError, match="left everything as it was"), conversation.uninterrupted(Interrupted()):  # type: ignore[arg-type]
        pytest.fail("the tool ran")


async def test_what_is_said_in_a_turn_comes_back_without_secrets(manager: SupabaseManager, alice: str):
    conversation = Conversation(manager, alice, "s1")
    assert await begin_turn(conversation, "my pin is 1234") == "my pin is [PIN]"
    assert conversation.dialogue.turn == 1


@pytest.mark.parametrize(
    ("profile", "app", "zone"),
    [
        (None, "", "Europe/Berlin"),
        (None, "Asia/Tokyo", "Asia/Tokyo"),
        ("America/New_York", "Asia/Tokyo", "America/New_York"),
        ("No/Where", "Asia/Tokyo", "Asia/Tokyo"),
        (None, "nonsense", "Europe/Berlin"),
    ],
)
async def test_which_zone_is_the_user_s(manager: SupabaseManager, alice: str, profile: str | None, app: str, zone: str):
    with acting_as(alice):
        await manager.profiles.update(alice, {"timezone": profile})
    conversation = Conversation(manager, alice, "s1", zone=app)
    await begin_turn(conversation, "hello")
    assert conversation.zone.key == zone
    assert conversation.now().utcoffset() == manager.clock.now().astimezone(conversation.zone).utcoffset()


async def test_wrong_arguments_of_a_model_do_no_harm(talk: Alice):
    odd = Call("set_alarm", {"time": None, "label": 7, "snooze": True})
    assert (await talk.talker.say(odd)).endswith("?")
    assert talk.rows("user_alarms") == []
    assert await talk.talker.say(Call("find", {"kind": "everything", "query": 9})) == "There's nothing set."


async def test_the_last_answer_is_kept_to_be_repeated(talk: Alice):
    said = await talk.say("set_alarm", time="tomorrow at seven")
    assert talk.talker.conversation.dialogue.said == said
