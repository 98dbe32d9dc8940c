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

    from livekit.agents import AgentSession, ConversationItemAddedEvent, FunctionToolsExecutedEvent

    from system_control.dialogue import DialogueState
    from system_control.outbox import OutboxFile
    from tools import Conversation

log = logging.getLogger(__name__)


class Transcript:
    """Listens to a session and hands each item of speech to `keep`, with what is secret taken out."""

    def __init__(
        self, session: AgentSession[Conversation], keep: Callable[[Said], None], *, log_content: bool = False
    ) -> None:
        self._session = session
        self._keep = keep
        self._log_content = log_content
        session.on("conversation_item_added", self._on_item)
        session.on("function_tools_executed", self._on_tools)

    # The framework calls these synchronously, and an exception in one would propagate into it.

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage) or item.role not in ("user", "assistant"):
            return
        text = redact(item.text_content or "").text
        if not text:
            return
        sender = Sender.USER if item.role == "user" else Sender.AI
        said = Said(sender, text, interrupted=item.interrupted)
        if sender is Sender.USER:
            self._session.userdata.message_id = said.message_id
            log.info("[USER INPUT] %s", text if self._log_content else f"{len(text)} characters")
        self._keep(said)

    def _on_tools(self, event: FunctionToolsExecutedEvent) -> None:
        for call, output in event.zipped():
            arguments = {k: self._clean(v) if isinstance(v, str) else v for k, v in _arguments(call).items()}
            tool = {"name": call.name, "arguments": arguments, "is_error": output.is_error}
            self._keep(Said(Sender.TOOL, self._clean(output.output), tool=tool))

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
        if not private:
            self._file.append(said)


def _arguments(call: llm.FunctionCall) -> dict[str, object]:
    """Read a call's arguments; a model may have sent anything."""
    try:
        read = json.loads(call.arguments or "{}")
    except json.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}
