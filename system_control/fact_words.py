"""Says a fact to the user it is about."""

from __future__ import annotations

import re

_TEMPLATES = {
    "name": "your name is {}",
    "home": "you live in {}",
    "origin": "you're from {}",
    "job": "you work as {}",
    "employer": "you work {}",
    "age": "you're {} years old",
    "native_language": "your native language is {}",
}
_FLIPPED = {
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "am": "are",
    "was": "were",
    "my": "your",
    "mine": "yours",
    "me": "you",
    "myself": "yourself",
    "we": "you",
    "we're": "you're",
    "our": "your",
    "us": "you",
}
_ABOUT_ONESELF = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|we|our)\b", re.IGNORECASE)
ANY_KEY = "user_input_"
"""How the key of a fact begins that nobody found a better key for; the milliseconds of its moment follow."""


def is_about_oneself(value: str) -> bool:
    """Whether a value is a whole statement of its speaker's, and not only what the key stands for."""
    return bool(_ABOUT_ONESELF.search(value))


def spoken(key: str, value: str, *, of_a_person: bool = False) -> str:
    """Say a fact as a clause without a full stop: "your sister's name is Ana".

    :param of_a_person: whether the key is a person or an animal, and a bare value its name.
    """
    if is_about_oneself(value):
        return to_you(value)
    if key in _TEMPLATES:
        return _TEMPLATES[key].format(value)
    words = key.replace("_", " ").strip()
    if of_a_person:
        return f"your {words}'s name is {value}"
    if key.startswith(ANY_KEY) or not words:
        return value
    return f"your {words} is {value}"


def to_you(text: str) -> str:
    """Turn what somebody says about themselves into what is said to them: "I love my dog" → "you love your dog"."""
    words = re.split(r"(\s+)", text.strip().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    turned = []
    before = ""
    for word in words:
        bare = word.strip(",.;:!?").lower()
        flipped = _FLIPPED.get(bare)
        if bare == "was" and before != "i":  # "my mother was": only what stands by "I" goes with it
            flipped = None
        turned.append(word.lower().replace(bare, flipped) if flipped else word)
        if word.strip():
            before = bare
    return "".join(turned).rstrip(".!")
