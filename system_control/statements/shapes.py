"""What the rules about statements share: how a shape is written, and what is made of what it finds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.likes import good, is_a_way
from system_control.statements.words import (
    CREEDS,
    DAYS,
    DEMONYMS,
    DIET,
    FOODS,
    ILL,
    JOBS,
    NO_JOBS,
    NUMBER,
    TRAITS,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Make: TypeAlias = "Callable[[re.Match[str], str], Fact | None]"
Rule: TypeAlias = "tuple[re.Pattern[str], Make]"
C = Category

NAME = r"([A-Z][\w'-]*(?: (?:van|von|de|da|del|bin|al|O'[A-Z]\w+|[A-Z][\w'.-]*))*|[\w'-]+)"
OFTEN = (
    r"(?:usually|always|normally|generally|often|typically|never|rarely|seldom|hardly ever|mostly|"
    r"mainly|only|sometimes)"
)
REGULARLY = (
    r"(?:every|each|daily|weekly|regularly|a lot|once a|twice a|three times|four times|\d+ times|"
    r"on (?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)days|on weekends|at weekends|on the weekends?|most (?:days|mornings|evenings|nights)|"
    r"in (?:my|our) (?:free|spare) time|in the (?:mornings|evenings|mornings)|before (?:work|bed|"
    r"breakfast)|all the time|"
    r"a (?:day|week|month|year)\b|nights?$|for fun|as a hobby|competitively|professionally)"
)
_NOT_A_NAME = re.compile(
    r"^(?:a|an|the|at|on|in|back|later|tomorrow|today|tonight|when|if|now|by|for|again|up|here|there|"
    r"not|names?|it|"
    r"maybe|crazy|old[- ]fashioned|lucky|tired|fine|ok|okay|good|great|sorry|glad|happy|sure|ready|"
    r"done|back|home|"
    r"late|busy|god|christ|what|who|how|spartacus|batman|iron|groot|legend|king|everything|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|i|i'm|in)\b",
    re.IGNORECASE,
)
PLACE_END = re.compile(
    r"(?:,? (?:now|again|last (?:year|month|week|summer|spring)|this (?:year|month)|recently|"
    r"these days|at the moment|"
    r"(?:since|for|about|almost|over|until) .+|\w+ (?:years?|months?|weeks?) ago|in (?:19|20)\d\d|"
    r"with (?:my|our) .+|"
    r"and .+|but .+|because .+|all my life|as a kid|by myself|alone|these days|together))+$",
    re.IGNORECASE,
)


def value(category: Category, key: str, group: int = 1) -> Make:
    """Keep only what the group holds."""
    return lambda found, _said: Fact(category, key, found[group].strip(" ,"))


def whole(category: Category, key: str = "", group: int | None = 1) -> Make:
    """Keep the whole statement; its key is `key` and what the group names."""

    def make(found: re.Match[str], said: str) -> Fact:
        named = found[group] if group is not None and found.re.groups >= group else ""
        return Fact(category, slug(f"{key} {good(named or '')}"), said)

    return make


def named(found: re.Match[str], _said: str) -> Fact | None:
    """Keep a name."""
    return None if _NOT_A_NAME.match(found[1]) else Fact(C.NAME, "name", found[1].strip())


def i_am_named(found: re.Match[str], _said: str) -> Fact | None:
    """Keep the name in "I'm Alice"; None where the word is no name."""
    said = found[1]
    known = re.fullmatch(rf"{DEMONYMS}|{CREEDS}|{TRAITS}|{DIET}|{ILL}", said, re.IGNORECASE)
    return None if known or _NOT_A_NAME.match(said) or said.isupper() else Fact(C.NAME, "name", said)


def home(found: re.Match[str], said: str) -> Fact:
    """Keep the place where the user lives."""
    place = PLACE_END.sub("", found[1]).strip(" ,")
    return Fact(C.LOCATION, "home", place or said)


def relation(found: re.Match[str], _said: str) -> Fact:
    """Keep the name of somebody close; of friends and cousins one has several, of mothers one."""
    return Fact(
        C.RELATIONSHIP,
        slug(found[1].removeprefix("new ")),
        found[2].strip(" ,"),
        one_of_many=bool(re.search(rf"{_SEVERAL}$", found[1])),
    )


def one_relation(found: re.Match[str], said: str) -> Fact:
    """Keep the name of one of those close, where nothing says that there is no other: "I have a sister named Ana"."""
    return replace(relation(found, said), one_of_many=not re.search(rf"{SINGLE}$", found[1], re.IGNORECASE))


_PRAISE = re.compile(
    r"^(?:is|'s|are|was|were) (?:so |very |really |pretty |quite |just |a bit |too |such )*(?:nice|great|good|bad|"
    r"awesome|"
    r"amazing|cool|fun|funny|annoying|mean|lovely|crazy|weird|boring|awful|terrible|the best|the worst|wonderful|sweet|"
    r"cute|rude|right|wrong|late|early)[.!]*$",
    re.IGNORECASE,
)


def about_kin(found: re.Match[str], said: str) -> Fact | None:
    """Keep what was said of somebody close, by who it is and what of them; praise and blame are none of it."""
    aspect = _aspect(found[3])
    distant = re.match(_DISTANT, found[1], re.IGNORECASE) and aspect not in {"home", "job", "birthday", "age", "origin"}
    if distant or _PRAISE.match(found[3]):
        return None
    return Fact(C.RELATIONSHIP, slug(f"{found[1]} {found[2] or ''} {aspect}"), said)


def _aspect(told: str) -> str:
    """Name what a statement about somebody is about: "lives in Rome" → home."""
    for pattern, aspect in _ASPECTS:
        if re.search(pattern, told, re.IGNORECASE):
            return aspect
    words = told.split()
    return " ".join(
        words[1:4] if words[0].casefold() in {"is", "'s", "are", "was", "were", "has", "have"} else words[:1]
    )


_ASPECTS = (
    (r"\bbirthday\b", "birthday"),
    (r"^(?:lives?|moved)\b", "home"),
    (rf"^works?\b|^(?:is|'s|are) (?:an? .*{JOBS}|retired)\b", "job"),
    (r"^(?:is|'s|are|comes?|came) (?:originally )?from\b", "origin"),
    (rf"^(?:is|'s|are) .*\b(?:years|months) old$|^turn|^(?:is|'s|are) (?:{NUMBER})$", "age"),
)
_DISTANT = (
    r"(?:colleague|coworker|co-worker|neighbou?r|boss|manager|teacher|landlord|landlady|assistant|doctor|dentist)s?\b"
)
_SEVERAL = (
    r"(?:friend|mate|buddy|cousin|aunt|auntie|uncle|niece|nephew|colleague|coworker|co-worker|neighbou?r|roommate|"
    r"housemate|flatmate|grandson|granddaughter|grandchild)s?"
)
SINGLE = (
    r"(?:wife|husband|spouse|partner|girlfriend|boyfriend|fianc[eé]e?|mother|mom|mum|father|dad|boss|manager|twin|"
    r"mother-in-law|father-in-law)"
)


def job(found: re.Match[str], _said: str) -> Fact | None:
    """Keep a job; None where the noun is none."""
    return None if found[2].casefold() in NO_JOBS else Fact(C.OCCUPATION, "job", found[1].strip())


def rather(found: re.Match[str], said: str) -> Fact | None:
    """Keep how somebody would rather have things; None where it is a choice of the moment."""
    return Fact(C.PREFERENCE, slug(good(found[1])), said) if is_a_way(found[1]) else None


def favorite(found: re.Match[str], _said: str) -> Fact:
    """Keep a favourite, by its kind."""
    return Fact(C.PREFERENCE, slug(f"favorite {found[1]}"), found[2].strip())


def goal(found: re.Match[str], said: str) -> Fact | None:
    """Keep a goal; what has its day is an event."""
    if re.match(rf"(?:go|travel|fly|drive|take|visit|have|see|stay|spend)\b.*{DAYS}", found[1]) and not re.search(
        r"\b(?:one day|someday|year)\b", said
    ):
        return Fact(C.EVENT, slug(good(found[1])), said)
    return Fact(C.GOAL, slug(good(found[1])), said)


def habit(found: re.Match[str], said: str) -> Fact:
    """Keep a habit; a sport or an art is an interest, all else a way of doing things."""
    doing = re.sub(
        rf"^i (?:am )?(?:{OFTEN} |tend to |like to |try to |make sure to |used to )*", "", found[0], flags=re.IGNORECASE
    ).rstrip(".!")
    doing = re.sub(
        r"^.*,? i (?:usually |always |often |never |like to |love to |tend to )*", "", doing, flags=re.IGNORECASE
    )
    sport = re.match(rf"(?:{_SPORT})\b", doing)
    food = re.search(FOODS, doing, re.IGNORECASE)
    return Fact(C.INTEREST if sport and not food else C.PREFERENCE, slug(f"habit {_core(doing)}"), said)


def _core(doing: str) -> str:
    """The words of a habit that stay when its hours change."""
    doing = re.sub(r"^get up\b", "wake up", doing, flags=re.IGNORECASE)
    return " ".join(
        re.split(r"\b(?:at|around|about|by|before|after|every|each|on|in|for|until|once|twice)\b", doing)[0].split()[:5]
    )


_SPORT = (
    r"run|jog|swim|cycle|bike|hike|climb|ski|surf|paint|draw|sing|dance|garden|knit|sew|bake|cook|"
    r"read|write|blog|"
    r"volunteer|work out|lift|exercise|train|row|box|skate|sail|fish|hunt|camp|game|meditate|"
    r"go (?:to the (?:gym|theat\w+|opera|cinema|movies|pool|museum)|\w+ing|for (?:a )?(?:runs?|"
    r"walks?|hikes?|rides?|swims?))|"
    r"do (?:yoga|pilates|karate|judo|ballet|boxing|crossfit|gymnastics|athletics|theat\w+|improv|"
    r"calligraphy|pottery|"
    r"(?:jigsaw )?puzzles|crosswords|sudoku|tai chi|martial arts|ju-?jitsu|taekwondo|aikido|"
    r"photography|weights?|"
    r"parkour|crafts|aerobics|zumba|volunteer work|a lot of \w+)|"
    r"play|collect|practi[cs]e|photograph|watch (?:a lot|lots|every|all|football|anime|movies|old|"
    r"documentaries)"
)
LIFE = (
    r"(?:learn|become|be(?:come)? an? |lose|gain|run (?:a|my|the|in)|write (?:a|my)|travel|visit|"
    r"see the|save|quit|stop|"
    r"give up|get (?:fit|fitter|in shape|healthy|healthier|better|married|a (?:degree|promotion|phd|"
    r"master|new job|dog|"
    r"cat|driver|driving|license|pilot|raise|better)|my|into (?:shape|college|university|medical|"
    r"law)|promoted|rid of|"
    r"out of debt|more)|buy a(?:n)? (?:house|flat|home|apartment|car|boat|farm|cabin|bigger)|build|"
    r"start (?:a|my|our|"
    r"running|exercising|going|eating|doing|saving|an)|open (?:a|my)|own (?:a|my)|move (?:to|abroad|"
    r"back|out|in with|house)|"
    r"study|master|climb|improve|read more|read (?:\w+ )?(?:\w+ )?books|exercise|work out|"
    r"eat (?:less|more|better|healthier|healthily)|drink (?:less|"
    r"more)|spend (?:more|less)|sleep (?:more|better)|walk (?:more|\w+ steps|the)|cycle|swim|hike|"
    r"graduate|finish (?:my|a|the|school|"
    r"college|university)|pass (?:my|the)|complete|retire|publish|record (?:a|an|my)|perform|win|"
    r"compete|teach|have (?:kids|"
    r"children|a (?:family|baby|garden|farm|house|big|second|career)|more|my own|another (?:baby|"
    r"child|kid))|raise|adopt|volunteer|"
    r"live (?:in|by|abroad|on|near|to)|work (?:in|as|abroad|for|less|at|from home|on my)|"
    r"go (?:to (?:[A-Z]|university|college|law school|"
    r"medical school|space|japan|the (?:moon|gym more|opera one|olympics))|back to (?:school|"
    r"university|college|[A-Z])|vegan|"
    r"vegetarian|freelance|on a (?:world|cruise|safari|trip)|abroad|skydiving|diving)|speak|"
    r"play (?:the|an?|piano|guitar|in)|do a|"
    r"earn|pay off|cut (?:down|back|out)|reduce|change (?:careers?|jobs?|my (?:life|career|diet|"
    r"job))|apply|take up|try (?:skydiving|scuba|surfing|"
    r"to (?:eat|be|sleep|read|learn))|see (?:the|more|my|machu)|understand|invest|develop|create|"
    r"design|paint more|"
    r"meet (?:someone|new people)|make (?:more|new friends|a (?:film|movie|game|difference|living))|"
    r"be (?:more|less|better|fluent|"
    r"healthy|healthier|able|happy|happier|rich|debt|on time)|call my \w+ more|find (?:a|my|love|"
    r"the right|another|better)|"
    r"plant|grow|keep|overcome|organi[sz]e|declutter|renovate|reach|sell my|"
    r"(?:sing|dance|cook|bake|swim|ski|surf|sail|draw)(?= (?:more|better|every|like|well|the|in|at|on|for)\b)|"
    r"fly (?:a|to)|"
    r"dive|beat|break|qualify|train for|practi[cs]e|meditate|journal|translate|emigrate|settle|learning)"
)
WANT = (
    r"(?:want to|wish to|would like to|would love to|hope to|plan to|aim to|intend to|dream of|"
    r"am planning (?:to|on)|am hoping to|"
    r"am trying to|am aiming (?:to|for)|am going to|am working (?:on|towards?)|am looking to|"
    r"am determined to|am saving (?:up )?to|"
    r"am dreaming of|am striving to|have (?:always )?(?:wanted to|dreamed of|dreamt of)|"
    r"have decided to|am thinking of|"
    r"would one day like to|am training to|am studying to|am committed to|am preparing to|need to|want)"
)
WANT_STRONG = (
    r"(?:hope to|plan to|plan on|wish to|hope for|aim to|intend to|dream of|am planning (?:to|on)|am determined to|"
    r"have (?:always )?(?:wanted to|dreamed of|dreamt of)|am aiming (?:to|for))"
)


def rule(pattern: str, make: Make) -> Rule:
    """Write down a shape of sentence, and what is made of it."""
    return re.compile(rf"{pattern}[.!]*$", re.IGNORECASE), make


def of_thing(pattern: str, make: Make) -> Rule:
    """Write down a shape of sentence that begins with a thing by its name, not with "that" or "she"."""
    return rule(rf"(?!(?:that|this|it|these|those|what|you|your|he|she|they)\b|the \w+ thing\b){pattern}", make)
