"""The local LiveKit server: where it is, how it is built, and how it is told to stay on this machine."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from launch import machine
from launch.ports import free_port

VERSION = "v1.13.5"
HOW_TO_GET = (
    f"install livekit-server (docs.livekit.io/home/self-hosting/local) or Go {machine.dotted(machine.GO_NEEDED)} or "
    "newer (go.dev/dl), which builds it; or set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET of a server"
)
CONFIG_NAME = "livekit.yaml"


def find(root: Path) -> Path | None:
    """Return the binary: on PATH, else in `.cache/` of the project; None if there is none."""
    on_path = shutil.which("livekit-server")
    if on_path is not None:
        return Path(on_path)
    cached = root / ".cache" / "livekit-server"
    return cached if os.access(cached, os.X_OK) else None


def can_build() -> bool:
    """Return whether Go is there and new enough."""
    go = machine.go()
    return go is not None and go >= machine.GO_NEEDED


def build_command(root: Path) -> tuple[str, ...]:
    """Return what builds it into `.cache/`; about 90 s the first time. `adopt_build` follows."""
    go_bin = root / ".cache" / "go-bin"
    return ("env", f"GOBIN={go_bin}", "go", "install", f"github.com/livekit/livekit-server/cmd/server@{VERSION}")


def adopt_build(root: Path) -> Path:
    """Give what was built its name, in one step: a half-written binary is never found."""
    built = root / ".cache" / "go-bin" / "server"
    binary = built.replace(root / ".cache" / "livekit-server")
    built.parent.rmdir()
    return binary


@dataclass(frozen=True, slots=True)
class Local:
    """A server of this start: its ports, and a key that nobody else has."""

    port: int
    udp_port: int
    key: str
    secret: str

    @classmethod
    def choose(cls) -> Local:
        """Take LiveKit's usual ports if they are free, else others; make a key."""
        return cls(
            free_port(7880),
            free_port(7882, socket.SOCK_DGRAM),
            f"local{secrets.token_hex(6)}",
            secrets.token_urlsafe(32),
        )

    @property
    def url(self) -> str:
        """Where clients on this machine find it."""
        return f"ws://127.0.0.1:{self.port}"

    def write_config(self, data_dir: Path) -> Path:
        """Write its configuration, readable by its owner only, and return where; JSON is YAML too."""
        config = {
            "port": self.port,
            "bind_addresses": ["127.0.0.1"],
            "keys": {self.key: self.secret},
            "development": True,
            "logging": {"level": "warn"},
            "rtc": {
                "node_ip": "127.0.0.1",
                "use_external_ip": False,
                "enable_loopback_candidate": True,
                "ips": {"includes": ["127.0.0.1/32"]},
                "udp_port": self.udp_port,
                "tcp_port": 0,
                # It asks a STUN server for its address; nobody listens here, so it asks nobody outside.
                "stun_servers": ["127.0.0.1:3478"],
            },
            "turn": {"enabled": False},
            # Its default (0.7) offers no job while the machine's CPU is busier than that, and never tries again:
            # a starting browser is enough for the agent to stay away.
            "agents": {"target_load": 100},
        }
        path = data_dir / CONFIG_NAME
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(config, file)
        return path


def main() -> None:
    """Build it now if it is missing and can be built (`make setup`); never fails for want of it."""
    root = Path(__file__).resolve().parent.parent
    if find(root) is not None:
        return
    if not can_build():
        sys.stdout.write(f"No livekit-server, so voice stays off here: {HOW_TO_GET}\n")
        return
    sys.stdout.write(f"Building livekit-server {VERSION} with Go; this takes about 90 s, once\n")
    sys.stdout.flush()
    if subprocess.run(build_command(root), check=False).returncode == 0:  # noqa: S603 - our own command
        adopt_build(root)
    else:
        sys.stdout.write(f"livekit-server could not be built (see above): {HOW_TO_GET}\n")


if __name__ == "__main__":
    main()
