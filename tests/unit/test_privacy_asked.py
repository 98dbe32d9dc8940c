"""Whether somebody asks for privacy, in whatever words."""

from __future__ import annotations

import pytest

from assistant.local_llm.privacy import asks_for_privacy, keeps_again

ON = [
    "what I'm about to say should stay between us",
    "don't remember this conversation",
    "please don't save what I say now",
    "not remember this conversation",
    "let's have a private chat",
    "can we talk privately",
    "keep this between us",
    "this stays between you and me",
    "let's keep this off the record",
    "I'd rather you didn't record this conversation",
    "this conversation should not be saved",
    "I want this conversation to be private",
    "make this private",
    "go private",
    "private mode",
    "off the record",
    "go into incognito mode",
    "turn on private mode",
    "stop recording this conversation",
    "I don't want you to remember any of this",
    "what I say now is off the record",
    "nothing I say should be stored",
    "let me talk off the record",
    "don't keep anything I tell you from now on",
    "without recording this call",
    "I want to speak in confidence",
    "don't write any of this down",
    "this is just between us",
]
OFF = [
    "you can remember again",
    "save this conversation again",
    "stop private mode",
    "turn off private mode",
    "private mode off",
    "end the private conversation",
    "we're done being private",
    "back on the record",
    "start recording again",
    "resume saving our conversation",
    "this is no longer private",
    "leave incognito",
    "you may record again",
    "remember what I say again",
]
NEITHER = [
    "don't remember that",
    "I don't remember this conversation",
    "don't remember that I like jazz",
    "I go to a private school",
    "my private life is boring",
    "are we private?",
    "is this recorded?",
    "I keep my records in a private room",
    "save this note",
    "remember that I like tea",
    "my parents are very private people",
    "she keeps everything to herself",
    "don't forget this conversation",
    "I write every day",
    "record a note saying hello",
    "I never keep a diary",
    "let's keep it simple",
    "we talk privately a lot",
    "stop the timer",
    "never remember my keys",
    "remind me to record the talk",
    "don't wake me again",
    "keep the alarm off",
    "I don't keep any of what I buy",
    "take a note: our conversation is private",
]


@pytest.mark.parametrize("text", ON)
def test_it_is_asked_for(text: str):
    assert asks_for_privacy(text)
    assert not keeps_again(text)


@pytest.mark.parametrize("text", OFF)
def test_it_is_over(text: str):
    assert keeps_again(text)
    assert not asks_for_privacy(text)


@pytest.mark.parametrize("text", NEITHER)
def test_it_is_only_spoken_of(text: str):
    assert not asks_for_privacy(text)
    assert not keeps_again(text)
