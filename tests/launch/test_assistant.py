"""The real thing: the launcher with the assistant's own parts, without any credential, and with voice."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from launch import livekit_server
from tests.launch.running import ROOT, nothing_left
from tests.servers import require

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.launch.running import Running


def test_without_credentials_the_page_is_there_and_everything_ends(launch: Callable[..., Running]) -> None:
    running = launch(GROQ_API_KEY="", module="launch")
    running.said(f"Open {running.address}")
    with urllib.request.urlopen(running.address, timeout=30) as page:
        assert page.headers["Content-Type"].startswith("text/html")
    voice = json.loads(running.get("healthz"))["voice"]
    assert voice["available"] is False
    assert "GROQ_API_KEY" in voice["reason"]
    family = running.family()
    running.process.terminate()
    assert running.ended() == 0
    nothing_left(family)


@pytest.mark.livekit
def test_with_a_model_server_voice_comes_on_and_everything_ends(launch: Callable[..., Running]) -> None:
    require(livekit_server.find(ROOT), "livekit-server", livekit_server.HOW_TO_GET)
    running = launch(GROQ_BASE_URL="http://127.0.0.1:9/v1", module="launch")  # nobody calls, so nobody asks it
    running.said(f"Open {running.address}")
    running.said("registered worker")
    running.said("voice is on")
    assert json.loads(running.get("healthz"))["voice"] == {"available": True, "reason": None}
    family = running.family()
    running.process.terminate()
    assert running.ended() == 0
    nothing_left(family)
