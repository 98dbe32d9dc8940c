"""`python -m utils.time_expressions "half past six tomorrow"`: what a phrase means, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from utils.recurrence import occurrences
from utils.time_expressions import (
    Context,
    Duration,
    Moment,
    PastTime,
    Recurrence,
    Several,
    Single,
    TimeExpressionError,
    Unclear,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = 6


class BadInput(ValueError):
    """The question cannot be read; the message says why, in one line."""


def empty() -> dict[str, Any]:
    """All keys of an answer, with nothing found."""
    return {
        "kind": "none", "at": None, "grain": None, "seconds": None, "rrule": None, "clock": None, "deadline": False,
        "offer": None, "next": [], "rest": "", "question": None,
    }  # fmt: skip


def answer(
    text: str, *, now: datetime, zone: ZoneInfo, context: Context = Context.PLAIN, previous: datetime | None = None
) -> dict[str, Any]:
    """What `text` means, as JSON can hold it; times are ISO 8601 wall times with their offset."""
    out = empty()
    try:
        found = resolve(text, now=now, zone=zone, context=context, previous=previous)
    except PastTime as error:
        offer = error.offer.isoformat() if error.offer else None
        return {**out, "kind": "past", "offer": offer, "rest": error.rest}
    except Unclear as error:
        return {**out, "kind": "unclear", "question": error.question, "rest": error.rest}
    out["rest"] = found.rest
    if isinstance(found.value, Several):
        return {**out, "kind": "several", **_shared(found.value.items, zone)}
    if found.value is not None:
        out.update(_one(found.value, zone))
    return out


def _one(value: Single, zone: ZoneInfo) -> dict[str, Any]:
    if isinstance(value, Moment):
        at = value.at.isoformat()
        return {"kind": "moment", "at": at, "grain": str(value.grain), "clock": value.clock, "deadline": value.deadline,
                "next": [at]}  # fmt: skip
    if isinstance(value, Duration):
        at = value.at.isoformat()
        grain = "second" if value.seconds % 60 else "minute"
        return {
            "kind": "duration",
            "at": at,
            "grain": grain,
            "seconds": value.seconds,
            "clock": "elapsed",
            "next": [at],
        }
    return {
        "kind": "recurrence",
        "at": value.first.astimezone(zone).isoformat(),
        "grain": str(value.grain),
        "rrule": "\n".join(value.rules),
        "clock": value.clock,
        "next": [moment.isoformat() for moment in _following(value, zone)],
    }


def _following(value: Single, zone: ZoneInfo) -> list[datetime]:
    if not isinstance(value, Recurrence):
        return [value.at]
    found = occurrences(value.rules, start=value.wall, zone=value.zone, clock=value.clock, count=_SHOWN)
    return [moment.astimezone(zone) for moment in found]  # "3 pm Eastern" repeats in another


def _shared(items: tuple[Single, ...], zone: ZoneInfo) -> dict[str, Any]:
    """What several times have together: the first six moments of all, in order."""
    moments = sorted(
        {moment for item in items for moment in _following(item, zone)}, key=lambda moment: moment.astimezone(UTC)
    )
    ones = [_one(item, zone) for item in items]
    rules = [one["rrule"] for one in ones if one.get("rrule")]
    return {
        "at": moments[0].isoformat(),
        "grain": "day" if all(one["grain"] == "day" for one in ones) else "minute",
        "rrule": "\n".join(rules) or None,
        "clock": ones[0]["clock"],
        "deadline": any(one.get("deadline", False) for one in ones),
        "next": [moment.isoformat() for moment in moments[:_SHOWN]],
    }


def read_zone(name: object) -> ZoneInfo:
    """The zone of that IANA name.

    :raises BadInput: if there is none
    """
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, KeyError):
        raise BadInput(f"no such time zone: {name!r} (an IANA name such as Europe/Berlin)"[:200]) from None


def read_now(text: object, zone: ZoneInfo) -> datetime:
    """A moment in ISO 8601; without an offset it is wall time in `zone`; nothing means now.

    :raises BadInput: if it is no such moment
    """
    if text is None:
        return datetime.now(zone)
    try:
        now = datetime.fromisoformat(str(text))
        return now.astimezone(zone) if now.tzinfo else now.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        raise BadInput(f"not a moment in ISO 8601: {str(text)!r}"[:200]) from None


def read_context(name: object) -> Context:
    """The context of that name.

    :raises BadInput: if there is none
    """
    try:
        return Context(str(name))
    except ValueError:
        raise BadInput(f"no such context: {str(name)!r} (one of {', '.join(Context)})"[:200]) from None


def answer_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a row with `text` and perhaps `now`, `zone`, `context`, `previous`.

    :raises BadInput: if the row cannot be read
    """
    text = row.get("text")
    if not isinstance(text, str):
        raise BadInput("no text in this row")
    zone = read_zone(row.get("zone") or "UTC")
    previous = read_now(row["previous"], zone) if row.get("previous") else None
    context = read_context(row.get("context") or "plain")
    return answer(text, now=read_now(row.get("now"), zone), zone=zone, context=context, previous=previous)


def _write(found: Mapping[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False), flush=True)  # noqa: T201 - a command line's answer


def _object(raw: bytes) -> dict[str, Any]:
    row = json.loads(raw.decode("utf-8"))
    if not isinstance(row, dict):
        raise BadInput("not an object")
    return row


def _lines(arguments: argparse.Namespace) -> int:
    failed = 0
    given = {"now": arguments.now, "zone": arguments.zone, "context": arguments.context}
    for raw in sys.stdin.buffer:
        if not raw.strip():
            continue
        try:
            _write(answer_row({**{name: value for name, value in given.items() if value}, **_object(raw)}))
        except (BadInput, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            failed = 2
            said = error if isinstance(error, BadInput) else "not a line of JSON"
            _write({**empty(), "error": str(said)})
    return failed


def main(arguments: list[str] | None = None) -> int:
    """Answer one phrase, or each JSON line of stdin. Returns the exit code: 0, or 2 if something could not be read."""
    parser = argparse.ArgumentParser(prog="python -m utils.time_expressions", description=__doc__)
    parser.add_argument("phrase", nargs="*", help="what was said; without it, JSON lines are read from stdin")
    parser.add_argument("--now", help="the moment of speaking, ISO 8601 (default: now)")
    parser.add_argument("--zone", help="IANA time zone (default: UTC)")
    parser.add_argument("--context", help="alarm, reminder, wake, timer or plain (default: plain)")
    parser.add_argument("--previous", help="the moment spoken of before, ISO 8601")
    given = parser.parse_args(arguments)
    if not given.phrase:
        return _lines(given)
    try:
        _write(answer_row({**vars(given), "text": " ".join(given.phrase)}))
    except (BadInput, TimeExpressionError) as error:
        print(str(error), file=sys.stderr)  # noqa: T201 - same
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
