"""LocalLLM: an llm.LLM that needs no network, calling the same function tools by sentence templates."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal

from livekit.agents import llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.utils import shortuuid

from assistant.local_llm.grammar import grammar
from assistant.local_llm.understand import Understood, understand
from assistant.local_llm.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from system_control.dialogue import DialogueState

_SENTENCE = re.compile(r"\S.*?(?:[.!?]+(?=\s)\s*|\Z)", re.DOTALL)
_ALSO_SAID = "also_said"


class LocalLLM(llm.LLM[Literal[""]]):
    """Understands a user's turn by templates; says what the tools return. Owns no state and reads no clock."""

    def __init__(self, dialogue: Callable[[], DialogueState]) -> None:
        """`dialogue` gives the state of the conversation, which is read and never changed."""
        super().__init__()
        self._dialogue = dialogue
        grammar()

    @property
    def model(self) -> str:
        """The name for logs and metrics."""
        return "local"

    @property
    def provider(self) -> str:
        """The name for logs and metrics."""
        return "local"

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
        """Answer the last items of `chat_ctx`: a user's message, or what the tools that it led to have returned."""
        offered = [] if tool_choice == "none" else list(tools or [])
        return _Stream(self, self._dialogue(), chat_ctx=chat_ctx, tools=offered, conn_options=conn_options)


class _Stream(llm.LLMStream):
    def __init__(
        self,
        model: LocalLLM,
        dialogue: DialogueState,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
    ) -> None:
        self._dialogue = dialogue
        super().__init__(model, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)

    async def _run(self) -> None:
        reply_id = shortuuid("local_")
        understood = self._reply()
        for number, call in enumerate(understood.calls):
            said = {_ALSO_SAID: understood.words} if number == 0 and understood.words else None
            tool_call = llm.FunctionToolCall(
                name=call.name,
                arguments=json.dumps(call.arguments, ensure_ascii=False),
                call_id=shortuuid("call_"),
                extra=said,
            )
            self._send(reply_id, llm.ChoiceDelta(role="assistant", tool_calls=[tool_call]))
        if not understood.calls:
            for sentence in _SENTENCE.findall(understood.words):
                self._send(reply_id, llm.ChoiceDelta(role="assistant", content=sentence))
        # no model ran, so there are no tokens to be counted
        usage = llm.CompletionUsage(completion_tokens=0, prompt_tokens=0, total_tokens=0)
        self._event_ch.send_nowait(llm.ChatChunk(id=reply_id, usage=usage))

    def _send(self, reply_id: str, delta: llm.ChoiceDelta) -> None:
        self._event_ch.send_nowait(llm.ChatChunk(id=reply_id, delta=delta))

    def _reply(self) -> Understood:
        turn = _last_turn(self._chat_ctx)
        if not turn:
            return Understood(words=WORDS["hello"])
        message, *after = turn
        outputs = [item for item in after if isinstance(item, llm.FunctionCallOutput)]
        if outputs:
            also = [str(item.extra.get(_ALSO_SAID, "")) for item in after if isinstance(item, llm.FunctionCall)]
            said = [item.output.strip() for item in _as_called(after, outputs)]
            return Understood(words=" ".join(part for part in (*said, *also) if part))
        if any(isinstance(item, llm.ChatMessage) and item.role == "assistant" for item in after):
            return Understood()
        text = message.text_content if isinstance(message, llm.ChatMessage) else None
        if text is None:
            return Understood(words=WORDS["only_words"])
        understood = understand(text, self._dialogue, before=_said_before(self._chat_ctx))
        offered = {tool.id for tool in self._tools}
        if any(call.name not in offered for call in understood.calls):
            return Understood(words=WORDS["not_here"])
        return understood


def _last_turn(chat_ctx: llm.ChatContext) -> list[llm.ChatItem]:
    """The user's last message and all that came after it; nothing if the user has not spoken."""
    for index in range(len(chat_ctx.items) - 1, -1, -1):
        item = chat_ctx.items[index]
        if isinstance(item, llm.ChatMessage) and item.role == "user":
            return list(chat_ctx.items[index:])
    return []


def _as_called(items: list[llm.ChatItem], outputs: list[llm.FunctionCallOutput]) -> list[llm.FunctionCallOutput]:
    """The outputs in the order in which the tools were called, which is the order of the user's requests."""
    order = {item.call_id: number for number, item in enumerate(items) if isinstance(item, llm.FunctionCall)}
    return sorted(outputs, key=lambda output: order.get(output.call_id, len(order)))


def _said_before(chat_ctx: llm.ChatContext) -> str:
    """What was last said to the user."""
    for item in reversed(chat_ctx.items):
        if isinstance(item, llm.ChatMessage) and item.role == "assistant":
            return item.text_content or ""
    return ""
