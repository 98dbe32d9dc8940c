"""What hears, thinks, speaks and takes turns: Groq's models, or what serves in their place, built from Settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from livekit.agents import NOT_GIVEN, APIConnectOptions, TurnHandlingOptions, inference
from livekit.agents.voice.agent_session import SessionConnectOptions

from assistant.groq_gate import CONNECT_SECONDS, READ_SECONDS
from assistant.groq_llm import GatedLLM

if TYPE_CHECKING:
    from livekit.agents import llm, stt, tts, vad

    from assistant.groq_gate import GroqGate
    from utils.settings import Settings

ANSWER_TOKENS = 300
"""Charged whole at admission, so it is small; two spoken sentences and a tool call fit, low reasoning included."""

SILENCE_SECONDS = 0.25
"""How long a silence must be before what was said is transcribed. The silero plugin's default is 0.55."""


@dataclass(frozen=True, slots=True)
class Models:
    """One conversation's models. Without a model server there is nothing to hear or speak with: it is typed."""

    stt: stt.STT[Any] | None
    llm: llm.LLM[Any]
    tts: tts.TTS[Any] | None
    vad: vad.VAD | None
    turn_handling: TurnHandlingOptions
    conn_options: SessionConnectOptions
    """How often livekit itself tries again: the gate and GatedLLM have already done so with better knowledge."""


CONN_OPTIONS = SessionConnectOptions(
    stt_conn_options=APIConnectOptions(max_retry=1, retry_interval=0.5, timeout=READ_SECONDS),
    llm_conn_options=APIConnectOptions(max_retry=0, timeout=READ_SECONDS),
    tts_conn_options=APIConnectOptions(max_retry=1, retry_interval=0.5, timeout=CONNECT_SECONDS),
    # livekit would hang up on the user after four; who is not heard for a while, or hears nothing, can still type.
    max_unrecoverable_errors=1_000,
)


def warm(settings: Settings) -> None:
    """Load what `build_models` will need, so that neither a call nor the first answer waits for it."""
    if settings.has_groq:
        import livekit.plugins.groq  # noqa: F401 - loading it is the point


def build_llm(settings: Settings, *, local: llm.LLM[Any], gate: GroqGate | None = None) -> llm.LLM[Any]:
    """Return the model that answers: Groq's, the other one of Groq's, else `local`; all that a typed turn needs.

    :raises ValueError: if there is a model server and no gate.
    """
    if not settings.has_groq:
        return local
    if gate is None:
        raise ValueError("Every request to Groq passes the gate, so a model needs one.")
    from livekit.plugins import groq  # most of a second, for nothing where there is no model server

    def model(name: str) -> llm.LLM[Any]:
        return groq.LLM(
            model=name,
            api_key=gate.api_key,
            base_url=gate.base_url,
            client=gate.client,
            max_completion_tokens=ANSWER_TOKENS,
            reasoning_effort="low" if "gpt-oss" in name else NOT_GIVEN,
        )

    names = dict.fromkeys(filter(None, (settings.groq_llm_model, settings.groq_llm_fallback_model)))
    return GatedLLM([model(name) for name in names], local=local)


def build_models(settings: Settings, *, local: llm.LLM[Any], gate: GroqGate | None = None) -> Models:
    """Return the models that Settings ask for; `local` answers when no other can.

    Call it in the event loop of the job. The caller closes the gate; it may be None only where Settings name no
    model server.
    :raises ValueError: if there is a model server and no gate.
    """
    answering = build_llm(settings, local=local, gate=gate)
    if gate is None or not settings.has_groq:
        return Models(None, answering, None, None, TurnHandlingOptions(turn_detection=None), CONN_OPTIONS)
    from livekit.plugins import groq

    return Models(
        stt=groq.STT(
            model=settings.groq_stt_model,
            api_key=gate.api_key,
            base_url=gate.base_url,
            client=gate.client,
            language="en",
        ),
        llm=answering,
        tts=groq.TTS(
            model=settings.groq_tts_model,
            voice=settings.groq_tts_voice,
            api_key=gate.api_key,
            base_url=gate.base_url,
            http_session=gate.speech_session,
        ),
        # The built-in one, for the transcript starts only when it reports silence, and Groq's STT does not stream:
        # 940 ms to the first answer audio against 1,234 ms with the plugin (measured). It does not cut anybody short,
        # because the turn's end is decided by the detector below.
        vad=inference.VAD(model="silero", min_silence_duration=SILENCE_SECONDS),
        turn_handling=turn_handling(),
        conn_options=CONN_OPTIONS,
    )


def turn_handling() -> TurnHandlingOptions:
    """Return how turns are taken: decided on this machine, by how the last words sounded."""
    return TurnHandlingOptions(
        # Pinned: unpinned and in development, with LIVEKIT_API_KEY set, it would ask LiveKit's cloud. Who pauses in
        # mid-sentence sounds unfinished, and is given max_delay to go on.
        turn_detection=inference.TurnDetector(version="v1-mini"),
        endpointing={"mode": "fixed", "min_delay": 0.3, "max_delay": 2.5},
        interruption={"mode": "vad"},
        # A transcript comes whole, so there is nothing to be early with, and each try spends tokens.
        preemptive_generation={"enabled": False},
    )
