"""Brings what somebody said into one plain form: no opening, no tail, contractions written out."""

from __future__ import annotations

import re

_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans("\u2018\u2019\u02bc`\u00b4\u201c\u201d\u201e\u00ab\u00bb", "'''''\"\"\"\"\"")

_ASKING = (
    r"(?:(?:can|could|will|would) you )?(?:please )?"
    r"(?:(?:always )?remember|note|keep in mind|bear in mind|know|don't forget|do not forget|memori[sz]e|learn|save)"
    r"(?: this| the fact)?(?: about me)?(?: that|:|,)?(?: that)?\s+(?=\S+ \S)"
)
_MARKERS = (
    r"(?:hey|hi|hello|hiya|good (?:morning|evening|afternoon|day))(?: there| assistant| again)?|"
    r"ok(?:ay)?|so|well|also|"
    r"and|now|oh|um+|uh+|erm?|hmm+|ah|yeah|yes|yep|yup|sure|right|look|listen|see|anyway|"
    r"honestly|frankly|seriously|personally|generally|in general|basically|actually|in fact|as a matter of fact|"
    r"by the way|btw|to be honest|to be fair|tbh|(?:just )?(?:so|that) you know|"
    r"just so you know|for your information|"
    r"fyi|fun fact|guess what|you know(?: what)?|the thing is|the truth is|truth be told|as you (?:may )?know|"
    r"(?:i|i've) (?:have to|must|got to|gotta|should|want to|wanted to|can|will|'ll) (?:say|admit|tell you|confess|"
    r"mention|let you know|add)(?: that)?|i'd like you to know(?: that)?|i want you to know(?: that)?|"
    r"you (?:should|must|might want to|need to|have to) know(?: that)?|let me tell you(?: that)?|"
    r"(?:one|another|a|something|a few) (?:thing|fact|things)? ?(?:about me|about myself|to know)(?: is)?(?: that)?|"
    r"did i (?:mention|tell you)(?: that)?|did you know(?: that)?|for (?:the record|what it's worth|me)|"
    r"these days|nowadays|at the moment|currently|in my (?:opinion|case)|like|speaking of which|"
    r"(?:nice|pleased|good) to meet you(?: too)?|(?:my|the) (?:doctor|gp|dentist|therapist) (?:says|said|told me|"
    r"thinks)(?: that)?(?= i\b| i')|"
    r"my friends? and i|me too|same here|interesting|nice|great|cool|wow|no worries|no problem|"
    r"please(?= (?:just )?call me)|if you must know|believe it or not|since you ask(?:ed)?|as for me|"
    r"when it comes to \w+|deep down"
)
_OPENING = re.compile(rf"^(?:(?:{_MARKERS})(?:\s*[,:.!…-]+\s*|\s+)|{_ASKING})", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:[\s,]+(?:you know|y'know|by the way|btw|too|as well|actually|though|"
    r"now(?<!right now)(?<!just now)(?<!for now)(?<!by now)|these days|nowadays|currently|to be honest|tbh|honestly|"
    r"(?:just )?so you know|fyi|believe it or not|in fact|haha|lol|as you know|i guess you know|"
    r"if (?:you (?:must know|like|want(?: to)?|wish|prefer|don't mind|need to know)|you(?:'re| are| were) (?:wondering|"
    r"asking|interested)|that (?:helps|matters)|possible|i'm (?:being )?honest|it matters)|"
    r"in my (?:opinion|view|book)|if you ask me|to me|for your information|in case you (?:wondered|were wondering|"
    r"need it)|of course|after all|obviously|basically|"
    r"i (?:must|have to) (?:say|admit)|i'm (?:happy|proud|glad|sorry|afraid) to say))[\s.!]*$",
    re.IGNORECASE,
)
_NOT_HALF = re.compile(
    r"(?<=\w)(?<!\b[ai][ms])(?<!'[ms])(?<!\bare)(?<!\bwas)(?<!\bdo)(?<!'re)(?:, (?:and )?| and | )"
    r"not (?!only|just|yet|any|at|a\b|an\b|the\b)([\w'-]+(?: [A-Z][\w'-]+)?)[.!]*$"
)
"""The half of a correction that is wrong: "my sister's name is Ana, not Anna"."""

_NOT_BUT = re.compile(
    r"^((?:my|our) [\w' ]+?) (?:isn't|is not|isnt|was not|wasn't) (?:called )?([\w' -]+?)(?: any ?more)?"
    r"(?:,? but |,? (?:it's|it is|she's|he's|its) )(?:called )?(.+)$",
    re.IGNORECASE,
)

_WRITTEN_OUT = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\b(i|we)'?(?:m|re)\b(?<!\bim)(?<!\bwere)(?<!were)", r"\1 am"),
        (r"(?:(?<=^)|(?<=[\s,]))im\b", "I am"),
        (r"\bid (?=like|love|rather|prefer|hate)", "I would "),
        (r"^(what|where|who|when|how|why)s\b", r"\1 is"),
        (r"^(my \w+)s (?=(?:name|called|birthday)\b)", r"\1's "),
        (r"^my names (?!are\b)", "my name is "),
        (r"\bwe're\b|\bwe are\b", "we am"),
        (r"\b(i|we)'ve\b|\b(i)ve\b", r"\1\2 have"),
        (r"\b(i|we)'d\b", r"\1 would"),
        (r"\b(i|we)'ll\b", r"\1 will"),
        (r"\b(do|does|did|is|are|was|were|have|has|would|could|should)n'?t\b", r"\1 not"),
        (r"\bcan'?t\b|\bcannot\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\bain't\b", "am not"),
        (r"\bwanna\b", "want to"),
        (r"\bgonna\b", "going to"),
        (r"\bgotta\b", "have to"),
        (r"\b(have|has|had) got\b", r"\1"),
        (r"\bfavou?rite\b|\bfave\b|\bfav\b", "favorite"),
    )
)
_WE = re.compile(
    r"^(?:we(?: both| all)?|(?:my (?:wife|husband|partner|girlfriend|boyfriend|family|spouse|"
    r"fiancée?|kids)|me) and (?:i|me)|"
    r"(?:my (?:wife|husband|partner|girlfriend|boyfriend|family|spouse) and i) both|us)\s+(?=\w)",
    re.IGNORECASE,
)
_ADVERBS = re.compile(
    r"^(i(?: am| have| was)?) (?:(?:really|absolutely|just|truly|also|still|actually|honestly|totally|definitely|"
    r"certainly|personally|currently|basically|mostly|particularly|especially|quite|rather|pretty|simply|kind of|"
    r"kinda|sort of|of course|originally|genuinely|completely|extremely|very|super|so|now|deeply|strongly|"
    r"officially|recently|finally|already|"
    r"do(?= (?:love|like|hate|enjoy|live|have|work|speak|prefer|play|eat|drink|smoke|study|own|go|wear|take)\b))"
    r"\s+)+",
    re.IGNORECASE,
)


