"""Sorts a plain statement about oneself into category, key and value, by simple local rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.facts import ANY_KEY, MAX_KEY, Category, Fact

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_KIN = (
    r"(?:best |older |elder |younger |little |big |twin |step)?(?:wife|husband|spouse|partner|girlfriend|boyfriend|"
    r"fianc[eé]e?|son|daughter|child|kid|baby|sister|brother|mother|mom|mum|mommy|father|dad|daddy|parents?|"
    r"grandmother|grandma|granny|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|friend|boss|manager|colleague|"
    r"coworker|roommate|flatmate|neighbou?r|teacher|doctor|dentist|dog|cat|pet|puppy|kitten|horse|rabbit|parrot|"
    r"hamster|goldfish)(?:-in-law| in law)?"
)
_JOBS = (
    r"\w*(?:er|or|ist|ian|ant|man|woman|person|smith|yst)|nurse|chef|cook|student|pilot|judge|vet|lawyer|surgeon|"
    r"au pair|freelance|nanny|clerk|monk|priest|scribe|coach|guide|host|mechanic|architect|scientist"
)
_NO_JOBS = {"lover", "beginner", "believer", "sister", "brother", "mother", "father", "daughter", "person", "owner"}
_FOODS = (
    r"\b(?:food|coffee|tea|chocolate|pizza|pasta|sushi|cheese|bread|wine|beer|cake|ice cream|curry|rice|soup|salad|"
    r"fruit|apples?|bananas?|berries|strawberries|mango(?:es)?|vegetables?|meat|chicken|beef|fish|seafood|steak|eggs?|"
    r"bacon|burgers?|tacos?|noodles|ramen|dumplings|pancakes|cookies|dessert|sweets|candy|juice|milk|water|cocoa|"
    r"garlic|onions?|mushrooms?|olives?|tomato(?:es)?|potato(?:es)?|spicy|cuisine|dishes|breakfast|lunch|dinner|"
    r"cocktails?|whisk(?:e)?y|honey|nuts|peanuts?|avocados?|cilantro|coriander|hummus|falafel|kimchi|tofu)\b"
)
_DIET = r"(?:a )?(?:strict )?(vegan|vegetarian|pescatarian|pescetarian|gluten[- ]free|halal|kosher|teetotal\w*)"
_ILL = (
    r"asthma|diabet\w*|migraines?|epilep\w*|arthritis|hypertension|high blood pressure|low blood pressure|insomnia|"
    r"anxiety|depression|adhd|celiac|coeliac|lactose|hay fever|a heart condition|back pain|cancer|hiv|dyslexia|"
    r"tinnitus|eczema|anemi\w|anaemi\w|color ?blind|colou?r[- ]blind|pregnant|deaf|blind|a pacemaker|intoleran\w*"
)

_HATE = r"hate|dislike|loathe|detest|can't stand|cannot stand|don't like|do not like|don't enjoy"
_WANT = r"'d like| want| hope| plan| intend|'m planning|'m hoping|'m trying| aim|'m going"
_FOND = r"into|interested in|passionate about|fond of|keen on|fascinated by|a (?:big |huge )?fan of"

_OPENING = re.compile(
    r"^(?:(?:please|hey|ok(?:ay)?|so|well|also|and|now|oh)[, ]+)*"
    r"(?:(?:can|could|will|would) you )?(?:please )?"
    r"(?:(?:remember|note|keep in mind|know|don't forget|do not forget|memori[sz]e|learn|save)"
    r"(?: the fact)?(?: that|:|,)?\s+)?(?:that )?(?:just so you know,? |by the way,? |fyi,? )?",
    re.IGNORECASE,
)
_HEDGE = r"(?:really |absolutely |just |truly |also |still |actually |do |always |usually )*"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^{pattern}[.!]*$", re.IGNORECASE)


def understand(text: str, now: datetime) -> Fact:
    """Sort a statement into a fact. What no rule knows is a FACT in the user's words, with a key of its moment."""
    said = statement(text)
    plain = said.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    plain = re.sub(r"^i am\b", "I'm", plain, flags=re.IGNORECASE)
    for pattern, make in _RULES:
        found = pattern.match(plain)
        if found and (fact := make(found, said)) is not None:
            return fact
    return Fact(Category.FACT, f"{ANY_KEY}{int(now.timestamp() * 1000)}", said)


def statement(text: str) -> str:
    """Return what was said without the asking: "remember that I'm vegetarian." → "I'm vegetarian"."""
    said = " ".join(text.split())
    bare = _OPENING.sub("", said, count=1).rstrip(" .!")
    bare = re.sub(r"(?<=\w), not \w+$", "", bare)  # "my sister's name is Ana, not Anna"
    return bare or said


