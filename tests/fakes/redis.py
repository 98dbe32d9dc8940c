"""A Redis with one connection's worth of truth: GET, SET, TIME, WATCH, MULTI and EXEC, on 127.0.0.1."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Self


class FakeRedis:
    """The server; an async context manager. `before_exec` runs once, between somebody's WATCH and EXEC."""

    def __init__(self) -> None:
        self.data: dict[bytes, bytes] = {}
        self.versions: dict[bytes, int] = {}
        self.execs: list[bool] = []
        self.before_exec: list[tuple[bytes, bytes]] = []
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """What REDIS_URL takes."""
        assert self._server is not None
        return f"redis://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/0?protocol=2"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        await self._server.wait_closed()

    def set(self, key: bytes, value: bytes) -> None:
        """Write a key."""
        self.data[key] = value
        self.versions[key] = self.versions.get(key, 0) + 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        watched: dict[bytes, int] = {}
        queue: list[list[bytes]] | None = None
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                command = await _command(reader)
                name = command[0].upper()
                if name == b"MULTI":
                    queue, answer = [], b"+OK\r\n"
                elif name == b"EXEC":
                    if self.before_exec:
                        self.set(*self.before_exec.pop())
                    clean = all(self.versions.get(key, 0) == version for key, version in watched.items())
                    self.execs.append(clean)
                    answer = b"*-1\r\n"
                    if clean:
                        done = [self._do(one) for one in queue or ()]
                        answer = b"*%d\r\n" % len(done) + b"".join(done)
                    queue, watched = None, {}
                elif queue is not None:
                    queue.append(command)
                    answer = b"+QUEUED\r\n"
                elif name == b"WATCH":
                    watched |= {key: self.versions.get(key, 0) for key in command[1:]}
                    answer = b"+OK\r\n"
                elif name == b"UNWATCH":
                    watched, answer = {}, b"+OK\r\n"
                else:
                    answer = self._do(command)
                writer.write(answer)
                await writer.drain()
        self._writers.discard(writer)
        writer.close()

    def _do(self, command: list[bytes]) -> bytes:
        match [command[0].upper(), *command[1:]]:
            case [b"GET", key]:
                value = self.data.get(key)
                return b"$-1\r\n" if value is None else _bulk(value)
            case [b"SET", key, value, *_]:
                self.set(key, value)
                return b"+OK\r\n"
            case [b"TIME"]:
                seconds, rest = divmod(time.time(), 1)
                return b"*2\r\n" + _bulk(b"%d" % seconds) + _bulk(b"%d" % (rest * 1e6))
            case [b"CLIENT", *_]:
                return b"+OK\r\n"
        return b"-ERR unknown command\r\n"


def _bulk(value: bytes) -> bytes:
    return b"$%d\r\n" % len(value) + value + b"\r\n"


async def _command(reader: asyncio.StreamReader) -> list[bytes]:
    count = int((await reader.readuntil(b"\r\n"))[1:])
    words = []
    for _ in range(count):
        size = int((await reader.readuntil(b"\r\n"))[1:])
        words.append((await reader.readexactly(size + 2))[:-2])
    return words
