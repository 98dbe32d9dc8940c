"""What was learned about the bound user, for scripts: two plain calls that block, opened on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.errors import InvalidInput, Sensitive
from system_control.facts import MAX_KEY, MAX_VALUE, TOLD, Category, Fact, Memory, learn
from system_control.store.store import eq, is_null
from system_control.supabase_manager import process_manager
from utils.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable

    from system_control.supabase_manager import SupabaseManager


class MemoryManager:
    """Facts by category and key. Each call is for the user who is bound and raises `NoUser` where nobody is."""

    def __init__(self, manager: Callable[[], SupabaseManager] = process_manager) -> None:
        self._manager = manager

    def store(self, category: str, key: str, value: str) -> None:
        """Keep a fact; it takes the place of one of the same category and key. The same again changes nothing.

        :raises InvalidInput: if there is no such category, or the key or the value is empty or too long.
        :raises Sensitive: if the value holds a secret.
        """
        fact = Fact(_category(category), key.strip(), value.strip())
        if not 0 < len(fact.key) <= MAX_KEY or not 0 < len(fact.value) <= MAX_VALUE:
            raise InvalidInput("a key has 1 to 100 characters, a value 1 to 1,000")
        if redact(f"{fact.key.replace('_', ' ')} is {fact.value}"):
            raise Sensitive
        manager = self._manager()
        _, changes = learn(self._holding(manager, fact.category), fact, manager.clock.now(), confidence=TOLD)
        if changes:
            manager.changes.make_now(changes)

    def retrieve(self, category: str, key: str) -> str | None:
        """Return the value of a fact, None where there is none.

        :raises InvalidInput: if there is no such category.
        """
        found = [m for m in self._holding(self._manager(), _category(category)) if m.key == key.strip()]
        return found[0].value if found else None

    def _holding(self, manager: SupabaseManager, category: str) -> list[Memory]:
        return manager.memories.find_now(eq("category", category), is_null("superseded_by"))


def _category(name: str) -> str:
    try:
        return Category(name.strip().upper()).value
    except ValueError:
        raise InvalidInput(f"no category {name[:40]!r}; there are {', '.join(Category)}") from None


memory_manager = MemoryManager()
