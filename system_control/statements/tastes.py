"""Statements of what one likes, hates, and does for pleasure."""

from __future__ import annotations

import re

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.likes import good, liked
from system_control.statements.shapes import (
    OFTEN,
    Rule,
    favorite,
    of_thing,
    rule,
    whole,
)
from system_control.statements.words import (
    FOODS,
    HOBBYIST,
)

C = Category

SELF: tuple[Rule, ...] = (
    rule(
        r"i (?:have (?:always )?|always (?:have )?|absolutely |used to )?(?:(?:love|like|enjoy|adore|"
        r"loved|liked|enjoyed|appreciate|cherish)|am in love with) (.+)",
        liked,
    ),
    rule(r"i can not (?:live without|get enough of|resist|say no to|imagine life without|do without) (.+)", liked),
    rule(
        r"i (?:would )?(?:hate|dislike|loathe|detest|despise|abhor|have (?:always )?hated|"
        r"have never liked|never liked|have a (?:\w+ )?(?:phobia|fear|horror|dread) of|fear|avoid|can not stand|"
        r"can not bear|"
        r"can not stomach|can not abide|am sick of|am tired of|do not like|do not enjoy|"
        r"do not really like|do not really enjoy|do not care (?:much )?for|do not love|could do without|"
        r"try to avoid|always avoid|stay away from|do not get along with|resent|have no patience for|"
        r"really hate|really dislike|hated) (?!myself|to (?:say|admit|break|be|bother|interrupt|ask)|"
        r"when you|how you)(.+)",
        whole(C.DISLIKE),
    ),
    rule(
        r"i am (?:not (?:a (?:big |huge |great |massive )*(?:fan of|coffee|tea)|(?:really |very |too |that |so |"
        r"all that |exactly )*(?:into|fond of|keen on|much of a|much for|one for|crazy about|mad about|wild about|"
        r"big on|comfortable with))|(?:scared|terrified|afraid|frightened|wary) of|"
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
)

MY: tuple[Rule, ...] = (
    rule(
        r"my (?:weekends|evenings|days off|free time|spare time|sundays) (?:is|are) (?:all about|for|"
        r"full of) (.+)",
        liked,
    ),
    rule(r"my (?:absolute |all[- ]time )?(least favorite .+)(?:'s| is| are) (.+)", whole(C.DISLIKE)),
    rule(
        r"my (?:biggest |main |worst |only |greatest )?(?:pet peeve|fear|phobia|dislike)(?:'s| is|"
        r" are) (.+)",
        whole(C.DISLIKE),
    ),
    rule(
        r"my (?:absolute |all[- ]time |personal |very )?(?:favorite|preferred) (?!(?:hobby|pastime|activity|sport|"
        r"thing to do|way to \w+)(?:'s| is| are)\b)(.+?)(?:'s| is| are|"
        r" has always been| would be)(?: probably| definitely| always| still| called)? (.+)",
        favorite,
    ),
    rule(r"my favorite(?:'s| is) (.+)", lambda m, _s: Fact(C.PREFERENCE, "favorite", m[1])),
    rule(
        r"my (?:main |big |biggest |only |favorite |greatest |new |other )*(?:hobby|hobbies|passion|"
        r"interest|pastime|obsession|sport|activity|thing to do|way to relax|guilty pleasure|thing)s?(?:'s| is|"
        r" are| include|"
        r" includes) (?!that\b|wrong\b)(.+)",
        whole(C.INTEREST),
    ),
)

OTHER: tuple[Rule, ...] = (
    of_thing(
        r"(.+?) (?:is|are) my favorite (?:hobby|pastime|sport|"
        r"activity|game|thing to do)",
        liked,
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
    of_thing(
        r"(.+?) (?:is|are) my (?:\w+ )?(?:hobby|hobbies|passion|"
        r"passions|thing|life|favorite|obsession|jam|happy place|guilty pleasure|favorite pastime|"
        r"cup of tea)",
        liked,
    ),
    of_thing(
        r"(.+?) (?:is|are) what i (?:like to |love to )?do (?:for fun|to relax|in my free time|"
        r"all weekend)",
        liked,
    ),
    of_thing(
        r"(.+?) (?:is|are) (?:(?:much |way |so much )?(?:better|nicer|tastier) than .+"
        r"(?:in my opinion|if you ask me|(?:to|for) me)|my (?:drink|snack|food|music|sport|"
        r"weapon|method|way|means of transport) of choice)",
        lambda m, s: Fact(C.PREFERENCE, slug(good(m[1])), s),
    ),
    of_thing(r"(.+?) (?:is|are) something i (?:really )?(?:love|enjoy|like)(?: doing)?", liked),
    of_thing(
        r"(.+?) (?:is|are) (?:(?:just |simply )?the worst|something i (?:really )?(?:hate|can not stand|dislike|"
        r"avoid))",
        lambda m, s: Fact(C.DISLIKE, slug(good(m[1])), s),
    ),
    of_thing(
        r"(.+?) (?:is|are) (?:not (?:for me|my thing|"
        r"my cup of tea|my favorite)|my least favorite)",
        lambda m, s: Fact(C.DISLIKE, slug(good(m[1])), s),
    ),
    of_thing(
        r"([\w' -]{3,40}?) (?:(?:is|are|tastes?|smells?|looks?|feels?|sounds?) (?:\w+ )?(?:disgusting|gross|"
        r"yucky|nasty|revolting|horrible|awful|terrible|boring|like (?:soap|dirt|feet|cardboard))(?: to me|"
        r" for me| if you ask me)?)",
        lambda m, s: (
            Fact(C.DISLIKE, slug(good(m[1])), s)
            if re.search(r" me$|\blike \w+", m[0], re.IGNORECASE)
            or re.fullmatch(rf"(?:\w+ )?{FOODS}", m[1], re.IGNORECASE)
            else None
        ),
    ),
    of_thing(
        r"([\w' -]{3,40}?) (?:really |"
        r"just |always )?(?:annoys?|stress(?:es)?|bores?|scares?|disgusts?|irritates?|terrif(?:y|ies)|"
        r"freaks?|grosses|stresses|drives?|bothers?|creeps?|puts?|turns?|gets on my nerves|makes?) me(?: out| off|"
        r" crazy| mad| nuts|"
        r" gag| cringe| shudder| puke| angry| nervous| uncomfortable| anxious|"
        r" up the wall)?(?: a lot| to death)?",
        lambda m, s: Fact(C.DISLIKE, slug(good(m[1])), s),
    ),
    of_thing(
        r"([\w' -]{3,40}?) (?:really |just |"
        r"always )?(?:fascinates?|relax(?:es)?|calms?|inspires?|excites?|interests?|makes? me happy|"
        r"intrigues?|cheers? me up|delights?)(?: me)?(?: down)?(?: a lot)?",
        liked,
    ),
    rule(
        r"(?:in|during) my (?:free|spare) time,? i (?:like to |love to |love |enjoy |usually |mostly |"
        r"often )?(.+)",
        liked,
    ),
)
