"""What a template may demand of the words in its slots, by the names that the YAML files use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.local_llm.places import is_place
from assistant.local_llm.privacy import asks_for_privacy, keeps_again
from assistant.local_llm.statements import is_statement
from assistant.local_llm.times import split_time
from assistant.local_llm.vocabulary import (
    DAYS,
    DELETE,
    HALT,
    KINDS,
    MOVE,
    NAME,
    NOTE,
    QUESTION,
    TELL,
    any_of,
    begins,
)
from toolsets.corrections import is_correction
from toolsets.rewording import INSTEAD
from utils.time_expressions import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ASKING_TOO = r"do(?!\s+not\b)|shall|might|have|has|if"
_SMALL = re.compile(
    r"\b(?:a|an|the|my|me|and|or|at|on|in|for|to|by|of|it|that|this|one|please|just|only|then|again|around|about|"
    r"more|no|actually|instead|sharp|exactly|ok|okay|set|put|up|with|from|so|do|make|let's|say|is|too|also|longer|"
    r"left|be|until|till|as|well)\b|[^\w\s]",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:i|i'm|im|i've|i'd|me|my|mine|myself|we|our|us)\b", re.IGNORECASE)
_QUESTION = re.compile(rf"^{any_of(QUESTION, _ASKING_TOO)}\b|\?\s*$", re.IGNORECASE)
_KIND = re.compile(
    r"\b(?:alarms?|reminders?|timers?|notes?|memos?|countdown|wake-?up calls?|(?:shopping|grocery|to-?do) list|"
    r"quiet hours|conversation)\b",
    re.IGNORECASE,
)
_START = begins(
    DELETE,
    MOVE,
    HALT,
    TELL,
    NOTE,
    NAME,
    QUESTION,
    "make|put|add|turn|switch|disable|enable|dismiss|extend|restart|reset",
    "do|no|never|not|don't|dont|the|my|his|her|and|but|i|if|after|because",
)
_ASKS_MEMORY = re.compile(
    r"^(?:(?:who|what|where|when|which|how)(?:'s|s)?\b|do|did|am|have|was|can|tell me|remind me|whose|you know|"
    r"remember|(?:do|can|have) you|(?:is|are|was|were) (?:my|our))\b",
    re.IGNORECASE,
)
_NEW = re.compile(rf"\b(?:an?|another|new|one more)\s+(?:\w+\s+){{0,3}}{any_of(KINDS)}s?\b", re.IGNORECASE)
_SETTING = re.compile(
    r"^(?:set|put|make|start|add|turn)\s+(?:up\s+)?(?:me\s+)?(?:an?|another|one|two|some|up|alarms?|reminders?|"
    r"timers?)\b",
    re.IGNORECASE,
)
_HAVING = re.compile(r"^(?:(?:that\s+)?(?:i|i've|are|there|we|you)\b|that\s+(?:i|are|is)\b)", re.IGNORECASE)
_BIRTHDAY = re.compile(r"\b(?:birthday|anniversary|born|name|names|favou?rite|allerg|age)\b", re.IGNORECASE)

_COURTESY = re.compile(
    r"^(?:ok|okay|fine|thanks|thank you|good|great|all|nothing|problem|worries|idea|way|more|need|not|a |the same|"
    r"really|wrong|right)\b",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(r"^(?:what is|what's|whats|what are)\s+(?:an?)\s", re.IGNORECASE)
_STRETCH = re.compile(
    r"\b(?:between|and|during|over|within|since|from|to|after|before|rest of|the|coming|later|early|late)\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    r"(?:(?:for|on|in|over|during)\s+)?(?:the\s+)?(?:rest of\s+)?(?:this|next|the|coming|following|today|my)?\s*"
    r"(?:week|month|weekend|year|today|day|next few days|coming days|next couple of days|next days)",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"\b(?:today|tomorrow|tonight|(?:{DAYS})day|week|weekend|month|morning|afternoon|"
    r"evening|day|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|am|i'm|im|'s|has|have|had|like|likes|love|loves|hate|hates|live|lives|work|works|prefer|"
    r"prefers|don't|doesn't|can't|need|needs|want|wants|parked|park|put|left|keep|go|goes|eat|eats|drink|drinks|"
    r"speak|speaks|play|plays|owe|owes|\w+ed|it's|he's|she's|they're|we're|told|said|gave|took|bought|met|\w+'s)\b"
    r"|'m\b|:",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"^(?:wait|don't|dont|do not|never|forget|stop|please|it's fine|that's|that|this|it|set|wake|remind|repeat|play|"
    r"help|take|write|make|add|tell|say|sorry|i|i'm|i've|we|you|you're|go|keep|leave|let|put|just|only|really|true|"
    r"hang on|hold on|enough|later|now|not)\b",
    re.IGNORECASE,
)
_OF_THE_ASSISTANT = re.compile(
    r"\b(?:do you (?:think|like|love|want|mind|feel|mean|need)|should i|would you|could you|can i|could i|may i)\b|"
    r"^(?:what if|what about|how about|how come)\b",
    re.IGNORECASE,
)
_NO_GOODS = re.compile(
    r"\b(?:i|i'm|i've|you|you're|he|she|it|it's|we|they|that|that's|this|then|now|so|thanks|thank|please|what|how|why|"
    r"who|where|when|is|are|was|were|no|not|yes|also|another|more|stop|help|done|nothing|all|else|ok|okay|there)\b|"
    r"\?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:an?|the|my|our|his|her|their|your|he|she|they|we|you|it|who|someone|everybody|everyone|set|sets|made|makes|had|has|have|wants?|wanted|needs?|"
    r"needed|was|were|is|are|said|says|asked|bought)$|\b(?:he|she|they|we|you|who|said|says|asked|told)\b",
    re.IGNORECASE,
)
_WAY = re.compile(r"\b(?:back|forwards?|later|earlier|sooner|up|ahead|half an?|quarter)\b", re.IGNORECASE)
_NO_MOVE = re.compile(
    r"^(?:about|with|called|named|to (?:the|my) (?:list|note)|up\b|back on\b|off\b|on$)", re.IGNORECASE
)
_SWITCH = re.compile(r"(?:to |back )?(?:on|off|up|down|out|again|back)\b", re.IGNORECASE)
_ONE_DAY = re.compile(
    rf"(?:this|next|the next|the coming) (?:week|month|time|one|weekend|morning|evening|(?:{DAYS})day)|today|tonight|"
    r"tomorrow(?: (?:morning|evening|night))?",
    re.IGNORECASE,
)
_IT = re.compile(
    r"(?:it|that|this|them|those|these|everything|both|all)\b|(?:for|until|till|the (?:music|song|video|movie))\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:later|earlier|sooner|after|before)\b", re.IGNORECASE)
_RANG = re.compile(
    r"(?:went|rang|woke|goes|was|were|is|are|had|has|have|did|didn't|does|doesn't|won't|will|would|never|always|kept|keeps|"
    r"came|comes|that|who|which|made|makes|started|starts|sounds|sounded)\b",
    re.IGNORECASE,
)
_TASK = re.compile(r"\bto\s+\w+|\babout\s", re.IGNORECASE)


def bare(text: str) -> str:
    """The words of `text` that carry a meaning of their own."""
    return " ".join(_SMALL.sub(" ", text).split())


def _time(text: str) -> bool:
    text = INSTEAD.sub("", text)
    return split_time(text, Context.ALARM).found or split_time(text, Context.TIMER).found


def _only_time(text: str) -> bool:
    for context in (Context.ALARM, Context.TIMER):
        split = split_time(text, context)
        if split.found and not bare(split.rest):
            return True
    return False


def _when(text: str) -> bool:
    """A time, or a stretch of time: "between Monday and Wednesday"."""
    return not text or _only_time(_STRETCH.sub(" ", text)) or bool(_WEEKS.fullmatch(text.strip(" ?.")))


def _moves(text: str) -> bool:
    """Words that can shift something that stands: a time, a number, "later"; never a switch or a name."""
    said = INSTEAD.sub("", text)
    number = _only_duration(f"{said} minutes") and not _only_duration(said)
    return (number or _time(said) or bool(_WAY.search(said))) and not _NO_MOVE.match(said)


def _recurring(text: str) -> bool:
    split = split_time(text, Context.REMINDER)
    return split.repeats and not bare(split.rest)


def _duration(text: str) -> bool:
    return split_time(text, Context.TIMER).length


def _only_duration(text: str) -> bool:
    split = split_time(text, Context.TIMER)
    return (split.length or (split.found and not split_time(text).found)) and not bare(split.rest)


def other_than(text: str) -> str:
    """The time that is meant in "seven, eight", said after "not"; empty if these are not two times."""
    one, comma, other = text.partition(",")
    if comma:
        other = re.sub(r"^\s*(?:but|at|for|i said|i meant|make it)\s+", "", other.strip(), flags=re.IGNORECASE)
        return other if _only_time(one) and _only_time(other) else ""
    words = text.split()
    for cut in range(1, len(words)):
        one, other = " ".join(words[:cut]), " ".join(words[cut:])
        if _only_time(one) and _only_time(other):
            return other
    return ""


def _is_label(text: str) -> bool:
    return (
        len(text.split()) <= 4
        and not split_time(text).found
        and not _KIND.search(text)
        and not text.lower().startswith(("until", "till", "before"))
    )


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= 3 and not _time(text) and words[0].lower() not in {
        "a", "an", "the", "when", "if", "at", "in", "on", "back", "later", "tomorrow", "crazy", "again", "maybe", "to",
        "about", "up", "please", "now", "soon", "before", "after", "once", "as", "by", "that", "it", "what", "names",
    }  # fmt: skip


def _is_value(text: str) -> bool:
    """A new value for what was just said of oneself, and no request or courtesy of its own."""
    return (
        0 < len(text.split()) <= 8
        and not _KIND.search(text)
        and not _COURTESY.match(text)
        and not _NO_VALUE.match(text)
        and not _QUESTION.search(text)
        and not text.lower().startswith(("cancel", "delete", "undo", "change", "move", "turn", "read", "show", "list"))
    )


ONE_FOR_OTHER = re.compile(
    r"\bnot\s+(?P<wrong>[^,]{2,40}?)(?:\s*,\s*(?:but\s+)?|\s+but\s+)(?P<right>[^,]{2,40})$"
    r"|^(?:.*\b(?:it's|it is|i said|i meant|i mean|that's|should be|no|sorry)[\s,]+)?(?P<first>[^,]{2,40}?)[\s,]+"
    r"(?:and\s+)?not\s+(?P<second>[^,]{2,40})$",
    re.IGNORECASE,
)
"""Two names of which one is to take the place of the other: "not Ben, Bob", "Bob, not Ben"."""

CHECKS: Mapping[str, Callable[[str], bool]] = {
    "time": _time,
    "one_not_other": lambda text: bool(other_than(text)),
    "number_only": lambda text: _only_duration(f"{text} minutes") and not _only_duration(text),
    "no_later": lambda text: not _LATER.search(text),
    "no_event": lambda text: not _RANG.match(text),
    "no_clause": lambda text: not _CLAUSE.search(text),
    "no_time": lambda text: not _time(text),
    "only_time": _only_time,
    "when_or_none": _when,
    "day": lambda text: bool(_DAY.search(text)),
    "asked": lambda text: text.endswith("?") or text.lower().startswith(("what", "how", "and what", "and how")),
    "recurring": _recurring,
    "moves": _moves,
    "no_one": lambda text: not re.match(r"(?:one|ones|about|with|called|named)\b", text, re.IGNORECASE),
    "no_switch": lambda text: not _SWITCH.fullmatch(text),
    "no_not": lambda text: not re.search(r"\b(?:not|except|without)\b|n't\b", text, re.IGNORECASE),
    "one_day": lambda text: bool(_ONE_DAY.fullmatch(text)),
    "no_it": lambda text: not _IT.match(text) and not _KIND.search(text),
    "one_for_other": lambda text: bool(ONE_FOR_OTHER.search(text)),
    "duration": _duration,
    "no_length": lambda text: not _duration(text),
    "only_duration": _only_duration,
    "duration_or_none": lambda text: not text or _duration(text) or _only_time(text),
    "label_or_none": lambda text: not text or _is_label(text),
    "short": lambda text: len(text.split()) <= 4,
    "short_enough": lambda text: 0 < len(text.split()) <= 8,
    "some": lambda text: bool(bare(text)),
    "personal": lambda text: bool(_PERSONAL.search(text)),
    "impersonal": lambda text: not _PERSONAL.search(text),
    "question": lambda text: bool(_QUESTION.search(text)),
    "no_question": lambda text: not _QUESTION.search(text),
    "no_question_about_notes": lambda text: not text.endswith("?"),
    "no_start": lambda text: not _START.match(text),
    "no_kind": lambda text: not _KIND.search(text),
    "no_for": lambda text: not text.lower().startswith(("for ", "one for ")),
    "no_to": lambda text: not text.lower().startswith("to "),
    "no_new": lambda text: not _NEW.search(text),
    "not_setting": lambda text: not _SETTING.match(text),
    "no_and": lambda text: not text.lower().startswith("and "),
    "no_unknown": lambda text: not _UNKNOWN.match(text),
    "no_waking": lambda text: not re.match(r"(?:wake|get|let me|set|i )", text, re.IGNORECASE),
    "no_task": lambda text: not _TASK.search(text),
    "not_having": lambda text: not _HAVING.match(text),
    "not_known": lambda text: not _BIRTHDAY.search(text),
    "not_me": lambda text: not re.match(r"(?:me|it|that|this|us)\b", text, re.IGNORECASE),
    "not_courtesy": lambda text: not _COURTESY.match(text),
    "asks_memory": lambda text: bool(_ASKS_MEMORY.search(text)) and not _KIND.search(text),
    "asks_world": lambda text: bool(_QUESTION.search(text)) or not _PERSONAL.search(text) or len(text.split()) < 8,
    "statement": is_statement,
    "place": is_place,
    "name": _is_name,
    "named": lambda text: text[:1].isupper() and len(text.split()) <= 2,
    "clock": lambda text: bool(
        re.search(r"24|twenty|12|twelve|military|a\.?\s?m\b|am\b|american|normal", text, re.IGNORECASE)
    ),
    "when_i": lambda text: bool(re.match(r"when (?:i|we|i'm|im|i've|my)\b", text, re.IGNORECASE)),
    "predicate": lambda text: bool(_PREDICATE.search(text)),
    "no_predicate": lambda text: not _PREDICATE.search(text),
    "colon": lambda text: ":" in text,
    "private_on": asks_for_privacy,
    "private_off": keeps_again,
    "lead_colon": lambda text: ":" in " ".join(text.split()[:4]),
    "correction": _is_value,
    "corrects": lambda text: is_correction(text, bare=True),
    "of_me": lambda text: not _OF_THE_ASSISTANT.search(text),
    "goods": lambda text: 0 < len(text.split()) <= 5 and not _NO_GOODS.search(text) and not _time(text),
}
