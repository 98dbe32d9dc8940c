"""Notes over HTTP."""

from dataclasses import replace

from fastapi import APIRouter, Depends

from api import paging
from api.once import idempotent, make_once, once
from api.paging import PAGE, Cursor, Limit
from api.problems import responses
from api.schemas import notes as sent
from api.schemas.base import Page
from system_control.changes import Change
from system_control.errors import InvalidInput, NotFound
from system_control.notes import MAX_CONTENT, MAX_TITLE, Note, new_note
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
from toolsets.checks import checked


def notes_router(manager: SupabaseManager) -> APIRouter:
    """Return the routes under /api/v1/notes; "undo that" by voice takes back what they change."""
    router = APIRouter(prefix="/notes", tags=["notes"], route_class=once(manager))
    refused = responses(404, 409, 422, 429, 503)

    async def find(note_id: str) -> Note:
        found = await manager.notes.find(eq("id", note_id))
        if not found:
            raise NotFound(f"no note {note_id[:64]}", spoken="I can't find that note.")
        return found[0]

    @router.get("", responses=responses(422, 429, 503))
    async def all_notes(
        limit: Limit = PAGE,
        cursor: Cursor = None,
    ) -> Page[sent.Note]:
        """List notes, the newest first."""
        rows, following = await paging.newest(manager.notes, cursor=cursor, limit=limit)
        return Page(items=[_shown(note) for note in rows], cursor=following)

    @router.post("", status_code=201, dependencies=[Depends(idempotent)], responses=responses(409, 422, 429, 503))
    async def take_a_note(body: sent.NewNote) -> sent.Note:
        """Take a note; its words are kept as they are."""
        note = new_note(_text(body.text), _title(body.title), manager.clock.now())
        (made,) = await make_once(manager, Change(None, note))
        return _shown(await find(made.record.id))

    @router.get("/{note_id}", responses=responses(404, 429, 503))
    async def one(note_id: str) -> sent.Note:
        """Read a note."""
        return _shown(await find(note_id))

    @router.patch("/{note_id}", responses=refused)
    async def change(note_id: str, body: sent.NoteChange) -> sent.Note:
        """Change what is sent of it."""
        note = await find(note_id)
        given = body.given
        after = note if given.get("text") is None else replace(note, content=_text(given["text"]))
        if "title" in given:
            after = replace(after, title=_title(given["title"]))
        if after == note:
            return _shown(note)
        await manager.changes.make([Change(note, after)])
        return _shown(await find(note_id))

    @router.delete("/{note_id}", status_code=204, responses=responses(404, 409, 429, 503))
    async def delete(note_id: str) -> None:
        """Delete a note."""
        await manager.changes.make([Change(await find(note_id), None)])

    return router


def _text(text: str) -> str:
    kept = checked(text, "note", MAX_CONTENT)
    if not kept:
        raise InvalidInput("an empty note", spoken="The note is empty; what shall it say?")
    return kept


def _title(title: str | None) -> str | None:
    return checked(title or "", "title", MAX_TITLE) or None


def _shown(note: Note) -> sent.Note:
    return sent.Note(
        id=note.id, title=note.title, text=note.content, created_at=note.created_at, updated_at=note.updated_at
    )
