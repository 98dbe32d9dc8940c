"""The words that the rules about statements are made of: kin, jobs, food, illnesses, languages."""

from __future__ import annotations

import re

NUMBER = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"a hundred)"
)
KIN = (
    r"(?:(?:best|old|older|oldest|eldest|elder|young|younger|youngest|little|big|baby|middle|twin|late|only|ex|new|"
    r"close|closest|dear|good|other|first|second|foster|adopted|childhood|great)[ -])*(?:step|half[ -]|god)?"
    r"(?:wife|wives|husband|hubby|spouse|partner|girlfriend|boyfriend|fianc[eé]e?|son|daughter|"
    r"child|children|kid|baby|sister|brother|"
    r"sibling|twin|mother|mom|mum|mama|mommy|mummy|father|dad|daddy|papa|parent|grandmother|grandma|granny|nana|"
    r"grandfather|grandpa|granddad|grandad|grandparent|grandson|granddaughter|grandchild|grandkid|aunt|auntie|uncle|"
    r"cousin|niece|nephew|friend|buddy|mate|boss|manager|colleague|coworker|co-worker|assistant|roommate|flatmate|"
    r"housemate|neighbou?r|landlord|landlady|teacher|mentor|coach|trainer|therapist|doctor|dentist|gp|vet|"
    r"babysitter|nanny|dog|cat|pet|puppy|kitten|horse|pony|rabbit|bunny|parrot|budgie|canary|hamster|guinea pig|"
    r"goldfish|labrador|retriever|poodle|beagle|dachshund|terrier|bulldog|german shepherd|husky|corgi|collie|spaniel|"
    r"greyhound|chihuahua|pug|rottweiler|turtle|tortoise|snake|lizard|gecko|ferret|chicken|goat)(?:-in-law| in law)?"
)
CLOSE = (
    r"(?:(?:step|half[ -]|god)?(?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|son|"
    r"daughter|kid|baby|sister|brother|"
    r"sibling|twin|mother|mom|mum|father|dad|parent|grandmother|grandma|grandfather|grandpa|child|children|family|"
    r"friends?|in-laws|dog|cat|puppy|kitten)s?)"
)
KINS = rf"(?:{KIN}(?:s|es|ren)?|puppies|families|family|in-laws)"

_JOB_WORDS = (
    r"nurse|chef|cook|student|pupil|pilot|judge|vet|surgeon|au pair|freelance|nanny|clerk|monk|priest|scribe|coach|"
    r"guide|host|hostess|mechanic|architect|scientist|actress|waitress|stewardess|ceo|cto|cfo|dba|emt|dj|gp|"
    r"paramedic|barista|model|maid|butler|diplomat|detective|spy|athlete|apprentice|intern|trainee|freelancer|"
    r"executive|representative|rep|consultant|assistant|accountant|attendant|analyst|chemist|pharmacist|"
    r"professor|doctor|lawyer|dentist|plumber|carpenter|entrepreneur|postdoc|phd student|"
    r"undergrad\w*|graduate student|"
    r"housewife|househusband|homemaker|stay-at-home \w+|(?:full|part)[- ]time (?:mom|mum|dad|mother|father|parent|"
    r"carer)|stay at home \w+|bookkeeper|receptionist|technician|"
    r"police officer|firefighter|soldier|officer|sergeant|captain|lieutenant|veteran|politician|mayor|pastor|nun|"
    r"imam|rabbi|partner at .+|principal|headteacher|dean|specialist|professional|expert|associate|head of .+|"
    r"director of .+|vp of .+|temp|concierge|sommelier|anesthetist|youtuber|influencer|poet|novelist|cashier|courier|"
    r"electrician|tutor|welder|roofer|mason|joiner|tiler|locksmith|blacksmith|jeweller|jeweler|tailor|butcher|"
    r"baker|fisherman|farmhand|shepherd|vintner|brewer|bus driver|truck driver|civil servant|public servant"
)
JOBS = rf"(?:{_JOB_WORDS}|\w*(?:er|or|ist|ian|ant|man|woman|person|smith|yst|eer))"
NO_JOBS = frozenset(
    re.findall(
        r"\S+",
        """
lover beginner believer sister brother mother father daughter person owner loser stranger member customer user
winner number better later over under together other another sober bitter clever never ever super eager bigger
smaller older younger smoker drinker vegetarian introvert teetotaler sinner fighter survivor sufferer giant elephant
peasant human woman man gentleman superman listener thinker dreamer sleeper riser eater spender saver learner
procrastinator romantic optimist pessimist perfectionist minimalist realist feminist atheist christian buddhist
librarian-like hoarder homebody millionaire swimmer runner jogger hiker biker cyclist climber skier snowboarder
surfer gamer reader collector sailor-like walker knitter golfer bowler boxer dancer-like birdwatcher stargazer
crossfitter wine-lover grandfather grandmother stepfather stepmother widower pensioner virgin pescatarian foreigner
homeowner newcomer outsider foodlover minor senior junior southerner northerner londoner berliner new-yorker
islander
""",
    )
)
HOBBYIST = (
    r"(?:swimmer|runner|jogger|hiker|biker|cyclist|climber|skier|snowboarder|surfer|gamer|reader|collector|walker|"
    r"knitter|golfer|bowler|boxer|birdwatcher|stargazer|bookworm|cinephile|movie buff|history buff|film buff|"
    r"music lover|gardener|drummer|guitarist|pianist|bird watcher|diver|rower|fencer|traveller|traveler|"
    r"\w+ (?:fan|fanatic|lover|enthusiast|buff|nerd|geek|addict|freak|junkie|aficionado|collector|hobbyist|player|"
    r"nut))"
)

