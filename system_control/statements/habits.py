"""Statements of how one wants things, what one eats, and what one does again and again."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.shapes import (
    OFTEN,
    REGULARLY,
    Rule,
    habit,
    rather,
    rule,
    whole,
)
from system_control.statements.words import (
    DIET,
    FOODS,
)

C = Category

FIRST: tuple[Rule, ...] = (
    rule(rf"i am (?:not )?(?:\w+ly )?{DIET}\b.*", whole(C.PREFERENCE, "diet", None)),
    rule(
        r"i (?:follow|keep|eat|stick to|am on|went|have gone|turned|became|have been|"
        r"was) (?:an? )?(?:strictly )?(?:\w+ )?(?:vegan|vegetarian|keto|halal|kosher|paleo|low[- ]carb|"
        r"plant[- ]based|gluten[- ]free|mediterranean)\b.*",
        whole(C.PREFERENCE, "diet", None),
    ),
    rule(
        r"i am (?:not )?(?:an? )?(?:total |real |big |definitely |more of a |"
        r"more of an )*(morning person|night owl|early bird|early riser|late riser|evening person|"
        r"night person|coffee person|tea person|coffee drinker|tea drinker|wine drinker|beer drinker|"
        r"dog person|cat person|people person|foodie|picky eater|fussy eater|sweet tooth|heavy sleeper|"
        r"light sleeper|creature of habit)\b.*",
        lambda m, s: Fact(C.INTEREST if m[1].lower() in {"dog person", "cat person"} else C.PREFERENCE, slug(m[1]), s),
    ),
    rule(r"i have a (sweet tooth)\b.*", whole(C.PREFERENCE)),
    rule(
        r"i (?:would )?(?:much |always |strongly |definitely |generally |usually |normally |"
        r"also )*prefer(?: to| not to)? (.+)|i would (?:like|love)(?: it)? (if you .+)",
        whole(C.PREFERENCE),
    ),
    rule(r"i would rather (.+ than .+)", whole(C.PREFERENCE)),
    rule(r"i would rather (?:not )?(.+)", rather),
    rule(
        r"i (?:do not|never|rarely|hardly ever|seldom) (?:eat|drink|have(?! my| the| your)|touch|cook with|"
        r"buy)(?: any)? (.+?)(?: any ?more)?",
        lambda m, s: Fact(
            C.PREFERENCE if re.search(FOODS + r"|anything|fried|late|raw|alcohol", m[1], re.IGNORECASE) else C.FACT,
            slug(m[1]),
            s,
        ),
    ),
    rule(
        r"i (?:can only|can not|do not|never)(?: ever)? (?:sleep|work|concentrate|fall asleep|study|"
        r"start|function|focus|leave|go)\b .*\b(?:without|with|unless|when|before|until|in)\b.*",
        whole(C.PREFERENCE, "way", None),
    ),
    rule(
        r"i (?:take|drink|like|have|eat) (my (?:\w+ )?(?:coffee|tea|steak|eggs?|toast|pizza|burgers?|"
        r"whisk\w+|water|beer|food|curry|porridge|showers?|bath)) (?!now|in (?:an|ten|five))(.+)",
        whole(C.PREFERENCE),
    ),
    rule(
        r"i need (?:absolute |complete |total |my |some |at least )*(?:silence|quiet|peace|music|"
        r"darkness|coffee|routine|order|space|\w+ hours of sleep|\w+ hours)\b.*\b(?:to|when|before|every|"
        r"in order)\b.*",
        whole(C.PREFERENCE, "needs", None),
    ),
)

LAST: tuple[Rule, ...] = (
    rule(
        r"i spend (?:my|most of my|a lot of|hours|all my|too much) (?:\w+ )?(?:\w+ )?(?:time|weekends?|"
        r"evenings?|sundays?|saturdays?|summers?|holidays|days|hours|mornings)? ?(?:on |in |at )?(.+)",
        whole(C.INTEREST, "spends time", None),
    ),
    rule(
        rf"i (?:{OFTEN}|tend to|like to|try to|make sure to|used to) (?!mind|forget|live|think|wonder|"
        r"be\b|say|ask|knew|know|felt|feel|believe|wanted)(.+)",
        habit,
    ),
    rule(rf"i eat .*(?:{FOODS}).*", whole(C.PREFERENCE, "eats", None)),
    rule(
        r"i (?:wake up|get up|go to (?:bed|sleep|church|the (?:gym|mosque|temple|synagogue|library|"
        r"market|theat\w+|opera|pool|beach|movies|cinema))|sleep|shower|walk|commute|bike|drive to|"
        r"take the (?:bus|train|subway|tube|metro|tram)|start (?:work|my day)|finish work|have (?:lunch|"
        r"dinner|breakfast)|skip|drink|eat|cook|order|write|pay|shop|travel|meditate|pray|fast|avoid|nap|"
        r"study|work) (.+)",
        habit,
    ),
    rule(rf"i ([a-z]+ .*\b{REGULARLY}.*)", habit),
    rule(rf"i (?:go|do) (.*\b{REGULARLY}.*)", habit),
)

MY: tuple[Rule, ...] = (
    rule(
        r"my (diet|morning routine|evening routine|routine|bedtime|comfort food|go[- ]?to(?: \w+)?|usual .+|"
        r"ideal .+|perfect .+)(?:'s| is| includes| consists of) (.+)",
        whole(C.PREFERENCE),
    ),
)

OTHER: tuple[Rule, ...] = (
    rule(
        r"(?:for|with|after) (?:my )?(?:breakfast|lunch|dinner|dessert),? i (?!want|need|would|will|had|"
        r"am)(.+)",
        habit,
    ),
    rule(
        r"(?:on (?:weekends|sundays|saturdays|fridays|mondays|weekdays|\w+days)|at (?:weekends|night)|"
        r"in the (?:mornings?|evenings?)|before bed|every \w+|after work|most (?:days|mornings|"
        r"nights)),? i (?:usually |always |often |never |like to |love to |tend to )?(?!have to|need|"
        r"want|have an? |am |will |can)(.+)",
        habit,
    ),
)
