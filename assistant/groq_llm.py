"""GatedLLM: the model, else the other model, else the local one; whatever fails, the user gets an answer."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import math
import time
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from livekit.agents import APIConnectionError, APIError, APIStatusError, APITimeoutError, FlushSentinel, llm, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from assistant.groq_gate import Call, calling, current_call

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Sequence

    Flushed = llm.ChatChunk | str | FlushSentinel

log = logging.getLogger(__name__)

SHORT_WAIT = 0.8
"""Seconds of waiting that need no filler: a pause of that length is an ordinary one in a conversation."""

FIRST_WORD_SECONDS = 10.0
"""How long the first model may think before it is given up for this turn."""

LEAST_SECONDS = 3.0
"""What the other model gets even after the first one has used all of that up."""

LOST_THREAD = "Sorry, I lost my thread. Could you say that again?"
BUSY = "I'm busy just now. Please try again in {wait}."
OUT = "I can't answer just now. Please try again in a moment."

_ENDS_OF_SENTENCE = (".", "!", "?", "…", ":", '"', ")")


_FILLER = "filler_"


async def flushed(chunks: AsyncIterable[Flushed]) -> AsyncIterator[Flushed]:
    """Pass on what an llm_node yields, and have a filler spoken at once instead of together with the answer."""
    async for chunk in chunks:
        yield chunk
        if isinstance(chunk, llm.ChatChunk) and chunk.id.startswith(_FILLER):
            yield FlushSentinel()


class _Options(TypedDict):
    """What chat() takes besides, handed on as it came."""

    parallel_tool_calls: NotGivenOr[bool]
    tool_choice: NotGivenOr[llm.ToolChoice]
    extra_kwargs: NotGivenOr[dict[str, Any]]


class _Outcome(StrEnum):
    """How far one model came with a turn."""

    ANSWERED = "answered"
    BROKE_OFF = "broke off"
    SAID_NOTHING = "said nothing"


class GatedLLM(llm.LLM[Any]):
    """Streams from the first model that can answer, the local one last: for what is said to a user.

    What nobody waits for (a summary) asks the gate's client within `background()`: there, no answer is better than the
    local model's.
    A wait for the budget of SHORT_WAIT or more, at most once a turn: `on_wait`, if set, is told its seconds before it
    begins (a plain function that does not raise), and `filler`, if set, becomes the answer's first words. Not by
    `session.say()`: that queues behind the answer it should bridge (measured). `flushed()` has it spoken at once.
    """

    def __init__(self, models: Sequence[llm.LLM[Any]], *, local: llm.LLM[Any]) -> None:
        """`models` in the order of preference; their requests pass the gate."""
        super().__init__()
        self.on_wait: Callable[[float], None] | None = None
        self.filler = ""
        self._models = tuple(models)
        self._local = local
        self._answering: llm.LLM[Any] = self._models[0] if self._models else local
        self._rests_until = [0.0] * len(self._models)

    @property
    def model(self) -> str:
        """The model that answered last."""
        return self._answering.model

    @property
    def provider(self) -> str:
        """The provider that answered last."""
        return self._answering.provider

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        """Return the answer's stream; it never raises an APIError."""
        options: _Options = {
            "parallel_tool_calls": parallel_tool_calls,
            "tool_choice": tool_choice,
            "extra_kwargs": extra_kwargs,
        }
        return _Stream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options, options=options)

    def prewarm(self, *, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Open the connection to the first model."""
        if self._models:
            self._models[0].prewarm(loop=loop)

    async def aclose(self) -> None:
        """Close all the models."""
        await super().aclose()
        for one in (*self._models, self._local):
            await one.aclose()

    def awake(self) -> Iterator[llm.LLM[Any]]:
        """Yield the models that have not just failed; looked at before each, for one may have failed for all."""
        for at, one in enumerate(self._models):
            if time.monotonic() >= self._rests_until[at]:
                yield one

    def rest(self, model: llm.LLM[Any], error: APIError, *, reached: bool) -> None:
        """Leave a model alone for a while where asking it again would only make the next turns slow."""
        until = time.monotonic() + _rest_seconds(error, reached=reached)
        if isinstance(error, APIConnectionError) and not isinstance(error, APITimeoutError) and not reached:
            self._rests_until = [until] * len(self._models)  # they are on one server
        else:
            self._rests_until[self._models.index(model)] = until

    def answers(self, model: llm.LLM[Any]) -> None:
        """Take note of who answers."""
        self._answering = model

    @property
    def local(self) -> llm.LLM[Any]:
        """The model that needs no network."""
        return self._local


class _Stream(llm.LLMStream):
    """One turn's answer."""

    # The spans of a request belong to the stream of the model that is asked, as in livekit's own adapter.
    _llm_request_span_name: ClassVar[str] = "gated_llm"
    _llm_attempt_span_name: ClassVar[str | None] = None
    _genai_operation_name: ClassVar[str | None] = None

    def __init__(
        self,
        gated: GatedLLM,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
        options: _Options,
    ) -> None:
        self._gated, self._options = gated, options
        self._filled = False
        super().__init__(gated, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)

    async def _run(self) -> None:
        asked = current_call()
        deadline = time.monotonic() + FIRST_WORD_SECONDS
        least = 0.0
        waits: list[float] = []
        for model in self._gated.awake():
            call = Call(asked.patience, yields=asked.yields)
            outcome = await self._ask(model, call, max(least, deadline - time.monotonic()))
            least = LEAST_SECONDS
            if outcome is not _Outcome.SAID_NOTHING:
                break
            if call.refused_for is not None:
                waits.append(call.refused_for)
        else:
            outcome = await self._ask(self._gated.local, Call(), None)
        if outcome is _Outcome.BROKE_OFF:
            self._say(f" {LOST_THREAD}")
        elif outcome is _Outcome.SAID_NOTHING:
            self._say(BUSY.format(wait=_spoken(min(waits))) if waits else OUT)

    async def _ask(self, model: llm.LLM[Any], call: Call, seconds: float | None) -> _Outcome:
        """Pass on what this model says; `seconds` bound its time to the first word, waits for the budget aside."""
        said, tools_called = "", False
        failure: APIError | str = ""
        try:
            async with asyncio.timeout(seconds) as thinking:

                def wait(waiting: float) -> None:
                    if seconds is not None and not thinking.expired():
                        thinking.reschedule(asyncio.get_running_loop().time() + waiting + seconds)
                    self._fill(waiting)

                call.on_wait = wait
                with calling(call):
                    stream = model.chat(
                        chat_ctx=self._chat_ctx,
                        tools=self._tools,
                        conn_options=dataclasses.replace(self._conn_options, max_retry=0),
                        **self._options,
                    )
                async with stream:
                    async for chunk in stream:
                        if chunk.delta:
                            said += chunk.delta.content or ""
                            tools_called = tools_called or bool(chunk.delta.tool_calls)
                        if said.strip() or tools_called:
                            self._gated.answers(model)
                            thinking.reschedule(None)
                        self._event_ch.send_nowait(chunk)
        except TimeoutError:
            failure = APITimeoutError(f"not a word in {seconds} s")
        except APIError as error:
            failure = error
        if tools_called:
            return _Outcome.ANSWERED  # only whole calls come this far; their results begin the next answer
        if not failure and model is not self._gated.local:  # whose silence would be meant
            failure = _unfinished(call, said)
        if not failure:
            return _Outcome.ANSWERED
        self._note(model, call, failure)
        if not said.strip():
            return _Outcome.SAID_NOTHING
        if not said.rstrip().endswith(_ENDS_OF_SENTENCE):
            self._say("…")
        return _Outcome.BROKE_OFF

    def _say(self, words: str, prefix: str = "gated_") -> None:
        delta = llm.ChoiceDelta(role="assistant", content=words)
        self._event_ch.send_nowait(llm.ChatChunk(id=utils.shortuuid(prefix), delta=delta))

    def _fill(self, waiting: float) -> None:
        if waiting < SHORT_WAIT or self._filled:
            return
        self._filled = True
        if self._gated.filler:
            self._say(f"{self._gated.filler} ", _FILLER)
        if self._gated.on_wait:
            self._gated.on_wait(waiting)

    def _note(self, model: llm.LLM[Any], call: Call, failure: APIError | str) -> None:
        if isinstance(failure, APIError) and model is not self._gated.local:
            self._gated.rest(model, failure, reached=call.reached)
        # The gate has already said what is wrong with a key, a model's name or a size; a full budget is nothing wrong.
        known = call.refused_for is not None or (
            isinstance(failure, APIStatusError) and 400 <= failure.status_code < 500
        )
        reason = failure.message if isinstance(failure, APIStatusError) else str(failure)
        log.log(logging.INFO if known else logging.WARNING, "%s did not answer: %s", model.model, reason)


def _unfinished(call: Call, said: str) -> str:
    """Return what is wrong with an answer that ended without an error; empty if nothing is."""
    if call.passed and call.finish_reason is None:
        return "the answer was cut off"
    if call.finish_reason == "length":
        return "the answer was too long for max_completion_tokens"
    return "" if said.strip() else "the answer was empty"


def _rest_seconds(error: APIError, *, reached: bool) -> float:
    if isinstance(error, APIStatusError):
        if error.status_code == HTTPStatus.NOT_FOUND:
            return 300.0
        if error.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return 60.0
        return 5.0 if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else 0.0
    if isinstance(error, APITimeoutError):
        return 15.0
    return 15.0 if isinstance(error, APIConnectionError) and not reached else 0.0  # a cut line is nobody's state


def _spoken(seconds: float) -> str:
    if seconds <= 45:
        return f"{max(1, math.ceil(seconds))} seconds" if seconds > 1 else "a second"
    minutes = round(seconds / 60) or 1
    if minutes < 50:
        return f"{minutes} minutes" if minutes > 1 else "a minute"
    hours = round(minutes / 60) or 1
    return f"{hours} hours" if hours > 1 else "an hour"
