"""Understands the times in what was said, and asks back where that can't be done."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from system_control.dialogue import Asked
from system_control.errors import InvalidInput
from system_control.schedule import When, at_wall
from toolsets.words import say_moment
from utils.recurrence import next_occurrence
from utils.time_expressions import (
    Context,
    Duration,
    Grain,
    Moment,
    PastTime,
    Recurrence,
    Resolved,
    Several,
    TimeExpressionError,
    Unclear,
    adjust,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolsets.talk import Talk
    from utils.time_expressions import Single

MAX_PHRASE = 1_000
"""Characters; a longer one is no time, and would only keep the grammar busy."""

REMINDED_AT = time(9)
"""When a reminder for a day without a time of day comes (TIME.md)."""

FURTHEST = timedelta(days=50 * 366)
"""Nobody means a date that is farther ahead."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_GOES_ON = re.compile(
    r"^(?:(?:oh|ok|okay|yes|yeah|right|great|so|well|um|uh|actually)\b[, ]*)*(?:and|also|then|plus)\b|^same\b|"
    r"\b(?:another|one more|as well|too|a second one|the same|same (?:thing|time)|instead)\b",
    re.IGNORECASE,
)
_FROM_THERE = re.compile(
    r"\b(?P<length>(?:\S+ ){1,4}?(?:seconds?|minutes?|mins?|hours?|days?|weeks?)(?: and a (?:half|quarter))?) "
    r"(?:(?P<way>after|before) (?:that|it|the (?:first|last|other)(?: one)?)|"
    r"(?P<there>later|after|earlier|before|sooner)(?: than that)?)[ .!]*$",
    re.IGNORECASE,
)
_ONE_MORE = re.compile(r"(?<=\band )one(?=\s+(?:more\s+)?(?:on|for|at)\b)", re.IGNORECASE)
"""No hour: "and one on Friday"."""
_SAME_TIME = re.compile(r"\bat (?:the|that) same (?:time|hour)\b", re.IGNORECASE)
"""As a day alone says it too; by itself it would be the time that it is now."""
_ONLY_GOES_ON = re.compile(
    r"(?:\W*\b(?:and|also|then|plus|the|a|same|thing|time|another|one|more|second|third|set|do|make|put|add|it|that|"
    r"alarm|reminder|wake|remind|me|up|for|on|at|as|well|too|again|instead|please|new|just|rather)\b)*\W*",
    re.IGNORECASE,
)
_WAKES = re.compile(r"\b(?:wak(?:e|ing)|get(?:ting)? (?:me |us )?(?:up|out of bed))\b", re.IGNORECASE)


def read(talk: Talk, phrase: str, context: Context) -> Resolved:
    """Understand a phrase in the user's words, or an ISO 8601 moment, as it is meant now.

    "and another at eight" goes on from the moment that was spoken of last.
    :raises PastTime: if it is over.
    :raises Unclear: if it can't be told.
    :raises InvalidInput: if it is longer than 1,000 characters.
    """
    if len(phrase) > MAX_PHRASE:
        raise InvalidInput("the time is too long", spoken="That's too long for me to find a time in. When shall it be?")
    resolved = _iso(talk, phrase.strip()) or _spoken(talk, phrase, context)
    for value in each(resolved):
        if starts(value) - talk.now > FURTHEST:
            raise Unclear("That's too far ahead for me. When shall it be?", resolved.rest)
    return resolved


def _spoken(talk: Talk, phrase: str, context: Context) -> Resolved:
    if context is Context.ALARM and _WAKES.search(phrase):
        context = Context.WAKE
    before = talk.dialogue.moment if _GOES_ON.search(phrase) or _FROM_THERE.search(phrase) else None
    previous = before.astimezone(talk.where) if before else None
    if before is not None:
        phrase = _SAME_TIME.sub("", _ONE_MORE.sub("", phrase))
    resolved = (_from_there(talk, phrase, previous) or _same_time(talk, phrase, previous)) if previous else None
    if resolved is not None:
        return resolved
    return resolve(phrase, now=talk.now, zone=talk.where, context=context, habits=talk.habits.parts, previous=previous)


