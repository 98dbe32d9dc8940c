"""Says in the worker's log which setting is at fault when its LiveKit server can't be reached."""

from __future__ import annotations

import logging

import aiohttp

_LINE = "failed to connect to livekit, retrying"
_REFUSED = (401, 403)


class NamesTheSetting(logging.Filter):
    """Turns LiveKit's line about a connection that failed into one sentence that names LIVEKIT_URL.

    :param url: what LIVEKIT_URL says.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record if it is that line; every record passes."""
        if str(record.msg).startswith(_LINE):
            what = self._what(vars(record).pop("error", None))
            record.msg, record.args = f"{what} Nobody can call until it does; it is tried again.", ()
        return True

    def _what(self, error: object) -> str:
        if isinstance(error, aiohttp.WSServerHandshakeError) and error.status in _REFUSED:
            keys = "LIVEKIT_API_KEY and LIVEKIT_API_SECRET"
            return f"The LiveKit server at LIVEKIT_URL ({self._url}) does not take {keys}."
        why = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        return f"No LiveKit server answers at LIVEKIT_URL ({self._url}): {why}."


def name_the_setting(url: str) -> None:
    """Let the worker's log say so from now on; called before the worker starts."""
    logging.getLogger("livekit.agents").addFilter(NamesTheSetting(url))
