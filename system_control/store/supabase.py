"""Store on supabase-py: rows in the user's own Supabase."""

from __future__ import annotations

import json
import logging
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from postgrest.exceptions import APIError
from postgrest.types import CountMethod
from supabase import Client, ClientOptions

from system_control.errors import AssistantError, Conflict, StoreMisconfigured, StoreUnavailable
from system_control.store import rows as rules
from system_control.store import supabase_wording as wording
from system_control.store import wire
from system_control.store.store import Op, Row, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

log = logging.getLogger(__name__)

PAGE = 1000
"""Rows a request; a project's default maximum, beyond which it leaves rows out without a word."""

MANY = 100
"""Values of one IN a request: 100 ids are 4 kB, and gateways refuse a line of 8 kB."""


class _Duplicate(Conflict):
    """A value that must be unique stands already."""


class SupabaseStore:
    """Rows in Supabase; see `Store` for what each call promises.

    A call of many rows or values is several requests, so unlike a procedure it is not one transaction; repeating it
    whole completes it.
    """

    def __init__(self, url: str, key: str, key_name: str) -> None:
        """Prepare, without asking the server anything.

        :raises StoreMisconfigured: if `url` is not the address of a server.
        """
        try:
            address = urlsplit(url)
        except ValueError:
            address = urlsplit("")
        if address.scheme not in ("http", "https") or not address.hostname:
            raise StoreMisconfigured(f"SUPABASE_URL is {url[:80]!r}; it takes https://<project>.supabase.co.")
        self.name = f"Supabase {address.hostname}"
        self._key_name = key_name or "SUPABASE_SECRET_KEY"
        self._anon = wording.is_anon(key, self._key_name)
        if self._anon:
            log.warning(
                "%s is a public key: row level security hides every row from it, so nothing can be kept. "
                "Set SUPABASE_SECRET_KEY.",
                self._key_name,
            )
        self._http = wire.client()
        options = ClientOptions(httpx_client=self._http, postgrest_client_retry=False, auto_refresh_token=False)
        # Made here, once: the client makes it on first use without a lock.
        self._rest = Client(url, key, options).postgrest
        self._closed = False

    def select(
        self,
        table: str,
        where: Sequence[Where] = (),
        *,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Return the rows for which every condition holds."""
        parts = list(self._parts(table, where))
        if len(parts) == 1:
            return self._pages(table, parts[0], order, limit, offset)
        end = None if limit is None else offset + limit
        rows = [r for part in parts for r in self._pages(table, part, order, end, 0)]
        rows.sort(key=lambda r: r["id"])
        for column in reversed(order):
            name = column.removeprefix("-")
            present = [r for r in rows if r[name] is not None]
            present.sort(key=lambda r: r[name], reverse=column.startswith("-"))
            rows = present + [r for r in rows if r[name] is None]
        return rows[offset:end]

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> int:
        """Add rows; one that already stands is left as it is."""
        new = 0
        for _, group in groupby((rules.row(table, r) for r in rows), key=lambda r: r.keys()):
            alike = list(group)
            for start in range(0, len(alike), PAGE):
                new += self._insert(table, alike[start : start + PAGE])
        return new

    def update(self, table: str, where: Sequence[Where], values: Mapping[str, Any]) -> list[Row]:
        """Set values, and return the rows as they are now."""
        rules.refuse_all(where, "an update")
        body = wording.encode(table, rules.row(table, values))
        rows: list[Row] = []
        for part in self._parts(table, where):

            def change(part: list[Where] = part) -> Any:
                return wording.filtered(self._rest.from_(table).update(body), part)

            data, unsure = self._ask(change)
            found = [wording.decode(table, r) for r in data]
            lost = [w for w in part if w.column in values]
            if unsure and lost and "updated_at" in values:
                # The first attempt may have made its own conditions untrue; its rows bear its moment.
                rest = [w for w in part if w.column not in values]
                mine = [
                    Where(c, Op.IS if v is None else Op.EQ, v)
                    for c, v in values.items()
                    if wording.comparable(table, c)
                ]
                known = {r["id"] for r in found}
                found += [r for r in self.select(table, [*rest, *mine]) if r["id"] not in known]
            rows += found
        return rows

    def delete(self, table: str, where: Sequence[Where]) -> int:
        """Remove rows, and return how many went."""
        rules.refuse_all(where, "a deletion")
        gone = 0
        for part in self._parts(table, where):
            # Asked before, since a repeated deletion cannot tell what the first one did.
            ids = [r["id"] for r in self._pages(table, part, (), None, 0, columns="id")]
            if not ids:
                continue

            def removal(part: list[Where] = part) -> Any:
                return wording.filtered(self._rest.from_(table).delete(), part).select("id")

            data, unsure = self._ask(removal)
            gone += len(ids) - self.count(table, [Where("id", Op.IN, ids)]) if unsure else len(data)
        return gone

    def count(self, table: str, where: Sequence[Where] = ()) -> int:
        """Return for how many rows every condition holds."""
        return sum(self._count(table, part) for part in self._parts(table, where))

    def call(self, procedure: str, arguments: Mapping[str, Any]) -> Any:
        """Run a named procedure as one transaction; it knows a repetition by its arguments."""
        rules.kept(arguments)
        text = json.dumps(dict(arguments))
        return self._ask(lambda: self._rest.rpc(procedure, {"arguments": text}))[0]

    def check(self) -> None:
        """Raise what a first call would."""
        self.select("profiles", limit=1)

    def close(self) -> None:
        """Let go of connections."""
        self._closed = True
        self._http.close()

    def _parts(self, table: str, where: Sequence[Where]) -> Iterator[list[Where]]:
        """Split conditions so that no IN is too long for a URL; nothing where no row can meet them."""
        found = rules.conditions(table, where)
        if found is None:
            return
        long = next((w for w in found if w.op is Op.IN and len(w.value) > MANY), None)
        if long is None:
            yield found
            return
        for start in range(0, len(long.value), MANY):
            piece = Where(long.column, Op.IN, long.value[start : start + MANY])
            yield from self._parts(table, [piece if w is long else w for w in found])

    def _pages(
        self,
        table: str,
        where: list[Where],
        order: Sequence[str],
        limit: int | None,
        offset: int,
        columns: str = "*",
    ) -> list[Row]:
        rows: dict[
            str, Row
        ] = {}  # by id: a row inserted meanwhile moves others to the next page, where they come again
        left = limit
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)

            def page(size: int = size, offset: int = offset) -> Any:
                query = wording.filtered(self._rest.from_(table).select(columns), where)
                for column in (*order, "id"):
                    query = query.order(column.removeprefix("-"), desc=column.startswith("-"), nullsfirst=False)
                return query.limit(size).offset(offset)

            data = self._ask(page)[0]
            rows.update((r["id"], wording.decode(table, r)) for r in data)
            # Fewer than asked is the end, but a round number may also be a maximum that the project lowered.
            if not data or (len(data) < size and len(data) % 100):
                break
            offset += len(data)
            left = None if left is None else left - len(data)
        return list(rows.values())

    def _count(self, table: str, where: list[Where]) -> int:
        def query() -> Any:
            return wording.filtered(self._rest.from_(table).select("id", count=CountMethod.exact), where).limit(1)

        return int(self._answer(query)[0].count or 0)

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> int:
        body = [wording.encode(table, r) for r in rows]
        try:
            data, unsure = self._ask(
                lambda: self._rest.from_(table).upsert(body, ignore_duplicates=True, default_to_null=False).select("id")
            )
        except _Duplicate:
            # "Ignore" is about the id alone; a second unique value makes the server refuse the whole request.
            return sum(self._insert(table, [r]) for r in rows) if len(rows) > 1 else 0
        new = {r["id"] for r in data}
        maybe = {r["id"]: r.get("created_at") for r in rows if r["id"] not in new}
        if unsure and maybe:
            # An earlier attempt may have written them; a row that is exactly as old as ours is ours.
            stand = self.select(table, [Where("id", Op.IN, tuple(maybe))])
            new |= {r["id"] for r in stand if r["created_at"] == maybe[r["id"]]}
        return len(new)

    def _ask(self, query: Callable[[], Any]) -> tuple[Any, bool]:
        answer, unsure = self._answer(query)
        return answer.data, unsure

    def _answer(self, query: Callable[[], Any]) -> tuple[Any, bool]:
        """Send a query; see `wire.persistently` for what comes back."""
        if self._closed:
            raise StoreUnavailable(f"{self.name} is closed")
        try:
            answer, unsure = wire.persistently(lambda: query().execute(), self.name)
        except APIError as error:
            # Without the cause, whose details may quote the row: a user's words.
            raise self._meant(error) from None
        except RuntimeError as error:  # httpx, of a client that was closed meanwhile
            if self._closed:
                raise StoreUnavailable(f"{self.name} is closed") from error
            raise
        if isinstance(answer.data, str) and answer.data.lstrip().startswith("<"):
            raise StoreMisconfigured(f"{self.name} answers with a page, not with rows; check SUPABASE_URL.")
        return answer, unsure

    def _meant(self, error: APIError) -> AssistantError | ValueError:
        """Say what the server's refusal means for who runs this."""
        code, text = error.code or "", error.message or "no reason given"
        if code in ("23503", "23505"):
            return (_Duplicate if code == "23505" else Conflict)(f"{self.name}: {text}")
        if code in ("PGRST205", "PGRST202", "PGRST204", "PGRST200", "42P01", "42883", "42703"):
            return StoreMisconfigured(f"{self.name} lacks our tables ({text}); create them: make migrate")
        if code == "42501" and self._anon:
            return StoreMisconfigured(f"{self._key_name} may not touch rows; set SUPABASE_SECRET_KEY.")
        if code == "42501":
            return StoreMisconfigured(f"{self.name} gives {self._key_name} no grants ({text}); make migrate adds them.")
        if code in ("401", "403") or code.startswith("PGRST30") or "api key" in text.lower() or "jwt" in text.lower():
            return StoreMisconfigured(f"{self.name} refuses {self._key_name} ({text}).")
        if code.isdigit() and len(code) == 3:
            return StoreMisconfigured(f"{self.name} answers {code} ({text}), not as Supabase does; check SUPABASE_URL.")
        return ValueError(f"{self.name}: {code} {text}")
