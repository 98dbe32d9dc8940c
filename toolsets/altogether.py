"""Changes all that the user named at once, as one step of undo: "move everything tomorrow to Friday"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.errors import AssistantError
from system_control.schedule import Alarm, Reminder, Timer, moved
from toolsets import retiming
from toolsets.cancelling import count_of
from toolsets.halting import pausing, repeats, resuming, skipping
from toolsets.schedule import first_time
from toolsets.things import Kind, Thing, called, named, of, remember_list
from toolsets.words import listing, quote, sentence
from utils.time_expressions import PastTime, TimeExpressionError, Unclear

if TYPE_CHECKING:
    from system_control.changes import Change
    from toolsets.talk import Talk

_DONE = {"pause": "paused", "off": "off", "resume": "on again", "skip": "skipped once"}


def for_all(things: list[Thing], to: str, action: str) -> list[Thing]:
    """Return those that can be changed together: words are of one thing alone, and a time is none of a note's."""
    if action in ("rename", "append") or not (action or to.strip()):
        return []
    timed = [t for t in things if t.kind is not Kind.NOTE]
    if action == "skip":
        return [t for t in timed if repeats(t)]
    if action or all(t.kind is Kind.TIMER for t in timed):
        return timed
    return [t for t in timed if t.kind is not Kind.TIMER]


async def change_all(talk: Talk, things: list[Thing], query: str, to: str, action: str) -> str:
    """Change each as it can be; what can't is named and stays.

    :raises AssistantError: if none can be changed.
    """
    steps: list[Change] = []
    left: list[Thing] = []
    failed: AssistantError | None = None
    for thing in things:
        try:
            step = _step(talk, thing, query, to, action)
        except TimeExpressionError as error:
            failed = AssistantError(str(error), spoken=_why(error))
            step = None
        except AssistantError as error:
            failed, step = error, None
        if step is None:
            left.append(thing)
        else:
            steps.append(step)
    if not steps:
        raise failed or AssistantError("nothing to change", spoken="There's nothing to change about them.")
    await talk.make(*steps)
    after = [of(talk, step.record) for step in steps if isinstance(step.record, Alarm | Reminder | Timer)]
    remember_list(talk, after)
    said = [_said(talk, after, action)]
    if left:
        stay = "stay as they are" if len(left) > 1 else "stays as it is"
        said.append(sentence(f"{listing([named(talk, t) for t in left])} {stay}"))
    return " ".join(said)


def _step(talk: Talk, thing: Thing, query: str, to: str, action: str) -> Change | None:
    record = thing.record
    match action:
        case "pause" | "off":
            return pausing(talk, thing)
        case "resume":
            return resuming(talk, thing)
        case "skip":
            return skipping(talk, thing, query)[1]
    if isinstance(record, Timer):
        return retiming.of_timer(talk, record, to)
    if not isinstance(record, Alarm | Reminder):
        return None
    when = retiming.of_schedule(talk, record, thing, to)
    return None if when is None else moved(record, when)


def _said(talk: Talk, after: list[Thing], action: str) -> str:
    are = "is" if len(after) == 1 else "are"
    if action:
        return sentence(f"{count_of(after)} {are} {_DONE[action]}")
    parts = [f"{quote(t.words, 12) or called(t)}, {first_time(talk, t)}" for t in after]
    return sentence(f"{count_of(after)} {are} now set: {listing(parts)}")


def _why(error: TimeExpressionError) -> str:
    if isinstance(error, PastTime):
        return "That time is already over, so I left everything as it was."
    return error.question if isinstance(error, Unclear) else "I can't tell when that is."
