"""Composes what the assistant can do, and wraps every tool: whose it is, what is open, what is said when it fails."""

from __future__ import annotations

import asyncio
import inspect
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

from livekit.agents import RunContext, ToolError, function_tool

from system_control.dialogue import Dialogues, DialogueState, Mention
from system_control.errors import AssistantError, Sensitive, StoreUnavailable
from system_control.habits import Habits
from system_control.identity import acting_as
from system_control.occurrences import Occurrences
from toolsets.cancelling import cancel
from toolsets.changing import change
from toolsets.confirming import confirm
from toolsets.finding import find
from toolsets.history import undo
from toolsets.memory import forget, recall, remember
from toolsets.notes import take_note
from toolsets.ringing import snooze
from toolsets.schedule import set_alarm, set_reminder
from toolsets.settings import settings
from toolsets.talk import Talk, own_profile
from toolsets.timers import set_timer
from utils.redact import redact
from utils.zones import first_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from livekit.agents.llm import RawFunctionTool
    from livekit.agents.voice import SpeechHandle

    from system_control.profiles import Profile
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

TOOLS: dict[str, Callable[..., Any]] = {
    tool.__name__: tool
    for tool in (
        set_alarm,
        set_reminder,
        set_timer,
        take_note,
        find,
        change,
        cancel,
        snooze,
        undo,
        remember,
        forget,
        recall,
        settings,
        confirm,
    )
}
READS_ONLY = frozenset({"find", "recall"})
"""Tools that write nothing of the user's, so that speech may interrupt them."""

ECHOES = frozenset({"find", "recall", "forget"})
"""Tools that name in their answer what was looked for."""

LOAD_SECONDS = {"voice": 0.5, "text": 3.0}
"""How long a turn waits for its state: a caller would hear the silence, who types would lose the open question."""

APOLOGY = "Sorry, something went wrong on my side, so I left everything as it was."
INTERRUPTED = "You spoke before I began, so I left everything as it was."
ANSWERS_KEPT = 32
"""How many calls are remembered by their ids: the framework may run one twice."""


class Conversation:
    """One user's conversation in this process: the `userdata` of its AgentSession.

    :param user: the user's uuid.
    :param zone: the IANA name that the app or the terminal gave, if any; the profile's own goes before it.
    """

    def __init__(
        self,
        manager: SupabaseManager,
        user: str,
        session_id: str,
        dialogue: DialogueState | None = None,
        channel: Literal["voice", "text"] = "voice",
        zone: str = "",
    ) -> None:
        self.manager = manager
        self.user = user
        self.session_id = session_id
        self.dialogue = dialogue or DialogueState()
        self.channel = channel
        self.profile: Profile | None = None
        self.called: set[str] = set()
        """The tools that this turn has called."""
        self.message_id: str | None = None
        """The message in the log that this turn began with."""
        self.secrets: tuple[str, ...] = ()
        """What was taken out of this turn's words: a tool may be handed it without the name that gives it away."""
        self.changed: Callable[[], None] = _nothing
        """Called after each tool that may have written, before its answer is said; it returns at once."""
        self._app_zone = zone
        self._dialogues = Dialogues(manager.store, manager.clock)
        self._loaded = dialogue is not None
        self._one_at_a_time = asyncio.Lock()
        self._answered: dict[tuple[str, str, tuple[str, ...]], str] = {}
        self._holds = 0
        self._allow_again = False

    @property
    def zone(self) -> ZoneInfo:
        """The user's zone: the profile's, else the app's, else that of the settings, else UTC."""
        own = self.profile.timezone if self.profile else None
        return first_zone(own, self._app_zone, self.manager.settings.timezone)

    @property
    def habits(self) -> Habits:
        """What the user means by the parts of a day, and how the clock is read to them."""
        return Habits.of(self.profile.habits if self.profile else {})

    def now(self) -> datetime:
        """Return the present moment in the user's zone."""
        return self.manager.clock.now().astimezone(self.zone)

    async def load(self) -> None:
        """Read the profile, and take the state over from where another process left it.

        The state is read once: afterwards this object has the newest. A store that is down or slow changes nothing, and
        is not waited for longer than LOAD_SECONDS.
        """
        try:
            with acting_as(self.user):
                async with asyncio.timeout(LOAD_SECONDS[self.channel]):
                    await self._load()
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("[SESSION] the state of the dialogue can't be read: %s", str(error) or "the store is slow")

    async def _load(self) -> None:
        profile, dialogue, ringing = await asyncio.gather(own_profile(self.manager), self._kept(), self._ringing())
        self.profile = profile or self.profile
        if not self._loaded:
            self.dialogue = dialogue or self.dialogue
            self._loaded = True
        if ringing is not None:
            self.dialogue.ringing = ringing

    async def _kept(self) -> DialogueState | None:
        return None if self._loaded else await self._dialogues.load(self.session_id)

    async def _ringing(self) -> list[Mention] | None:
        if self.channel == "voice":
            return None  # there the announcer notes it; here it may have been told by push
        found = await Occurrences(self.manager).ringing()
        return [Mention(record.TABLE, record.id, record.words) for record in found]

    async def save(self) -> None:
        """Keep the state where another process finds it; a store that can't be written is tried at the next change."""
        try:
            with acting_as(self.user):
                await self._dialogues.save(self.session_id, self.dialogue)
        except StoreUnavailable as error:
            log.warning("[SESSION] the state of the dialogue can't be kept: %s", error)

    async def call(self, name: str, words: dict[str, str], call_id: str) -> str:
        """Run a tool for this conversation's user; calls of one turn run one after the other, in their order.

        :raises ToolError: with the words to be said, when it can't be done.
        """
        # A server may number the calls of each turn anew, so the id alone doesn't tell one from another.
        key = (call_id, name, tuple(words.values()))
        async with self._one_at_a_time:
            if key in self._answered:
                return self._answered[key]
            before = self.dialogue.as_json()
            self.called.add(name)
            try:
                self._refuse_secrets(name, words)
                with acting_as(self.user):
                    talk = await self._talk()
                    spoken = await talk.run(name, words)
                    self.profile = talk.profile
            except AssistantError as error:
                log.info("[SESSION] %s was not done: %s", name, type(error).__name__)
                raise ToolError(self._said(error.spoken)) from None
            except Exception:
                log.exception("[SESSION] %s failed", name)
                raise ToolError(self._said(APOLOGY)) from None
            else:
                self._answered[key] = self._said(spoken)
                while len(self._answered) > ANSWERS_KEPT:
                    del self._answered[next(iter(self._answered))]
                return spoken
            finally:
                if name not in READS_ONLY:
                    self.changed()
                if self.dialogue.as_json() != before:
                    await self.save()

    def _refuse_secrets(self, name: str, words: dict[str, str]) -> None:
        """Refuse words that hold a secret of this turn's, and those that a search would say back in part."""
        of_turn = any(secret in said for secret in self.secrets for said in words.values())
        if of_turn or (name in ECHOES and any(redact(said) for said in words.values())):
            raise Sensitive

    async def _talk(self) -> Talk:
        self.profile = self.profile or await own_profile(self.manager)
        if self.profile is None:
            raise StoreUnavailable("the user has no profile")
        return Talk(
            manager=self.manager,
            dialogue=self.dialogue,
            session_id=self.session_id,
            profile=self.profile,
            now=self.now(),
            habits=self.habits,
            tools=TOOLS,
        )

    def _said(self, spoken: str) -> str:
        self.dialogue.say(spoken)
        return spoken

    @contextmanager
    def uninterrupted(self, speech: SpeechHandle) -> Iterator[None]:
        """Forbid that speech is interrupted while something is written, and allow it again before the answer is said.

        :raises ToolError: if it was interrupted before.
        """
        was_allowed = speech.allow_interruptions
        if self._holds == 0 and was_allowed:
            self._allow_again = True
        try:
            speech.allow_interruptions = False
        except RuntimeError:
            raise ToolError(INTERRUPTED) from None
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            if self._holds == 0 and self._allow_again:
                self._allow_again = False
                speech.allow_interruptions = True


