"""A text without what people add out of courtesy or while they think; the words that are left stay as they were."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 12_000
"""Characters that are looked at; a note may have ten thousand, and the tool that takes it says so."""

_SPACES = re.compile(r"\s+")
_LETTER = re.compile(r"[^\W_]")
_QUOTES = str.maketrans("\u2018\u2019\u02bc`\u00b4\u201c\u201d\u201e\u2026", "'''''\"\"\".")
_FILLERS = re.compile(r"(?:(?<=\s)|^)(?:[Uu]+[hm]+|[Ee]rm?|[Uu]hm|[Hh]m+|[Mm]hm|[Ee]hm)(?:\s*[,.…-]+)?(?:\s+|$)")

_OPENING = re.compile(
    r"^(?:"
    r"(?:hey|hi|hello|ok|okay|yo|oi|hiya|dear)[\s,]+(?:there[\s,]+)?(?:assistant|computer|buddy|friend|robot|alexa|"
    r"siri|google|you(?!\s+(?:can|may|could|should|will|would|are|have|know|don't|do|must|need)\b))\b"
    r"|assistant\b|computer\b"
    r"|(?:good\s+(?:morning|afternoon|evening)|hey|hi|hello|hiya|yo|oi)(?!\s+(?:there|again|"
    r"you)\W*$)(?:\s+there)?(?=[\s,.!]+\S)"
    r"|(?:ok|okay|alright|all right|right|well|so|like|you know|basically|now|oh|ah|um|"
    r"uh|listen|look|say|great|perfect|cool|good|nice|"
    r"thanks|"
    r"thank you|cheers|sure|fine|excellent|awesome|super|lovely|hmm|anyway|by the way|btw|quick question|"
    r"question)(?=\s*[,.!:]\s*\S)"
    r"|(?:ok|okay|alright|so|like|basically|oh|well)\s+(?=(?:so\s+|like\s+)?(?:please|can|could|would|will|set|wake|remind|take|make|cancel|"
    r"delete|what|when|i|now|then)\b)"
    r"|(?:please|pls|plz|kindly|just|quickly|quick|simply|(?:maybe|perhaps)(?!\s+(?:i|we|my|our|i'm|we're|i'll|we'll|it|it's|he|"
    r"she|they|you|that|this|the)\b)|now then|go ahead and|"
    r"go on and|be sure to)\b"
    r"|(?:no[\s,]+)+(?=no\b)|(?:no[\s,]+)?not\s+(?:that|this)\s+one[\s,]+(?=\S)"
    r"|(?:no[\s,]+)?(?:that's|that\s+is|it's)\s+(?:wrong|not\s+right|not\s+what\s+i\s+said)[\s,.]+(?=i\b|make\b|it\b)"
    r"|no[\s,]+(?=(?:cancel|delete|remove|set|wake|remind)\s+\w)"
    r"|and\s+(?=(?:add|put|remind|take|cancel|delete|remove|wake|read|list|what|move|change|rename|undo|remember)\b)"
    r"|(?:also|then)(?=\s+(?!at\b|for\b|one\b|another\b|on\b|in\b|add\b))\b"
    r"|(?:(?:can|could|would|will|won't|can't|couldn't)\s+(?:you|u|ya)(?!\s+(?:set|make|take|create|have|support|do|"
    r"remember|start|write|remind\s+me\s+of)\s+(?:\w+\s+)?(?:alarms|reminders|timers|notes|things|stuff)\W*$)|(?:can|"
    r"could|would)\s+we|may\s+i\s+ask\s+you\s+to)(?:\s+(?:possibly|maybe|perhaps|kindly|also|just|quickly|"
    r"go\s+ahead\s+and|be\s+so\s+kind\s+(?:as\s+)?(?:to|and)|be\s+a\s+(?:dear|darling|sweetheart|pal)\s+and|"
    r"help\s+me(?:\s+to)?|do\s+me\s+a\s+fav(?:o|ou)r\s+and|mind))*\b"
    r"|(?:i|we)(?:'d|\s+would|\s+was\s+wondering\s+if\s+you\s+(?:could|can|would))?\s*(?:really\s+)?(?:like|love|"
    r"want|need|prefer|appreciate\s+it\s+if)?\s+(?:for\s+)?you\s+(?:to|could|would)\b"
    r"|i\s+was\s+wondering\s+(?:if|whether)\s+you\s+(?:could|can|would|might)\b"
    r"|(?:would|do)\s+you\s+mind\b"
    r"|(?:is|would)\s+it\s+(?:be\s+)?possible\s+(?:for\s+you\s+)?to\b"
    r"|do\s+me\s+a\s+fav(?:o|ou)r\s*(?:,|and)"
    r"|(?:be\s+so\s+kind\s+(?:as\s+)?(?:to|and)|if\s+you\s+(?:don't|wouldn't)\s+mind|if\s+you\s+(?:can|could|would)|"
    r"if\s+possible)\b"
    r"|(?:i\s+(?:want|need|would\s+like|have|wanna|wish)|i'd\s+like|id\s+like|let\s+me|let's|lets)\s+(?:to\s+)?"
    r"(?=(?:set|put|take|make|create|add|cancel|delete|remove|change|move|rename|reschedule|snooze|start|jot|write|"
    r"schedule|clear|undo|list|turn|skip|pause|postpone|push|stop|find|read|note)\b)"
    r")[\s,.!:]*",
    re.IGNORECASE,
)
_COULD_YOU = re.compile(r"(?:could|would|can|will) you\b", re.IGNORECASE)
_SUPPOSED = re.compile(r"\bif\s+i\s+(?:\w+\s+)?(?:asked|told|wanted|needed|said|were|was)\b", re.IGNORECASE)
"""Whether one could, not a request to do it: "could you wake me if I asked you?"."""

_CLOSING = re.compile(
    r"(?:[\s,.!]+(?:please|pls|plz)|[,.!]+\s*(?:thanks|thank\s+you|thx|cheers|ta|much\s+appreciated)(?:\s+(?:a\s+lot|"
    r"so\s+much|very\s+much|in\s+advance|a\s+million))?"
    r"|\s+(?:thanks|thank\s+you)(?:\s+(?:so|very)\s+much|\s+a\s+lot|\s+in\s+advance)"
    r"|[\s,]+if\s+(?:you\s+(?:can|could|would|don't\s+mind|wouldn't\s+mind)|possible|that's\s+(?:ok|okay|alright|"
    r"possible|all\s+right))"
    r"|[\s,]+(?:would|will|could|can)\s+you|[\s,]+when\s+you\s+(?:can|get\s+(?:a\s+)?(?:chance|moment|minute))"
    r"|,\s*(?:ok|okay|alright|will\s+ya|buddy|assistant|computer|man|mate|dear|right)|\s+(?:for\s+me|"
    r"for\s+us))\s*[.!?]*$",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """Return `text` on one line, without invisible characters and with plain quotes, cut at `LONGEST` characters."""
    visible = "".join(
        " " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} and char != "\u200d" else char
        for char in text[:LONGEST]
    )
    return _SPACES.sub(" ", visible.translate(_QUOTES)).strip()


def plain(text: str) -> str:
    """Return `text` without fillers, and without courtesy at its beginning and its end."""
    words = _FILLERS.sub("", text).strip()
    if not _LETTER.search(words):
        return text
    if (words.endswith("?") or _COULD_YOU.match(words)) and _SUPPOSED.search(words):
        return words
    asked = words
    for _ in range(6):
        shorter = _OPENING.sub("", words, count=1)
        if not _LETTER.search(shorter) or shorter == words:
            break
        words = shorter
    for _ in range(4):
        shorter = _CLOSING.sub("", words)
        if not _LETTER.search(shorter) or shorter == words:
            break
        words = shorter
    if words != asked:  # "could you wake me at six?" is no question any more
        words = words.rstrip("? ") or words
    return words.strip()
