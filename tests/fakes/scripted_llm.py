"""An llm.LLM that plays given tool calls and says what they return; and a conversation that is led with it."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from livekit.agents import Agent, AgentSession, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.utils import shortuuid

import tools
from tools import Conversation

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

    from livekit.agents import ModelSettings
    from livekit.agents.types import FlushSentinel

    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call that the model makes, with the arguments as it would send them."""

    name: str
    arguments: dict[str, object] = field(default_factory=dict)
    call_id: str = ""


def call(name: str, /, **arguments: object) -> Call:
    return Call(name, arguments)


class ScriptedLLM(llm.LLM):
    """For each turn of the user it plays the next entry: tool calls in order, or words.

    What the tools return is said, joined by a space, as LocalLLM does it. An entry may be a list of steps (each a list
    of calls): the next step is played when the outputs of the one before are there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.script: deque[list[list[Call]] | str] = deque()
        self.seen: list[llm.ChatContext] = []

    @property
    def model(self) -> str:
        return "scripted"

    @property
    def provider(self) -> str:
        return "tests"

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
        self.seen.append(chat_ctx.copy())
        return _Stream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _Stream(llm.LLMStream):
    async def _run(self) -> None:
        model = self._llm
        assert isinstance(model, ScriptedLLM)
        items = self._chat_ctx.items
        start = max((i for i, item in enumerate(items) if item.type == "message" and item.role == "user"), default=-1)
        outputs = [i for i in items[start + 1 :] if isinstance(i, llm.FunctionCallOutput)]
        plan = model.script[0] if model.script else ""
        if isinstance(plan, list) and plan:
            calls = plan.pop(0)
            deltas = [
                llm.FunctionToolCall(
                    name=c.name, arguments=json.dumps(c.arguments), call_id=c.call_id or shortuuid("call_")
                )
                for c in calls
            ]
            self._send(llm.ChoiceDelta(role="assistant", tool_calls=deltas))
            return
        if model.script:
            model.script.popleft()
        self._send(llm.ChoiceDelta(role="assistant", content=plan or " ".join(o.output for o in outputs) or "…"))

    def _send(self, delta: llm.ChoiceDelta) -> None:
        self._event_ch.send_nowait(llm.ChatChunk(id=shortuuid("reply_"), delta=delta))


class _Assistant(Agent):
    """The part of the real Agent that tools rely on: each turn of the user is begun once, on every path."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(instructions="", tools=[*tools.compose(conversation)])
        self._conversation = conversation
        self._turn = ""

    async def llm_node(
        self, chat_ctx: llm.ChatContext, tools_: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncGenerator[llm.ChatChunk | str | FlushSentinel, None]:
        last = next(m for m in reversed(chat_ctx.messages()) if m.role == "user")
        if last.id != self._turn:
            self._turn = last.id
            await tools.begin_turn(self._conversation, last.text_content or "")
        chunks: AsyncIterable[Any] = Agent.default.llm_node(self, chat_ctx, tools_, model_settings)
        async for chunk in chunks:
            yield chunk


class Talker:
    """A user's conversation with the composed tools, through a real AgentSession and the scripted model."""

    def __init__(
        self, manager: SupabaseManager, user: str, clock: ManualClock, *, session_id: str = "s1", zone: str = ""
    ) -> None:
        self.conversation = Conversation(manager, user, session_id, zone=zone)
        self.llm = ScriptedLLM()
        self._clock = clock
        self._session: AgentSession[Conversation] | None = None

    async def __aenter__(self) -> Self:
        self._session = AgentSession(
            llm=self.llm,
            vad=None,
            userdata=self.conversation,
            turn_handling={"turn_detection": None, "preemptive_generation": {"enabled": False}},
        )
        await self._session.start(_Assistant(self.conversation), record=False, session_host=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._session.aclose()

    async def say(self, *calls: Call, words: str = "a turn of the user") -> str:
        """Let the user speak and the model make these calls at once; return what is answered."""
        return await self.play([list(calls)] if calls else "Hello.", words=words)

    async def play(self, plan: list[list[Call]] | str, *, words: str = "a turn of the user") -> str:
        """Let the user speak and the model follow a plan of several steps; return what is answered."""
        assert self._session is not None
        self._clock.advance(timedelta(seconds=1))  # nobody speaks twice in the same instant
        self.llm.script.append(plan)
        result = await self._session.run(user_input=words)
        messages = [e.item for e in result.events if e.type == "message" and e.item.role == "assistant"]
        return messages[-1].text_content or ""
