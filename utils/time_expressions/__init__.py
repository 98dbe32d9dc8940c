"""What a time said in English means: "half past six tomorrow" to a moment, "every other Tuesday" to a rule."""

from utils.time_expressions.adjusting import adjust
from utils.time_expressions.resolving import resolve
from utils.time_expressions.results import (
    Context,
    DayParts,
    Duration,
    Grain,
    Moment,
    Nothing,
    PastTime,
    Recurrence,
    Resolved,
    Several,
    Single,
    TimeExpressionError,
    Unclear,
    Value,
)

__all__ = [
    "Context",
    "DayParts",
    "Duration",
    "Grain",
    "Moment",
    "Nothing",
    "PastTime",
    "Recurrence",
    "Resolved",
    "Several",
    "Single",
    "TimeExpressionError",
    "Unclear",
    "Value",
    "adjust",
    "resolve",
]
