"""What a machine lacks is skipped by name; with CI=true it is a failure."""

from __future__ import annotations

import pytest

from tests.servers import require


def test_what_is_there_is_not_mentioned(monkeypatch):
    monkeypatch.setenv("CI", "true")
    require("/usr/bin/something", "something", "apt-get install something")


def test_what_is_missing_is_skipped_with_how_to_get_it(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="something is missing: apt-get install something"):
        require(None, "something", "apt-get install something")


def test_what_is_missing_is_a_failure_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="something is missing"):
        require([], "something", "apt-get install something")
