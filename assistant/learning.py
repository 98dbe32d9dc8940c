"""Learns from what the user says beside the tools: after the turn, in the background, and never twice."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from system_control.categories import facts_in
from system_control.dialogue import Mention
from system_control.errors import AssistantError
from system_control.facts import OVERHEARD, Category, Fact, Memory, learn
from system_control.identity import acting_as
from system_control.store.store import is_null
from utils.redact import redact

if TYPE_CHECKING:
    from tools import Conversation

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.3
"""How long the next turn waits until what the one before held is learned, so that "forget that" finds it."""
HAD_THE_WORDS = frozenset({"remember", "forget", "recall", "settings", "confirm", "take_note", "undo"})
"""Tools that took the user's words for their own: what is in them is stored, or is not to be."""
REASONS = frozenset({Category.EVENT.value, Category.GOAL.value})
"""What people tell beside a request, to give its reason."""


class Learner:
    """Hears each turn of one conversation, and keeps the facts in it when the turn is over."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._text = ""
        self._task: asyncio.Task[None] | None = None

    def hear(self, text: str) -> None:
        """Take note of what a turn began with; the answer to an open question, and a private word, are passed over."""
        dialogue = self._conversation.dialogue
        self._text = "" if dialogue.question is not None or dialogue.private else text

    def turn_over(self) -> None:
        """Learn in the background. A turn is learned from once."""
        text, self._text = self._text, ""
        if text and (facts := self._worth_keeping(text)):
            self._task = asyncio.create_task(self._keep(facts, self._conversation.message_id))

    async def settled(self) -> None:
        """Wait, not for long, until what was heard is kept."""
        self.turn_over()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=PATIENCE_SECONDS)

    def _worth_keeping(self, text: str) -> list[Fact]:
        conversation = self._conversation
        if conversation.dialogue.private or conversation.called & HAD_THE_WORDS or redact(text):
            return []
        facts = [f for f in facts_in(text) if not redact(f"{f.key.replace('_', ' ')} is {f.value}")]
        return [f for f in facts if f.category not in REASONS] if conversation.called else facts

    async def _keep(self, facts: list[Fact], message_id: str | None) -> None:
        conversation = self._conversation
        others_named = bool(conversation.called)
        try:
            with acting_as(conversation.user):
                kept = [memory for fact in facts if (memory := await self._learn(fact, message_id)) is not None]
        except AssistantError as error:
            log.info("[MEMORY STORED] nothing: %s", error)
            return
        if kept and not others_named:
            conversation.dialogue.mention(*(Mention(Memory.TABLE, m.id, m.spoken) for m in kept))
            await conversation.save()

    async def _learn(self, fact: Fact, message_id: str | None) -> Memory | None:
        manager = self._conversation.manager
        words = f" {fact.key}" if manager.settings.log_content else ""
        log.info("[MEMORY CATEGORIZATION] %s%s", fact.category, words)
        known = await manager.memories.find(is_null("superseded_by"))
        memory, changes = learn(known, fact, manager.clock.now(), source_message_id=message_id, confidence=OVERHEARD)
        if changes:
            await manager.changes.make(changes, session_id=self._conversation.session_id)
            # "undo that" means what the user was told of, and of this nothing was said
            await manager.changes.forget_rows(*(change.record.id for change in changes))
            log.info("[MEMORY STORED] %s%s", fact.category, words)
        return memory
