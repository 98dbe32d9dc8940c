"""Whether a piece is really a time where it stands: "at seven" is one, "seven dwarfs" is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.clock import Strength
from utils.time_expressions.pieces import Kind, Part, Piece, Role
from utils.time_expressions.tokens import word_set

if TYPE_CHECKING:
    from utils.time_expressions.dates import Day
    from utils.time_expressions.tokens import Words

_STRONG_HALVES = ("alarm", "alarms", "timer", "timers", "reminder", "reminders", "wake", "one", "ones", "countdown")
_BEFORE_BARE = ("alarm", "me", "up", "alarms", "reminder", "to", "it", "that", "make", "one")
# "a reminder for nine", "remind me for nine"
_ASKED_FOR = ("reminder", "reminders", "me", "us")
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
        self._place: dict[int, int] = {}
        self._held: set[int] = set()
        self._repeats = False
        self._surer: list[Piece] = []

    def day_holds(self, day: Day, at: int, end: int, role: Role) -> bool:
        """Whether the day from `at` to `end` is one, and does not only describe a thing ("the Friday meeting")."""
        words = self.words
        led = role in (Role.ON, Role.BY, Role.UNTIL)
        if day.bare and day.month_day and not led and self._counts(end) and words[end] != "at":
            return False
        before = words[at - 1]
        if day.bare and day.weekday is not None and before in lexicon.DETERMINERS and role is Role.NONE:
            return not self._counts(end) or before == "a"
        named = (day.bare and day.weekday is not None) or day.loose == "weekend"
        if named and words[at] == "the" and self._counts(end):
            return False
        if words[at] in ("may", "march") and role is Role.NONE and end - at == 1:
            return words.count == 1 and words[at] != "may"
        return not (words[at] == "second" and words[at - 1] == "a")

    def _counts(self, end: int) -> bool:
        """Whether the word at `end` looks like a thing, so that what stands before it only describes it."""
        word = self.words[end]
        if not word or not word[0].isalpha() or word in lexicon.FUNCTION:
            return False
        if any(piece.kind is Kind.CLOCK and piece.start == end for piece in self.pieces):
            return False  # "for six seven and eight"
        if (
            word in lexicon.PARTS
            or word in lexicon.MONTHS
            or word in lexicon.WEEKDAYS
            or word in lexicon.SHORT_WEEKDAYS
            or word in lexicon.WEEKDAY_PLURALS
        ):
            return False
        return word not in lexicon.TIME_NOUNS

    def kept(self) -> list[Piece]:
        """The pieces that are really times where they stand."""
        self._place = {id(piece): index for index, piece in enumerate(self.pieces)}
        self._repeats = any(piece.kind is Kind.REPEAT for piece in self.pieces)
        self._surer = [
            piece
            for piece in self.pieces
            if piece.kind is Kind.CLOCK and piece.role is not Role.FOR and not piece.corrects
        ]
        held: list[Piece] = []
        for piece in self.pieces:
            if self._holds(piece):
                held.append(piece)
                self._held.add(id(piece))
        return held

    def _near(self, piece: Piece) -> list[Piece]:
        """The pieces around one; only these can touch it."""
        index = self._place.get(id(piece), len(self.pieces))
        return self.pieces[max(0, index - 3) : index + 4]

    def _holds(self, piece: Piece) -> bool:
        if piece.kind is Kind.CLOCK:
            return self._clock_holds(piece)
        if piece.kind is Kind.PART and piece.strength is Strength.WEAK:
            if self._describes(piece):
                return False
            beside = self._beside(piece, (Kind.DAY, Kind.REPEAT, Kind.CLOCK, Kind.SHIFT, Kind.PART))
            if isinstance(piece.value, Part) and piece.value.name == "now":
                return self._beside(piece, (Kind.DAY, Kind.REPEAT))
            return beside or self._joins(piece, (Kind.PART, Kind.REPEAT)) or self._alone(piece)
        if piece.kind is Kind.SPAN:
            return self._span_holds(piece)
        if piece.kind is Kind.TIMES:
            return self._repeats
        # "for the morning class"
        return not (piece.kind is Kind.PART and piece.role is Role.FOR and self._counts(piece.end))

    def _describes(self, piece: Piece) -> bool:
        """Whether it ends the name of a thing: "the parents evening", "a poker night", "about movie night"."""
        if any(other.end == piece.start for other in self._near(piece)):
            return False
        at = piece.start - 1
        for back in range(at, max(-1, at - 3), -1):
            word = self.words[back]
            if word in lexicon.DETERMINERS or word == "about":
                return back < at
            if not word.isalpha() or word in lexicon.FUNCTION or word in lexicon.FILLERS:
                return False
        return False

    def _span_holds(self, piece: Piece) -> bool:
        if self._repeats and piece.role is Role.FOR:
            return True
        if piece.role is Role.FOR and self.words[piece.start - 1] in ("alarm", "reminder", "alarms", "reminders"):
            return True
        if self.words[piece.start - 1] == "just" and piece.end - piece.core == 2:
            return False  # "just a second" asks for patience
        if self.counting or self._alone(piece) or piece.corrects:
            return True
        return piece.start == 0 and piece.role is Role.NONE and not self._counts(piece.end) and self.asked

    def _clock_holds(self, piece: Piece) -> bool:
        words, role = self.words, piece.role
        before = words[piece.start - 1]
        described = role is Role.NONE and before in lexicon.DETERMINERS and self._counts(piece.end)
        if described and any(other.kind is Kind.LEAD and other.end == piece.start - 1 for other in self._near(piece)):
            return True
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
            if role is Role.NONE and before in lexicon.PRICED:
                return False
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
            beside = self._beside(piece, (Kind.DAY, Kind.PART, Kind.REPEAT)) or self._joined_after(piece)
            # "put a reminder in for nine"
            asking = words[piece.start - 2] if words[piece.start - 1] == "in" else words[piece.start - 1]
            asked = self.asked or asking in _ASKED_FOR
            return not counts and not self._surer_elsewhere(piece) and (asked or beside)
        if role is Role.UNTIL and words[piece.start] == "up" and not self._repeats:
            return False  # "turn it up to eleven"
        if role in (Role.BY, Role.BEFORE, Role.AFTER, Role.UNTIL, Role.FROM):
            return not counts
        if role in (Role.IN, Role.ON, Role.ABOUT):
            return False
        if role is Role.TO:
            return self.changing and not counts
        if words[piece.core] == "24" or self._before_clock(piece):
            return False
        if self._joins(piece, (Kind.CLOCK, Kind.PART)) or self._joined_after(piece) or self._in_a_row(piece):
            return not counts
        if words[piece.start - 1] in _NUMBERED:
            return False
        if self._beside(piece, (Kind.DAY, Kind.PART, Kind.REPEAT)):
            return not counts
        return (self._alone(piece) and self.bare) or (
            self.bare and piece.start > 0 and not counts and self._after_asking(piece)
        )

    def _surer_elsewhere(self, piece: Piece) -> bool:
        """Whether a clearer time is said apart from this one: so in "for two at nine", not in "for two and nine"."""
        # no more than two can be joined to it directly, so four tell as much as all
        for other in self._surer[:4]:
            between = range(piece.end, other.start)
            listed = {index for clock in self._surer for index in range(clock.start, clock.end)}
            gap = {self.words.lower[index] for index in between if index not in listed}
            if not gap <= {"and", "or", ",", "at", "for"}:
                return True
        return False

    def _after_asking(self, piece: Piece) -> bool:
        return self.words[piece.start - 1] in _BEFORE_BARE and (self.asked or self.changing)

    def _address(self, end: int) -> bool:
        return any(
            self.words[index] in ("street", "avenue", "road", "lane", "drive", "square", "downing")
            for index in (end, end + 1, end + 2)
        )

    def _before_clock(self, piece: Piece) -> bool:
        """Whether "two" in "one pill at eight and two at nine" has its own time behind it."""
        return any(other.kind is Kind.CLOCK and other.start == piece.end for other in self._near(piece))

    def _joins(self, piece: Piece, kinds: tuple[Kind, ...]) -> bool:
        """Whether "and eight" follows another time of one of these kinds."""
        if self.words[piece.start - 1] not in ("and", "or", ",", "&"):
            return False
        return any(
            other.kind in kinds and other.end in (piece.start - 1, piece.start - 2) and id(other) in self._held
            for other in self._near(piece)
            if other.start < piece.start
        )

    def _in_a_row(self, piece: Piece) -> bool:
        """Whether a bare hour follows another: "at six seven and eight", as speech recognition writes a list."""
        return any(
            other.kind is Kind.CLOCK
            and other.end == piece.start
            and other.strength is Strength.WEAK
            and id(other) in self._held
            for other in self._near(piece)
        )

    def _joined_after(self, piece: Piece) -> bool:
        """Whether "seven" stands before "or eight tomorrow"; a number needs a surer one behind it."""
        for other in self._near(piece):
            gap = self.words.lower[piece.end : other.start]
            if other.start > piece.start and other.kind is Kind.CLOCK and gap and set(gap) <= {"and", "or", ","}:
                return other.strength is not Strength.WEAK or self._beside(other, (Kind.DAY, Kind.PART))
        return False

    def _beside(self, piece: Piece, kinds: tuple[Kind, ...]) -> bool:
        """Whether a piece of one of these kinds touches it, but for fillers and commas."""
        for other in self._near(piece):
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
