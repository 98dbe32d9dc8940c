"""Numbers as people say and write them: "twenty-five", "a hundred and ten", "2 1/2", "the thirty first"."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from utils.time_expressions.tokens import Words

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_ORDINAL_UNITS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
_ORDINAL_REST = {
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50,
}  # fmt: skip
_SUFFIXES = {"st", "nd", "rd", "th"}
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}

Number = tuple[Fraction, int]
Whole = tuple[int, int]


def _hyphen(words: Words, at: int) -> int:
    return at + 1 if words[at] == "-" and words.glued(at) and words.glued(at + 1) else at


def spelled(words: Words, at: int) -> Whole | None:
    """A number below a hundred in words and the index after it ("twenty-five", "seven")."""
    word = words[at]
    if word in TENS:
        unit = _hyphen(words, at + 1)
        ones = UNITS.get(words[unit], 0)
        # "twenty one" is a number; "twenty" before anything else stands alone
        return (TENS[word] + ones, unit + 1) if ones else (TENS[word], at + 1)
    if word in UNITS:
        return UNITS[word], at + 1
    if word in TEENS:
        return TEENS[word], at + 1
    return None


def small(words: Words, at: int) -> Whole | None:
    """A whole number in words or digits, below a hundred in words, and the index after it."""
    digits = words.digits(at)
    if digits:
        return int(digits), at + 1
    return spelled(words, at)


def whole(words: Words, at: int) -> Whole | None:
    """Any whole number ("a hundred and twenty", "two thousand", "90") and the index after it."""
    if words.digits(at):
        return int(words.digits(at)), at + 1
    if words[at] in ("a", "one") and words[at + 1] == "dozen":
        return 12, at + 2
    if words.follows(at, "half", "a", "dozen"):
        return 6, at + 3
    total = 0
    end = at
    if words[at] == "a" and words[at + 1] in ("hundred", "thousand"):
        part: Whole | None = (1, at + 1)
    else:
        part = spelled(words, at)
    while part is not None:
        value, end = part
        for name, factor in (("hundred", 100), ("thousand", 1000)):
            if words[end] == name:
                value, end = value * factor, end + 1
        total += value
        if value < 100 or value >= 10_000_000:
            return total, end
        part = spelled(words, end + 1) if words[end] == "and" else spelled(words, end)
    return (total, end) if end > at else None


def number(words: Words, at: int) -> Number | None:
    """A number with its fraction ("2.5", "one and a half", "2 1/2", "one point five") and the index after it."""
    if words[at] in _VULGAR:
        return _VULGAR[words[at]], at + 1
    found = whole(words, at)
    if found is None:
        return None
    value, end = Fraction(found[0]), found[1]
    if words.digits(at):
        if words[end] in (".", ",") and words.glued(end) and words.glued(end + 1) and words.digits(end + 1):
            digits = words.digits(end + 1)
            return value + Fraction(int(digits), 10 ** len(digits)), end + 2
        if words[end] in _VULGAR:
            return value + _VULGAR[words[end]], end + 1
        slash = end if words[end] == "/" else end + 1
        if words.digits(slash - 1) and words[slash] == "/" and words.digits(slash + 1):
            over, under = int(words.digits(slash - 1)), int(words.digits(slash + 1))
            if 0 < over < under <= 4:
                return (value if slash > end else Fraction(0)) + Fraction(over, under), slash + 2
    if words[end] == "point" and spelled(words, end + 1):
        digit, after = spelled(words, end + 1) or (0, end)
        return value + Fraction(digit, 10 ** len(str(digit))), after
    part = half_more(words, end)
    return (value + part[0], part[1]) if part else (value, end)


def half_more(words: Words, at: int) -> Number | None:
    """Such as "and a half", "and a quarter", "and three quarters" and the index after it."""
    if words[at] != "and":
        return None
    article = at + 2 if words[at + 1] in ("a", "one") else at + 1
    if words[article] == "half" and words[article + 1] not in ("past", "an", "a", "hour"):
        return Fraction(1, 2), article + 1
    if words[article] == "quarter" and article == at + 2 and words[article + 1] not in ("past", "to", "after", "of"):
        return Fraction(1, 4), article + 1
    if words[at + 1] == "three" and words[at + 2] in ("quarters", "quarter"):
        return Fraction(3, 4), at + 3
    return None


def ordinal(words: Words, at: int) -> Whole | None:
    """Such as "fifth", "twenty-first", "the 31st" without its article, and the index after it."""
    if words.digits(at) and words[at + 1] in _SUFFIXES and words.glued(at + 1):
        return int(words.digits(at)), at + 2
    word = words[at]
    if word in TENS:
        unit = _hyphen(words, at + 1)
        ones = _ORDINAL_UNITS.get(words[unit])
        return (TENS[word] + ones, unit + 1) if ones else None
    value = _ORDINAL_UNITS.get(word) or _ORDINAL_REST.get(word)
    return (value, at + 1) if value else None


def year(words: Words, at: int) -> Whole | None:
    """A year of this century in digits or words ("2027", "twenty twenty-seven") and the index after it."""
    digits = words.digits(at)
    if len(digits) == 4 and 1900 <= int(digits) <= 2199:
        return int(digits), at + 1
    if words[at] == "twenty":
        rest = spelled(words, at + 1)
        if rest and 10 <= rest[0] <= 99:
            return 2000 + rest[0], rest[1]
    if words.follows(at, "two", "thousand"):
        end = at + 3 if words[at + 2] == "and" else at + 2
        rest = spelled(words, end)
        return (2000 + rest[0], rest[1]) if rest else (2000, at + 2)
    return None


def place(words: Words, at: int) -> Whole | None:
    """A place counted from the front or, negative, from the back: "third", "last", "second to last", "last but one"."""
    if words[at] == "penultimate":
        return -2, at + 1
    for phrase in (("next", "to", "last"), ("last", "but", "one")):
        end = words.follows(at, *phrase)
        if end is not None:
            return -2, end
    if words[at] in ("last", "final"):
        return -1, at + 1
    nth = ordinal(words, at)
    if nth is None:
        return None
    last = nth[1] + 1 if words[nth[1]] in ("to", "from") else nth[1]
    return (-nth[0], last + 1) if words[last] == "last" else nth
