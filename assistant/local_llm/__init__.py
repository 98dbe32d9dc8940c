"""An llm.LLM that needs no network: sentences become calls of the same function tools."""

from assistant.local_llm.llm import LocalLLM

__all__ = ["LocalLLM"]
