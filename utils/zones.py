"""Time zones by their names, and by the places they are named for: "Tokyo", "new york"."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

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


def first_zone(*names: str | None) -> ZoneInfo:
    """Return the first of these zones that exists, UTC if none does."""
    for name in names:
        if name and (zone := zone_of(name)) is not None:
            return zone
    return ZoneInfo("UTC")


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name, None if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, a folder of the database, or no key at all
        return None
