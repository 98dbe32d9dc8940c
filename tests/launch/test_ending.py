"""However the launcher ends, nothing of it is left: no process, no zombie, no port."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from launch.ports import is_free
from tests.launch.running import eventually, nothing_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.launch.running import Running

PROCESSES = 6
"""The supervisor, the API and its child, the worker, its job, and one that left its group."""


def port_is_free(running: Running) -> bool:
    return is_free("127.0.0.1", int(running.env["API_PORT"]))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_in_good_order(talking: Running, sent: signal.Signals) -> None:
    family = talking.family()
    assert len(family) == PROCESSES
    os.killpg(talking.process.pid, sent)  # as a terminal does
    assert talking.ended() == 0
    nothing_left(family)
    assert port_is_free(talking)
    data = Path(talking.env["DATA_DIR"])
    assert (data / "session-ended").exists()
    assert not (data / "voice.json").exists()
    assert "worker  | draining for 3 s" in talking.lines
    assert talking.lines[-1] == "launch  | everything has ended"


def test_under_nohup_the_end_of_the_terminal_is_not_its_end(launch: Callable[..., Running]) -> None:
    running = launch(module="tests.launch.hang_up_ignored", GROQ_API_KEY="")
    running.said(f"Open {running.address}")
    running.process.send_signal(signal.SIGHUP)
    running.one("parts/api.py").kill()
    running.said("api has ended by itself (killed by SIGKILL); it is started again")
    eventually(lambda: any("parts/api.py" in " ".join(p.cmdline()) for p in running.family()), "it has ended")
    running.process.terminate()
    assert running.ended() == 0


def test_killing_what_a_person_sees_ends_everything_in_good_order(talking: Running) -> None:
    family = talking.family()
    talking.process.kill()
    talking.process.wait()
    nothing_left(family)
    assert port_is_free(talking)
    assert Path(talking.env["DATA_DIR"], "session-ended").exists()


def test_killing_the_whole_group_leaves_nothing(talking: Running) -> None:
    family = talking.family()
    os.killpg(talking.process.pid, signal.SIGKILL)
    talking.process.wait()
    nothing_left(family)
    assert port_is_free(talking)


def test_killing_the_supervisor_leaves_nothing_and_is_said(talking: Running) -> None:
    family = talking.family()
    psutil.Process(talking.process.pid).children()[0].kill()
    assert talking.ended() == 1
    assert not any(p.is_running() for p in family)
    assert port_is_free(talking)
    assert "The launcher was killed (signal 9); everything that it had started is ended." in talking.lines
    assert not Path(talking.env["DATA_DIR"], "voice.json").exists()


def test_killing_both_at_once_leaves_none_of_the_parts(talking: Running) -> None:
    api, worker = talking.one("parts/api.py"), talking.one("parts/worker.py")
    supervisor = psutil.Process(talking.process.pid).children()[0]
    left = [p for p in talking.family() if p not in (supervisor, api, worker)]
    try:
        supervisor.suspend()  # so that neither sees the other's end
        talking.process.kill()
        supervisor.kill()
        nothing_left([supervisor, api, worker])
        eventually(lambda: port_is_free(talking), "the port is held")
    finally:
        for process in left:  # the stand-ins' own children know nothing of their parents' end
            process.kill()
