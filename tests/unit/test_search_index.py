"""SQLite's word index: made of what is there, whole after every change, and exact however much is left out."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import UTC, timedelta
from uuid import uuid4

import sqlalchemy as sa

from system_control.identity import livekit_identity_to_uuid, set_session_user
from system_control.search import Search
from system_control.store import searching
from system_control.store.migrate import MIGRATIONS, migrate_sqlite
from system_control.store.search_index import rebuild
from system_control.store.sql import SqlStore
from system_control.store.store import eq
from tests.conftest import NOW


def keep(store, user, talks):
    for number, lines in enumerate(talks):
        name, at = str(uuid4()), NOW - timedelta(days=1 + number)
        store.insert(
            "sessions", [{"id": name, "user_id": user, "session_id": name, "created_at": at, "updated_at": at}]
        )
        store.insert(
            "messages",
            [
                {
                    "id": str(uuid4()),
                    "message_id": str(uuid4()),
                    "user_id": user,
                    "session_id": name,
                    "seq": seq,
                    "sender": ("ai", "user")[seq % 2],
                    "text_content": line,
                    "created_at": at,
                }
                for seq, line in enumerate(lines, 1)
            ],
        )


def known(store, identity="alice@example.com"):
    user = set_session_user(identity)
    store.insert("profiles", [{"id": user, "identity": identity, "created_at": NOW, "updated_at": NOW}])
    return user


def found(store, clock, question, limit=10):
    hits = Search(lambda: store, clock).find_now(question, zone=UTC, limit=limit).hits
    return [(h.message.id, h.score) for h in hits]


def made_up(chance):
    words = [f"word{n}" for n in range(60)]
    weights = [1 / (n + 1) for n in range(60)]
    return [[" ".join(chance.choices(words, weights, k=6)) for _ in range(chance.randint(1, 30))] for _ in range(40)]


def terms(store):
    """Every word of the index with how often it is in it."""
    with store._engine.connect() as connection:
        connection.exec_driver_sql("create virtual table temp.seen using fts5vocab(main, search_words, row)")
        rows = connection.exec_driver_sql("select term, doc from temp.seen").all()
        connection.exec_driver_sql("drop table temp.seen")
    return dict(map(tuple, rows))


def test_the_best_are_the_same_when_the_rest_is_left_out(store, monkeypatch):
    chance = random.Random(7)
    alice = known(store)
    keep(store, alice, made_up(chance))
    questions = [[f"word{chance.randint(0, 59)}" for _ in range(n % 5 + 1)] for n in range(60)]
    asked = {"user_id": alice, "dates": [], "senders": ["ai", "user"], "rarity": None, "after": None, "before": None}
    asked |= {"until": None, "offset": 0, "limit": 5}

    def best():
        answers = [store.call("search_messages", {**asked, "words": list(dict.fromkeys(q))}) for q in questions]
        return [[(hit["message"]["id"], hit["score"]) for hit in answer["hits"]] for answer in answers]

    monkeypatch.setattr(searching, "FIRST_LOOK", 10**9)
    whole = best()
    monkeypatch.setattr(searching, "FIRST_LOOK", 1)
    assert best() == whole
    assert all(whole)


def test_an_index_that_is_made_anew_is_the_one_that_grew(store, clock):
    chance = random.Random(3)
    keep(store, known(store), made_up(chance))
    keep(store, known(store, "bob@example.com"), made_up(chance))
    store.delete("messages", [eq("seq", 2)])
    store.update("messages", [eq("seq", 3)], {"text_content": "another thing"})
    grown = terms(store)
    before = found(store, clock, "word9 thing")
    with store._engine.connect() as connection:
        rebuild(connection)
        connection.commit()
    assert terms(store) == grown
    assert found(store, clock, "word9 thing") == before
    assert grown["anoth"] == store.count("messages", [eq("text_content", "another thing")])


def test_nothing_of_an_erased_user_stays_in_the_index(store):
    alice, bob = known(store), known(store, "bob@example.com")
    keep(store, alice, [["zeppelin over Berlin", "indeed"]])
    keep(store, bob, [["airship"]])
    store.delete("profiles", [eq("id", alice)])
    assert terms(store) == {"airship": 1}
    with store._engine.connect() as connection:
        blocks = connection.exec_driver_sql("select block from search_words_data").scalars().all()
    assert not any(b"zeppelin" in block for block in blocks), "not even in a part that is only marked as deleted"
    with store._engine.connect() as connection:
        for table, column in (("search_owners", "user_id"), ("search_places", "session_id")):
            assert connection.execute(sa.text(f"select count({column}) from {table}")).scalar_one() == 1


def test_a_database_of_before_is_indexed_when_it_is_opened(tmp_path, clock):
    """As it was when there was no search: the first migration alone, and rows."""
    path, before = tmp_path / "voicebot.db", tmp_path / "migrations"
    shutil.copytree(MIGRATIONS / "sqlite", before, ignore=lambda _, names: [n for n in names if "000" in n[:3]])
    shutil.copy(MIGRATIONS / "sqlite/versions/0001_core.py", before / "versions")
    engine = sa.create_engine(f"sqlite:///{path}")
    migrate_sqlite(engine, path, before)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        for kind, name in connection.execute(
            "select type, name from sqlite_master where name in ('search_words', 'search_owners', 'search_places') "
            "or (type = 'trigger' and name like 'search%') order by type desc"
        ).fetchall():
            connection.execute(f"drop {kind} {name}")
        user, at = livekit_identity_to_uuid("alice@example.com"), NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        profile = "insert into profiles (id, identity, created_at, updated_at) values (?, 'alice@example.com', ?, ?)"
        connection.execute(profile, (user, at, at))
        session = "insert into sessions (id, user_id, session_id, created_at, updated_at) values (?, ?, 'x', ?, ?)"
        connection.execute(session, (str(uuid4()), user, at, at))
        for seq, line in enumerate(("the zeppelin", "indeed", "and so on", "the airship"), 1):
            connection.execute(
                "insert into messages (id, user_id, message_id, session_id, seq, sender, text_content, created_at) "
                "values (?, ?, ?, 'x', ?, 'user', ?, ?)",
                (str(uuid4()), user, str(uuid4()), seq, line, at),
            )
    connection.close()
    store = SqlStore.sqlite(path)
    set_session_user("alice@example.com")
    assert len(found(store, clock, "zeppelin")) == 3
    store.close()


def test_what_cannot_be_kept_leaves_no_word(store, clock):
    alice = known(store)
    keep(store, alice, [["one"]])
    row = store.select("messages")[0]
    assert store.insert("messages", [{**row, "text_content": "quite another"}]) == 0
    assert found(store, clock, "quite") == []
    assert terms(store) == {"on": 1}
