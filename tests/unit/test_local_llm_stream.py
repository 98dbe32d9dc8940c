"""LocalLLM as LiveKit sees it: chunks, tool calls with ids, usage; and in a real AgentSession."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from livekit.agents import Agent, AgentSession, function_tool, llm

from assistant.local_llm import LocalLLM
from assistant.local_llm.words import WORDS
from system_control.dialogue import DialogueState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@function_tool
async def set_alarm(time: str, label: str = "") -> str:
    """Set an alarm."""
    return f"Alarm: {time}."


@function_tool
async def take_note(text: str = "", title: str = "") -> str:
    """Take a note."""
    return f"Note: {text}."


TOOLS = [set_alarm, take_note]


@pytest.fixture
def dialogue() -> DialogueState:
    return DialogueState()


@pytest.fixture
async def session(dialogue: DialogueState) -> AsyncIterator[AgentSession[None]]:
    async with AgentSession[None](
        llm=LocalLLM(lambda: dialogue), vad=None, turn_handling={"turn_detection": None}
    ) as started:
        await started.start(Agent(instructions="", tools=list(TOOLS)), record=False, session_host=False)
        yield started


def asking(text: str) -> llm.ChatContext:
    context = llm.ChatContext.empty()
    context.add_message(role="user", content=text)
    return context


async def test_chunks_carry_tool_calls_with_ids_of_their_own(dialogue: DialogueState):
    stream = LocalLLM(lambda: dialogue).chat(
        chat_ctx=asking("set an alarm for seven and take a note: buy milk"), tools=list(TOOLS)
    )
    async with stream:
        chunks = [chunk async for chunk in stream]
    called = [call for chunk in chunks if chunk.delta for call in chunk.delta.tool_calls]
    assert [(call.name, json.loads(call.arguments)) for call in called] == [
        ("set_alarm", {"time": "set an alarm for seven", "label": ""}),
        ("take_note", {"text": "buy milk", "title": ""}),
    ]
    assert len({call.call_id for call in called}) == 2
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 0


async def test_words_come_sentence_by_sentence_and_whole(dialogue: DialogueState):
    stream = LocalLLM(lambda: dialogue).chat(chat_ctx=asking("help"), tools=list(TOOLS))
    async with stream:
        parts = [chunk.delta.content async for chunk in stream if chunk.delta and chunk.delta.content]
    assert len(parts) == 2
    assert "".join(parts) == WORDS["help"]


async def test_outputs_are_said_in_the_order_of_the_requests(session: AgentSession[None]):
    result = await session.run(user_input="set an alarm for seven and take a note: buy milk")
    result.expect.next_event().is_function_call(name="set_alarm")
    result.expect.next_event().is_function_call(name="take_note")
    result.expect.next_event().is_function_call_output(output="Alarm: set an alarm for seven.")
    result.expect.next_event().is_function_call_output(output="Note: buy milk.")
    said = result.expect.next_event().is_message(role="assistant").event().item.text_content
    assert said == "Alarm: set an alarm for seven. Note: buy milk."
    result.expect.no_more_events()


async def test_the_order_is_that_of_the_calls_whichever_tool_was_faster(dialogue: DialogueState):
    context = asking("wake me at six and take a note: buy milk")
    for name in ("set_alarm", "take_note"):
        context.items.append(llm.FunctionCall(call_id=name, name=name, arguments="{}"))
    for name, said in (("take_note", "Noted."), ("set_alarm", "It's set.")):
        context.items.append(llm.FunctionCallOutput(call_id=name, name=name, output=said, is_error=False))
    collected = await LocalLLM(lambda: dialogue).chat(chat_ctx=context, tools=list(TOOLS)).collect()
    assert collected.text == "It's set. Noted."


async def test_what_it_cannot_do_comes_after_what_it_did(session: AgentSession[None]):
    result = await session.run(user_input="play some jazz and wake me at seven")
    said = result.expect[-1].is_message(role="assistant").event().item.text_content
    assert said == f"Alarm: wake me at seven. {WORDS['cannot_music']}"


async def test_repeat_says_the_last_answer_again(session: AgentSession[None]):
    await session.run(user_input="wake me at seven")
    result = await session.run(user_input="say that again please")
    said = result.expect.next_event().is_message(role="assistant").event().item.text_content
    assert said == "Alarm: wake me at seven."
    result.expect.no_more_events()


async def test_it_can_be_asked_twice_at_once(dialogue: DialogueState):
    model = LocalLLM(lambda: dialogue)
    one = model.chat(chat_ctx=asking("wake me at six"), tools=list(TOOLS))
    other = model.chat(chat_ctx=asking("note: buy milk"), tools=list(TOOLS))
    assert [call.name for call in (await other.collect()).tool_calls] == ["take_note"]
    assert [call.name for call in (await one.collect()).tool_calls] == ["set_alarm"]


async def test_a_tool_that_is_not_offered_is_not_called(dialogue: DialogueState):
    model = LocalLLM(lambda: dialogue)
    for answer in (
        model.chat(chat_ctx=asking("wake me at six"), tools=[take_note]),
        model.chat(chat_ctx=asking("wake me at six"), tools=list(TOOLS), tool_choice="none"),
    ):
        collected = await answer.collect()
        assert collected.tool_calls == []
        assert collected.text == WORDS["not_here"]


@pytest.mark.parametrize("text", ["", " ", "…"])
async def test_nothing_said(session: AgentSession[None], text: str):
    result = await session.run(user_input=text)
    result.expect.next_event().is_message(role="assistant")
    result.expect.no_more_events()


async def test_without_a_turn_of_the_user_it_greets(dialogue: DialogueState):
    collected = await LocalLLM(lambda: dialogue).chat(chat_ctx=llm.ChatContext.empty(), tools=list(TOOLS)).collect()
    assert collected.text == WORDS["hello"]


async def test_a_picture_is_not_read(dialogue: DialogueState):
    context = llm.ChatContext.empty()
    context.add_message(role="user", content=[llm.ImageContent(image="https://example.com/cat.png")])
    collected = await LocalLLM(lambda: dialogue).chat(chat_ctx=context, tools=list(TOOLS)).collect()
    assert collected.text == WORDS["only_words"]


async def test_instructions_alone_are_answered_by_nothing_new(dialogue: DialogueState):
    """`generate_reply` without a turn of the user, after an answer: there is nothing left to answer."""
    context = asking("wake me at six")
    context.add_message(role="assistant", content="Your alarm is set.")
    collected = await LocalLLM(lambda: dialogue).chat(chat_ctx=context, tools=list(TOOLS)).collect()
    assert collected.tool_calls == []
    assert collected.text == ""
