"""Each turn → the conversation log: what was said and heard, and what the tools did, in the order of speech."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from livekit.agents import llm

from system_control.conversations import Said, Sender
from utils.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable

    from livekit.agents import AgentSession, CloseEvent, ConversationItemAddedEvent, FunctionToolsExecutedEvent

    from system_control.dialogue import DialogueState
    from system_control.outbox import OutboxFile
    from tools import Conversation

log = logging.getLogger(__name__)


class Transcript:
    """Listens to a session and hands each item of speech to `keep`, with what is secret taken out.

    An answer, and a call of a tool, has with it the tokens that the model's answers cost since the one before; `spend`
    gets what was spent beside them, when the session ends.
    """

    def __init__(
        self,
        session: AgentSession[Conversation],
        keep: Callable[[Said], None],
        *,
        spend: Callable[[int, int], None] | None = None,
        log_content: bool = False,
    ) -> None:
        self._session = session
        self._keep = keep
        self._spend = spend
        self._log_content = log_content
        self._counted = (0, 0)
        session.on("conversation_item_added", self._on_item)
        session.on("function_tools_executed", self._on_tools)
        session.on("close", self._on_close)

    # The framework calls these synchronously, and an exception in one would propagate into it.

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage) or item.role not in ("user", "assistant"):
            return
        text = redact(item.text_content or "").text
        if not text:
            return
        if item.role == "user":
            said = Said(Sender.USER, text)
            self._session.userdata.message_id = said.message_id
            log.info("[USER INPUT] %s", text if self._log_content else f"{len(text)} characters")
        else:
            tokens_input, tokens_output = self._spent()
            said = Said(Sender.AI, text, item.interrupted, tokens_input=tokens_input, tokens_output=tokens_output)
        self._keep(said)

    def _on_tools(self, event: FunctionToolsExecutedEvent) -> None:
        for call, output in event.zipped():
            arguments = {k: self._clean(v) if isinstance(v, str) else v for k, v in _arguments(call).items()}
            tool = {"name": call.name, "arguments": arguments, "is_error": output.is_error}
            tokens_input, tokens_output = self._spent()
            words = self._clean(output.output)
            self._keep(Said(Sender.TOOL, words, tool=tool, tokens_input=tokens_input, tokens_output=tokens_output))

    def _on_close(self, _event: CloseEvent) -> None:
        rest = self._spent()
        if self._spend is not None and any(rest):
            self._spend(*rest)

    def _spent(self) -> tuple[int, int]:
        """Return what the language model read and wrote since this was asked before."""
        used = [u for u in self._session.usage.model_usage if u.type == "llm_usage"]
        total = sum(u.input_tokens for u in used), sum(u.output_tokens for u in used)
        before, self._counted = self._counted, total
        return total[0] - before[0], total[1] - before[1]

    def _clean(self, text: str) -> str:
        """Take secrets out, also those of this turn whose names a tool was not handed."""
        text = redact(text).text
        for secret in self._session.userdata.secrets:
            text = text.replace(secret, "[secret]")
        return text


class SpokenLog:
    """Puts a spoken conversation into its outbox file, except for what is said in private."""

    def __init__(self, file: OutboxFile, dialogue: Callable[[], DialogueState]) -> None:
        self._file = file
        self._dialogue = dialogue
        self._private = False

    def __call__(self, said: Said) -> None:
        """Keep one item. The turn that asks for privacy is private itself, though its words came before."""
        private = self._dialogue().private
        if private and not self._private:
            self._file.forget_turn()
        self._private = private
        if private:
            self._file.spend(said.tokens_input, said.tokens_output)
        else:
            self._file.append(said)

    def spend(self, tokens_input: int, tokens_output: int) -> None:
        """Count what was spent beside what was said."""
        self._file.spend(tokens_input, tokens_output)


def _arguments(call: llm.FunctionCall) -> dict[str, object]:
    """Read a call's arguments; a model may have sent anything."""
    try:
        read = json.loads(call.arguments or "{}")
    except json.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}
