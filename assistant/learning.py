"""Learns from what the user says beside the tools: after the turn, in the background, and never twice."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from system_control.categories import facts_in
from system_control.dialogue import Mention
from system_control.errors import AssistantError
from system_control.facts import OVERHEARD, Category, Fact, Memory, learn_all, tells
from system_control.identity import acting_as
from system_control.store.store import is_null
from utils.redact import redact

if TYPE_CHECKING:
    from tools import Conversation

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.3
"""How long the next turn waits until what the one before held is learned, so that "forget that" finds it."""
HAD_THE_WORDS = frozenset({"forget", "recall", "settings", "confirm", "take_note", "undo"})
"""Tools that took the user's words for their own: what is in them is stored, or is not to be."""
REASONS = frozenset({Category.EVENT.value, Category.GOAL.value})
"""What people tell beside a request, to give its reason."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one turn held: its facts, the message that it stands in, and the rows that `remember` made of it."""

    facts: list[Fact]
    message_id: str | None
    told: frozenset[str]
    named: bool
    """Whether tools named things in that turn: then "that" is one of those."""


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
        if not text or not (facts := self._worth_keeping(text)):
            return
        conversation = self._conversation
        dialogue = conversation.dialogue
        named = dialogue.named if dialogue.named_in == dialogue.turn and "remember" in conversation.called else []
        told = frozenset(m.id for m in named if m.table == Memory.TABLE)
        heard = _Heard(facts, conversation.message_id, told, bool(conversation.called))
        self._task = asyncio.create_task(self._keep(heard, self._task))

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
        if "remember" in conversation.called:  # which then has ended what is over
            facts = [f for f in facts if not f.over]
        if conversation.called - {"remember"}:
            facts = [f for f in facts if f.category not in REASONS]
        return facts

    async def _keep(self, heard: _Heard, before: asyncio.Task[None] | None) -> None:
        """Keep the facts, after those of the turn before, whose place they may take."""
        conversation = self._conversation
        if before is not None:
            await asyncio.wait({before})
        try:
            with acting_as(conversation.user):
                kept = await self._learn(heard)
        except AssistantError as error:
            log.info("[MEMORY STORED] nothing: %s", error)
            return
        if kept and not heard.named:
            conversation.dialogue.mention(*(Mention(Memory.TABLE, m.id, m.spoken) for m in kept))
            await conversation.save()

    async def _learn(self, heard: _Heard) -> list[Memory]:
        """Keep what no row holds yet, in one step; return the rows that hold the facts."""
        manager = self._conversation.manager
        known = await manager.memories.find(is_null("superseded_by"))
        told = [m for m in known if m.id in heard.told]
        facts = [f for f in heard.facts if not any(tells(row, f) for row in told)]
        for fact in facts:
            words = f" {fact.key}" if manager.settings.log_content else ""
            log.info("[MEMORY CATEGORIZATION] %s%s", fact.category, words)
        kept, changes = learn_all(
            known, facts, manager.clock.now(), source_message_id=heard.message_id, confidence=OVERHEARD
        )
        if changes:
            await manager.changes.make(changes, session_id=self._conversation.session_id)
            # "undo that" means what the user was told of, and of this nothing was said
            await manager.changes.forget_rows(*(change.record.id for change in changes))
            log.info("[MEMORY STORED] %d", sum(change.before is None for change in changes))
        return kept
