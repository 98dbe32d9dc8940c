"""What people say of the passing moment: duties, wishes, where they are, how they feel, what they just did."""

from __future__ import annotations

import re

from system_control.statements.words import LANGUAGES, MEDICINE

_SOON = r"\bin (?:half an|an|a few|ten|five|twenty|\d+) (?:hours?|minutes?|mins?)\b"
_NOW_WANTED = (
    r"(?:hear|listen|know|see|ask|go|leave|be (?:up|there|at|home|awake|on)|get up|wake|sleep|eat|drink|order|talk|"
    r"speak|call|check|cancel|delete|change|set|add|make (?:a|an|sure)|book|buy (?:milk|bread|some|a \w+ today)|tell|"
    r"find out|watch|play|take a|have (?:a|some|it|lunch|dinner|breakfast)|try (?:it|that|this|again)|"
    r"do (?:it|that|this)|pick|drop|finish (?:this|that|it)|start (?:now|over|again)|stop (?:here|now|it|this|talking)|"
    r"use|turn|test|thank|say|hit|pay|send|return|relax|rest|remember|rename|move (?:it|that|the|my)|come back|meet|"
    r"discuss|complain|cry|scream|pee|read (?:it|that|this|my)|look|schedule|note|record|repeat|undo|"
    r"write (?:down|that|this|a note))"
)
_THESE = (
    r"(?:it(?!'s)(?! (?:when (?!you (?:do|say|did|said|go|come|make|call|sing)\b)|quiet\b|cold\b|warm\b|cool\b|hot\b|"
    r"dark\b|bright\b|spicy\b|simple\b|short\b|silent\b))|that|this|these|those|them|him|her|you|your(?!s)|u|"
    r"the (?:one|ones|idea|sound of (?:it|that|your)|first|second|third|last|other|former|latter|new voice|way you|"
    r"voice|suggestion|answer|joke|song|plan|look of|blue one|red one)|how you|what you|when you|everything you|"
    r"both of|all of (?:it|them|that)|either|neither|something else|nothing|everything|both|all|(?:here|"
    r"there)(?! any ?(?:more|longer))|again|each other|"
    r"talking (?:to|with) you|hearing (?:that|from)|working with you)"
)

