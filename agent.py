"""The LiveKit worker: who joined → bind the user → ensure a profile → start the session. Wiring only."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from livekit.agents import NOT_GIVEN, AgentServer, AgentSession, JobContext, JobProcess, cli, room_io, stt
from livekit.agents.worker import _DefaultLoadCalc

from assistant.beside import Beside
from assistant.calls import BACK_AGAIN, Calls, is_again
from assistant.earshot import keep_between_us
from assistant.groq_gate import GroqGate
from assistant.groq_llm import GatedLLM
from assistant.local_llm import LocalLLM
from assistant.local_llm.grammar import grammar
from assistant.models import build_models, warm
from assistant.persona import GREETING, NOT_HEARD, NOTHING_KEPT, ONE_MOMENT, Assistant
from assistant.summary import close_what_is_over, summarise
from assistant.transcript import SpokenLog, Transcript
from assistant.turned_away import turn_away
from assistant.worker_log import name_the_setting
from system_control.errors import AssistantError, InvalidInput
from system_control.identity import (
    get_session_user_uuid,
    get_user_id,
    livekit_identity_to_uuid,
    set_session_user,
    set_session_user_id,
)
from system_control.memory import memory_manager
from system_control.outbox import Outbox, OutboxFile
from system_control.shelf import widen_threads
from system_control.supabase_manager import SupabaseManager, ensure_profile_exists, get_current_user
from system_control.upkeep import for_ever, look_after
from tools import Conversation
from utils.rate_limiter import RateLimiter
from utils.settings import Settings, SettingsError

if TYPE_CHECKING:
    from livekit.agents import CloseEvent, ErrorEvent

__all__ = [
    "RateLimiter",
    "SupabaseManager",
    "ensure_profile_exists",
    "get_current_user",
    "get_session_user_uuid",
    "get_user_id",
    "livekit_identity_to_uuid",
    "memory_manager",
    "server",
    "set_session_user",
    "set_session_user_id",
]

log = logging.getLogger("agent")

WRONG_USE = 2

_beside: set[asyncio.Task[None]] = set()
"""What the worker's main process does beside all calls; held here, since the loop holds tasks weakly."""


@dataclass(frozen=True, slots=True)
class Call:
    """What the end of a call needs; the framework runs that outside the task that was bound."""

    settings: Settings
    manager: SupabaseManager
    user: str
    file: OutboxFile | None
    gate: GroqGate | None


def prewarm(process: JobProcess) -> None:
    """Do before a call what would delay it: read the settings, parse the sentences, open the store."""
    grammar()
    process.userdata["settings"] = settings = Settings.load()
    warm(settings)
    process.userdata["manager"] = manager = SupabaseManager(settings)
    try:
        manager.store()
    except AssistantError as error:
        log.warning("[SESSION INIT] the store is not there yet: %s", error)


async def entrypoint(ctx: JobContext) -> None:
    """Serve one caller, from the dispatch until they leave."""
    widen_threads()
    settings: Settings = ctx.proc.userdata["settings"]
    manager: SupabaseManager = ctx.proc.userdata["manager"]
    identity = settings.local_identity() if ctx.is_fake_job() else metadata_identity(ctx.job.metadata)
    early = identity is not None
    log.info("[ENTRYPOINT] room %s, caller known from the dispatch: %s", ctx.job.room.name, early)
    if identity is None:
        log.warning("[ENTRYPOINT] the dispatch names no user; waiting for the caller, early speech may be lost")
        await ctx.connect()
        identity = (await ctx.wait_for_participant()).identity
    try:
        user = set_session_user(identity)
    except InvalidInput as error:
        log.error("[SESSION INIT] this caller can't be served: %s", error)  # noqa: TRY400 - one line, no trace
        await turn_away(ctx, settings, error.spoken)
        ctx.shutdown(reason="unusable identity")
        return
    kept = await manager.welcome(identity)
    conversation = Conversation(manager=manager, user=user, session_id=ctx.job.id, channel="voice")
    room = ctx.job.room.name
    file = outbox_file(manager, user, identity, ctx)
    if kept:
        await manager.conversations.create_session(ctx.job.id, channel="voice", room=room)
    log.info("[SESSION INIT] user %s, kept: %s", user, kept)

    gate = GroqGate(settings) if settings.has_groq else None
    models = build_models(settings, local=LocalLLM(lambda: conversation.dialogue), gate=gate)
    session = AgentSession[Conversation](
        userdata=conversation,
        stt=models.stt or NOT_GIVEN,
        llm=models.llm,
        tts=models.tts or NOT_GIVEN,
        vad=models.vad,
        turn_handling=models.turn_handling,
        conn_options=models.conn_options,
        # By default the first three seconds of the greeting are deaf, which is when early speech is handed over.
        aec_warmup_duration=None,
    )
    if isinstance(models.llm, GatedLLM):
        models.llm.filler = ONE_MOMENT
    ctx.proc.userdata["call"] = Call(settings, manager, user, file, gate)
    if file is not None:
        spoken = SpokenLog(file, lambda: conversation.dialogue)
        Transcript(session, spoken, spend=spoken.spend, log_content=settings.log_content)

    @session.on("close")
    def _closed(event: CloseEvent) -> None:
        # Else the agent lingers in the room and a caller who comes back is met with silence.
        log.info("[SESSION] closed: %s", event.reason.value)
        ctx.shutdown(reason=event.reason.value)

    @session.on("error")
    def _failed(event: ErrorEvent) -> None:
        if isinstance(event.source, stt.STT) and not event.error.recoverable:
            session.say(NOT_HEARD)

    if early:
        # Before the session: with participant_identity it can't start in a room that isn't connected. Nothing may be
        # awaited in between: what the room receives is handed out only then, so no early speech is lost.
        await ctx.connect()
    if not ctx.is_fake_job():
        keep_between_us(ctx.room, identity)
    await session.start(
        Assistant(conversation),
        room=ctx.room,
        room_options=room_io.RoomOptions(participant_identity=identity, delete_room_on_close=True),
        record=False,
        session_host=False,
    )
    if file is not None:
        file.start()
    beside = Beside(session, conversation, None if ctx.is_fake_job() else ctx.room, identity)
    session.on("close", lambda _event: beside.stop())
    log.info("[SESSION] started")
    greeting = BACK_AGAIN if is_again(ctx.job.metadata) else GREETING
    session.say(greeting if kept else f"{greeting} {NOTHING_KEPT}")


