"""Which pieces of time stand together in a sentence, and which make one time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from utils.time_expressions.clock import Clock
from utils.time_expressions.corrections import correct
from utils.time_expressions.dates import Day, add_days
from utils.time_expressions.group import Group, slot_of
from utils.time_expressions.lexicon import FILLERS
from utils.time_expressions.pieces import Kind, Part, Piece, Role
from utils.time_expressions.results import Context
from utils.time_expressions.rules import Repeat
from utils.time_expressions.sharing import share
from utils.time_expressions.spans import Span
from utils.time_expressions.tokens import Words, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from utils.time_expressions.clock import Half

MOST = 24  # times in one breath; more are not meant as such
_GLUE = word_set(
    ", - \u2013 \u2014 . ; and or & plus then also the another one more at on in it ( ) \" ' "
    "set alarm alarms timer again either a"
)


@dataclass(slots=True)
class Cluster:
    """Pieces that stand together, as groups joined by "and", or as a choice joined by "or"."""

    groups: list[Group]
    start: int
    end: int
    choice: bool = False
    corrects: bool = False
    pieces: list[Piece] = field(default_factory=list)


def clusters(words: Words, pieces: Sequence[Piece], context: Context = Context.PLAIN) -> list[Cluster]:
    """The pieces as clusters, in the order of the sentence."""
    repeating = any(piece.kind is Kind.REPEAT for piece in pieces)
    runs: list[list[Piece]] = []
    for piece in pieces:
        if piece.kind is Kind.PART and isinstance(piece.value, Part) and piece.value.plural and not repeating:
            piece = replace(piece, kind=Kind.REPEAT, value=Repeat("DAILY", part=piece.value.name))  # noqa: PLW2901
        if runs and _touches(words, runs[-1][-1], piece):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return [_cluster(words, run, context, repeating=repeating) for run in runs]


def _touches(words: Words, before: Piece, after: Piece) -> bool:
    begin = after.marker if after.marker >= 0 else after.start
    gap = words.lower[before.end : begin]
    if len(gap) > 6 or any(word not in _GLUE and word not in FILLERS for word in gap):
        return False
    # a full stop between two sentences parts them, one of an abbreviation does not
    return not (gap == ["."] and not after.corrects and before.kind is after.kind)


def _cluster(words: Words, run: list[Piece], context: Context, *, repeating: bool) -> Cluster:
    groups = [Group()]
    choice = False
    for index, piece in enumerate(run):
        group = groups[-1]
        if piece.kind is Kind.EXCEPT:
            group.excepts.append(piece)
            continue
        if index and (ended := _end_with_its_half(run[index - 1], piece, group)) is not None:
            group.until_clock = ended
            continue
        if piece.kind is Kind.HALF or piece.corrects or _goes_on(run, index, group):
            correct(groups, piece, repeating=repeating)
            continue
        if isinstance(piece.value, Span) and repeating and not piece.value.calendar and not _counted(run):
            continue  # "study for two hours every day" does not say for how long to repeat it
        slot = slot_of(piece, repeating=repeating)
        previous = run[index - 1] if index else None
        gap = words.lower[previous.end : piece.start] if previous else []
        joined = any(word in ("and", "or", "&", "plus", "then") for word in gap)
        listed = "," in gap and slot in ("clock", "day", "part", "repeat")
        taken = getattr(group, slot) is not None
        if taken and (joined or listed):
            choice = choice or "or" in gap
            group = Group()
            groups.append(group)
        elif taken and slot == "day" and Role.FOR in (piece.role, getattr(group, slot).role):
            if piece.role is Role.FOR:
                continue  # "on Sunday ... for Monday": what the task is for stays in the task
        elif taken:
            if _said_again(group, slot, piece):
                group.spent.append(piece)
                continue
            # two days in one breath and nothing between them: which one is meant?
            choice = choice or slot == "day"
            groups.append(Group())
            group = groups[-1]
        elif ("or" in gap and slot == "day" and group.repeat) or (
            joined and "or" in gap and slot in ("day", "clock", "part", "shift") and _rivals(group, slot)
        ):
            choice = True
            groups.append(Group())
            group = groups[-1]
        elif (
            joined
            and slot in ("clock", "part")
            and _rivals(group, slot)
            and previous
            and previous.kind in (Kind.CLOCK, Kind.PART, Kind.REPEAT)
        ) or (
            joined
            and slot in ("repeat", "day")
            and group.timed
            and (group.repeat or group.day or group.clock)
            and index < len(run) - 1
        ):
            groups.append(Group())
            group = groups[-1]
        setattr(group, slot, piece)
    if len(groups) <= MOST:
        share(groups, context)
    return Cluster(groups, run[0].start, run[-1].end, choice, run[0].corrects, run)


def _end_with_its_half(before: Piece, piece: Piece, group: Group) -> Piece | None:
    """Read "until eight in the evening": the part is that of the end, and not when the repetition rings."""
    clock, part = before.value, piece.value
    if before is not group.until_clock or not isinstance(clock, Clock) or not isinstance(part, Part):
        return None
    if before.end != piece.start or clock.half is not None or clock.hour is None or not 1 <= clock.hour <= 12:
        return None
    by_night = part.name in ("night", "tonight") and (clock.hour == 12 or clock.hour < 5)
    half: Half = "am" if part.name == "morning" or by_night else "pm"
    return replace(before, value=replace(clock, half=half), end=piece.end)


def _goes_on(run: list[Piece], index: int, group: Group) -> bool:
    """Whether it belongs to a correction: "tomorrow morning, actually tomorrow evening"."""
    before, piece = (run[index - 1], run[index]) if index else (None, run[index])
    if before is None or not before.corrects or before.end != piece.start or piece.kind is not Kind.PART:
        return False
    return group.part is not None and group.part.start < before.start


def _counted(run: list[Piece]) -> bool:
    """Whether something is repeated in hours, minutes or seconds."""
    return any(isinstance(piece.value, Repeat) and piece.value.elapsed for piece in run)


def _rivals(group: Group, slot: str) -> bool:
    """Whether a clock and a part stand as two times ("at seven or in the evening")."""
    rule = group.repeat.value if group.repeat else None
    if slot == "part" and isinstance(rule, Repeat) and rule.part:
        return True
    return (slot == "part" and group.clock is not None) or (slot == "clock" and group.part is not None)


def _said_again(group: Group, slot: str, piece: Piece) -> bool:
    """Whether a second piece of its kind only repeats or completes the first."""
    if slot == "day":
        return _same_day(group.day, piece) or _in_week(group, piece)
    if slot == "repeat":
        return _merge_repeats(group, piece)
    if slot == "part":
        return _merge_parts(group, piece)
    return slot == "vague"


def _same_day(first: Piece | None, second: Piece) -> bool:
    if first is None or not isinstance(first.value, Day) or not isinstance(second.value, Day):
        return False
    if first.value.loose and not second.value.loose:
        return False
    return first.value.date == second.value.date


def _in_week(group: Group, piece: Piece) -> bool:
    """Whether one day is a week and the other a weekday in it: "next week at nine on Wednesday"."""
    days = [group.day.value, piece.value] if group.day else []
    week = next((day for day in days if isinstance(day, Day) and day.loose in ("week", "weekend")), None)
    named = next((day for day in days if isinstance(day, Day) and day.bare and day.weekday is not None), None)
    if week is None or named is None or named.weekday is None or group.day is None:
        return False
    first = week.date.weekday()  # Monday of a week, Saturday of a weekend or today while it runs
    if named.weekday < first:
        return False
    group.spent.append(group.day)
    group.day = replace(group.day, value=replace(named, date=add_days(week.date, named.weekday - first), bare=False))
    return True


def _merge_parts(group: Group, piece: Piece) -> bool:
    """Such as "tonight at nine in the evening", "tomorrow morning early": the first, unless it names no hour."""
    if group.part and isinstance(group.part.value, Part) and group.part.value.name in ("early", "late"):
        group.part = piece
    return True


def _merge_repeats(group: Group, piece: Piece) -> bool:
    """Such as "every hour on weekdays", "every morning on weekdays": one tells how often, the other on which days."""
    if group.repeat is None:
        return False
    first, second = group.repeat.value, piece.value
    if not isinstance(first, Repeat) or not isinstance(second, Repeat):
        return False
    if first.elapsed and second.freq == "WEEKLY" and second.days:
        merged = replace(first, days=second.days)
    elif second.elapsed and first.freq == "WEEKLY" and first.days:
        merged = replace(second, days=first.days)
    elif first.freq == "DAILY" and first.interval == 1:
        merged = replace(second, part=second.part or first.part)
    elif second.freq == "DAILY" and second.interval == 1:
        merged = replace(first, part=first.part or second.part)
    elif not first.anchored and second.freq == "WEEKLY" and second.interval == 1 and first.freq == "WEEKLY":
        merged = replace(first, days=second.days)
    elif not second.anchored and first.freq == "WEEKLY" and first.interval == 1 and second.freq == "WEEKLY":
        merged = replace(second, days=first.days)
    else:
        return False
    merged = replace(merged, count=first.count or second.count)
    group.repeat = Piece(
        Kind.REPEAT, merged, group.repeat.start, group.repeat.end, group.repeat.core, group.repeat.role
    )
    group.spent.append(piece)
    return True
