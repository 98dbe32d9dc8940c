"""Spoken words as a WAV, made by espeak-ng: 48 kHz, mono, 16 bit."""

from __future__ import annotations

import asyncio
import io
import shutil
import wave

import numpy as np

RATE = 48_000
AVAILABLE = shutil.which("espeak-ng") is not None


async def speak(text: str, *, voice: str = "en-us+f3", words_per_minute: int = 150) -> bytes:
    """Return the words as WAV bytes.

    :raises RuntimeError: if espeak-ng is missing or fails.
    """
    if not AVAILABLE:
        raise RuntimeError("espeak-ng is not installed")
    process = await asyncio.create_subprocess_exec(
        "espeak-ng", "-v", voice, "-s", str(words_per_minute), "--stdout", "--stdin",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    raw, _ = await process.communicate(text.encode())
    if process.returncode:
        raise RuntimeError(f"espeak-ng ended with {process.returncode}")
    with wave.open(io.BytesIO(raw)) as spoken:
        rate = spoken.getframerate()
        # On a pipe the header's length is a guess, so count what came.
        samples = np.frombuffer(spoken.readframes(len(raw)), dtype="<i2").astype(np.float64)
    return wav(np.interp(np.arange(int(len(samples) * RATE / rate)) * rate / RATE, np.arange(len(samples)), samples))


def wav(samples: np.ndarray, rate: int = RATE) -> bytes:
    """Return samples (-32,768 … 32,767) as the bytes of a mono WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def silence(seconds: float, rate: int = RATE) -> bytes:
    """Return a WAV in which nobody speaks."""
    return wav(np.zeros(int(seconds * rate)), rate)


def heard(data: bytes) -> tuple[float, int]:
    """Return a WAV's length in seconds and its loudest sample."""
    with wave.open(io.BytesIO(data)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return file.getnframes() / file.getframerate(), int(np.abs(samples.astype(np.int32)).max(initial=0))
