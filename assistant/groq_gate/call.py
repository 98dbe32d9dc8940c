"""What a caller tells the gate, and hears from it, past the SDKs in between."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONVERSATION_PATIENCE = 4.0
"""Seconds; a longer silence, even with a filler in it, is worse than the other model's answer."""

SPEECH_PATIENCE = 10.0
"""Seconds for transcripts and speech, for which there is no other model."""

BACKGROUND_PATIENCE = 120.0
"""Seconds for what nobody waits for."""


class Call:
    """One call of a model: its patience in seconds, whether it yields to conversations, and how it ended.

    `on_wait` is told the seconds of a wait before it begins. Afterwards, `refused_for` is how long the budget was used
    up, if the call was turned away for that; `passed` whether it went through a gate at all, `reached` whether the
    server then answered anything, and `finish_reason` what the answer's end was marked with: None if it was cut off.
    """

    def __init__(
        self,
        patience: float | None = None,
        *,
        yields: bool = False,
        on_wait: Callable[[float], None] | None = None,
    ) -> None:
        self.patience, self.yields, self.on_wait = patience, yields, on_wait
        self.passed = self.reached = False
        self.finish_reason: str | None = None
        self.refused_for: float | None = None


# A context variable, because tasks that an SDK starts inherit it, while none of the SDKs hands a parameter through.
_current: ContextVar[Call | None] = ContextVar("groq_call", default=None)


def current_call() -> Call:
    """Return the call that runs now; an ordinary one if nobody said anything about it."""
    return _current.get() or Call()


@contextmanager
def calling(call: Call) -> Iterator[Call]:
    """Make what is started within this block be `call`."""
    token = _current.set(call)
    try:
        yield call
    finally:
        _current.reset(token)


@contextmanager
def background() -> Iterator[Call]:
    """Make what is started within this block yield to conversations: summaries and the like."""
    with calling(Call(BACKGROUND_PATIENCE, yields=True)) as call:
        yield call
