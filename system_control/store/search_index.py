"""SQLite's word index of messages: an FTS5 table that triggers keep in step with the rows, however they come and go.

PostgreSQL and Supabase have an expression index instead (migrations/supabase, *_search.sql). The index holds no text;
it is derived from the rows, so a version that changes it calls `rebuild`.

A word's rowid is the place where it was said: owner << 42 | the owner's conversation << 20 | seq. So a user's words lie
side by side, whoever else talks much, and the neighbours of a message are the numbers beside its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

PREFIX = "search_"
"""What the names of these tables and triggers begin with; they are no tables of tables.py."""

OWNER_BITS = 42
"""Where the owner begins in a rowid."""

TABLES = (
    """create virtual table if not exists search_words using fts5(
      body, content='', tokenize='porter unicode61 remove_diacritics 2')""",
    "create table if not exists search_owners (number integer primary key, user_id text not null unique)",
    "create table if not exists search_places (number integer primary key, session_id text not null unique)",
)
# What a tool did is told by the answer that follows, in the same words, so it is not heard twice.
_FORGET = """insert into search_words (search_words, rowid, body)
    select 'delete', (p.number << 20) + min(max(old.seq, 0), 1048575), old.text_content
    from search_places p where p.session_id = old.session_id and old.sender <> 'tool';"""
_HEAR = """insert into search_words (rowid, body)
    select (p.number << 20) + min(max(new.seq, 0), 1048575), new.text_content
    from search_places p where p.session_id = new.session_id and new.sender <> 'tool';"""
_SAID = """
    insert into search_owners (user_id)
      select new.user_id where not exists (select 1 from search_owners where user_id = new.user_id);
    insert into search_places (number, session_id)
      select coalesce(max(p.number) + 1, o.number << 22), new.session_id
      from search_owners o left join search_places p on p.number between o.number << 22 and ((o.number + 1) << 22) - 1
      where o.user_id = new.user_id
        and not exists (select 1 from search_places where session_id = new.session_id)
      group by o.number;"""
TRIGGERS = (
    f"create trigger if not exists search_said after insert on messages begin {_SAID} {_HEAR} end",
    f"create trigger if not exists search_unsaid after delete on messages begin {_FORGET} end",
    f"""create trigger if not exists search_mended after update of text_content, seq, session_id, sender on messages
      begin {_FORGET} {_HEAR} end""",
    """create trigger if not exists search_ended after delete on sessions begin
      delete from search_places where session_id = old.session_id;
    end""",
    # Merged, since words that are only marked as deleted could still be read in the file.
    """create trigger if not exists search_erased after delete on profiles begin
      delete from search_owners where user_id = old.id;
      insert into search_words (search_words) values ('optimize');
    end""",
)
_FILL = (
    "insert into search_owners (user_id) select distinct user_id from messages order by user_id",
    """insert into search_places (number, session_id)
      select (o.number << 22) + row_number() over (partition by o.number order by m.first, m.session_id) - 1,
        m.session_id
      from (select user_id, session_id, min(created_at) as first from messages group by session_id) m
      join search_owners o on o.user_id = m.user_id""",
    """insert into search_words (rowid, body)
      select (p.number << 20) + min(max(m.seq, 0), 1048575), m.text_content
      from search_places p join messages m on m.session_id = p.session_id where m.sender <> 'tool'
      order by p.number, m.seq""",
)


def install(connection: sa.Connection) -> None:
    """Make what is not there yet; triggers go with a table that a migration makes anew."""
    for statement in (*TABLES, *TRIGGERS):
        connection.exec_driver_sql(statement)


def rebuild(connection: sa.Connection) -> None:
    """Make the index anew from the rows."""
    for trigger in ("said", "unsaid", "mended", "ended", "erased"):
        connection.exec_driver_sql(f"drop trigger if exists {PREFIX}{trigger}")
    for table in ("words", "owners", "places"):
        connection.exec_driver_sql(f"drop table if exists {PREFIX}{table}")
    install(connection)
    for statement in _FILL:
        connection.exec_driver_sql(statement)
