"""Takes the answer to the question that is open, and goes on with what was asked about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.dialogue import Asked, Question
from system_control.errors import InvalidInput
from toolsets.targets import match
from toolsets.things import TABLE_OF, standing
from toolsets.times import joined

if TYPE_CHECKING:
    from toolsets.talk import Talk
    from toolsets.things import Thing

MAX_ANSWER = 10_000

_YES = re.compile(
    r"^(?:(?:oh |well |um |uh )?(?:yes|yeah|yep|yup|ya|sure|of course|certainly|absolutely|definitely|correct|right|"
    r"that'?s (?:right|correct|fine|good|ok|okay)|ok|okay|alright|all right|go ahead|go for it|do it|do that|please do|"
    r"please|confirm(?:ed)?|affirmative|i'?m sure|indeed|fine|sounds good|perfect|delete (?:them|it)(?: all)?|"
    r"cancel (?:them|it)(?: all)?|remove (?:them|it)(?: all)?|(?:yes )?i do|why not|good)\b[ ,.!]*)+"
    r"(?:all(?: of them)?|everything|both|them|it|please|thanks|thank you|i want (?:that|to)|i am|that works|then)?"
    r"[ .!]*$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:(?:oh |well |um |uh )?"
    r"(?:no|nope|nah|not|don'?t|do not|none|neither|never|negative|rather not|better not)\b[ ,.!]*)+"
    r"(?:thanks|thank you|of (?:them|those)|(?:do|delete|cancel|remove) (?:it|that|them)|keep (?:it|them|all)(?: all)?|"
    r"i don'?t|way|need|really|sure|now|yet|them|it|that|one|please|leave (?:it|them))?[ .!]*$"
    r"|^(?:keep|leave) (?:it|them|all|everything)(?: all| as (?:it is|they are)| alone)?[ .!]*$",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"^(?:(?:oh|ok|okay|actually|no|well|um|please|just)[ ,]+)*"
    r"(?:never ?mind|forget (?:it|that|about it)|stop(?: it| that)?|"
    r"cancel(?: that| it)?|drop it|leave it|skip it|nothing|quit|abort|don'?t bother|doesn'?t matter|not important|"
    r"scratch that|no longer needed|it'?s (?:ok|okay|fine|nothing)|let it (?:be|go))"
    r"(?: then| please| thanks| thank you)?[ .!]*$",
    re.IGNORECASE,
)
_ONLY = re.compile(r"^(?:no,? )?(?:just|only|but only|but just)\b", re.IGNORECASE)


async def confirm(
    talk: Talk,
    answer: str,
) -> str:
    """The user's answer to the question just asked: 'yes', 'both', 'the second one', 'at five', 'never mind'."""
    question, answer = talk.dialogue.question, answer.strip()
    if question is None:
        return "There's nothing to confirm."
    if question.asked_in >= talk.dialogue.turn:
        return question.spoken  # a model answered its own question: only the user's next turn can
    if len(answer) > MAX_ANSWER:
        raise InvalidInput("too long", spoken=f"That's too long for me. {question.spoken}")
    plain = answer.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if not answer:
        return _again(talk, question)
    if _DROP.match(plain) or (_NO.match(plain) and not (question.tool == "take_note" and plain.lower() != "no")):
        talk.dialogue.question = None
        return "OK, never mind." if question.kind == Asked.PIECE else "OK, I left everything as it is."
    if question.kind == Asked.PIECE:
        return await _fill(talk, question, answer)
    if question.kind == Asked.OFFER and not _YES.match(plain):
        return await _fill(talk, question, re.sub(r"^no\b[ ,]*", "", answer, flags=re.IGNORECASE))
    if question.kind == Asked.OFFER:
        talk.dialogue.question = None
        return await talk.run(question.tool, question.arguments)
    return await _choose(talk, question, plain)


async def _fill(talk: Talk, question: Question, answer: str) -> str:
    """Put the answer into the piece that is missing, and go on."""
    if _YES.match(answer) or not question.piece:
        return _again(talk, question)
    stem = question.arguments.get(question.piece, "")
    whole = joined(talk, stem, answer) if stem and question.piece != "text" else answer
    talk.dialogue.question = None
    return await talk.run(question.tool, {**question.arguments, question.piece: whole})


async def _choose(talk: Talk, question: Question, answer: str) -> str:
    """Find which of the choices are meant; of a bulk deletion "yes" means all of them."""
    ids = [m.id for m in question.choices]
    sure = question.kind == Asked.SURE
    if sure and _YES.match(answer):
        return await _go_on(talk, question, ids)
    things = await _choices(talk, question)
    if things is None:  # memories are chosen by their words alone
        words = [m for m in question.choices if _shares(answer, m.spoken)]
        if len(words) == 1 or (words and sure):
            return await _go_on(talk, question, [m.id for m in words])
        return _again(talk, question)
    talk.dialogue.list_out(question.choices)
    found = match(talk, _ONLY.sub("", answer), things)
    if found.things and (found.every or (found.specific and (len(found.things) == 1 or sure))):
        if len(found.things) > 1 and question.tool not in ("cancel", "forget", "change"):
            return _again(talk, question)
        return await _go_on(talk, question, [t.record.id for t in found.things])
    return _again(talk, question)


async def _choices(talk: Talk, question: Question) -> list[Thing] | None:
    tables = {m.table for m in question.choices}
    kinds = [k for k, table in TABLE_OF.items() if table in tables]
    if not kinds:
        return None
    order = {m.id: i for i, m in enumerate(question.choices)}
    things = [t for t in await standing(talk, *kinds) if t.record.id in order]
    return sorted(things, key=lambda t: order[t.record.id])


async def _go_on(talk: Talk, question: Question, ids: list[str]) -> str:
    talk.dialogue.question = None
    talk.chosen = tuple(ids)
    return await talk.run(question.tool, question.arguments)


def _again(talk: Talk, question: Question) -> str:
    """Ask the same once more."""
    question.asked_in = talk.dialogue.turn
    return question.spoken


def _shares(answer: str, spoken: str) -> bool:
    words = set(re.findall(r"\w{3,}", answer.casefold())) - {"the", "one", "that", "about", "and"}
    return bool(words) and words <= set(re.findall(r"\w{3,}", spoken.casefold()))
