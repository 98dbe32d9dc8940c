"""Statements that begin with "I" and say who one is, with whom and where one lives, and what one works as."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statement_shapes import (
    NAME,
    PLACE_END,
    Make,
    home,
    i_am_named,
    job,
    named,
    relation,
    rule,
    whole,
)
from system_control.statement_words import (
    DAYS,
    ILL,
    JOBS,
    KIN,
    KINS,
    LANGUAGES,
    MEDICINE,
)

C = Category

WHO: tuple[tuple[re.Pattern[str], Make], ...] = (
    rule(rf"i am called {NAME}", named),
    rule(rf"i (?:go by|am known as)(?: the name)?(?: of)? {NAME}", named),
    (re.compile(r"^(?i:i am) ([A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2})[.!]*$"), i_am_named),
    rule(r"i prefer (?:to be called|being called|the name|to go by|people to call me) (.+)", named),
    rule(r"i am (?:named|called) after (.+)", whole(C.NAME, "named after", None)),
    # who is with them
    rule(r"i (?:have been|am|got) together\b.*", whole(C.RELATIONSHIP, "together", None)),
    rule(rf"i (?:got|adopted|have adopted) (?:an? )?({KIN}),? (?:called|named|whose name is) (.+)", relation),
    rule(
        rf"i have (?:\w+ )?(?:an? )?({KIN}),? (?:called|named|"
        r"whose name is)? ?([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)",
        relation,
    ),
    rule(rf"i have (?:an? )?({KIN}),? (?:called|named|whose name is) (.+)", relation),
    rule(
        r"i (?:have|am having) (?:an? |my )?(?:[\w'-]+ )?(job interview|surgery|operation|appointment|"
        r"(?:dentist|doctor|vet|therapist)(?:'s)? appointment)\b(?: .*)?",
        whole(C.EVENT),
    ),
    rule(
        r"i have (?:no |an? |one |two |three |four |five |six |\d+ |several |many |some |lots of |"
        rf"a lot of )?(?:[\w-]+ )?(?:[\w-]+ )?({KINS})\b(?! allergy| hair).*",
        whole(C.RELATIONSHIP),
    ),
    rule(rf"i do not have (?:any |an? )?({KINS})\b.*", whole(C.RELATIONSHIP)),
    rule(
        r"i (?:am|have been|was)(?: \w+ly)?(?: not)? (?:married|engaged|divorced|single|widowed|"
        r"separated|in a (?:long[- ]distance |happy )?relationship|dating|seeing (?:someone|somebody|"
        r"an?)|a widow|a widower|a bachelor)\b(?! in (?:june|may)).*",
        whole(C.RELATIONSHIP, "marital status", None),
    ),
    rule(r"i am getting (married|engaged|divorced)\b.*", whole(C.EVENT)),
    rule(
        r"i am (?:an? |the )?(?:\w+ )?(father|mother|dad|mom|mum|parent|grandfather|grandmother|grandma|"
        r"grandpa|stepfather|stepmother|aunt|uncle|godfather|godmother|twin|triplet|only child|oldest|"
        r"eldest|youngest|middle child|brother|sister|single (?:mom|mum|dad|parent|mother|father))\b.*",
        whole(C.RELATIONSHIP),
    ),
    rule(r"i live with (?!the |a view)(.+)", whole(C.RELATIONSHIP, "lives with", None)),
    rule(r"i live (?:alone|on my own|by myself)\b.*", whole(C.RELATIONSHIP, "lives with", None)),
    rule(rf"i met my ({KIN})\b.*", whole(C.EVENT, "met")),
    rule(rf"i (?:lost|buried) my ({KIN})\b.*", whole(C.EVENT, "lost")),
    rule(rf"i (?:named|call) my ({KIN}) (.+)", relation),
    # languages
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
    rule(r"i am (bilingual|trilingual|multilingual|a polyglot|monolingual)\b.*", whole(C.LANGUAGE)),
    rule(rf"i (?:am|do) (?:not )?(?:very )?(?:good|bad) at ({LANGUAGES})\b.*", whole(C.LANGUAGE, "speaks")),
    # where
    rule(
        r"i (?:used to live|have lived|lived) (?:in|near|at) (.+)",
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
        lambda m, s: Fact(C.EVENT if re.search(DAYS, m[1], re.IGNORECASE) else C.LOCATION, "moving", s),
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
        r"i own (?:a|an|our) (?:\w+ )?(?:house|flat|apartment|condo) (?:in|near) (.+)", whole(C.LOCATION, "house", None)
    ),
    rule(r"i (?:live|stay) .+", whole(C.LOCATION, "living", None)),
    rule(
        r"i am working (?:on|towards?) (my (?:first |second |own )?(?:\w+ )?(?:novel|book|album|thesis|"
        r"fitness|degree|masters|phd|spanish|french|german|memoir|startup|app|game|screenplay|health|"
        r"temper)\b.*|(?:a|an|becoming|getting|being|losing) .+)",
        whole(C.GOAL),
    ),
    # work and studies
    rule(
        r"i (?:am training|trained|am studying|am qualifying) (?:to (?:be|become)|as) (an? .+)",
        whole(C.OCCUPATION, "studies", None),
    ),
    rule(
        r"i have been (?:teaching|nursing|practi[cs]ing (?:law|medicine)|farming|acting|waiting tables|"
        r"bartending|freelancing|consulting)\b.*",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"i do (?:\w+ )?(?:sales|marketing|hr|it|accounting|bookkeeping|payroll|design|research|"
        r"customer service|tech support|data entry|admin|consulting|construction|catering|translations?|"
        r"web design|pr)\b.*",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(r"i work (?:out)\b.*", whole(C.INTEREST, "works out", None)),
    rule(r"i work (?:better|best|well|more|faster) .+", whole(C.PREFERENCE, "works best", None)),
    rule(
        r"i (?:work|worked|am working|have worked|have been working|am employed|freelance|"
        r"moonlight)(?: full[- ]time| part[- ]time| mostly| mainly| freelance)* as (.+)",
        lambda m, _s: Fact(C.OCCUPATION, "job", re.sub(r" (?:in|at|for) .+$", "", m[1]).strip()),
    ),
    rule(
        r"i (?:am working|work|have worked|have been working|am employed|"
        r"used to work)(?: \w+ly)?((?: full[- ]time| part[- ]time| remotely)? (?:at|for|in|from|"
        r"on(?! (?:my|a|an|becoming))|with|by|under|inside|near)\b .+)",
        lambda m, s: (
            None
            if re.match(r" on (?:it|that|this|my (?:homework|presentation))", m[1])
            else Fact(C.OCCUPATION, "employer", m[1].strip())
            if not re.search(r"used to", s)
            else Fact(C.OCCUPATION, "former_job", s)
        ),
    ),
    rule(
        r"i (?:work|am working) (night|nights|shifts|part[- ]time|full[- ]time|remotely|weekends|days|"
        r"two jobs|freelance|\w+ (?:hours|days|shifts)|the (?:night|early|late).*|a lot|long hours|"
        r"mondays|four|five|three|mostly|hard|only)\b.*",
        whole(C.OCCUPATION, "working hours", None),
    ),
    rule(
        r"i (?:teach|coach|tutor|lecture|design|build|sell|repair|fix|cut|translate|develop|program|"
        r"manage|run|own|drive|edit|produce|paint|write|make|clean|deliver|fly|test|do|train|treat|"
        r"research|lead|handle|supervise|head|direct|write)\b (.+ for a living|.+ at (?:a|"
        r"the) (?:\w+ )?(?:school|university|college|company|firm|hospital|bank|agency))",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(r"i (teach|lecture|tutor)\b (?!me\b|you\b).+", whole(C.OCCUPATION, "job", None)),
    rule(
        r"i (?:run|own|manage|have|started|founded|co-founded|head|lead|opened|co-own) (?:a|an|my own|"
        r"our own|the|my) (?:[\w-]+ ){0,3}(?:business|company|shop|store|bakery|restaurant|café|cafe|bar|"
        r"pub|hotel|team|department|farm|agency|startup|start-up|salon|studio|practice|clinic|firm|"
        r"hostel|gallery|school|kindergarten|bookshop|bookstore|garage|law firm|office|warehouse|"
        r"food truck|consultancy|brewery|winery|branch)\b.*",
        whole(C.OCCUPATION, "business", None),
    ),
    rule(
        r"i (?:drive|fly) (?:a |an |the )?(?:school |city )?(?:taxi|cab|bus|truck|lorry|tram|train|uber|"
        r"ambulance|trucks|planes|forklift|delivery van)\b.*",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"i (?:have )?(?:started|got|landed|accepted|found|begun|am starting|have) (?:my |a |an |"
        r"the )?(?:new |first |full[- ]time |part[- ]time |side |desk |office |remote |\w+ )?(?:job|"
        r"position|internship|apprenticeship|promotion|role|business)\b.*",
        whole(C.OCCUPATION, "new job", None),
    ),
    rule(
        r"i (?:was|got|have been|am being) (?:promoted|hired|laid off|fired|made redundant)\b.*",
        whole(C.OCCUPATION, "new job", None),
    ),
    rule(
        r"i (?:lost|quit|left|resigned from|changed) my (?:job|jobs|position)\b.*", whole(C.OCCUPATION, "new job", None)
    ),
    rule(
        r"i (?:am studying|am majoring in|study|studied|majored in|major in|am doing|did|am reading|"
        r"graduated in|graduated with|have|hold|am getting|am finishing|am pursuing|"
        r"am working on)(?: for)? (?:an? |my )?((?:degree|master'?s?|bachelor'?s?|phd|doctorate|mba|"
        r"law degree|diploma|engineering degree)\b.*)",
        whole(C.OCCUPATION, "studies", None),
    ),
    rule(
        r"i (?:am studying|am majoring in|study|studied|majored in|major in|am enrolled in) (?!for\b|"
        r"to\b|at night|best|better)(.+)",
        whole(C.OCCUPATION, "studies", None),
    ),
    rule(
        r"i (?:go to|attend|am at|am in|went to|started|study at|am going to) (?:the |"
        r"an? )?(?:\w+ )?(?:university|college|uni|high school|grad school|law school|"
        r"med(?:ical)? school|art school|school|\w+ grade|community college)(?! concert)\b.*",
        whole(C.OCCUPATION, "studies", None),
    ),
    rule(r"i (?:have )?graduated\b.*", whole(C.EVENT, "graduation", None)),
    rule(
        r"i am (?:\w+ )?(retired|self[- ]employed|unemployed|between jobs|out of work|a pensioner|"
        r"in between jobs|on (?:maternity|paternity|parental|sick) leave|"
        r"looking for (?:a (?:new )?)?(?:job|work)|job hunting|a freelance\w*|freelancing|"
        r"an? (?:apprentice|intern)\b.*|an entrepreneur)\b.*",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(r"i (?:have )?retired\b.*", whole(C.OCCUPATION, "job", None)),
    rule(
        r"i am the ((?:[\w-]+ ){0,2}(?:ceo|cto|cfo|coo|head|director|manager|owner|founder|captain|"
        r"president|lead|chair\w*|principal|editor|secretary|vice president|supervisor|co-founder|"
        r"leader))\b.*",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"i am (?:the )?(?:head of|director of|vice president of|in charge of|responsible for|cto at|"
        r"ceo of|owner of|founder of|co-founder of) .+",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"i am (?:employed|contracted|stationed|training as|qualified as|certified as)\b.+",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"i am in (?:sales|marketing|finance|it|tech|advertising|real estate|banking|insurance|"
        r"construction|education|healthcare|hr|human resources|law|medicine|politics|publishing|retail|"
        r"hospitality|the (?:army|navy|military|air force|marines|police|oil business|film industry|"
        r"music business)|my (?:first|second|third|last|final) (?:year|semester)\b.*|(?:tenth|eleventh|"
        r"twelfth|ninth|eighth|seventh|sixth|fifth) grade)\b.*",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"i (?:served|was|am|have served) in the (?:army|navy|military|marines|air force)\b.*",
        whole(C.OCCUPATION, "service", None),
    ),
    rule(
        rf"i (?:have been|was) (an? (?:[\w-]+ ){{0,2}}?({JOBS}))(?: (?:for|since|in|at|all|until|"
        r"before) .+)",
        job,
    ),
    # health
    rule(r"i am (?:\w+ )?(?:allergic|intolerant|sensitive) to (.+)", whole(C.HEALTH, "allergy")),
    rule(r"i am ((?:lactose|gluten|fructose|histamine)[ -]intolerant)\b.*", whole(C.HEALTH)),
    rule(r"i (?:have|suffer from) (?:an? )?(?:\w+ )?(.+?) allerg(?:y|ies)\b.*", whole(C.HEALTH, "allergy")),
    rule(
        r"i (?:have|suffer from|suffer with|was (?:recently )?diagnosed with|got diagnosed with|"
        r"have been diagnosed with|live with|struggle with|deal with|have had|had|get|often get|"
        r"regularly get|am prone to|am recovering from|survived|am being treated for|battle)(?: (?:a|an|"
        r"my|really|some|mild|severe|bad|type \w+|chronic|the|terrible|frequent|seasonal|slight|regular|"
        rf"occasional|high|low|beat))* (.*\b(?:{ILL})\b.*)",
        whole(C.HEALTH),
    ),
    rule(rf"i am (?:an? )?(?:\w+ )?((?:type (?:one|two|1|2) )?(?:{ILL})\b.*)", whole(C.HEALTH)),
    rule(
        r"i am (?:an? )?(?:\w+ )?(?:cancer survivor|recovering alcoholic|recovering from .+|(?:heavy |"
        r"chain |occasional |ex-|former )?smoker|hemophiliac|insomniac|amputee|wheelchair user|"
        r"expecting(?: a baby| twins)?|\w+ (?:weeks|months) pregnant|blood type .+|"
        r"[abo]{1,2} (?:positive|negative)|sober|on dialysis|vaccinated.*|immunocompromised|organ donor|"
        r"blood donor|overweight|underweight)\b.*",
        whole(C.HEALTH, "health", None),
    ),
    rule(
        rf"i (?:\w+ )?(?:take|need|use|have to take|have to use|am on|inject|carry)\b (.*(?:{MEDICINE}).*)",
        whole(C.HEALTH, "takes"),
    ),
    rule(
        r"i (?:\w+ )?(?:use|need|wear|have|carry) (?:an? |my )?(?:\w+ )?(wheelchair|hearing aids?|"
        r"walking stick|cane|walker|glasses|contact lenses|contacts|reading glasses|braces|pacemaker|"
        r"epi-?pen|crutches|prosthe\w+|insulin pump|knee brace|dentures|retainer)\b.*",
        whole(C.HEALTH),
    ),
    rule(
        r"i am on (?:an? )?(?:strict |special )?(?:low[- ](?:salt|sodium|sugar|fat|fodmap|cholesterol)|"
        r"blood|antidepressants|medication|diabetic|dialysis|chemo).*",
        whole(C.HEALTH, "treatment", None),
    ),
    rule(
        r"i (?:quit|stopped|gave up|have quit|have stopped|have given up) (smoking|drinking|alcohol|"
        r"cigarettes|vaping)\b.*",
        whole(C.HEALTH),
    ),
    rule(
        r"i (?:do not smoke|never smoke|smoke|vape|have never smoked|used to smoke|"
        r"occasionally smoke)\b.*",
        whole(C.HEALTH, "smoking", None),
    ),
    rule(
        r"i (?:have )?(?:had|am having|am getting|need|underwent) (?:an? |my )?(?:\w+ )?(surgery|"
        r"operation|stroke|heart attack|transplant|knee replacement|hip replacement|appendix (?:out|"
        r"removed)|wisdom teeth .+|tonsils .+|c-section|bypass|knee surgery|bypass)\b.*",
        whole(C.HEALTH),
    ),
    rule(
        r"i (?:have )?(broke|broken|fractured|sprained|tore|torn|twisted|injured|dislocated) my (\w+)\b.*",
        lambda m, s: Fact(C.HEALTH, slug(f"injured {m[2]}"), s),
    ),
    rule(
        r"i (?:can not|can't|am not allowed to|should not|must not|am not supposed to) (?:eat|drink|have|"
        r"digest|tolerate|take) (.+)",
        whole(C.HEALTH, "allergy"),
    ),
    rule(r"i can not (?:see|hear) (?:well|very well|colou?rs|without|out of).*", whole(C.HEALTH, "senses", None)),
    rule(r"i (?:do not|never) sleep (?:well|much|enough)\b.*", whole(C.HEALTH, "sleep", None)),
    rule(r"i weigh .+", whole(C.HEALTH, "weight", None)),
    rule(
        r"i (?:have|go to|see) (?:an? |my )?(?:physio\w*|therapist|therapy|psychologist|psychiatrist|"
        r"cardiologist|chiropractor)\b.*",
        whole(C.HEALTH, "therapy", None),
    ),
)
