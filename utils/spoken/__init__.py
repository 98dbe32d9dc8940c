"""Times, lengths, repetitions and lists in the words of a person: no digits, no symbols, no long lists."""

from utils.spoken.numbers import count, listing, number, ordinal, year
from utils.spoken.rules import every, repetition
from utils.spoken.times import day, duration, moment, part_of_day, time_of_day

__all__ = [
    "count",
    "day",
    "duration",
    "every",
    "listing",
    "moment",
    "number",
    "ordinal",
    "part_of_day",
    "repetition",
    "time_of_day",
    "year",
]
