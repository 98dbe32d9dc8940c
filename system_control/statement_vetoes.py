"""What is no memory, whatever it looks like: questions, commands, hypotheses, quotes, courtesy, the passing moment."""

from __future__ import annotations

import re

from system_control.statement_words import CLOSE, MEDICINE

LONGEST = 400
"""Characters; who talks longer than that tells a story, from which no single fact can be taken by rule."""

_SPEAKS = (
    r"(?:says?|said|saying|thinks?|thought|claims?|claimed|believes?|believed|told|tells|insists?|reckons?|swears|"
    r"swore|complains?|writes|wrote|shouted|replied|answered|asked|asks|sings?|sang|goes like|argues?|suggests?|"
    r"suggested|quoted|reports?|mentioned|guesses)"
)

# No memory wherever it stands in the sentence; matched against the plain form.
_ANYWHERE = re.compile(
    r"\?"
    r"|^(?:who|whom|whose|what|which|where|why|how|is|are|am|was|were|do|does|did|can|could|"
    r"would|will|should|shall|may|"
    r"has|have (?:you|i|we)|when (?:is|are|was|did|do|does|will|am|should|can)|isn't|aren't|tell me|remind me)\b"
    r"|\bif\b(?! you must know)|\b(?:unless|suppose|supposing|imagine|pretend|hypothetically|"
    r"let's say|assuming|as though|"
    r"were i|provided that|in theory|in a dream|i dreamt|i dreamed)\b"
    r"|\b(?:not (?:so |quite |really |too |that |very |at all |entirely |totally )?(?:sure|"
    r"certain|interested|bothered)|"
    r"do not (?:really |even |actually |quite )?(?:know|care|mind|remember|understand|get it|recall|want)|"
    r"could not care|no (?:idea|clue|opinion|preference|interest)|"
    r"dunno|who knows|can not (?:decide|remember|tell|recall|say|wait|believe|hear|find|see|complain)|"
    r"maybe|perhaps|possibly|probably|whatever|doesn't matter|does not matter|either way|undecided|"
    r"never mind|up to you|i forgot|i forget|hard to say|it depends|not really(?! (?:like|enjoy|"
    r"eat|drink|into|a )))\b"
    r"|\b(?:joking|kidding|just testing|testing|for example|for instance|sarcas\w+|just an example|lying)\b"
    rf"|\b(?:he|she|they|someone|somebody|people|everyone|everybody|nobody|you|it|who|the \w+|my \w+|your \w+|"
    rf"[a-z]+ and [a-z]+) (?:always |once |just |often |also |keeps? |really )?{_SPEAKS}\b(?! me (?:by|al)\b)"
    r"|\b(?:according to|as .{2,20} (?:put it|says|said|would say)|and i quote|quote|unquote|"
    r"lyrics|the (?:song|line|saying|"
    r"book|movie|film|poem|quote|caption|sign|title|sentence|character|phrase) (?:is|was|goes|says|reads|called)|"
    r"in the (?:song|book|movie|film|story|play|game) )"
    r"|\"|(?:^|[\s(])'[^']{3,}'"
    r"|\b(?:thanks|thank you|thx|cheers|sorry|apologi[sz]e|congratulations|congrats|appreciate|grateful|"
    r"bless you|you're welcome|nice to meet|pleased to meet|please(?! call me)|(?<=[a-z]) please)\b"
    r"|\b(?:alarms?|reminders?|timers?|snooze|memo|stopwatch|countdown)\b|\b(?:a|the|my|that|this|one|new) notes?\b"
    r"|\b(?:could|can|would|will|should) you\b|\b(?:let's|let us)\b"
    r"|(?:[,;:.]|\band|\bso|\bthen|\bbut)\s+(?:please |just |also )*(?:wake|remind|set|tell|show|read|cancel|delete|"
    r"remove|turn|give me|find|send|make (?:it|that|a|me)|call (?:me at|a|the|my)|order|start (?:a|the)|stop|book|"
    r"take a|add (?:a|it|that)|put (?:it|on|a)|change (?:it|the|my)|move (?:it|the|my)|"
    r"play (?:some|a|me|the|something)|"
    r"don't|do not let|be quiet|schedule|what|when|where|who|how|why|is (?:it|there)|do you|are you|"
    r"write (?:it|that) down|look (?:it )?up|note that|get me|recommend|suggest|help me)\b",
    re.IGNORECASE,
)

