"""Opens the store and hands out the shelves; the one object that everything above holds."""

from __future__ import annotations

import logging
import threading
import time
from functools import cache, cached_property
from typing import TYPE_CHECKING

from system_control.changes import Change, Changes
from system_control.conversations import Conversations
from system_control.errors import StoreUnavailable
from system_control.facts import Memory
from system_control.identity import get_session_identity, get_session_user_uuid
from system_control.notes import Note
from system_control.profiles import Profile, ensure_profile
from system_control.schedule import STANDING, Alarm, Reminder, Timer, When, new_alarm
from system_control.shelf import Shelf, in_thread
from system_control.store.open import open_store
from system_control.store.store import is_in
from utils.clock import Clock, SystemClock
from utils.settings import Settings

if TYPE_CHECKING:
    from system_control.store.store import Store

log = logging.getLogger(__name__)

REOPEN_SECONDS = 5.0
"""A store that could not be opened is tried again after this long, not at every word that is said."""


class SupabaseManager:
    """Everything that is kept, for whoever is bound. Made cheaply; the store is opened on first use.

    :param store: an open store, for tests; otherwise the one that the settings name.
    """

    def __init__(
        self, settings: Settings | None = None, *, clock: Clock | None = None, store: Store | None = None
    ) -> None:
        self.settings = settings or Settings.load()
        self.clock = clock or SystemClock()
        self._opened = store
        self._lock = threading.Lock()
        self._failure: StoreUnavailable | None = None
        self._failed_at = 0.0

    def store(self) -> Store:
        """Return the open store; blocks while it is opened.

        :raises StoreUnavailable: if it can't be opened; the reason is kept for 5 s, then it is tried again.
        """
        with self._lock:
            if self._opened is not None:
                return self._opened
            if self._failure is not None and time.monotonic() - self._failed_at < REOPEN_SECONDS:
                raise self._failure
            try:
                self._opened = open_store(self.settings)
            except StoreUnavailable as error:
                if str(error) != str(self._failure):
                    log.error("Nothing can be kept: %s", error)  # noqa: TRY400 - one clear line, no trace
                self._failure, self._failed_at = error, time.monotonic()
                raise
            self._failure = None
            return self._opened

    def ensure_profile(self, user: str, identity: str | None = None) -> bool:
        """Make sure, blocking, that the profile row is there; False (logged) if it can't be made."""
        try:
            store = self.store()
        except StoreUnavailable:
            return False
        return ensure_profile(store, self.clock, user, identity)

    async def welcome(self, identity: str | None = None) -> bool:
        """Do what `ensure_profile` does for the bound user, beside the event loop and within 3 s."""
        try:
            return await in_thread(self.ensure_profile, get_session_user_uuid(), identity or get_session_identity())
        except StoreUnavailable as error:
            log.error("Nothing can be kept now: %s", error)  # noqa: TRY400 - one clear line, no trace
            return False

    @cached_property
    def profiles(self) -> Shelf[Profile]:
        """The bound user's profile, a shelf of one."""
        return Shelf(self.store, self.clock, Profile)

    @cached_property
    def changes(self) -> Changes:
        """Writes with a way back."""
        return Changes(self.store, self.clock)

    @cached_property
    def conversations(self) -> Conversations:
        """The bound user's conversations."""
        return Conversations(self.store, self.clock)

    @cached_property
    def alarms(self) -> Shelf[Alarm]:
        """The bound user's alarms."""
        return Shelf(self.store, self.clock, Alarm)

    @cached_property
    def reminders(self) -> Shelf[Reminder]:
        """The bound user's reminders."""
        return Shelf(self.store, self.clock, Reminder)

    @cached_property
    def timers(self) -> Shelf[Timer]:
        """The bound user's timers."""
        return Shelf(self.store, self.clock, Timer)

    @cached_property
    def notes(self) -> Shelf[Note]:
        """The bound user's notes."""
        return Shelf(self.store, self.clock, Note)

    @cached_property
    def memories(self) -> Shelf[Memory]:
        """What was learned about the bound user."""
        return Shelf(self.store, self.clock, Memory)

    async def create_alarm(self, when: When, label: str | None = None) -> Alarm:
        """Keep an alarm of the bound user, with a way back, and return it."""
        alarm = new_alarm(when, label, self.clock.now())
        await self.changes.make([Change(None, alarm)])
        return alarm

    async def get_alarms(self) -> list[Alarm]:
        """Return the bound user's alarms that have still something to ring, by when they are due."""
        return await self.alarms.find(is_in("status", STANDING), order=("alarm_time",))

    async def delete_alarm(self, alarm_id: str) -> Alarm:
        """Delete an alarm of the bound user, with a way back, and return what it was.

        :raises NotFound: if this user has no such alarm.
        """
        alarm = await self.alarms.get(alarm_id)
        await self.changes.make([Change(alarm, None)])
        return alarm

    def close(self) -> None:
        """Let go of the store."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None


@cache
def process_manager() -> SupabaseManager:
    """Return this process's manager, made by the first who asks; for scripts, and for code that is handed none."""
    return SupabaseManager()


def ensure_profile_exists(uuid: str, original_identity: str | None = None) -> bool:
    """Make sure, blocking, that the profile row of this uuid is there; return whether it is."""
    return process_manager().ensure_profile(uuid, original_identity)


def get_current_user() -> str:
    """Return the bound user's uuid, with the profile row made sure of (blocking).

    :raises NoUser: if nobody is bound.
    :raises StoreUnavailable: if the row cannot be made.
    """
    user = get_session_user_uuid()
    if not ensure_profile_exists(user, get_session_identity()):
        raise StoreUnavailable("the profile could not be made")
    return user
