"""Becomes the command it is given, bound to die with the process that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def die_with_parent(parent: int, sent: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends, however that ends; Linux only.

    :param parent: the pid that the parent had when it started this process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(sent))
        if os.getppid() != parent:  # it ended before the kernel was asked
            os.kill(os.getpid(), sent)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, instead of init; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def main(parent: str, *command: str) -> None:
    """Replace this process by `command`; exit code 127 if there is no such program."""
    die_with_parent(int(parent), signal.SIGKILL)
    try:
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.stderr.write(f"{command[0]} can't be started: {error.strerror}\n")
        sys.exit(127)


if __name__ == "__main__":
    main(*sys.argv[1:])