def slug(text: str) -> str:
    """Make a key of words: "favourite colour" → "favorite_color"."""
    words = re.sub(r"[^\w]+", "_", american(text.casefold())).strip("_")
    return words[:MAX_KEY] or "it"


def american(text: str) -> str:
    """Spell as the keys are spelt, so that "favourite colour" finds "favorite_color"."""
    return re.sub(r"\b(fav|col|neighb|flav|hum|hon)our", r"\1or", text)


_Made = Fact | None


def _value(category: Category, key: str, group: int = 1) -> Callable[[re.Match[str], str], _Made]:
    return lambda found, _said: Fact(category, key, found[group].strip())


def _sentence(category: Category, key: str = "") -> Callable[[re.Match[str], str], _Made]:
    """Keep the whole statement; its key is what the first group names, after `key`."""
    return lambda found, said: Fact(category, slug(f"{key} {found[1]}"), said)


def _favorite(found: re.Match[str], _said: str) -> _Made:
    return Fact(Category.PREFERENCE, slug(f"favorite {found[1]}"), found[2].strip())


def _relation(found: re.Match[str], _said: str) -> _Made:
    return Fact(Category.RELATIONSHIP, slug(found[1]), found[2].strip())


def _job(found: re.Match[str], _said: str) -> _Made:
    return None if found[2].casefold() in _NO_JOBS else Fact(Category.OCCUPATION, "job", found[1].strip())


