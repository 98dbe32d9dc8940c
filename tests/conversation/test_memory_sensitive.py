"""Thirty kinds of secrets, told in every way there is; then every row and every file is searched for them."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from livekit.agents import AgentSession

from assistant.persona import Assistant
from assistant.text import TypedConversations
from assistant.transcript import SpokenLog, Transcript
from system_control.outbox import Outbox
from system_control.store.tables import METADATA
from tests.fakes.scripted_llm import ScriptedLLM, call
from tools import Conversation

if TYPE_CHECKING:
    from pathlib import Path

    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager
    from tests.conversation.talking import Alice

SECRETS = [
    ("my password is hunter2xy", "hunter2xy"),
    ("the password for my email is tr0ub4dor", "tr0ub4dor"),
    ("my passphrase is correct horse battery", "correct horse battery"),
    ("my wifi password is blue-Whale-77", "blue-Whale-77"),
    ("I changed my password to s3cr3t!pw", "s3cr3t!pw"),
    ("my PIN is 4831", "4831"),
    ("my pin code is four eight three one", "four eight three one"),
    ("the door code is 77215", "77215"),
    ("my phone pin is nine nine two seven", "nine nine two seven"),
    ("the alarm code is 556677", "556677"),
    ("the security code on my card is 912", "912"),
    ("my safe combination is 12 34 56", "12 34 56"),
    ("the verification code is 449201", "449201"),
    ("my card number is 4111 1111 1111 1111", "1111 1111"),
    ("my visa is 4012888888881881", "4012888888881881"),
    ("it is four one one one one one one one one one one one one one one one", "one one one one one"),
    ("my amex is 378282246310005", "378282246310005"),
    ("my account number is 12345678", "12345678"),
    ("my IBAN is DE89 3704 0044 0532 0130 00", "3704 0044"),
    ("my routing number is 021000021", "021000021"),
    ("my social security number is 123-45-6789", "123-45-6789"),
    ("my ssn is one two three four five six seven eight nine", "three four five six"),
    ("my passport number is X1234567", "X1234567"),
    ("my driver's license is D12345678", "D12345678"),
    ("my national insurance number is QQ123456C", "123456"),
    ("my tax id is 98 765 432 1", "765 432"),
    ("my api key is sk-proj-abcdefghijklmnop1234567890", "abcdefghijklmnop"),
    ("use ghp_abcdefghijklmnopqrstuvwxyz012345 for github", "abcdefghijklmnopqrstuvwxyz"),
    ("my token is zxcvbnm-4455-token", "zxcvbnm-4455"),
    ("the key is AKIAABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"),
    ("connect to postgres://alice:opensesame@db.example.com/x", "opensesame"),
    ("my seed phrase is apple river moon candle", "river moon"),
]


def everything(store: SqlStore, folder: Path, caplog: pytest.LogCaptureFixture) -> str:
    rows = [str(row) for table in METADATA.sorted_tables for row in store.select(table.name)]
    files = [p.read_bytes().decode("utf-8", "replace") for p in folder.rglob("*") if p.is_file()]
    return "\n".join((*rows, *files, caplog.text))


def test_there_are_thirty_kinds():
    assert len(SECRETS) >= 30


@pytest.mark.parametrize(("told", "secret"), SECRETS)
async def test_a_secret_is_nowhere(
    talk: Alice,
    manager: SupabaseManager,
    store: SqlStore,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    told: str,
    secret: str,
):
    caplog.set_level(logging.DEBUG, logger="assistant")
    caplog.set_level(logging.DEBUG, logger="system_control")
    caplog.set_level(logging.DEBUG, logger="tools")
    # typed, alone, as a memory that is asked for, as a note, as a label
    typed = TypedConversations(manager, replace(manager.settings, log_content=True))
    turns = (told, f"remember that {told}", f"take a note: {told}", f"remind me at five tomorrow that {told}")
    answers = [(await typed.say(turn)).text for turn in turns]
    await typed.aclose()
    # as a model passes it to the tools
    for tool in ("remember", "take_note", "set_reminder", "forget", "recall", "find"):
        words = {"find": "query", "recall": "query"}.get(tool, "text")
        extra = {"time": "tomorrow at five"} if tool == "set_reminder" else {"kind": "note"} if tool == "find" else {}
        answers.append(await talk.say(tool, **{words: told}, **extra))
    # spoken, through the outbox, with a model that says it back
    await manager.conversations.create_session("s2", channel="voice")
    conversation = Conversation(manager, talk.user, "s2")
    file = Outbox(manager).open("s2", user=talk.user, identity="alice@example.com", channel="voice", room="r")
    model = ScriptedLLM()
    session: AgentSession[Conversation] = AgentSession(
        llm=model, vad=None, userdata=conversation, turn_handling={"turn_detection": None}
    )
    Transcript(session, SpokenLog(file, lambda: conversation.dialogue), log_content=True)
    await session.start(Assistant(conversation), record=False, session_host=False)
    model.script.extend(["All right.", [[call("remember", text=told)]], [[call("take_note", text=told)]]])
    for _ in range(3):
        await session.run(user_input=told)
    before = everything(store, tmp_path, caplog)  # the outbox holds it all now
    await session.aclose()
    file.start()
    await file.finish()
    for where in (before, everything(store, tmp_path, caplog), "\n".join(answers)):
        assert not re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", where)  # ids hold any digits
    assert store.select("messages")
