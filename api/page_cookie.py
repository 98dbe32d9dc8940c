"""The local page's cookie: made anew at each start, worth something on this machine and to this page only."""

import hmac
import ipaddress
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from api.problems import WrongSite
from utils.settings import Settings

PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""A request with one of these came from elsewhere, whatever Host it names."""


class PageCookie:
    """Knows the local user by a secret of this start; only for a server that is bound to loopback."""

    def __init__(self, settings: Settings) -> None:
        self.identity = settings.local_identity()
        # Browsers share cookies between the ports of a host, so each port needs a name of its own.
        self._name = f"assistant_{settings.api_port}"
        self._secret = secrets.token_urlsafe(32)

    @classmethod
    def for_loopback(cls, settings: Settings) -> "PageCookie | None":
        """Return it if the server is bound to loopback; otherwise the page needs an API key like everybody.

        :raises OSError: if DATA_DIR cannot be written.
        """
        return cls(settings) if is_loopback(settings.api_host) else None

    def give(self, scope: Scope, response: Response) -> None:
        """Set it, unless the page was asked for by a name that is not this machine's (DNS rebinding)."""
        if _is_here(Headers(scope=scope)):
            response.set_cookie(self._name, self._secret, httponly=True, samesite="strict", path="/")

    def admits(self, scope: Scope) -> bool:
        """Tell whether the request carries it.

        :raises WrongSite: if it does, but another site's page sent it: SameSite alone lets other ports through.
        """
        headers = Headers(scope=scope)
        if not _is_here(headers) or not self._carried(headers):
            return False
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        own = f"{scope['scheme']}://{headers['host']}".lower()
        told = origin is not None or site is not None
        if not told or (origin is not None and origin.lower() != own) or site not in (None, "same-origin"):
            raise WrongSite(f"the page's cookie came from origin {origin}, site {site}")
        return True

    def _carried(self, headers: Headers) -> bool:
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self._name)
        except CookieError:
            return False
        return morsel is not None and hmac.compare_digest(morsel.value.encode(), self._secret.encode())


def is_loopback(host: str) -> bool:
    """Tell whether a host, by name or address, is this machine itself."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_here(headers: Headers) -> bool:
    host = headers.get("host", "")
    name = host.partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host
    return is_loopback(name) and not any(h in headers for h in PROXIED)