_DISHES = (
    r"food|foods|coffee|espresso|cappuccino|latte|tea|matcha|chocolate|pizza|pasta|spaghetti|"
    r"lasagn[ae]|sushi|sashimi|"
    r"cheese|bread|toast|wine|beer|ale|cider|gin|rum|vodka|cake|cakes|pie|ice cream|curry|"
    r"curries|rice|soup|soups|salad|"
    r"salads|fruits?|apples?|bananas?|oranges?|grapes?|melons?|watermelon|pineapple|peaches|cherries|berries|"
    r"strawberries|blueberries|raspberries|mango(?:es)?|lemons?|limes?|coconut|veg|veggies|vegetables?|meat|pork|ham|"
    r"lamb|chicken|beef|duck|turkey|fish|salmon|tuna|seafood|shrimp|prawns?|oysters|lobster|crab|anchovies|"
    r"steak|eggs?|omelettes?|bacon|sausages?|burgers?|hamburgers|fries|chips|tacos?|burritos|noodles|ramen|pho|"
    r"dumplings|pancakes|waffles|cookies|biscuits|croissants?|doughnuts|donuts|dessert|desserts|"
    r"sweets|candy|liquorice|"
    r"juice|milk|water|soda|coke|cola|lemonade|cocoa|smoothies?|garlic|onions?|mushrooms?|olives?|tomato(?:es)?|"
    r"potato(?:es)?|carrots?|broccoli|spinach|kale|cabbage|beetroot|celery|cucumber|eggplant|aubergine|zucchini|"
    r"peppers?|beans|lentils|chickpeas|peas|corn|brussels sprouts|asparagus|artichokes|spicy|cuisine|dishes|"
    r"breakfast|lunch|dinner|brunch|snacks?|cocktails?|whisk(?:e)?y|alcohol|honey|jam|nuts|peanuts?|almonds|walnuts|"
    r"cashews|avocados?|cilantro|coriander|ginger|cinnamon|hummus|falafel|kimchi|tofu|tempeh|yogh?urt|butter|"
    r"cereal|oatmeal|porridge|oat milk|soy milk|sandwich(?:es)?|bagels?|barbecue|bbq|paella|risotto|"
    r"kebabs?|stew|gravy|ketchup|mayo(?:nnaise)?|mustard|vinegar|sauce|gluten|dairy|sugar|salt|"
    r"caffeine|energy drinks|"
    r"fast food|street food|leftovers|tapas|dim sum|shakshuka|tiramisu|cheesecake|brownies|pudding"
)
FOODS = rf"\b(?:{_DISHES})\b"
DIET = (
    r"(?:an? )?(?:strict |total |lifelong )?(?:on (?:a |the )?)?(vegan|vegetarian|veggie|pescatarian|pescetarian|"
    r"flexitarian|plant[- ]based|gluten[- ]free|dairy[- ]free|sugar[- ]free|halal|kosher|"
    r"teetotal\w*|tee-total\w*|keto|"
    r"paleo|low[- ]carb|meat[- ]eater|carnivore|omnivore|raw[- ]foodist)"
)

