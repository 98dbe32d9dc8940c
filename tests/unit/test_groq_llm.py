"""GatedLLM over the wire: whatever goes wrong with Groq, the user gets one answer, and no half tool call runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from livekit.agents import Agent, AgentSession, APIConnectionError, function_tool, llm
from livekit.agents.voice import io

from assistant import groq_llm
from assistant.groq_gate import Call, GroqGate, Kind, calling
from assistant.groq_llm import LOST_THREAD, OUT, GatedLLM, flushed
from assistant.models import build_models
from tests.fakes.groq import FakeGroq
from tests.fakes.groq_brain import Reply
from tests.fakes.hands import Hands
from utils.budget_file import MemoryBudgets
from utils.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from livekit import rtc

FIRST = "openai/gpt-oss-120b"
SECOND = "openai/gpt-oss-20b"
HERE = "I am the one without a network."


class Here(llm.LLM[Any]):
    """A model without a network: says one sentence, nothing at all, or fails."""

    def __init__(self, words: str = HERE, error: Exception | None = None) -> None:
        super().__init__()
        self.words, self.error = words, error

    def chat(self, *, chat_ctx, tools=None, conn_options=None, **_) -> llm.LLMStream:
        return _HereStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _HereStream(llm.LLMStream):
    async def _run(self) -> None:
        here = self._llm
        assert isinstance(here, Here)
        if here.words:
            delta = llm.ChoiceDelta(role="assistant", content=here.words)
            self._event_ch.send_nowait(llm.ChatChunk(id="here", delta=delta))
        if here.error:
            raise here.error


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def here() -> Here:
    return Here()


@pytest.fixture
async def fake(hands: Hands) -> AsyncIterator[FakeGroq]:
    async with FakeGroq(key="gsk_right", models=frozenset((FIRST, SECOND)), clock=hands.time) as fake:
        yield fake


@pytest.fixture
async def gate(fake: FakeGroq, tmp_path: Path, hands: Hands) -> AsyncIterator[GroqGate]:
    gate = GroqGate(settings(fake, tmp_path), store=MemoryBudgets(hands.time), sleep=hands.skip)
    yield gate
    await gate.aclose()


def settings(fake: FakeGroq, tmp_path: Path, key: str = "gsk_right") -> Settings:
    return Settings.load({"GROQ_API_KEY": key, "GROQ_BASE_URL": fake.base_url, "DATA_DIR": str(tmp_path)})


def gated(gate: GroqGate, here: Here) -> GatedLLM:
    model = build_models(gate._settings, local=here, gate=gate).llm
    assert isinstance(model, GatedLLM)
    return model


@pytest.fixture
async def model(gate: GroqGate, here: Here) -> AsyncIterator[GatedLLM]:
    model = gated(gate, here)
    yield model
    await model.aclose()


@function_tool
async def set_alarm(time: str) -> str:
    """Set an alarm."""
    return f"Done: {time}"


async def ask(model: GatedLLM, words: str = "hello") -> llm.CollectedResponse:
    context = llm.ChatContext()
    context.add_message(role="user", content=words)
    return await asyncio.wait_for(model.chat(chat_ctx=context, tools=[set_alarm]).collect(), 10)


def asked(fake: FakeGroq) -> list[str]:
    return [request.model for request in fake.requests("chat")]


async def test_the_first_model_answers(model: GatedLLM, fake: FakeGroq):
    fake.reply("Good morning, alice.")
    answer = await ask(model)
    assert answer.text == "Good morning, alice."
    assert answer.usage is not None
    assert asked(fake) == [FIRST]
    assert model.model == FIRST
    body = fake.log[0].body
    assert body["max_completion_tokens"] == 300
    assert body["reasoning_effort"] == "low"


async def test_a_whole_tool_call_comes_through(model: GatedLLM, fake: FakeGroq):
    (call,) = (await ask(model, "set an alarm for six")).tool_calls
    assert (call.name, call.arguments) == ("set_alarm", '{"time": "set an alarm for six"}')
    assert asked(fake) == [FIRST]


@pytest.mark.parametrize(
    "failure",
    [
        {"status": 500},
        {"status": 503},
        {"status": 413},
        {"status": 404},
        {"status": 429, "headers": {"retry-after": "60"}},
        {"status": 400},
        {"cut": "start"},
        {"cut": "start", "clean": True},
    ],
    ids=str,
)
async def test_when_the_first_model_fails_the_second_answers(model: GatedLLM, fake: FakeGroq, failure: dict[str, Any]):
    fake.fail("chat", model=FIRST, **failure)
    fake.reply("")  # what is cut off is scripted too
    if "cut" not in failure:
        fake._replies.clear()
    assert (await ask(model)).text == "I heard: hello."
    assert asked(fake) == [FIRST, SECOND]
    assert model.model == SECOND


@pytest.mark.parametrize(
    "failure", [{"status": 500}, {"status": 429, "headers": {"retry-after": "60"}}, {"cut": "start"}], ids=str
)
async def test_when_both_fail_the_local_one_answers(model: GatedLLM, fake: FakeGroq, failure: dict[str, Any]):
    fake.fail("chat", times=2, **failure)
    assert (await ask(model)).text == HERE
    assert asked(fake) == [FIRST, SECOND]


async def test_a_model_that_says_nothing_is_passed_over(model: GatedLLM, fake: FakeGroq):
    fake.reply("")
    assert (await ask(model)).text == "I heard: hello."
    assert asked(fake) == [FIRST, SECOND]


async def test_a_wrong_key_leaves_the_local_one_and_is_said_once(
    fake: FakeGroq, tmp_path: Path, here: Here, caplog: pytest.LogCaptureFixture
):
    gate = GroqGate(settings(fake, tmp_path, "gsk_wrong"))
    model = gated(gate, here)
    for _ in range(3):
        assert (await ask(model)).text == HERE
    assert [
        r.message for r in caplog.records if r.levelname in ("WARNING", "ERROR") and r.name != "livekit.agents"
    ] == [f"GROQ_API_KEY is refused (401 from {fake.base_url}: Invalid API Key)"]
    assert len(fake.log) == 2, "the key is not tried again at every turn"
    await model.aclose()
    await gate.aclose()


async def test_a_server_that_is_not_there_leaves_the_local_one_at_once(tmp_path: Path, here: Here):
    gate = GroqGate(Settings(groq_base_url="http://127.0.0.1:9/openai/v1", data_dir=tmp_path))
    model = gated(gate, here)
    assert (await ask(model)).text == HERE
    assert list(model.awake()) == [], "the next turns do not try it again for a while"
    assert (await ask(model)).text == HERE
    await model.aclose()
    await gate.aclose()


async def test_a_model_that_hangs_is_given_up_for_the_next(
    model: GatedLLM, fake: FakeGroq, monkeypatch: pytest.MonkeyPatch
):
    fake.fail("chat", model=FIRST, hang=60)
    with monkeypatch.context() as short:
        short.setattr(groq_llm, "FIRST_WORD_SECONDS", 0.3)
        short.setattr(groq_llm, "LEAST_SECONDS", 9)
        assert (await ask(model)).text == "I heard: hello."
    assert (await ask(model)).text == "I heard: hello."
    assert asked(fake) == [FIRST, SECOND, SECOND]


async def test_when_both_hang_the_local_one_answers(model: GatedLLM, fake: FakeGroq, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(groq_llm, "FIRST_WORD_SECONDS", 0.2)
    monkeypatch.setattr(groq_llm, "LEAST_SECONDS", 0.2)
    fake.fail("chat", times=2, hang=60)
    assert (await ask(model)).text == HERE


# Cut off in the middle


@pytest.mark.parametrize("clean", [False, True])
async def test_an_answer_cut_in_its_words_ends_in_a_sentence(model: GatedLLM, fake: FakeGroq, clean: bool):
    fake.reply("Your alarm is set for seven in the morning.")
    fake.fail("chat", cut="text", clean=clean)
    answer = await ask(model)
    assert answer.text == f"Your… {LOST_THREAD}"
    assert asked(fake) == [FIRST], "what was said is said; another model must not say it again"


@pytest.mark.parametrize("clean", [False, True])
async def test_a_tool_call_cut_in_the_middle_never_runs(model: GatedLLM, fake: FakeGroq, clean: bool):
    fake.fail("chat", cut="tool", clean=clean)
    fake.call("set_alarm", time="at six, on the day that never comes")
    fake.reply("What time shall it be?")
    answer = await ask(model)
    assert answer.tool_calls == []
    assert answer.text == "What time shall it be?"
    assert asked(fake) == [FIRST, SECOND]


async def test_of_two_tool_calls_the_whole_one_runs_and_the_cut_one_does_not(model: GatedLLM, fake: FakeGroq):
    fake.reply_with(Reply(calls=(("set_alarm", {"time": "six"}), ("set_alarm", {"time": "seven"})), finish="length"))
    answer = await ask(model)
    assert [call.arguments for call in answer.tool_calls] == ['{"time": "six"}']
    assert answer.text == ""
    assert asked(fake) == [FIRST]


async def test_an_answer_that_is_too_long_says_so(model: GatedLLM, fake: FakeGroq):
    fake.reply("There is much to say about it. First", finish="length")
    assert (await ask(model)).text == f"There is much to say about it. First… {LOST_THREAD}"


async def test_a_finished_sentence_gets_no_dots(model: GatedLLM, fake: FakeGroq):
    fake.reply("There is much to say about it.", finish="length")
    assert (await ask(model)).text == f"There is much to say about it. {LOST_THREAD}"


async def test_a_tool_call_that_is_too_long_never_runs(model: GatedLLM, fake: FakeGroq):
    fake.reply_with(Reply(calls=(("set_alarm", {"time": "six"}),), finish="length"))
    answer = await ask(model)
    assert answer.tool_calls == []
    assert answer.text == "I heard: hello."


# When the local one cannot either


async def test_busy_says_for_how_long(gate: GroqGate, model: GatedLLM, here: Here, fake: FakeGroq):
    here.words, here.error = "", APIConnectionError()
    await gate._budget(Kind.CHAT, FIRST).hold_off({}, 70)
    await gate._budget(Kind.CHAT, SECOND).hold_off({}, 19.5)
    assert (await ask(model)).text == "I'm busy just now. Please try again in 20 seconds."
    assert fake.log == []


async def test_out_of_everything_still_says_something(model: GatedLLM, here: Here, fake: FakeGroq):
    here.words, here.error = "", APIConnectionError()
    fake.fail("chat", times=2, status=500)
    assert (await ask(model)).text == OUT


async def test_the_local_ones_silence_is_meant(model: GatedLLM, here: Here, fake: FakeGroq):
    here.words = ""
    fake.fail("chat", times=2, status=500)
    assert (await ask(model)).text == ""


async def test_the_local_one_breaking_off_is_owned_up_to(model: GatedLLM, here: Here, fake: FakeGroq):
    here.words, here.error = "Your notes are", APIConnectionError()
    fake.fail("chat", times=2, status=500)
    assert (await ask(model)).text == f"Your notes are… {LOST_THREAD}"


# At the limit


@pytest.mark.parametrize(
    ("wait", "told", "answered_by"), [(0.5, [], FIRST), (2.0, [2.0], FIRST), (6.0, [], SECOND)], ids=str
)
async def test_a_wait_is_borne_filled_or_avoided(
    gate: GroqGate, model: GatedLLM, fake: FakeGroq, wait: float, told: list[float], answered_by: str
):
    heard: list[float] = []
    model.on_wait = heard.append
    await gate._budget(Kind.CHAT, FIRST).hold_off({}, wait)
    assert (await ask(model)).text == "I heard: hello."
    assert heard == pytest.approx(told, abs=0.01)
    assert asked(fake) == [answered_by]


async def test_what_yields_and_how_long_it_may_wait_is_the_callers_word(
    gate: GroqGate, model: GatedLLM, fake: FakeGroq, hands: Hands
):
    await gate._budget(Kind.CHAT, FIRST).add({"tokens": 5_000})
    with calling(Call(patience=60, yields=True)):
        assert (await ask(model)).text == "I heard: hello."
    assert sum(hands.slept) > 9
    assert asked(fake) == [FIRST]


async def test_one_turn_is_filled_once(gate: GroqGate, model: GatedLLM, fake: FakeGroq):
    heard: list[float] = []
    model.on_wait = heard.append
    await gate._budget(Kind.CHAT, FIRST).hold_off({}, 1.5)
    fake.fail("chat", status=429, headers={"retry-after": "1.5"})
    assert (await ask(model)).text == "I heard: hello."
    assert len(heard) == 1


async def test_both_full_the_local_one_answers_without_a_wait(gate: GroqGate, model: GatedLLM, fake: FakeGroq):
    for name in (FIRST, SECOND):
        await gate._budget(Kind.CHAT, name).hold_off({}, 30)
    assert (await ask(model)).text == HERE
    assert fake.log == []


async def test_a_wait_for_the_budget_is_no_hanging(
    gate: GroqGate, model: GatedLLM, fake: FakeGroq, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(groq_llm, "FIRST_WORD_SECONDS", 1.5)
    gate._budget(Kind.CHAT, FIRST)._sleep = asyncio.sleep
    await gate._budget(Kind.CHAT, FIRST).hold_off({}, 2)
    assert (await ask(model)).text == "I heard: hello."
    assert asked(fake) == [FIRST]


async def test_a_filler_is_the_answers_first_words_and_only_when_it_waits(
    gate: GroqGate, model: GatedLLM, fake: FakeGroq
):
    model.filler = "One moment."
    assert (await ask(model)).text == "I heard: hello."
    await gate._budget(Kind.CHAT, FIRST).hold_off({}, 2)
    assert (await ask(model)).text == "One moment. I heard: hello."


# In a session


class Speaker(io.AudioOutput):
    """Plays at once, and keeps nothing but how many frames there were when."""

    def __init__(self) -> None:
        super().__init__(label="speaker", capabilities=io.AudioOutputCapabilities(pause=False), sample_rate=48_000)
        self.frames = 0
        self._seconds = 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self.frames += 1
        self._seconds += frame.duration

    def flush(self) -> None:
        super().flush()
        if self._seconds:
            self.on_playback_finished(playback_position=self._seconds, interrupted=False)
            self._seconds = 0.0

    def clear_buffer(self) -> None:
        self.flush()


class Talker(Agent):
    async def llm_node(self, chat_ctx, tools, model_settings):
        async for chunk in flushed(Agent.default.llm_node(self, chat_ctx, tools, model_settings)):
            yield chunk


@pytest.mark.speech
async def test_a_filler_is_heard_while_the_answer_is_still_waited_for(fake: FakeGroq, tmp_path: Path, here: Here):
    hands = Hands()
    fake._models = None
    gate = GroqGate(settings(fake, tmp_path), store=MemoryBudgets(hands.time), sleep=hands.sleep)
    models = build_models(gate._settings, local=here, gate=gate)
    assert isinstance(models.llm, GatedLLM)
    models.llm.filler = "One moment."
    speaker = Speaker()
    async with AgentSession(llm=models.llm, tts=models.tts, vad=None, turn_detection=None) as session:
        session.output.audio = speaker
        await session.start(Talker(instructions="Be brief."))
        await gate._budget(Kind.CHAT, FIRST).hold_off({}, 3)
        turn = asyncio.create_task(_finish(session.run(user_input="hello")))
        async with asyncio.timeout(10):
            while not speaker.frames:
                await asyncio.sleep(0.01)
        assert fake.requests("chat") == [], "the answer is not even asked for yet"
        await hands.run(3)
        await asyncio.wait_for(turn, 10)
        assert [request.answer for request in fake.requests("tts")] == ["One moment.", "I heard: hello."]
    await gate.aclose()


async def _finish(run) -> None:
    await run


async def test_a_session_outlives_any_number_of_failed_turns(model: GatedLLM, fake: FakeGroq):
    fake.fail("chat", times=100, status=500)
    closed: list[object] = []
    async with AgentSession(llm=model, vad=None, turn_detection=None) as session:
        session.on("close", closed.append)
        await session.start(Agent(instructions="Be brief."))
        for _ in range(6):
            model._rests_until = [0.0, 0.0]
            result = await asyncio.wait_for(session.run(user_input="hello"), 10)
            result.expect.next_event().is_message(role="assistant")
        assert closed == []
        said = [item.text_content for item in session.history.items if getattr(item, "role", "") == "assistant"]
        assert said == [HERE] * 6


async def test_a_tool_runs_in_a_session_and_its_result_is_said(model: GatedLLM, fake: FakeGroq):
    async with AgentSession(llm=model, vad=None, turn_detection=None) as session:
        await session.start(Agent(instructions="Be brief.", tools=[set_alarm]))
        result = await asyncio.wait_for(session.run(user_input="set an alarm for six"), 10)
        result.expect.next_event().is_function_call(name="set_alarm")
        result.expect.next_event().is_function_call_output(output="Done: set an alarm for six")
        result.expect.next_event().is_message(role="assistant")
    assert fake.requests("chat")[-1].answer == "Done: set an alarm for six"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "a second"),
        (1.2, "2 seconds"),
        (45, "45 seconds"),
        (50, "a minute"),
        (100, "2 minutes"),
        (3_000, "an hour"),
        (20_000, "6 hours"),
    ],
)
def test_a_wait_in_words(seconds: float, words: str):
    assert groq_llm._spoken(seconds) == words
