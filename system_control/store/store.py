"""What a store of rows must do: a handful of blocking calls, and named procedures that are each one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, Any]
"""Column → value: uuid as canonical text, a moment as aware UTC datetime, json as plain Python values."""


class Op(StrEnum):
    """How a column is compared. Every store gives the same answer for each; null matches IS only."""

    EQ = "eq"
    NE = "neq"
    LT = "lt"
    LE = "lte"
    GT = "gt"
    GE = "gte"
    IN = "in"
    IS = "is"
    """Is null (value None), or is not null (value True)."""


@dataclass(frozen=True, slots=True)
class Where:
    """One condition; several given together must all hold."""

    column: str
    op: Op
    value: Any


def eq(column: str, value: Any) -> Where:
    """`column = value`."""
    return Where(column, Op.EQ, value)


def is_in(column: str, values: Sequence[Any]) -> Where:
    """`column in (values)`; no value matches no row."""
    return Where(column, Op.IN, tuple(values))


def is_null(column: str) -> Where:
    """`column is null`."""
    return Where(column, Op.IS, None)


class Store(Protocol):
    """Rows in tables. Calls block (at most about 3 s) and may come from any thread.

    Every call raises `StoreUnavailable` when the store does not answer in time, and `StoreMisconfigured` when it
    refuses for good (wrong key, missing tables). A write raises `Conflict` when it refers to a row that is not there
    (its user was erased meanwhile) or sets a unique value that another row has, `InvalidInput` for text that cannot
    be kept (a null character), and ValueError or KeyError for what is a bug: a missing value, an unknown column.
    A write is repeated by the store itself where its answer was lost; since rows carry ids that the client made,
    a repetition does nothing twice.
    """

    name: str
    """What it is, for a log line and `--check`: "SQLite data/voicebot.db"."""

    def select(
        self,
        table: str,
        where: Sequence[Where] = (),
        *,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Return the rows for which every condition holds.

        :param order: column names; a leading "-" is descending, nulls come last both ways, and the id is always the
            last of them. Text is in the database's own order, which is not the same everywhere.
        :param limit: at most so many; None is all of them, however many there are.
        """
        ...

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> int:
        """Add rows; one whose id (or other unique value) already stands is left as it is. Return how many are new.

        Neighbours that set the same columns go in one statement. A failure may leave some of them: repeat it whole.
        """
        ...

    def update(self, table: str, where: Sequence[Where], values: Mapping[str, Any]) -> list[Row]:
        """Set values in the rows for which every condition holds, and return those rows as they are now.

        An empty `where` is refused. Set `updated_at` too where the values end the conditions (a claim): it is how a
        store knows its own rows again when an answer was lost.
        """
        ...

    def delete(self, table: str, where: Sequence[Where]) -> int:
        """Remove the rows for which every condition holds; return how many went. An empty `where` is refused."""
        ...

    def count(self, table: str, where: Sequence[Where] = ()) -> int:
        """Return for how many rows every condition holds."""
        ...

    def call(self, procedure: str, arguments: Mapping[str, Any]) -> Any:
        """Run a named procedure (see `procedures.py`) as one transaction; arguments and result are JSON values."""
        ...

    def check(self) -> None:
        """Raise what a first call would, so that start-up can say it; returns when the tables are there."""
        ...

    def close(self) -> None:
        """Let go of connections; calls after it raise `StoreUnavailable`."""
        ...
