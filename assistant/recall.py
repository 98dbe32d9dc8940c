"""What is known of the user, chosen for a turn and quoted as data, so that the model uses it and never obeys it."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from livekit.agents import llm

from system_control.errors import AssistantError
from system_control.identity import acting_as
from system_control.recalling import worth_telling
from system_control.store.store import is_null

if TYPE_CHECKING:
    from collections.abc import Iterable

    from system_control.facts import Memory
    from tools import Conversation

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.05
"""How long an answer waits for what is remembered; after that it is given without."""
NEWEST = 300
"""Facts that are looked at."""
CHANGES_MEMORY = frozenset({"remember", "forget", "undo", "confirm"})
QUOTES = frozenset({"find", "recall"})
"""Tools whose answers hold what the user once said."""

OPEN, CLOSE = "<data>", "</data>"
_MARK = re.compile(r"<\s*/?\s*data\b[^<>]*>?", re.IGNORECASE)


class Recall:
    """Reads the facts of one conversation's user ahead of time, and quotes what fits a turn."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._facts: list[Memory] = []
        self._reading: asyncio.Task[None] | None = None

    def refresh(self) -> None:
        """Read anew in the background; what was read before counts no more, since some of it may be forgotten."""
        self.close()
        self._facts = []
        self._reading = asyncio.create_task(self._read())

    def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def quoted(self, text: str) -> str:
        """Return the facts that are worth telling for what the user said, between the marks; "" if there are none.

        Takes 50 ms at most: from a slow store there is what was read when the turn before ended, or nothing.
        """
        if self._conversation.called & CHANGES_MEMORY:
            self.refresh()
        elif self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        if self._reading is not None:
            await asyncio.wait({self._reading}, timeout=PATIENCE_SECONDS)
        return as_data(memory.spoken for memory in worth_telling(text, self._facts))

    async def _read(self) -> None:
        try:
            with acting_as(self._conversation.user):
                self._facts = await self._conversation.manager.memories.find(
                    is_null("superseded_by"), order=("-created_at",), limit=NEWEST
                )
        except AssistantError as error:
            log.info("[SESSION] what is remembered can't be read: %s", error)


def as_data(lines: Iterable[str]) -> str:
    """Quote lines between the marks, with any such mark inside them taken apart; "" if there are no lines."""
    quoted = "\n".join(f"- {_harmless(' '.join(line.split()))}" for line in lines)
    return f"{OPEN}\n{quoted}\n{CLOSE}" if quoted else ""


def with_quotes(chat_ctx: llm.ChatContext) -> llm.ChatContext:
    """Return a copy for the model in which the answers of tools that read out what the user keeps stand as data."""
    copy = chat_ctx.copy()
    copy.items = [
        item.model_copy(update={"output": f"{OPEN}{_harmless(item.output)}{CLOSE}"})
        if isinstance(item, llm.FunctionCallOutput) and item.name in QUOTES and not item.is_error
        else item
        for item in copy.items
    ]
    return copy


class Unmarked:
    """Takes the marks out of what is about to be said, also where they come in pieces."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """Return what can be said by now."""
        text = _exactly(self._held + text)
        start = text.rfind("<")
        self._held = (
            text[start:] if start >= 0 and any(m.startswith(text[start:].lower()) for m in (OPEN, CLOSE)) else ""
        )
        return text[: len(text) - len(self._held)]

    def rest(self) -> str:
        """Return what was held back."""
        held, self._held = self._held, ""
        return held


def _exactly(text: str) -> str:
    return re.sub(f"{OPEN}|{CLOSE}", "", text, flags=re.IGNORECASE)


def _harmless(text: str) -> str:
    return _MARK.sub("(data)", text)
