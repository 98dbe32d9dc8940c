"""Everything that is configured, read once from the environment and `.env`; the only reader of `os.environ`."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values

if TYPE_CHECKING:
    from collections.abc import Mapping

GROQ_URL = "https://api.groq.com/openai/v1"
"""Where models are asked for unless GROQ_BASE_URL names another server."""

SUPABASE_KEY_NAMES = ("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SERVICE_KEY", "SUPABASE_ANON_KEY")
"""In the order in which they are tried; with the last one RLS hides every row."""


class SettingsError(ValueError):
    """A variable has a value that cannot be used; the message names it, what it has and what it takes."""


@dataclass(frozen=True, slots=True)
class GroqLimits:
    """What one model of Groq admits: calls and tokens a minute and a day, audio seconds an hour; None is unlimited.

    The defaults in `Settings` are those of a free organisation, November 2026.
    """

    requests_per_minute: int
    requests_per_day: int
    tokens_per_minute: int | None = None
    tokens_per_day: int | None = None
    audio_seconds_per_hour: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One process's configuration. `Settings.load()` reads it; tests build it from a mapping."""

    # LiveKit: voice
    livekit_url: str = ""
    livekit_api_key: str = ""
    livekit_api_secret: str = field(default="", repr=False)
    agent_name: str = "assistant"
    drain_seconds: int = 1800
    worker_host: str = "127.0.0.1"
    worker_port: int = 8081
    worker_idle_processes: int = 1
    worker_load_threshold: float = 0.7

    # Groq, or any server that speaks its endpoints
    groq_api_key: str = field(default="", repr=False)
    groq_base_url: str = ""
    groq_llm_model: str = "openai/gpt-oss-120b"
    groq_llm_fallback_model: str = "openai/gpt-oss-20b"
    groq_stt_model: str = "whisper-large-v3-turbo"
    groq_tts_model: str = "canopylabs/orpheus-v1-english"
    groq_tts_voice: str = "autumn"
    groq_llm_limits: GroqLimits = GroqLimits(30, 1_000, tokens_per_minute=8_000, tokens_per_day=200_000)
    groq_stt_limits: GroqLimits = GroqLimits(20, 2_000, audio_seconds_per_hour=7_200)
    groq_tts_limits: GroqLimits = GroqLimits(10, 100, tokens_per_minute=1_200)

    # The store
    supabase_url: str = ""
    supabase_key: str = field(default="", repr=False)
    supabase_key_name: str = ""
    supabase_jwt_secret: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    data_dir: Path = Path("data")
    retention_days: int = 0
    redis_url: str = field(default="", repr=False)

    # The HTTP API and the page
    api_host: str = "127.0.0.1"
    api_port: int = 9011
    api_origins: tuple[str, ...] = ()

    # Who is told outside of a conversation
    push_urls: tuple[str, ...] = field(default=(), repr=False)
    push_webhook_secret: str = field(default="", repr=False)
    push_private_addresses: bool = False

    # Manners
    timezone: str = ""
    log_level: str = "INFO"
    log_content: bool = False

    @classmethod
    def load(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the environment over `.env` (a variable that is set there but empty counts as not set).

        :raises SettingsError: if a value cannot be used.
        """
        if env is None:
            env = {**{k: v or "" for k, v in dotenv_values(".env").items()}, **os.environ}
        read = _Reader(env)
        key_name = next((n for n in SUPABASE_KEY_NAMES if read.text(n)), "")
        default = cls()
        return cls(
            livekit_url=read.text("LIVEKIT_URL"),
            livekit_api_key=read.text("LIVEKIT_API_KEY"),
            livekit_api_secret=read.text("LIVEKIT_API_SECRET"),
            agent_name=read.text("AGENT_NAME", default.agent_name),
            drain_seconds=read.number("DRAIN_SECONDS", default.drain_seconds),
            worker_host=read.text("WORKER_HOST", default.worker_host),
            worker_port=read.number("WORKER_PORT", default.worker_port, most=65_535),
            worker_idle_processes=read.number("WORKER_IDLE_PROCESSES", default.worker_idle_processes, most=64),
            worker_load_threshold=read.number("WORKER_LOAD_PERCENT", 70) / 100,
            groq_api_key=read.text("GROQ_API_KEY"),
            groq_base_url=read.url("GROQ_BASE_URL", ("http", "https")),
            groq_llm_model=read.text("GROQ_LLM_MODEL", default.groq_llm_model),
            groq_llm_fallback_model=read.text("GROQ_LLM_FALLBACK_MODEL", default.groq_llm_fallback_model),
            groq_stt_model=read.text("GROQ_STT_MODEL", default.groq_stt_model),
            groq_tts_model=read.text("GROQ_TTS_MODEL", default.groq_tts_model),
            groq_tts_voice=read.text("GROQ_TTS_VOICE", default.groq_tts_voice),
            groq_llm_limits=read.limits("GROQ_LLM", default.groq_llm_limits),
            groq_stt_limits=read.limits("GROQ_STT", default.groq_stt_limits),
            groq_tts_limits=read.limits("GROQ_TTS", default.groq_tts_limits),
            supabase_url=read.text("SUPABASE_URL"),
            supabase_key=read.text(key_name) if key_name else "",
            supabase_key_name=key_name,
            supabase_jwt_secret=read.text("SUPABASE_JWT_SECRET"),
            database_url=read.text("DATABASE_URL"),
            data_dir=Path(read.text("DATA_DIR", str(default.data_dir))),
            retention_days=read.number("RETENTION_DAYS", default.retention_days, most=36_500),
            redis_url=read.text("REDIS_URL"),
            api_host=read.text("API_HOST", default.api_host),
            api_port=read.number("API_PORT", default.api_port, most=65_535),
            api_origins=read.several("API_ORIGINS"),
            push_urls=read.several("PUSH_URLS"),
            push_webhook_secret=read.text("PUSH_WEBHOOK_SECRET"),
            push_private_addresses=read.choice("PUSH_PRIVATE_ADDRESSES", "0", ("0", "1")) == "1",
            timezone=read.text("TIMEZONE"),
            log_level=read.choice("LOG_LEVEL", default.log_level, ("DEBUG", "INFO", "WARNING", "ERROR")),
            log_content=read.choice("LOG_CONTENT", "0", ("0", "1")) == "1",
        )

    @property
    def has_groq(self) -> bool:
        """Whether there is a model server to talk to: Groq by its key, or another by its address."""
        return bool(self.groq_api_key or self.groq_base_url)

    @property
    def has_livekit(self) -> bool:
        """Whether all three of LiveKit's variables are set."""
        return bool(self.livekit_url and self.livekit_api_key and self.livekit_api_secret)

    @property
    def wants_supabase(self) -> bool:
        """Whether any SUPABASE_* is set: then rows go there and never to SQLite, whatever fails."""
        return bool(self.supabase_url or self.supabase_key or self.supabase_jwt_secret)

    def local_identity(self) -> str:
        """Who the terminal, `console` and the local page are: a random id, made once in DATA_DIR.

        :raises OSError: if DATA_DIR cannot be written.
        """
        path = self.data_dir / "LOCAL_IDENTITY"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x") as file:
                file.write(f"local-{secrets.token_hex(8)}\n")
        except FileExistsError:
            pass
        return path.read_text().strip()


class _Reader:
    """Reads variables by type; every error names the variable."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str = "") -> str:
        return self._env.get(name, "").strip() or default

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(filter(None, (part.strip() for part in self.text(name).split(","))))

    def number(self, name: str, default: int, *, most: int = 10**9) -> int:
        raw = self.text(name)
        if not raw:
            return default
        if not raw.isascii() or not raw.isdigit() or int(raw) > most:
            raise SettingsError(f"{name} is {raw[:40]!r}; it takes a whole number from 0 to {most}.")
        return int(raw)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default).upper()
        if value not in allowed:
            raise SettingsError(f"{name} is {value[:40]!r}; it takes one of {', '.join(allowed)}.")
        return value

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        value = self.text(name).rstrip("/")
        if value and value.partition("://")[0] not in schemes:
            raise SettingsError(f"{name} is {value[:80]!r}; it takes an address that starts with {schemes[0]}://.")
        return value

    def limits(self, prefix: str, default: GroqLimits) -> GroqLimits:
        """`PREFIX_RPM`, `_RPD`, `_TPM`, `_TPD`, `_ASH` (audio seconds an hour), as Groq's console names them."""

        def optional(name: str, value: int | None) -> int | None:
            return self.number(f"{prefix}_{name}", value or 0) or None

        return GroqLimits(
            self.number(f"{prefix}_RPM", default.requests_per_minute),
            self.number(f"{prefix}_RPD", default.requests_per_day),
            optional("TPM", default.tokens_per_minute),
            optional("TPD", default.tokens_per_day),
            optional("ASH", default.audio_seconds_per_hour),
        )
