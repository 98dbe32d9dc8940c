"""What LocalLLM says of its own accord, where no tool has anything to say (MANNERS 16 to 18)."""

from __future__ import annotations

from system_control.errors import Sensitive
from toolsets.memory import NOT_KNOWN

WORDS = {
    "hello": "Hello! What can I do for you?",
    "fine": "I'm well, thank you. What can I do for you?",
    "welcome": "You're welcome.",
    "goodbye": "Goodbye!",
    "good_night": "Good night!",
    "okay": "Okay.",
    "kind": "Thank you, that's kind of you.",
    "sorry": "That's all right.",
    "who": "I'm your assistant: I keep your alarms, reminders, timers and notes, and what you tell me about yourself.",
    "listening": "I'm listening.",
    "help": (
        "I can wake you, say: wake me at seven. I can also remind you and take notes, "
        "say: remind me to call mom at five, or: take a note, buy milk."
    ),
    "help_alarm": "Say, for example: wake me at seven tomorrow, or: set an alarm for half past six every weekday.",
    "help_reminder": "Say, for example: remind me to call mom at five, or: remind me tomorrow about the dentist.",
    "help_timer": "Say, for example: set a timer for ten minutes, or: pasta timer for eight minutes.",
    "help_note": "Say, for example: take a note, buy milk; and later: read my notes.",
    "help_memory": "Tell me about yourself, for example that you are vegetarian, and ask later what I know about you.",
    "cannot": "I can't do that, but I can set alarms, remind you of things and take notes.",
    "cannot_part": "I can't take a single thing out of a note, but I can change its text or delete the note.",
    "cannot_weather": "I can't tell you about the weather, but I can set alarms, remind you of things and take notes.",
    "cannot_music": "I can't play music or videos, but I can set alarms, remind you of things and take notes.",
    "cannot_home": "I can't control lights or devices, but I can set alarms, remind you of things and take notes.",
    "cannot_joke": "I don't know any jokes or stories, but I can set alarms, remind you of things and take notes.",
    "cannot_news": "I don't follow the news, but I can set alarms, remind you of things and take notes.",
    "cannot_call": "I can't call or write to anyone, but I can remind you to do it.",
    "cannot_buy": "I can't order or book anything, but I can remind you to do it or note it down.",
    "cannot_way": "I can't show you the way, but I can remind you when to leave.",
    "cannot_count": "I can't do sums or translations, but I can set alarms, remind you of things and take notes.",
    "cannot_volume": "I can't change my voice or the volume, but I can set alarms, remind you and take notes.",
    "unknown": NOT_KNOWN,
    "not_understood": (
        "I didn't understand that. I can set alarms, remind you of things and take notes; "
        "say, for example: wake me at seven."
    ),
    "secret": Sensitive.spoken,
    "nothing_heard": "I didn't hear anything. What can I do for you?",
    "nothing_said": "I haven't said anything yet.",
    "only_words": "I can only take in words. Please say or type what you need.",
    "not_here": "I can't do that here.",
}
"""Sentences for the ear by the key that a template's `say` names; each is said as it is."""
