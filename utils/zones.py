"""Time zones by their names, and by the places and names that people say: "Tokyo", "Munich", "India", "Eastern"."""

from __future__ import annotations

import unicodedata
import zoneinfo
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from utils.zone_places import CITIES, COUNTRY_ALIASES, MAIN_ZONES, SPOKEN_ZONES

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_SOURCE = "tzdata.zi"
_REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
# zones of a country that show the same time on both of these days are taken for the same
_WINTER, _SUMMER = datetime(2026, 1, 15), datetime(2026, 7, 15)  # noqa: DTZ001 - wall times of each zone


@cache
def _names() -> dict[str, str]:
    # reading the database from disk takes tens of milliseconds
    return {name.lower(): name for name in available_timezones()}


@cache
def _places() -> dict[str, str]:
    """The last part of each zone's name; of two with the same, one in use today, then the shorter name."""
    in_use = {name for _, _, name in _table("zone.tab")}
    found: dict[str, str] = {}
    for name in sorted(_names().values(), key=lambda zone: (zone in in_use, -len(zone), zone)):
        if name.startswith(_REGIONS):
            found[_plain(name.rsplit("/", 1)[-1])] = name
    return found


@cache
def _countries() -> dict[str, str]:
    """Zones by the names of countries with one time; the lists are those of the zone database itself."""
    zones: dict[str, list[str]] = {}
    for code, _, name in _table("zone.tab"):
        zones.setdefault(code, []).append(name)
    found: dict[str, str] = {}
    for code, name in _table("iso3166.tab"):
        zone = MAIN_ZONES.get(code) or _only(zones.get(code, []))
        if zone:
            found[_plain(name.split("(")[0])] = zone
            found.update({alias: zone for alias, alias_code in COUNTRY_ALIASES.items() if alias_code == code})
    return found


def _table(name: str) -> list[list[str]]:
    """The rows of a table of the zone database, without comments; no more columns than three."""
    text = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t")[:3] for line in text.splitlines() if line and not line.startswith("#")]


def _only(zones: list[str]) -> str | None:
    """The zone of a country if all its zones show the same time."""
    offsets = {tuple(day.replace(tzinfo=ZoneInfo(zone)).utcoffset() for day in (_WINTER, _SUMMER)) for zone in zones}
    return zones[0] if len(offsets) == 1 else None


def _plain(words: str) -> str:
    for mark in "_-.,":
        words = words.replace(mark, " ")
    bare = "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))
    return " ".join(bare.lower().split())


@cache
def _cities() -> dict[str, str]:
    return {_plain(city): zone for city, zone in CITIES.items()}


def find_zone(words: str) -> str | None:
    """The IANA zone of that name, or of a place or a time as people name it; None if none is known.

    Known are the places of the zone database, countries with one time, large cities, and names such as "Eastern".
    A country with several times ("the United States") has none.
    """
    plain = _plain(words).removeprefix("in ").removeprefix("the ")
    plain = plain.removesuffix(" time").removesuffix(" standard").removesuffix(" daylight")
    for known in (SPOKEN_ZONES, _places(), _cities(), _countries()):
        if plain in known:
            return known[plain]
    return _names().get(words.strip().lower())


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


def database_version() -> str:
    """Return which zone database the zones are read from, "2026a 2026b": the system's if it has one, and the package's.

    Both, since a zone that the system lacks comes from the package. Read anew at each call: a system is updated while
    programs run.
    """
    system = next(filter(None, (_version(Path(folder, _SOURCE)) for folder in zoneinfo.TZPATH)), "")
    return f"{system} {_version(files('tzdata.zoneinfo').joinpath(_SOURCE))}".strip()


def _version(source: Path | Traversable) -> str:
    """The version that the first line of the database's source names; "" if there is none."""
    try:
        with source.open(encoding="utf-8") as lines:
            return lines.readline().removeprefix("# version").strip()
    except OSError:
        return ""
