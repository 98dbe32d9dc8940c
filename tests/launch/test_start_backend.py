"""`./start_backend.sh` itself: finds Python, makes the environment once, hands over; and says what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.launch.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LAUNCH = "import sys; print('launched', *sys.argv[1:], sys.prefix)"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project whose launcher only says that it was called, and that needs nothing from an index."""
    (tmp_path / "launch").mkdir()
    for name in ("start_backend.sh", "launch/venv.sh"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "launch" / "__main__.py").write_text(LAUNCH)
    (tmp_path / "requirements.txt").write_text("")
    return tmp_path


def run(checkout: Path, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {"PATH": path or os.environ["PATH"], "HOME": str(checkout)}
    command = [str(checkout / "start_backend.sh"), *arguments]
    return subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, timeout=120, check=False)


def folder_with(folder: Path, **programs: str) -> str:
    """A PATH of coreutils, bash, and these shell scripts."""
    folder.mkdir()
    for name in ("bash", "dirname", "cmp", "cp"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    for name, script in programs.items():
        (folder / name).write_text(f"#!{shutil.which('bash')}\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_it_makes_the_environment_once_and_passes_its_arguments_on(checkout: Path, tmp_path: Path) -> None:
    path = folder_with(tmp_path / "bin", python3=f'exec {sys.executable} "$@"')
    first = run(checkout, "--check", path=path)
    assert first.returncode == 0, first.stderr
    assert "Making .venv with Python 3" in first.stdout
    assert "Installing requirements.txt" in first.stdout
    assert first.stdout.endswith(f"launched --check {checkout / '.venv'}\n")
    again = run(checkout, path=path)
    assert again.stdout == f"launched {checkout / '.venv'}\n"
    (checkout / "requirements.txt").write_text("# changed\n")
    assert run(checkout, path=path).stdout.startswith("Installing requirements.txt")
    (checkout / "requirements.txt").write_text("no-such-package-of-ours @ file:///nowhere/x-1-py3-none-any.whl\n")
    for _ in range(2):  # a failed installation is not taken for a done one
        broken = run(checkout, path=path)
        assert broken.returncode == 1
        assert "✗ pip could not install requirements.txt" in broken.stderr


@pytest.mark.parametrize("programs", [{}, {"python3": "exit 1"}])
def test_without_a_python_that_is_new_enough_it_says_how_to_get_one(
    checkout: Path, tmp_path: Path, programs: dict[str, str]
) -> None:
    done = run(checkout, path=folder_with(tmp_path / "bin", **programs))
    assert done.returncode == 1
    assert done.stderr.startswith("✗ Python 3.11 or newer is needed: install it")
    assert "launched" not in done.stdout


def test_a_python_without_venv_is_said(checkout: Path, tmp_path: Path) -> None:
    fails = 'case "$*" in *venv*) echo "ensurepip is not available"; exit 1;; esac'
    done = run(checkout, path=folder_with(tmp_path / "bin", python3=fails))
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_the_tools_pins_hold_the_programs_pins() -> None:
    def pins(name: str) -> set[str]:
        return {line for line in (ROOT / name).read_text().splitlines() if "==" in line}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
