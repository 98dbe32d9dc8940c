"""How well and how fast what was said is found: `python -m bench.search [FILE] [--all N] [--database URL]`.

FILE is {"conversations": [{"id", "messages": [{"id", "at", "sender", "text"}]}],
"questions": [{"conversation", "text", "answers": [message ids]}]}; each conversation is a user's own. `at` is ISO 8601
(UTC unless it says otherwise), `sender` is user, ai, or the name of who speaks: then the first one is the user.
hit@k is the share of questions of which any answer is among the first k messages, for k of 5, 10 and 20.

Then how long a question takes one user who has 10,000 and 100,000 messages, among N of all users (100,000 unless told;
1,000,000 takes some minutes to write), with words drawn from FILE, or from a made-up language without one.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.search_file import BadFile, Line, read
from system_control.conversations import GOES_ON_FOR
from system_control.errors import AssistantError
from system_control.identity import set_session_user
from system_control.messages import Sender
from system_control.search import Search
from system_control.shelf import new_id
from system_control.store.sql import SqlStore
from utils.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bench.search_file import Asked
    from system_control.store.store import Store

FIRST = (5, 10, 20)
SIZES = (10_000, 100_000)
OTHERS = 100_000
QUESTIONS = 200
A_WRITE = 400
"""Messages that are written at once: a busy server takes so many well within the store's three seconds."""

A_SESSION = 40
"""Messages in a made-up conversation."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--all", type=int, default=OTHERS, help="messages of all users together; 0 measures no times")
    parser.add_argument("--database", help="a postgresql:// URL of an empty database, in place of SQLite")
    options = parser.parse_args()
    try:
        asked = read(options.file) if options.file else None
        with tempfile.TemporaryDirectory() as folder:
            store = SqlStore.postgres(options.database) if options.database else SqlStore.sqlite(Path(folder) / "b.db")
            print(store.name.split(" ")[0])
            if asked:
                quality(store, asked)
            if options.all:
                speed(store, asked, options.all)
            store.close()
    except (BadFile, AssistantError) as error:
        parser.exit(1, f"{error}\n")


def quality(store: Store, asked: Asked) -> None:
    """Print hit@5, @10 and @20; a question without an answer in its conversation is left out, and said so."""
    for number, talk in enumerate(asked.talks.values()):
        _write(store, _user(store, f"person {number}"), _sessions(talk.lines))
    search = Search(lambda: store, SystemClock())
    people = {name: f"person {number}" for number, name in enumerate(asked.talks)}
    known = {name: {line.id for line in talk.lines} for name, talk in asked.talks.items()}
    places, lost = [], 0
    for question in asked.questions:
        if not question.answers & known[question.talk]:
            lost += 1
            continue
        set_session_user(people[question.talk])
        names = asked.talks[question.talk].names
        hits = search.find_now(question.text, zone=UTC, limit=max(FIRST), names=names).hits
        ids = [h.message.message_id.partition("|")[2] for h in hits]
        places.append(next((place for place, id_ in enumerate(ids) if id_ in question.answers), max(FIRST)))
    if lost:
        print(f"{lost} questions have no answer in their conversation and are left out")
    for first in FIRST:
        share = sum(p < first for p in places) / max(1, len(places))
        print(f"hit@{first}: {share:.3f}  ({len(places)} questions)")


def speed(store: Store, asked: Asked | None, everything: int) -> None:
    """Print p50 and p95 in milliseconds."""
    chance = random.Random(1)
    texts, questions = _material(asked, chance)
    began = time.perf_counter()
    owned = sum(SIZES)
    for number in range(max(0, everything - owned) // 10_000):
        _write(store, _user(store, f"other {number}"), _made_up(10_000, texts, chance))
    for size in SIZES:
        _write(store, _user(store, f"talker {size}"), _made_up(size, texts, chance))
    total = max(everything, owned)
    print(f"{total:,} messages were written in {time.perf_counter() - began:.0f} s")
    search = Search(lambda: store, SystemClock())
    for size in SIZES:
        set_session_user(f"talker {size}")
        search.find_now(questions[0], zone=UTC)
        took = []
        for question in questions:
            began = time.perf_counter()
            search.find_now(question, zone=UTC)
            took.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(took, n=20)[-1]
        print(f"{size:,} messages of one user among {total:,}: p50 {statistics.median(took):.1f} ms, p95 {p95:.1f} ms")


def _material(asked: Asked | None, chance: random.Random) -> tuple[list[str], list[str]]:
    """Return texts to draw messages from, and questions."""
    if asked and asked.talks and asked.questions:
        texts = [line.text for talk in asked.talks.values() for line in talk.lines]
        questions = [q.text for q in asked.questions]
        return texts, chance.sample(questions, min(QUESTIONS, len(questions)))
    # Zipf's law: the n-th most frequent word is n times rarer than the first. The first hundred are the stop words.
    words = ["".join(chance.choices("bdfgklmnprst", k=3)) + chance.choice("aeiou") + str(n) for n in range(20_000)]
    weights = [1 / (n + 1) for n in range(len(words))]
    texts = [" ".join(chance.choices(words, weights, k=chance.randint(4, 30))) for _ in range(20_000)]
    telling, rarer = words[100:], weights[100:]
    return texts, [" ".join(chance.choices(telling, rarer, k=chance.randint(2, 6))) for _ in range(QUESTIONS)]


def _user(store: Store, identity: str) -> str:
    user = set_session_user(identity)
    now = datetime.now(UTC)
    store.insert("profiles", [{"id": user, "identity": identity, "created_at": now, "updated_at": now}])
    return user


def _sessions(lines: list[Line]) -> Iterator[list[Line]]:
    """Split what was said where nobody spoke for half an hour."""
    session: list[Line] = []
    for line in lines:
        if session and line.at - session[-1].at > GOES_ON_FOR:
            yield session
            session = []
        session.append(line)
    if session:
        yield session


def _made_up(size: int, texts: list[str], chance: random.Random) -> Iterator[list[Line]]:
    start = datetime.now(UTC) - timedelta(days=365)
    step = timedelta(days=365) / size
    for first in range(0, size, A_SESSION):
        yield [
            Line(str(n), start + step * n, (Sender.USER, Sender.AI)[n % 2], chance.choice(texts))
            for n in range(first, min(first + A_SESSION, size))
        ]


def _write(store: Store, user: str, sessions: Iterable[list[Line]]) -> None:
    waiting: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for session in sessions:
        name, began = new_id(), session[0].at
        waiting[0].append(
            {"id": new_id(), "user_id": user, "session_id": name, "created_at": began, "updated_at": session[-1].at}
        )
        waiting[1].extend(
            {
                "id": new_id(),
                "user_id": user,
                "message_id": f"{user}|{m.id}",
                "session_id": name,
                "seq": seq,
                "sender": m.sender,
                "text_content": m.text,
                "created_at": m.at,
            }
            for seq, m in enumerate(session, 1)
        )
        if len(waiting[1]) >= A_WRITE:
            _send(store, waiting)
    _send(store, waiting)


def _send(store: Store, waiting: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    for table, rows in zip(("sessions", "messages"), waiting, strict=True):
        store.insert(table, rows)
        rows.clear()


if __name__ == "__main__":
    main()
