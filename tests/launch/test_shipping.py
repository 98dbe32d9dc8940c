"""What leaves this machine: the image holds what the worker needs and runs as nobody special; scripts parse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.launch.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def dockerfile() -> list[list[str]]:
    """The Dockerfile's instructions, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def copied() -> list[str]:
    """What the image takes from the project."""
    return [word for line in dockerfile() if line[0] == "COPY" and not line[1].startswith("--") for word in line[1:-1]]


def test_what_the_image_copies_exists_and_is_not_held_back() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {"agent.py", "requirements.txt"} <= set(copied())
    assert set(copied()) == let_in
    for source in copied():
        assert (ROOT / source).exists(), source


def test_the_worker_does_not_run_as_root_and_has_its_models_in_the_image() -> None:
    lines = [" ".join(line) for line in dockerfile()]
    last_user = max(i for i, line in enumerate(lines) if line.startswith("USER "))
    assert lines[last_user] not in {"USER root", "USER 0"}
    assert lines.index("RUN python agent.py download-files") > last_user
    assert json.loads(lines[-1].removeprefix("CMD ")) == ["python", "agent.py", "start"]


def test_the_worker_loads_from_what_the_image_holds(tmp_path: Path) -> None:
    for source in copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, tmp_path / source)
    done = subprocess.run(
        [sys.executable, "agent.py", "download-files"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "HF_HOME": str(tmp_path / ".models")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", ["start_backend.sh", "launch/venv.sh", ".ci/run"])
def test_scripts_parse_and_can_be_executed(script: str) -> None:
    subprocess.run(["bash", "-n", ROOT / script], check=True)
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("target", ["setup", "test", "check", "format", "bench", "migrate", "migration", "run"])
def test_make_lists_each_target(target: str) -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert any(line.split()[0] == target for line in listed.splitlines())
