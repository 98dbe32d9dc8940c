"""Whether a piece is really a time where it stands: "at seven" is one, "seven dwarfs" is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.clocks import Strength
from utils.time_expressions.pieces import Kind, Piece, Role
from utils.time_expressions.tokens import word_set

if TYPE_CHECKING:
    from utils.time_expressions.dates import Day
    from utils.time_expressions.tokens import Words

_STRONG_HALVES = ("alarm", "alarms", "timer", "timers", "reminder", "reminders", "wake", "one", "ones", "countdown")
_BEFORE_BARE = ("alarm", "me", "up", "alarms", "reminder", "to", "it", "that", "make", "one")
# a bare number after these words numbers a thing ("room seven", "the three")
_NUMBERED = word_set(
    "the these those my all number room page chapter bus gate channel platform only than have has need needs buy get "
    "got are is line terminal flight costs cost paid pay weighs highway route version episode season week day top"
)


class Doubts:
    """Judges pieces by the words around them."""

    def __init__(
        self, words: Words, pieces: list[Piece], *, counting: bool, asked: bool, bare: bool, changing: bool
    ) -> None:
        """`counting`: a bare length is meant. `asked`: "for seven" is a time. `bare`: a number alone is a time.

        `changing`: "to eight" is a time.
        """
        self.words = words
        self.pieces = pieces
        self.counting = counting
        self.asked = asked
        self.bare = bare
        self.changing = changing

    def day_holds(self, day: Day, at: int, end: int, role: Role) -> bool:
        """Whether the day from `at` to `end` is one, and does not only describe a thing ("the Friday meeting")."""
        words = self.words
        led = role in (Role.ON, Role.BY, Role.UNTIL)
        if day.bare and day.month_day and not led and self._counts(end) and words[end] != "at":
            return False
        before = words[at - 1]
        if day.bare and day.weekday is not None and before in lexicon.DETERMINERS and role is Role.NONE:
            return not self._counts(end) or before == "a"
        if day.bare and day.weekday is not None and words[at] == "the" and self._counts(end):
            return False
        if words[at] in ("may", "march") and role is Role.NONE and end - at == 1:
            return words.count == 1 and words[at] != "may"
        return not (words[at] == "second" and words[at - 1] == "a")

    def _counts(self, end: int) -> bool:
        """Whether the word at `end` looks like a thing, so that what stands before it only describes it."""
        word = self.words[end]
        if not word or not word[0].isalpha() or word in lexicon.FUNCTION:
            return False
        if (
            word in lexicon.PARTS
            or word in lexicon.MONTHS
            or word in lexicon.WEEKDAYS
            or word in lexicon.SHORT_WEEKDAYS
        ):
            return False
        return word not in ("noon", "midnight", "midday", "o'clock", "oclock", "week", "xmas", "christmas")

    def holds(self, piece: Piece) -> bool:
        """Whether a piece is really a time where it stands."""
        if piece.kind is Kind.CLOCK:
            return self._clock_holds(piece)
        if piece.kind is Kind.PART and piece.strength is Strength.WEAK:
            return self._beside(piece, (Kind.DAY, Kind.REPEAT, Kind.CLOCK, Kind.SHIFT, Kind.PART)) or self._alone(piece)
        if piece.kind is Kind.SPAN:
            return self._span_holds(piece)
        return True

    def _span_holds(self, piece: Piece) -> bool:
        if any(other.kind is Kind.REPEAT for other in self.pieces) and piece.role is Role.FOR:
            return True
        if self.counting or self._alone(piece) or piece.corrects:
            return True
        return piece.start == 0 and piece.role is Role.NONE and not self._counts(piece.end) and self.asked

    def _clock_holds(self, piece: Piece) -> bool:
        words, role = self.words, piece.role
        before = words[piece.start - 1]
        described = role is Role.NONE and before in lexicon.DETERMINERS and self._counts(piece.end)
        if described and piece.start > 0:
            return words[piece.end] in _STRONG_HALVES
        if piece.corrects:
            return not self._counts(piece.end) or piece.strength is not Strength.WEAK
        if piece.strength is Strength.SURE:
            return True
        if words[piece.end] in lexicon.NOT_AFTER_AT and words[piece.end] != "to":
            return False
        if words[piece.end] in ("%", "$", "€", "£", "°") or before in ("$", "€", "£", "#"):
            return False
        if words[piece.end] == "-" and words.glued(piece.end) and piece.strength is Strength.WEAK:
            return False
        if (
            words[piece.end] in ("/", ".")
            and words.glued(piece.end)
            and words.glued(piece.end + 1)
            and words.digits(piece.end + 1)
        ):
            return False
        if piece.strength is Strength.FAIR:
            if role in (Role.NONE, Role.ON, Role.IN, Role.ABOUT, Role.FOR):
                return not self._counts(piece.end) or (self._alone(piece))
            return True
        return self._weak_clock_holds(piece)

    def _weak_clock_holds(self, piece: Piece) -> bool:
        words, role = self.words, piece.role
        counts = self._counts(piece.end)
        if role is Role.AT:
            if words[piece.start] in ("around", "roughly", "approximately", "circa") and counts:
                return False
            if words[piece.core] in ("one", "1") and words[piece.end] in (
                "of",
                "point",
                "time",
                "go",
                "end",
                "place",
                "stage",
            ):
                return False
            if counts and words[piece.end].endswith("s") and words[piece.end + 1] not in ("", "me"):
                return words[piece.end] in ("does", "always")
            return not (words.digits(piece.core) and self._address(piece.end))
        if role is Role.FOR:
            others = any(
                other is not piece
                and other.kind is Kind.CLOCK
                and other.role is not Role.FOR
                and not other.corrects
                and not set(self.words.lower[piece.end : other.start]) <= {"and", "or", ",", "at", "for"}
                for other in self.pieces
            )
            beside = self._beside(piece, (Kind.DAY, Kind.PART, Kind.REPEAT))
            return not counts and not others and (self.asked or beside)
        if role in (Role.BY, Role.BEFORE, Role.AFTER, Role.UNTIL, Role.FROM):
            return not counts
        if role in (Role.IN, Role.ON, Role.ABOUT):
            return False
        if role is Role.TO:
            return self.changing and not counts
        joined = words[piece.start - 1] in ("and", "or", ",", "&") and self._joins_clock(piece)
        if joined or self._joined_after(piece):
            return not counts
        if words[piece.start - 1] in _NUMBERED:
            return False
        if self._beside(piece, (Kind.DAY, Kind.PART, Kind.REPEAT)):
            return not counts
        return (self._alone(piece) and self.bare) or (
            self.bare and piece.start > 0 and not counts and self._after_asking(piece)
        )

    def _after_asking(self, piece: Piece) -> bool:
        return self.words[piece.start - 1] in _BEFORE_BARE and (self.asked or self.changing)

    def _address(self, end: int) -> bool:
        return any(
            self.words[index] in ("street", "avenue", "road", "lane", "drive", "square", "downing")
            for index in (end, end + 1, end + 2)
        )

    def _joins_clock(self, piece: Piece) -> bool:
        """Whether "and eight" follows another time of the clock."""
        return any(
            other.kind in (Kind.CLOCK, Kind.PART)
            and other.end in (piece.start - 1, piece.start - 2)
            and self.holds(other)
            for other in self.pieces
            if other.start < piece.start
        )

    def _joined_after(self, piece: Piece) -> bool:
        """Whether "seven" stands before "or eight tomorrow"; a number needs a surer one behind it."""
        for other in self.pieces:
            gap = self.words.lower[piece.end : other.start]
            if other.start > piece.start and other.kind is Kind.CLOCK and gap and set(gap) <= {"and", "or", ","}:
                return other.strength is not Strength.WEAK or self._beside(other, (Kind.DAY, Kind.PART))
        return False

    def _beside(self, piece: Piece, kinds: tuple[Kind, ...]) -> bool:
        """Whether a piece of one of these kinds touches it, but for fillers and commas."""
        for other in self.pieces:
            if (
                other is piece
                or other.kind not in kinds
                or (other.kind is Kind.CLOCK and other.strength is Strength.WEAK)
            ):
                continue
            gap = self.words.lower[other.end : piece.start] if other.start < piece.start else None
            if gap is None:
                gap = self.words.lower[piece.end : other.start]
            if all(word in lexicon.FILLERS or word in (",", "the") for word in gap):
                return True
        return False

    def _alone(self, piece: Piece) -> bool:
        """Whether nothing else is said but fillers."""
        rest = self.words.lower[: piece.start] + self.words.lower[piece.end :]
        return all(
            word in lexicon.FILLERS or not word[0].isalnum() or word in ("the", "a", "thanks", "and") for word in rest
        )
