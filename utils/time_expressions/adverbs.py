"""Repetitions in one word: "daily", "weekdays", "biweekly", "on a weekly basis"."""

from __future__ import annotations

from utils.time_expressions import lexicon
from utils.time_expressions.rules import WEEKEND, WORKDAYS, Found, Repeat
from utils.time_expressions.tokens import Words, phrases

_ADVERBS = {
    "daily": Repeat("DAILY"), "everyday": Repeat("DAILY"), "hourly": Repeat("HOURLY"), "weekly": Repeat("WEEKLY"),
    "monthly": Repeat("MONTHLY"), "yearly": Repeat("YEARLY"), "annually": Repeat("YEARLY"),
    "quarterly": Repeat("MONTHLY", 3), "biweekly": Repeat("WEEKLY", 2), "fortnightly": Repeat("WEEKLY", 2),
    "nightly": Repeat("DAILY", part="night"), "weekdays": Repeat("WEEKLY", days=WORKDAYS),
    "workdays": Repeat("WEEKLY", days=WORKDAYS), "weekends": Repeat("WEEKLY", days=WEEKEND),
    "weeknights": Repeat("WEEKLY", days=WORKDAYS, part="night"),
    "biannually": Repeat("MONTHLY", 6), "semiannually": Repeat("MONTHLY", 6),
    "bimonthly": Repeat("MONTHLY", problem="Every two months, or twice a month?"),
    "biyearly": Repeat("YEARLY", problem="Every two years, or twice a year?"),
}  # fmt: skip


_ADVERB_PHRASES = {
    "bi weekly": "biweekly", "bi - weekly": "biweekly", "bi monthly": "bimonthly", "bi - monthly": "bimonthly",
    "every day of the week": "daily", "all weekdays": "weekdays", "working days": "weekdays",
    "business days": "weekdays", "school days": "weekdays", "week days": "weekdays", "week ends": "weekends",
    "every day": "daily", "half yearly": "biannually", "half - yearly": "biannually", "work days": "weekdays",
    "day after day": "daily", "the weekdays": "weekdays", "the weekends": "weekends", "all days": "daily",
    "semi annually": "semiannually", "semi - annually": "semiannually", "on a daily basis": "daily",
    "on a weekly basis": "weekly", "on a monthly basis": "monthly", "each day of the week": "daily",
    "seven days a week": "daily", "7 days a week": "daily", "five days a week": "weekdays",
    "once daily": "daily", "once weekly": "weekly", "once monthly": "monthly", "once yearly": "yearly",
}  # fmt: skip


_ADVERB_LIST = phrases(*_ADVERB_PHRASES)


def find_adverb(words: Words, at: int) -> Found | None:
    """The repetition that one word or a fixed phrase at `at` says."""
    phrase = words.first_of(at, _ADVERB_LIST)
    if phrase is not None:
        return _ADVERBS[_ADVERB_PHRASES[" ".join(words.lower[at:phrase])]], phrase
    if words[at] == "weekday" and words[at + 1] in ("mornings", "evenings", "afternoons", "nights"):
        return Repeat("WEEKLY", days=WORKDAYS), at + 1
    if words[at] == "weekend" and words[at + 1] in ("mornings", "evenings", "afternoons", "nights"):
        return Repeat("WEEKLY", days=WEEKEND), at + 1
    found = _ADVERBS.get(words[at])
    if found is None:
        return None
    # "the daily report", "my weekly call" are names of things
    if words[at - 1] in lexicon.DETERMINERS and words[at + 1] not in lexicon.FUNCTION and words[at + 1].isalpha():
        return None if words[at + 1] not in ("alarm", "reminder", "alarms", "reminders") else (found, at + 1)
    return found, at + 1