def _from_there(talk: Talk, phrase: str, previous: datetime) -> Resolved | None:
    """Read "another thirty minutes after that": counted from what was spoken of before; None if it is not that."""
    found = _FROM_THERE.search(phrase)
    if found is None or not (found["way"] or goes_on(phrase)):
        return None
    way = "later" if (found["way"] or found["there"]).lower() in ("after", "later") else "earlier"
    try:
        moment = adjust(f"{found['length']} {way}", moment=previous, now=talk.now, zone=talk.where)
    except TimeExpressionError:
        return None
    return Resolved(moment, phrase[: found.start()].strip())


def _same_time(talk: Talk, phrase: str, previous: datetime) -> Resolved | None:
    """Read "same for Friday": a day alone, at the time of day that was spoken of before; None if it is not that."""
    try:
        said = resolve(phrase, now=talk.now, zone=talk.where, habits=talk.habits.parts)
        values = tuple(at_time(talk, value, previous.time()) for value in each(said) if lacks_time_of_day(value))
    except TimeExpressionError:
        return None
    if not values or len(values) < len(each(said)) or not _ONLY_GOES_ON.fullmatch(said.rest):
        return None
    return Resolved(values[0] if len(values) == 1 else Several(values), said.rest)


def goes_on(phrase: str) -> bool:
    """Whether a phrase goes on from what was said before: "and at ten", "another at eight"."""
    return bool(_GOES_ON.search(phrase))


def only_goes_on(text: str) -> bool:
    """Whether nothing is said but that it goes on from before: "same thing", "another one"."""
    return bool(_ONLY_GOES_ON.fullmatch(text))


def each(resolved: Resolved) -> tuple[Single, ...]:
    """Return the times one by one, in the order in which they were said."""
    if resolved.value is None:
        return ()
    return resolved.value.items if isinstance(resolved.value, Several) else (resolved.value,)


def starts(value: Single) -> datetime:
    """Return when it is due first."""
    return value.first if isinstance(value, Recurrence) else value.at


def lacks_time_of_day(value: Single) -> bool:
    """Whether only a day was named."""
    return not isinstance(value, Duration) and value.grain is Grain.DAY


def at_nine(talk: Talk, value: Single) -> Single:
    """Give a day without a time of day the one that reminders have.

    :raises Unclear: if that is over for today.
    """
    return at_time(talk, value, REMINDED_AT)


def at_time(talk: Talk, value: Single, of_day: time) -> Single:
    """Give a day without a time of day this one.

    :raises Unclear: if that is over for today.
    """
    if isinstance(value, Duration) or value.grain is not Grain.DAY:
        return value
    zone = talk.where
    if isinstance(value, Moment):
        wall = datetime.combine(value.wall.date(), of_day)
        at = at_wall(wall, zone)
        if at <= talk.now:
            raise Unclear("At what time today?", said="today")
        return replace(value, at=at, wall=wall, grain=Grain.MINUTE)
    start = datetime.combine(value.first.date(), of_day)
    before = min(talk.now, at_wall(start, zone) - timedelta(seconds=1)) if at_wall(start, zone) > talk.now else talk.now
    first = next_occurrence(value.rules, start=start, zone=value.zone, after=before)
    if first is None:
        raise Unclear("When shall it be?")
    return replace(value, first=first, wall=datetime.combine(first.date(), of_day), grain=Grain.MINUTE)


def whens(talk: Talk, values: tuple[Single, ...]) -> list[When]:
    """Return the times as they are kept."""
    return [When.of(v, talk.zone) for v in values]


