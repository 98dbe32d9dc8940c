"""What is no memory, whatever it looks like: questions, commands, hypotheses, quotes, courtesy, others' opinions.

Each table says why beside what. A veto of a whole sentence also silences what stands beside it: "I love jazz, play
some" gives the reason for a command, and is no news.
"""

from __future__ import annotations

import re

from system_control.statements.passing import OF_THE_MOMENT, PASSING
from system_control.statements.words import A_DATE, CLOSE

LONGEST = 400
"""Characters; who talks longer than that tells a story, from which no single fact can be taken by rule."""

_SPEAKS = (
    r"(?:says?|said|saying|thinks?|thought|claims?|claimed|believes?|believed|told|tells|insists?|reckons?|swears|"
    r"swore|complains?|writes|wrote|shouted|replied|answered|asked|asks|sings?|sang|goes like|argues?|suggests?|"
    r"suggested|quoted|reports?|mentioned|guesses)"
)
_TO_DO = (
    r"(?:wake|remind|set|tell|show|read|cancel|delete|remove|turn|give me|find|send|make (?:it|that|a|me)|"
    r"call (?:me at|a|the|my)|order|start (?:a|the)|stop|book|take a|add (?:a|it|that)|put (?:it|on|a)|"
    r"change (?:it|the|my)|move (?:it|the|my)|play (?:some|a|me|the|something)|don't|do not let|be quiet|schedule|"
    r"write (?:it|that) down|look (?:it )?up|note that|get me|recommend|suggest|help me|"
    r"what|when|where|who|how|why|is (?:it|there)|do you|are you)"
)

_SENTENCE = {
    "a question": (
        r"\?|^(?:who|whom|whose|what|which|where|why|how|is|are|am|was|were|do|does|did|can|could|would|will|should|"
        r"shall|may|has|have (?:you|i|we)|when (?:is|are|was|did|do|does|will|am|should|can)|isn't|aren't)\b"
        r"|, ?(?:right|correct|(?:do|are|is|can|did|have|will|would) not (?:you|i|it|they|we|he|she)|or (?:what|not))$"
    ),
    "a request": (
        r"^(?:tell me|remind me)\b|\b(?:could|can|would|will|should) you\b|\b(?:let's|let us)\b"
        rf"|(?:[,;:.]|\band|\bso|\bthen|\bbut)\s+(?:please |just |also )*{_TO_DO}\b"
    ),
    "of the assistant's things": (
        r"\b(?:alarms?|reminders?|timers?|snooze|memo|stopwatch|countdown)\b|\b(?:a|the|my|that|this|one|new) notes?\b"
    ),
    "a hypothesis": (
        r"^if\b|\b(?:unless|suppose|supposing|imagine|pretend|hypothetically|let's say|assuming|as though|were i|"
        r"provided that|in theory|in a dream|i dreamt|i dreamed)\b"
        # a condition within a habit is none: "I get a headache if I skip breakfast"
        r"|\b(?:as|even|only|what|wonder|know|see|ask|tell|sure|care|mind|matter|doubt|check|remember) (?:me )?if\b"
        r"|^(?!i would (?:prefer|like|love))[^?]*\b(?:would|could|might|will|should|had|were)\b.*\bif\b|"
        r"\bif\b.*\b(?:would|could|might|will|should|had|"
        r"were)\b"
        r"|^(?!i |my |we ).*\bif\b|^(?!i (?:would )?(?:really )?(?:prefer|like|love)(?: it)? if you)[^?]*\bif you\b"
    ),
    "unsure": (
        r"\bnot (?:so |quite |really |too |that |very |at all |entirely |totally )?"
        r"(?:sure|certain|interested|bothered)\b"
        r"|\bdo not (?:really |even |actually |quite )?(?:know|care(?! for (?!it\b|that\b|this\b))|mind|remember|"
        r"understand|get it|recall|want)\b"
        r"|\b(?:could not care|no (?:idea|clue|opinion|preference|interest)|dunno|who knows|"
        r"can not (?:decide|remember|tell|recall|say|wait|believe|hear|find|see|complain)|"
        r"maybe|perhaps|possibly|probably|whatever|doesn't matter|does not matter|either way|undecided|never mind|"
        r"up to you|i forgot|i forget|hard to say|it depends|not really(?! (?:like|enjoy|eat|drink|into|a )))\b"
    ),
    "not meant": (
        r"\b(?:joking|kidding|just testing|testing|for example|for instance|sarcas\w+|just an example|lying)\b"
    ),
    "said by somebody else": (
        r"\b(?:he|she|they|someone|somebody|people|everyone|everybody|nobody|you|it|who|the \w+|my \w+|your \w+|"
        rf"[a-z]+ and [a-z]+) (?:always |once |just |often |also |keeps? |really )?{_SPEAKS}\b(?! me (?:by|al)\b)"
        r"|\b(?:according to|as .{2,20} (?:put it|says|said|would say)|and i quote|quote|unquote|lyrics|"
        r"the (?:song|line|saying|book|movie|film|poem|quote|caption|sign|title|sentence|character|phrase) "
        r"(?:is|was|goes|says|reads|called)|in the (?:song|book|movie|film|story|play|game) )"
        r"|\"|(?:^|[\s(])'[^']{3,}'"
    ),
    "courtesy": (
        r"\b(?:thanks|thank you|thx|cheers|sorry|apologi[sz]e|congratulations|congrats|appreciate (?:it|that|you)|"
        r"grateful|bless you|you're welcome|nice to meet|pleased to meet|please(?! (?:just )?call me)|"
        r"(?<=[a-z]) please)\b"
    ),
}
_SENTENCE_VETO = re.compile("|".join(_SENTENCE.values()), re.IGNORECASE)

