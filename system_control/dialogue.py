"""What a conversation has open: the question that was asked, what was named last, private mode, what rings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from system_control.conversations import Session
from system_control.errors import NotFound
from system_control.shelf import Shelf
from system_control.store.store import eq
from utils.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from system_control.store.store import Store
    from utils.clock import Clock

REMEMBERED = 20
"""How many things that were named are kept; nobody refers further back than that by "it"."""


class Asked(StrEnum):
    """What kind of answer a question waits for."""

    PIECE = "piece"
    """A missing piece, in any words: it goes into the argument `piece` and the tool is run again."""
    WHICH = "which"
    """One or more of the choices."""
    SURE = "sure"
    """Yes or no, before more than one thing is deleted."""
    OFFER = "offer"
    """Yes or no to what is offered instead; another value is an answer as well."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something of the user's that was named: the row, and how it was called."""

    table: str
    id: str
    spoken: str


@dataclass(slots=True)
class Question:
    """What was asked (`spoken`), in which turn, and the tool and arguments that the answer goes into.

    `kind` is one of `Asked`; `piece` names the argument that an answer in free words fills.
    """

    kind: str
    tool: str
    arguments: dict[str, str]
    choices: list[Mention]
    asked_in: int
    spoken: str
    piece: str = ""


@dataclass(slots=True)
class DialogueState:
    """One conversation's state. Tools change it; models only read it.

    `mentioned` is newest first; `listed` is the list that was said last, in the order in which it was said, and `many`
    tells that nothing was named alone since, so that "it" is any of them;
    `named` are the things that were named in the turn `named_in`, in that order: several make a list as well;
    `moment` is the aware moment that was spoken of last; `said` is the last answer, for "repeat that".
    """

    turn: int = 0
    question: Question | None = None
    mentioned: list[Mention] = field(default_factory=list)
    listed: list[Mention] = field(default_factory=list)
    many: bool = False
    moment: datetime | None = None
    private: bool = False
    ringing: list[Mention] = field(default_factory=list)
    said: str = ""
    said_in: int = 0
    named: list[Mention] = field(default_factory=list)
    named_in: int = 0

    def begin_turn(self) -> None:
        """Count a turn of the user. A question that the turn before did not answer lapses."""
        self.turn += 1
        if self.question is not None and self.question.asked_in < self.turn - 1:
            self.question = None

    def ask(
        self,
        kind: Asked,
        spoken: str,
        tool: str,
        arguments: Mapping[str, str],
        *,
        piece: str = "",
        choices: Iterable[Mention] = (),
    ) -> str:
        """Open a question in the place of any other; return the words to be said.

        The arguments are kept with the conversation, so secrets are taken out of them.
        """
        words = {name: redact(text).text for name, text in arguments.items()}
        self.question = Question(kind.value, tool, words, list(choices), self.turn, spoken, piece)
        return spoken

    def mention(self, *mentions: Mention) -> None:
        """Make these the things that were named last; the last of them is what "it" means."""
        self.many = False
        if self.named_in != self.turn:
            self.named, self.named_in = [], self.turn
        for new in mentions:
            self.named = [*(m for m in self.named if m.id != new.id), new]
            self.mentioned = [new, *(m for m in self.mentioned if m.id != new.id)][:REMEMBERED]
        if len(self.named) > 1:
            self.listed = self.named[:REMEMBERED]

    def list_out(self, mentions: list[Mention]) -> None:
        """Take note of a list as it was said; of a list of one "it" is that one."""
        self.mention(*reversed(mentions))
        self.listed = list(mentions)
        self.many = len(mentions) > 1

    def say(self, spoken: str) -> None:
        """Keep what is said; several answers of one turn are one."""
        self.said = f"{self.said} {spoken}" if self.said and self.said_in == self.turn else spoken
        self.said_in = self.turn

    def silence(self, *row_ids: str) -> None:
        """Take note that these ring no more."""
        self.ringing = [m for m in self.ringing if m.id not in row_ids]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values, for `sessions.state`; `private` has its own column and is in both."""
        state = asdict(self)
        state["moment"] = None if self.moment is None else self.moment.isoformat()
        return state

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Self:
        """Make it of what `as_json` gave; what is missing or can't be read is as in a new conversation."""
        question = state.get("question")
        return cls(
            turn=_number(state.get("turn")),
            question=_question(question) if isinstance(question, dict) else None,
            mentioned=_mentions(state.get("mentioned")),
            listed=_mentions(state.get("listed")),
            many=state.get("many") is True,
            moment=_moment(state.get("moment")),
            private=state.get("private") is True,
            ringing=_mentions(state.get("ringing")),
            said=str(state.get("said") or ""),
            said_in=_number(state.get("said_in")),
            named=_mentions(state.get("named")),
            named_in=_number(state.get("named_in")),
        )


class Dialogues:
    """Where the states of the bound user's conversations are kept: in the conversations' own rows."""

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        self._shelf = Shelf(store, clock, Session)
        self._rows: dict[str, str] = {}

    async def load(self, session_id: str) -> DialogueState | None:
        """Return the state of a conversation; None if the conversation has no row."""
        rows = await self._shelf.find(eq("session_id", session_id), limit=1)
        if not rows:
            return None
        self._rows[session_id] = rows[0].id
        return DialogueState.from_json({**rows[0].state, "private": rows[0].private})

    async def save(self, session_id: str, state: DialogueState) -> bool:
        """Keep the state of a conversation; False if the conversation has no row, so that nothing was kept."""
        if session_id not in self._rows and await self.load(session_id) is None:
            return False
        values = {"state": state.as_json(), "private": state.private}
        try:
            await self._shelf.update(self._rows[session_id], values)
        except NotFound:  # the conversation was deleted meanwhile
            del self._rows[session_id]
            return False
        return True


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _mentions(value: object) -> list[Mention]:
    if not isinstance(value, list):
        return []
    return [Mention(str(m["table"]), str(m["id"]), str(m["spoken"])) for m in value if _is_mention(m)]


def _is_mention(value: object) -> bool:
    return isinstance(value, dict) and {"table", "id", "spoken"} <= value.keys()


def _question(value: Mapping[str, Any]) -> Question | None:
    arguments = value.get("arguments")
    if not value.get("kind") or not value.get("tool") or not isinstance(arguments, dict):
        return None
    return Question(
        kind=str(value["kind"]),
        tool=str(value["tool"]),
        arguments={str(k): str(v) for k, v in arguments.items()},
        choices=_mentions(value.get("choices")),
        asked_in=_number(value.get("asked_in")),
        spoken=str(value.get("spoken") or ""),
        piece=str(value.get("piece") or ""),
    )
