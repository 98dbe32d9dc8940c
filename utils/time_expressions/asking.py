"""The words that ask ("remind me to", "set an alarm for"): what they ask for, and the sentence without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utils.time_expressions.results import Context
from utils.time_expressions.tokens import Phrases, Words, phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from utils.time_expressions.pieces import Piece

_WAKE = phrases("wake me up", "wake me", "wake us up", "wake us", "get me up", "get us up", "get me out of bed",
                "wake - up call", "wake up call", "waking me up", "waking me", "wakes me up", "wake up", "get up",
                "be up", "waking up", "getting up", "have me up", "be awake", "wakeup call", "rouse me")  # fmt: skip
_REMIND = phrases(
    "remind me",
    "remind us",
    "reminder",
    "reminders",
    "don't let me forget",
    "do not let me forget",
    "don't forget",
    "remember to",
    "reminding me",
    "dont let me forget",
    "dont forget",
    "make sure i",
)
_ALARM = phrases("alarm", "alarms", "alarm clock")
_TIMER = phrases("timer", "timers", "count down", "countdown", "stopwatch", "time me")
_KINDS = ((Context.WAKE, _WAKE), (Context.REMINDER, _REMIND), (Context.ALARM, _ALARM), (Context.TIMER, _TIMER))
_INTO_TASK = (
    "to", "that", "about", "of", "for", "called", "named", "labelled", "labeled", "saying", "because", "so", "when",
    "with", "titled", "i", "not",
)  # fmt: skip

_POLITE = phrases(
    "good morning", "good evening", "good afternoon", "thank you", "thanks",
    "can you please", "could you please", "would you please", "can you", "could you", "would you", "will you",
    "please", "hey", "hi", "hello", "okay", "ok", "um", "uh", "erm", "er", "well", "so", "alright", "right",
    "i want you to", "i'd like you to", "i would like you to", "i need you to", "would you mind", "i want to",
    "i'd like to", "i would like to", "i'd like", "i would like", "i want", "let's", "just", "yeah", "yes", "and",
    "then", "also", "kindly", "hmm", "i need", "oh", "go ahead and", "like", "maybe", "you know", "let's say",
    "lets say", "be sure to", "make sure to", "now", "but",
)  # fmt: skip
_TAIL = phrases(
    "please", "thanks", "thank you", "thank you very much", "okay", "ok", "if you can", "if you could", "would you",
    "will you", "could you", "can you", "for me", "um", "uh", "and", "or", "at", "on", "in", "by", "for", "so",
    "then", "or so", "right", "i think", "i guess", "i mean", "you know", "like", "the", "as well", "too",
    "if possible", "maybe", "remind me", "wake me", "wake me up", "again", "let's say", "lets say", "say", "from",
    "until", "to",
)  # fmt: skip
_PARTICLES = ("on", "in")  # they end verbs, too: "turn on", "check in"
_LIKENESS = ("look", "looks", "sound", "sounds", "feel", "feels", "seem", "seems", "taste", "tastes", "is", "weather")
# after these words a small word before a time is not the time's own
_NEW_TIME = (
    "at", "on", "in", "by", "for", "from", "until", "before", "around", "about", "within", "after", "today", "tomorrow",
    "tonight", "every", "each", "daily", "starting",
)  # fmt: skip
_VERBS = (
    "set", "create", "make", "add", "put", "give", "schedule", "start", "need", "want", "get", "have", "book",
    "run", "begin", "send", "setup", "new", "another", "wake", "want", "turn",
)  # fmt: skip
_NOUNS = ("alarm", "alarms", "reminder", "reminders", "timer", "timers", "countdown")
_SMALL = (
    "me", "us", "up", "in", "a", "an", "the", "my", "another", "one", "more", "new", "on", "second", "two", "three",
    "it", "also", "quick", "an",
)  # fmt: skip
_REMINDERS = phrases(
    "to be reminded", "be reminded", "reminded",
       "remind me again", "remind me", "remind us", "don't let me forget", "do not let me forget", "dont let me forget",
    "don't forget", "dont forget", "remember", "give me a reminder", "send me a reminder", "i need a reminder",
    "i need to remember", "i have to remember", "i must remember", "help me remember", "make sure i remember",
    "make sure i", "make sure that i", "please remind me", "reminding me", "i need reminding", "notify me", "ping me",
    "alert me", "nudge me", "give me a nudge", "tell me", "let me know", "i should remember", "have me",
)  # fmt: skip
_WAKING = phrases(
    "wake me up", "wake me", "wake us up", "wake us", "get me up", "get us up", "get me out of bed",
    "give me a wake up call", "to get up", "to wake up", "get up", "wake up", "have to get up", "have to wake up",
    "must get up", "must wake up", "to be up", "be up", "i have to get up", "i have to wake up", "i have to be up",
    "i must get up", "give me a wake - up call", "a wake up call", "wake up call", "wake - up call", "have me up",
    "count down", "countdown", "time me", "i need a wake up call", "wakeup call", "make sure i'm up",
    "make sure i am up", "rouse me",
)  # fmt: skip
_LINKS = (
    "to", "about", "that", "of", "for", "called", "named", "labelled", "labeled", "saying", "titled", "says",
    "with", "when", "i",
)  # fmt: skip
_ANOTHER = phrases(
    "and another one",
    "and another",
    "and one more",
    "another one",
    "another",
    "one more",
    "and also",
    "a second one",
    "and one",
    "and a second one",
    "plus one",
    "and then another",
    "and then one",
    "one",
)


def asks_for(words: Words) -> Context | None:
    """What the first asking words of a sentence ask for."""
    for at in range(words.count):
        for context, options in _KINDS:
            if words.first_of(at, options) is not None:
                if words[at] == "remember" and words[at - 1] in ("i", "you", "can't", "don't"):
                    continue
                return context
    return None


def task_start(words: Words, pieces: Sequence[Piece]) -> int:
    """Where the task begins ("to call mom"), or the end of the sentence if none is told apart."""
    inside = {
        index: piece.end for piece in pieces for index in range(min(piece.start, piece.marker % (10**6)), piece.end)
    }
    for at in range(words.count):
        if at in inside:
            continue
        end = next((found for _, options in _KINDS if (found := words.first_of(at, options)) is not None), None)
        if end is None:
            continue
        while end in inside or words[end] in (",", "please", "um", "uh", "again", "and", "or", "clock"):
            if end not in inside and words[end] in ("and", "or"):
                break
            end = inside.get(end, end + 1)
        return end if words[end] in _INTO_TASK else words.count
    return words.count


def without_asking(words: Words, taken: set[int]) -> str:
    """The sentence without the tokens `taken` and without what asks: "call mom and not to forget the keys"."""
    left = [index for index in range(words.count) if index not in taken]
    left = _trim_front(words, left)
    left = _drop_asking(words, left)
    left = _trim_front(words, left) if not left or left[0] == 0 else left
    left = _trim_back(words, left)
    return _join(words, left)


def _matches(words: Words, left: list[int], at: int, options: Phrases) -> int:
    """How many of the remaining tokens from `at` on one of the phrases covers."""
    for phrase in options.by_first_word.get(words[left[at]], ()) if at < len(left) else ():
        if len(left) - at >= len(phrase) and all(words[left[at + n]] == word for n, word in enumerate(phrase)):
            return len(phrase)
    return 0


def _trim_front(words: Words, left: list[int]) -> list[int]:
    while left:
        size = _matches(words, left, 0, _POLITE)
        if size:
            left = left[size:]
        elif not words[left[0]][0].isalnum() and words[left[0]] not in ('"', "'", "$", "€", "£", "#", "@", "(", "½"):
            left = left[1:]
        else:
            return left
    return left


def _belongs(words: Words, last: int) -> bool:
    """Whether a small word at the end is the task's: "turn it on" before "at six", "what is it like" before "today"."""
    word = words[last]
    if word == "like":
        return words[last - 1] in _LIKENESS or words[0].startswith(("what", "how"))
    if word not in _PARTICLES:
        return False
    return last + 1 >= words.count or words[last + 1] in _NEW_TIME


