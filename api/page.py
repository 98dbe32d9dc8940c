"""The page: its files, its cookie, and the headers under which a browser shows anything of ours."""

from collections.abc import MutableMapping
from pathlib import Path
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.page_cookie import PageCookie
from utils.settings import Settings

HOUSE = Path(__file__).resolve().parent.parent
WEB = HOUSE / "web"
LIVEKIT_CLIENT = HOUSE / "node_modules" / "livekit-client" / "dist" / "livekit-client.esm.mjs"
REVALIDATE = {"Cache-Control": "no-cache"}
"""An update of the page shows at the next load; the ETag makes that cheap."""

NOT_STORED = (b"cache-control", b"no-store")
"""No browser or proxy may keep what the assistant told somebody."""


class PageFiles(StaticFiles):
    """The page's own modules and styles."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Add that a browser must ask whether its copy is still good."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        response.headers.update(REVALIDATE)
        return response


def page_routes(cookie: PageCookie | None) -> list[BaseRoute]:
    """Return what a browser may load without credentials: the page and LiveKit's client, if npm has installed it."""

    async def index(request: Request) -> Response:
        response = FileResponse(WEB / "index.html", headers=REVALIDATE)
        if cookie is not None:
            cookie.give(request.scope, response)
        return response

    async def livekit_client(_request: Request) -> Response:
        if not LIVEKIT_CLIENT.is_file():
            raise HTTPException(404)
        return FileResponse(LIVEKIT_CLIENT, media_type="text/javascript", headers=REVALIDATE)

    return [
        Route("/", index),
        Route("/vendor/livekit-client.esm.mjs", livekit_client),
        Mount("/page", PageFiles(directory=WEB)),
    ]


class SafeHeaders:
    """Puts what a browser may do with an answer of ours on each of them."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._headers = [(k.lower().encode(), v.encode()) for k, v in _headers(settings).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                private = scope["path"].startswith("/api/")
                _add(message, [*self._headers, NOT_STORED] if private else self._headers)
            await send(message)

        await self._app(scope, receive, sending)


def _add(message: MutableMapping[str, object], headers: list[tuple[bytes, bytes]]) -> None:
    given = message.get("headers") or ()
    assert isinstance(given, list | tuple)
    message["headers"] = [*given, *headers]


def _headers(settings: Settings) -> dict[str, str]:
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob: mediastream:",
        " ".join(("connect-src 'self'", *_livekit_sources(settings.livekit_url))),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    }


def _livekit_sources(url: str) -> tuple[str, ...]:
    """Return what LiveKit's client connects to: the server by WebSocket and by HTTP, and LiveKit Cloud's regions."""
    address = urlsplit(url)
    if not address.netloc or any(c in url for c in ";,' \"\r\n"):
        return ()
    secure = "s" if address.scheme in ("wss", "https") else ""
    own = (f"ws{secure}://{address.netloc}", f"http{secure}://{address.netloc}")
    if (address.hostname or "").endswith(".livekit.cloud"):
        return (*own, "wss://*.livekit.cloud", "https://*.livekit.cloud")
    return own
