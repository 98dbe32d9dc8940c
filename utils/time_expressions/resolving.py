"""The whole way from a sentence to what it means."""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from utils.recurrence import to_zone
from utils.time_expressions.asking import asks_for, task_start, without_asking
from utils.time_expressions.clocks import Clock
from utils.time_expressions.clusters import MOST, Cluster, clusters
from utils.time_expressions.group import Group, merge
from utils.time_expressions.moments import Scene, after_span, moment, same_half
from utils.time_expressions.pieces import Kind, Piece, Role
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
from utils.time_expressions.schedules import recurrence
from utils.time_expressions.spans import Span
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    chosen, choice = _choose(words, pieces, clusters(words, pieces, scene.context), scene.context)
    if len(chosen) > MOST:
        raise Unclear("That is a lot at once. Which is the first time?")
    taken = _tokens(words, chosen)
    taken.update(index for piece in leads for index in range(piece.start, piece.end))
    rest = without_asking(words, taken)
    said = _said(words, chosen)
    try:
        _one_choice(words, chosen, choice=choice)
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


def _choose(words: Words, pieces: Sequence[Piece], found: list[Cluster], context: Context) -> tuple[list[Group], bool]:
    """The groups that are the sentence's own time; times inside the task stay in the task."""
    found = _useful(found)
    if not found:
        return [], False
    start = task_start(words, pieces)
    own = [cluster for cluster in found if cluster.end <= start or (cluster.corrects and cluster is not found[0])]
    inner = [cluster for cluster in found if cluster not in own]
    chosen: list[Cluster] = own or inner[:1]
    spare = inner if own else inner[1:]
    first = chosen[0]
    groups = list(first.groups)
    choice = first.choice
    for cluster in chosen[1:]:
        if len(groups) == 1 and len(cluster.groups) == 1 and not cluster.corrects:
            merge(groups[0], cluster.groups[0])
        elif cluster.corrects:
            _correct_with(groups, cluster)
    for cluster in spare:
        if not own or _completes(words, groups, cluster, context):
            if cluster.choice:
                continue
            if len(groups) == 1 and len(cluster.groups) == 1:
                merge(groups[0], cluster.groups[0])
            elif len(groups) == 1 and not groups[0].timed and all(group.clock for group in cluster.groups):
                base = groups[0]
                if not any(group.day or group.repeat for group in cluster.groups):
                    for group in cluster.groups:
                        merge(group, base)
                    groups = cluster.groups
                    choice = choice or cluster.choice
    return groups, choice


def _correct_with(groups: list[Group], cluster: Cluster) -> None:
    for piece in cluster.pieces:
        slot = {Kind.CLOCK: "clock", Kind.DAY: "day", Kind.PART: "part", Kind.SHIFT: "shift", Kind.REPEAT: "repeat",
                Kind.SPAN: "span"}.get(piece.kind)  # fmt: skip
        if slot:
            old = getattr(groups[-1], slot)
            if old is not None:
                groups[-1].spent.append(old)
            setattr(groups[-1], slot, piece)


def _useful(found: list[Cluster]) -> list[Cluster]:
    """Without what is vague or over, if something better is said."""
    real = [cluster for cluster in found if any(not _only_vague(group) for group in cluster.groups)]
    ahead = [cluster for cluster in real if not all(group.over for group in cluster.groups)]
    if ahead and any(
        group.timed or group.day or group.repeat or group.span for cluster in ahead for group in cluster.groups
    ):
        return ahead
    return real or found


def _only_vague(group: Group) -> bool:
    return group.vague is not None and len(group.pieces()) == 1


def _completes(words: Words, groups: list[Group], cluster: Cluster, context: Context) -> bool:
    """Whether a time at the end of the task belongs to what was said before it: the hour of a day, an alarm's day."""
    if all(group.bounds_only for group in cluster.groups):
        return any(group.repeat for group in groups)
    if not any(group.timed for group in groups):
        return _trailing(words, cluster)
    days = all(group.day and not group.timed for group in cluster.groups)
    return context in (Context.ALARM, Context.WAKE) and days and cluster.end >= words.count


def _trailing(words: Words, cluster: Cluster) -> bool:
    """Whether a time ends its sentence, so that it can belong to the day that was said before the task."""
    first = cluster.pieces[0]
    after = words.lower[cluster.end :]
    led = first.role in (Role.AT, Role.IN) or first.kind is Kind.PART
    return led and all(not word[0].isalnum() or word in ("please", "thanks", "thank", "you") for word in after)


def _single(group: Group, scene: Scene, *, several: bool) -> Single:
    if group.repeat:
        return recurrence(group, scene, several=several)
    return moment(group, scene)


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


def _tokens(words: Words, groups: Sequence[Group]) -> set[int]:
    """The tokens that the chosen pieces cover, and the small ones left between them."""
    taken: set[int] = set()
    for group in groups:
        for piece in [*group.pieces(), *group.spent]:
            begin = piece.marker if piece.marker >= 0 else piece.start
            taken.update(range(begin, piece.end))
    ordered = sorted(taken)
    for before, after in itertools.pairwise(ordered):
        gap = range(before + 1, after)
        if gap and all(not words[index][0].isalnum() or words[index] in _BETWEEN for index in gap):
            taken.update(gap)
    return taken


_BETWEEN = (
    "and",
    "or",
    "um",
    "uh",
    "the",
    "like",
    "also",
    "then",
    "please",
    "at",
    "on",
    "it",
    "another",
    "one",
    "again",
)


def _said(words: Words, groups: Sequence[Group]) -> str:
    pieces = [piece for group in groups for piece in group.pieces()]
    if not pieces:
        return ""
    return words.slice(min(piece.start for piece in pieces), max(piece.end for piece in pieces))


def _one_choice(words: Words, groups: Sequence[Group], *, choice: bool) -> None:
    if choice:
        raise Unclear(_which(words, groups))


def _which(words: Words, groups: Sequence[Group]) -> str:
    """The question that names the choices: "Seven or eight?"."""
    names: list[str] = []
    for group in groups:
        own = [
            piece
            for piece in group.pieces()
            if not any(piece in other.pieces() for other in groups if other is not group)
        ]
        own = own or group.pieces()
        names.append(" ".join(words.slice(piece.core, piece.end) for piece in own))
    question = " or ".join(dict.fromkeys(names))
    return question[:1].upper() + question[1:] + "?"
