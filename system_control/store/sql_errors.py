"""What a database driver says, in the store's words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import exc

from system_control.errors import Conflict, StoreMisconfigured, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

UNIQUE_OR_FOREIGN = ("23503", "23505")
"""PostgreSQL's codes for a row that is referred to but missing, and for a value that must be unique but is not."""

_REFUSED = ("28", "3D", "42501", "42P01", "42883", "3F000")
"""Wrong password or role, no such database, no permission, no such table, function or schema."""


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn the driver's errors into the store's; `name` is the store's name."""
    try:
        yield
    except exc.TimeoutError as error:
        raise StoreUnavailable(f"{name}: no connection was free in time") from error
    except (exc.IntegrityError, exc.DataError) as error:
        # Without the cause: what PostgreSQL says after its first line is the row itself, a user's words.
        line = _line(error)
        if getattr(error.orig, "sqlstate", "") in UNIQUE_OR_FOREIGN or "UNIQUE" in line or "FOREIGN KEY" in line:
            raise Conflict(f"{name}: {line}") from None
        raise ValueError(f"{name}: {line}") from None
    except exc.DBAPIError as error:
        line = _line(error)
        meant = _sqlite(name, line) if name.startswith("SQLite") else _postgres(name, line, error)
        if meant is not None:
            raise meant from error
        if isinstance(error, (exc.OperationalError, exc.InterfaceError)):
            raise StoreUnavailable(f"{name}: {line}") from error
        raise


def _line(error: exc.DBAPIError) -> str:
    text = str(error.orig).strip()
    return text.splitlines()[0] if text else type(error.orig).__name__


def _sqlite(name: str, line: str) -> Exception | None:
    if "not a database" in line or "malformed" in line:
        return StoreMisconfigured(f"{name} is not a database; move that file away or set DATA_DIR.")
    if "readonly" in line or "unable to open" in line:
        return StoreMisconfigured(f"{name} cannot be written ({line}); set DATA_DIR.")
    if "no such table" in line or "no such column" in line:
        return StoreMisconfigured(f"{name} lacks tables ({line}); move that file away or set DATA_DIR.")
    if "locked" in line or "busy" in line:
        return StoreUnavailable(f"{name} is locked by another program ({line})")
    return None


def _postgres(name: str, line: str, error: exc.DBAPIError) -> Exception | None:
    code = getattr(error.orig, "sqlstate", None) or ""
    if code == "P0001":  # what our own functions raise
        return ValueError(f"{name}: {line}")
    # While a connection is made libpq gives no code, only words.
    refused = not code and any(w in line for w in ("authentication failed", "does not exist", "no password", "role "))
    if refused or code.startswith(_REFUSED):
        return StoreMisconfigured(f"{name} refuses ({line}); check DATABASE_URL.")
    if code.startswith(("40", "53", "57", "08")) or code == "55P03":
        return StoreUnavailable(f"{name}: {line}")
    return None
