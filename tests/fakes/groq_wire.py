"""The forms in which the fake Groq sends a chat answer: whole, or as the chunks of a stream."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.groq_brain import Reply


def _tool_calls(reply: Reply) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{uuid.uuid4().hex[:10]}",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)},
        }
        for name, arguments in reply.calls
    ]


def _finish(reply: Reply) -> str:
    return reply.finish or ("tool_calls" if reply.calls else "stop")


def whole(model: str, reply: Reply, usage: dict[str, int]) -> dict[str, Any]:
    """Return an answer that is not streamed."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.calls:
        message["tool_calls"] = _tool_calls(reply)
    choice = {"index": 0, "message": message, "finish_reason": _finish(reply)}
    base = {"id": "chatcmpl-test", "object": "chat.completion", "created": 1, "model": model}
    return {**base, "choices": [choice], "usage": usage}


def pieces(reply: Reply, *, with_usage: bool, usage: dict[str, int]) -> list[dict[str, Any]]:
    """Return the chunks of a stream: a word each; of a tool call its name, then its arguments in two halves."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    words = reply.text.split(" ") if reply.text else []
    deltas += [{"content": word if at == 0 else f" {word}"} for at, word in enumerate(words)]
    for at, call in enumerate(_tool_calls(reply)):
        arguments = call["function"]["arguments"]
        half = len(arguments) // 2
        opening = {"index": at, **call, "function": {"name": call["function"]["name"], "arguments": arguments[:half]}}
        deltas += [{"tool_calls": [opening]}]
        if not (reply.finish == "length" and at == len(reply.calls) - 1):
            deltas += [{"tool_calls": [{"index": at, "function": {"arguments": arguments[half:]}}]}]
    chunks: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": d, "finish_reason": None}]} for d in deltas]
    last = {"choices": [{"index": 0, "delta": {}, "finish_reason": _finish(reply)}]}
    chunks.append({**last, "x_groq": {"id": "req_test", "usage": usage}})
    if with_usage:
        chunks.append({"choices": [], "usage": usage})
    return chunks
