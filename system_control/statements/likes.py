"""What somebody likes: an activity or a thing is an interest, food and ways of doing things a preference."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.words import CLOSE, COLORS, FOODS

_DEGREE = re.compile(
    r"(?:[\s,]+(?:a lot|very much|so much|the most|more than (?:anything|words)(?: else)?|a great deal|quite a bit|"
    r"most of all|best of all|best|too|as well|these days|at all|anymore|any more|either|really|so|since .+|"
    r"for (?:\w+ )?years))+$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:to\s+|the\s+|a\s+|an\s+|some\s+|any\s+|eating\s+|drinking\s+|all kinds of\s+|"
    r"going to the\s+)+",
    re.IGNORECASE,
)
_MAKING = re.compile(
    r"^(?:to )?(?:cook|bak|brew|grow|mak|fish|pick|photograph|roast|grill)(?:e|ing|ying)?\b", re.IGNORECASE
)
_TASTING = re.compile(r"^(?:to )?(?:eat|drink|hav|snack|munch|tast|try)(?:e|ing)?\b", re.IGNORECASE)
_WAYS = re.compile(
    r"^(?:it\b|things\b|(?:to )?(?:wak|get|sleep|work|sit|keep|be|start|pay|sleep|stay|plan|hav|"
    r"arriv|listen to \w+ while|"
    r"(?:the |\w+ )?(?:weather|rain|snow|heat|winters?|summers?|autumn|spring)\b|shower|do things|tak|go to bed|"
    r"walk to|commut|us|wear|organi[sz]|leav|end|finish|"
    r"begin)(?:e|ing|ting|ping|ning)?\b)"
    r"|\b(?:answers?|replies|seats?|dark mode|light mode|temperature|room|volume|(?<!in the )mornings|"
    r"(?<!in the )evenings|window|aisle|showers?|baths?|"
    r"routines?|schedule|silence|peace and quiet|formal|informal|brief|concise|short|detailed|instead of|over|"
    r"rather than|first thing|clothes|shoes|sheets|pillows?|hotels?|trains? over|public transport|cash|"
    r"emails?|texts?|text messages|phone calls|voice messages|celsius|"
    r"fahrenheit|metric|24[- ]hour|window open)\b",
    re.IGNORECASE,
)
_DOING = re.compile(r"^(?:to )?\w+ing\b", re.IGNORECASE)
_CALLED = re.compile(r"^(?:to be|being|when people|it when people) (?:called|call me) (\w+)$", re.IGNORECASE)
_MINE = re.compile(r"^my (\w+(?: \w+)?)\b", re.IGNORECASE)


def good(text: str) -> str:
    """Return what is liked, wanted or hated without degree and article, so that it names the thing."""
    return _LEAD.sub("", _DEGREE.sub("", text)).strip(" ,.!") or text.strip()


def is_a_way(text: str) -> bool:
    """Whether it is a way of doing things rather than a thing: "getting short answers"."""
    return bool(_WAYS.search(text))


def liked(found: re.Match[str], said: str) -> Fact | None:
    """Sort a liking by what is liked."""
    what = _DEGREE.sub("", found[1]).strip()
    if called := _CALLED.match(what):
        return Fact(Category.NAME, "name", called[1])
    if re.match(
        r"(?:to (?:hear|know|see (?:that|you|what)|say|think|add|ask|meet you)|(?:that|this|it|"
        r"these|those|them|him|her|you|your)\b(?! ?(?:quiet|when|dark|cold|warm|cool|hot|spicy|"
        r"simple|short|bright|silent)))",
        what,
        re.IGNORECASE,
    ):
        return None
    mine = _MINE.match(what)
    key = slug(good(what))
    if mine and re.match(rf"{CLOSE}\b", mine[1], re.IGNORECASE):
        return Fact(Category.RELATIONSHIP, slug(f"loves {good(what)}"), said)
    if mine and re.match(r"(?:job|work|career)\b", mine[1], re.IGNORECASE):
        return Fact(Category.OCCUPATION, slug(f"loves {mine[1]}"), said)
    if mine and len(what.split()) > 2 and not what.startswith("my own"):
        return Fact(Category.PREFERENCE, key, said)
    if _MAKING.match(what):
        return Fact(Category.INTEREST, key, said)
    food = re.search(FOODS, what, re.IGNORECASE)
    if _TASTING.match(what) or (food and not _DOING.match(what)):
        return Fact(Category.PREFERENCE, key, said)
    if _WAYS.search(what) or re.fullmatch(rf"(?:the colou?r )?{COLORS}", what, re.IGNORECASE):
        return Fact(Category.PREFERENCE, key, said)
    return Fact(Category.INTEREST, key, said)
