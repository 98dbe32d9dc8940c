"""The page in a real browser, without voice: what is typed is answered, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from tests.servers import require

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
HOSTILE = '<img src=x onerror="document.title=1"> & "quotes"'


@pytest.mark.parametrize(("width", "height", "scheme"), [(390, 844, "light"), (1280, 800, "dark")])
async def test_a_person_types_at_the_page(served, width, height, scheme):
    chromium = shutil.which("chromium")
    require(chromium, "Chromium", "apt-get install chromium")
    require(shutil.which("node"), "Node", "nodejs.org, version 20 or later")
    require((HERE.parents[1] / "node_modules/playwright-core").is_dir(), "playwright-core", "npm ci")
    given = {"url": served.url, "chromium": chromium, "width": width, "height": height, "scheme": scheme}
    node = await asyncio.create_subprocess_exec(
        "node", str(HERE / "browser.mjs"), json.dumps(given), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(node.communicate(), 120)
    saw = json.loads(out)

    assert "trouble" not in saw, saw
    assert saw["focused"] == "text"
    assert saw["talk"] == "true"
    assert "LIVEKIT_URL" in saw["status"]
    assert "LIVEKIT_URL" in saw["alert"]
    assert saw["emptied"] == ""
    assert saw["title"] == "Assistant"
    assert "can’t reach the assistant" in saw["failed"]
    assert [line.replace("\n", " ") for line in saw["lines"]] == [
        f"{who}: {words}"
        for said in ("hello", HOSTILE, "do not lose me", "after a restart")
        for who, words in (("You", said), ("Assistant", f"You said: {said}"))
    ]
    assert saw["console"] == []
    assert len(saw["noted"]) == 2
    assert all("Failed to load resource" in line for line in saw["noted"])
    assert saw["high"] <= 0, "the page itself scrolls"
    assert saw["atEnd"] < 2
    assert saw["draft"] == "a draft"
    assert saw["tall"] > 60
    assert saw["wide"] <= 0
    assert saw["small"] == []