_TABLE = {
    "a modal or a report of a thought": (
        r"i (?:might|could|may|should|shall|must|ought|wish (?!to\b)|guess|suppose|doubt|wonder|assume|bet|mean|"
        r"see|agree|"
        rf"(?:know|understand)(?! (?:[\w-]+ ){{0,4}}{LANGUAGES}\b)|hear|hope (?!to\b)|think|thought|feel|say|said|"
        r"forgot|forget|remember|figured?|notice|noticed|believe (?!in\b)|swear|promise|repeat|insist|beg|ask|asked|"
        r"asking|told|tell|heard|saw|dropped|missed|lost (?:it|you)|just|need to|"
        r"will (?!be (?:\w+[ -]?){1,2}(?:next|in|on|this|years)|turn|never|always|be (?:graduating|getting married|"
        r"moving|starting)))\b"
    ),
    "a duty": rf"i (?:have|had) to (?!(?:take|inject|use|wear)\b.*(?:{MEDICINE}|glasses|hearing))",
    "a wish of the moment": (
        r"i (?:need|require|want|would like|could use|would love|fancy|crave|feel like|would prefer(?! to be)|"
        r"would kill for) (?:a|an|some|the|it|that|this|you|more|another|my|your|something|someone|help|food|coffee|"
        rf"sleep|music|to {_NOW_WANTED})\b"
        r"(?! (?:an? )?(?:wheelchair|hearing aid|cane|walking stick|walker|pacemaker|new kidney|transplant)|"
        r" (?:live |go to (?:university|college|law school|medical school|mars|space)|see the (?:world|northern)))"
        r"|i would (?!(?:prefer|like|love|appreciate)(?: it)? if you|like to|love to|(?:always )?prefer to be|"
        r"rather|prefer to live|describe|call myself|hate)"
        rf"|i would rather (?:not\b(?! \w)|{_THESE}|(?:do|have|take) {_THESE})"
    ),
    "of something pointed at": (
        r"i (?:(?:can|do) not )?(?:really )?(?:love|like|hate|enjoy|dislike|prefer|adore|want|stand|mind|miss|see|get|"
        r"believe|understand|trust|eat|drink|read|play|have|watch|need|use|speak|live|run|write|cook|follow|"
        rf"care for|take) {_THESE}\b(?! (?:city|country|neighbou?rhood))"
        r"|i (?:do not )?(?:really )?(?:love|like|hate|enjoy|dislike|adore) (?:how \w+ you\b|"
        r"(?:it )?when (?:that|this)\b)"
        r"|i enjoyed (?:talking|that|it|this)\b|.*\b(?:talking|chatting|speaking) (?:to|with) you\b"
    ),
    "what one has for now": (
        r"i (?:have|had) (?!(?:had )?(?:\w+ )?(?:back|knee|heart|stomach|skin|hip|neck|shoulder|eye|kidney|"
        r"hearing|sleep\w*|"
        r"digestive|thyroid) (?:problems?|issues?|trouble))(?:no\b(?! (?:children|kids|siblings|sense of|brothers|"
        r"sisters|pets|car))|"
        r"(?:a |an |another |one |some |this |that |the |such |too |so |plenty |enough |lots |a lot |my )?"
        r"(?:\w+ ){0,2}(?:questions?|problems?|ideas?|feeling|headache|stomach ?ache|cold(?! water)|(?<!hay )fever|"
        r"cough|hangover|request|favou?r|minute|second(?! (?:child|baby|son|daughter|grandchild|home|job))|moment|"
        r"point|look|guess|doubts?|time|luck|issue|complaint|"
        r"suggestion|thought|hiccups|blast|plans? (?:tonight|today)|work to do|things? to|stuff to|something|nothing|"
        r"news|fun|meal|nap|shower|dream|call (?:at|in)|seat|everything|choice|bug|error|message|voicemail|email|"
        r"emails|beer|coffee|sandwich|drink|sip|bite|snack|lunch|dinner|breakfast)\b(?! job| person))"
    ),
    "what one has just done": (
        r"i have (?:been (?:thinking|wondering|waiting|meaning|trying to (?:reach|call|find|sleep)|standing|sitting|"
        r"looking for|up since|awake|here|busy|told|better|good|fine|great|well|okay|ok)|never (?:mind|heard)|heard|"
        r"seen|decided(?! to)|forgotten|changed my mind|had (?:enough|it|a)|said|told|asked|tried|noticed|arrived|"
        r"done it|finished (?:it|eating|my (?:coffee|lunch|dinner|breakfast|homework))|"
        r"lost my (?:keys|phone|wallet|glasses)|set|got it|run out)\b"
        r"|i (?:have )?never (?:said|told|asked|meant|mentioned|knew|thought|agreed|wanted|did)\b"
        r"|i (?:was|were) (?!born|raised|diagnosed|named|adopted|brought up|an? \w+ (?:for|in|until|before|at)|in the "
        r"(?:army|navy|military|marines|air force)|promoted|hired|married|educated|laid off|made redundant|widowed|"
        r"divorced|elected)"
        r"|i (?:went|came|got (?!(?:\w+ )?married|engaged|divorced|promoted|a (?:new |full-time )?(?:job|dog|cat|puppy|"
        r"kitten|tattoo|degree|promotion|scholarship|\w+ (?:puppy|kitten))|into|hired|accepted|my )|"
        r"had (?!.*\b(?:surgery|operation|transplant|replacement|stroke|attack|baby|child|twins)\b|an? (?:baby|"
        r"stroke|heart attack|concussion|miscarriage|blood clot|operation|knee|hip|son|daughter|boy|girl|kidney|"
        r"transplant)|surgery|"
        r"my |cancer|covid|pneumonia|measles|chickenpox|tuberculosis|malaria|meningitis|hepatitis)|did|made|took|"
        r"ate|drank|slept|woke|called|said|saw|watched|read that|heard|felt|wanted|"
        r"needed|liked (?:it|that|the)|loved (?:it|that|the)|tried|bought (?:some|milk|bread|a (?:coffee|ticket))|"
        r"wrote (?:it|that)|thought|knew|found (?:it|that|out|a|my|the)|walked|sat|stood|"
        r"ran (?!my|a (?:marathon|half)|the)|cooked|put|set)\b"
        r"|i (?:keep|kept) (?:forgetting|losing|getting|hearing|thinking)\b"
    ),
    "how one is, and where, and at what": (
        r"i am (?:not (?!married|an? |any |(?:really |very |too |that |so |all that )?(?:into|fond|keen|big on|"
        r"much|wild|"
        r"crazy about|mad about|one for|comfortable)|religious|vegetarian|vegan|(?:very |really |so |that |"
        r"too )?good (?:at|with)|allowed to|"
        r"able to|allergic|single|from|working (?:at|for|as))|"
        r"fine|good(?! (?:at|with))|great(?! at)|ok|okay|alright|all (?:right|good|set|ears|done)|well|here|"
        r"back(?! pain)|ready|done|home|late|early(?! riser)|busy|tired|exhausted|sleepy|hungry|thirsty|bored|sad|"
        r"happy|glad|excited|angry|upset|mad(?! about)|confused|lost|sick(?! of)|ill|cold|hot|freezing|sweating|full|"
        r"drunk|stuck|stressed|worried|nervous|awake|asleep|alone|free|available|outside|inside|upstairs|downstairs|"
        r"leaving|coming|running (?:late|out|to)|driving(?! (?:an? \w+ )?for)|walking|eating|cooking|"
        r"having (?:a(?! baby| boy| girl| son| daughter| party| wedding| barbecue| housewarming)|lunch|dinner|"
        r"breakfast|fun|trouble|problems|second)|taking (?:a(?! (?:year|semester|sabbatical|gap|career))|the)|"
        r"watching|listening|reading (?:a|the|this|that|your)|"
        r"playing (?:a|with|some)|talking|speaking|calling|asking|saying|telling|looking(?! for (?:a|work))|searching|"
        r"waiting|wondering|thinking|guessing|assuming|joking|feeling|"
        r"going (?:to (?:the|a|my|sleep|bed|work|be (?:late|sick|back|there|home)|go|eat|have (?:lunch|dinner|"
        r"breakfast|a (?:nap|shower|coffee|drink))|take|call|need|try|do|get (?:up|going|some|a coffee)|"
        r"buy (?:some|milk|bread)|leave|kill|cry|sit|lie|stop here|watch|cook|ask|tell|check|use|set|make|start now|"
        r"miss|order|pick|walk|sleep)|out|home|away now|crazy|nuts|mad|"
        r"on (?!vacation|holiday|an? (?:\w+ )?(?:trip|cruise|safari)|honeymoon)|now|shopping)|about to|"
        r"on (?:my way|the (?:phone|bus|train|way|road|line|couch|sofa|toilet)|it|hold|time|a (?:call|break|bus|"
        r"train))|"
        r"in (?:a (?:meeting|hurry|rush|mood|good|bad|call|car|taxi|queue|traffic|bit)|bed|the (?:car|kitchen|shower|"
        r"bath|office|middle|mood|garden|bathroom|living|shop|train|bus)|trouble|no|here|there|line|class)|"
        r"at (?:home|work|the|a|school|my|dinner|lunch)|with (?:you|him|her|them|my|a|some|friends)|"
        r"off(?! work on)|out of(?! work)|over|up|down|under|late for|afraid (?:so|not|that|i)|so |too |gonna|just|"
        r"a (?:bit(?! of an?\b)|little(?! of an?\b)|lot|mess|while|wreck|genius|failure|loser|fool|liar|moron|star)|"
        r"an? (?:\w+ )?(?:idiot|angel)|the (?:one who|best|worst|winner|king|boss here)|your|yours|him|her|you|like|"
        r"sure|certain|right(?![- ]handed)|wrong|serious|surprised|impressed|amazed|shocked|disappointed|satisfied|"
        r"pleased|grateful|thankful|proud of you|delighted|listening|done|finished|through|curious|"
        r"interested in (?:hearing|knowing|buying this|that|it|this|your|what|how)|crying|dying|melting|starving|"
        r"kidding|trying to (?:sleep|find|hear|understand|reach|call|talk|work|concentrate|focus|get (?:to|some|a|home|"
        r"up)|figure|set|tell|say|remember|decide|think|relax|watch)|"
        r"getting (?:late|tired|hungry|sleepy|up|ready|dressed|bored|old|a (?:coffee|drink|call)|there|cold|hot|off|"
        r"on)|working on it|working (?:right )?now|working today|working late)\b"
        r"|i (?:am|feel|seem|look|sound)$"
    ),
    "what one can't or won't at the moment": (
        r"i (?:can not (?:sleep(?! (?:without|with|unless|if|when|in))|hear|see|find|wait|talk|come|believe|make it|"
        r"do (?:it|that|this)|go|stop)|"
        rf"can (?!speak|play|not|only|read|understand (?:[\w-]+ ){{0,3}}{LANGUAGES}|cook|sing|dance|"
        r"swim|ski|drive|juggle|sign|sew|knit))\b"
        r"|i do not (?:have (?:time|to|any (?:questions|idea|plans|alarms|more)|it|that|the|an?\b(?! (?:car|driver|"
        r"driving|tv|dog|cat|pet|sister|brother|middle|sweet))|much|money|enough)|need|feel|think|believe (?!in)|see|"
        r"trust|agree|want|hear|worry|wish|blame|expect|say|recall|work (?:today|tomorrow|tonight|this)|"
        r"like (?:how|when|what|the (?:idea|sound|way|one|first|second))|mean|do (?:that|this|it))\b"
    ),
    "in a few minutes": f".*{_SOON}",
}
PASSING = re.compile("^(?:" + "|".join(_TABLE.values()) + ")", re.IGNORECASE)
"""Begins a clause of the speaker's about the passing moment."""

OF_THE_MOMENT = re.compile(
    r"\b(?:right now|just now|for now|(?:earlier )?today|tonight|this (?:morning|afternoon|evening|instant|second|"
    r"minute|time|song|one|thing|moment)|in (?:a|an|one|five|ten|twenty|thirty|\d+) (?:sec(?:ond)?s?|minutes?|mins?|"
    r"hours?|bit|moment)|for (?:a|an|one) (?:second|minute|moment|bit|while|hour)|a (?:second|minute|moment|while|"
    r"few minutes) ago|yesterday|last night|the other day|later today|any minute|so far today|again)\b",
    re.IGNORECASE,
)
"""Ties what is said to the passing moment, wherever it stands."""
