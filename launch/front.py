"""The process that a person sees: it passes signals on and outlives everything, so that nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from launch.bound import adopt_orphans, die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run(body: Callable[[], int]) -> int:
    """Run `body` in a process of its own and return its exit code; kill whatever it left.

    Two processes watch each other. If this one is killed, the kernel tells the body to end in good order; if the body
    is killed, its descendants become this one's children and are killed here. The body has a session of its own, so
    that Ctrl-C reaches it once, from here, and a signal to this one's whole group does not hit both.
    """
    adopt_orphans()
    front = os.getpid()
    body_pid = os.fork()
    if body_pid == 0:
        os.setsid()
        die_with_parent(front, signal.SIGTERM)
        adopt_orphans()
        code = body()
        kill_children()
        sys.exit(code)

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(body_pid, signal.SIGTERM)

    for number in ENDING:
        # nohup has it ignored, so that it goes on when the terminal is closed.
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, pass_on)
    status = 0
    pid = 0
    while pid != body_pid:
        pid, status = os.wait()
    kill_children()
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        sys.stderr.write(f"The launcher was killed (signal {-code}); everything that it had started is ended.\n")
        return 1
    return code


def kill_children() -> None:
    """Kill and reap every child; its own children then arrive here (`adopt_orphans`) and follow."""
    while True:
        for pid in children(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def children(parent: int) -> list[int]:
    """Return the pids whose parent is this one; none where there is no /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            # "pid (name) state ppid …", and the name may hold spaces and brackets (proc(5))
            if int(stat.read_text(errors="replace").rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found