# What the speaker's own clause says of the passing moment, of duty, of wishes, or out of courtesy.
_OF_ME = re.compile(
    r"^i (?:might|could|may|should|shall|must|ought|wish|guess|suppose|doubt|wonder|assume|bet|mean|see|agree|know|"
    r"hear|hope (?!to\b)|think|thought|feel|say|said|forgot|forget|remember|understand|figured?|notice|noticed|"
    r"believe (?!in\b)|swear|promise|repeat|insist|beg|ask|asked|asking|told|tell|heard|saw|"
    r"dropped|missed|lost (?:it|you)|"
    r"just|need to|will (?!be (?:\w+[ -]?){1,2}(?:next|in|on|this|years)|turn|never|always|be (?:graduating|"
    r"getting married|moving|starting)))\b"
    rf"|^i (?:have|had) to (?!(?:take|inject|use|wear)\b.*(?:{MEDICINE}|glasses|hearing))"
    r"|^i (?:need|require|want|would like|could use|would love|fancy|crave|feel like|"
    r"would prefer(?! to be)|would kill for) "
    r"(?:a|an|some|the|it|that|this|you|more|another|my|your|something|someone|help|food|coffee|sleep|music|to "
    r"(?:hear|listen|know|see|ask|go|leave|be (?:up|there|at|home|awake|on)|get up|wake|sleep|eat|drink|order|"
    r"talk|speak|call|check|cancel|delete|change|set|add|make (?:a|an|sure)|book|buy (?:milk|"
    r"bread|some|a \w+ today)|tell|find out|"
    r"watch|play|take a|have (?:a|some|it|lunch|dinner|breakfast)|try (?:it|that|this|again)|do (?:it|that|this)|"
    r"pick|drop|finish (?:this|that|it)|start (?:now|over|again)|stop (?:here|now|it|this|talking)|use|turn|test|"
    r"thank|say|hit|pay|send|return|relax|rest|remember|rename|move (?:it|that|the|my)|come back|meet|discuss|"
    r"complain|cry|scream|order|pee|read (?:it|that|this|my)|look|schedule|note|record|repeat|"
    r"undo|write (?:down|that|this|a note)))\b"
    r"(?! (?:an? )?(?:wheelchair|hearing aid|cane|walking stick|walker|pacemaker|new kidney|transplant)|"
    r" (?:live |go to (?:university|college|law school|medical school|mars|space)|see the (?:world|northern)))"
    r"|^i (?:(?:can|do) not )?(?:really )?(?:love|like|hate|enjoy|dislike|prefer|adore|want|"
    r"stand|mind|miss|see|get|believe|"
    r"understand|trust|eat|drink|read|play|have|watch|need|use|speak|live|run|write|cook|"
    r"follow) (?:it(?!'s)(?! (?:when "
    r"(?!you\b)|quiet\b|cold\b|warm\b|cool\b|hot\b|dark\b|bright\b|spicy\b|simple\b|short\b|"
    r"silent\b))|that|this|these|those|"
    r"them|him|her|you|your(?!s)|u|the (?:one|ones|idea|sound of (?:it|that|your)|first|second|"
    r"third|last|other|former|"
    r"latter|new voice|way you|voice|suggestion|answer|joke|song|plan|look of|blue one|red one)|"
    r"how you|what you|when you|everything you|"
    r"both of|all of (?:it|them|that)|either|neither|something else|nothing|everything|here|there|again|each other|"
    r"talking (?:to|with) you|hearing (?:that|from)|working with you)\b(?! (?:city|country|neighbou?rhood))"
    r"|^i (?:have|had) (?:no\b(?! (?:children|kids|siblings|sense of|brothers|sisters|pets|"
    r"car))|(?:a |an |another |one |some |"
    r"this |that |the |such |too |so |plenty |enough |lots |a lot |my )?(?:\w+ ){0,2}(?:questions?|problems?|ideas?|"
    r"feeling|headache|stomach ?ache|cold(?! water)|(?<!hay )fever|cough|hangover|request|"
    r"favou?r|minute|second|moment|point|"
    r"look|guess|doubts?|time|luck|issue|complaint|suggestion|thought|hiccups|blast|plans? (?:tonight|today)|"
    r"work to do|things? to|stuff to|something|nothing|news|fun|meal|nap|shower|dream|"
    r"call (?:at|in)|seat|everything|choice|bug|error|message|voicemail|email|emails|"
    r"beer|coffee|sandwich|drink|sip|bite|snack|lunch|dinner|breakfast)\b(?! job| person))"
    r"|^i have (?:been (?:thinking|wondering|waiting|meaning|trying to (?:reach|call|find|sleep)|standing|sitting|"
    r"looking for|up since|awake|here|busy|told|better|good|fine|great|well|okay|ok)|never (?:mind|heard)|heard|seen|"
    r"decided(?! to)|forgotten|changed my mind|had (?:enough|it|a)|said|told|asked|tried|"
    r"noticed|arrived|done it|finished (?:it|"
    r"eating|my (?:coffee|lunch|dinner|breakfast|homework))|lost my (?:keys|phone|wallet|"
    r"glasses)|set|got it|run out)\b"
    r"|^i am (?:not (?!married|a (?:big |huge |great )?(?:fan|morning|people|cat|dog|coffee|tea|"
    r"night|vegetarian|vegan|smoker|"
    r"drinker)|into|fond|keen|religious|vegetarian|vegan|good (?:at|with)|allowed to|able to)|"
    r"fine|good(?! (?:at|with))|"
    r"great|ok|okay|alright|all (?:right|good|set|ears|done)|well|here|back(?! pain)|ready|done|"
    r"home|late|early(?! riser)|busy|tired|"
    r"exhausted|sleepy|hungry|thirsty|bored|sad|happy|glad|excited|angry|upset|mad|confused|lost|sick(?! of)|ill|"
    r"cold|hot|freezing|sweating|full|drunk|stuck|stressed|worried|nervous|awake|asleep|alone|free|available|outside|"
    r"inside|upstairs|downstairs|leaving|coming|running (?:late|out|to)|driving(?! (?:an? \w+ )?for)|walking|"
    r"eating|cooking|having (?:a(?! baby| boy| girl| son| daughter| party| wedding| barbecue|"
    r" housewarming)|lunch|dinner|breakfast|fun|trouble|problems|second)|taking (?:a|the)|"
    r"watching|listening|"
    r"reading (?:a|the|this|that|your)|playing (?:a|with|some)|talking|speaking|calling|asking|saying|telling|"
    r"looking|searching|waiting|wondering|thinking|guessing|assuming|joking|feeling|"
    r"going (?:to (?:the|a|my|sleep|bed|"
    r"work|be (?:late|sick|back|there|home)|go|eat|have (?:lunch|dinner|breakfast|a (?:nap|"
    r"shower|coffee|drink))|take|call|need|"
    r"try|do|get (?:up|going|some|a coffee)|buy (?:some|milk|bread)|leave|kill|cry|sit|lie|stop here|"
    r"watch|cook|ask|tell|check|use|set|make|start now|miss|order|pick|walk|sleep)|out|home|away now|crazy|nuts|mad|"
    r"on (?!vacation|holiday|a (?:trip|cruise|safari)|honeymoon)|now|shopping)|about to|"
    r"on (?:my way|the (?:phone|bus|train|way|road|line|couch|sofa|toilet)|it|hold|time|a (?:call|break|bus|train))|"
    r"in (?:a (?:meeting|hurry|rush|mood|good|bad|call|car|taxi|queue|traffic|bit)|bed|"
    r"the (?:car|kitchen|shower|bath|"
    r"office|middle|mood|garden|bathroom|living|shop|train|bus)|trouble|no|here|there|line|class)|"
    r"at (?:home|work|the|a|school|my|dinner|lunch)|with (?:you|him|her|them|my|a|some|friends)|"
    r"off(?! work on)|out of|over|up|down|under|late for|afraid (?:so|not|that|i)|so |too |gonna|just|"
    r"a (?:bit(?! of an?\b)|little(?! of an?\b)|lot|mess|while|wreck|genius|failure|loser|fool|liar|"
    r"moron|star)|an? (?:\w+ )?(?:idiot|angel)|the (?:one who|best|worst|winner|king|boss here)|"
    r"your|yours|him|her|you|"
    r"like|sure|certain|right|wrong|serious|surprised|impressed|amazed|shocked|disappointed|"
    r"satisfied|pleased|grateful|"
    r"thankful|proud of you|delighted|listening|done|finished|through|curious|"
    r"interested in (?:hearing|knowing|buying this|that|"
    r"it|this|your|what|how)|crying|dying|melting|starving|kidding|trying to (?:sleep|find|hear|understand|reach|"
    r"call|talk|work|concentrate|focus|get (?:to|some|a|home|up)|figure|set|tell|say|remember|"
    r"decide|think|relax|watch)|"
    r"getting (?:late|tired|hungry|sleepy|up|ready|dressed|bored|old|a (?:coffee|drink|call)|there|cold|hot|off|on)|"
    r"working on it|working (?:right )?now|working today|working late)\b"
    r"|^i (?:was|were) (?!born|raised|diagnosed|named|adopted|brought up|an? \w+ (?:for|in|until|before|at)|in the "
    r"(?:army|navy|military|marines|air force)|promoted|hired|married|educated|laid off|"
    r"made redundant|widowed|divorced|elected)"
    r"|^i (?:went|came|got (?!(?:\w+ )?married|engaged|divorced|promoted|a (?:new |"
    r"full-time )?(?:job|dog|cat|puppy|kitten|"
    r"tattoo|degree|promotion|scholarship|\w+ (?:puppy|kitten))|into|hired|accepted|my )|"
    r"had (?!an? (?:baby|stroke|heart attack|operation|"
    r"knee|hip|son|daughter|boy|girl|kidney|transplant)|surgery|my |cancer|covid)|did|made|took|ate|drank|slept|woke|"
    r"called|said|saw|watched|read that|heard|felt|wanted|needed|liked (?:it|that|the)|loved (?:it|that|the)|tried|"
    r"bought (?:some|milk|bread|a (?:coffee|ticket))|wrote (?:it|that)|thought|knew|"
    r"found (?:it|that|out|a|my|the)|walked|sat|stood|ran (?!my|a (?:marathon|half)|the)|cooked|put|set)\b"
    r"|^i (?:can not (?:sleep|hear|see|find|wait|talk|come|believe|make it|do (?:it|that|this)|"
    r"go|stop)|can (?!speak|play|not|"
    r"only|read|understand|cook|sing|dance|swim|ski|drive|juggle|sign|sew|knit))\b"
    r"|^i do not (?:have (?:time|to|any (?:questions|idea|plans|alarms|more)|it|that|the|"
    r"an?\b(?! (?:car|driver|driving|tv|dog|cat|"
    r"pet|sister|brother|middle|sweet))|much|money|enough)|need|feel|think|believe (?!in)|see|trust|agree|want|hear|"
    r"worry|wish|blame|expect|say|recall|work (?:today|tomorrow|tonight|this)|like (?:how|when|"
    r"what|the (?:idea|sound|way|one|first|second))|mean|"
    r"do (?:that|this|it))\b"
    r"|^i (?:would|'d) (?!like to|love to|(?:always )?prefer to be|rather \w+ \w* ?.*than|"
    r"prefer to live|describe|call myself|hate)"
    r"|^i (?:have )?never (?:said|told|asked|meant|mentioned|knew|thought|agreed|wanted|did)\b|"
    r"\bin (?:half an|an|a few|ten|five|twenty|\d+) (?:hours?|minutes?|mins?)\b"
    r"|\b(?:talking|chatting|speaking) (?:to|with) you\b"
    r"|^i enjoyed (?:talking|that|it|this)\b|^i never (?:said|told|asked|meant|mentioned|knew|"
    r"thought|agreed|wanted|did)\b"
    r"|\bin (?:half an|an|a few|ten|five|twenty|\d+) (?:hours?|minutes?|mins?)\b"
    r"|^i (?:keep|kept) (?:forgetting|losing|getting|hearing|thinking)\b"
    r"|^i (?:am|feel|seem|look|sound)$",
    re.IGNORECASE,
)

