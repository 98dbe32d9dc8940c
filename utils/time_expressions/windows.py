"""From one time of the clock to another: "between nine and five", "from 9 to 5", "9am-5pm"."""

from __future__ import annotations

from utils.time_expressions import lexicon
from utils.time_expressions.clock import Clock, Strength
from utils.time_expressions.clocks import find_clock
from utils.time_expressions.pieces import Kind, Piece, Role, Window
from utils.time_expressions.tokens import Words


def find_window(words: Words, at: int, start: int, role: Role) -> Piece | None:
    """Such as "between nine and five", "from 9 to 5", "9am-5pm"."""
    if role not in (Role.BETWEEN, Role.FROM, Role.NONE, Role.AT, Role.FOR, Role.ON):
        return None
    first = _plain_clock(words, at)
    if first is None:
        return None
    joins = ("and",) if role is Role.BETWEEN else ("to", "till", "until", "til", "-", "\u2013", "through", "and")
    join = first[1]
    if words[join] not in joins or (words[join] == "and" and role is not Role.BETWEEN):
        return None
    open_ended = role not in (Role.BETWEEN, Role.FROM)
    digits = words[join] in ("-", "\u2013") and words.digits(at) and words.digits(join + 1)
    last = find_clock(words, join + 1)
    if open_ended and first[2] is Strength.WEAK and not digits and not _written_range(words, at, role, last):
        return None
    if last is None or (words[last[1]] in lexicon.NOT_AFTER_AT and last[2] is Strength.WEAK):
        return None
    if open_ended and last[2] is not Strength.SURE and first[2] is not Strength.SURE:
        return None
    between = role is Role.BETWEEN
    said = words.slice(at, last[1])
    return Piece(Kind.WINDOW, Window(first[0], last[0], between, said), start, last[1], at, role)


def _written_range(words: Words, at: int, role: Role, last: tuple[Clock, int, Strength] | None) -> bool:
    """Whether "10 to 11 am" is written in figures: nobody writes ten minutes to eleven so, but for "at 10 to 7"."""
    if last is None or last[0].half not in ("am", "pm") or role not in (Role.NONE, Role.ON, Role.FROM):
        return False
    hour = words.digits(at)
    return bool(hour and last[0].hour and not last[0].shift) and int(hour) < (last[0].hour or 0)


def _plain_clock(words: Words, at: int) -> tuple[Clock, int, Strength] | None:
    """A time that does not swallow "to five" in "from ten to five"."""
    found = find_clock(words, at)
    if found is None or found[0].shift >= 0:
        return found
    before = Words(words.slice(at, at + 1))
    plain = find_clock(before, 0)
    return (plain[0], at + 1, plain[2]) if plain else None
