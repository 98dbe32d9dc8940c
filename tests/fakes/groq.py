"""A server that speaks, counts, limits and fails as Groq does; `python -m tests.fakes.groq --port 7999` runs it alone.

    async with FakeGroq(limits=FREE) as groq:
        Settings.load({"GROQ_API_KEY": "x", "GROQ_BASE_URL": groq.base_url})
        groq.hear("set an alarm for six")        # the next transcript
        groq.reply("Good morning.")              # the model's next answer; unscripted, groq_brain answers
        groq.call("set_alarm", time="at six")    # or a tool call
        groq.fail("chat", status=500)            # the next chat request; also hang=, cut=, times=, model=
        groq.delay["chat"] = 0.3                 # seconds before the first byte, per kind
        groq.requests("chat")[-1].body           # what came

Kinds are `chat`, `stt`, `tts`. From another process: POST /sim/script
`{"hear": [...], "reply": [{"text": …}|{"calls": [[name, {…}]]}], "fail": [{"kind": …, "status": …}], "delay": {...}}`,
GET /sim/log, POST /sim/reset.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from tests.fakes import groq_brain, speech
from tests.fakes.groq_brain import Reply
from tests.fakes.groq_limits import FREE, Meter, ModelLimits, Refusal
from tests.fakes.groq_wire import pieces, whole

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_HEARD = "set an alarm for seven tomorrow morning"
_SILENT_BELOW = 200  # of 32,767: less is noise, and Whisper then hears nothing


@dataclass(frozen=True, slots=True)
class Failure:
    """What shall go wrong.

    `status` answers so; `hang` waits so many seconds and then drops the line; `cut` drops it before anything
    (`"start"`), in the middle of the words (`"text"`) or of a tool call's arguments (`"tool"`); with `clean` the
    stream then ends like a whole one, but without its last chunks.
    """

    kind: str
    status: int = 0
    hang: float = 0.0
    cut: str = ""
    clean: bool = False
    model: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None


@dataclass(slots=True)
class Request:
    """One request that came, and what became of it; times are seconds of the Unix clock."""

    kind: str
    model: str
    body: dict[str, Any]
    at: float
    status: int = 0
    prompt_tokens: int = 0
    charged: float = 0.0
    audio_seconds: float = 0.0
    answer: str = ""
    done: float = 0.0
    aborted: bool = False


class FakeGroq:
    """The server; an async context manager that listens on 127.0.0.1."""

    def __init__(
        self,
        *,
        limits: dict[str, ModelLimits] | None = None,
        key: str | None = None,
        models: frozenset[str] | None = None,
        port: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limits`: none by default; `key`: the one that is accepted, any by default; `models`: those that exist.

        `clock` is by what the limits refill.
        """
        self._clock = clock
        self._limits, self._key, self._models, self._port = limits or {}, key, models, port
        self._runner: web.AppRunner | None = None
        self._wavs: dict[str, bytes] = {}
        self.reset()

    def reset(self) -> None:
        """Forget every script, request and level."""
        self.meter = Meter(self._limits, self._clock)
        self.log: list[Request] = []
        self.delay = {"chat": 0.0, "stt": 0.0, "tts": 0.0}
        self.word_delay = 0.0
        self.default_heard = DEFAULT_HEARD
        self._heard: deque[str] = deque()
        self._replies: deque[Reply] = deque()
        self._failures: list[Failure] = []

    # Steering

    def hear(self, *texts: str) -> None:
        """Script the next transcripts of audio that is not silent."""
        self._heard.extend(texts)

    def reply(self, text: str, *, finish: str = "") -> None:
        """Script the model's next answer: words; finish="length" if it hit its limit."""
        self._replies.append(Reply(text, finish=finish))

    def call(self, name: str, /, **arguments: Any) -> None:
        """Script the model's next answer: one tool call."""
        self._replies.append(Reply(calls=((name, arguments),)))

    def reply_with(self, reply: Reply) -> None:
        """Script the model's next answer whole."""
        self._replies.append(reply)

    def fail(self, kind: str, *, times: int = 1, **what: Any) -> None:
        """Script a Failure of the next `times` requests of this kind (and of `model=`, if given)."""
        self._failures += [Failure(kind, **what)] * times

    def requests(self, kind: str) -> list[Request]:
        """Return what came of this kind, oldest first."""
        return [request for request in self.log if request.kind == kind]

    # Running

    @property
    def url(self) -> str:
        """The server's address, for /sim/."""
        assert self._runner is not None
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    @property
    def base_url(self) -> str:
        """What GROQ_BASE_URL takes."""
        return f"{self.url}/openai/v1"

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application(client_max_size=64 << 20)
        app.add_routes(
            [
                web.post("/openai/v1/audio/transcriptions", self._transcribe),
                web.post("/openai/v1/chat/completions", self._chat),
                web.post("/openai/v1/audio/speech", self._speech),
                web.get("/openai/v1/models", self._list_models),
                web.post("/sim/script", self._sim_script),
                web.get("/sim/log", self._sim_log),
                web.post("/sim/reset", self._sim_reset),
            ]
        )
        return app

    # The three endpoints

    async def _transcribe(self, http: web.Request) -> web.StreamResponse:
        form = await http.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        seconds, loudest = speech.heard(file.file.read())
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        request = self._note("stt", fields)
        request.audio_seconds = seconds
        if refused := await self._refuse(http, request, audio=seconds):
            return refused
        text = "" if loudest < _SILENT_BELOW else self._heard.popleft() if self._heard else self.default_heard
        return self._ok(request, web.json_response({"text": text, "x_groq": {"id": "req_test"}}), text)

    async def _speech(self, http: web.Request) -> web.StreamResponse:
        request = self._note("tts", await http.json())
        text = str(request.body["input"])
        if refused := await self._refuse(http, request, tokens=-(-len(text) // 4)):
            return refused
        if text not in self._wavs:
            self._wavs[text] = await speech.speak(text)
        return self._ok(request, web.Response(body=self._wavs[text], content_type="audio/wav"), text)

    async def _chat(self, http: web.Request) -> web.StreamResponse:
        request = self._note("chat", await http.json())
        body = request.body
        request.prompt_tokens = -(-len(json.dumps([body["messages"], body.get("tools")])) // 4)
        wanted = request.prompt_tokens + (body.get("max_completion_tokens") or body.get("max_tokens") or 0)
        if refused := await self._refuse(http, request, tokens=wanted):
            return refused
        cut = self._take_failure(request, cuts=True)
        reply = self._replies.popleft() if self._replies else groq_brain.answer(body)
        request.answer = reply.text or json.dumps(reply.calls)
        completion = max(1, -(-len(request.answer) // 4))
        usage = {
            "prompt_tokens": request.prompt_tokens,
            "completion_tokens": completion,
            "total_tokens": request.prompt_tokens + completion,
        }
        if not body.get("stream"):
            self.meter.correct(request.model, usage["total_tokens"] - request.charged)
            return self._ok(request, web.json_response(whole(request.model, reply, usage)), request.answer)
        response = web.StreamResponse(
            headers={"content-type": "text/event-stream", **self.meter.headers(request.model)}
        )
        try:
            await response.prepare(http)
            chunks = pieces(
                reply, with_usage=bool((body.get("stream_options") or {}).get("include_usage")), usage=usage
            )
            for at, piece in enumerate(chunks):
                if cut and at >= {"start": 0, "text": 2, "tool": 2}[cut.cut]:
                    return await self._cut(http, response, cut)
                chunk = {"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": 1, "model": request.model}
                await response.write(b"data: " + json.dumps({**chunk, **piece}).encode() + b"\n\n")
                if self.word_delay:
                    await asyncio.sleep(self.word_delay)
            await response.write(b"data: [DONE]\n\n")
            await response.write_eof()
            request.status = 200
        except (ConnectionError, asyncio.CancelledError):
            request.aborted = True
            raise
        finally:
            request.done = time.time()
            self.meter.correct(request.model, usage["total_tokens"] - request.charged)
        return response

    # What they share

    def _note(self, kind: str, body: dict[str, Any]) -> Request:
        request = Request(kind, str(body.get("model", "")), body, time.time())
        self.log.append(request)
        return request

    async def _refuse(
        self, http: web.Request, request: Request, *, tokens: float = 0.0, audio: float = 0.0
    ) -> web.StreamResponse | None:
        """Answer what is scripted to fail or may not pass; else wait the delay and return None."""
        refusal: Refusal | None = None
        failure = self._take_failure(request, cuts=False)
        if failure and failure.hang:
            await asyncio.sleep(failure.hang)
            assert http.transport is not None
            http.transport.abort()
        if self._key is not None and http.headers.get("Authorization") != f"Bearer {self._key}":
            refusal = _refusal(401, "Invalid API Key", "invalid_api_key")
        elif self._models is not None and request.model not in self._models:
            said = f"The model `{request.model}` does not exist or you do not have access to it."
            refusal = _refusal(404, said, "model_not_found")
        elif failure:
            body = failure.body or _refusal(0, "scripted failure", "scripted").body
            refusal = Refusal(failure.status or 500, failure.headers, body)
        else:
            refusal = self.meter.admit(request.model, tokens=tokens, audio=audio)
        if refusal:
            request.status, request.done = refusal.status, time.time()
            return web.json_response(refusal.body, status=refusal.status, headers=refusal.headers)
        request.charged = tokens
        await asyncio.sleep(self.delay[request.kind])
        return None

    def _take_failure(self, request: Request, *, cuts: bool) -> Failure | None:
        for failure in self._failures:
            if failure.kind == request.kind and failure.model in ("", request.model) and bool(failure.cut) is cuts:
                self._failures.remove(failure)
                return failure
        return None

    def _ok(self, request: Request, response: web.Response, answer: str) -> web.Response:
        response.headers.update(self.meter.headers(request.model))
        request.status, request.answer, request.done = 200, answer, time.time()
        return response

    async def _cut(self, http: web.Request, response: web.StreamResponse, cut: Failure) -> web.StreamResponse:
        if cut.clean:
            await response.write_eof()
        else:
            assert http.transport is not None
            http.transport.abort()
        return response

    async def _list_models(self, _: web.Request) -> web.Response:
        names = self._models if self._models is not None else FREE
        return web.json_response({"object": "list", "data": [{"id": name, "object": "model"} for name in names]})

    async def _sim_script(self, http: web.Request) -> web.Response:
        script = await http.json()
        self.hear(*script.get("hear", ()))
        self._replies.extend(Reply.from_json(raw) for raw in script.get("reply", ()))
        self._failures += [Failure(**raw) for raw in script.get("fail", ())]
        self.delay.update(script.get("delay", {}))
        self.default_heard = script.get("default_heard", self.default_heard)
        return web.json_response({})

    async def _sim_log(self, _: web.Request) -> web.Response:
        return web.json_response({"requests": [asdict(r) for r in self.log], "admitted": self.meter.admitted})

    async def _sim_reset(self, _: web.Request) -> web.Response:
        self.reset()
        return web.json_response({})


def _refusal(status: int, message: str, code: str) -> Refusal:
    return Refusal(status, {}, {"error": {"message": message, "type": "invalid_request_error", "code": code}})


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="A server that speaks, counts, limits and fails as Groq does.")
    parser.add_argument("--port", type=int, default=7999)
    parser.add_argument("--free", action="store_true", help="limit as a free organisation is limited")
    parser.add_argument("--key", help="the only key that is accepted")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    asked = parser.parse_args()
    groq = FakeGroq(limits=FREE if asked.free else None, key=asked.key)
    groq.delay = dict.fromkeys(groq.delay, asked.delay)
    web.run_app(groq.app(), host="127.0.0.1", port=asked.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
