"""What was said last replaces what was said before: "at seven, no wait, eight"."""

from __future__ import annotations

from dataclasses import replace

from utils.time_expressions.clock import Clock
from utils.time_expressions.group import Group, slot_of
from utils.time_expressions.pieces import Kind, Part, Piece, Role, Shift
from utils.time_expressions.spans import Span


def correct(groups: list[Group], piece: Piece, *, repeating: bool) -> None:
    """Put a corrected value in the place of the last one of its kind."""
    if piece.kind is Kind.HALF:
        for group in reversed(groups):
            if group.clock and isinstance(group.clock.value, Clock):
                other = replace(group.clock.value, half="am" if piece.value == "am" else "pm")
                group.spent += [group.clock, piece]
                group.clock = replace(group.clock, value=other, end=piece.end)
                return
        return
    slot = slot_of(piece, repeating=repeating)
    holder = next((group for group in reversed(groups) if slot and getattr(group, slot) is not None), groups[-1])
    old = getattr(holder, slot, None)
    if slot == "span" and old is None and holder.shift is not None:
        holder.spent.append(holder.shift)
        slot, piece.value = "shift", Shift(piece.value) if isinstance(piece.value, Span) else piece.value
    if slot == "clock" and old is None:
        holder = _correct_length(holder, piece) or holder
        if holder.shift is None or holder.shift is not piece:
            holder.part = None if holder.part and isinstance(piece.value, Clock) and piece.value.half else holder.part
    if slot == "shift" and old is None and (holder.day or holder.clock):
        holder.spent += [lost for lost in (holder.day, holder.clock, holder.part) if lost]
        holder.day = holder.clock = holder.part = None
    if slot == "clock" and holder.shift is piece:
        return
    if slot == "clock" and isinstance(piece.value, Clock) and old is not None and isinstance(old.value, Clock):
        if piece.value.half is None and not piece.value.midnight and old.value.half in ("am", "pm"):
            piece.value = replace(piece.value, half=old.value.half)
        piece.role = old.role if piece.role is Role.NONE else piece.role
    if slot == "day" and holder.part is not None and isinstance(holder.part.value, Part) and holder.part.value.this:
        holder.part = replace(holder.part, value=replace(holder.part.value, this=False))
    if slot:
        if old is not None:
            holder.spent.append(old)
        setattr(holder, slot, piece)


def _correct_length(holder: Group, piece: Piece) -> Group | None:
    """Such as "in ten minutes, no, fifteen": a bare number takes the unit of the length before it."""
    old = holder.shift or holder.span
    if old is None or not isinstance(piece.value, Clock) or piece.value.hour is None or piece.value.minute:
        return None
    span = old.value.span if isinstance(old.value, Shift) else old.value
    new = _with_unit_of(span, piece.value.hour) if isinstance(span, Span) else None
    if new is None:
        return None
    piece.value = replace(old.value, span=new) if isinstance(old.value, Shift) else new
    piece.kind = old.kind
    holder.spent.append(old)
    if holder.shift:
        holder.shift = piece
    else:
        holder.span = piece
    return holder


def _with_unit_of(span: Span, count: int) -> Span | None:
    """So many of the largest unit that measures a length exactly."""
    if span.months:
        return Span(months=count)
    if span.days:
        return Span(days=count * (1 if span.days % 7 else 7))
    for size in (3600, 60, 1):
        if span.seconds and span.seconds % size == 0:
            return Span(seconds=count * size, in_seconds=span.in_seconds)
    return None
