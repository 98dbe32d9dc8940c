"""A real livekit-server on 127.0.0.1, on free ports and with keys of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from livekit import api

from tests.fakes.process import PATIENCE, ROOT, NeverHappened, Process, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

HOW_TO_GET_IT = (
    "go install github.com/livekit/livekit-server/cmd/server@v1.13.5 (Go 1.26), "
    "and name the binary in LIVEKIT_SERVER or put it into .cache/livekit-server"
)

# target_load: else the server gives no job to a worker whose machine is busy, and never tries again.
# enable_user_data_recording: every job asks to be recorded, as LiveKit's projects can; the worker must refuse.
_CONFIG = """\
port: {port}
bind_addresses: ["127.0.0.1"]
development: true
keys:
  {key}: {secret}
rtc:
  node_ip: 127.0.0.1
  use_external_ip: false
  enable_loopback_candidate: true
  ips:
    includes: ["127.0.0.1/32"]
  udp_port: {udp}
  tcp_port: 0
  stun_servers: ["127.0.0.1:{stun}"]
turn:
  enabled: false
agents:
  target_load: 100
  enable_user_data_recording: true
"""


def binary() -> Path | None:
    """Return the server's binary: from LIVEKIT_SERVER, else from the PATH, else from .cache; None if there is none."""
    named = os.environ.get("LIVEKIT_SERVER") or shutil.which("livekit-server") or ROOT / ".cache" / "livekit-server"
    return Path(named) if os.access(named, os.X_OK) and Path(named).is_file() else None


@dataclass(frozen=True, slots=True)
class LiveKit:
    """A server that runs."""

    url: str
    key: str
    secret: str
    process: Process

    @property
    def env(self) -> dict[str, str]:
        """What a worker or the API needs to know it by."""
        return {"LIVEKIT_URL": self.url, "LIVEKIT_API_KEY": self.key, "LIVEKIT_API_SECRET": self.secret}

    def token(
        self,
        room: str,
        identity: str,
        *,
        agent: str = "",
        job_metadata: str = "",
        metadata: str = "",
        attributes: dict[str, str] | None = None,
    ) -> str:
        """Return a token for one room; `agent` is called to the room with `job_metadata` if it is new."""
        token = (
            api.AccessToken(self.key, self.secret)
            .with_identity(identity)
            .with_ttl(timedelta(minutes=10))
            .with_grants(api.VideoGrants(room_join=True, room=room, can_update_own_metadata=True))
            .with_metadata(metadata)
            .with_attributes(attributes or {})
        )
        if agent:
            dispatch = api.RoomAgentDispatch(agent_name=agent, metadata=job_metadata)
            token = token.with_room_config(api.RoomConfiguration(agents=[dispatch]))
        return token.to_jwt()


@contextmanager
def livekit_server(folder: Path) -> Iterator[LiveKit]:
    """Run the server for a block; it answers when the block begins.

    :raises RuntimeError: if there is no binary.
    """
    server = binary()
    if server is None:
        raise RuntimeError(f"livekit-server is missing: {HOW_TO_GET_IT}")
    port, key, secret = free_port(), f"key{secrets.token_hex(4)}", secrets.token_hex(24)
    udp, stun = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "livekit.yaml"
    config.write_text(_CONFIG.format(port=port, key=key, secret=secret, udp=udp, stun=stun))
    with Process("livekit-server", [server, "--config", config], folder, {}) as process:
        wait_until_it_answers(f"http://127.0.0.1:{port}/", process)
        yield LiveKit(f"ws://127.0.0.1:{port}", key, secret, process)


def wait_until_it_answers(url: str, process: Process, *, seconds: float = PATIENCE) -> None:
    """Block until a GET is answered with 200.

    :raises NeverHappened: if the process ends before, or after `seconds`.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # the address is ours
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            if process.code is not None or time.monotonic() > end:
                raise NeverHappened(f"{process.name} does not answer at {url} ({error}): {process.log}") from error
            time.sleep(0.02)
