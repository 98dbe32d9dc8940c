"""Whether words name a place that has a time zone of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import available_timezones

_COUNTRIES_WORDS = (
    "germany france spain italy portugal england scotland ireland wales britain uk austria switzerland belgium holland "
    "netherlands denmark sweden norway finland iceland poland hungary greece turkey russia ukraine romania bulgaria "
    "japan china india korea thailand vietnam indonesia philippines malaysia singapore australia canada mexico brazil "
    "argentina chile peru colombia egypt morocco kenya nigeria california texas florida hawaii nyc usa us america "
    "israel dubai munich hamburg frankfurt cologne barcelona milan naples florence lyon nice marseille osaka kyoto "
    "beijing mumbai delhi bangalore boston seattle miami dallas houston austin philadelphia washington atlanta "
    "francisco vegas diego geneva basel edinburgh manchester glasgow birmingham porto seville valencia krakow "
    "antwerp rotterdam gothenburg bali bangkok phuket goa scotland pakistan lanka taiwan africa europe asia "
    "estonia latvia lithuania croatia serbia slovenia slovakia czechia cyprus malta luxembourg"
)
_COUNTRIES = frozenset(_COUNTRIES_WORDS.split())
_NAME = re.compile(
    r"^(?:the\s+)?(?P<name>[^,.]+?)(?:\s+(?:now|right now|today|tonight|this week|next week|for .*|until .*|till .*|"
    r"at the moment|currently|these days|this month|again|already|since .*|tomorrow|from .*|on .*))?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    return frozenset(zone.rsplit("/", 1)[-1].replace("_", " ").lower() for zone in available_timezones() if "/" in zone)


def is_place(text: str) -> bool:
    """Whether `text` is a city, a country or a zone, perhaps with how long one is there ("Tokyo this week")."""
    found = _NAME.match(text.strip())
    if found is None:
        return False
    name = found.group("name").strip().lower()
    return (
        name in _cities() or name in _COUNTRIES or any(word in _COUNTRIES for word in name.split()[-1:]) or "/" in name
    )