async def on_session_end(ctx: JobContext) -> None:
    """Keep what is not kept yet; the framework waits for this, also when the worker is drained."""
    call: Call | None = ctx.proc.userdata.get("call")
    if call is None:
        return
    if call.file is not None and await call.file.finish():
        await summarise(call.manager, call.settings, call.user, ctx.job.id, call.gate)
    if call.gate is not None:
        await call.gate.aclose()


def outbox_file(manager: SupabaseManager, user: str, identity: str, ctx: JobContext) -> OutboxFile | None:
    """Open the file that this call's words go to; None if it can't be written, which costs only the transcript."""
    try:
        return Outbox(manager).open(ctx.job.id, user=user, identity=identity, channel="voice", room=ctx.job.room.name)
    except OSError as error:
        log.error("[SESSION INIT] what is said won't be kept: %s; set DATA_DIR to a folder that can be written", error)  # noqa: TRY400
        return None


def metadata_identity(metadata: str) -> str | None:
    """Return the identity that the dispatch names, `{"user_id": …}`; None if it names none.

    Only the dispatch is asked, since it is signed; what a participant says of itself is its own word.
    """
    if not metadata:
        return None
    try:
        read = json.loads(metadata)
    except json.JSONDecodeError:
        log.warning("[ENTRYPOINT] the dispatch's metadata is not JSON")
        return None
    identity = read.get("user_id") if isinstance(read, dict) else None
    return identity if isinstance(identity, str) and identity else None


def machine_load(worker: AgentServer) -> float:
    """Return how busy the machine is, from 0 to 0.99.

    A LiveKit server (1.13.5) passes over a worker that reports 1, whatever the thresholds of both: on a machine that
    is busy for a moment the caller would be met with silence, since it never tries again.
    """
    return min(_DefaultLoadCalc.get_load(worker), 0.99)


def missing_for_worker(settings: Settings) -> list[str]:
    """Return the variables without which a worker can't be called."""
    needed = {
        "LIVEKIT_URL": settings.livekit_url,
        "LIVEKIT_API_KEY": settings.livekit_api_key,
        "LIVEKIT_API_SECRET": settings.livekit_api_secret,
    }
    return [name for name, value in needed.items() if not value]


def make_server(settings: Settings) -> AgentServer:
    """Make the worker that `settings` describe."""
    name_the_setting(settings.livekit_url)
    made = AgentServer(
        host=settings.worker_host,
        port=settings.worker_port,
        drain_timeout=settings.drain_seconds,
        num_idle_processes=settings.worker_idle_processes,
        load_fnc=machine_load,
        # Which calls are taken is decided in Calls.take. By the framework's own estimate of what a call costs that is
        # about to begin, the second of two callers in the same second is sent away, and sits in silence.
        load_threshold=math.inf,
        ws_url=settings.livekit_url or None,
        api_key=settings.livekit_api_key or None,
        api_secret=settings.livekit_api_secret or None,
        # By default it gives up after two minutes; but it also rings what is due, which needs no LiveKit server.
        max_retry=sys.maxsize,
        setup_fnc=prewarm,
        # A process that is killed for being slow to begin takes its call with it; the default of 10 s is met by a
        # small machine that starts several at once.
        initialize_process_timeout=60.0,
        log_level=settings.log_level,
    )
    most = math.inf if sys.argv[1:2] == ["dev"] else settings.worker_load_threshold
    calls = Calls(settings, lambda: made.active_jobs, lambda: machine_load(made), most)
    made.rtc_session(agent_name=settings.agent_name, on_request=calls.take, on_session_end=on_session_end)(entrypoint)

    @made.once("worker_started")
    def _started() -> None:
        manager = SupabaseManager(settings)
        closing = partial(close_what_is_over, manager, settings)
        _beside.add(asyncio.create_task(look_after(manager, closing), name="beside"))
        if settings.has_livekit:
            _beside.add(asyncio.create_task(for_ever(calls.run), name="calls"))

    return made


try:
    server = make_server(Settings.load())
except SettingsError as error:
    sys.exit(f"{error}")

if __name__ == "__main__":
    if sys.argv[1:2] in (["start"], ["dev"]) and (lacks := missing_for_worker(Settings.load())):
        sys.stderr.write(f"{' and '.join(lacks)} not set: nobody can call. To type, python chat.py needs none of it.\n")
        sys.exit(WRONG_USE)
    cli.run_app(server)
