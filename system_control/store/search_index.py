"""SQLite's word index of messages: an FTS5 table that triggers keep in step with the rows, however they come and go.

PostgreSQL and Supabase have an expression index instead (migrations/supabase, *_search.sql). The index holds words alone,
no text; it is derived, so a version that changes it drops it and calls `rebuild`.

A word's rowid is the place where it was said: owner << 42 | the owner's conversation << 20 | seq. So a user's words lie
side by side, whoever else talks much, and the neighbours of a message are the numbers beside its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

PREFIX = "search_"
"""What the names of these tables and triggers begin with; they are no tables of tables.py."""

SEQ_BITS = 20
SESSION_BITS = 22
OWNER_BITS = SEQ_BITS + SESSION_BITS

_PLACE = f"(p.number << {SEQ_BITS}) + min(max({{row}}.seq, 0), {(1 << SEQ_BITS) - 1})"
_FORGET = (
    f"insert into search_words(search_words, rowid, body) select 'delete', {_PLACE.format(row='old')}, "
    "old.text_content from search_places p where p.session_id = old.session_id and old.sender <> 'tool';"
)
_HEAR = (
    f"insert into search_words(rowid, body) select {_PLACE.format(row='new')}, new.text_content "
    "from search_places p where p.session_id = new.session_id and new.sender <> 'tool';"
)
# What a tool did is told by the answer that follows, in the same words.

TABLES = (
    "create virtual table if not exists search_words using fts5"
    "(body, content='', tokenize='porter unicode61 remove_diacritics 2')",
    "create table if not exists search_owners (number integer primary key, user_id text not null unique)",
    "create table if not exists search_places (number integer primary key, session_id text not null unique)",
)
TRIGGERS = (
    f"""create trigger if not exists search_said after insert on messages begin
      insert into search_owners (user_id)
        select new.user_id where not exists (select 1 from search_owners where user_id = new.user_id);
      insert into search_places (number, session_id)
        select coalesce(max(p.number) + 1, o.number << {SESSION_BITS}), new.session_id
        from search_owners o left join search_places p
          on p.number between o.number << {SESSION_BITS} and ((o.number + 1) << {SESSION_BITS}) - 1
        where o.user_id = new.user_id
          and not exists (select 1 from search_places where session_id = new.session_id)
        group by o.number;
      {_HEAR}
    end""",
    f"create trigger if not exists search_unsaid after delete on messages begin {_FORGET} end",
    f"""create trigger if not exists search_mended after update of text_content, seq, session_id, sender on messages
      begin {_FORGET} {_HEAR} end""",
    """create trigger if not exists search_ended after delete on sessions begin
      delete from search_places where session_id = old.session_id;
    end""",
    # Merged, since words that are only marked as deleted would still be read in the file.
    """create trigger if not exists search_erased after delete on profiles begin
      delete from search_owners where user_id = old.id;
      insert into search_words(search_words) values ('optimize');
    end""",
)
_FILL = (
    "insert into search_owners (user_id) select distinct user_id from messages order by user_id",
    f"""insert into search_places (number, session_id)
      select (o.number << {SESSION_BITS}) + row_number() over (partition by o.number order by m.first, m.session_id) - 1,
        m.session_id
      from (select user_id, session_id, min(created_at) as first from messages group by session_id) m
      join search_owners o on o.user_id = m.user_id""",
    f"""insert into search_words (rowid, body) select {_PLACE.format(row="m")}, m.text_content
      from search_places p join messages m on m.session_id = p.session_id where m.sender <> 'tool'
      order by p.number, m.seq""",
)


def install(connection: sa.Connection) -> None:
    """Make what is not there yet; triggers go with a table that a migration makes anew."""
    for statement in (*TABLES, *TRIGGERS):
        connection.exec_driver_sql(statement)


def rebuild(connection: sa.Connection) -> None:
    """Make the index anew from the rows."""
    found = "select type, name from sqlite_master where type in ('table', 'trigger') and name like 'search\\_%' escape '\\'"
    mine = [(kind, name) for kind, name in connection.exec_driver_sql(found) if kind == "trigger" or name in _NAMES]
    for kind, name in mine:
        connection.exec_driver_sql(f"drop {kind} {name}")
    install(connection)
    for statement in _FILL:
        connection.exec_driver_sql(statement)


_NAMES = ("search_words", "search_owners", "search_places")
