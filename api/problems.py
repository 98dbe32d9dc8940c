"""What goes wrong over HTTP: every failure is answered as problem JSON (RFC 9457), and a bug never shows its trace.

AssistantError
└── HttpError       only HTTP knows it; carries headers
    ├── NotSignedIn     401: nobody, or not anybody we know
    ├── WrongSite       403: another site's page sent it
    ├── TooSlow         408: the body did not arrive
    ├── TooLarge        413: the body is over the limit
    ├── NotJson         415: the body is something else
    ├── Unsure          422: asks back what was meant
    ├── Unconfirmed     422: asks whether to go on
    ├── KeyReused       422: an Idempotency-Key that came with another request
    ├── UnderWay        409: the same request is being answered now
    ├── TooMany         429: too often
    └── VoiceOff        503: nobody can be called now
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from system_control.errors import AssistantError

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
APOLOGY = "Sorry, something went wrong on my side. Nothing else was changed; please try again."


class HttpError(AssistantError):
    """An error that only HTTP has; `headers` go with the answer, `members` into the problem (RFC 9457 §3.2)."""

    def __init__(
        self,
        detail: str = "",
        *,
        spoken: str | None = None,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, spoken=spoken)
        self.headers = dict(headers or {})
        self.members = dict(members or {})


class NotSignedIn(HttpError):
    """No credentials, or none that we know; the answer never tells which part was wrong."""

    spoken = "You're not signed in, or your key is not valid any more."
    status = 401


class WrongSite(HttpError):
    """A page of another site used this page's cookie."""

    spoken = "This request came from another site, so I did nothing."
    status = 403


class TooSlow(HttpError):
    """The body did not arrive in time."""

    spoken = "The message did not arrive completely; please send it again."
    status = 408


class TooLarge(HttpError):
    """The body is over the limit."""

    spoken = "That is too long for me; please make it shorter."
    status = 413


class NotJson(HttpError):
    """The body says that it is not JSON."""

    spoken = "I only read JSON; send it with Content-Type: application/json."
    status = 415


class Unsure(HttpError):
    """What was meant can't be told; `question` asks for it, `offer` is the moment that is offered instead, if any."""

    status = 422

    def __init__(self, question: str, *, offer: str | None = None) -> None:
        super().__init__("a question is asked back", spoken=question, members={"question": question, "offer": offer})


class Unconfirmed(HttpError):
    """More than one thing would be gone for good, and the caller has not said that this is meant."""

    status = 422

    def __init__(self, what: str) -> None:
        super().__init__("not confirmed", spoken=f"That would delete {what}. Send confirm=everything if you mean it.")


class KeyReused(HttpError):
    """An Idempotency-Key names one request; this one is another."""

    spoken = "That Idempotency-Key came with another request before; make a new one for this."
    status = 422


class UnderWay(HttpError):
    """The first request with this Idempotency-Key has no answer yet."""

    spoken = "I'm still busy with that request; please ask again in a moment."
    status = 409


class TooMany(HttpError):
    """This caller asks too often."""

    spoken = "That was a bit much at once; please wait a moment."
    status = 429


class VoiceOff(HttpError):
    """There is no voice to be had; `spoken` says what is missing."""

    spoken = "Voice is off."
    status = 503


def problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, members: Mapping[str, Any] | None = None
) -> Response:
    """Make the answer: `status`, `title` (HTTP's own phrase), `detail` (a sentence for people), and `members`."""
    standard = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    body = {**(members or {}), **standard}
    # Escaped to ASCII: a lone surrogate out of somebody's JSON cannot be written as UTF-8.
    return Response(json.dumps(body).encode(), status_code=status, media_type=PROBLEM, headers=dict(headers or {}))


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how these failures look, for the OpenAPI description."""
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "A sentence for people: what happened, what can be done."},
            "question": {"type": "string", "description": "Of 422: what is asked back, in words."},
            "offer": {"type": ["string", "null"], "description": "Of 422: a moment (ISO 8601) offered instead."},
        },
    }
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {"schema": schema}}}
        for status in statuses
    }


class Problems:
    """The face's last line: turns what comes out of the application into a problem, unless an answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if not isinstance(error, AssistantError):
                log.exception("A bug, in %s %s", scope["method"], scope["path"])
            elif error.status >= 500:
                log.warning("%s %s: %s", scope["method"], scope["path"], error)
            if begun:
                raise
            await _answer(error)(scope, receive, send)


def install(app: FastAPI) -> None:
    """Make the framework's own failures problems as well."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)


def _answer(error: Exception) -> Response:
    if not isinstance(error, AssistantError):
        return problem(500, APOLOGY)
    headers, members = (error.headers, error.members) if isinstance(error, HttpError) else ({}, {})
    if error.status == 401:
        headers = {"WWW-Authenticate": 'Bearer realm="assistant"'} | headers
    return problem(error.status, error.spoken, headers=headers, members=members)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        error.headers = {**(error.headers or {}), **_allowed(request)}
    sentences = {
        400: "I can't read that body as JSON.",
        404: "There is nothing at this address.",
        405: "This address can't be used in that way.",
    }
    return problem(error.status_code, sentences.get(error.status_code, str(error.detail)), headers=error.headers)


def _allowed(request: Request) -> dict[str, str]:
    """Name every method of this address (RFC 9110 §15.5.6): the framework knows only those of the first route there."""
    paths: Mapping[str, Mapping[str, Any]] = request.app.openapi()["paths"]
    fitting = [path for path in paths if compile_path(path)[0].match(request.url.path)]
    if not fitting:
        return {}
    here = min(fitting, key=lambda path: path.count("{"))  # /schedule/alarms is more than a /schedule/{item_id}
    return {"Allow": ", ".join(sorted(method.upper() for method in paths[here]))}


async def _on_invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem(422, _sentence(error.errors()[0]))


def _sentence(error: Mapping[str, Any]) -> str:
    """Say the first thing that is wrong; never repeat the value, which is the caller's."""
    place = ".".join(str(part) for part in error["loc"][1:]) or "The body"
    context = error.get("ctx", {})
    match error["type"]:
        case "json_invalid":
            return "I can't read that body as JSON."
        case "missing":
            return f"{place} is missing." if place != "The body" else "The body is missing; I take a JSON object."
        case "said":
            return str(error["msg"])
        case "string_type" | "string_unicode":
            return f"{place} must be a string."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{place} must be a JSON object."
        case "int_type" | "int_parsing" | "int_parsing_size" | "int_from_float":
            return f"{place} must be a whole number."
        case "enum" | "literal_error":
            return f"{place} must be {context['expected']}."
        case "string_too_long":
            return f"{place} may have at most {context['max_length']} characters."
        case "string_too_short":
            return f"{place} must not be empty."
        case "string_pattern_mismatch":
            return f"{place} isn't written as it must be; the description of this API says how."
        case "greater_than_equal":
            return f"{place} must be {context['ge']} or more."
        case "less_than_equal":
            return f"{place} must be {context['le']} or less."
    return f"{place}: {error['msg']}."
