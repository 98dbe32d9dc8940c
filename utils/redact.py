"""Takes secrets out of text: passwords, PINs, numbers of cards, accounts and identity, keys; typed or spoken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Secret(StrEnum):
    """What kind of secret was found; the text has its name in brackets instead."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind, not a password
    PIN = "PIN"
    CARD = "card number"
    ACCOUNT = "account number"
    IDENTITY = "identity number"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Redacted:
    """Text without its secrets, and which kinds were found, in the order in which they stood.

    `taken` are the secrets themselves, so that they can be known again where their names are cut off; never keep it.
    """

    text: str
    found: tuple[Secret, ...] = ()
    taken: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def __bool__(self) -> bool:
        """Whether anything was taken out."""
        return bool(self.found)


_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13",
    "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3}
_WORD = "|".join(sorted((*_DIGIT_WORDS, *_TENS, *_TIMES, "hundred"), key=len, reverse=True))
_DIGITS = rf"(?:\b(?:{_WORD})\b|\d+)"
_RUN = re.compile(rf"{_DIGITS}(?:(?:[ ,.\-/]|\band\b){{1,3}}{_DIGITS})*", re.IGNORECASE)
"""Digits in a row, typed or spoken, with what may stand between them."""

_PIN_NAME = (
    r"\b(?:pin(?:[ -]?(?:code|number))?|pass ?code|cvv2?|cvc2?|otp|(?:security|access|door|gate|entry|alarm|safe|vault|"
    r"lock(?:er)?|unlock|verification|one[ -]time|authentication|two[ -]factor|2fa|garage|building|phone|sim)"
    r" (?:code|pin|combination)|(?:code|combination) (?:for|to|of) (?:the |my |our )?(?:\w+ )?(?:door|gate|garage|"
    r"alarm|safe|vault|lock(?:er)?|building|house|home|flat|apartment|office|entrance|phone|lift|box)|combination)\b"
)
_ACCOUNT_NAME = r"\b(?:(?:bank |checking |savings |current )?account|routing|sort code|iban|swift|customer|member)\b"
_CARD_NAME = r"\b(?:(?:credit|debit|bank|visa|master|mastercard|amex)[ -]?card|card|visa|mastercard|amex)\b"
_IDENTITY_NAME = (
    r"\b(?:social security|social insurance|ssn|national insurance|passport|driver'?s? licen[sc]e|driving licen[sc]e|"
    r"tax(?:payer)? (?:id|identification)|(?:national )?id(?:entity)?(?: card)?|nhs|medicare|aadhaar|insurance)\b"
)
_LABELLED = (
    (Secret.PIN, re.compile(_PIN_NAME, re.IGNORECASE), 3),
    (Secret.CARD, re.compile(_CARD_NAME, re.IGNORECASE), 8),
    (Secret.ACCOUNT, re.compile(_ACCOUNT_NAME, re.IGNORECASE), 6),
    (Secret.IDENTITY, re.compile(_IDENTITY_NAME, re.IGNORECASE), 6),
)
"""A name, and how many digits after it are a secret."""

_VERB = r"(?:is|was|are|equals|['\N{RIGHT SINGLE QUOTATION MARK}]s|[:=#])"
_AFTER_NAME = re.compile(
    rf"\s*(?:(?:numbers?|codes?|no\.?)\b)?\s*"
    rf"(?:(?:for|on|to|at|of)\b[\w' ]{{1,40}}?\s*{_VERB}(?!\w)|{_VERB}(?!\w))?\s*(?:now |still )?(?:set to )?",
    re.IGNORECASE,
)

_PASSWORD = re.compile(
    r"\b(?:pass ?words?|pass ?phrase|pwd|passwd|log ?in code|seed phrase|recovery phrase|recovery code|secret word|"
    r"pass ?key|api[ _-]?key|api[ _-]?token|access[ _-]?token|auth[ _-]?token|secret[ _-]?key|private[ _-]?key|"
    r"client[ _-]?secret|(?:wi-?fi|wlan|network|router|hotspot|wpa2?) (?:key|code)|(?<=my )token|(?<=the )token)\b"
    r"(?:\s+(?:for|to|of|on|at)\s+[\w' .-]{1,40}?)?"
    r"\s*(?:\b(?:is|was|equals|will be|should be)\b|['\N{RIGHT SINGLE QUOTATION MARK}]s\b|[:=])\s*(?:now |still )?"
    r"(?P<value>[^\s,;][^,;\n]*)",
    re.IGNORECASE,
)
_CHANGED_TO = re.compile(r"\bpass ?(?:word|code|phrase)\s+to\s+(?P<value>(?=\S*[\d!@#$%^&*_])\S+)", re.IGNORECASE)
_BESIDE_ITS_NAME = re.compile(
    r"\bpass ?(?:word|phrase)s?\s+(?P<value>(?=\S*[A-Za-z])(?=\S*[\d!@#$%^&*_])"
    r"(?![\w']*['\N{RIGHT SINGLE QUOTATION MARK}]s\b)\S{5,})",
    re.IGNORECASE,
)
"""A word with a digit or a mark in it, right behind the name: nothing else is written like that."""
_NOT_A_PASSWORD = re.compile(
    r"(?:required|needed|expired|expiring|expires?|wrong|incorrect|invalid|weak|strong|safe|secure|not|too|still|"
    r"saved|stored|written|kept|due|missing|forgotten|lost|in|on|at|under|with|the same|about to|going to|being|"
    r"case[- ]sensitive|important|hard|easy|long|short|old|new|changed|reset|something|a secret|what)\b",
    re.IGNORECASE,
)
_END_OF_VALUE = re.compile(r"[.!?](?:\s|$)|\s(?:and|but|so|because|please|thanks|ok|okay)\s", re.IGNORECASE)

