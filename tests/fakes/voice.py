"""The parts of a spoken conversation that are ours or stand in for Groq, each as its own process."""

from __future__ import annotations

import json
import sys
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.fakes.livekit_server import LiveKit, wait_until_it_answers
from tests.fakes.process import ROOT, Process, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AGENT = "assistant"
ZONE = "Europe/Berlin"

_NO_LIMITS = {f"GROQ_{kind}_{name}": "1000000000" for kind in ("LLM", "STT", "TTS") for name in ("RPM", "RPD")} | {
    "GROQ_LLM_TPM": "1000000000",
    "GROQ_LLM_TPD": "1000000000",
    "GROQ_STT_ASH": "1000000000",
    "GROQ_TTS_TPM": "1000000000",
}


class Groq:
    """The fake Groq, steered from here."""

    def __init__(self, process: Process, url: str) -> None:
        self.process = process
        self.url = url

    @property
    def env(self) -> dict[str, str]:
        """What a worker needs to know it by, without the limits of a free organisation."""
        return {"GROQ_API_KEY": "gsk_test", "GROQ_BASE_URL": f"{self.url}/openai/v1", **_NO_LIMITS}

    def hear(self, *texts: str) -> None:
        """Transcribe the next stretches of speech so, and every one after them as nothing."""
        self._post("reset")
        self._post("script", {"hear": texts, "default_heard": ""})

    def script(self, **script: Any) -> None:
        """See /sim/script in tests.fakes.groq."""
        self._post("script", script)

    def requests(self, kind: str) -> list[dict[str, Any]]:
        """Return what came since `hear`: of the kind chat, stt or tts, oldest first."""
        with urllib.request.urlopen(f"{self.url}/sim/log", timeout=10) as answer:
            return [request for request in json.load(answer)["requests"] if request["kind"] == kind]

    def turns(self) -> list[dict[str, Any]]:
        """Return the chats that came since `hear` and answer a turn, not those that sum up a call that is over."""
        return [request for request in self.requests("chat") if request["body"].get("tools")]

    def user_turns(self) -> list[str]:
        """Return what users said in the conversation that the model saw last."""
        chats = self.turns()
        messages = chats[-1]["body"]["messages"] if chats else []
        return [str(message["content"]) for message in messages if message["role"] == "user"]

    def _post(self, what: str, body: dict[str, Any] | None = None) -> None:
        request = urllib.request.Request(
            f"{self.url}/sim/{what}", json.dumps(body or {}).encode(), {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10):
            pass


@contextmanager
def fake_groq(folder: Path) -> Iterator[Groq]:
    """Run the fake Groq for a block, in its own process."""
    port = free_port()
    with Process("groq", [sys.executable, "-m", "tests.fakes.groq", "--port", str(port)], folder, {}) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{url}/openai/v1/models", process)
        yield Groq(process, url)


def worker(folder: Path, name: str, livekit: LiveKit, groq: Groq, *, agent: str = AGENT, **env: str) -> Process:
    """Start `python agent.py start`; it serves when it has said "registered worker"."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    return Process(
        name,
        [sys.executable, ROOT / "agent.py", "start"],
        folder,
        {
            **livekit.env,
            **groq.env,
            "AGENT_NAME": agent,
            "DATA_DIR": str(folder / "data"),
            "TMPDIR": str(folder / "tmp"),
            "TIMEZONE": ZONE,
            "WORKER_PORT": str(free_port()),
            "WORKER_LOAD_PERCENT": "100000",
            **env,
        },
    )
