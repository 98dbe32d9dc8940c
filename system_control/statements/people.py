"""Statements of who one is and whom one has: names, family, friends, animals."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.shapes import (
    NAME,
    SINGLE,
    Rule,
    about_kin,
    home,
    i_am_named,
    named,
    one_relation,
    relation,
    rule,
    whole,
)
from system_control.statements.words import (
    CREEDS,
    DEMONYMS,
    KIN,
    KINS,
)

C = Category

SELF: tuple[Rule, ...] = (
    rule(rf"i am called {NAME}", named),
    rule(rf"i (?:have )?changed my name to {NAME}", named),
    rule(rf"i (?:go by|am known as)(?: the name)?(?: of)? {NAME}", named),
    (re.compile(r"^(?i:i am) ([A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2})[.!]*$"), i_am_named),
    rule(
        r"i (?:prefer|would prefer|would like|want) (?:to be called|being called|the name|to go by|"
        r"people to call me) (.+)",
        named,
    ),
    rule(r"i (?:am|was) (?:named|called) after (.+)", whole(C.NAME, "named after", None)),
    rule(r"i (?:have been|am|got) together\b.*", whole(C.RELATIONSHIP, "together", None)),
    rule(rf"i (?:got|adopted|have adopted) (?:an? )?({KIN}),? (?:called|named|whose name is) (.+)", one_relation),
    rule(
        rf"i have (?:\w+ )?(?:an? )?({KIN}),? (?:called|named|"
        r"whose name is)? ?((?-i:[A-Z][\w'-]+(?: [A-Z][\w'-]+)?))",
        one_relation,
    ),
    rule(rf"i have (?:an? )?({KIN}),? (?:called|named|whose name is) (.+)", one_relation),
    rule(
        r"i (?:have|am having) (?:an? |my )?(?:[\w'-]+ )?(job interview|surgery|operation|appointment|"
        r"(?:dentist|doctor|vet|therapist)(?:'s)? appointment)\b(?: .*)?",
        whole(C.EVENT),
    ),
    rule(
        r"i have (?:no |an? |one |two |three |four |five |six |\d+ |several |many |some |lots of |"
        rf"a lot of )?(?:[\w-]+ )?(?:[\w-]+ )?({KINS})\b(?! allergy| hair| bed| room| food).*",
        whole(C.RELATIONSHIP),
    ),
    rule(
        r"i have (?:an? |two |three )(?!question|problem|note|list|file|song|car\b|boat\b|bike\b|truck\b|van\b)"
        r"([\w' -]{3,40}?),? (?:called|named) ([\w' -]+)",
        one_relation,
    ),
    rule(rf"i do not have (?:any |an? )?({KINS})\b.*", whole(C.RELATIONSHIP)),
    rule(
        r"i (?:am|have been|was)(?: \w+ly)?(?: not)? (?:married|engaged|divorced|single|widowed|"
        r"separated|in a (?:long[- ]distance |happy )?relationship|dating|seeing (?:someone|somebody|"
        r"an?)|a widow|a widower|a bachelor)\b(?! in (?:june|may)).*",
        whole(C.RELATIONSHIP, "marital status", None),
    ),
    rule(r"i am getting (married|engaged|divorced|a divorce)\b.*", whole(C.EVENT)),
    rule(
        r"i (?:have a crush on|am in love with|am dating) (?!it\b|this\b|that\b|you\b|"
        r"the\b)(.+)",
        whole(C.RELATIONSHIP, "loves"),
    ),
    rule(
        r"i am (?:an? |the )?(?:\w+ )?(father|mother|dad|mom|mum|parent|grandfather|grandmother|grandma|"
        r"grandpa|stepfather|stepmother|aunt|uncle|godfather|godmother|twin|triplet|only child|oldest|"
        r"eldest|youngest|middle child|brother|sister|single (?:mom|mum|dad|parent|mother|father))\b.*",
        whole(C.RELATIONSHIP),
    ),
    rule(
        r"i (?:live|stay|am living|am staying) with (?:(?:my|our|some|a|an|two|three) )?[\w' ]+? (?:in|near|"
        r"outside) (?!a |an |the |my |"
        r"our |one )(.+)",
        home,
    ),
    rule(r"i live with (?!the |a view)(.+)", whole(C.RELATIONSHIP, "lives with", None)),
    rule(
        r"i share (?:an?|my|our|the) (?:\w+ )?(?:flat|apartment|house|home|room|bedroom|place|studio|loft) with (.+)",
        whole(C.RELATIONSHIP, "lives with", None),
    ),
    rule(
        r"i (?:have )?(?:broke|broken|split) up\b(?: with .+| last .+| recently)?|i (?:have )?separated\b.*",
        lambda _m, s: Fact(
            C.RELATIONSHIP, "marital_status", s, ends=("together", "girlfriend", "boyfriend", "partner")
        ),
    ),
    rule(r"i live (?:alone|on my own|by myself)\b.*", whole(C.RELATIONSHIP, "lives with", None)),
    rule(
        r"i am (?:\w+ ){0,2}?(?:close to|best friends with|friends with|"
        r"related to) .+",
        whole(C.RELATIONSHIP, "close to", None),
    ),
    rule(rf"i met my ({KIN})\b.*", whole(C.EVENT, "met")),
    rule(rf"i (?:lost|buried) my ({KIN})\b.*", whole(C.EVENT, "lost")),
    rule(rf"i (?:named|call) my ({KIN}) (.+)", relation),
)

MY: tuple[Rule, ...] = (
    rule(rf"my (?:full |first |given |real |actual )?name(?:'s| is) (?!not\b){NAME}", named),
    rule(rf"my (?:friends|family|colleagues|mates|parents|mom|mum) (?:all )?calls? me {NAME}", named),
    rule(
        r"my (nickname|last name|surname|middle name|family name|maiden name|initials|pronouns)(?:'s| is|"
        r" are) (.+)",
        lambda m, _s: Fact(C.NAME, slug(m[1]), m[2]),
    ),
    rule(rf"my ({KIN})(?:'s|s)? (?:first )?name(?:'s| is) (.+)", relation),
    rule(rf"my ({KIN})(?:'s| is|) (?:called|named|goes by) (.+)", relation),
    (re.compile(rf"^(?i:my ({KIN})(?:'s| is)) (?!(?i:{DEMONYMS}|{CREEDS})\b)([A-Z]\w+(?: [A-Z]\w+)?)[.!]*$"), relation),
    (re.compile(rf"^(?i:my ({KIN})),? ([A-Z]\w+),? (?i:and I)\b.*$"), relation),
    rule(
        rf"my ({KINS}|family|parents|grandparents|late \w+)(?: and i)?(?:,? ((?-i:[A-Z]\w+)),?)? ?(?:also |still |"
        r"both |just |now |always |once )?(raised me\b.*|brought me up\b.*|adopted me\b.*|(?:(?:'s|is|"
        r"are)(?! (?!expecting|"
        r"studying|training|living|working|learning|getting|retiring|nothing)\w+ing\b)|was|were|has|have|had|"
        r"lives?|works?|comes?|came|studies|study|"
        r"goes to|speaks?|died|passed away|moved|turns|turned|teaches|plays|sings|runs|owns|grew up|retired|started|"
        r"graduated|got married|emigrated|met|helps)\b.+|died|passed away|retired)",
        about_kin,
    ),
)

OTHER: tuple[Rule, ...] = (
    rule(rf"the name of my ({KIN}) is (.+)", relation),
    (
        re.compile(rf"^([A-Z]\w+(?: [A-Z]\w+)?) (?i:is|was) (?i:my ({KIN}))(?:'s name)?[.!]*$"),
        lambda m, _s: Fact(
            C.RELATIONSHIP, slug(m[2]), m[1], one_of_many=not re.search(rf"{SINGLE}$", m[2], re.IGNORECASE)
        ),
    ),
    (
        re.compile(rf"^([A-Z]\w+ and [A-Z]\w+) (?i:are) (?i:my ({KINS}))[.!]*$"),
        lambda m, _s: Fact(C.RELATIONSHIP, slug(m[2]), m[1]),
    ),
    rule(r"([\w'-]+) is my (?:(?:first |given |real )?name)", named),
    (
        re.compile(
            rf"^([A-Z]\w+(?: [A-Z]\w+)?) (?i:is|was) (?i:the name of my ({KIN})|"
            rf"what we call our ({KIN}))[.!]*$"
        ),
        lambda m, _s: Fact(C.RELATIONSHIP, slug(m[2] or m[3]), m[1]),
    ),
    rule(
        r"(?:you can |you may |just |simply |everyone can |feel free to |please )*call me (?!a\b|an\b|at\b|back|later|"
        r"when|if|on\b|in\b|by\b|tomorrow|tonight|today|crazy|old|again|up\b|maybe|ishmael|"
        r"now)([\w'-]+(?: [A-Z][\w'-]+)?)",
        named,
    ),
    rule(
        r"(?:people|everyone|everybody|friends|most people|they|folks|my friends|some people) (?:all |"
        rf"usually |mostly |just )?calls? me {NAME}",
        named,
    ),
    rule(r"(?:the name's|the name is) (?!wrong\b|different\b|on\b)([\w'-]+)", named),
    rule(
        r"(?:the name'?s|the name is|this is|it's me,|it's(?= \S+ (?:here|"
        r"speaking))) ([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)(?: speaking|"
        r" here)?",
        lambda m, s: i_am_named(m, s) if m[1][:1].isupper() else None,
    ),
    rule(
        r"there (?:are|is) (?:\w+ )?(?:\w+ )?(?:people )?(?:of us |in )?(?:my|our) (?:family|house|"
        r"household)\b.*",
        whole(C.RELATIONSHIP, "household", None),
    ),
)
