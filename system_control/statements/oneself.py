"""Statements of the rest of a person: age, looks, origin, belongings, what one can do."""

from __future__ import annotations

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.shapes import (
    Rule,
    job,
    rule,
    value,
    whole,
)
from system_control.statements.words import (
    CREEDS,
    DEMONYMS,
    JOBS,
    TRAITS,
)

C = Category

SELF: tuple[Rule, ...] = (
    rule(
        r"i am (\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?|eleven|"
        r"twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?: years old|"
        r" years of age|)",
        value(C.FACT, "age"),
    ),
    rule(r"i am (\w+(?:[- ]\w+)?) years old", value(C.FACT, "age")),
    rule(r"i am in my (?:early |mid |late )?(?:teens|\w+ies|\d0s)", whole(C.FACT, "age", None)),
    rule(
        r"i am (?:\w+ )?(?:(?:one|two|\d+) ?(?:meters?|metres?|m|feet|foot|cm|ft).*|\d[.,]\d+.*|(?:five|"
        r"six|four|seven) (?:feet|foot)\b.*|\d+ (?:centimeters|centimetres|cm).*|(?:\w+ )?\w+ tall)",
        whole(C.FACT, "height", None),
    ),
    rule(
        rf"i am (?:an? |half |part |proudly |originally |a proud )*({DEMONYMS})(?: citizen|"
        r" national)?(?: and .+| but .+| by birth)?",
        whole(C.FACT, "nationality", None),
    ),
    rule(rf"i am (?:not )?(?:an? |a practi[cs]ing |a devout |raised )*({CREEDS})", whole(C.FACT, "religion", None)),
    rule(r"i (?:was raised|converted to|practi[cs]e|am a practi[cs]ing) (.+)", whole(C.FACT, "religion", None)),
    rule(r"i believe in (?!you|that|it|this)(.+)", whole(C.FACT, "believes in")),
    rule(rf"i am ({TRAITS})", whole(C.FACT)),
    rule(
        r"i am an? (?:[\w-]+ ){0,2}(citizen|member|resident|owner|homeowner|believer|voter|donor|veteran|"
        r"immigrant|refugee|orphan|virgo|leo|aries|taurus|gemini|libra|scorpio|sagittarius|capricorn|"
        r"aquarius|pisces|introvert|extrovert|optimist|pessimist|perfectionist|minimalist|"
        r"procrastinator)\b.*",
        whole(C.FACT),
    ),
    rule(
        rf"i am (an? (?:[\w-]+ ){{0,3}}?({JOBS}))(?:,? (?:at|in|for|by|from|with|of|and|who|specializing|"
        r"working) .+)?",
        job,
    ),
    rule(
        r"i (?:have|own|drive|ride|bought|lease) (?:an? |two |three |one |my own |four |"
        r"several )(?:[\w-]+ ){0,4}?(cars?|bikes?|bicycles?|motorbikes?|motorcycles?|scooter|boat|van|"
        r"truck|tesla|volvo|toyota|bmw|ford|honda|audi|mercedes|volkswagen|fiat|mini|camper|house|flat(?! (?:tire|"
        r"tyre|battery|white|feet))|"
        r"apartment|garden|balcony|piano|guitar|iphone|android|mac|macbook|playstation|tattoos?|"
        r"birthmark|scar|degree|driver'?s? licen[sc]e|driving licen[sc]e|passports?|allotment|cabin|farm|"
        r"telescope|3d printer|tv|laptop|freckles|piercings?|middle name|photographic memory|citizenship|"
        r"nationalities|pool|record player|kindle)\b.*",
        whole(C.FACT),
    ),
    rule(r"i (?:own|drive|ride|lease) (?:an? |my |the |two |some )?([A-Z]?\w.*)", whole(C.FACT)),
    rule(
        r"i have (?:\w+ )?(?:\w+ )?(?:and \w+ )?((?:\w+ )?(?:eyes|hair|skin|beard|moustache|mustache|"
        r"glasses|curls|feet|dreadlocks|dimples|nationality|passport))",
        whole(C.FACT),
    ),
    rule(
        r"i (?:do not|can not|never learned to|never learnt to|can) (drive|swim|cook|ski|dance|sing|ride|"
        r"whistle|juggle|fly|cycle|read|sew|knit|vote|own|have an? (?:car|dog|tv|driver'?s? licen[sc]e|"
        r"driving licen[sc]e|middle name|passport))\b.*",
        whole(C.FACT),
    ),
    rule(
        r"i have (?:never|been (?:to|in)|visited|lived in|run|read|written|published|climbed|traveled|"
        r"travelled) (?!better|fine|ok|well|good|it\b|there\b)(.+)",
        whole(C.FACT),
    ),
    rule(r"i (?:wear|take|use) (?:an? )?(?:shoe )?size (.+)", whole(C.FACT, "size", None)),
    rule(r"i (?:park|keep|store) (?!it\b)(?:my .+|.+) (?:in|on|at|under|behind|next to) .+", whole(C.FACT, "keeps", 0)),
    rule(r"i bank with (.+)|i vote .+|i support the .+ party", whole(C.FACT, "bank", None)),
    rule(r"i have .*\b(?:siblings|nationalities|citizenship|citizenships|names)\b.*", whole(C.FACT, "has", 0)),
)

MY: tuple[Rule, ...] = (
    rule(
        r"my ((?:phone|mobile|cell|telephone)(?: number)?|e-?mail(?: address)?|shoe size|ring size|"
        r"shirt size|dress size|clothing size|size|height|age|star sign|zodiac sign|sign|religion|"
        r"nationality|ethnicity|hair(?: colou?r)?|eyes|eye colou?r|locker|car|bike|bicycle|motorbike|"
        r"laptop|computer|licen[sc]e plate|plate|parking spot|wifi network|username|handle|gamertag|"
        r"instagram|bank|insurance|insurer|passport|ancestry|heritage|background|roots|ancestors|"
        r"lucky (?:number|colou?r|charm|day)|school|university|college|heritage|personality type|hometown team|"
        r"team|band|"
        r"roommate situation|rent|seat|gym|phone|zip code|postcode|bus|bus line|spare key|"
        r"house number|apartment number|floor|room|room number|desk|tent|boat|van|truck|guitar|piano|"
        r"political views|politics|garden|middle child|style|instrument|uniform|accent|dog's breed|"
        r"pin ?up)(?:'s| is| are| has| have| ends in)(?! (?:almost |nearly |about |getting )*(?:ringing|late|dead|"
        r"broken|dying|here|ready|"
        r"slow|low|full|empty|lost|missing|stolen|gone|cold|stuck|not|making|acting|in the way|too|so|"
        r"really|very|off|on fire|killing|hurting|hurts|a mess|wet|burning|tired|watering|itchy|frozen|"
        r"charging|updating|on silent|noisy|dirty)\b) (.+)",
        lambda m, _s: Fact(C.FACT, slug(m[1]), m[2].strip()),
    ),
    rule(r"my (.+?)(?:'s| is) (?:called|named) (.+)", lambda m, _s: Fact(C.FACT, slug(m[1]), m[2].strip())),
)
