"""Starts the stand-in launcher as nohup does."""

from __future__ import annotations

import runpy
import signal

if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    runpy.run_module("tests.launch.stand_in", run_name="__main__")
