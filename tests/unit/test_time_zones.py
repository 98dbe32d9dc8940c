"""Zones by the names of places."""

from __future__ import annotations

import pytest

from utils.zones import find_zone


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("in Tokyo", "Asia/Tokyo"),
        ("Berlin time", "Europe/Berlin"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("port-au-prince", "America/Port-au-Prince"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_find_zone(words, zone):
    assert find_zone(words) == zone
