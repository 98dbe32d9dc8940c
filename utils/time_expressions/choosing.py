"""Which times of a sentence are its own, and which stay inside the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utils.time_expressions.asking import task_start
from utils.time_expressions.group import Group, merge
from utils.time_expressions.lexicon import DETERMINERS
from utils.time_expressions.pieces import Kind, Piece, Role
from utils.time_expressions.results import Context
from utils.time_expressions.sharing import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from utils.time_expressions.clusters import Cluster
    from utils.time_expressions.tokens import Words


_LONGEST_NAME = 5  # words of "the new dentist in town", before its time


def choose(words: Words, pieces: Sequence[Piece], found: list[Cluster], context: Context) -> tuple[list[Group], bool]:
    """The groups that are the sentence's own time; times inside the task stay in the task."""
    found = _useful(found)
    if not found:
        return [], False
    start = task_start(words, pieces)
    own = [cluster for cluster in found if cluster.end <= start or (cluster.corrects and cluster is not found[0])]
    inner = [cluster for cluster in found if cluster not in own]
    chosen: list[Cluster] = own or [_fullest(inner)]
    spare = [cluster for cluster in inner if cluster is not chosen[0]]
    first = chosen[0]
    groups = list(first.groups)
    choice = first.choice
    for cluster in chosen[1:]:
        if len(groups) == 1 and len(cluster.groups) == 1 and not cluster.corrects:
            merge(groups[0], cluster.groups[0])
        elif cluster.corrects:
            _correct_with(groups, cluster)
    if len(groups) == 1 and not groups[0].timed and not groups[0].bounds_only and len(spare) > 1:
        # the day of all tasks was said before them: "tomorrow to call the bank at ten and the dentist at eleven"
        apart = _own_time(words, spare[0], spare[1]) and merge(groups[0], spare[0].groups[0])
        first, spare = (spare[0], spare[1:]) if apart else (first, spare)
    spare = _with_tasks(words, groups, first, spare, context)
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


def _fullest(inner: list[Cluster]) -> Cluster:
    """The first time inside a task, or after a bare day one with its hour: "the Sunday game on Sunday at eight"."""
    first = inner[0]
    if any(group.clock or group.repeat or group.shift for group in first.groups):
        return first
    full = (cluster for cluster in inner[1:] if any(group.day and group.clock for group in cluster.groups))
    return next(full, first)


def _with_tasks(
    words: Words, groups: list[Group], first: Cluster, spare: list[Cluster], context: Context
) -> list[Cluster]:
    """Such as "call the bank at ten and the dentist at eleven": each task has its own time. What is left over."""
    before, left = first, []
    for cluster in spare:
        if _own_time(words, before, cluster):
            groups.append(cluster.groups[0])
            before = cluster
        else:
            left.append(cluster)
    if len(groups) > 1 and before is not first:
        share(groups, context)
    return left


def _own_time(words: Words, before: Cluster, cluster: Cluster) -> bool:
    """Whether a second task with its time follows a first one: "… at ten and the dentist at eleven"."""
    pair = (before, cluster)
    if any(len(one.groups) != 1 or one.choice or not one.groups[0].clock for one in pair):
        return False
    if any(one.groups[0].repeat or (one.groups[0].clock or one.pieces[0]).role is not Role.AT for one in pair):
        return False
    gap = words.lower[before.end : cluster.start]
    name = gap[1:] if gap[:1] == [","] else gap
    name = name[1:] if name[:1] == ["and"] else name
    if not gap or len(name) == len(gap):
        return False
    if not name:
        return "and" in gap and words[cluster.end] == "to"  # "and at eleven to call the dentist"
    return name[0] in DETERMINERS and len(name) <= _LONGEST_NAME


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
