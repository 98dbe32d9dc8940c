"""The words of time: names of days, months, parts of a day, feasts, units, and the small words around them."""

from __future__ import annotations

from utils.time_expressions.tokens import phrases, word_set

WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "wensday": 2, "wednsday": 2, "teusday": 1, "thurday": 3, "saterday": 5,
}  # fmt: skip
SHORT_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4,
}  # fmt: skip
# also English words ("wed", "sat", "sun"): days only where a day is due
DOUBTFUL_WEEKDAYS = {"wed": 2, "sat": 5, "sun": 6}
WEEKDAY_PLURALS = {f"{name}s": number for name, number in WEEKDAYS.items()}
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "febuary": 2,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

# seconds, days or months of one unit; the name tells which
SECOND_UNITS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600}
DAY_UNITS = {"day": 1, "week": 7, "wk": 7, "fortnight": 14}
MONTH_UNITS = {"month": 1, "mth": 1, "quarter": 3, "year": 12, "yr": 12, "decade": 120}
LETTER_UNITS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "y": "year"}

FILLERS = word_set(
    "um uh uhm erm er hmm like well maybe perhaps please okay ok so just say right about exactly roughly "
    "approximately approx probably around circa only yeah yes kindly sometime"
)
FILLER_PHRASES = phrases(
    "let's say", "lets say", "you know", "i think", "i guess", "i don't know", "i dunno", "i suppose", "say", "maybe",
    "perhaps",
)  # fmt: skip

# what may follow a time without making it the number of something ("at seven dwarfs")
FUNCTION = word_set(
    "to and or that about for on in at by with from of off please thanks thank because so but when if then until till "
    "til before after every each is was were be as too also instead sharp i you we he she they it me my our your the a "
    "an not no yes okay ok um uh erm er like this next exactly which would will can could should may might must do "
    "does let's don't i'm it's i've i'll we're there's there today tomorrow tonight yesterday starting beginning "
    "except without unless while since through both all today's now again sorry actually wait rather per "
    "weekdays weekends daily instead called named labelled labeled saying titled"
)
NOT_AFTER_AT = word_set(
    "percent dollars dollar euros euro pounds pound degrees degree mph kph km kilometers kilometres miles mile street "
    "avenue road lane drive boulevard st ave rd downing main people persons meters metres feet points point stars "
    "months month years year weeks week days day hours hour minutes minute seconds second mins min times cents "
    "grams kilos kilo kg pages page rooms items of time"
)
NOT_AFTER_ORDINAL = word_set(
    "floor street avenue st ave grade place date try attempt row page chapter anniversary birthday element gear base "
    "half quarter one person amendment day days week weeks time times thing things stage step part item hole lap "
    "round line level symphony edition generation world hand degree class year month avenue of "
    "hour minute century man night dimension"
)
DETERMINERS = word_set("the my our your his her their its that a an those these")

PRICED = word_set("cost costs price paid pay pays owe owes")

TIME_NOUNS = word_set("alarm alarms timer reminder noon midnight midday o'clock oclock week xmas christmas")

# the hour of DayParts that a phrase means
PARTS = {
    "morning": "morning", "mornings": "morning", "afternoon": "afternoon", "afternoons": "afternoon",
    "evening": "evening", "evenings": "evening", "night": "night", "nights": "night", "lunchtime": "lunchtime",
    "bedtime": "bedtime", "eod": "end_of_day", "cob": "end_of_day",
}  # fmt: skip
PART_PHRASES = {
    "end of the day": "end_of_day", "end of day": "end_of_day", "end of the working day": "end_of_day",
    "end of business": "end_of_day", "close of business": "end_of_day", "close of play": "end_of_day",
    "lunch time": "lunchtime", "bed time": "bedtime",
    "the end of the day": "end_of_day", "the end of day": "end_of_day", "the day's end": "end_of_day",
    "first thing in the morning": "morning", "first thing": "morning", "the morning": "morning",
    "the afternoon": "afternoon", "the evening": "evening", "the night": "night",
    "early in the morning": "early", "early morning": "early", "early afternoon": "early", "late afternoon": "late",
    "late morning": "late", "late evening": "late", "early evening": "early", "late at night": "late",
    "late night": "late", "mid morning": "late", "mid afternoon": "late",
    "this time": "now", "this same time": "now", "this exact time": "now", "the same time": "now",
    "the same time as now": "now", "same time": "now", "this hour": "now", "this time of day": "now",
    "the mornings": "morning", "the evenings": "evening", "the afternoons": "afternoon", "the nights": "night",
}  # fmt: skip

