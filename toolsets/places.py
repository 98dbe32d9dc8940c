"""Which time zone a place is in, and how a zone is called."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

_OTHERS = {
    "munich": "Europe/Berlin", "hamburg": "Europe/Berlin", "frankfurt": "Europe/Berlin", "cologne": "Europe/Berlin",
    "germany": "Europe/Berlin", "france": "Europe/Paris", "lyon": "Europe/Paris", "marseille": "Europe/Paris",
    "nice": "Europe/Paris", "spain": "Europe/Madrid", "barcelona": "Europe/Madrid", "valencia": "Europe/Madrid",
    "italy": "Europe/Rome", "milan": "Europe/Rome", "naples": "Europe/Rome", "venice": "Europe/Rome",
    "florence": "Europe/Rome", "switzerland": "Europe/Zurich", "geneva": "Europe/Zurich", "basel": "Europe/Zurich",
    "bern": "Europe/Zurich", "austria": "Europe/Vienna", "england": "Europe/London", "uk": "Europe/London",
    "the uk": "Europe/London", "scotland": "Europe/London", "manchester": "Europe/London",
    "edinburgh": "Europe/London", "ireland": "Europe/Dublin", "netherlands": "Europe/Amsterdam",
    "the netherlands": "Europe/Amsterdam", "rotterdam": "Europe/Amsterdam", "belgium": "Europe/Brussels",
    "portugal": "Europe/Lisbon", "porto": "Europe/Lisbon", "sweden": "Europe/Stockholm", "norway": "Europe/Oslo",
    "denmark": "Europe/Copenhagen", "finland": "Europe/Helsinki", "poland": "Europe/Warsaw",
    "krakow": "Europe/Warsaw", "greece": "Europe/Athens", "turkey": "Europe/Istanbul", "ukraine": "Europe/Kyiv",
    "kiev": "Europe/Kyiv", "saint petersburg": "Europe/Moscow", "new york city": "America/New_York",
    "nyc": "America/New_York", "boston": "America/New_York", "washington": "America/New_York",
    "miami": "America/New_York", "atlanta": "America/New_York", "philadelphia": "America/New_York",
    "orlando": "America/New_York", "houston": "America/Chicago", "dallas": "America/Chicago",
    "austin": "America/Chicago", "new orleans": "America/Chicago", "nashville": "America/Chicago",
    "minneapolis": "America/Chicago", "texas": "America/Chicago", "salt lake city": "America/Denver",
    "arizona": "America/Phoenix", "colorado": "America/Denver", "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles", "san diego": "America/Los_Angeles", "portland": "America/Los_Angeles",
    "las vegas": "America/Los_Angeles", "california": "America/Los_Angeles", "la": "America/Los_Angeles",
    "l a": "America/Los_Angeles", "hawaii": "Pacific/Honolulu", "alaska": "America/Anchorage",
    "montreal": "America/Toronto", "ottawa": "America/Toronto", "calgary": "America/Edmonton",
    "rio": "America/Sao_Paulo", "rio de janeiro": "America/Sao_Paulo", "brazil": "America/Sao_Paulo",
    "argentina": "America/Argentina/Buenos_Aires", "japan": "Asia/Tokyo", "osaka": "Asia/Tokyo",
    "kyoto": "Asia/Tokyo", "china": "Asia/Shanghai", "beijing": "Asia/Shanghai", "shenzhen": "Asia/Shanghai",
    "korea": "Asia/Seoul", "south korea": "Asia/Seoul", "india": "Asia/Kolkata", "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "bangalore": "Asia/Kolkata", "chennai": "Asia/Kolkata",
    "hanoi": "Asia/Ho_Chi_Minh", "saigon": "Asia/Ho_Chi_Minh", "vietnam": "Asia/Ho_Chi_Minh",
    "thailand": "Asia/Bangkok", "bali": "Asia/Makassar", "abu dhabi": "Asia/Dubai", "israel": "Asia/Jerusalem",
    "tel aviv": "Asia/Jerusalem", "egypt": "Africa/Cairo", "south africa": "Africa/Johannesburg",
    "cape town": "Africa/Johannesburg", "kenya": "Africa/Nairobi", "canberra": "Australia/Sydney",
    "new zealand": "Pacific/Auckland", "wellington": "Pacific/Auckland", "utc": "UTC", "gmt": "UTC",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "central european": "Europe/Berlin", "cet": "Europe/Berlin",
    "est": "America/New_York", "pst": "America/Los_Angeles",
}  # fmt: skip
"""Places that the zone database does not name its zones after."""

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
    if name in available_timezones():
        return name
    while (bare := _AROUND.sub(" ", name).strip(" ,.!?")) != name:
        name = bare
    plain = re.sub(r"[\W_]+", " ", name.casefold()).strip()
    last = re.split(r"\b(?:to|in)\b", plain)[-1].strip()
    return _OTHERS.get(plain) or _by_city().get(plain) or _OTHERS.get(last) or _by_city().get(last)


def place_name(zone: str) -> str:
    """Say a zone by its city: "Europe/Berlin" → "Berlin"."""
    return "UTC" if zone in ("UTC", "Etc/UTC") else zone.rpartition("/")[2].replace("_", " ")


@cache
def _by_city() -> dict[str, str]:
    found: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        area, slash, city = zone.rpartition("/")
        if slash and not area.startswith(
            ("Etc", "posix", "right", "SystemV", "US", "Canada", "Brazil", "Mexico", "Chile")
        ):
            found.setdefault(re.sub(r"[\W_]+", " ", city.casefold()), zone)
    return found
