"""Whether somebody asks that the conversation be kept private, or kept again (MANNERS 14), in whatever words."""

from __future__ import annotations

import re

_KEEP = r"(?:remember|sav|record|stor|keep|log|memori[sz]|transcrib|tak(?:e|ing) notes of|writ)(?:e|es|ed|ing|ring)?"
_TALK = r"(?:conversation|chat|talk|discussion|session|call|exchange|dialog(?:ue)?)"
_WHAT_IS_SAID = (
    rf"(?:(?:this|our|the|that|any|a) (?:\w+ )?{_TALK}|what (?:i|i'm|we|we're|follows|comes)\b|"
    r"(?:anything|everything|a word|things)(?: that)? (?:i|i'm|we|we're|from)\b|any of (?:this|it|what)|"
    r"the following|from (?:now|here) on)"
)
_NOT = (
    r"(?:don't|dont|do not|not|never|stop|quit|without|avoid|refrain from|no|rather you didn't|shouldn't|should not|"
    r"won't|mustn't|must not|isn't|is not)"
)
_NOT_KEPT = re.compile(
    rf"(?:(?<!\bi )(?<!\bwe )\b{_NOT}|\b(?:i|we) (?:don't|dont|do not) want)\b"
    rf"(?: (?!i\b)[\w']+){{0,3}}? {_KEEP}\b.*\b{_WHAT_IS_SAID}",
    re.IGNORECASE,
)
_NOT_TO_BE_KEPT = re.compile(
    rf"\b(?:{_WHAT_IS_SAID}.*\b{_NOT}\b|nothing (?:i|we)\b.*)(?: [\w']+){{0,2}} "
    r"(?:remembered|saved|recorded|stored|kept|logged)\b",
    re.IGNORECASE,
)
_PRIVATE = (
    r"(?:private(?:ly)?(?! (?:school|property|room|number|jet|plane|life|message|lesson|tutor|insurance|beach|party))|"
    r"incognito|off the record|confidential(?:ly)?|in confidence|between (?:us|you and me)|unrecorded)"
)
_ALONE = re.compile(rf"^(?:a )?{_PRIVATE}(?: (?:mode|{_TALK}))?(?: on)?$|\b{_PRIVATE} mode on$", re.IGNORECASE)
_TALKS = re.compile(
    rf"(?:\b(?:let's|let us|let me|can we|could we|may we|may i|can i|we should|make|keep|switch|"
    rf"i want|i'd like|i need|i would like|enter|start|begin|activate|enable|use|turn on|"
    rf"(?:this|our|the|what (?:i|we)[\w']*)(?: [\w']+){{0,4}} (?:is|stays|remains|shall|should|must|has to|needs to))|"
    rf"^(?:go|speak|talk|chat|have|stay|be))\b.*\b{_PRIVATE}\b",
    re.IGNORECASE,
)
_ABOUT_THIS = re.compile(
    rf"\b(?:this|it|us|here|mode|go|let's|we|everything|what i|what we|privately|talk|speak|chat|{_TALK})\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    rf"\b(?:stop|end|leave|exit|quit|off|over|disable|deactivate|finish|finished|done|no longer|no more|not|don't|"
    rf"doesn't|out of|cancel|without)\b.*\b(?:{_PRIVATE}|privacy)\b|\b(?:{_PRIVATE}|privacy)\b.*"
    r"\b(?:off|over|done|ended|finished|any ?more|no longer|enough)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    rf"^(?:(?!{_NOT}\b).)*\b{_KEEP}\b(?: (?:this|our|the|what|things|everything|stuff|me|us|it)\b.*)? again\b"
    rf"|\b(?:start|resume|begin|continue|go back to|go on)\b(?: \w+){{0,2}} {_KEEP}\b(?! that\b)"
    r"|\bback on the record\b|^(?:we're |we are |let's go )?on the record\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"^(?:is|are|was|were|am|did|do|does|what(?! i\b| we\b)|who|why|how|when|where|which|has|have (?!a\b)|"
    r"i (?:don't|can't|didn't|do not) (?:remember|recall)|(?:take|make|write|add|set) (?:an?|another|me)|note|jot|"
    r"remind|search|find|read|delete|erase)\b|\bsaid\b|\bforget\b",
    re.IGNORECASE,
)
_MOST = 24
"""Words: who says more tells something."""


def asks_for_privacy(text: str) -> bool:
    """Whether this conversation is not to be kept, from now on."""
    if _TELLS.search(text) or len(text.split()) > _MOST or keeps_again(text):
        return False
    if _NOT_KEPT.search(text) or _NOT_TO_BE_KEPT.search(text):
        return True
    return bool(_ALONE.search(text) or (_TALKS.search(text) and _ABOUT_THIS.search(text)))


def keeps_again(text: str) -> bool:
    """Whether privacy is over."""
    if _TELLS.search(text) or len(text.split()) > _MOST or _NOT_KEPT.search(text):
        return False
    return bool(_ENDS.search(text) or _AGAIN.search(text))
