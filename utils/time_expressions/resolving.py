"""The whole way from a sentence to what it means."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from utils.recurrence import to_zone
from utils.time_expressions.asking import asks_for, without_asking
from utils.time_expressions.choosing import choose
from utils.time_expressions.clock import Clock
from utils.time_expressions.clusters import MOST, clusters
from utils.time_expressions.covering import covered, one_choice, said_words
from utils.time_expressions.moments import after_span, moment, same_half
from utils.time_expressions.pieces import Kind, Piece
from utils.time_expressions.results import (
    Context,
    DayParts,
    Grain,
    Moment,
    PastTime,
    Resolved,
    Several,
    Single,
    Unclear,
)
from utils.time_expressions.scan import Scanner
from utils.time_expressions.scene import Scene
from utils.time_expressions.schedules import recurrence
from utils.time_expressions.spans import Span
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from utils.time_expressions.group import Group

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?\s?([Zz]|[+-]\d{2}:?\d{2})?(?![\w:])", re.ASCII
)


_LENGTHS = phrases("timer", "timers", "count down", "countdown", "snooze", "stopwatch", "time me", "count to")


_CONTINUES = phrases("and another", "another", "one more", "also", "as well", "too", "and one", "plus", "again", "then")


def resolve(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo | str,
    context: Context = Context.PLAIN,
    habits: DayParts = DayParts(),  # noqa: B008 - frozen
    previous: datetime | None = None,
) -> Resolved:
    """Find the time in a sentence and say what is left of it.

    `now` is aware (a naive one is taken as wall time in `zone`). `zone` is an IANA name or a ZoneInfo. `context` is
    what is asked for; words such as "wake me", "alarm", "timer" in the text go before it. `previous` is the moment
    spoken of before: "and another at eight" keeps its day and its half of the day.

    :raises PastTime: if the time that was named is over
    :raises Unclear: if there is more than one sensible reading, or the time does not exist
    :raises zoneinfo.ZoneInfoNotFoundError: if there is no such zone
    """
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    now = (now.astimezone(zone) if now.tzinfo else to_zone(now, zone)).replace(microsecond=0)
    words = Words(text)
    asked = asks_for(words)
    meant = _context(context, asked)
    scene = Scene(now, zone, meant, habits)
    exact = _exact(text, words, scene)
    if exact:
        return exact
    counting = meant is Context.TIMER or any(words.first_of(at, _LENGTHS) for at in range(words.count))
    waking = meant in (Context.ALARM, Context.WAKE)
    scanner = Scanner(
        words,
        scene.today,
        counting=counting,
        asked=waking or asked in (Context.ALARM, Context.WAKE),
        bare=(meant is not Context.PLAIN and meant is not Context.TIMER) or previous is not None,
        changing=False,
    )
    pieces = scanner.run()
    leads = [piece for piece in pieces if piece.kind is Kind.LEAD]
    pieces = [piece for piece in pieces if piece.kind is not Kind.LEAD]
    chosen, choice = choose(words, pieces, clusters(words, pieces, scene.context), scene.context)
    if len(chosen) > MOST:
        raise Unclear("That is a lot at once. Which is the first time?")
    taken = covered(words, chosen)
    taken.update(index for piece in leads for index in range(piece.start, piece.end))
    rest = without_asking(words, taken)
    said = said_words(words, chosen)
    try:
        one_choice(words, chosen, choice=choice)
        items = [_single(group, scene, several=len(chosen) > 1) for group in chosen]
        if leads:
            items = _earlier(items, leads[0], scene)
        if previous is not None:
            items = _continued(words, chosen, items, previous, scene, asked)
    except PastTime as error:
        raise PastTime(error.offer, said, rest) from None
    except Unclear as error:
        raise Unclear(error.question, rest, said) from None
    unique = _in_order(chosen, items, scene)
    if not unique:
        return Resolved(None, rest)
    return Resolved(unique[0] if len(unique) == 1 else Several(tuple(unique)), rest)


def _context(context: Context, asked: Context | None) -> Context:
    if asked is Context.WAKE and context is not Context.TIMER:
        return Context.WAKE
    if asked is not None and context in (Context.PLAIN, Context.REMINDER):
        return asked
    return context


def _exact(text: str, words: Words, scene: Scene) -> Resolved | None:
    """ISO 8601 with its T, as programs write it."""
    found = _ISO.search(text) if "-" in text and ("T" in text or "t" in text) else None
    if found is None:
        return None
    day, clock, offset = found.groups()
    taken = {
        index for index, token in enumerate(words.tokens) if token.start < found.end() and token.end > found.start()
    }
    rest = without_asking(words, taken)
    try:
        wall = datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        raise Unclear("There is no such date or time. When do you mean?", rest, found.group()) from None
    grain = Grain.SECOND if wall.second else Grain.MINUTE
    if offset:
        at = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset in 'Zz' else offset}").astimezone(scene.zone)
        result = Moment(at, grain, "wall", False, at.replace(tzinfo=None))
    else:
        result = scene.moment(wall, grain)
    if result.at <= scene.now:
        raise PastTime(None, found.group(), rest)
    return Resolved(result, rest)


def _single(group: Group, scene: Scene, *, several: bool) -> Single:
    clock = group.clock.value if group.clock else None
    if isinstance(clock, Clock) and clock.zone:
        return _abroad(group, scene, ZoneInfo(clock.zone), several=several)
    if group.repeat:
        return recurrence(group, scene, several=several)
    return moment(group, scene)


def _abroad(group: Group, scene: Scene, zone: ZoneInfo, *, several: bool) -> Single:
    """A time by the clocks of another zone: a moment is told by ours, a repetition stays with theirs."""
    there = replace(scene, now=scene.now.astimezone(zone), zone=zone)
    if group.repeat:
        return recurrence(group, there, several=several)
    at = moment(group, there)
    here = at.at.astimezone(scene.zone)
    return replace(at, at=here, wall=here.replace(tzinfo=None)) if isinstance(at, Moment) else replace(at, at=here)


def _earlier(items: list[Single], lead: Piece, scene: Scene) -> list[Single]:
    """Such as "an hour before the meeting at five": so long before the time that is said."""
    span = lead.value
    assert isinstance(span, Span)
    if not items:
        raise Unclear("When is that?")
    out: list[Single] = []
    for item in items:
        if not isinstance(item, Moment) or (item.grain is Grain.DAY and not span.calendar):
            raise Unclear("When exactly is that?")
        at = after_span(span, item.at, scene.zone, -1)
        if at <= scene.now:
            raise PastTime(None)
        out.append(Moment(at, item.grain, item.clock, item.deadline, at.replace(tzinfo=None)))
    return out


def _continued(
    words: Words, groups: list[Group], items: list[Single], previous: datetime, scene: Scene, asked: Context | None
) -> list[Single]:
    """Keep the day and the half of the day of the moment spoken of before, where nothing else is said."""
    goes_on = asked is None or any(words.first_of(at, _CONTINUES) is not None for at in range(words.count))
    if not goes_on:
        return items
    out: list[Single] = []
    for group, item in zip(groups, items, strict=True):
        clock = group.clock.value if group.clock else None
        new = item
        if isinstance(item, Moment) and isinstance(clock, Clock) and not (group.day or group.part or group.shift):
            wall = same_half(clock, previous, scene)
            new = scene.moment(wall, item.grain, deadline=item.deadline) if wall else item
        elif isinstance(item, Moment) and item.grain is Grain.DAY:
            kept = previous.astimezone(scene.zone).time()
            wall = datetime.combine(item.wall.date(), kept)
            new = scene.moment(wall) if scene.ahead(wall) else item
        out.append(new)
    return out


def _in_order(groups: list[Group], items: list[Single], scene: Scene) -> list[Single]:
    """Each time once; a later one of "at nine and eleven" comes after the first if it was said so."""
    out: list[Single] = []
    last: datetime | None = None
    for group, item in zip(groups, items, strict=True):
        new = item
        clock = group.clock.value if group.clock else None
        free = isinstance(clock, Clock) and clock.half is None and not clock.midnight
        if isinstance(item, Moment) and last and item.at < last and free and not (group.day or group.part):
            later = same_half(clock, last, scene) if isinstance(clock, Clock) else None
            if later and to_zone(later, scene.zone) > last:
                new = scene.moment(later, item.grain)
        if isinstance(new, Moment):
            last = new.at
        if new not in out:
            out.append(new)
    return out
