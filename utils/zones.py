"""Time zones by the names of the places they are named for: "Tokyo", "new york"."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def _names() -> frozenset[str]:
    # reading the database from disk takes tens of milliseconds
    return frozenset(available_timezones())


@cache
def _places() -> dict[str, str]:
    """The last part of each zone's name; of two with the same, the shorter name."""
    found: dict[str, str] = {}
    for name in sorted(_names(), key=lambda zone: (len(zone), zone), reverse=True):
        if name.startswith(_REGIONS):
            found[_plain(name.rsplit("/", 1)[-1])] = name
    return found


def _plain(words: str) -> str:
    return " ".join(words.lower().replace("_", " ").replace("-", " ").replace(".", " ").split())


def find_zone(words: str) -> str | None:
    """The IANA zone that is named for a place, or that has that name itself; None if there is none.

    Only places that the zone database names are known: "Tokyo" is, "Munich" is not.
    """
    if words in _names():
        return words
    plain = _plain(words.removeprefix("in ").removesuffix(" time"))
    return _places().get(plain) or ("UTC" if plain in ("utc", "gmt", "greenwich") else None)
