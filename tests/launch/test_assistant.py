"""The real thing: the launcher with the assistant's own parts, without any credential."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

from tests.launch.running import nothing_left

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