ILL = (
    r"asthma\w*|diabet\w*|migraines?|epilep\w*|arthritis|hypertension|high blood pressure|"
    r"low blood pressure|insomnia|"
    r"anxiety|depression|bipolar|adhd|autis\w+|asperger'?s|ocd|ptsd|c(?:o)?eliac\w*|lactose|hay fever|"
    r"heart (?:condition|disease|problems?|murmur)|(?:a )?bad (?:back|knees?|hip|shoulder|heart|eyesight|hearing)|"
    r"back (?:pain|problems?|trouble)|knee (?:problems?|pain|injury)|cancer|leuk\w+|hiv|dyslexi\w+|tinnitus|eczema|"
    r"psoriasis|rosacea|anemi\w+|anaemi\w+|colou?r[- ]?blind\w*|pregnant|deaf|blind|(?:visually|hearing) impaired|"
    r"partially sighted|disabled|hard of hearing|short[- ]?sighted|"
    r"near[- ]?sighted|far[- ]?sighted|long[- ]?sighted|pacemaker|intoleran\w+|sciatica|scoliosis|gout|thyroid|"
    r"hypothyroid\w*|parkinson'?s|"
    r"alzheimer'?s|multiple sclerosis|crohn'?s|ibs|irritable bowel|acid reflux|ulcers?|vertigo|"
    r"osteoporosis|endometriosis|fibromyalgia|lupus|sleep apn(?:o)?ea|narcolep\w+|stutter|"
    r"vitiligo|h(?:a)?emophili\w+|"
    r"trouble sleeping|high cholesterol|an? (?:\w+ ){0,2}allerg(?:y|ies)|allergies|panic attacks|chronic \w+|"
    r"gallstones|kidney (?:stones|disease|problems)|hearing (?:aid|aids|loss)|hernia|varicose veins|glaucoma|"
    r"astigmatism|a prosthe\w+|an? (?:artificial|metal|new) (?:hip|knee|leg)|long covid|cystic fibrosis"
)
MEDICINE = (
    r"\b(?:pills?|tablets?|insulin|medications?|medicines?|meds|inhaler|antidepressants|blood thinners|statins|"
    r"beta blockers|painkillers|antihistamines|antibiotics|steroids|chemo(?:therapy)?|vitamins?|supplements|"
    r"metformin|ibuprofen|aspirin|thyroxine|"
    r"levothyroxine|warfarin|lithium|prozac|ritalin|iron)\b"
)

