"""A request as the tools see a turn, so that a time sent over HTTP means what it means when it is said."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from api.once import make_once
from api.problems import Unsure
from system_control.changes import Change
from system_control.dialogue import Asked, DialogueState
from system_control.errors import InvalidInput, StoreUnavailable
from system_control.habits import Habits
from system_control.supabase_manager import SupabaseManager
from toolsets.talk import Talk, own_profile
from toolsets.times import FURTHEST
from utils.time_expressions import PastTime, Unclear
from utils.zones import first_zone

_ISO = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


@dataclass(slots=True)
class Hearing(Talk):
    """One request's. It belongs to no conversation, and remembers what it changed."""

    made: list[Change] = field(default_factory=list)

    async def make(self, *changes: Change) -> None:
        """Make changes as one step of undo."""
        self.made += await make_once(self.manager, *changes)

    def answered(self) -> None:
        """See to it that nothing is left open.

        :raises Unsure: with the question that the tool asked.
        """
        question = self.dialogue.question
        if question is None:
            return
        offer = question.arguments.get(question.piece) if question.kind == Asked.OFFER else None
        raise Unsure(question.spoken, offer=offer or None)


@contextmanager
def asking_back(over: str = "That time is already over. When shall it be instead?") -> Iterator[None]:
    """Answer a time that can't be taken as it is with the question that voice would ask.

    :param over: what is said of one that is past.
    :raises Unsure: in its place.
    """
    try:
        yield
    except Unclear as error:
        raise Unsure(error.question) from None
    except PastTime as error:
        raise Unsure(over, offer=error.offer.isoformat() if error.offer else None) from None


async def hear(manager: SupabaseManager, zone: str | None = None, *, chosen: str = "") -> Hearing:
    """Return what a tool needs to know of the bound user.

    :param zone: in which times are meant; None is the user's own.
    :param chosen: the id of the row that is meant.
    :raises StoreUnavailable: if the user's profile isn't there, which is made before each request if it can be.
    """
    profile = await own_profile(manager)
    if profile is None:
        raise StoreUnavailable("the user has no profile")
    where = first_zone(zone, profile.timezone, manager.settings.timezone)
    return Hearing(
        manager=manager,
        dialogue=DialogueState(),
        session_id="",
        profile=profile,
        now=manager.clock.now().astimezone(where),
        habits=Habits.of(profile.habits),
        tools={},
        chosen=(chosen,) if chosen else (),
    )


def moment_in(talk: Talk, text: str) -> datetime | None:
    """Return the moment that is written in ISO 8601; None if it is words. Without an offset it is in the user's zone.

    :raises InvalidInput: if it looks like ISO 8601 and names no moment.
    :raises Unsure: if it is farther ahead than anybody means.
    """
    if not _ISO.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        ahead = moment.replace(tzinfo=moment.tzinfo or talk.where) - talk.now
    except (ValueError, OverflowError):
        spoken = "I can't read that moment; write it like 2026-11-24T07:00."
        raise InvalidInput("no ISO 8601 moment", spoken=spoken) from None
    if ahead > FURTHEST:
        raise Unsure("That's too far ahead for me. When shall it be?")
    return moment
