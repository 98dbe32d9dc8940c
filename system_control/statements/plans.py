"""Statements of what one wants to reach, and of what happens on its day."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.likes import good
from system_control.statements.shapes import (
    LIFE,
    WANT,
    WANT_STRONG,
    Rule,
    goal,
    of_thing,
    rule,
    whole,
)
from system_control.statements.words import (
    A_DATE,
    DAYS,
    EVENTS,
    KIN,
    KINS,
    NUMBER,
)

C = Category

DATED: tuple[Rule, ...] = (
    rule(
        r"i am (?!living|staying|based|working|studying|learning|trying|planning|hoping|aiming|saving|thinking|looking|"
        r"wondering|training|preparing|watching|reading|asking|talking|calling|checking|allergic|from|called|"
        r"feeling|waiting|interested)"
        rf"(?:\w+ing|off|away|due)\b(.*{A_DATE}.*)",
        whole(C.EVENT),
    ),
    rule(
        rf"i have (?:booked |got )?(?:an? |my |our |two |the |tickets (?:for|to) )?(?:[\w'-]+ ){{0,3}}?({EVENTS})\b.*"
        rf"{A_DATE}.*",
        whole(C.EVENT),
    ),
    rule(
        rf"my ({KINS}) (?:(?:is|are) (?:\w+ing|due|off)|starts?|gets? married|graduates?|moves?|arrives?|turns?|comes?|"
        rf"visits?|has (?:an? |her |his )(?:[\w'-]+ ){{0,2}}?{EVENTS})\b.*{A_DATE}.*",
        whole(C.EVENT),
    ),
)
"""What has its day is an event, whatever else it is about."""

_ON_ITS_DAY = rf"(?:on|in|this|next|tomorrow|at the end of)\b.*{DAYS}.*|tomorrow.*|next .+"

SELF: tuple[Rule, ...] = (
    rule(
        rf"i am (?:having|getting) (?!married|engaged|divorced)(?:an? |my )?(.+?) ({_ON_ITS_DAY})",
        whole(C.EVENT),
    ),
    rule(
        rf"i am (?:moving|relocating)(?: house| home| out| away| again)* ({_ON_ITS_DAY}|in (?:a|an|two|three|"
        rf"\w+) (?:weeks?|months?|days))",
        whole(C.EVENT, "moving", None),
    ),
    rule(
        rf"i {WANT_STRONG} (?!it\b|that\b|this\b|you\b|see you|hear|the same|so\b|go (?:to the|shopping|"
        r"home)|get up|leave|call|eat (?:out|lunch|dinner)|sleep (?:in|now)|cook|watch|buy (?:some|milk)|"
        r"meet (?:him|her|them|you))(.+)",
        goal,
    ),
    rule(
        rf"i {WANT} ((?:eventually |one day |someday |finally |really |actually |also |be able to |"
        rf"seriously )*{LIFE}.*)",
        goal,
    ),
    rule(
        r"i (?:want|would like|would love|would really like|am trying|am hoping|am aiming) to (\w+ \w.*|"
        r"\w{6,})",
        whole(C.GOAL),
    ),
    rule(
        r"i am (?:training|saving(?: up| money)*|preparing|studying|practi[cs]ing|applying|working hard|"
        r"fundraising) (?:for|towards?|to) (?!me\b|now\b)(.+)",
        whole(C.GOAL),
    ),
    rule(
        r"i am (?:saving up|on a weight loss journey|trying for a baby|trying to conceive)\b.*",
        whole(C.GOAL, "plan", None),
    ),
    rule(
        r"i (?:have|am having|have my|am hosting|am throwing|am giving|am attending|am playing|"
        r"have booked|booked) (?:an? |my |our |two |the |got |tickets (?:for|"
        rf"to) )?(?:[\w'-]+ ){{0,3}}?({EVENTS})\b(?: .*)?",
        lambda m, s: (
            Fact(C.EVENT, slug(m[1]), s)
            if re.search(DAYS, s, re.IGNORECASE)
            or re.match(
                r"(?:job interview|surgery|wedding|exam|driving test|due date|honeymoon|graduation|concert|"
                r"conference)",
                m[1],
                re.IGNORECASE,
            )
            else None
        ),
    ),
    rule(
        r"i (?:am )?(?:going|flying|travell?ing|heading|driving|taking|off|leaving|starting|running|"
        r"running in|competing|performing|seeing|visiting|meeting|celebrating|getting|moving|turning|"
        rf"hosting|expecting|giving|having)\b(.*\b{DAYS}.*|(?: away)? on (?:vacation|holiday|honeymoon).*|"
        r".*\b(?:baby|twins)\b.*)",
        lambda m, s: Fact(
            C.EVENT, slug(good(re.split(DAYS, m[1])[0])) if good(re.split(DAYS, m[1])[0]).strip() else "plan", s
        ),
    ),
    rule(
        r"i (?:fly|leave|travel|start|graduate|move|turn|retire|get (?:back|married)|arrive|perform|"
        r"return) (?:to |from |in |at |for |on |out )?(.*\b(?:next|on|in) (?:week|month|year|(?:mon|tues|"
        r"wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|"
        r"october|november|december|the (?:spring|summer|autumn|fall|winter|\w+)|\d+ (?:weeks|months|"
        r"days)|two weeks|three weeks|a (?:week|month)).*)",
        whole(C.EVENT, "plan"),
    ),
    rule(
        r"i (?:have )?(?:got married.*|got engaged.*|got divorced.*|had (?:a|my|our|twins).*(?:baby|child|son|"
        r"daughter|boy|girl|twins).*|had twins|became an? \w+|"
        r"bought (?:a|our|my) (?:\w+ )?(?:house|flat|apartment|car|home|boat)|adopted .+|passed my .+|"
        r"won .+|ran (?:my|a|the) .*marathon.*|published .+|finished my (?:degree|studies|phd|thesis|dissertation|"
        r"book|novel|masters|training|apprenticeship|chemo).*|gave birth.*|got accepted .+|"
        r"got into .+|celebrated .+|completed .+|climbed .+|sold (?:my|our) .+|welcomed .+|"
        r"met .+ in (?:19|20)\d\d|got (?:my|a) (?:driver'?s?|driving|pilot'?s?|degree|diploma|tattoo|dog|"
        r"puppy|cat|kitten|citizenship|green card|scholarship).*)",
        whole(C.EVENT, "event", 0),
    ),
    rule(
        rf"i (?:turned|turn|will turn|will be|am turning) ({NUMBER})(?: years old)?(?: (?:next|this|in|"
        r"on|last) .+)?",
        lambda _m, s: Fact(
            C.EVENT if re.search(DAYS, s, re.IGNORECASE) else C.FACT,
            "age" if "turned" in s.lower() else "next_birthday",
            s,
        ),
    ),
)

MY: tuple[Rule, ...] = (
    rule(
        rf"my ({KIN}|parents)(?:'s|s'|s)? (?:birthday|bday) (?:is|falls)(?: on| in)? (.+)", whole(C.EVENT, "birthday")
    ),
    rule(
        r"my ((?:wedding |work )?anniversary|birthday|wedding|graduation|due date|bday|name day|"
        r"retirement|honeymoon|surgery|operation|flight|train|exam|finals|interview|job interview|"
        r"driving test|concert|party|vacation|holiday|trip|marathon|race|appointment|contract|lease|"
        r"thesis|deadline|recital|move|first day(?: at work)?)(?: (?:to|with|for|at|of|in) [\w' ]+?)?(?:'s| is|"
        r" are| leaves| starts| begins|"
        r" ends| falls| takes place)(?! (?:late|delayed|cancell?ed|boring|ready|killing|over|here|"
        r"canceled|going|fine|wrong))(?: on| in| due)? (.+)",
        whole(C.EVENT),
    ),
    rule(rf"my ({KIN}(?:'s|s')) [\w' ]+? (?:is|are|starts?|begins?|takes place)\b.*{A_DATE}.*", whole(C.EVENT)),
    rule(rf"my ({KIN}) is (?:due|expected|on the way)\b.*", whole(C.EVENT, "due")),
    rule(
        rf"my ({KIN})(?:'s|s') (?:wedding|graduation|funeral|recital|party|birthday party|surgery|"
        r"anniversary|operation|baptism|concert|exam) (?:is|are) .+",
        whole(C.EVENT),
    ),
    rule(
        rf"my ({KINS}) (?:am|are|is|will be) (?:visiting|coming to visit|staying with \w+|arriving|"
        rf"coming to stay)\b.*{DAYS}.*",
        whole(C.EVENT, "visit"),
    ),
    rule(
        rf"my ({KINS}) (?:starts?|gets? married|graduates|moves|arrives|turns|"
        rf"(?:is|are) (?:getting|graduating|turning|starting|having|retiring|performing|playing|"
        rf"competing)\b).*{DAYS}.*",
        whole(C.EVENT),
    ),
    rule(
        r"my (?:\w+ )?(?:goal|dream|plan|aim|ambition|resolution|new year'?s resolution|objective|"
        r"bucket list|target|mission|hope)s?(?: for .+?| this year| in life)?(?:'s| is| are|"
        r" includes?)(?: to)? (?!on\b|there\b|that\b|simple\b|not\b)(.+)",
        whole(C.GOAL),
    ),
)

OTHER: tuple[Rule, ...] = (
    rule(r"the (baby|twins) (?:is|are) due\b.*", whole(C.EVENT, "due")),
    rule(
        rf"the (wedding|funeral|graduation|christening|exam|surgery|operation|move|birthday party|baby shower|"
        rf"family reunion|moving day|due date)(?:'s| is| takes place) ({_ON_ITS_DAY})",
        whole(C.EVENT),
    ),
    of_thing(
        r"(.+?) (?:is|are) my (?:\w+ )?(?:goal|dream|plan|"
        r"ambition|aim)",
        lambda m, s: Fact(C.GOAL, slug(good(m[1])), s),
    ),
    rule(r"(?:i have always|always) (?:wanted|dreamed|dreamt) (?:to|of) (.+)", whole(C.GOAL)),
    rule(
        r"(?:one day|someday|next year|this year|eventually|in the future|by the end of the year|"
        r"before i (?:am|turn) \w+),? i (?:want to|would like to|hope to|plan to|will|would love to|"
        r"am going to) (.+)",
        goal,
    ),
)
