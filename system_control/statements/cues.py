"""Plain present-tense statements that no narrower shape fits: what somebody does, told by what it has to do with.

"I deliver pizzas in the evenings" is lasting by its tense alone; its words say of which kind it is. Without such a word
it is left alone.
"""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.likes import good, is_a_way
from system_control.statements.words import FOODS, ILL, KINS, LANGUAGES, MEDICINE

_OFTEN = (
    r"(?:always |usually |often |sometimes |mostly |mainly |rarely |seldom |never |generally |normally |only |easily )*"
)
_DOES = re.compile(
    rf"^i {_OFTEN}(?!am\b|was\b|will\b|do\b|did\b|can\b|could\b|would\b|should\b|must\b|might\b|may\b|had\b|"
    r"want\b|need\b|require\b|say\b|said\b|see\b|hear\b|smell\b|look\b|sound\b|seem\b|guess\b|promise\b|agree\b|"
    r"repeat\b|insist\b|refuse\b|accept\b|choose\b|vote\b|give up\b|quit\b|owe\b|bet\b|call\b|order\b|went\b|got\b|"
    r"came\b|made\b|took\b|ate\b|drank\b|saw\b|bought\b|paid\b|brought\b|sent\b|spent\b|wrote\b|broke\b|fell\b|"
    r"felt\b|left\b|lost\b|met\b|put\b|ran\b|slept\b|told\b|woke\b|won\b|spilled\b|burnt\b|cut myself|hurt my|hit my|"
    r"\w+ed\b|\w+ing\b)([a-z]+)\b(?! (?:it|that|this|those|these|you|him|her|them)\b)(?: (.+))?$",
    re.IGNORECASE,
)
_BODY = (
    r"(?:knees?|backs?|hips?|shoulders?|ankles?|wrists?|neck|feet|foot|legs?|hands?|fingers?|joints?|skin|stomach|"
    r"heart|lungs?|eyes?|ears?|teeth|tooth|gums|sinuses|bones|disc|spine|kidneys?|liver|bladder|muscles?|elbows?)"
)
_SYMPTOMS = (
    r"(?:dizzy|dizziness|nause\w+|faint|fainting|nosebleeds?|cramps?|rash(?:es)?|hives|seizures?|heartburn|"
    r"palpitations|"
    r"swollen|aches?|aching|pains?|sore|itchy|(?:car|sea|air|travel|motion) ?sick(?:ness)?|sunburn\w*|breathless|"
    r"out of breath|allerg\w+|iron|anemia|circulation|immune system|metabolism|blood pressure|blood sugar|inhaler|"
    r"epi-?pen|bruises?|reflux|bloated|indigestion|vision|eyesight|hearing)"
)
_PASTIMES = (
    r"(?:chess|guitar|piano|violin|cello|drums|flute|choir|band|football|soccer|tennis|golf|rugby|cricket|hockey|"
    r"basketball|baseball|volleyball|badminton|yoga|pilates|marathons?|half marathons|painting|pottery|birds|stars|"
    r"telescope|comics|manga|anime|films|movies|museums?|galleries|concerts|festivals|theat\w+|opera|books?|novels|"
    r"poetry|poems|blog|podcasts?|garden|mountains?|camping|fishing|games?|puzzles|vinyl|records|models?|jazz|gym|"
    r"weights|dance|salsa|ballet|club|team|horses|motorcycles|vintage|antiques|recipes|magic|crafts|photos)"
)
_PAIN = re.compile(
    rf"^my (?:\w+ )?{_BODY} (?:hurts?|aches?|swells?(?: up)?|acts? up|goes? numb|gives? out|is|are|gets?|locks?)\b.* "
    r"(?:when|whenever|if|every|in the|at night|for years|since|after|a lot|easily)\b.*$",
    re.IGNORECASE,
)


def by_cues(plain: str, said: str) -> Fact | None:
    """Return the fact in a statement of what its speaker does or has, by the words in it; None without any such word.

    :param plain: the statement in its canonical form.
    """
    if _PAIN.match(plain):
        return Fact(Category.HEALTH, slug(plain[3:].partition(" when")[0]), said)
    found = _DOES.match(plain)
    if found is None:
        return None
    verb, rest = found[1].casefold(), found[2] or ""
    for category, verbs, words in _CUES:
        if verbs.fullmatch(verb) and words.search(f"{verb} {rest}"):
            return Fact(category, slug(f"{verb} {_core(rest)}"), said)
    return Fact(Category.PREFERENCE, slug(f"{verb} {_core(rest)}"), said) if _ways(verb, rest) else None


def _cue(category: Category, verbs: str, words: str) -> tuple[Category, re.Pattern[str], re.Pattern[str]]:
    return category, re.compile(verbs), re.compile(rf"\b{words}\b", re.IGNORECASE)


_ANY = r"\w+"
_CUES = (
    _cue(Category.HEALTH, r"\w+", rf"faint|sneeze|wheeze|snore|sleepwalk|bruise easily|{_SYMPTOMS}"),
    _cue(Category.HEALTH, r"have", rf"(?:weak|sensitive|bad|poor|slipped|torn|flat|irregular|dry|dodgy) {_BODY}"),
    _cue(Category.HEALTH, r"have|get|suffer|take|use|wear|carry", rf"(?:{ILL})|{MEDICINE}"),
    _cue(Category.LANGUAGE, r"speak|understand|read|write|know|learn|study|practi[cs]e|have", LANGUAGES),
    _cue(Category.RELATIONSHIP, r"raise|foster|babysit|support|live|look|care|share", KINS),
    _cue(Category.INTEREST, r"(?!have|own|need|drive)\w+", _PASTIMES),
    _cue(Category.PREFERENCE, r"eat|drink|cook|have|take|put|buy|order|use|skip|avoid|make|bake|snack|season", FOODS),
)


def _ways(verb: str, rest: str) -> bool:
    return verb not in {"have", "own", "live"} and is_a_way(rest)


def _core(text: str) -> str:
    return " ".join(good(text).split()[:5])
