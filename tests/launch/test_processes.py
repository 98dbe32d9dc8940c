"""One program kept running: growing pauses, its lines, its end."""

from __future__ import annotations

import asyncio
import io
import sys

import pytest

from launch import processes as module
from launch.console import Console, readable
from launch.processes import CannotRun, Part, Processes
from tests.launch.running import LIMIT


def python(code: str, **options: object) -> Part:
    return Part("part", (sys.executable, "-I", "-S", "-c", code), **options)  # type: ignore[arg-type] # options of Part


async def said(processes: Processes, part: Part, until: int) -> list[str]:
    """Keep the part until the launcher has spoken so often; return the last words of what it said."""
    heard: list[str] = []
    enough = asyncio.Event()

    def say(text: str) -> None:
        heard.append(text)
        if len(heard) == until:
            enough.set()

    processes.console.say = say  # type: ignore[method-assign] # to hear it
    keeping = asyncio.create_task(processes.keep(part))
    async with asyncio.timeout(LIMIT):
        await enough.wait()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    return [text.rpartition(" in ")[2] for text in heard]


async def test_the_pause_doubles_up_to_the_longest(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.03)
    assert await said(processes, python("pass"), 4) == ["0.01 s", "0.02 s", "0.03 s", "0.03 s"]


async def test_after_a_steady_run_the_pause_is_short_again(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(module, "STEADY", 0.0)
    assert await said(processes, python("pass"), 3) == ["0.01 s", "0.01 s", "0.01 s"]


def test_the_pauses_are_those_that_were_promised() -> None:
    assert (module.FIRST_PAUSE, module.LONGEST_PAUSE, module.STEADY) == (1.0, 30.0, 60.0)


async def test_one_that_gives_up_is_not_started_again(processes: Processes) -> None:
    with pytest.raises(CannotRun, match="part"):
        await processes.keep(python("import sys; sys.exit(2)", gives_up=True))


async def test_what_it_prints_is_prefixed_line_by_line(processes: Processes, printed: io.StringIO) -> None:
    code = "import sys; sys.stdout.buffer.write(b'one\\ntwo\\n\\xff ' + b'x' * 70_000)"
    assert await processes.run(python(code)) == 0
    lines = printed.getvalue().splitlines()
    assert lines[:2] == ["part    | one", "part    | two"]
    assert "".join(line.removeprefix("part    | ") for line in lines[2:]) == "\N{REPLACEMENT CHARACTER} " + "x" * 70_000


async def test_one_that_does_not_end_is_killed_and_that_is_said(processes: Processes, printed: io.StringIO) -> None:
    ready = asyncio.Event()
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    running = asyncio.create_task(processes.run(python(code, patience=0.1, heard=lambda _: ready.set())))
    async with asyncio.timeout(LIMIT):
        await ready.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert "part did not end within 0 s and is killed" in printed.getvalue()


async def test_a_program_that_is_not_there_is_one_line(processes: Processes, printed: io.StringIO) -> None:
    assert await processes.run(Part("part", ("no-such-program",))) == 127
    assert printed.getvalue() == "part    | no-such-program can't be started: No such file or directory\n"


def test_when_nobody_reads_any_more_it_goes_on() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    console = Console(Gone())
    console.say("hello")
    console.say("again")


def test_a_terminal_gets_colour() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    Console(terminal).line("api", "hello")
    assert terminal.getvalue() == "\x1b[36mapi     |\x1b[0m hello\n"


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("plain words", ["plain words"]),
        ('{"message": "registered worker", "level": "INFO", "pid": 7}', ["INFO registered worker"]),
        (
            '{"message": "failed", "level": "ERROR", "exc_info": "Traceback:\\n  line 1"}',
            ["ERROR failed", "Traceback:", "  line 1"],
        ),
        ('{"message": "no level"}', ['{"message": "no level"}']),
        ("{not JSON", ["{not JSON"]),
        ("{1}", ["{1}"]),
    ],
)
def test_logs_in_json_are_printed_for_people(line: str, printed: list[str]) -> None:
    assert readable(line) == printed