def _trim_back(words: Words, left: list[int]) -> list[int]:
    while left:
        if _belongs(words, left[-1]):
            return left
        for phrase in _TAIL.longest_first():
            size = len(phrase)
            if len(left) >= size and all(words[left[n - size]] == word for n, word in enumerate(phrase)):
                left = left[:-size]
                break
        else:
            if words[left[-1]][0].isalnum() or words[left[-1]] in ('"', "'", "%", ")", "!", "?", "½", "€"):
                return left
            left = left[:-1]
    return left


def _drop_asking(words: Words, left: list[int]) -> list[int]:
    for at in range(len(left)):
        size = _matches(words, left, at, _REMINDERS)
        if size and (at == 0 or words[left[at]] in ("remind", "don't", "dont")):
            return left[:at] + _after_link(words, left[at + size :], reminder=True)
        size = _matches(words, left, at, _WAKING)
        if size and at <= 1:
            return left[:at] + _after_link(words, left[at + size :], reminder=False)
        if at == 0:
            size = _matches(words, left, 0, _ANOTHER)
            if size and (len(left) == size or words[left[size]] in ("for", "at", "on", "to", "about", "called")):
                return _after_link(words, left[size:], reminder=False)
        found = _noun(words, left, at)
        if found is not None:
            return found
        if at > 0:
            break
    return left


