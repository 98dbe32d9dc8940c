"""Numbers, counts, years and lists in the words of a person: no digits, no long lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]


_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


_ODD_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


_LONGEST_LIST = 5


_SHOWN_OF_MORE = 3


def number(value: int) -> str:
    """A whole number in words: 42 → "forty-two", 120 → "one hundred and twenty"."""
    if value < 0:
        return f"minus {number(-value)}"
    if value < 20:
        return _SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    for size, name in ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            high, low = divmod(value, size)
            head = f"{number(high)} {name}"
            return head if not low else f"{head} {'and ' if low < 100 else ''}{number(low)}"
    raise AssertionError(value)


def ordinal(value: int) -> str:
    """A place in words: 4 → "fourth", 21 → "twenty-first"."""
    words = number(value)
    head, dash, last = words.rpartition("-") if "-" in words.rsplit(" ", 1)[-1] else words.rpartition(" ")
    last = _ODD_ORDINALS[last] if last in _ODD_ORDINALS else f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head}{dash}{last}"


def count(value: int, thing: str, things: str | None = None) -> str:
    """So many of a thing: "three alarms", "one alarm", "no alarms"."""
    plural = things if things is not None else f"{thing}s"
    return f"{'no' if value == 0 else number(value)} {thing if value == 1 else plural}"


def listing(items: Sequence[str]) -> str:
    """A list for the ear: "a, b and c"; of more than five the first three, "and three more"."""
    said = list(items)
    if len(said) > _LONGEST_LIST:
        said = [*said[:_SHOWN_OF_MORE], f"{number(len(said) - _SHOWN_OF_MORE)} more"]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} and {said[-1]}"


def year(value: int) -> str:
    """A year as it is read: 2026 → "twenty twenty-six", 2005 → "two thousand and five"."""
    high, low = divmod(value, 100)
    if not 10 <= high <= 99 or (high % 10 == 0 and low < 10):
        return number(value)
    if low == 0:
        return f"{number(high)} hundred"
    return f"{number(high)} {number(low) if low > 9 else f'oh {number(low)}'}"
