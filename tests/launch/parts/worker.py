"""Stands in for the worker in a call: its job ignores SIGTERM, as LiveKit's do, and another has left its group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"

job = subprocess.Popen([sys.executable, "-c", STUBBORN])
subprocess.Popen([sys.executable, "-c", STUBBORN], start_new_session=True)


def drain(*_: object) -> None:
    sys.stdout.write(f"draining for {os.environ['DRAIN_SECONDS']} s\n")
    Path(os.environ["DATA_DIR"], "session-ended").touch()
    job.kill()
    sys.exit(0)


signal.signal(signal.SIGTERM, drain)
sys.stdout.write('INFO livekit.agents registered worker {"agent_name": "assistant"}\n')
while True:
    time.sleep(600)
