"""Statements of what one works as, where, and what one studies."""

from __future__ import annotations

import re

from system_control.facts import Category, Fact
from system_control.statements.shapes import (
    OFTEN,
    Rule,
    job,
    of_thing,
    rule,
    value,
    whole,
)
from system_control.statements.words import (
    JOBS,
)

C = Category
WORK = ("job", "employer", "business", "working_hours")
"""Keys of what is over with a job."""

_TRADES = (
    r"(?:write|build|make|design|sell|deliver|fix|repair|install|clean|cut|manage|handle|process|treat|teach|train|"
    r"serve|trade|import|export|audit|program|code|translate|edit|illustrate|cater|consult|develop|run|lead|supervise|"
    r"drive|transport|inspect|test|paint|restore|groom|breed|farm|grow|research|defend|advise|support|help|care for|"
    r"look after|work|tend)"
)
_AT_WORK = (
    r"(?:customers?|clients?|patients|residents|students|pupils|children with|for a living|software|websites?|apps?|"
    r"databases?|hospitals?|schools?|compan(?:y|ies)|businesses|firms?|offices?|shifts?|commission|freelance|products|"
    r"logistics|pizzas|parcels|packages|mail|furniture|houses|roofs|engines|elevators|machines|trucks|accounts|taxes|"
    r"insurance|real estate|crops|cattle|stocks|weddings|court|criminals|startups|the elderly|night|hair|bar|tables)"
)

SELF: tuple[Rule, ...] = (
    rule(
        r"i am working (?:on|towards?) (my (?:first |second |own )?(?:\w+ )?(?:novel|book|album|thesis|"
        r"fitness|degree|masters|phd|spanish|french|german|memoir|startup|app|game|screenplay|health|"
        r"temper)\b.*|(?:a|an|becoming|getting|being|losing) .+)|i am working towards? (?:my|a|an|the) .+",
        whole(C.GOAL),
    ),
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
    rule(
        r"i (?:make|earn) (?:a|my) living .+|i do the (?:accounts|books|taxes|marketing|"
        r"pr) .+",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"i am (?:on|taking) (?:a |an |my )?(?:sabbatical|gap year|career break|(?:year|month|week|semester|"
        r"few \w+) off)\b.*",
        whole(C.OCCUPATION, "position", None),
    ),
    rule(
        r"i (?:run|manage) (?:an?|my own|our own|my|our) (?!(?:\w+ )?(?:marathon|half|mile|race|fever|bath|risk|"
        r"temperature|5k|10k|team\b|errand))(.+)",
        whole(C.OCCUPATION, "business", None),
    ),
    rule(
        r"i (?:am|have been)(?: doing| on| in| starting)? (?:an?|my|the) (?:\w+ )?(?:apprenticeship|internship|"
        r"traineeship|residency|night shift|early shift|late shift|day shift)\b.*",
        whole(C.OCCUPATION, "position", None),
    ),
    rule(r"i work (?:out)\b.*", whole(C.INTEREST, "works out", None)),
    rule(r"i work (?:better|best|well|more|faster) .+", whole(C.PREFERENCE, "works best", None)),
    rule(
        r"i (?:work|worked|am working|have worked|have been working|started working|started|began working|"
        r"am employed|freelance|"
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
        r"i (?:work|am working) (nine to|eight to|seven to|ten to|from home|night|nights|shifts|part[- ]time|"
        r"full[- ]time|remotely|weekends|days|"
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
        r"hostel|gallery|school|kindergarten|bookshop|bookstore|vineyard|orchard|ranch|garage|law firm|office|"
        r"warehouse|"
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
        r"i (?:have )?(?:just )?(?:lost|quit|left|resigned from|given up|gave up) my (?:old )?(?:job|jobs|"
        r"position|work)"
        r"\b.*",
        lambda _m, s: Fact(C.OCCUPATION, "new_job", s, ends=WORK),
    ),
    rule(r"i (?:have )?changed (?:my )?(?:job|jobs|position|careers?)\b.*", whole(C.OCCUPATION, "new job", None)),
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
        lambda m, s: Fact(
            C.OCCUPATION, "job", s, ends=WORK if re.match(r"retired|unemployed|out of work|a pens", m[1]) else ()
        ),
    ),
    rule(r"i (?:have )?retired\b.*", lambda _m, s: Fact(C.OCCUPATION, "job", s, ends=WORK)),
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
    rule(
        rf"i (?:{OFTEN} )?({_TRADES}\b(?!.*\b(?:for fun|hobby|free time|my own|our own)\b).*\b{_AT_WORK})\b.*",
        whole(C.OCCUPATION, "does"),
    ),
)

MY: tuple[Rule, ...] = (
    rule(r"my (job|work) (?:involves|means|requires|takes|lets|allows|pays)\b.+", whole(C.OCCUPATION, "about")),
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
)

OTHER: tuple[Rule, ...] = (
    of_thing(
        r"([\w ]+?) (?:is|are) my (?:\w+ )?(job|profession|"
        r"occupation|career|trade|boss|employer)",
        lambda _m, s: Fact(C.OCCUPATION, "job", s),
    ),
    rule(
        r"(?:for a living|for work|professionally|by profession|by trade),? i (?:am )?(.+)",
        whole(C.OCCUPATION, "job", None),
    ),
    rule(
        r"(?:(?:nine|eight|ten|seven) to (?:five|six|four)|night shifts?) is my .+",
        whole(C.OCCUPATION, "working hours", None),
    ),
)