LANGUAGES = (
    r"(?:english|german|french|spanish|italian|portuguese|dutch|polish|russian|ukrainian|czech|slovak|hungarian|"
    r"romanian|bulgarian|greek|turkish|arabic|hebrew|persian|farsi|urdu|hindi|bengali|punjabi|tamil|telugu|marathi|"
    r"gujarati|chinese|mandarin|cantonese|japanese|korean|vietnamese|thai|indonesian|malay|tagalog|swahili|yoruba|"
    r"igbo|hausa|amharic|zulu|xhosa|afrikaans|swedish|norwegian|danish|finnish|icelandic|estonian|latvian|lithuanian|"
    r"croatian|serbian|slovenian|albanian|catalan|basque|galician|welsh|irish|gaelic|latin|esperanto|twi|kurdish|"
    r"pashto|nepali|sinhala|mongolian|georgian|armenian|sign language|(?:american|british) sign language|asl|bsl|"
    r"creole|quechua|hawaiian|maori|luxembourgish|maltese|flemish|yiddish|swiss german)"
)
DEMONYMS = (
    r"(?:german|french|spanish|italian|british|english|american|irish|scottish|welsh|dutch|polish|swedish|danish|"
    r"norwegian|finnish|canadian|australian|indian|chinese|japanese|korean|brazilian|mexican|"
    r"portuguese|greek|turkish|"
    r"russian|ukrainian|austrian|swiss|belgian|czech|hungarian|romanian|egyptian|moroccan|nigerian|ghanaian|kenyan|"
    r"south african|ethiopian|iranian|persian|pakistani|bangladeshi|filipino|filipina|vietnamese|thai|indonesian|"
    r"malaysian|argentinian|chilean|colombian|peruvian|cuban|israeli|lebanese|syrian|iraqi|afghan|icelandic|croatian|"
    r"serbian|bulgarian|albanian|tunisian|algerian|venezuelan|new zealander|kiwi|aussie)"
)
CREEDS = (
    r"(?:catholic|muslim|jewish|christian|protestant|orthodox|buddhist|hindu|sikh|mormon|atheist|agnostic|lutheran|"
    r"baptist|quaker|religious|spiritual|jain|anglican|methodist)"
)
TRAITS = (
    r"(?:left[- ]handed|right[- ]handed|ambidextrous|a lefty|an? introvert\w*|an? extrovert\w*|"
    r"introverted|extroverted|"
    r"shy|bald|short|tall|blonde?|ginger|a redhead|a vegetarian|gay|lesbian|bisexual|trans|transgender|straight|"
    r"non-?binary|queer|color-?blind|an? (?:perfectionist|optimist|pessimist|minimalist|feminist|realist|homeowner|"
    r"veteran|citizen of .+|us citizen|virgo|leo|aries|taurus|gemini|cancer|libra|scorpio|sagittarius|capricorn|"
    r"aquarius|pisces|millennial|boomer|foreigner|member of .+|dual citizen|homebody|people person|"
    r"slow (?:reader|eater|learner)|fast learner|good listener|quick learner|terrible cook|"
    r"(?:light|heavy|deep) sleeper)|"
    r"(?:very |a bit )?(?:clumsy|forgetful|impatient|punctual|messy|tidy|organized|disorganized|superstitious|"
    r"colorblind|nocturnal|retired|adopted|camera shy|ticklish|bad at .+|terrible at .+|good with .+))"
)
COLORS = r"(?:red|blue|green|yellow|orange|purple|pink|black|white|brown|gr[ae]y|turquoise|teal|violet|beige|navy)"
EVENTS = (
    r"(?:job interview|interview|exams?|finals|test|driving test|driving lesson|wedding|funeral|surgery|operation|"
    r"graduation|concert|conference|presentation|recital|audition|marathon|race|tournament|"
    r"match|flight|trip|vacation|"
    r"holiday|party|birthday party|reunion|appointment|check-?up|doctor'?s appointment|dentist appointment|date|"
    r"anniversary|due date|deadline|baby shower|baptism|christening|bar mitzvah|bat mitzvah|"
    r"ceremony|court date|hearing|"
    r"dinner party|barbecue|performance|gig|rehearsal|show|competition|meeting|honeymoon|housewarming|game|"
    r"scan|ultrasound|visa appointment|thesis defen[cs]e|defen[cs]e|move|moving day|first day|"
    r"last day|parents' evening|"
    r"reservation|booking|tickets?|workshop|course|class reunion|cruise)"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
A_DATE = (
    rf"\b(?:on (?:the )?(?:{_WEEKDAY}\b|{_MONTH}|\d{{1,2}}(?:st|nd|rd|th)\b|[\w-]+(?:st|nd|rd|th) of\b|"
    rf"(?:first|second|third|\w+th|\w+ (?:first|second|third|\w+th))\b|weekend\b|christmas|new year|easter)|"
    rf"(?:next|this coming|coming) (?:week|weekend|month|year|{_WEEKDAY}|{_MONTH}|spring|summer|autumn|fall|winter)\b|"
    rf"this (?:weekend|{_WEEKDAY}|summer|spring|autumn|fall|winter|{_MONTH})\b|tomorrow\b|the day after tomorrow|"
    rf"in (?:{_MONTH}|(?:the )?(?:spring|summer|autumn|fall|winter)\b|(?:two|three|four|five|six|a few|a couple of|"
    rf"\d+) (?:days|weeks|months)|a (?:week|month|fortnight))|(?:{_MONTH}) (?:the )?(?:\d{{1,2}}|\w+th|first|second|"
    rf"third|twenty \w+)\b|{_WEEKDAY} (?:morning|afternoon|evening|night)\b|over (?:christmas|easter|the weekend))"
)
"""The day of something that is to come; not a day that comes again and again ("on Mondays")."""
DAYS = (
    r"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|next|this|coming|weekend|week|month|year|spring|summer|autumn|"
    r"fall|winter|christmas|easter|new year|in (?:two|three|four|five|six|a few|a couple of|"
    r"\d+) (?:days|weeks|months)|"
    r"(?:the )?\d{1,2}(?:st|nd|rd|th)|first|second|third|(?:19|20)\d\d)\b"
)