_LONG = re.compile(
    r"^i have (?:always |long )?been (?=interested|into\b|fascinated|passionate|obsessed|fond|keen|afraid|scared|"
    r"terrified|allergic|good at|bad at|crazy about|vegetarian|vegan|a (?:\w+ )?(?:fan|lover)\b)",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r"^one of (?:my|our) ((?:\w+ )?\w+?)(?:ies|s) is\b", re.IGNORECASE)


def one_line(text: str) -> str:
    """Return the text on one line, with plain quotation marks."""
    return _SPACES.sub(" ", text.translate(_QUOTES)).strip()


def bare(text: str) -> str:
    """Return what was said without the asking and the words around it: "remember that I'm vegan." → "I'm vegan"."""
    said = one_line(text)
    for _ in range(5):
        shorter = _OPENING.sub("", said, count=1)
        if shorter == said or not shorter.strip(" .,!?"):
            break
        said = shorter
    said = said.rstrip(" .!,;")
    for _ in range(2):
        shorter = _TAIL.sub("", said)
        if not shorter:
            break
        said = shorter
    return _NOT_HALF.sub("", said) or one_line(text)


def put_right(text: str) -> tuple[str, str]:
    """Take what was wrong out of "my favourite colour isn't blue, it's green": what holds, and what doesn't."""
    found = _NOT_BUT.match(text)
    return (f"{found[1]} is {found[3]}", found[2]) if found else (_NOT_HALF.sub("", text), denied(text))


def denied(text: str) -> str:
    """Return what a correction says is wrong: "my sister's name is Ana, not Anna" → "Anna"; "" if it says nothing."""
    found = _NOT_HALF.search(one_line(text))
    return found[1] if found else ""


def canonical(said: str) -> str:
    """Write contractions out and take adverbs off, for the rules: "I've really got two cats" → "I have two cats".

    "We" reads as "I", since what holds for both holds for the one who speaks.
    """
    text = said
    for pattern, plain in _WRITTEN_OUT:
        text = pattern.sub(plain, text)
    text = _WE.sub("I ", text)
    text = _LONG.sub("I am ", text)
    text = _ONE_OF.sub(r"my \1 is", text)
    text = re.sub(r"\bwe am\b", "we are", text)
    text = re.sub(r"^I are\b", "I am", text)
    return _ADVERBS.sub(r"\1 ", text)
