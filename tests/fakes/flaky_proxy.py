"""A TCP proxy that sometimes loses an answer after the server has done what was asked."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from typing import Self


class FlakyProxy:
    """`with FlakyProxy(port, share=0.3) as proxy`: listens on `proxy.port`; `lost` counts the answers it dropped."""

    def __init__(self, port: int, share: float) -> None:
        self._upstream = port
        self.share = share
        self.lost = 0
        self._random = random.Random(7)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._sockets: set[socket.socket] = set()

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in list(self._sockets):
            _close(one)
        for thread in self._threads:
            thread.join(5)

    def _run(self, work, *arguments) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._upstream))
            self._sockets |= {client, server}
            asked = threading.Event()
            self._run(self._requests, client, server, asked)
            self._run(self._answers, client, server, asked)

    def _requests(self, client: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        try:
            while data := client.recv(65_536):
                asked.set()
                server.sendall(data)
        except OSError:
            pass
        _close(server)

    def _answers(self, client: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        try:
            while data := server.recv(65_536):
                if asked.is_set():  # the first piece of a new answer
                    asked.clear()
                    with self._lock:
                        if self._random.random() < self.share:
                            self.lost += 1
                            break
                client.sendall(data)
        except OSError:
            pass
        _close(client)
        _close(server)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
