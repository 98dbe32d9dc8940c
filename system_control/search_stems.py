"""The stem of an English word by Porter's first algorithm (1980), as SQLite's word index takes it."""

from __future__ import annotations

from re import findall
from typing import Final

_SECOND: Final = {
    "ational": "ate",
    "tional": "tion",
    "enci": "ence",
    "anci": "ance",
    "izer": "ize",
    "logi": "log",
    "bli": "ble",
    "alli": "al",
    "entli": "ent",
    "eli": "e",
    "ousli": "ous",
    "ization": "ize",
    "ation": "ate",
    "ator": "ate",
    "alism": "al",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "aliti": "al",
    "iviti": "ive",
    "biliti": "ble",
}
_THIRD: Final = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_FOURTH: Final = dict.fromkeys(
    (
        *("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize"),
        *("ion", "al", "er", "ic", "ou"),
    ),
    "",
)
_STEPS: Final = [
    (sorted(endings.items(), key=lambda e: -len(e[0])), least)
    for endings, least in ((_SECOND, 1), (_THIRD, 1), (_FOURTH, 2))
]
"""The longest ending is the only one that is tried; it goes if so many syllables stand before it."""


def stem(word: str) -> str:
    """Return the stem of a word in lower case; in another language it is just a word with fewer ends."""
    if len(word) < 3:
        return word
    return _without_ends(_plain_form(word))


def _plain_form(word: str) -> str:
    """Take off plurals and the endings of verbs."""
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        word = word[:-1] if _syllables(word[:-3]) else word
    else:
        ending = "ed" if word.endswith("ed") else "ing" if word.endswith("ing") else ""
        if ending and "v" in _shape(word[: -len(ending)]):
            word = _mended(word[: -len(ending)])
    return word[:-1] + "i" if word.endswith("y") and "v" in _shape(word[:-1]) else word


def _mended(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c":
        return word if word[-1] in "lsz" else word[:-1]
    return word + "e" if _syllables(word) == 1 and _short(word) else word


def _without_ends(word: str) -> str:
    """Take off what makes nouns and adjectives of words, then an e and a double l at the end."""
    for endings, least in _STEPS:
        for ending, instead in endings:
            if word.endswith(ending):
                before = word[: -len(ending)]
                if _syllables(before) >= least and (ending != "ion" or before.endswith(("s", "t"))):
                    word = before + instead
                break
    if word.endswith("e"):
        count = _syllables(word[:-1])
        word = word[:-1] if count > 1 or (count == 1 and not _short(word[:-1])) else word
    return word[:-1] if word.endswith("ll") and _syllables(word) > 1 else word


def _shape(word: str) -> str:
    """Return c for each consonant and v for each vowel; y is one after a consonant."""
    shape = ""
    for place, letter in enumerate(word):
        shape += "v" if letter in "aeiou" or (letter == "y" and place and shape[-1] == "c") else "c"
    return shape


def _syllables(word: str) -> int:
    """Return Porter's measure: how often a vowel is followed by a consonant."""
    return len(findall("vc", _shape(word)))


def _short(word: str) -> bool:
    """Return whether it ends with consonant, vowel, consonant, as "hop" does, and not w, x or y."""
    return _shape(word)[-3:] == "cvc" and word[-1] not in "wxy"
