"""Which time zone a place is in, and how a zone is called."""

from __future__ import annotations

import re

from utils.zones import find_zone

_AROUND = re.compile(
    r"^(?:(?:i'?m|i am|we're|we are)\b|\b(?:now|currently|back|in|to|at|the time zone of|timezone|time zone)\b|[ ,.])+"
    r"|\b(?:this|next) (?:week|month|weekend)\b.*"
    r"|\b(?:right now|for (?:a|the|now|two|three).*|today|until .*|at the moment|now|please)"
    r"|\b(?:standard |daylight )?time(?: ?zone)?\b",
    re.IGNORECASE,
)


def zone_of_place(text: str) -> str | None:
    """Return the IANA zone of a city, a country or a zone's own name; None if it isn't known."""
    name = text.strip().strip(".!?")
    if "/" in name and (exact := find_zone(name)):
        return exact
    while (bare := _AROUND.sub(" ", name).strip(" ,.!?")) != name:
        name = bare
    plain = re.sub(r"[\W_]+", " ", name.casefold()).strip()
    last = re.split(r"\b(?:to|in)\b", plain)[-1].strip()
    return find_zone(plain) or find_zone(last)


def place_name(zone: str) -> str:
    """Say a zone by its city: "Europe/Berlin" → "Berlin"."""
    return "UTC" if zone in ("UTC", "Etc/UTC") else zone.rpartition("/")[2].replace("_", " ")
