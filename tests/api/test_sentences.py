"""What is wrong with a request is said in a sentence for people, without the value, which may be a secret."""

from __future__ import annotations

import pytest

V1 = "/api/v1"


@pytest.mark.parametrize(
    ("method", "path", "given", "said"),
    [
        ("GET", "/messages", {"params": {"q": "a" * 501}}, "q may have at most 500 characters."),
        ("GET", "/messages", {"params": {"q": ""}}, "q must not be empty."),
        ("GET", "/messages", {}, "q is missing."),
        ("GET", "/notes", {"params": {"limit": "many"}}, "limit must be a whole number."),
        ("GET", "/notes", {"params": {"limit": 0}}, "limit must be 1 or more."),
        ("GET", "/notes", {"params": {"limit": 201}}, "limit must be 200 or less."),
        ("GET", "/schedule", {"params": {"kind": "egg"}}, "kind.0 must be 'alarm', 'reminder' or 'timer'."),
        ("POST", "/notes", {"json": {"text": 1}}, "text must be a string."),
        ("POST", "/notes", {"json": {"text": "x" * 10_001}}, "text may have at most 10000 characters."),
        ("POST", "/notes", {"json": []}, "The body must be a JSON object."),
        ("POST", "/schedule/timers", {"json": {"seconds": 1.5}}, "seconds must be a whole number."),
        ("PATCH", "/me", {"json": {"habits": {"clock": 13}}}, "habits.clock must be 12 or 24."),
        ("PATCH", "/me", {"json": {"habits": {"morning": "25:00"}}},
         "habits.morning isn't written as it must be; the description of this API says how."),
    ],
)  # fmt: skip
def test_it_names_the_field_and_what_it_takes(alice, method, path, given, said):
    answer = alice.request(method, f"{V1}{path}", **given)
    assert (answer.status_code, answer.json()["detail"]) == (422, said)


def test_a_misspelled_filter_is_not_passed_over(alice):
    said = alice.get("/api/v1/sessions", params={"befor": "2026-11-24T07:00:00Z"})
    assert (said.status_code, said.headers["content-type"]) == (422, "application/problem+json")
    assert "after, before, cursor, limit" in said.json()["detail"]
