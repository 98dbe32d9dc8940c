"""Ports on this machine: whether one can be had, another one if not, and whether a server answers there."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket


def is_free(host: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> bool:
    """Return whether a server could listen there now.

    :raises PermissionError: if this user may not have it (below 1024).
    :raises OSError: if the host is not an address of this machine.
    """
    family = socket.getaddrinfo(host, port, type=kind)[0][0]
    with socket.socket(family, kind) as listener:
        if kind is socket.SOCK_STREAM:  # else a port that a server has just left counts as taken for a minute
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def free_port(preferred: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return this port of 127.0.0.1 if it is free, else another that is."""
    with contextlib.suppress(PermissionError):
        if preferred and is_free("127.0.0.1", preferred, kind):
            return preferred
    with socket.socket(socket.AF_INET, kind) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


async def answers_http(host: str, port: int, path: str) -> None:
    """Wait until a server answers GET there, whatever it says; one that only listens may still be loading."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    while True:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(request)
                    if (await reader.readline()).startswith(b"HTTP/1."):
                        return
                finally:
                    writer.close()
        await asyncio.sleep(0.05)