_NOW = re.compile(
    r"\b(?:right now|just now|for now|(?:earlier )?today|tonight|this (?:morning|afternoon|"
    r"evening|instant|second|minute|"
    r"time|song|one|thing|moment)|in (?:a|an|one|five|ten|twenty|thirty|\d+) (?:sec(?:ond)?s?|"
    r"minutes?|mins?|hours?|bit|"
    r"moment)|for (?:a|an|one) (?:second|minute|moment|bit|while|hour)|a (?:second|minute|"
    r"moment|while|few minutes) ago|"
    r"yesterday|last night|the other day|later today|any minute|so far today|again)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"^(?:my|our) (?:[\w'-]+ ){1,3}?(?:(?:really |also |always |absolutely |often |"
    r"just )*(?:likes?|loves?|hates?|enjoys?|"
    r"prefers?|adores?|wants?|needs?|dislikes?|feels?|knows?|hopes?|wishes|wonders|can't|cannot|"
    r"could|would|should|might|"
    r"will|does|did|is (?:going|coming|late|here|angry|mad|asleep|hungry|tired|sick|waiting|"
    r"calling|busy|crying|sleeping|"
    r"eating|cooking|watching|into|interested|fond|crazy|annoying|driving me|being|so|not sure|afraid|looking|trying|"
    r"asking|happy|sad|upset|at (?:home|the)|on (?:the (?:phone|bus|train|way|line)|his|her)|"
    r"outside|ready|back|gone|out|in (?:the|a))|"
    r"are (?:going|coming|late|here|angry|asleep|hungry|tired|waiting|so|being)|"
    r"was (?:late|angry|here|sick|tired|so|at|on|in|being|very)|"
    r"(?<!is )(?<!'s )(?<!was )(?<!are )(?:just )?(?:called|texted|emailed|left|arrived|came|"
    r"went|made|"
    r"bought|gave|took|ate|broke|sent|forgot|wanted|liked|loved|needed|asked|got)))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(rf"^my {CLOSE} and (?:i|me)\b", re.IGNORECASE)


def is_no_memory(plain: str) -> bool:
    """Whether the sentence, in its plain form, is something other than a lasting statement of the speaker's own."""
    words = plain.split()
    if len(words) < 2 or len(plain) > LONGEST:
        return True
    if _ANYWHERE.search(plain) or _OF_ME.match(plain):
        return True
    return bool(_OTHERS.match(plain) and not _BOTH.match(plain))


def is_of_now(plain: str) -> bool:
    """Whether it speaks of the passing moment, which only an event may."""
    return bool(_NOW.search(plain))