FIXED_FEASTS = {
    "christmas": (12, 25), "christmas day": (12, 25), "xmas": (12, 25), "xmas day": (12, 25),
    "christmas eve": (12, 24), "xmas eve": (12, 24), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new years eve": (12, 31), "new year eve": (12, 31),
    "new year's day": (1, 1), "new years day": (1, 1), "new year's": (1, 1), "new years": (1, 1), "new year": (1, 1),
    "the new year": (1, 1), "halloween": (10, 31), "hallowe'en": (10, 31), "valentine's day": (2, 14),
    "valentines day": (2, 14), "valentine's": (2, 14), "valentines": (2, 14), "independence day": (7, 4),
    "st patrick's day": (3, 17), "st patricks day": (3, 17), "saint patrick's day": (3, 17),
    "saint patricks day": (3, 17), "april fools": (4, 1), "april fool's": (4, 1), "april fools day": (4, 1),
    "april fool's day": (4, 1), "april fools' day": (4, 1), "groundhog day": (2, 2), "earth day": (4, 22),
    "cinco de mayo": (5, 5), "veterans day": (11, 11), "veteran's day": (11, 11), "saint nicholas day": (12, 6),
    "st nicholas day": (12, 6), "epiphany": (1, 6), "all saints day": (11, 1), "all saints' day": (11, 1),
    "guy fawkes night": (11, 5), "bonfire night": (11, 5), "juneteenth": (6, 19), "international women's day": (3, 8),
    "may day": (5, 1),
}  # fmt: skip
# month, weekday, which one of the month (-1 the last), days after it
FLOATING_FEASTS = {
    "thanksgiving": (11, 3, 4, 0), "thanksgiving day": (11, 3, 4, 0), "black friday": (11, 3, 4, 1),
    "cyber monday": (11, 3, 4, 4), "labor day": (9, 0, 1, 0), "memorial day": (5, 0, -1, 0),
    "martin luther king day": (1, 0, 3, 0), "mlk day": (1, 0, 3, 0), "presidents day": (2, 0, 3, 0),
    "presidents' day": (2, 0, 3, 0), "president's day": (2, 0, 3, 0), "columbus day": (10, 0, 2, 0),
    "mother's day": (5, 6, 2, 0), "mothers day": (5, 6, 2, 0), "father's day": (6, 6, 3, 0),
    "fathers day": (6, 6, 3, 0),
}  # fmt: skip
EASTER_FEASTS = {
    "easter": 0, "easter sunday": 0, "good friday": -2, "easter monday": 1, "palm sunday": -7, "ash wednesday": -46,
    "ascension day": 39, "whit sunday": 49, "pentecost": 49, "whit monday": 50, "maundy thursday": -3,
    "shrove tuesday": -47, "mardi gras": -47,
}  # fmt: skip
FEASTS = phrases(*FIXED_FEASTS, *FLOATING_FEASTS, *EASTER_FEASTS)

