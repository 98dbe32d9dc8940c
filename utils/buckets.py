"""The arithmetic of buckets that refill evenly: how long until so much may be taken from all of them at once."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_LIMITS = 6
"""How many buckets one record has room for."""

_BODY = struct.Struct(f"<{2 + MOST_LIMITS}d")
_CHECK_BYTES = 4
RECORD_BYTES = _BODY.size + _CHECK_BYTES


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket of `amount` of a `unit` that refills evenly within `window` seconds.

    At most `burst` of it is taken at once: less than `amount`, where somebody else counts too and may count a
    little differently.
    """

    name: str
    unit: str
    amount: float
    window: float
    burst: float
    rate: float = field(init=False)
    """What refills in one second."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", self.amount / self.window)


class Levels:
    """How much is used of each bucket at one moment; `hold` seconds more, nobody may take anything."""

    __slots__ = ("hold", "stamp", "used")

    def __init__(self, stamp: float, hold: float = 0.0, used: list[float] | None = None) -> None:
        self.stamp, self.hold = stamp, hold
        self.used = used or [0.0] * MOST_LIMITS

    def advance(self, limits: Sequence[Limit], now: float) -> None:
        """Refill until `now`, in seconds. A stamp in the future is a clock that was set back: it counts as now."""
        passed = now - self.stamp
        self.stamp = now
        if passed > 0:
            # Written without max(): this runs four times a booking, and the file's lock is held.
            self.hold = self.hold - passed if self.hold > passed else 0.0
            used = self.used
            for at, limit in enumerate(limits):
                left = used[at] - passed * limit.rate
                used[at] = left if left > 0 else 0.0

    def wait(self, limits: Sequence[Limit], cost: Mapping[str, float], share: float = 1.0) -> float:
        """Return the seconds until `cost` (by unit) fits into this share of every burst.

        What is larger than the share itself fits when the bucket is untouched: whether it is too large at all, only
        the one who owns the limit can say.
        """
        longest = self.hold
        for at, limit in enumerate(limits):
            needs = cost.get(limit.unit, 0.0)
            room = limit.burst * share
            over = self.used[at] + needs - room if needs < room else self.used[at]
            if over > 0 and over > longest * limit.rate:
                longest = over / limit.rate
        return longest

    def book(self, limits: Sequence[Limit], cost: Mapping[str, float], wait: float) -> None:
        """Take `cost` for a call that starts in `wait` seconds.

        The call reaches the other side only then, so a bucket that is emptier must look, at that moment, as if the
        cost had just been taken, and whoever books later queues behind it.
        """
        used = self.used
        for at, limit in enumerate(limits):
            then = wait * limit.rate
            used[at] = max(used[at], then) + cost.get(limit.unit, 0.0)

    def add(self, limits: Sequence[Limit], cost: Mapping[str, float], sign: float = 1.0) -> None:
        """Use so much more of each bucket, or with sign -1 so much less, never less than nothing."""
        for at, limit in enumerate(limits):
            self.used[at] = max(0.0, self.used[at] + sign * cost.get(limit.unit, 0.0))

    def pack(self) -> bytes:
        """Return RECORD_BYTES bytes."""
        body = _BODY.pack(self.stamp, self.hold, *self.used)
        return body + zlib.crc32(body).to_bytes(_CHECK_BYTES, "little")

    @classmethod
    def unpack(cls, record: bytes) -> Levels:
        """Read what `pack` wrote.

        :raises ValueError: if it is anything else.
        """
        body, check = record[: _BODY.size], record[_BODY.size :]
        if int.from_bytes(check, "little") != zlib.crc32(body) or len(record) != RECORD_BYTES:
            raise ValueError("not a record of levels")
        read = _BODY.unpack(body)
        return cls(read[0], read[1], list(read[2:]))
