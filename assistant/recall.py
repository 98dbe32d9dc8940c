"""What is known of the user, chosen for a turn and quoted as data, so that the model uses it and never obeys it."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from livekit.agents import llm

from system_control.errors import AssistantError
from system_control.facts import Memory
from system_control.identity import acting_as
from system_control.last_time import last_time
from system_control.memory_use import MemoryUse
from system_control.recalling import about, worth_telling
from system_control.store.store import is_null
from toolsets.talk import own_profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools import Conversation

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.05
"""How long an answer waits for what is remembered; after that it is given without."""
NEWEST = 300
"""Facts that are looked at."""
CHANGES_MEMORY = frozenset({"remember", "forget", "undo", "confirm"})
QUOTES = frozenset({"find", "recall"})
"""Tools whose answers hold what the user once said."""

EARLIER = (
    "Known from before; mention it when the user greets you or when it helps. "
    "What is due may have changed since, so ask `find` for that."
)

OPEN, CLOSE = "<data>", "</data>"
_MARK = re.compile(r"<\s*/?\s*data\b[^<>]*>?", re.IGNORECASE)


class Recall:
    """Reads what is known of one conversation's user ahead of time, and quotes what fits a turn."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._facts: list[Memory] = []
        self._reading: asyncio.Task[None] | None = None
        self._earlier: list[str] = []
        self._looking_back: asyncio.Task[None] | None = None
        self._use = MemoryUse(conversation.manager, conversation.user)
        self._writing: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to read: the facts, and, once in a conversation, what was last time."""
        self.refresh()
        self._looking_back = asyncio.create_task(self._look_back())

    def refresh(self) -> None:
        """Read the facts anew in the background; those read before count no more, since some may be forgotten."""
        if self._reading is not None:
            self._reading.cancel()
        self._facts = []
        self._reading = asyncio.create_task(self._read())

    def close(self) -> None:
        """Stop reading."""
        for task in (self._reading, self._looking_back):
            if task is not None:
                task.cancel()
        self._reading = self._looking_back = None

    def turn_over(self) -> None:
        """Keep in the background which facts the turn made use of: those it was about, and those that were read out."""
        dialogue = self._conversation.dialogue
        if "recall" in self._conversation.called and dialogue.named_in == dialogue.turn:
            self._use.note(m.id for m in dialogue.named if m.table == Memory.TABLE)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._use.keep())

    async def settled(self) -> None:
        """Keep what the last turns made use of, and wait until that is done."""
        if self._writing is not None:
            await asyncio.wait({self._writing})
        self.turn_over()
        if self._writing is not None:
            await asyncio.wait({self._writing})

    @property
    def earlier(self) -> str:
        """What was last time and what is due today, between the marks; "" if there is nothing, or it isn't read yet."""
        quoted = as_data(self._earlier)
        return f"{EARLIER}\n{quoted}" if quoted else ""

    async def quoted(self, text: str) -> str:
        """Return the facts that are worth telling for what the user said, between the marks; "" if there are none.

        Takes 50 ms at most: from a slow store there is what was read when the turn before ended, or nothing.
        What there is of last time is waited for within the same 50 ms.
        """
        if self._conversation.called & CHANGES_MEMORY:
            self.refresh()
        elif self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        if reading := {task for task in (self._reading, self._looking_back) if task is not None}:
            await asyncio.wait(reading, timeout=PATIENCE_SECONDS)
        told = worth_telling(text, self._facts)
        self._use.note(memory.id for memory in about(text, told))
        return as_data(memory.spoken for memory in told)

    async def _read(self) -> None:
        try:
            with acting_as(self._conversation.user):
                self._facts = await self._conversation.manager.memories.find(
                    is_null("superseded_by"), order=("-created_at",), limit=NEWEST
                )
        except AssistantError as error:
            log.info("[SESSION] what is remembered can't be read: %s", error)

    async def _look_back(self) -> None:
        conversation = self._conversation
        try:
            with acting_as(conversation.user):
                # The zone decides what is today, and is in the profile.
                if conversation.profile is None:
                    conversation.profile = await own_profile(conversation.manager)
                self._earlier = await last_time(
                    conversation.manager, conversation.zone, session_id=conversation.session_id
                )
        except AssistantError as error:
            log.info("[SESSION] what was last time can't be read: %s", error)


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


def with_earlier(chat_ctx: llm.ChatContext, earlier: str) -> llm.ChatContext:
    """Return it with what was last time after the instructions.

    There, since it stays as it is for the whole conversation: a prefix of the prompt that stays is not paid for again.
    """
    if earlier:
        head = 0
        while head < len(chat_ctx.items) and getattr(chat_ctx.items[head], "role", "") == "system":
            head += 1
        chat_ctx.items.insert(head, llm.ChatMessage(role="system", content=[earlier]))
    return chat_ctx


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
