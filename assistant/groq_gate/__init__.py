"""The only door to Groq: every attempt of every call books in the budget that all processes share, then passes."""

from assistant.groq_gate.call import BACKGROUND_PATIENCE, Call, background, calling, current_call
from assistant.groq_gate.cost import Kind
from assistant.groq_gate.gate import GroqGate
from assistant.groq_gate.http import CONNECT_SECONDS, READ_SECONDS

__all__ = [
    "BACKGROUND_PATIENCE",
    "CONNECT_SECONDS",
    "READ_SECONDS",
    "Call",
    "GroqGate",
    "Kind",
    "background",
    "calling",
    "current_call",
]
