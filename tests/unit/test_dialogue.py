"""What a conversation has open, and that it outlives the process."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from system_control.dialogue import Asked, Dialogues, DialogueState, Mention
from system_control.identity import acting_as, set_session_user

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager

GYM = Mention("user_alarms", "11111111-1111-4111-8111-111111111111", "gym, tomorrow")
DENTIST = Mention("user_reminders", "22222222-2222-4222-8222-222222222222", "dentist, Friday")


def asked() -> DialogueState:
    state = DialogueState()
    state.begin_turn()
    state.ask(
        Asked.WHICH, "Which one?", "cancel", {"kind": "alarm", "query": ""}, piece="query", choices=[GYM, DENTIST]
    )
    return state


def test_a_question_is_open_in_the_next_turn():
    state = asked()
    state.begin_turn()
    assert state.question is not None
    assert state.question.spoken == "Which one?"


def test_a_question_lapses_after_one_turn_that_does_not_answer_it():
    state = asked()
    state.begin_turn()
    state.begin_turn()
    assert state.question is None


def test_what_was_named_last_comes_first_and_only_once():
    state = DialogueState()
    state.mention(GYM)
    state.mention(DENTIST)
    state.mention(GYM)
    assert state.mentioned == [GYM, DENTIST]


def test_after_a_list_of_several_it_is_any_of_them():
    state = DialogueState()
    state.list_out([GYM, DENTIST])
    assert state.many
    assert state.listed == [GYM, DENTIST]
    state.mention(DENTIST)
    assert not state.many


def test_after_a_list_of_one_it_is_that_one():
    state = DialogueState()
    state.list_out([GYM])
    assert not state.many
    assert state.mentioned == [GYM]


def test_several_answers_of_one_turn_are_repeated_together():
    state = DialogueState()
    state.begin_turn()
    state.say("Your alarm is set.")
    state.say("I've noted: milk.")
    assert state.said == "Your alarm is set. I've noted: milk."
    state.begin_turn()
    state.say("You have one alarm.")
    assert state.said == "You have one alarm."


def test_the_whole_state_comes_back_from_json():
    state = asked()
    state.list_out([GYM, DENTIST])
    state.moment = datetime(2026, 11, 25, 6, tzinfo=UTC)
    state.private = True
    state.ringing = [GYM]
    state.say("Hello.")
    assert DialogueState.from_json(json.loads(json.dumps(state.as_json()))) == state


def test_a_state_that_an_older_or_a_broken_version_wrote_is_as_new():
    broken = {
        "turn": "x",
        "question": {"kind": "which"},
        "mentioned": [1, {"id": "a"}],
        "moment": "soon",
        "private": "yes",
    }
    assert DialogueState.from_json(broken) == DialogueState()
    assert DialogueState.from_json({}) == DialogueState()


async def test_a_state_is_kept_with_its_conversation(manager: SupabaseManager, alice: str):
    await manager.conversations.create_session("s1", channel="text")
    state = asked()
    state.private = True
    assert await Dialogues(manager.store, manager.clock).save("s1", state)
    assert await Dialogues(manager.store, manager.clock).load("s1") == state
    assert (await manager.conversations.get_session("s1")).private


async def test_a_conversation_without_a_row_keeps_nothing(manager: SupabaseManager, alice: str):
    dialogues = Dialogues(manager.store, manager.clock)
    assert await dialogues.load("s1") is None
    assert not await dialogues.save("s1", asked())


async def test_a_state_of_another_user_is_not_seen(manager: SupabaseManager, alice: str):
    await manager.conversations.create_session("s1", channel="text")
    await Dialogues(manager.store, manager.clock).save("s1", asked())
    bob = set_session_user("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    with acting_as(bob):
        dialogues = Dialogues(manager.store, manager.clock)
        assert await dialogues.load("s1") is None
        assert not await dialogues.save("s1", DialogueState())
    with acting_as(alice):
        kept = await Dialogues(manager.store, manager.clock).load("s1")
    assert kept is not None
    assert kept.question is not None
