"""Makes hassil's slow construct fast: a long choice between plain words becomes a list, which hassil keeps in a trie."""

from __future__ import annotations

import re
from typing import Any

_FLAT = re.compile(r"(?P<open>[(\[])(?P<words>[^()\[\]{}<>]+\|[^()\[\]{}<>]+)[)\]]")
_LONG = 12
"""Alternatives from which on a list is faster (measured: `python -m bench.local_llm`)."""


def prepared(grammar: dict[str, Any]) -> dict[str, Any]:
    """Return hassil's dictionary of a grammar with each long flat choice as a list of its own."""
    lists: dict[str, Any] = {name: _expanded(body) for name, body in grammar["lists"].items()}
    known: dict[str, str] = {}

    def listed(template: str) -> str:
        def choice(found: re.Match[str]) -> str:
            words = found.group("words")
            if words.count("|") + 1 < _LONG:
                return found.group()
            name = known.setdefault(words, f"words_{len(known)}")
            lists[name] = {"values": [{"in": f"{word.strip()} ", "out": ""} for word in words.split("|")]}
            reference = f"{{{name}}}"
            return reference if found.group("open") == "(" else f"[{reference}]"

        return _FLAT.sub(choice, template)

    def block(data: dict[str, Any]) -> dict[str, Any]:
        own = {name: listed(body) for name, body in data.get("expansion_rules", {}).items()}
        return {**data, "sentences": [listed(s) for s in data["sentences"]], "expansion_rules": own}

    return {
        **grammar,
        "lists": lists,
        "expansion_rules": {name: listed(body) for name, body in grammar["expansion_rules"].items()},
        "intents": {
            name: {"data": [block(data) for data in intent["data"]]} for name, intent in grammar["intents"].items()
        },
    }


def _expanded(body: dict[str, Any]) -> dict[str, Any]:
    """A list whose values are choices: each alternative as a value, so that hassil can index it."""
    if "values" not in body:
        return body
    values: list[Any] = []
    for value in body["values"]:
        words = value["in"] if isinstance(value, dict) else value
        flat = _FLAT.fullmatch(words)
        if flat is None:
            values.append(value)
        else:
            values.extend({**value, "in": f"{word.strip()} "} for word in flat.group("words").split("|"))
    return {"values": values}