def _liked(found: re.Match[str], said: str) -> _Made:
    likes = found[1].strip()
    food = re.search(_FOODS, likes, re.IGNORECASE) and not re.match(r"\w+ing\b", likes)
    return Fact(Category.PREFERENCE if food else Category.INTEREST, slug(likes), said)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], _Made]], ...] = (
    (
        _rule(r"(?:my name(?:'s| is)|i'm called|(?:you can )?call me|people call me|i go by) (.+)"),
        _value(Category.NAME, "name"),
    ),
    (_rule(rf"my ({_KIN})(?:'s|s) birthday (?:is|falls) (.+)"), _sentence(Category.EVENT, "birthday")),
    (
        _rule(r"my ((?:wedding )?anniversary|birthday|wedding|graduation)(?:'s| is)(?: on| in)? (.+)"),
        _sentence(Category.EVENT),
    ),
    (_rule(r"(?:i'm getting|we're getting) (married)\b.*"), _sentence(Category.EVENT)),
    (_rule(r"i was born (.+)"), _sentence(Category.FACT, "birth")),
    (_rule(r"my (?:favou?rite|preferred) (.+?)(?:'s| is| are) (.+)"), _favorite),
    (
        _rule(r"(.+) (?:is|are) my favou?rite (.+)"),
        lambda m, _s: Fact(Category.PREFERENCE, slug(f"favorite {m[2]}"), m[1]),
    ),
    (_rule(rf"my ({_KIN})(?:'s|s)? name(?:'s| is) (.+)"), _relation),
    (_rule(rf"my ({_KIN})(?:'s| is) (?:called|named) (.+)"), _relation),
    (_rule(rf"i have an? ({_KIN}) (?:called|named) (.+)"), _relation),
    (re.compile(rf"^(?i:my ({_KIN})(?:'s| is)) ([A-Z]\w+(?: [A-Z]\w+)?)[.!]*$"), _relation),
    (_rule(rf"(?:my|our) ({_KIN})\b.+"), _sentence(Category.RELATIONSHIP)),
    (_rule(rf"i have (?:\w+ )?({_KIN}(?:s|es|ren)?)\b.*"), _sentence(Category.RELATIONSHIP)),
    (_rule(r"(?:i'm|we're) (married|engaged|divorced|single|widowed)\b.*"), _sentence(Category.RELATIONSHIP)),
    (
        _rule(rf"(?:i|we) {_HEDGE}(?:live|moved|relocated)(?: back)? (?:in|to|near|at) (.+)"),
        _value(Category.LOCATION, "home"),
    ),
    (
        _rule(r"(?:i'm|we're|i've) (?:now )?(?:living|moved|based) (?:in|to|near) (.+)"),
        _value(Category.LOCATION, "home"),
    ),
    (
        _rule(r"my (?:home(?: town)?|hometown|house|flat|apartment)(?:'s| is)(?: in| at)? (.+)"),
        _value(Category.LOCATION, "home"),
    ),
    (_rule(r"(?:i'm|i come|we're) from (.+)"), _value(Category.LOCATION, "origin")),
    (_rule(r"i'm (\d+|\w+(?:[- ]\w+)?) years old"), _value(Category.FACT, "age")),
    (_rule(rf"i {_HEDGE}(?:work|worked) as (.+)"), _value(Category.OCCUPATION, "job")),
    (_rule(r"i'm working as (.+)"), _value(Category.OCCUPATION, "job")),
    (_rule(r"my (?:job|profession|occupation)(?:'s| is)(?: being)? (.+)"), _value(Category.OCCUPATION, "job")),
    (_rule(rf"i {_HEDGE}work ((?:at|for|in|from|on) .+)"), _value(Category.OCCUPATION, "employer")),
    (_rule(r"i'm (?:studying|majoring in) (.+)"), _sentence(Category.OCCUPATION, "studies")),
    (_rule(rf"i {_HEDGE}study (.+)"), _sentence(Category.OCCUPATION, "studies")),
    (_rule(r"i'm (retired|self[- ]employed|unemployed)"), _sentence(Category.OCCUPATION)),
    (_rule(r"i'm (?:\w+ )?(?:allergic|intolerant) to (.+)"), _sentence(Category.HEALTH, "allergy")),
    (_rule(r"i have an? (.+? allergy)"), _sentence(Category.HEALTH)),
    (_rule(rf"i (?:have|suffer from|was diagnosed with|got) (.*\b(?:{_ILL})\b.*)"), _sentence(Category.HEALTH)),
    (_rule(rf"i'm ((?:{_ILL})\b.*)"), _sentence(Category.HEALTH)),
    (
        _rule(r"i (?:take|need) (.*\b(?:pills?|tablets?|insulin|medication|medicine|inhaler)\b.*)"),
        _sentence(Category.HEALTH),
    ),
    (_rule(r"my (blood (?:type|group|pressure))(?:'s| is) .+"), _sentence(Category.HEALTH)),
    (_rule(rf"i'm {_DIET}"), lambda _m, said: Fact(Category.PREFERENCE, "diet", said)),
    (_rule(rf"i'm (an? (?:[\w-]+ ){{0,3}}?({_JOBS}))(?: (?:at|in|for|by|from) .+)?"), _job),
    (_rule(r"my (?:native|first) language(?:'s| is) (.+)"), _value(Category.LANGUAGE, "native_language")),
    (_rule(r"my mother tongue(?:'s| is) (.+)"), _value(Category.LANGUAGE, "native_language")),
    (_rule(rf"i {_HEDGE}speak (.+)"), _sentence(Category.LANGUAGE, "speaks")),
    (_rule(r"i'm (?:fluent in|learning to speak) (.+)"), _sentence(Category.LANGUAGE, "speaks")),
    (_rule(rf"i {_HEDGE}(?:{_HATE}) (.+)"), _sentence(Category.DISLIKE)),
    (_rule(rf"i {_HEDGE}(?:don't|do not|never) (?:eat|drink) (.+)"), _sentence(Category.DISLIKE)),
    (_rule(r"i'm not (?:a (?:big )?fan of|into|fond of) (.+)"), _sentence(Category.DISLIKE)),
    (_rule(r"my (?:goal|dream|plan|aim|ambition|resolution)(?:'s| is)(?: to)? (.+)"), _sentence(Category.GOAL)),
    (_rule(rf"i(?:{_WANT}) to (.+)"), _sentence(Category.GOAL)),
    (_rule(r"i'm (?:training|saving|preparing|studying) for (.+)"), _sentence(Category.GOAL)),
    (_rule(rf"i {_HEDGE}prefer (.+)"), _sentence(Category.PREFERENCE)),
    (_rule(rf"i {_HEDGE}(?:drink|eat|take) (.+)"), _sentence(Category.PREFERENCE)),
    (_rule(r"my (?:hobby|hobbies|passion|interest)s?(?:'s| is| are)? (.+)"), _sentence(Category.INTEREST)),
    (_rule(rf"i'm (?:really )?(?:{_FOND}) (.+)"), _sentence(Category.INTEREST)),
    (_rule(rf"i {_HEDGE}(?:love|like|enjoy|adore) (?:to )?(.+)"), _liked),
    (_rule(rf"i {_HEDGE}(?:play|collect) (.+)"), _sentence(Category.INTEREST)),
    (_rule(r"my ([\w' ]{2,40}?)(?:'s| is| are) (.+)"), lambda m, _s: Fact(Category.FACT, slug(m[1]), m[2].strip())),
)