_SHAPES: tuple[tuple[Secret, re.Pattern[str]], ...] = (
    (
        Secret.KEY,
        re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[^-]{0,9000}-----END [A-Z ]{0,30}PRIVATE KEY-----)?"),
    ),
    (
        Secret.KEY,
        re.compile(
            r"\b(?:sk-[\w-]{16,}|[prs]k_(?:live|test)_\w{8,}|gh[oprsu]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|"
            r"gsk_\w{16,}|hf_\w{16,}|xox[abprs]-[\w-]{10,}|A(?:KIA|SIA)[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|"
            r"sb_(?:secret|publishable)_\w{8,}|va_\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_\w{20,}|pypi-[\w-]{20,}|"
            r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"
        ),
    ),
    (Secret.KEY, re.compile(r"(?<=\b[Bb]earer )[\w.~+/-]{16,}=*")),
    (Secret.PASSWORD, re.compile(r"(?<=://)[^\s/:@]{1,100}:[^\s/@]{1,200}(?=@)")),
    (Secret.IDENTITY, re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")),
    (Secret.IDENTITY, re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?: ?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    rf"{_IDENTITY_NAME}{_AFTER_NAME.pattern}(?P<value>(?=[A-Z0-9 -]{{0,4}}\d)[A-Z0-9](?:[ -]?[A-Z0-9]){{5,14}})\b",
    re.IGNORECASE,
)


def redact(text: str) -> Redacted:
    """Take the secrets out of a text: each is replaced by its kind in brackets; all else stays as it was.

    The time is linear in the length. A number is a secret by its own check (Luhn, ISO 7064 for an IBAN) or by the name
    that stands before it ("my PIN is one two three four").
    """
    found: list[tuple[int, int, Secret]] = []
    for start, end, kind in sorted(_secrets(text), key=lambda s: (s[0], -s[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end, kind))
    parts, at = [], 0
    for start, end, kind in found:
        parts += [text[at:start], f"[{kind.value}]"]
        at = end
    taken = tuple(text[start:end].strip() for start, end, _ in found)
    return Redacted("".join((*parts, text[at:])), tuple(kind for _, _, kind in found), taken)


def _secrets(text: str) -> Iterator[tuple[int, int, Secret]]:
    for kind, shape in _SHAPES:
        for match in shape.finditer(text):
            yield match.start(), match.end(), kind
    for match in _IBAN.finditer(text):
        if _is_iban(match[0]):
            yield match.start(), match.end(), Secret.ACCOUNT
    for match in _DOCUMENT.finditer(text):
        if sum(c.isdigit() for c in match["value"]) >= 5:
            yield match.start("value"), match.end("value"), Secret.IDENTITY
    yield from _words(text)
    yield from _numbers(text)


def _words(text: str) -> Iterator[tuple[int, int, Secret]]:
    """Passwords and keys in words, after their name."""
    for match in (*_PASSWORD.finditer(text), *_CHANGED_TO.finditer(text), *_BESIDE_ITS_NAME.finditer(text)):
        value = match["value"]
        if _NOT_A_PASSWORD.match(value):
            continue
        end = _END_OF_VALUE.search(value)
        length = len(value[: end.start()] if end else value.rstrip())
        yield match.start("value"), match.start("value") + max(length, 1), Secret.PASSWORD


def _numbers(text: str) -> Iterator[tuple[int, int, Secret]]:
    """Numbers that are a secret by their own check, or by what stands before them."""
    runs = [(m.start(), m.end(), _as_digits(m[0])) for m in _RUN.finditer(text)]
    for start, end, digits in runs:
        if 13 <= len(digits) <= 19 and _luhn(digits) and text[max(0, start - 1) : start] != "+":
            yield start, end, Secret.CARD
    for kind, name, least in _LABELLED:
        for match in name.finditer(text):
            after = _AFTER_NAME.match(text, match.end())
            at = after.end() if after else match.end()
            for start, end, digits in runs:
                if (
                    match.end() <= start <= at + 1
                    and len(digits) >= least
                    and text[match.end() : start].strip(" ") != "-"
                ):
                    yield start, end, kind
                    break


def _as_digits(run: str) -> str:
    """Read a run of digits, typed or spoken, as digits: "one two double three" → "1233"."""
    digits, times, tens = "", 1, ""
    for word in re.findall(r"[a-z]+|\d+", run.lower()):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word in _TENS:
            digits += tens + "0" if tens else ""
            tens = _TENS[word]
            continue
        read = "00" if word == "hundred" else "" if word == "and" else _DIGIT_WORDS.get(word, word)
        if tens:
            digits += tens if len(read) == 1 and read != "0" else tens + "0"
            tens = ""
        digits += read * times
        times = 1
    return digits + (tens + "0" if tens else "")


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    if len(set(digits)) == 1:
        return False
    total = 0
    for i, c in enumerate(reversed(digits)):
        n = int(c) * (2 if i % 2 else 1)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def _is_iban(text: str) -> bool:
    """ISO 13616: the remainder by 97 is 1."""
    code = text.replace(" ", "").upper()
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 == 1
