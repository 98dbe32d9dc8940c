"""Secrets are taken out of text; all else stays."""

from __future__ import annotations

import pytest

from utils.redact import Secret, redact

SECRETS = [
    ("my password is hunter2", "hunter2", Secret.PASSWORD),
    ("the wifi password is correct horse battery staple", "horse", Secret.PASSWORD),
    ("Password: s3cr3t!", "s3cr3t", Secret.PASSWORD),
    ("my netflix password's now Tr0ub4dor&3", "Tr0ub4dor", Secret.PASSWORD),
    ("the passphrase for the laptop is seven purple frogs", "purple", Secret.PASSWORD),
    ("change my password to hunter2", "hunter2", Secret.PASSWORD),
    ("postgres://admin:letmein@db.example.com/app", "letmein", Secret.PASSWORD),
    ("my seed phrase is abandon ability able about", "ability", Secret.PASSWORD),
    ("take a note wifi password sunflower22", "sunflower", Secret.PASSWORD),
    ("password Moon!Cat7", "Cat7", Secret.PASSWORD),
    ("the wifi key is abcd efgh", "abcd", Secret.PASSWORD),
    ("the code for the front door is 4431", "4431", Secret.PIN),
    ("the code to our garage is four four three one", "four three", Secret.PIN),
    ("my pin is 1234", "1234", Secret.PIN),
    ("my pin is one two three four", "two three", Secret.PIN),
    ("the PIN code's four double seven one", "double seven", Secret.PIN),
    ("pin twelve thirty four", "thirty four", Secret.PIN),
    ("my bank pin number is 9 8 7 6", "9 8 7 6", Secret.PIN),
    ("the door code is 4711", "4711", Secret.PIN),
    ("the alarm code for the house is oh eight one five", "eight one five", Secret.PIN),
    ("the cvv is 123", "123", Secret.PIN),
    ("your verification code is 482913", "482913", Secret.PIN),
    ("my card is 4111 1111 1111 1111", "4111", Secret.CARD),
    ("5500-0000-0000-0004", "5500", Secret.CARD),
    ("378282246310005 is my amex", "378282246310005", Secret.CARD),
    ("it is four one one one one one one one one one one one one one one one", "four one", Secret.CARD),
    ("my credit card number is 1234 5678 9012 3456", "5678", Secret.CARD),
    ("DE89 3704 0044 0532 0130 00", "3704", Secret.ACCOUNT),
    ("send it to gb29nwbk60161331926819", "nwbk", Secret.ACCOUNT),
    ("my account number is 12345678", "12345678", Secret.ACCOUNT),
    ("the routing number is one one one zero zero zero zero two five", "one zero zero", Secret.ACCOUNT),
    ("my social security number is 123-45-6789", "45-6789", Secret.IDENTITY),
    ("123-45-6789", "6789", Secret.IDENTITY),
    ("my social is ssn one two three four five six seven eight nine", "five six", Secret.IDENTITY),
    ("my passport number is C01X00T47", "C01X00T47", Secret.IDENTITY),
    ("driver's license D1234567", "D1234567", Secret.IDENTITY),
    ("AB 12 34 56 C is my national insurance number", "34 56", Secret.IDENTITY),
    ("sk-proj-abcdefghijklmnop1234567890", "abcdefgh", Secret.KEY),
    ("use ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_", Secret.KEY),
    ("AKIAIOSFODNN7EXAMPLE", "AKIA", Secret.KEY),
    ("Authorization: Bearer abcdef0123456789abcdef", "abcdef0123", Secret.KEY),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl", "eyJ", Secret.KEY),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow", Secret.KEY),
    ("gsk_abcdefghijklmnopqrst1234", "gsk_", Secret.KEY),
    ("my api key is 8f14e45fceea167a5a36dedd4bea2543", "8f14e45f", Secret.PASSWORD),
]


@pytest.mark.parametrize(("text", "secret", "kind"), SECRETS)
def test_a_secret_is_taken_out(text: str, secret: str, kind: Secret):
    found = redact(text)
    assert found
    assert kind in found.found
    assert secret.casefold() not in found.text.casefold()


PLAIN = [
    "",
    "buy milk",
    "call mom at five",
    "I forgot my password",
    "reset the password on Friday",
    "remind me to change my password tomorrow at nine",
    "my password is expired",
    "the password is required",
    "set an alarm for 7 30",
    "my phone number is +49 170 1234567",
    "call 0170 123 45 67",
    "the meeting is at one thirty, room two three four",
    "one two three four five",
    "order 4111 screws and 1111 nails",
    "my birthday is on the 12th of May 1984",
    "I live at 1600 Pennsylvania Avenue, 20500",
    "pin the note to the board",
    "buy 12 safety pins",
    "the card game is on Friday at seven",
    "flight LH 1234 leaves at 10:45",
    "2026-11-24T10:20:00",
    "my token of thanks for alice",
    "the key is under the mat",
    "the visa office opens at nine",
    "renew my passport in three months",
    "the code of conduct is long",
    "insurance is due on the 15th",
    "\N{GRINNING FACE} \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stay(text: str):
    assert redact(text).text == text
    assert not redact(text)


def test_only_the_secret_goes():
    assert redact("my pin is 1234 and I like tea").text == "my pin is [PIN] and I like tea"
    assert redact("my password is hunter2, don't tell").text == "my password is [password], don't tell"


def test_two_secrets_both_go():
    found = redact("pin 1234, card 4111 1111 1111 1111")
    assert found.text == "pin [PIN], card [card number]"
    assert found.found == (Secret.PIN, Secret.CARD)


@pytest.mark.parametrize(
    "junk", ["1 " * 5000, "pin " * 2500, "one two " * 1250, "a" * 10_000, "my password is " * 700, "-" * 10_000]
)
def test_ten_kilobytes_of_junk_come_back(junk: str):
    assert isinstance(redact(junk).text, str)
