"""`python -m api` as its own process: it answers, ends in good order, and says in one line why it can't start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest


@contextmanager
def started(tmp_path, **env):
    process = subprocess.Popen(
        [sys.executable, "-m", "api"],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **env},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_ends_in_good_order(tmp_path, port, number):
    with started(tmp_path, API_PORT=str(port)) as process:
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as page:
            deadline = time.monotonic() + 90
            while True:
                assert process.poll() is None, process.stderr.read()
                assert time.monotonic() < deadline
                try:
                    page.get("/healthz")
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            page.get("/")
            answer = page.post("/api/v1/conversation", json={"text": "hello"}, headers={"Origin": url})
            assert answer.status_code == 200, answer.text
            assert answer.json()["reply"]
            assert answer.json()["saved"] is True
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"API_PORT": "many"}, "API_PORT"),
        ({"API_PORT": "70000"}, "API_PORT"),
        ({"API_HOST": "192.0.2.1"}, "API_HOST"),
        ({"API_HOST": "no such host"}, "API_HOST"),
    ],
)
def test_what_cannot_be_served_is_one_line_and_code_2(tmp_path, env, says):
    with started(tmp_path, **{"API_PORT": "0", **env}) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert says in errors
    assert len(errors.splitlines()) == 1


def test_a_port_that_is_taken_is_one_line_that_names_it(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with started(tmp_path, API_PORT=str(taken)) as process:
            _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert str(taken) in errors
    assert "API_PORT" in errors
    assert len(errors.splitlines()) == 1


def test_a_data_folder_that_cannot_be_made_is_one_line_that_names_it(tmp_path, port):
    (tmp_path / "file").write_text("")
    with started(tmp_path, API_PORT=str(port), DATA_DIR=str(tmp_path / "file" / "data")) as process:
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "DATA_DIR" in errors
    assert "Traceback" not in errors