def ask_back(
    talk: Talk, error: PastTime | Unclear, tool: str, words: Mapping[str, str], *, piece: str = "time", ask: str = ""
) -> str:
    """Ask what the time was meant to be; the answer goes into the argument `piece` beside what was clear.

    :param ask: what to ask where there is nothing to offer.
    """
    if isinstance(error, Unclear):
        return talk.dialogue.ask(Asked.PIECE, error.question, tool, {**words, piece: error.said}, piece=piece)
    if error.offer is None:
        spoken = f"That time is already over. {ask or 'When shall it be instead?'}"
        return talk.dialogue.ask(Asked.PIECE, spoken, tool, {**words, piece: ""}, piece=piece)
    spoken = f"That time is already over. Shall I make it {say_moment(talk, error.offer)}?"
    return talk.dialogue.ask(Asked.OFFER, spoken, tool, {**words, piece: error.offer.isoformat()}, piece=piece)


def _iso(talk: Talk, text: str) -> Resolved | None:
    """Read an ISO 8601 moment; None if it is none.

    :raises Unclear: if there is no such date or time.
    """
    if not _ISO.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unclear("There's no such date. When shall it be?") from None
    zone = talk.where
    at = at_wall(moment, zone) if moment.tzinfo is None else moment.astimezone(zone)
    if at <= talk.now:
        raise PastTime(said=text)
    return Resolved(Moment(at=at, grain=Grain.MINUTE, clock="wall", deadline=False, wall=at.replace(tzinfo=None)), "")


_ALTERNATIVES = re.compile(
    r"(?P<one>[\w:']+(?: (?:o'clock|[ap]\.?\s?m\.?|fifteen|thirty|forty-?five|\d\d))?),? or "
    r"(?:at |on |in )?(?P<other>[\w:']+(?: (?:o'clock|[ap]\.?\s?m\.?|fifteen|thirty|forty-?five|\d\d))?)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:(?:at|on|in|for|um|uh|the|make it|let's say|say|to)\s+)+", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:a )?(?:few|several|some|bit|while|moment|couple)\b(?: of)?"
    r"(?:\s+(?P<unit>seconds|minutes|hours|days|weeks))?",
    re.IGNORECASE,
)
_WAY = re.compile(r"\b(?:earlier|sooner|later)\b", re.IGNORECASE)
_FIRST = re.compile(r"^(?:the )?(?:first|former)(?: one)?[ .!]*$", re.IGNORECASE)
_SECOND = re.compile(r"^(?:the )?(?:second|latter|last)(?: one)?[ .!]*$", re.IGNORECASE)


def joined(talk: Talk, stem: str, answer: str) -> str:
    """Return one phrase of what was said before and the answer: "for Friday" + "seven", "seven or eight" + "eight"."""
    answer = answer.strip(" .,!?")
    if _WAY.fullmatch(stem) and not _WAY.search(answer):
        return f"{answer} {stem}"
    if (vague := _VAGUE.search(stem)) is not None and _is_clear(talk, f"in {answer} {vague['unit'] or 'minutes'}"):
        return f"in {answer} {vague['unit'] or 'minutes'}"
    choice = _ALTERNATIVES.search(stem)
    if choice is not None:
        picked = choice["one"] if _FIRST.match(answer) else choice["other"] if _SECOND.match(answer) else answer
        return stem[: choice.start()] + _LEADING.sub("", picked) + stem[choice.end() :]
    for phrase in (f"{stem} {answer}", f"{stem} at {answer}", answer):
        try:
            said = resolve(
                phrase, now=talk.now, zone=talk.where, context=Context.ALARM, habits=talk.habits.parts, previous=None
            )
        except TimeExpressionError:
            continue
        values = each(said)
        if values and not said.rest.strip() and not any(lacks_time_of_day(v) for v in values):
            return phrase
    return f"{stem} {answer}" if _is_clear(talk, f"{stem} {answer}") else answer


def _is_clear(talk: Talk, phrase: str) -> bool:
    try:
        return resolve(phrase, now=talk.now, zone=talk.where, habits=talk.habits.parts).value is not None
    except TimeExpressionError:
        return False
