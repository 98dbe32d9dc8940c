"""Dialogues about alarms, reminders and timers, each line of the manners in several wordings, and what they leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conversation.dialogues import Talking

FILE = Path(__file__).with_name("schedule_dialogues.txt")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The turns, each with a pattern that its answer must hold (if any), and the rows at the end."""

    name: str
    turns: list[tuple[str, str]]
    rows: list[str]


def dialogues() -> list[Dialogue]:
    """Read the file, whose head says how it is written."""
    found = []
    for block in re.split(r"\n\s*\n", FILE.read_text(encoding="utf-8").strip())[1:]:
        name, *lines = block.splitlines()
        turns = [line.partition(" => ") for line in lines if not line.startswith("=")]
        rows = sorted(line.removeprefix("= ") for line in lines if line.startswith("="))
        found.append(Dialogue(name.removeprefix("# "), [(said, pattern) for said, _, pattern in turns], rows))
    return found


@pytest.mark.parametrize("dialogue", dialogues(), ids=lambda dialogue: dialogue.name)
async def test_what_is_said_and_what_is_left(talking: Talking, dialogue: Dialogue):
    for said, pattern in dialogue.turns:
        answer = await talking.say(said)
        assert re.search(pattern, answer), f"{said!r} was answered {answer!r}"
    assert await talking.rows() == dialogue.rows
    assert (await talking.left()).notes == []
