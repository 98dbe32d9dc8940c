"""Reads a file of conversations and questions about them, whose form `bench.search` tells."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from system_control.messages import Sender

if TYPE_CHECKING:
    from pathlib import Path

_ROLES = {"user": Sender.USER, "human": Sender.USER, "ai": Sender.AI, "assistant": Sender.AI}


class BadFile(Exception):
    """FILE is not what the first lines of this program say; the text says where."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was said: by user or ai."""

    id: str
    at: datetime
    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and what its speakers are called (sender → name) where they have names."""

    lines: list[Line]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a conversation, and the ids of the messages that answer it."""

    talk: str
    text: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """FILE, as it was meant: conversations by their ids."""

    talks: dict[str, Talk]
    questions: list[Question]


def read(file: Path) -> Asked:
    """Read FILE.

    :raises BadFile: if it can't be read, or is of another form.
    """
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise BadFile(f"{file} is not JSON: {error}") from None
    place = f"{file}"
    try:
        talks = {}
        for number, conversation in enumerate(given["conversations"]):
            place = f"{file}: conversations[{number}]"
            talks[str(conversation["id"])] = _talk(conversation["messages"])
        questions = []
        for number, question in enumerate(given["questions"]):
            place = f"{file}: questions[{number}]"
            said = question["answers"]
            answers = frozenset(map(str, [said] if isinstance(said, str) else said))
            questions.append(Question(str(question["conversation"]), _words(question["text"]), answers))
            if questions[-1].talk not in talks:
                raise BadFile(f"{place}: there is no conversation {questions[-1].talk!r}")
    except KeyError as error:
        raise BadFile(f"{place}: {error} is missing") from None
    except (TypeError, AttributeError, ValueError) as error:
        raise BadFile(f"{place}: {error}") from None
    return Asked(talks, questions)


def _talk(messages: list[dict[str, Any]]) -> Talk:
    names: dict[str, str] = {}
    lines = []
    for message in messages:
        said, text = str(message["sender"]).strip(), _words(message["text"])
        sender = _ROLES.get(said.lower()) or next((s for s, name in names.items() if name == said), None)
        if sender is None and len(names) < 2:
            sender = (Sender.USER, Sender.AI)[len(names)]
            names[sender] = said
        elif sender is None:  # a third one is nobody's role, so the name goes with the words
            sender, text = Sender.AI, f"{said}: {text}"
        lines.append(Line(str(message["id"]), _moment(message["at"]), sender, text))
    return Talk(lines, names)


def _moment(said: str) -> datetime:
    """Read ISO 8601, or as LoCoMo writes it: "1:56 pm on 8 May, 2023"."""
    try:
        spelt = " on " in said
        at = datetime.strptime(f"{said} Z", "%I:%M %p on %d %B, %Y %z") if spelt else datetime.fromisoformat(said)
    except ValueError:
        raise ValueError(f"at is {said!r}, no moment in ISO 8601") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _words(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}, not words")
    return text
