"""One user's rows of one table, as records; the only place where blocking calls leave the event loop."""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, Self, TypeVar

from system_control.errors import NotFound, StoreUnavailable
from system_control.identity import get_session_user_uuid
from system_control.store.procedures import owner_column
from system_control.store.store import Row, Where, eq
from system_control.store.tables import OWNED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from system_control.store.store import Store
    from utils.clock import Clock

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_SECONDS = 3.0
"""How long somebody who speaks waits for the store before being told."""

THREADS = 16
"""Measured over a 20 ms server with 50 tasks: p50 87 ms with 16 threads, 205 ms with asyncio's default of 6."""


class Unsettled(StoreUnavailable):
    """The store did not answer in time: a write may or may not have happened."""

    spoken = "My memory is very slow right now, so I'm not sure that worked. Please ask me again in a moment."


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a blocking call beside the event loop, as the user who is bound, and wait at most 3 s for it.

    :raises Unsettled: if it takes longer; it may still take effect.
    """
    try:
        # Not wait_for: in Python 3.11 it loses a cancellation that comes together with the result, and who is to end
        # then goes on for ever.
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.to_thread(call, *args, **kwargs)
    except TimeoutError:
        raise Unsettled(f"the store did not answer within {PATIENCE_SECONDS:g} s") from None


def widen_threads() -> None:
    """Give the running loop enough threads for the store; called once, first thing, by whoever starts the loop."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="store"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row as an object; its fields are the columns that the code above the store uses."""

    TABLE: ClassVar[str]

    id: str
    created_at: datetime

    @classmethod
    def of(cls, row: Row) -> Self:
        """Make it of a row; columns that it has no field for are left out."""
        return cls(**{f.name: row[f.name] for f in fields(cls)})

    def row(self) -> dict[str, Any]:
        """Return column → value, without the user, whom the shelf adds."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


R = TypeVar("R", bound=Record)


class Shelf(Generic[R]):
    """The bound user's rows of one table. Every call is bounded by that user; the service key would pass RLS.

    Each call raises `NoUser` when nobody is bound, and `StoreUnavailable` when the store can't be used.
    """

    def __init__(self, store: Callable[[], Store], clock: Clock, kind: type[R]) -> None:
        if kind.TABLE not in OWNED and kind.TABLE != "profiles":
            raise ValueError(f"rows of {kind.TABLE} belong to nobody")
        self._store = store
        self._clock = clock
        self._kind = kind
        self._owner = owner_column(kind.TABLE)

    async def find(
        self, *where: Where, order: tuple[str, ...] = (), limit: int | None = None, offset: int = 0
    ) -> list[R]:
        """Return the rows for which every condition holds; `order` as in `Store.select`."""
        return await in_thread(self.find_now, *where, order=order, limit=limit, offset=offset)

    def find_now(
        self, *where: Where, order: tuple[str, ...] = (), limit: int | None = None, offset: int = 0
    ) -> list[R]:
        """Do what `find` does, blocking."""
        rows = self._store().select(self._kind.TABLE, self._mine(*where), order=order, limit=limit, offset=offset)
        return [self._kind.of(r) for r in rows]

    async def get(self, row_id: str) -> R:
        """Return one row.

        :raises NotFound: if this user has no such row, also when another has.
        """
        found = await self.find(eq("id", _checked(row_id)))
        if not found:
            raise NotFound(f"no row {row_id} in {self._kind.TABLE}")
        return found[0]

    async def count(self, *where: Where) -> int:
        """Return how many rows there are for which every condition holds."""
        return await in_thread(lambda: self._store().count(self._kind.TABLE, self._mine(*where)))

    async def add(self, record: R) -> None:
        """Put a row there, with no way back (see `Changes` for one); nothing happens if its id stands already."""
        await in_thread(self.add_now, record)

    def add_now(self, record: R) -> None:
        """Do what `add` does, blocking."""
        self._store().insert(self._kind.TABLE, [{**record.row(), self._owner: get_session_user_uuid()}])

    async def update(self, row_id: str, values: Mapping[str, Any]) -> R:
        """Set columns of one row, with no way back, and return it.

        :raises NotFound: if this user has no such row.
        """
        return await in_thread(self.update_now, row_id, values)

    def update_now(self, row_id: str, values: Mapping[str, Any]) -> R:
        """Do what `update` does, blocking."""
        stamped = {"updated_at": self._clock.now(), **values} if self._stamped else dict(values)
        rows = self._store().update(self._kind.TABLE, self._mine(eq("id", _checked(row_id))), stamped)
        if not rows:
            raise NotFound(f"no row {row_id} in {self._kind.TABLE}")
        return self._kind.of(rows[0])

    async def remove(self, row_id: str) -> None:
        """Remove one row, with no way back.

        :raises NotFound: if this user has no such row.
        """
        if not await in_thread(lambda: self._store().delete(self._kind.TABLE, self._mine(eq("id", _checked(row_id))))):
            raise NotFound(f"no row {row_id} in {self._kind.TABLE}")

    async def remove_all(self, *where: Where) -> int:
        """Remove the rows for which every condition holds, with no way back; return how many there were."""
        return await in_thread(lambda: self._store().delete(self._kind.TABLE, self._mine(*where)))

    @property
    def _stamped(self) -> bool:
        return any(f.name == "updated_at" for f in fields(self._kind))

    def _mine(self, *where: Where) -> list[Where]:
        return [eq(self._owner, get_session_user_uuid()), *where]


def new_id() -> str:
    """Return a new row's id, made here so that a repeated write does nothing twice."""
    return str(uuid.uuid4())


def _checked(row_id: str) -> str:
    """Return the id in canonical form.

    :raises NotFound: if it is none, since no row can have it.
    """
    try:
        return str(uuid.UUID(row_id))
    except (ValueError, AttributeError, TypeError):
        raise NotFound("that is not an id") from None
