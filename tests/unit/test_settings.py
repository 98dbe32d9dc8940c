"""The settings: defaults, what is refused, and that .env.example and the README name each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from utils.settings import SUPABASE_KEY_NAMES, GroqLimits, Settings, SettingsError

ROOT = Path(__file__).resolve().parent.parent.parent


class Recording(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override] # text only
        self.asked.add(key)
        return super().get(key, default)


@pytest.fixture
def read() -> set[str]:
    """Every variable that Settings reads."""
    env = Recording()
    Settings.load(env)
    return env.asked


def test_env_example_names_every_variable_and_no_other(read: set[str]) -> None:
    assert set(dotenv_values(ROOT / ".env.example")) == read


def test_env_example_holds_the_defaults(tmp_path: Path) -> None:
    example = {name: value or "" for name, value in dotenv_values(ROOT / ".env.example").items()}
    assert Settings.load(example) == Settings.load({})


def test_the_readme_names_every_variable_and_no_other(read: set[str]) -> None:
    rows = re.findall(r"^\| `([A-Z_]+)`(.*?) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    named = {name for first, rest in rows for name in [first, *re.findall(r"`([A-Z_]+)`", rest)]}
    # "GROQ_LLM_RPM `_RPD` …": a name that begins with an underscore continues the one before it
    whole = {name for name in named if not name.startswith("_")}
    ends = {name for name in named if name.startswith("_")}
    limits = {f"GROQ_{kind}{end}" for kind in ("LLM", "STT", "TTS") for end in ends}
    assert (whole | limits) == read


def test_without_anything_there_is_a_local_store_and_no_voice() -> None:
    settings = Settings.load({})
    assert (settings.has_groq, settings.has_livekit, settings.wants_supabase) == (False, False, False)
    assert (settings.api_host, settings.api_port, settings.data_dir) == ("127.0.0.1", 9011, Path("data"))
    assert settings.drain_seconds == 1800
    assert settings.agent_name == "assistant"


@pytest.mark.parametrize("name", ["SUPABASE_URL", "SUPABASE_JWT_SECRET", *SUPABASE_KEY_NAMES])
def test_any_supabase_variable_means_supabase(name: str) -> None:
    assert Settings.load({name: "x"}).wants_supabase


def test_the_first_key_that_is_set_is_taken() -> None:
    env = {name: name.lower() for name in SUPABASE_KEY_NAMES}
    for name in SUPABASE_KEY_NAMES:
        settings = Settings.load(env)
        assert (settings.supabase_key_name, settings.supabase_key) == (name, name.lower())
        env[name] = " "  # empty counts as not set


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("API_PORT", "many", "a whole number from 0 to 65535"),
        ("API_PORT", "65536", "a whole number from 0 to 65535"),
        ("API_PORT", "-1", "a whole number"),
        ("DRAIN_SECONDS", "٣", "a whole number"),
        ("GROQ_LLM_RPM", "1.5", "a whole number"),
        ("LOG_LEVEL", "loud", "one of DEBUG, INFO, WARNING, ERROR"),
        ("LOG_CONTENT", "yes", "one of 0, 1"),
        ("GROQ_BASE_URL", "127.0.0.1:8000", "an address that starts with http://"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_it_takes(name: str, value: str, takes: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is .*; it takes {re.escape(takes)}"):
        Settings.load({name: value})


def test_limits_are_those_of_the_groq_console() -> None:
    settings = Settings.load({"GROQ_LLM_RPM": "60", "GROQ_LLM_TPD": "5", "GROQ_STT_ASH": "10"})
    assert settings.groq_llm_limits == GroqLimits(60, 1_000, tokens_per_minute=8_000, tokens_per_day=5)
    assert settings.groq_stt_limits == GroqLimits(20, 2_000, audio_seconds_per_hour=10)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("AGENT_NAME=from-file\nTIMEZONE=Europe/Berlin\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AGENT_NAME", "from-environment")
    monkeypatch.delenv("TIMEZONE", raising=False)
    settings = Settings.load()
    assert (settings.agent_name, settings.timezone) == ("from-environment", "Europe/Berlin")


def test_no_secret_is_printed() -> None:
    names = ["GROQ_API_KEY", "LIVEKIT_API_SECRET", "SUPABASE_SECRET_KEY", "SUPABASE_JWT_SECRET", "DATABASE_URL"]
    assert "hush" not in repr(Settings.load(dict.fromkeys([*names, "REDIS_URL"], "hush")))


def test_the_local_identity_is_made_once(tmp_path: Path) -> None:
    first = Settings.load({"DATA_DIR": str(tmp_path / "a" / "b")}).local_identity()
    assert first.startswith("local-")
    assert Settings.load({"DATA_DIR": str(tmp_path / "a" / "b")}).local_identity() == first
    assert Settings.load({"DATA_DIR": str(tmp_path / "c")}).local_identity() != first