def _noun(words: Words, left: list[int], at: int) -> list[int] | None:
    """Such as "set a pasta timer", "alarm": what stands between verb and noun is the label."""
    end = at
    verb = words[left[end]] in _VERBS
    if verb:
        end += 1
    while end < len(left) and words[left[end]] in _SMALL:
        end += 1
    for size in range(4):
        noun = end + size
        if noun < len(left) and words[left[noun]] in _NOUNS:
            if size and not verb and (words[left[noun]] not in ("timer", "alarm") or words[left[noun - 1]] in _SMALL):
                return None
            label = left[end:noun]
            after = noun + 2 if noun + 1 < len(left) and words[left[noun + 1]] == "clock" else noun + 1
            rest = _after_link(words, left[after:], reminder=words[left[noun]].startswith("reminder"))
            return left[:at] + label + rest
    return None


def _after_link(words: Words, left: list[int], *, reminder: bool) -> list[int]:
    """Drop "to", "about", "that", "for", "called" after the asking words."""
    while left and (
        not words[left[0]][0].isalnum() or words[left[0]] in ("please", "um", "uh", "again", "at", "on", "in")
    ):
        if words[left[0]] in ('"', "'"):
            break
        left = left[1:]
    if left and words[left[0]] in _LINKS and words[left[0]] not in ("i", "with", "when"):
        if words[left[0]] == "that" and len(left) > 1 and words[left[1]] == "says":
            return left[2:]
        if words[left[0]] == "for" and reminder:
            return left[1:]
        left = left[1:]
        while left and words[left[0]] in ("um", "uh", ",", "please", "like"):
            left = left[1:]
    return left


def _join(words: Words, left: list[int]) -> str:
    """The text of the remaining tokens, spaces and commas put in order."""
    out = ""
    last = -2
    for index in left:
        token = words.tokens[index]
        if (
            out
            and not token.text[0].isalnum()
            and token.text in (",", ".", ";", ":", "!", "?")
            and not out[-1].isalnum()
        ):
            last = index
            continue
        space = not (token.glued and last == index - 1)
        if token.text in (",", ".", ";", "!", "?", ":") and last != index - 1:
            space = False
        out += (" " if out and space else "") + token.text
        last = index
    return out.replace("( )", "").replace("()", "").strip(" ,;:-\u2013")
