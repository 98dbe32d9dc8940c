"""The sentences that LocalLLM knows, read from the YAML files beside the toolsets, and which of them fits a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from hassil import Intents, Sentence, recognize_all
from hassil.intents import Intent

from assistant.local_llm.checks import CHECKS
from assistant.local_llm.openings import Openings, beginning_with, opening, openings
from assistant.local_llm.vocabulary import TAKES_NOTE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hassil import IntentData, RecognizeResult

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    ROOT / "assistant" / "local_llm" / "common.yaml",
    *(ROOT / "toolsets" / f"{name}.yaml" for name in ("schedule", "notes", "memory", "history", "settings")),
)
HEAD = 300
"""Characters that are matched. A note may be longer: its templates end in a slot, which then takes in the rest."""


@dataclass(frozen=True, slots=True)
class Match:
    """One reading of a text: the template's metadata, and the words in its slots, as they were written."""

    metadata: Mapping[str, Any]
    slots: Mapping[str, str]
    whole: str

    @property
    def tool(self) -> str:
        """The tool that the template calls; empty if it is answered by words alone."""
        return str(self.metadata.get("tool", ""))

    @property
    def say(self) -> str:
        """The key of the words that answer it, if any."""
        return str(self.metadata.get("say", ""))

    @property
    def weak(self) -> bool:
        """Whether the words are so general that an open question has the better claim to them."""
        return bool(self.metadata.get("weak"))


class Grammar:
    """All templates, parsed once; thread-safe to read, since matching changes nothing."""

    def __init__(self, *files: Path) -> None:
        """Parse `files` (all by default); each may hold intents, rules and lists for the others."""
        merged: dict[str, Any] = {"language": "en", "intents": {}, "lists": {}, "expansion_rules": {}}
        for file in files or FILES:
            part = yaml.safe_load(file.read_text(encoding="utf-8"))
            for key in ("intents", "lists", "expansion_rules"):
                doubled = merged[key].keys() & (part.get(key) or {}).keys()
                if doubled:
                    raise ValueError(f"{file.name} says again what another file says: {sorted(doubled)}")
                merged[key].update(part.get(key) or {})
        self.all = Intents.from_dict(merged)
        self.rules, self.lists = self.all.expansion_rules, self.all.slot_lists
        self._openings: dict[int, Openings] = {}
        for data, sentence in self.sentences():
            rules = {**self.rules, **data.expansion_rules}
            self._openings[id(sentence)] = openings(sentence.expression, rules, self.lists)
        self._by_opening: dict[str, Intents] = {}

    def best(
        self, text: str, *, ringing: bool = False, asked: bool = False, after: Collection[str] = ()
    ) -> Match | None:
        """Return the reading in which the slots hold the fewest letters, so that the most words were understood.

        Some templates hold only while something is `ringing`, while a question is open (`asked`), or right `after` a
        row of some table was named.
        """
        note = TAKES_NOTE.match(text)
        best: Match | None = None
        lowest = (0, 0, 0)
        for found, head in self._found(text):
            metadata = found.intent_metadata or {}
            if note and str(metadata.get("tool")).startswith("set_"):
                continue
            if (metadata.get("ringing") and not ringing) or (metadata.get("question") and not asked):
                continue
            tables = str(metadata.get("after", "")).split()
            if tables and not any(table in after for table in tables):
                continue
            free = [len(entity.text) for entity in found.entities_list if entity.is_wildcard]
            order = (-int(metadata.get("rank", 0)), sum(free), len(free))
            if best is not None and order >= lowest:
                continue
            slots = _slots(found, head, text)
            if slots is not None and _fits(metadata, slots, text):
                best, lowest = Match(metadata, slots, text), order
        return best

    def sentences(self) -> Iterator[tuple[IntentData, Sentence]]:
        """All templates, each with the block that it stands in."""
        for intent in self.all.intents.values():
            for data in intent.data:
                for sentence in data.sentences:
                    yield data, sentence

    def starting_with(self, text: str) -> Iterator[Sentence]:
        """The templates that `text` is held against."""
        for intent in self._for(text).intents.values():
            for data in intent.data:
                yield from data.sentences

    def _for(self, text: str) -> Intents:
        """The templates that can begin as `text` does; kept for each word that a template begins with."""
        word = opening(text)
        known = self._by_opening.get(word)
        if known is not None:
            return known
        if not any(word in found.words for found in self._openings.values()):
            word = ""  # all other words share one entry, so that what users say can't fill the memory
            if word in self._by_opening:
                return self._by_opening[word]
        chosen: dict[str, Intent] = {}
        for name, intent in self.all.intents.items():
            blocks = [block for block in (self._narrowed(data, word) for data in intent.data) if block]
            if blocks:
                chosen[name] = Intent(name, blocks)
        narrowed = replace(self.all, intents=chosen)
        self._by_opening[word] = narrowed
        return narrowed

    def _narrowed(self, data: IntentData, word: str) -> IntentData | None:
        rules = {**self.rules, **data.expansion_rules}
        sentences = []
        for sentence in data.sentences:
            if self._openings[id(sentence)].admits(word):
                left = beginning_with(word, sentence.expression, rules, self.lists)
                if left is not None:
                    sentences.append(Sentence(left, sentence.text))
        if not sentences:
            return None
        block = replace(data)
        vars(block)["sentences"] = sentences  # a cached property: given, so that nothing is parsed again
        return block

    def _found(self, text: str) -> Iterator[tuple[RecognizeResult, str]]:
        head = text if len(text) <= HEAD else text[:HEAD].rsplit(None, 1)[0]
        for found in recognize_all(head, self._for(head)):
            yield found, head


def _slots(found: RecognizeResult, head: str, text: str) -> dict[str, str] | None:
    """The words of each slot; None if `text` goes on after a template that is over."""
    slots: dict[str, str] = {}
    complete = len(text) == len(head)
    for entity in found.entities_list:
        words = entity.text if entity.text_span is None else head[slice(*entity.text_span)]
        if (
            entity.is_wildcard
            and not complete
            and entity.text_span
            and entity.text_span[1] >= len(head.rstrip(" .,;:!?"))
        ):
            words, complete = text[entity.text_span[0] :], True
        value = words if entity.is_wildcard else str(entity.value)
        slots[entity.name] = " ".join(part for part in (slots.get(entity.name, ""), value.strip()) if part)
    return slots if complete else None


def _fits(metadata: Mapping[str, Any], slots: Mapping[str, str], text: str) -> bool:
    needs: Mapping[str, str] = metadata.get("needs") or {}
    return all(
        CHECKS[check](text if slot == "whole" else slots.get(slot, ""))
        for slot, checks in needs.items()
        for check in checks.split()
    )


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """Return the one grammar of this process; about a tenth of a second the first time."""
    return Grammar()
