"""The pieces of one time that was meant."""

from __future__ import annotations

from dataclasses import dataclass, field

from utils.time_expressions.pieces import Kind, Piece, Role
from utils.time_expressions.rules import Repeat


@dataclass(slots=True)
class Group:
    """The pieces of one time, by what they say."""

    day: Piece | None = None
    clock: Piece | None = None
    part: Piece | None = None
    shift: Piece | None = None
    span: Piece | None = None
    repeat: Piece | None = None
    window: Piece | None = None
    times: Piece | None = None
    until: Piece | None = None
    until_clock: Piece | None = None
    start: Piece | None = None
    now: Piece | None = None
    vague: Piece | None = None
    excepts: list[Piece] = field(default_factory=list)
    spent: list[Piece] = field(default_factory=list)  # corrected by a later one, or said twice

    def pieces(self) -> list[Piece]:
        """All pieces, in the order of the sentence."""
        found = [getattr(self, name) for name in _SLOTS]
        return sorted({id(piece): piece for piece in [*found, *self.excepts] if piece}.values(), key=lambda p: p.start)

    @property
    def timed(self) -> bool:
        """Whether a time of day is said."""
        return any((self.clock, self.part, self.shift, self.window, self.now)) or (
            self.repeat is not None
            and isinstance(self.repeat.value, Repeat)
            and (self.repeat.value.elapsed or bool(self.repeat.value.part))
        )

    @property
    def bounds_only(self) -> bool:
        """Whether it only tells where a repetition ends, or what it leaves out."""
        bounds = (self.until, self.until_clock, self.times, self.start, *self.excepts)
        return any(bounds) and not (self.day or self.repeat or self.shift or self.timed)

    @property
    def over(self) -> bool:
        """Whether it is past by its own words."""
        day = self.day.value if self.day else None
        shift = self.shift.value if self.shift else None
        return bool(getattr(day, "past", False) or getattr(shift, "back", False))


_SLOTS = (
    "day",
    "clock",
    "part",
    "shift",
    "span",
    "repeat",
    "window",
    "times",
    "until",
    "until_clock",
    "start",
    "now",
    "vague",
)


def slot_of(piece: Piece, *, repeating: bool) -> str:
    """The name of the field of a Group that a piece belongs to."""
    kind, role = piece.kind, piece.role
    if kind is Kind.DAY:
        if role is Role.UNTIL and repeating:
            return "until"
        if repeating and (role is Role.FROM or role is Role.AFTER):
            return "start"
        return "day"
    if kind is Kind.CLOCK:
        return "until_clock" if role is Role.UNTIL and repeating else "clock"
    return {
        Kind.PART: "part", Kind.SHIFT: "shift", Kind.SPAN: "span", Kind.REPEAT: "repeat", Kind.WINDOW: "window",
        Kind.TIMES: "times", Kind.NOW: "now", Kind.VAGUE: "vague",
    }.get(kind, "")  # fmt: skip


def merge(first: Group, second: Group) -> bool:
    """Take from `second` what `first` lacks, if the two do not contradict each other; whether that went well."""
    if second.vague and len(second.pieces()) == 1:
        return True
    clash = [name for name in _SLOTS if getattr(first, name) is not None and getattr(second, name) is not None]
    timed = first.clock or first.shift or first.now or first.window
    if clash or (timed and (second.clock or second.shift or second.window or second.part)):
        return False
    if (first.repeat and second.shift) or (first.shift and second.repeat):
        return False
    if first.repeat and second.day and second.day.role is Role.NONE and first.repeat.start < second.day.start:
        value = first.repeat.value
        if isinstance(value, Repeat) and value.anchored:
            return False
    for name in _SLOTS:
        if getattr(first, name) is None:
            setattr(first, name, getattr(second, name))
    first.excepts += second.excepts
    first.spent += second.spent
    return True
