"""Statements of where one lives and comes from, and of what one speaks."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.shapes import (
    PLACE_END,
    Rule,
    home,
    of_thing,
    rule,
    value,
    whole,
)
from system_control.statements.words import (
    DAYS,
    LANGUAGES,
)

C = Category

SELF: tuple[Rule, ...] = (
    rule(
        r"i (?:can |only |always |mostly |mainly )?(?:speak|talk in|understand|read and write|read|"
        rf"write in)\b.*?\b({LANGUAGES})\b.*",
        whole(C.LANGUAGE, "speaks"),
    ),
    rule(
        r"i (?:can )?speak ((?:\w+ )?(?:\w+ )?languages|.+ fluently|with an? .+ accent|.+)", whole(C.LANGUAGE, "speaks")
    ),
    rule(
        r"i (?:am|have been|started) (?:fluent|learning|studying|taking|practi[cs]ing|conversational|"
        r"proficient|a native|an? (?:native )?speaker|teaching myself|"
        rf"trying to learn)\b.*?\b({LANGUAGES})\b.*",
        whole(C.LANGUAGE, "speaks"),
    ),
    rule(
        r"i (?:know|can understand|understand|learned|learnt|studied|learn|study|grew up (?:speaking|"
        rf"with)|was raised speaking|took)\b.*?\b({LANGUAGES})\b(?! (?:literature|history|cinema)).*",
        whole(C.LANGUAGE, "speaks"),
    ),
    rule(r"i am (?:fluent in|learning to speak) (.+)", whole(C.LANGUAGE, "speaks")),
    rule(r"i (?:grew up|was raised) with (\w+ languages|\w+ mother tongues)\b.*", whole(C.LANGUAGE)),
    rule(r"i (?:grew up|was raised) (bilingual|trilingual|multilingual)\b.*", whole(C.LANGUAGE)),
    rule(
        rf"i (?:do not|can not|can barely|barely|hardly) (?:speak|understand|read|know)\b.*?\b({LANGUAGES})\b.*",
        whole(C.LANGUAGE, "speaks"),
    ),
    rule(r"i am (bilingual|trilingual|multilingual|a polyglot|monolingual)\b.*", whole(C.LANGUAGE)),
    rule(rf"i (?:am|do) (?:not )?(?:very )?(?:good|bad) at ({LANGUAGES})\b.*", whole(C.LANGUAGE, "speaks")),
    rule(
        r"i (?:used to live|have lived|lived) (?:in |near |at |(?=abroad|overseas))(.+)",
        lambda m, s: (
            home(m, s)
            if re.match(r"i have lived", m[0], re.IGNORECASE) and re.search(r"\b(?:for|since|all)\b", m[0])
            else Fact(C.LOCATION, slug(f"lived in {m[1]}"), s)
        ),
    ),
    rule(r"i no longer live (?:in|at) .+", whole(C.LOCATION, "home", None)),
    rule(r"i do not live (?:in|at) .+ any ?more", whole(C.LOCATION, "home", None)),
    rule(
        r"i (?:live|reside|dwell|rent(?: \w+){0,3}|am living|am staying|am based|am staying permanently|"
        r"have been living|am settled)(?: right| just| only)?(?: back)? (?:in|near|at|on|by|outside|"
        r"close to|next to|opposite|just off|off|around) (.+)",
        home,
    ),
    rule(
        r"i live ((?:two|three|five|ten|\w+) (?:minutes|hours|blocks|streets|miles|kilometers|km) .+|"
        r"abroad|out in .+|downtown|here in .+|above .+|across .+|upstate.*)",
        home,
    ),
    rule(
        r"i (?:have )?(?:moved|relocated|emigrated|immigrated)(?: back| over| out| house| down|"
        r" up)? (?:to|into|in) (?!with)(.+)",
        home,
    ),
    rule(r"i (?:have )?moved (here|house|out)\b.*", whole(C.LOCATION, "moved")),
    rule(
        r"i am moving(?: back| house)?(?: in)?(?: to| into)? (.+)",
        lambda _m, s: Fact(C.EVENT if re.search(DAYS, s, re.IGNORECASE) else C.LOCATION, "moving", s),
    ),
    rule(
        r"i (?:am|come|am originally|came) (?:originally )?from (?!work|home|the (?:gym|office|shop))(.+)",
        lambda m, _s: Fact(C.LOCATION, "origin", PLACE_END.sub("", m[1]).strip(" ,")),
    ),
    rule(
        r"i (?:grew up|was raised|was brought up|spent my childhood) (?:in|on|near|outside|by) .+",
        whole(C.LOCATION, "grew up", None),
    ),
    rule(
        r"i was born and raised in (.+)", lambda m, _s: Fact(C.LOCATION, "origin", PLACE_END.sub("", m[1]).strip(" ,"))
    ),
    rule(
        r"i was born in (?:the (?:year )?)?((?:19|20)\d\d|(?:nineteen|two thousand)\b.*|(?:seventies|"
        r"eighties|nineties|\w+ties))",
        whole(C.FACT, "birth year", None),
    ),
    rule(
        r"i was born (?:on .+|in (?:january|february|march|april|may|june|july|august|september|october|"
        r"november|december)\b.*)",
        whole(C.EVENT, "birthday", None),
    ),
    rule(r"i was born (?:in|near|at|outside) (.+)", whole(C.LOCATION, "birthplace", None)),
    rule(
        r"i (?:own|have|rent|bought) (?:a|an|our) (?:\w+ ){0,2}?(?:house|flat|apartment|condo|cottage|cabin|place|"
        r"home) "
        r"(?:in|near|outside|by|on) (.+)",
        whole(C.LOCATION, "house", None),
    ),
    rule(
        r"i am an? (?:real |true |proud |born )*(londoner|berliner|new yorker|parisian|dubliner|viennese|southerner|"
        r"northerner|midwesterner|texan|californian|islander|city dweller|country (?:girl|boy))\b.*",
        whole(C.LOCATION, "origin", None),
    ),
    rule(r"i have been (?:here )?in ([A-Z]\w+|\w+) (?:since|for (?:\w+ )?(?:years|months)|all my life)\b.*", home),
    rule(r"i commute (?:to work )?from (.+)", whole(C.LOCATION, "commutes from", None)),
    rule(r"i (?:live|stay) .+", whole(C.LOCATION, "living", None)),
)

MY: tuple[Rule, ...] = (
    rule(
        r"my (?:native|first|mother|second|strongest) (?:language|tongue)(?:'s| is) (.+)",
        lambda m, _s: Fact(C.LANGUAGE, "second_language" if "second" in m[0].lower()[:12] else "native_language", m[1]),
    ),
    rule(rf"my ({LANGUAGES})(?:'s| is| needs| has) .+", whole(C.LANGUAGE, "speaks")),
    rule(
        r"my (home ?town|birthplace|native country|home country|city|neighbou?rhood|village|town|street|"
        r"district|country)(?:'s| is)(?: in| at| called)? (?!boring|great|nice|noisy|quiet|cold|"
        r"beautiful|so|too|very|really|a mess)(.+)",
        lambda m, _s: Fact(C.LOCATION, "home" if re.match(r"home ?town", m[1], re.IGNORECASE) else slug(m[1]), m[2]),
    ),
    rule(
        r"my (?:family |new |old |current |own )?(home|house|flat|apartment|place|address|home address)(?:'s|"
        r" is)(?: in| at| on|"
        r" near| outside(?: of)?)? (?!a mess|cold|so|too|very|dirty|clean|messy|empty|burning|noisy|quiet|on fire|"
        r"locked|"
        r"hot|big|small|old)(.+)",
        value(C.LOCATION, "home", 2),
    ),
    rule(
        r"my (office|gym|school|university|workplace|church|garage|cabin|parking (?:spot|space)|bus stop|"
        r"station|supermarket|doctor's office|dentist)(?:'s| is) (?:in|at|on|near|by|close to|next to|"
        r"across|behind|opposite|around) (.+)",
        whole(C.LOCATION),
    ),
)

OTHER: tuple[Rule, ...] = (
    rule(r"home (?:for me|to me|now)? ?is (.+)", value(C.LOCATION, "home")),
    of_thing(
        r"([\w ]+?) (?:is|are|was) my (?:home ?town|birthplace|"
        r"home|home country|native city)",
        lambda m, _s: Fact(C.LOCATION, "home", m[1]),
    ),
    rule(
        rf"((?:{LANGUAGES})) (?:is|was)(?: not)? my (?:native|first|mother|second|third) (?:language|tongue)",
        lambda m, _s: Fact(C.LANGUAGE, "second_language" if "second" in m[0] else "native_language", m[1]),
    ),
    rule(
        r"(?:at home|with my (?:parents|family|kids|grandma|grandparents|wife|husband)),? (?:we|"
        r"i) speak (.+)",
        whole(C.LANGUAGE, "speaks"),
    ),
)
