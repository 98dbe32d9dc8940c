"""The same call once through our page in a real browser, as whoever sits at this machine."""

from __future__ import annotations

import asyncio
import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.e2e.world import ASKED, World, require_browser, tomorrow
from tests.fakes import speech
from tests.fakes.caller import RATE, read_wav
from tests.fakes.process import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.livekit, pytest.mark.speech, pytest.mark.browser]

BEFORE_SPEAKING, AFTER_SPEAKING = 5.0, 60.0
"""Seconds of silence around what is said: the microphone runs from the press of Talk, and the greeting comes first."""


async def test_talk_is_pressed_and_an_alarm_is_set(world: World, tmp_path: Path) -> None:
    require_browser()
    asked = ASKED.format("seven")
    world.groq.hear(asked)
    words = read_wav(await speech.speak(asked))
    silences = [np.zeros(int(seconds * RATE), np.int16) for seconds in (BEFORE_SPEAKING, AFTER_SPEAKING)]
    microphone = tmp_path / "microphone.wav"
    microphone.write_bytes(speech.wav(np.concatenate([silences[0], words, silences[1]])))
    given = {
        "url": f"{world.api_url}/",
        "chromium": shutil.which("chromium"),
        "microphone": str(microphone),
        "profile": str(tmp_path / "profile"),
        "expect": "seven in the morning",
        "screenshot": str(tmp_path / "page.png"),
    }
    node = await asyncio.create_subprocess_exec(
        "node", str(ROOT / "tests/e2e/browser.mjs"), json.dumps(given), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await node.communicate()
    noted = json.loads(out)

    told = f"{noted} {world.worker.log[-4000:]}"
    assert "trouble" not in noted, told
    assert asked in noted["log"]
    assert "seven in the morning" in noted["log"]
    assert noted["energy"] > 0.01, told
    assert not noted["console"]
    assert not noted["alert"]
    me = (world.data / "LOCAL_IDENTITY").read_text().strip()
    (alarm,) = world.rows("user_alarms", me)
    assert alarm["wall_time"] == tomorrow(alarm, 7)
    room = world.rows("sessions", me)[0]["room"]
    await world.ended_session(room)
    assert (tmp_path / "page.png").stat().st_size > 10_000
