"""Finds the pieces of time in a sentence, from left to right, the longest reading first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.clocks import Clock, Strength, find_clock, half_of_day
from utils.time_expressions.dates import weekday_at
from utils.time_expressions.days import find_day
from utils.time_expressions.doubts import Doubts
from utils.time_expressions.leads import find_role
from utils.time_expressions.numbers import whole
from utils.time_expressions.pieces import Except, Kind, Part, Piece, Role, Shift, Window
from utils.time_expressions.repeats import find_repeat
from utils.time_expressions.rules import codes, weekday_list
from utils.time_expressions.spans import Span, find_span, prefix_end, unit_at
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from datetime import date

_EXCEPTS = phrases(
    "except for", "except on", "except", "but not on", "but not", "excluding", "apart from", "other than", "besides",
    "not on", "skipping", "without", "with the exception of", "leaving out", "bar", "save for", "but skip", "skip",
    "not counting", "aside from", "but never on", "minus", "not", "and not on", "and skip", "just not", "just not on",
    "only not on", "except for on", "but excluding",
)  # fmt: skip
_NEXT_ONE = phrases("the next one", "the next time", "the first one", "the first time", "next one", "only the next one",
                    "the first", "the coming one", "this one", "the next")  # fmt: skip
_LATER = phrases(
    "from now on", "from now", "from right now", "later", "hence", "from this moment", "later on", "down the line"
)
_AGO = phrases("ago", "earlier", "before now", "back")
_TIME_TAIL = phrases("' s time", "time", "' time", "s time")
_NOW = phrases(
    "right now", "right away", "straight away", "immediately", "now", "just now", "rightnow", "asap", "at once",
    "this instant", "this very moment", "as soon as possible", "this minute", "this second",
)  # fmt: skip
_THIS_PARTS = phrases("this morning", "this afternoon", "this evening", "this night", "tonight", "this lunchtime",
                      "later tonight", "this very evening", "to night", "tonite")  # fmt: skip
_PARTS = phrases(*lexicon.PART_PHRASES, *lexicon.PARTS)
_BEFORE_IT = phrases(
    "before",
    "beforehand",
    "in advance",
    "ahead",
    "before that",
    "before it",
    "prior",
    "ahead of time",
    "before then",
    "before it starts",
)
_MAKE_IT = phrases("make it", "make that", "let's make it", "let's say", "lets say", "better", "rather", "i said")


class Scanner:
    """Walks over the words once and collects pieces."""

    def __init__(self, words: Words, today: date, *, counting: bool, asked: bool, bare: bool, changing: bool) -> None:
        """What is expected; see Doubts."""
        self.words = words
        self.today = today
        self.changing = changing
        self.pieces: list[Piece] = []
        self.doubts = Doubts(words, self.pieces, counting=counting, asked=asked, bare=bare, changing=changing)

    def run(self) -> list[Piece]:
        """All pieces that hold, in order."""
        at = 0
        while at < self.words.count:
            marker = self._marker(at)
            piece = self._piece(marker if marker is not None else at, corrected=marker is not None)
            if piece is None and marker is not None:
                piece, marker = self._piece(at, corrected=False), None
            if piece is None:
                at += 1
                continue
            if marker is not None:
                piece.corrects, piece.marker = True, at
            self.pieces.append(piece)
            at = piece.end
        return self.doubts.kept()

    def _marker(self, at: int) -> int | None:
        """Where the correction begins if "no wait" and the like stand at `at` after a piece."""
        if not self.pieces:
            return None
        start = at
        while self.words[start] in (",", "-", ".", "\u2013", "\u2014", "…") and start < at + 4:
            start += 1
        end = self.words.first_of(start, lexicon.CORRECTIONS)
        if end is None:
            return None
        while True:
            while self.words[end] in (",", "-", "\u2013", "\u2014", "um", "uh", ".", "…", ":"):
                end += 1
            again = self.words.first_of(end, lexicon.CORRECTIONS) or self.words.first_of(end, _MAKE_IT)
            if again is None or again > at + 16:
                return end
            end = again

    def _piece(self, at: int, *, corrected: bool) -> Piece | None:
        best = self._core(at, at, Role.NONE, corrected=corrected)
        role, after = self._role(at)
        if after > at:
            led = self._core(after, at, role, corrected=corrected)
            if led and (best is None or led.end >= best.end):
                best = led
        return best

    def _role(self, at: int) -> tuple[Role, int]:
        role, end = find_role(self.words, at)
        if self.changing and end == at and self.words[at] in ("to", "into"):
            return Role.TO, at + 1
        return role, end

    def _core(self, at: int, start: int, role: Role, *, corrected: bool) -> Piece | None:
        """The longest piece whose own words begin at `at`."""
        found: list[Piece] = []
        lead = self._lead(at, start, role)
        if lead:
            found.append(lead)
        if role is Role.NONE:
            found += [piece for piece in (self._vague(at), self._except(at), self._now(at)) if piece]
        elif role is Role.FROM and (now := self._now(at)):
            found.append(Piece(Kind.NOW, None, start, now.end, at, role))
        window = self._window(at, start, role)
        if window:
            found.append(window)
        repeat = (
            find_repeat(self.words, at, self.today) if role not in (Role.BETWEEN, Role.WITHIN, Role.BEFORE) else None
        )
        if repeat:
            found.append(Piece(Kind.REPEAT, repeat[0], start, repeat[1], at, role))
        found += [piece for piece in (self._length(at, start, role), self._part(at, start, role)) if piece]
        day = find_day(self.words, at, self.today) if role not in (Role.WITHIN, Role.BETWEEN) else None
        if day and self.doubts.day_holds(day[0], at, day[1], role):
            found.append(Piece(Kind.DAY, day[0], start, day[1], at, role))
        clock = find_clock(self.words, at) if role not in (Role.WITHIN, Role.BETWEEN) else None
        if clock:
            found.append(Piece(Kind.CLOCK, clock[0], start, clock[1], at, role, clock[2]))
        found += [piece for piece in (self._times(at, start, role), self._unitless(at, start, role)) if piece]
        if corrected and not found:
            return self._after_correction(at)
        return max(found, key=lambda piece: (piece.end, -_ORDER.index(piece.kind))) if found else None

    def _after_correction(self, at: int) -> Piece | None:
        """Such as "no, pm" and "no, fifteen" name only what is changed."""
        half = half_of_day(self.words, at)
        return Piece(Kind.HALF, half[0], at, half[1], at) if half else None

    def _vague(self, at: int) -> Piece | None:
        end = self.words.first_of(at, lexicon.VAGUE_PHRASES)
        if end is None:
            return None
        text = " ".join(self.words.lower[at:end])
        if text in ("one day", "the week", "some time", "another time") and self.words.count > end - at + 3:
            return None
        if text in ("later", "some time", "another time", "any time", "anytime") and self.words[end] in (
            "than",
            "with",
        ):
            return None
        return Piece(Kind.VAGUE, lexicon.VAGUE[text], at, end, at)

    def _unitless(self, at: int, start: int, role: Role) -> Piece | None:
        """Such as "in fifteen": probably minutes, but who knows."""
        count = whole(self.words, at) if role is Role.IN and self.words[start] == "in" else None
        if count is None or not 1 < count[0] <= 120 or self.words[count[1]] not in ("", ".", ",", "please"):
            return None
        said = self.words.slice(at, count[1])
        return Piece(Kind.SHIFT, Shift(Span(problem=f"In {said} minutes?")), start, count[1], at, role)

    def _now(self, at: int) -> Piece | None:
        end = self.words.first_of(at, _NOW)
        if end is None or (
            self.words[at] == "now" and self.words.count > 1 and self.words[end] not in ("", ".", "please")
        ):
            return None
        return Piece(Kind.NOW, None, at, end, at)

    def _except(self, at: int) -> Piece | None:
        start = at + 1 if self.words[at] == "," else at
        end = self.words.first_of(start, _EXCEPTS)
        if end is None and self.words[start] == "but":
            end = start + 1
        if end is None or not self.pieces:
            return None
        end = end + 1 if self.words[end] in ("on", "for", "the") and self.words[end + 1] != "next" else end
        days = weekday_list(self.words, end)
        if days and self.words[days[1] - 1] != "week":
            return Piece(Kind.EXCEPT, Except(days=codes(days[0])), at, days[1], start)
        if self.words[end] in ("weekends", "weekend"):
            return Piece(Kind.EXCEPT, Except(days=("SA", "SU")), at, end + 1, start)
        if self.words[end] == "weekdays":
            return Piece(Kind.EXCEPT, Except(days=("MO", "TU", "WE", "TH", "FR")), at, end + 1, start)
        # "the" was passed over above, but it belongs to "the 25th" and "the next one"
        back = end - 1 if self.words[end - 1] == "the" else end
        return self._except_dates(at, start, back) or self._except_next(at, start, back)

    def _except_next(self, at: int, start: int, end: int) -> Piece | None:
        after = self.words.first_of(end, _NEXT_ONE)
        return Piece(Kind.EXCEPT, Except(next_one=True), at, after, start) if after is not None else None

    def _except_dates(self, at: int, start: int, end: int) -> Piece | None:
        dates: list[date] = []
        last = end
        while len(dates) < 12:
            step = last + 1 if dates and self.words[last] in ("and", ",") else last
            step = step + 1 if self.words[step] in ("and", "on") else step
            if dates and step == last:
                break
            day = find_day(self.words, step, self.today)
            if day is None or day[0].problem or day[0].past:
                break
            dates.append(day[0].date)
            last = day[1]
        return Piece(Kind.EXCEPT, Except(dates=tuple(dates)), at, last, start) if dates else None

    def _window(self, at: int, start: int, role: Role) -> Piece | None:
        """Such as "between nine and five", "from 9 to 5", "9am-5pm"."""
        if role not in (Role.BETWEEN, Role.FROM, Role.NONE, Role.AT, Role.FOR, Role.ON):
            return None
        first = self._plain_clock(at)
        if first is None:
            return None
        joins = ("and",) if role is Role.BETWEEN else ("to", "till", "until", "til", "-", "\u2013", "through", "and")
        join = first[1]
        if self.words[join] not in joins or (self.words[join] == "and" and role is not Role.BETWEEN):
            return None
        open_ended = role not in (Role.BETWEEN, Role.FROM)
        digits = self.words[join] in ("-", "\u2013") and self.words.digits(at) and self.words.digits(join + 1)
        last = find_clock(self.words, join + 1)
        if open_ended and first[2] is Strength.WEAK and not digits and not self._written_range(at, role, last):
            return None
        if last is None or (self.words[last[1]] in lexicon.NOT_AFTER_AT and last[2] is Strength.WEAK):
            return None
        if open_ended and last[2] is not Strength.SURE and first[2] is not Strength.SURE:
            return None
        between = role is Role.BETWEEN
        said = self.words.slice(at, last[1])
        return Piece(Kind.WINDOW, Window(first[0], last[0], between, said), start, last[1], at, role)

    def _written_range(self, at: int, role: Role, last: tuple[Clock, int, Strength] | None) -> bool:
        """Whether "10 to 11 am" is written in figures: nobody writes ten minutes to eleven so, but for "at 10 to 7"."""
        if last is None or last[0].half not in ("am", "pm") or role not in (Role.NONE, Role.ON, Role.FROM):
            return False
        hour = self.words.digits(at)
        return bool(hour and last[0].hour and not last[0].shift) and int(hour) < (last[0].hour or 0)

    def _plain_clock(self, at: int) -> tuple[Clock, int, Strength] | None:
        """A time that does not swallow "to five" in "from ten to five"."""
        found = find_clock(self.words, at)
        if found is None or found[0].shift >= 0:
            return found
        before = Words(self.words.slice(at, at + 1))
        plain = find_clock(before, 0)
        return (plain[0], at + 1, plain[2]) if plain else None

    def _length(self, at: int, start: int, role: Role) -> Piece | None:
        """A length of time, as a distance from now or as itself."""
        words = self.words
        core = prefix_end(words, at) if role in (Role.IN, Role.AFTER, Role.WITHIN, Role.FOR, Role.NONE) else at
        if (
            role is Role.NONE
            and core > at
            and words[core - 1] not in ("about", "around", "roughly", "exactly", "another")
        ):
            core = at
        bare_unit = role is Role.WITHIN or (role is Role.FOR and words[at - 1] == "next")
        found = find_span(words, core)
        if found is None and bare_unit:
            unit = unit_at(words, core + 1 if words[core] == "the" else core)
            if unit:
                found = find_span(Words("one " + words.slice(unit[2] - 1, unit[2])), 0)
                found = (found[0], unit[2]) if found else None
        if found is None:
            return None
        span, end = found
        if role in (Role.IN, Role.AFTER, Role.WITHIN):
            tail = words.first_of(end, _TIME_TAIL)
            if role is Role.AFTER and words[end] in ("of", "before"):
                return None
            end = tail if tail is not None else end
            later = words.first_of(end, phrases("from now on", "from now"))
            end = later if later is not None else end
            if words[end] == "'s":
                end += 1
            if role is Role.IN and words[core] == "the":
                return None
            return Piece(Kind.SHIFT, Shift(span, deadline=role is Role.WITHIN), start, end, core, role)
        later = words.first_of(end, _LATER)
        if later is not None:
            return Piece(Kind.SHIFT, Shift(span), start, later, core, role)
        ago = words.first_of(end, _AGO)
        if ago is not None and words[end] != "back":
            return Piece(Kind.SHIFT, Shift(span, back=True), start, ago, core, role)
        anchored = self._around_clock(at, start, end, span.seconds, role) if not span.calendar else None
        if anchored:
            return anchored
        if role in (Role.NONE, Role.FOR, Role.AT, Role.FROM, Role.ABOUT) or (self.changing and role is Role.BY):
            return Piece(Kind.SPAN, span, start, end, core, role)
        return None

    def _lead(self, at: int, start: int, role: Role) -> Piece | None:
        """Such as "an hour before the meeting": so long before a time that is said elsewhere."""
        words = self.words
        if role not in (Role.NONE, Role.AT, Role.ABOUT):
            return None
        found = find_span(words, at)
        if found is None and words.follows(at, "the", "day"):
            found = (Span(days=1), at + 2)
        if found is None or found[0].problem:
            return None
        end = words.first_of(found[1], _BEFORE_IT)
        if end is None:
            return None
        after = words[end] not in ("", ".", ",", "and", "?", "!")
        if after and (
            words[end - 1] != "before" or words[end] not in lexicon.DETERMINERS or self._piece(end, corrected=False)
        ):
            return None
        return Piece(Kind.LEAD, found[0], start, end, at, role)

    def _around_clock(self, at: int, start: int, end: int, seconds: int, role: Role) -> Piece | None:
        """Such as "an hour before noon", "twenty minutes after six"."""
        sign = {"before": -1, "after": 1, "past": 1, "prior": -1}.get(self.words[end])
        if sign is None or seconds % 60 or not 0 < seconds < 43_200:
            return None
        clock = find_clock(self.words, end + 2 if self.words[end] == "prior" else end + 1)
        if clock is None or clock[0].hour is None:
            return None
        moved = replace(clock[0], shift=clock[0].shift + sign * seconds // 60)
        return Piece(Kind.CLOCK, moved, start, clock[1], at, role, Strength.SURE)

    def _part(self, at: int, start: int, role: Role) -> Piece | None:
        words = self.words
        if words[at - 1] in ("good", "all"):
            return None
        this = words.first_of(at, _THIS_PARTS)
        if this is not None:
            name = words[this - 1]
            name = {"tonight": "tonight", "tonite": "tonight"}.get(name, lexicon.PARTS.get(name, "tonight"))
            return Piece(Kind.PART, Part("tonight" if name == "night" else name, this=True), start, this, at, role)
        if (
            (role is Role.AT or words[at - 1] == "during")
            and words[at] == "lunch"
            and words[at + 1] in ("", ".", ",", "today", "tomorrow", "on", "and", "to")
        ):
            return Piece(Kind.PART, Part("lunchtime"), start, at + 1, at, role)
        ending = words.first_of(at, phrases("the end of", "end of"))
        if ending is not None and (words[ending] in ("today", "tomorrow") or weekday_at(words, ending)):
            return Piece(Kind.PART, Part("end_of_day"), start, ending, at, role)
        end = words.first_of(at, _PARTS)
        if end is None:
            return None
        text = " ".join(words.lower[at:end])
        name = lexicon.PART_PHRASES.get(text) or lexicon.PARTS[text]
        plural = words[end - 1].endswith("s") and words[end - 1] != "business"
        strength = Strength.SURE if role is not Role.NONE or end - at > 1 or name == "end_of_day" else Strength.WEAK
        if (text.startswith("the ") and role is Role.NONE) or name == "now":
            strength = Strength.WEAK
        if role is Role.AT and words[start] == "about":
            return None
        if words[end] == "of" and find_day(words, end + 1, self.today):
            end, strength = end + 1, Strength.SURE
        return Piece(Kind.PART, Part(name, plural=plural), start, end, at, role, strength)

    def _times(self, at: int, start: int, role: Role) -> Piece | None:
        number = whole(self.words, at)
        if number is None or role not in (Role.NONE, Role.FOR):
            return None
        end = number[1] + 1 if self.words[number[1]] == "more" else number[1]
        if self.words[end] in ("times", "occurrences", "repetitions", "repeats") and self.words[end + 1] not in (
            "a",
            "per",
        ):
            return Piece(Kind.TIMES, number[0], start, end + 1, at, role)
        return None


_ORDER = [
    Kind.LEAD, Kind.WINDOW, Kind.EXCEPT, Kind.REPEAT, Kind.SHIFT, Kind.DAY, Kind.PART, Kind.CLOCK, Kind.TIMES,
    Kind.SPAN, Kind.VAGUE, Kind.NOW, Kind.HALF,
]  # fmt: skip