_OTHERS = re.compile(
    r"^(?:my|our) (?!(?:(?:family|new|old|parents') )?(?:home|house|flat|apartment|office|place|village|school|"
    r"gym|church|"
    r"cabin) is in\b)(?:[\w'-]+ ){1,3}?(?:(?:really |also |always |absolutely |often |just )*(?:"
    r"likes?|loves?|hates?|enjoys?|prefers?|adores?|wants?|needs?|dislikes?|feels?|knows?|hopes?|wishes|wonders|"
    r"can't|cannot|could|would|should|might|will|does|did|"
    r"is (?:going|coming|late|here|angry|mad|asleep|hungry|tired|sick|waiting|calling|busy|crying|sleeping|eating|"
    r"cooking|watching|into|interested|fond|crazy|annoying|driving me|being|so|not sure|afraid|looking|trying|asking|"
    r"happy|sad|upset|at (?:home|the)|on (?:the (?:phone|bus|train|way|line)|his|her)|outside|ready|back|gone|out|"
    r"in (?:the|a))|"
    r"are (?:going|coming|late|here|angry|asleep|hungry|tired|waiting|so|being)|"
    r"was (?:late|angry|here|sick|tired|so|at|on|in|being|very)|"
    r"(?<!is )(?<!'s )(?<!was )(?<!are )(?:just )?(?:called|texted|emailed|left|arrived|came|went|made|bought|gave|"
    r"took|ate|broke|sent|forgot|wanted|liked|loved|needed|asked|got)))\b",
    re.IGNORECASE,
)
"""What people close to the speaker like, or do at the moment, says nothing lasting of the speaker."""
_PLANNED = re.compile(
    rf"^(?:i am (?:\w+ing|off|away)|my [\w' -]+? (?:is|are) \w+ing)\b(?!.* (?:late|ready|"
    rf"early)\b).*{A_DATE}",
    re.IGNORECASE,
)
"""What is under way only on its day is no passing moment: "I'm going to a wedding on Saturday"."""
_BOTH = re.compile(rf"^my {CLOSE} and (?:i|me)\b", re.IGNORECASE)


def silences(plain: str) -> bool:
    """Whether the sentence is a question, a command, a quote or the like, and with it all that stands in it."""
    return bool(_SENTENCE_VETO.search(plain))


def is_no_memory(plain: str) -> bool:
    """Whether the clause, in its plain form, is something other than a lasting statement of the speaker's own."""
    if len(plain.split()) < 2 or len(plain) > LONGEST or silences(plain):
        return True
    if _PLANNED.match(plain):
        return False
    return bool(PASSING.match(plain) or (_OTHERS.match(plain) and not _BOTH.match(plain)))


def is_of_now(plain: str) -> bool:
    """Whether it speaks of the passing moment, which only an event may."""
    return bool(OF_THE_MOMENT.search(plain))
