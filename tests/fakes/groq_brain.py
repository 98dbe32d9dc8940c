"""What the fake model answers when nothing is scripted: a tool for what is plainly asked, else a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

ToolCall = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the model: words, or tool calls; `finish` is the finish_reason, by default what fits."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    finish: str = ""

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Reply:
        """Read `{"text": …, "calls": [[name, arguments], …], "finish": …}`."""
        calls = tuple((str(name), dict(arguments)) for name, arguments in raw.get("calls", ()))
        return cls(raw.get("text", ""), calls, raw.get("finish", ""))


GREETING = "Hello, how can I help you today?"

_TOOLS = (
    (r"\btimer\b|\bcount down\b", "set_timer"),
    (r"\bremind me\b|\breminder\b", "set_reminder"),
    (r"\bnote\b", "take_note"),
    (r"\balarm\b|\bwake me\b", "set_alarm"),
)
_ASKS = re.compile(
    r"^\s*(what|which|when|do i|have i|show|list|read|cancel|delete|remove|change|move)\b", re.IGNORECASE
)


def content(message: dict[str, Any]) -> str:
    """Return a message's words, also when they come in parts."""
    said = message.get("content") or ""
    return said if isinstance(said, str) else " ".join(part.get("text", "") for part in said)


def answer(body: dict[str, Any]) -> Reply:
    """Answer a chat request by rule: set what is asked to be set, say what a tool said, else echo or greet."""
    # What the time is may be told last of all; it is nothing to answer.
    messages = [message for message in body["messages"] if message["role"] != "system"]
    last = messages[-1]
    words = content(last).strip()
    if last["role"] == "tool":
        return Reply(words or "Done.")
    if last["role"] != "user" or not words:
        return Reply(GREETING)
    tools = {tool["function"]["name"]: tool["function"] for tool in body.get("tools") or ()}
    if not _ASKS.match(words):
        for pattern, name in _TOOLS:
            if name in tools and re.search(pattern, words, re.IGNORECASE):
                return Reply(calls=((name, _arguments(tools[name], words)),))
    return Reply(f"I heard: {words[:80]}.")


def _arguments(tool: dict[str, Any], words: str) -> dict[str, Any]:
    """`time` takes the whole phrase, `text` what follows "note" or "to"; what is required besides is empty."""
    schema = tool.get("parameters") or {}
    properties: dict[str, Any] = schema.get("properties") or {}
    thing = re.search(r"\bnote:?\s+(?:that\s+|to\s+)?(.+)|\bto\s+(.+)", words, re.IGNORECASE)
    text = next(filter(None, thing.groups()), words) if thing else words
    known = {"time": words, "duration": words, "text": text, "content": text}
    return {
        name: known[name] if name in known else _empty(properties.get(name, {}))
        for name in properties
        if name in known or name in schema.get("required", ())
    }


def _empty(schema: dict[str, Any]) -> Any:
    kinds = schema.get("type", "string")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "null" in kinds or any(option.get("type") == "null" for option in schema.get("anyOf", ())):
        return None
    if schema.get("enum"):
        return schema["enum"][0]
    return {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}.get(kinds[0], "")
