"""Takes notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.notes import MAX_CONTENT, MAX_TITLE, new_note
from toolsets.checks import checked
from toolsets.things import of, remember
from toolsets.words import quote, sentence

if TYPE_CHECKING:
    from toolsets.talk import Talk


async def take_note(
    talk: Talk,
    text: Annotated[str, "word for word"] = "",
    title: str = "",
) -> str:
    """'Take a note: buy milk', 'jot down…'."""
    content, title = checked(text, "note", MAX_CONTENT), checked(title, "title", MAX_TITLE)
    if not content:
        words = {"text": "", "title": title}
        return talk.dialogue.ask(Asked.PIECE, "What shall the note say?", "take_note", words, piece="text")
    note = new_note(content, title, talk.manager.clock.now())
    await talk.make(Change(None, note))
    remember(talk, [of(talk, note)])
    if title:
        return sentence(f"I've saved your note {title}: {quote(content)}")
    return sentence(f"I've noted: {quote(content)}")
