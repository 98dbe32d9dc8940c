"""Statements of one's health: what one has, takes, can't stand and gave up."""

from __future__ import annotations

from system_control.fact_keys import slug
from system_control.facts import Category, Fact
from system_control.statements.likes import good
from system_control.statements.shapes import (
    Rule,
    of_thing,
    rule,
    whole,
)
from system_control.statements.words import (
    ILL,
    MEDICINE,
)

C = Category

SELF: tuple[Rule, ...] = (
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
    rule(
        r"i (?:have )?had (?:a |an |the )?(covid|cancer|pneumonia|measles|chickenpox|concussion|tuberculosis|malaria|"
        r"meningitis|hepatitis|miscarriage|blood clot)\b.*",
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
    rule(rf"i .*\b(?:my|with) ((?:\w+ )?(?:{ILL}))\b(?! (?:is|was)\b).*", whole(C.HEALTH)),
    rule(
        r"i (?:have|go to|see) (?:an? |my )?(?:physio\w*|therapist|therapy|psychologist|psychiatrist|"
        r"cardiologist|chiropractor)\b.*",
        whole(C.HEALTH, "therapy", None),
    ),
)

MY: tuple[Rule, ...] = (
    rule(rf"my ({ILL}) (?!medication|is (?:over|gone))\w+.*", whole(C.HEALTH)),
    rule(
        r"my (blood (?:type|group|pressure|sugar)|cholesterol|allergies|eyesight|hearing|weight|bmi|"
        r"resting heart rate|(?:left |right |bad )?(?:knee|back|hip|shoulder|ankle|wrist))(?:'s| is| are|"
        r" has been| acts up| gives| hurts? (?:when|every|if|in))(?! killing| sore today| itchy) ?.+",
        whole(C.HEALTH),
    ),
)

OTHER: tuple[Rule, ...] = (
    of_thing(
        r"([\w' -]{3,40}?) (?:always |usually )?(?:makes? me (?:ill|"
        r"sick|sneeze|itch|bloated|break out|swell up|wheeze)|gives? me (?:\w+ ){0,2}(?:hives|migraines|rash|"
        r"headaches|heartburn|anxiety|stomach aches?|indigestion|cramps|palpitations|diarrhea|nosebleeds|gas|"
        r"reaction)|triggers? my .+|makes? my \w+ (?:swell|itch|burn|hurt|ache|bleed|close up|run|water).*)(?: .+)?",
        lambda m, s: Fact(C.HEALTH, slug(f"allergy {good(m[1])}"), s),
    ),
)
