"""Finds the pieces of time in a sentence, from left to right, the longest reading first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.clock import half_of_day
from utils.time_expressions.clocks import find_clock
from utils.time_expressions.days import find_day
from utils.time_expressions.doubts import Doubts
from utils.time_expressions.excepts import find_except
from utils.time_expressions.leads import find_role
from utils.time_expressions.lengths import find_lead, find_length, find_listed, find_times, find_unitless
from utils.time_expressions.parts import find_part
from utils.time_expressions.pieces import Except, Kind, Piece, Role
from utils.time_expressions.repeats import find_repeat
from utils.time_expressions.tokens import Words, phrases
from utils.time_expressions.windows import find_window

if TYPE_CHECKING:
    from datetime import date

_NOW = phrases(
    "right now", "right away", "straight away", "immediately", "now", "just now", "rightnow", "asap", "at once",
    "this instant", "this very moment", "as soon as possible", "this minute", "this second",
)  # fmt: skip
_NEVER_ON = ("today", "tomorrow", "tonight", "every", "each", "daily")
_MAKE_IT = phrases("make it", "make that", "let's make it", "let's say", "lets say", "better", "rather", "i said")


class Scanner:
    """Walks over the words once and collects pieces."""

    def __init__(self, words: Words, today: date, *, counting: bool, asked: bool, bare: bool, changing: bool) -> None:
        """What is expected; see Doubts."""
        self.words = words
        self.today = today
        self.changing = changing
        self.counting = counting
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
            if self.words[at] == "on" and after == at + 1 and self.words[after] in _NEVER_ON:
                return best  # "turn the heating on tomorrow"
            led = self._core(after, at, role, corrected=corrected)
            if led and (best is None or led.end >= best.end):
                best = led
        return best

    def _role(self, at: int) -> tuple[Role, int]:
        role, end = find_role(self.words, at)
        if role is Role.BEFORE and self.words[at - 1] in lexicon.PARTS:
            return Role.NONE, at  # "the evening before Christmas"
        last = self.pieces[-1] if self.pieces else None
        if end == at and self.words[at] == "to" and last and last.end == at and last.role is Role.FROM:
            return (Role.UNTIL, at + 1) if last.kind is Kind.DAY else (Role.NONE, at)
        if self.changing and end == at and self.words[at] in ("to", "into"):
            return Role.TO, at + 1
        return role, end

    def _core(self, at: int, start: int, role: Role, *, corrected: bool) -> Piece | None:
        """The longest piece whose own words begin at `at`."""
        words = self.words
        listed = find_listed(words, at, start, role) if self.counting else None
        if listed:
            return listed
        found: list[Piece | None] = [
            self._lead(at, start, role),
            find_window(words, at, start, role),
            find_length(words, at, start, role, changing=self.changing),
            find_part(words, at, start, role, self.today),
            find_times(words, at, start, role),
            find_unitless(words, at, start, role),
        ]
        if role is Role.NONE:
            left_out = find_except(words, at, self.today) if self.pieces else None
            if left_out and isinstance(left_out.value, Except) and left_out.value.problem:
                last = self.pieces[-1]
                left_out = left_out if last.end == at and any(p.kind is Kind.REPEAT for p in self.pieces) else None
            found += [self._vague(at), left_out, self._now(at)]
        elif role is Role.FROM and (now := self._now(at)):
            found.append(Piece(Kind.NOW, None, start, now.end, at, role))
        if role not in (Role.BETWEEN, Role.WITHIN):
            found += self._pointed(at, start, role)
        pieces = [piece for piece in found if piece]
        if corrected and not pieces:
            return self._after_correction(at)
        return max(pieces, key=lambda piece: (piece.end, -_ORDER.index(piece.kind))) if pieces else None

    def _lead(self, at: int, start: int, role: Role) -> Piece | None:
        if self.changing:
            return None  # "an hour before" moves what stands
        return find_lead(self.words, at, start, role, lambda index: self._piece(index, corrected=False) is not None)

    def _pointed(self, at: int, start: int, role: Role) -> list[Piece | None]:
        """What names a point in time, or one that comes again."""
        found: list[Piece | None] = []
        repeat = find_repeat(self.words, at, self.today) if role is not Role.BEFORE else None
        if repeat:
            found.append(Piece(Kind.REPEAT, repeat[0], start, repeat[1], at, role))
        day = find_day(self.words, at, self.today)
        if day and self.doubts.day_holds(day[0], at, day[1], role):
            found.append(Piece(Kind.DAY, day[0], start, day[1], at, role))
        clock = find_clock(self.words, at)
        if clock:
            found.append(Piece(Kind.CLOCK, clock[0], start, clock[1], at, role, clock[2]))
        return found

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

    def _now(self, at: int) -> Piece | None:
        end = self.words.first_of(at, _NOW)
        if end is None or (
            self.words[at] == "now" and self.words.count > 1 and self.words[end] not in ("", ".", "please")
        ):
            return None
        return Piece(Kind.NOW, None, at, end, at)


_ORDER = [
    Kind.LEAD, Kind.WINDOW, Kind.EXCEPT, Kind.REPEAT, Kind.SHIFT, Kind.DAY, Kind.PART, Kind.CLOCK, Kind.TIMES,
    Kind.SPAN, Kind.VAGUE, Kind.NOW, Kind.HALF,
]  # fmt: skip