async def begin_turn(conversation: Conversation, text: str) -> str:
    """Begin a turn of the user, once, before a model runs; return what was said, with secrets taken out.

    A question that the turn before did not answer lapses here.
    """
    await conversation.load()
    asked = conversation.dialogue.question
    conversation.called.clear()
    conversation.dialogue.begin_turn()
    if asked is not None:  # whether it still stands depends on the count of turns
        await conversation.save()
    redacted = redact(text)
    conversation.secrets = redacted.taken
    return redacted.text


def compose(conversation: Conversation) -> list[RawFunctionTool[..., Any]]:
    """Return the tools of one conversation, ready for an Agent."""
    return [_tool(conversation, name, function) for name, function in TOOLS.items()]


def schema(function: Callable[..., Any]) -> dict[str, Any]:
    """Return a tool's JSON schema: its docstring tells when to use it, its annotations what each argument is.

    Written out by hand rather than by pydantic, whose titles and nulls cost a fifth more tokens in every turn.
    Nothing is required: a model that must give a time makes one up, where the tool would ask.
    """
    hints = get_type_hints(function, localns={"Talk": Talk}, include_extras=True)
    properties: dict[str, Any] = {}
    for name in list(inspect.signature(function).parameters)[1:]:
        hint, note = hints[name], ""
        if get_origin(hint) is Annotated:
            hint, note = get_args(hint)
        properties[name] = {"type": "string"}
        if get_origin(hint) is Literal:
            properties[name]["enum"] = list(get_args(hint))
        if note:
            properties[name]["description"] = note
    parameters = {"type": "object", "properties": properties}
    return {"name": function.__name__, "description": inspect.getdoc(function), "parameters": parameters}


def _tool(conversation: Conversation, name: str, function: Callable[..., Any]) -> RawFunctionTool[..., Any]:
    known = list(inspect.signature(function).parameters)[1:]

    async def run(raw_arguments: dict[str, object], context: RunContext[Conversation]) -> str:
        words = {k: _plain(raw_arguments.get(k)) for k in known}
        call_id = context.function_call.call_id
        if name in READS_ONLY:
            return await conversation.call(name, words, call_id)
        with conversation.uninterrupted(context.speech_handle):
            return await conversation.call(name, words, call_id)

    return function_tool(run, raw_schema=schema(function))


def _nothing() -> None:
    """Do nothing; nobody wants to know."""


def _plain(value: object) -> str:
    """Take what a model sent for the user's words: nothing, a number, or text; what no store can keep is left out."""
    text = "" if value is None else str(value)
    return "".join(c for c in text if c in "\n\t" or not (c < " " or "\ud800" <= c <= "\udfff")).strip()
