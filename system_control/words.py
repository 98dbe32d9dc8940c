"""What was said in the bound user's conversations: kept as one step, and taken out wherever it is or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from system_control.identity import get_session_user_uuid
from system_control.messages import Message, Said
from system_control.shelf import Shelf, in_thread, new_id
from system_control.store.procedures import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from system_control.store.store import Store
    from utils.clock import Clock


class Waiting(Protocol):
    """Where words are before they are in the store (the outbox)."""

    def forget_now(self, user: str, session_id: str | None) -> None:
        """Take out, blocking, those of one conversation of the user's, or (None) of all."""
        ...


class Words(Shelf[Message]):
    """The messages; what is removed of a whole conversation waits nowhere else any more either."""

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        super().__init__(store, clock, Message)
        self.waiting: Waiting | None = None

    def save_now(
        self, session_id: str, said: Sequence[Said], values: Mapping[str, Any], tokens: tuple[int, int]
    ) -> bool:
        """Keep what was said with what it changes in the session, blocking; False if there is no such session.

        :param tokens: input and output, besides those of the messages.
        """
        messages = [
            {
                "id": new_id(),
                "message_id": s.message_id,
                "sender": s.sender,
                "text_content": s.text,
                "interrupted": s.interrupted,
                "tool": s.tool,
                "tokens_input": s.tokens_input,
                "tokens_output": s.tokens_output,
            }
            for s in said
        ]
        arguments = {
            "user_id": get_session_user_uuid(),
            "session_id": session_id,
            "at": self._clock.now().isoformat(),
            "messages": messages,
            "tokens_input": tokens[0],
            "tokens_output": tokens[1],
            "values": encode(values),
        }
        return bool(self._store().call("save_turn", arguments) == "done")

    async def forget(self, session_id: str | None) -> int:
        """Take out all that was said in a conversation, or (None) in all, and what was made of it.

        Returns how many messages there were.
        """
        return await in_thread(self._forget_now, session_id)

    async def forget_waiting(self) -> None:
        """Take out what waits of all the user's conversations."""
        if self.waiting is not None:
            await in_thread(self.waiting.forget_now, get_session_user_uuid(), None)

    def _forget_now(self, session_id: str | None) -> int:
        user = get_session_user_uuid()
        # First what waits: what is on its way gets there before the rows are deleted.
        if self.waiting is not None:
            self.waiting.forget_now(user, session_id)
        return int(self._store().call("forget_words", {"user_id": user, "session_id": session_id}))
