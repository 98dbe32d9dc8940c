"""Serves the HTTP face: `python -m api`."""

import errno
import logging
import signal
import socket
import sys
from types import FrameType

import uvicorn

from utils.settings import Settings, SettingsError

log = logging.getLogger("api")

UNUSABLE = 2
"""The exit code for a configuration that cannot be served."""

GRACE_SECONDS = 5
"""How long an answer that is under way may take at the end."""


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit code."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    try:
        settings = Settings.load()
    except SettingsError as error:
        return _refuse(str(error))
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("httpx", "uvicorn", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        listener = _listen(settings.api_host, settings.api_port)
    except OSError as error:
        return _refuse(_why(error, settings))
    with listener:
        # Imported when the port is ours: the assistant takes seconds to load, a taken port is told at once.
        from api.app import create_app
        from assistant.text import TypedConversations
        from system_control.supabase_manager import SupabaseManager

        manager = SupabaseManager(settings)
        try:
            app = create_app(settings, manager, TypedConversations(manager, settings))
        except OSError as error:
            return _refuse(f"{settings.data_dir} cannot be written ({error.strerror}); set DATA_DIR to another folder.")
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            # Nothing here believes X-Forwarded-*: who is calling is told by credentials alone.
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ws="none",
        )
        log.info("The API listens on http://%s:%d/", settings.api_host, settings.api_port)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.

    :raises OSError: if it can't.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _why(error: OSError, settings: Settings) -> str:
    where = f"{settings.api_host}:{settings.api_port}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is in use by another program; stop that, or set API_PORT to another port."
    if error.errno == errno.EACCES:
        return f"{where} may not be used by this user; set API_PORT to a port from 1024."
    return f"{where} can't be listened on ({error.strerror}); check API_HOST and API_PORT."


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return UNUSABLE


def _end(_number: int, _frame: FrameType | None) -> None:
    """End in good order: before the server runs, and again when it raises the signal that it ended by."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
