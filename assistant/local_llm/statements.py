"""Whether a sentence is a plain statement of its speaker about themselves (MANNERS 12)."""

from __future__ import annotations

import re

_ABOUT_ME = re.compile(
    r"^(?:(?:so|well|oh|also|and|by the way|actually|honestly|you know|in fact|personally|generally|usually|normally|"
    r"yes|yeah|hi|hey|in general|to be honest|for me)[\s,]+)*"
    r"(?:"
    r"i(?:'m|\s+am|m)\s+(?:not\s+)?(?:an?\s|the\s|allergic|vegetarian|vegan|married|single|divorced|engaged|from\s|born|"
    r"\d|twenty|thirty|forty|fifty|sixty|seventy|eighty|nineteen|eighteen|seventeen|left-handed|right-handed|diabetic|"
    r"lactose|gluten|pregnant|colou?r-?blind|afraid of|scared of|terrified of|fond of|keen on|into\s|interested in|"
    r"passionate about|crazy about|obsessed with|learning|studying|training for|saving (?:up )?for|working (?:as|at|for|in|on)|living in|"
    r"retired|unemployed|self-employed|intolerant|asthmatic|dyslexic|deaf|blind|catholic|muslim|jewish|christian|"
    r"buddhist|hindu|atheist|german|french|spanish|italian|british|english|american|irish|scottish|dutch|polish|"
    r"swedish|danish|canadian|australian|indian|chinese|japanese|brazilian|mexican|portuguese|greek|turkish|russian|"
    r"good at|bad at|fluent in|getting married|moving to|going to (?:be a|become|run a|learn|get married|have a baby|move)|trying to (?:learn|lose|quit|stop|save|get|eat|become|read|run|write|improve)|"
    r"planning (?:to|on)|hoping to|expecting|responsible for|in charge of|tall|short|bald|bilingual|\w+ feet|one meter|"
    r"on a (?:diet|low)|celiac|coeliac|recovering from|suffering from|used to|an early|a night|the (?:father|mother|oldest|youngest)|"
    r"named|called|known as|employed)"
    r"|i\s+(?:(?:really|also|just|absolutely|totally|actually|always|usually|often|never|rarely|sometimes|still|truly|quite|"
    r"generally|normally|mostly|particularly|especially|strongly|deeply|mainly|simply|kind of|do|only|hardly ever)\s+)*"
    r"(?:love|like|enjoy|adore|prefer|hate|dislike|detest|despise|loathe|can't stand|cannot stand|can't eat|cannot eat|can't drink|can't have|don't like|do not like|"
    r"dont like|don't eat|do not eat|dont eat|don't drink|do not drink|don't enjoy|don't smoke|do not smoke|don't drive|can't swim|can't drive|live|work|study|studied|speak|play|"
    r"teach|own|drive|collect|was born|grew up|come from|moved|graduated|suffer|take my coffee|drink|eat|wear|support|follow|run|swim|"
    r"practi[cs]e|volunteer|majored|got married|got engaged|used to|go to (?:the )?(?:gym|school|university|church|college)|write|paint|cook|bake|sing|dance|read|"
    r"believe in|avoid|weigh|have|have got|got a|studied|retired|started (?:a|my|at|working|learning)|quit|got promoted|lost my|had (?:a|an|surgery)|"
    r"want to (?:learn|become|be a|lose|run a|write a|travel to|visit|save|quit|get fit|get better|buy a house|start a|move to|study|master|climb|improve|read more|stop smoking)|"
    r"would like to (?:learn|become|be a|run a|write a|travel to|visit|lose|quit|buy a house)|hope to|dream of|plan to|aim to|intend to|fear)\b"
    r"|i(?:'ve|\s+have)\s+(?:got|been|always|never|lived|worked|had|two|three|a\s|an\s|\d|played|just moved|moved|recently|finished|graduated|started)\b"
    r"|i'd\s+(?:love|like)\s+to\s+(?:learn|become|be a|visit|travel|run a|write a|see the|live in|go to \w+ (?:one|some) ?day)\b"
    r"|my\s+(?:\w+(?:'s)?\s+){1,5}?(?:is|are|was|were|'s|has|have|loves?|likes?|hates?|lives?|works?|starts|begins|comes|plays?|speaks?|studies|died|called|turned|turns|goes|broke|prefers?)\b"
    r"|my\s+\w+'s\s+(?:name|birthday|called|name's|an?\b|\w+$)"
    r"|we\s+(?:have|live|got|moved|own|love|like|are (?:expecting|getting married|moving|married|vegetarian|vegan))\b|we're\s+(?:expecting|getting married|moving|married|vegetarian|vegan|from)\b"
    r"|(?:[A-Z][\w'-]+)(?:\s+and\s+[A-Z][\w'-]+)?\s+(?:is|are)\s+my\s"
    r"|(?:[A-Z][\w'-]+)\s+is\s+(?:the\s+name\s+of\s+my|married\s+to\s+me)\b"
    r"|(?:cats|dogs|[\w\s]{3,30}?)\s+(?:make|makes|make's|scare|scares|bore|bores|fascinate|fascinates|relaxes|relax)\s+me\b"
    r"|(?:reading|running|cooking|music|swimming|hiking|cycling|painting|chess|gardening|[\w\s]{3,30})\s+(?:is|are)\s+my\s+(?:\w+\s+)?(?:hobby|passion|thing|favou?rite|job|life|name|birthday|wife|husband|sister|brother|boss|friend|mother|father|dog|cat|dream|goal)\b"
    r"|(?:people|everyone|everybody|friends|my friends)\s+call\s+me\s"
    r")",
    re.IGNORECASE,
)
_NOT_PLAIN = re.compile(
    r"\?\s*$"
    r"|^(?:if|when|unless|suppose|imagine|what if|let's say|assume|pretend|maybe|perhaps|say)\b"
    r"|\bif i\b|\bi (?:would|might|could|may|should|wish|guess|suppose|doubt|wonder)\b(?! like to (?:learn|become|be a|run|write|travel|visit|lose|quit|buy))"
    r"|\bi'?d (?:be|have|rather|say)\b"
    r"|\b(?:not sure|don't know|dunno|no idea|not certain|who knows|wondering|can't decide|can't remember|don't remember|forgot|don't care|don't mind|whatever)\b"
    r"|\b(?:she|he|they|someone|somebody|people|bob|alice|ana|everyone) (?:says?|said|thinks?|thought|claims?|believes?|told|tells)\b"
    r"|\b(?:says|said|quote|sang|sings|lyrics|song goes|line goes|wrote)\b[\s,:]+[\"'a-z]"
    r"|[\"“].+[\"”]"
    r"|\bthanks|thank you\b"
    r"|^i(?:'m| am) (?:a (?:bit|little|lot|mess|while)|the (?:one|best)|an (?:idiot))\b|\bfor a (?:second|minute|moment)\b"
    r"|\b(?:joking|kidding|just testing|for example|hypothetically)\b"
    r"|^(?:i|we) (?:love|like|hate|enjoy|prefer|want|need) (?:it|that|this|you|them|him|her|how you|what you|your|to (?:hear|listen|know|see|ask)|an? (?:alarm|reminder|timer|note)|the (?:idea|sound|way))\b"
    r"|^i(?:'ve| have)? (?:got |have )?(?:a |an |another |one |some )?(?:\w+ )?(?:questions?|problems?|idea|feeling|headache|request|favou?r|minute|second|moment|point|look|guess|doubt|cold right now)\b"
    r"|^i have (?:to|no)\b|^i(?:'ve| have) (?:got )?to\b|^i(?:'ve| have) been (?:thinking|wondering|waiting|meaning|trying)\b|^i have (?:been (?:thinking|wondering|waiting|meaning|trying)|never (?:mind|heard))\b"
    r"|^my (?:alarms?|reminders?|timers?|notes?|question|point|bad|mistake|apologies|god|goodness|oh|turn|pleasure|guess|answer|next|last|first|second|phone|internet|computer is slow|\w+ (?:alarm|reminder|timer|note)s?)\b"
    r"|^i (?:read|run|write|eat|drink|play|cook|follow|have|got|had|wear|drive) (?:it|that|this|you|that you|about it)\b"
    r"|^i (?:like|love|enjoy|hate) (?:when|that|how|what)\s+you\b"
    r"|^i (?:don't|do not|dont) (?:like|want) (?:it|that|this|you)\b"
    r"|^(?:my friend|my neighbou?r|my colleague|my boss|my \w+) (?:thinks|says|said|believes|wants|told|asked)\b",
    re.IGNORECASE,
)


def is_statement(text: str) -> bool:
    """Whether `text` says something lasting of its speaker: no question, command, quote, hypothesis or courtesy."""
    if len(text) > 400 or len(text.split()) < 2:
        return False
    return bool(_ABOUT_ME.match(text)) and not _NOT_PLAIN.search(text)
