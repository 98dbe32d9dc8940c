"""Statements that begin with "I" and say what one likes, does, plans and has."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statement_likes import good, liked
from system_control.statement_shapes import (
    LIFE,
    OFTEN,
    REGULARLY,
    WANT,
    WANT_STRONG,
    Make,
    goal,
    habit,
    job,
    rule,
    value,
    whole,
)
from system_control.statement_words import (
    CREEDS,
    DAYS,
    DEMONYMS,
    DIET,
    EVENTS,
    FOODS,
    HOBBYIST,
    JOBS,
    TRAITS,
)

C = Category

DOING: tuple[tuple[re.Pattern[str], Make], ...] = (
    # diet and ways
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
        r"also )*prefer(?: to| not to)? (.+)",
        whole(C.PREFERENCE),
    ),
    rule(r"i would rather (.+ than .+)", whole(C.PREFERENCE)),
    rule(
        r"i (?:do not|never|rarely|hardly ever|seldom) (?:eat|drink|have|touch|cook with|"
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
    # goals
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
        r"i am (?:training|saving(?: up)?|preparing|studying|practi[cs]ing|applying|working hard|"
        r"fundraising) (?:for|towards?|to) (?!me\b|now\b)(.+)",
        whole(C.GOAL),
    ),
    rule(
        r"i am (?:saving up|on a weight loss journey|trying for a baby|trying to conceive)\b.*",
        whole(C.GOAL, "plan", None),
    ),
    # tastes
    rule(
        r"i need (?:absolute |complete |total |my |some |at least )*(?:silence|quiet|peace|music|"
        r"darkness|coffee|routine|order|space|\w+ hours of sleep|\w+ hours)\b.*\b(?:to|when|before|every|"
        r"in order)\b.*",
        whole(C.PREFERENCE, "needs", None),
    ),
    rule(
        r"i (?:have (?:always )?|always (?:have )?|absolutely |used to )?(?:(?:love|like|enjoy|adore|"
        r"loved|liked|enjoyed|appreciate|cherish)|am in love with) (.+)",
        liked,
    ),
    rule(r"i can not (?:live without|get enough of|resist|say no to|imagine life without|do without) (.+)", liked),
    rule(
        r"i (?:would )?(?:hate|dislike|loathe|detest|despise|abhor|have (?:always )?hated|"
        r"have never liked|never liked|have a phobia of|fear|avoid|can not stand|can not bear|"
        r"can not stomach|can not abide|am sick of|am tired of|do not like|do not enjoy|"
        r"do not really like|do not really enjoy|do not care (?:much )?for|do not love|could do without|"
        r"try to avoid|always avoid|stay away from|do not get along with|resent|have no patience for|"
        r"really hate|really dislike|hated) (?!myself|to (?:say|admit|break|be|bother|interrupt|ask)|"
        r"when you|how you)(.+)",
        whole(C.DISLIKE),
    ),
    rule(
        r"i am (?:not (?:a (?:big |huge |great )?(?:fan of|coffee|tea)|into|fond of|(?:very |"
        r"too )?keen on|much of a|one for|crazy about)|(?:scared|terrified|afraid|frightened|wary) of|"
        r"annoyed by|irritated by|disgusted by|bored by|grossed out by) (.+)",
        whole(C.DISLIKE),
    ),
    rule(
        r"i find (.+?) (?:boring|annoying|disgusting|gross|dull|irritating|terrible|awful|unbearable|"
        r"creepy|too \w+|overrated|stressful|exhausting|tedious)\b.*",
        whole(C.DISLIKE),
    ),
    rule(
        r"i find (.+?) (?:fascinating|relaxing|interesting|exciting|inspiring|soothing|beautiful|"
        r"delicious|fun|amazing)\b.*",
        liked,
    ),
    rule(
        r"i am (?:into|interested in|passionate about|fond of|(?:very )?keen on|fascinated (?:by|with)|"
        r"obsessed with|crazy about|mad about|nuts about|hooked on|addicted to|big on|getting into|"
        r"a sucker for|learning about|really into|enthusiastic about|always up for|good at|great at|"
        r"excellent at|talented at|better at|taking up|an expert (?:on|in)) (.+)",
        liked,
    ),
    rule(
        r"i am an? (?:\w+ )?(?:big |huge |massive |real |great |lifelong |total |die-?hard |avid |keen |"
        r"passionate )*(?:fan|lover|admirer|devotee|supporter|follower|student|connoisseur) of (.+)",
        liked,
    ),
    rule(rf"i am (?:an? (?:bit|little) of )?an? (?:[\w-]+ ){{0,2}}({HOBBYIST})\b.*", whole(C.INTEREST)),
    rule(
        r"i (?:have a (?:passion|thing|love|soft spot|weakness|fascination) for|have an interest in|"
        r"take an interest in|got into|have gotten into|am getting into|have started getting into|"
        r"nerd out about|geek out over|have taken up|took up|started|picked up|have started|"
        r"am learning(?: about| how to| to)?|have been (?:learning|into|playing|practi[cs]ing|collecting|"
        r"doing|making|building|restoring|studying)|am teaching myself|am taking|restore|build|breed|"
        r"grow|keep|make|follow|support|am a member of|sing in|play in|perform in|dance in|act in|"
        r"belong to|volunteer|volunteer (?:at|for|with)|coach) (?!it\b|that\b|this\b|a new job|"
        r"my new job|going to (?:the )?(?:bed|work)|me\b|you\b|your\b|the alarm|dinner|lunch|breakfast|"
        r"sure|sense|mistakes|forgetting|a (?:call|mistake|joke|break|nap|bus|taxi|shower)|work|home)(.+)",
        liked,
    ),
    rule(
        rf"i (?:{OFTEN} |can |mostly )?play (?!it\b|that\b|this\b|some\b|something|with (?:you|it)|"
        r"a (?:song|trick))(.+)",
        whole(C.INTEREST, "plays"),
    ),
    rule(
        r"i (?:\w+ )?(?:collect|practi[cs]e|paint|knit|crochet|sew|draw|garden|sculpt|blog|birdwatch|"
        r"fence|sing|dance|meditate|fish|hunt|camp|skateboard|snowboard|kayak|scuba dive|hike|juggle|"
        r"embroider|ski|surf)(?: (?!it\b|that\b|this\b|attention)(.+))?",
        whole(C.INTEREST),
    ),
    rule(
        r"i (?:run|swim|cycle|jog|climb|row|box|skate|sail|write|read|cook|bake|exercise|work out|"
        r"lift weights|train|bike|game|go (?:running|swimming|hiking|climbing|fishing|cycling|dancing|"
        r"camping|skiing|surfing|bouldering|jogging|sailing|horse riding|birdwatching|"
        r"(?:\w+ )?\w+ing))(?: (?!it\b|that\b|this\b|out\b|late\b|errands|into\b|home\b|away)(.*))?",
        whole(C.INTEREST, "does", 0),
    ),
    rule(
        r"i (?:\w+ )?(?:do|watch) ((?:yoga|pilates|karate|judo|ballet|boxing|crossfit|gymnastics|"
        r"athletics|theat\w+|improv|calligraphy|pottery|jigsaw puzzles|puzzles|crosswords|sudoku|tai chi|"
        r"martial arts|jiu-?jitsu|taekwondo|aikido|photography|weights?|parkour|crafts|aerobics|zumba|"
        r"volunteer work|a lot of .+|lots of .+|every .+|football|anime|movies|old .+|documentaries|"
        r"formula (?:one|1)|basketball|soccer|baseball|hockey|tennis|cooking shows|horror .+|woodwork\w*|"
        r"magic tricks|stand-?up).*)",
        whole(C.INTEREST),
    ),
    rule(r"i (?:listen to|read|watch) (?!it\b|that\b|this\b|you\b|the news (?:now|today)|music now)(.+)", liked),
    rule(
        r"i spend (?:my|most of my|a lot of|hours|all my|too much) (?:\w+ )?(?:\w+ )?(?:time|weekends?|"
        r"evenings?|sundays?|saturdays?|summers?|holidays|days|hours|mornings)? ?(?:on |in |at )?(.+)",
        whole(C.INTEREST, "spends time", None),
    ),
    # habits
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
    # events
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
        r"i (?:have )?(?:got married.*|got engaged.*|got divorced.*|had a baby|became an? \w+|"
        r"bought (?:a|our|my) (?:\w+ )?(?:house|flat|apartment|car|home|boat)|adopted .+|passed my .+|"
        r"won .+|ran (?:my|a|the) .*marathon.*|published .+|finished my .+|gave birth.*|got accepted .+|"
        r"got into .+|celebrated .+|completed .+|climbed .+|sold (?:my|our) .+|welcomed .+|"
        r"met .+ in (?:19|20)\d\d|got (?:my|a) (?:driver'?s?|driving|pilot'?s?|degree|diploma|tattoo|dog|"
        r"puppy|cat|kitten|citizenship|green card|scholarship).*)",
        whole(C.EVENT, "event", 0),
    ),
    rule(
        r"i (?:turned|will turn|will be|am turning) (\w+(?:[- ]\w+)?)(?: years old)?(?: (?:next|this|in|"
        r"on|last) .+)?",
        lambda _m, s: Fact(
            C.EVENT if re.search(DAYS, s, re.IGNORECASE) else C.FACT, "age" if "turned" in s.lower() else "birthday", s
        ),
    ),
    # the rest of a person
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
        r"truck|tesla|volvo|toyota|bmw|ford|honda|audi|mercedes|volkswagen|fiat|mini|camper|house|flat|"
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
        r"i have (?:never|been to|visited|lived in|been|run|read|written|published|climbed|traveled|"
        r"travelled) (?!better|fine|ok|well|good|it\b|there\b)(.+)",
        whole(C.FACT),
    ),
    rule(r"i (?:wear|take|use) (?:an? )?(?:shoe )?size (.+)", whole(C.FACT, "size", None)),
    rule(r"i (?:park|keep|store) (?!it\b)(?:my .+|.+) (?:in|on|at|under|behind|next to) .+", whole(C.FACT, "keeps", 0)),
    rule(r"i bank with (.+)|i vote .+|i support the .+ party", whole(C.FACT, "bank", None)),
    rule(r"i have .*\b(?:siblings|nationalities|citizenship|citizenships|names)\b.*", whole(C.FACT, "has", 0)),
)