VAGUE = {
    "soon": "When exactly?",
    "later": "When exactly?",
    "later today": "At what time today?",
    "later this morning": "At what time this morning?",
    "later this afternoon": "At what time this afternoon?",
    "later this evening": "At what time this evening?",
    "later on": "When exactly?",
    "later tonight": "At what time tonight?",
    "later this week": "On which day, and at what time?",
    "later this month": "On which day?",
    "later this year": "On which day?",
    "sometime": "When exactly?",
    "some time": "When exactly?",
    "sometime soon": "When exactly?",
    "sometime later": "When exactly?",
    "some day": "On which day?",
    "someday": "On which day?",
    "some day soon": "On which day?",
    "some other time": "When exactly?",
    "another time": "When exactly?",
    "one day": "On which day?",
    "one of these days": "On which day?",
    "any day now": "On which day?",
    "any time": "When exactly?",
    "anytime": "When exactly?",
    "anytime soon": "When exactly?",
    "at some point": "When exactly?",
    "some point": "When exactly?",
    "in a bit": "In how many minutes?",
    "in a little bit": "In how many minutes?",
    "in a little": "In how many minutes?",
    "in a little while": "In how many minutes?",
    "in a while": "When exactly?",
    "after a while": "When exactly?",
    "in a moment": "In how many minutes?",
    "in a sec": "In how many minutes?",
    "in a jiffy": "In how many minutes?",
    "a bit later": "In how many minutes?",
    "a little later": "In how many minutes?",
    "shortly": "In how many minutes?",
    "before long": "When exactly?",
    "eventually": "When exactly?",
    "in the near future": "When exactly?",
    "in the future": "When exactly?",
    "in due course": "When exactly?",
    "in the coming days": "On which day?",
    "in the next few days": "On which day?",
    "the next few days": "On which day?",
    "the next couple of days": "On which day?",
    "the other day": "Which day do you mean?",
    "when i get home": "At what time will that be?",
    "when i'm home": "At what time will that be?",
    "when i get back": "At what time will that be?",
    "when i get there": "At what time will that be?",
    "when i get to work": "At what time will that be?",
    "after work": "At what time will that be?",
    "before work": "At what time will that be?",
    "after school": "At what time will that be?",
    "after dinner": "At what time will that be?",
    "before dinner": "At what time will that be?",
    "after lunch": "At what time will that be?",
    "before lunch": "At what time will that be?",
    "after breakfast": "At what time will that be?",
    "before breakfast": "At what time will that be?",
    "before bed": "At what time will that be?",
    "before school": "At what time will that be?",
    "at dinner time": "At what time will that be?",
    "at dinnertime": "At what time will that be?",
    "at breakfast time": "At what time will that be?",
    "at teatime": "At what time will that be?",
    "at suppertime": "At what time will that be?",
    "at breakfast": "At what time will that be?",
    "at dinner": "At what time will that be?",
    "at sunrise": "At what time will that be?",
    "at sunset": "At what time will that be?",
    "before sunrise": "At what time will that be?",
    "before sunset": "At what time will that be?",
    "after sunset": "At what time will that be?",
    "at dawn": "At what time will that be?",
    "at dusk": "At what time will that be?",
    "this week": "On which day this week?",
    "for the rest of the week": "On which day this week?",
    "the rest of the week": "On which day this week?",
    "for the rest of the month": "On which day this month?",
    "the rest of the month": "On which day this month?",
    "sometime this week": "On which day this week?",
    "sometime over the weekend": "On which day, and at what time?",
    "sometime this weekend": "On which day, and at what time?",
    "sometime at the weekend": "On which day, and at what time?",
    "sometime on the weekend": "On which day, and at what time?",
    "sometime next weekend": "On which day, and at what time?",
    "sometime next week": "On which day next week?",
    "some time next week": "On which day next week?",
    "some time this week": "On which day this week?",
    "sometime next month": "On which day next month?",
    "sometime this month": "On which day this month?",
    "sometime today": "At what time today?",
    "sometime tomorrow": "At what time tomorrow?",
    "some time tomorrow": "At what time tomorrow?",
    "sometime tonight": "At what time tonight?",
    "this month": "On which day this month?",
    "this year": "On which day?",
    "midweek": "On which day?",
    "mid week": "On which day?",
    "middle of the week": "On which day?",
    "middle of next week": "On which day next week?",
    "middle of the month": "On which day?",
    "middle of next month": "On which day?",
    "middle of the night": "At what time?",
    "middle of the day": "At what time?",
    "middle of the afternoon": "At what time?",
    "early next week": "On which day next week?",
    "late next week": "On which day next week?",
    "early next month": "On which day?",
    "late next month": "On which day?",
    "early tomorrow": "At what time tomorrow?",
    "early this week": "On which day this week?",
    "late tomorrow": "At what time tomorrow?",
    "late tonight": "At what time tonight?",
    "late today": "At what time today?",
    "in the meantime": "When exactly?",
    "the week": "On which day?",
    "every so often": "How often exactly?",
    "every now and then": "How often exactly?",
    "now and then": "How often exactly?",
    "from time to time": "How often exactly?",
    "regularly": "How often exactly?",
    "occasionally": "How often exactly?",
    "once in a while": "How often exactly?",
    "every once in a while": "How often exactly?",
    "every now and again": "How often exactly?",
}  # fmt: skip
VAGUE |= {
    f"{lead} {season}": "On which day?"
    for lead in ("this", "next", "this coming")
    for season in ("spring", "summer", "autumn", "winter", "fall")
}
VAGUE_PHRASES = phrases(*VAGUE)

CORRECTIONS = phrases(
    "no wait", "wait no", "no sorry", "sorry no", "no actually", "actually no", "no i mean", "no i meant", "i mean",
    "i meant", "i mean no", "no make that", "no make it", "make that", "or rather", "rather", "scratch that", "no no",
    "sorry", "actually", "correction", "no", "no wait make it", "no wait make that", "oh no", "hang on", "hold on",
    "no hang on", "no hold on", "wait", "sorry i mean", "sorry i meant", "no sorry i mean", "no not that", "nope",
    "actually make it", "actually make that", "sorry make it", "sorry make that", "wait make it", "wait make that",
    "no let's say", "no lets say", "actually let's say", "no rather", "no better", "or actually", "oh sorry",
    "oh wait", "oh wait no", "no wait sorry", "well actually", "i'm sorry", "better make it", "better", "let's make it",
)  # fmt: skip
