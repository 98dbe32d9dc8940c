"""Opens the store that the configuration names; a failure never leads to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.errors import StoreMisconfigured

if TYPE_CHECKING:
    from system_control.store.store import Store
    from utils.settings import Settings

DATABASE_FILE = "voicebot.db"


def open_store(settings: Settings) -> Store:
    """Open Supabase if any SUPABASE_* is set, else PostgreSQL by DATABASE_URL, else `DATA_DIR/voicebot.db`.

    Supabase is not asked anything yet (its `check()` does); the other two are brought up to date. Open a store after
    the last fork: what it holds cannot be shared between processes.
    :raises StoreMisconfigured: if the configuration is incomplete or cannot be used; one line that says what to set.
    :raises StoreUnavailable: if a database does not answer now.
    """
    if settings.wants_supabase:
        if not settings.supabase_url:
            raise StoreMisconfigured("SUPABASE_URL is not set, though a SUPABASE_* is; without it nothing is kept.")
        if not settings.supabase_key:
            raise StoreMisconfigured("SUPABASE_URL is set without a key; set SUPABASE_SECRET_KEY (Settings, API keys).")
        from system_control.store.supabase import SupabaseStore

        return SupabaseStore(settings.supabase_url, settings.supabase_key, settings.supabase_key_name)
    from system_control.store.sql import SqlStore

    if settings.database_url:
        return SqlStore.postgres(settings.database_url)
    return SqlStore.sqlite(settings.data_dir / DATABASE_FILE)
