"""What the end-to-end tests share: one world for all of them, since each of its parts takes seconds to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.world import World, a_world, require_world
from tests.fakes.caller import Caller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    require_world()
    with a_world(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture
async def alice() -> AsyncIterator[Caller]:
    async with Caller("alice@example.com") as caller:
        yield caller


@pytest.fixture
async def bob() -> AsyncIterator[Caller]:
    async with Caller("bob@example.com") as caller:
        yield caller
