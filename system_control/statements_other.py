"""Statements about oneself that begin with "my", with a name, or with what is liked."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statement_likes import good, liked
from system_control.statement_shapes import (
    NAME,
    Make,
    about_kin,
    favorite,
    goal,
    habit,
    i_am_named,
    named,
    relation,
    rule,
    value,
    whole,
)
from system_control.statement_words import (
    CREEDS,
    DAYS,
    DEMONYMS,
    KIN,
    KINS,
    LANGUAGES,
)

C = Category

MINE: tuple[tuple[re.Pattern[str], Make], ...] = (
    rule(rf"my (?:full |first |given |real |actual )?name(?:'s| is) (?!not\b){NAME}", named),
    rule(rf"my (?:friends|family|colleagues|mates|parents|mom|mum) (?:all )?calls? me {NAME}", named),
    rule(
        r"my (nickname|last name|surname|middle name|family name|maiden name|initials|pronouns)(?:'s| is|"
        r" are) (.+)",
        lambda m, _s: Fact(C.NAME, slug(m[1]), m[2]),
    ),
    rule(
        r"my (?:native|first|mother|second|strongest) (?:language|tongue)(?:'s| is) (.+)",
        lambda m, _s: Fact(C.LANGUAGE, "second_language" if "second" in m[0].lower()[:12] else "native_language", m[1]),
    ),
    rule(
        rf"my ({KIN}|parents)(?:'s|s'|s)? (?:birthday|bday) (?:is|falls)(?: on| in)? (.+)", whole(C.EVENT, "birthday")
    ),
    rule(
        r"my ((?:wedding |work )?anniversary|birthday|wedding|graduation|due date|bday|name day|"
        r"retirement|honeymoon|surgery|operation|flight|train|exam|finals|interview|job interview|"
        r"driving test|concert|party|vacation|holiday|trip|marathon|race|appointment|contract|lease|"
        r"thesis|deadline|recital|move|first day(?: at work)?)(?:'s| is| are| leaves| starts| begins|"
        r" ends| falls| takes place)(?! (?:late|delayed|cancell?ed|boring|ready|killing|over|here|"
        r"canceled|going|fine|wrong))(?: on| in| due)? (.+)",
        whole(C.EVENT),
    ),
    rule(r"my (?:absolute |all[- ]time )?(least favorite .+)(?:'s| is| are) (.+)", whole(C.DISLIKE)),
    rule(
        r"my (?:biggest |main |worst |only |greatest )?(?:pet peeve|fear|phobia|dislike)(?:'s| is|"
        r" are) (.+)",
        whole(C.DISLIKE),
    ),
    rule(
        r"my (?:absolute |all[- ]time |personal |very )?(?:favorite|preferred) (.+?)(?:'s| is| are|"
        r" has always been| would be)(?: probably| definitely| always| still| called)? (.+)",
        favorite,
    ),
    rule(r"my favorite(?:'s| is) (.+)", lambda m, _s: Fact(C.PREFERENCE, "favorite", m[1])),
    rule(rf"my ({KIN})(?:'s|s)? (?:first )?name(?:'s| is) (.+)", relation),
    rule(rf"my ({KIN})(?:'s| is|) (?:called|named|goes by) (.+)", relation),
    (re.compile(rf"^(?i:my ({KIN})(?:'s| is)) (?!(?i:{DEMONYMS}|{CREEDS})\b)([A-Z]\w+(?: [A-Z]\w+)?)[.!]*$"), relation),
    (re.compile(rf"^(?i:my ({KIN})),? ([A-Z]\w+),? (?i:is|lives|works|has|was|and I)\b.*$"), relation),
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
        rf"my ({KINS}) (?:starts?|gets? married|graduates|is getting married|moves|arrives|turns|"
        rf"is turning|is starting) .*{DAYS}.*",
        whole(C.EVENT),
    ),
    rule(
        rf"my ({KINS}|family|parents|grandparents|late \w+)(?: and i)?(?: [A-Z]\w+)? ?(?:also |still |"
        r"both |just |now )?((?:'s|is|are|was|were|has|have|had|lives?|works?|comes?|came|studies|study|"
        r"goes to|speaks?|died|passed away|moved|turns|turned|teaches|runs|owns|grew up|retired|started|"
        r"graduated|got married|emigrated|met|helps)\b.+|died|passed away|retired)",
        about_kin,
    ),
    rule(rf"my ({LANGUAGES})(?:'s| is| needs| has) .+", whole(C.LANGUAGE, "speaks")),
    rule(
        r"my (?:\w+ )?(?:goal|dream|plan|aim|ambition|resolution|new year'?s resolution|objective|"
        r"bucket list|target|mission|hope)s?(?: for .+?| this year| in life)?(?:'s| is| are|"
        r" includes?)(?: to)? (?!on\b|there\b|that\b|simple\b|not\b)(.+)",
        whole(C.GOAL),
    ),
    rule(
        r"my (?:main |big |biggest |only |favorite |greatest |new |other )*(?:hobby|hobbies|passion|"
        r"interest|pastime|obsession|sport|guilty pleasure|thing)s?(?:'s| is| are| include|"
        r" includes) (?!that\b|wrong\b)(.+)",
        whole(C.INTEREST),
    ),
    rule(
        r"my (?:current |new |day |main |old |last |first )?(job|profession|occupation|work|career|trade|"
        r"position|field|job title)(?:'s| is)(?: being| in)? (?!killing|boring|hard|late|stress|fine|"
        r"done|ok|okay|good|great|crazy|busy)(.+)",
        value(C.OCCUPATION, "job", 2),
    ),
    rule(
        r"my (?:current |new |old )?(boss|employer|company|team|office|shift|shifts|workplace|business|"
        r"firm|major|degree|studies|internship|apprenticeship|working hours|work hours)(?:'s| is| are|"
        r" starts| start| begins| makes| sells| has| was)(?! (?:late|here|calling|crazy|an idiot|closed|"
        r"empty|over|killing|angry|mad|boring|being|annoying|on|so|too|great|cold|hot)\b) .+",
        whole(C.OCCUPATION),
    ),
    rule(
        r"my (home ?town|birthplace|native country|home country|city|neighbou?rhood|village|town|street|"
        r"district|country)(?:'s| is)(?: in| at| called)? (?!boring|great|nice|noisy|quiet|cold|"
        r"beautiful|so|too|very|really|a mess)(.+)",
        lambda m, _s: Fact(C.LOCATION, "home" if re.match(r"home ?town", m[1], re.IGNORECASE) else slug(m[1]), m[2]),
    ),
    rule(
        r"my (home|house|flat|apartment|place|address|home address)(?:'s| is)(?: in| at| on|"
        r" near)? (?!a mess|cold|so|too|very|dirty|clean|messy|empty|burning|noisy|quiet|on fire|locked|"
        r"hot|big|small|old)(.+)",
        value(C.LOCATION, "home", 2),
    ),
    rule(
        r"my (office|gym|school|university|workplace|church|garage|cabin|parking (?:spot|space)|bus stop|"
        r"station|supermarket|doctor's office|dentist)(?:'s| is) (?:in|at|on|near|by|close to|next to|"
        r"across|behind|opposite|around) (.+)",
        whole(C.LOCATION),
    ),
    rule(
        r"my (blood (?:type|group|pressure|sugar)|cholesterol|allergies|eyesight|hearing|weight|bmi|"
        r"resting heart rate|(?:left |right |bad )?(?:knee|back|hip|shoulder|ankle|wrist))(?:'s| is| are|"
        r" has been| acts up| gives| hurts? (?:when|every|if|in))(?! killing| sore today| itchy) ?.+",
        whole(C.HEALTH),
    ),
    rule(
        r"my (diet|morning routine|evening routine|routine|bedtime|comfort food|go-?to \w+|usual .+|"
        r"ideal .+|perfect .+)(?:'s| is| includes| consists of) (.+)",
        whole(C.PREFERENCE),
    ),
    rule(
        r"my ((?:phone|mobile|cell|telephone)(?: number)?|e-?mail(?: address)?|shoe size|ring size|"
        r"shirt size|dress size|clothing size|size|height|age|star sign|zodiac sign|sign|religion|"
        r"nationality|ethnicity|hair(?: colou?r)?|eyes|eye colou?r|locker|car|bike|bicycle|motorbike|"
        r"laptop|computer|licen[sc]e plate|plate|parking spot|wifi network|username|handle|gamertag|"
        r"instagram|bank|insurance|insurer|passport|ancestry|heritage|background|roots|ancestors|"
        r"lucky number|school|university|college|heritage|personality type|hometown team|team|band|"
        r"roommate situation|rent|seat|gym|phone|zip code|postcode|bus|bus line|spare key|keys?|umbrella|"
        r"house number|apartment number|floor|room|room number|desk|tent|boat|van|truck|guitar|piano|"
        r"political views|politics|garden|middle child|style|instrument|uniform|accent|dog's breed|"
        r"pin ?up)(?:'s| is| are| has| have| ends in)(?! (?:ringing|late|dead|broken|dying|here|ready|"
        r"slow|low|full|empty|lost|missing|stolen|gone|cold|stuck|not|making|acting|in the way|too|so|"
        r"really|very|off|on fire|killing|hurting|hurts|a mess|wet|burning|tired|watering|itchy|frozen|"
        r"charging|updating|on silent|noisy|dirty)\b) (.+)",
        lambda m, _s: Fact(C.FACT, slug(m[1]), m[2].strip()),
    ),
    rule(r"my (.+?)(?:'s| is) (?:called|named) (.+)", lambda m, _s: Fact(C.FACT, slug(m[1]), m[2].strip())),
)

OTHER: tuple[tuple[re.Pattern[str], Make], ...] = (
    rule(rf"the name of my ({KIN}) is (.+)", relation),
    rule(r"home (?:for me|to me|now)? ?is (.+)", value(C.LOCATION, "home")),
    rule(
        r"(?:for|with|after) (?:my )?(?:breakfast|lunch|dinner|dessert),? i (?!want|need|would|will|had|"
        r"am)(.+)",
        habit,
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b).+?) (?:is|are) my favorite (?:hobby|pastime|sport|"
        r"activity|game|thing to do)",
        liked,
    ),
    (
        re.compile(rf"^([A-Z]\w+(?: [A-Z]\w+)?) (?i:is|was) (?i:my ({KIN}))(?:'s name)?[.!]*$"),
        lambda m, _s: Fact(C.RELATIONSHIP, slug(m[2]), m[1]),
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
        r"(?:you can |you may |just |everyone can |feel free to )?call me (?!a\b|an\b|at\b|back|later|"
        r"when|if|on\b|in\b|by\b|tomorrow|tonight|today|crazy|old|again|up\b|maybe|ishmael|"
        r"now)([\w'-]+(?: [A-Z][\w'-]+)?)",
        named,
    ),
    rule(
        r"(?:people|everyone|everybody|friends|most people|they|folks|my friends|some people) (?:all |"
        rf"usually |mostly |just )?calls? me {NAME}",
        named,
    ),
    rule(
        r"(?:the name'?s|the name is|this is|it's me,) ([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)(?: speaking|"
        r" here)?",
        lambda m, s: i_am_named(m, s) if m[1][:1].isupper() else None,
    ),
    rule(
        r"(.+?) (?:is|are) my (?:absolute |all[- ]time |personal )?favorite (.+)",
        lambda m, _s: (
            None
            if re.match(r"(?:that|this|it|these|those|which|what|you)\b", m[1], re.IGNORECASE)
            else Fact(C.PREFERENCE, slug(f"favorite {m[2]}"), m[1])
        ),
    ),
    rule(
        r"(.+?) (?:is|are) my (?:least favorite .+|worst nightmare|biggest fear|pet peeve)",
        lambda m, s: Fact(C.DISLIKE, slug(good(m[1])), s),
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b).+?) (?:is|are) my (?:\w+ )?(?:hobby|hobbies|passion|"
        r"passions|thing|life|favorite|obsession|jam|happy place|guilty pleasure|favorite pastime|"
        r"cup of tea)",
        liked,
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b).+?) (?:is|are) (?:not (?:for me|my thing|"
        r"my cup of tea|my favorite)|my least favorite)",
        lambda m, s: Fact(C.DISLIKE, slug(good(m[1])), s),
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b)[\w ]+?) (?:is|are) my (?:\w+ )?(job|profession|"
        r"occupation|career|trade|boss|employer)",
        lambda _m, s: Fact(C.OCCUPATION, "job", s),
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b)[\w ]+?) (?:is|are|was) my (?:home ?town|birthplace|"
        r"home|home country|native city)",
        lambda m, _s: Fact(C.LOCATION, "home", m[1]),
    ),
    rule(
        rf"((?:{LANGUAGES})) (?:is|was) my (?:native|first|mother|second|third) (?:language|tongue)",
        lambda m, _s: Fact(C.LANGUAGE, "second_language" if "second" in m[0] else "native_language", m[1]),
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b).+?) (?:is|are) my (?:\w+ )?(?:goal|dream|plan|"
        r"ambition|aim)",
        lambda m, s: Fact(C.GOAL, slug(good(m[1])), s),
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b|he\b|she\b|the \w+ thing)[\w' -]{3,40}?) (?:really |"
        r"just |always )?(?:annoys?|stress(?:es)?|bores?|scares?|disgusts?|irritates?|terrif(?:y|ies)|"
        r"freaks?|grosses|stresses|drives?|bothers?|creeps?) me(?: out| crazy| mad| nuts|"
        r" up the wall)?(?: a lot| to death)?",
        lambda m, s: Fact(C.DISLIKE, slug(good(m[1])), s),
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b|your|he\b|she\b)[\w' -]{3,40}?) (?:really |just |"
        r"always )?(?:fascinates?|relax(?:es)?|calms?|inspires?|excites?|interests?|makes? me happy|"
        r"intrigues?|cheers? me up|delights?)(?: me)?(?: down)?(?: a lot)?",
        liked,
    ),
    rule(
        r"((?!that|this|it\b|these|those|what|you\b|your)[\w' -]{3,40}?) (?:always )?(?:makes? me (?:ill|"
        r"sick|sneeze|itch|bloated|break out|swell up|wheeze)|gives? me (?:hives|migraines|a rash|"
        r"headaches|heartburn|anxiety|stomach aches?|indigestion)|triggers? my .+)",
        lambda m, s: Fact(C.HEALTH, slug(f"allergy {good(m[1])}"), s),
    ),
    rule(
        r"there (?:are|is) (?:\w+ )?(?:\w+ )?(?:people )?(?:of us |in )?(?:my|our) (?:family|house|"
        r"household)\b.*",
        whole(C.RELATIONSHIP, "household", None),
    ),
    rule(
        r"(?:at home|with my (?:parents|family|kids|grandma|grandparents|wife|husband)),? (?:we|"
        r"i) speak (.+)",
        whole(C.LANGUAGE, "speaks"),
    ),
    rule(
        r"(?:in|during) my (?:free|spare) time,? i (?:like to |love to |love |enjoy |usually |mostly |"
        r"often )?(.+)",
        liked,
    ),
    rule(
        r"(?:on (?:weekends|sundays|saturdays|fridays|mondays|weekdays|\w+days)|at (?:weekends|night)|"
        r"in the (?:mornings?|evenings?)|before bed|every \w+|after work|most (?:days|mornings|"
        r"nights)),? i (?:usually |always |often |never |like to |love to |tend to )?(?!have to|need|"
        r"want|have an? |am |will |can)(.+)",
        habit,
    ),
    rule(
        r"(?:for a living|for work|professionally|by profession|by trade),? i (?:am )?(.+)",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(r"(?:i have always|always) (?:wanted|dreamed|dreamt) (?:to|of) (.+)", whole(C.GOAL)),
    rule(
        r"(?:one day|someday|next year|this year|eventually|in the future|by the end of the year|"
        r"before i (?:am|turn) \w+),? i (?:want to|would like to|hope to|plan to|will|would love to|"
        r"am going to) (.+)",
        goal,
    ),
    rule(
        r"(?:(?:nine|eight|ten|seven) to (?:five|six|four)|night shifts?) is my .+",
        whole(C.OCCUPATION, "working hours", None),
    ),
)
