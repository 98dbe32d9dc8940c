"""Who is served: the mapping is fixed for ever, and no task ever falls back to another user."""

import asyncio
import contextvars

import pytest

from system_control.errors import InvalidInput, NoUser
from system_control.identity import (
    acting_as,
    get_session_identity,
    get_session_user_uuid,
    get_user_id,
    livekit_identity_to_uuid,
    set_session_user,
    set_session_user_id,
)

ALICE = "edabafbb-61ad-51d6-9fd8-e976c892a731"
BOB = "1bbc064c-d74a-56e6-a2b9-009139975e85"


def test_the_mapping_never_changes() -> None:
    assert livekit_identity_to_uuid("alice@example.com") == ALICE
    assert livekit_identity_to_uuid("bob@example.com") == BOB


def test_nobody_bound_is_an_error_and_not_a_default() -> None:
    with pytest.raises(NoUser):
        contextvars.Context().run(get_session_user_uuid)


@pytest.mark.parametrize("identity", ["", "   ", "x" * 257, "x" * 1000, "a\x00b", "\ud800", None, 7])
def test_an_unusable_identity_is_refused(identity) -> None:
    with pytest.raises(InvalidInput):
        livekit_identity_to_uuid(identity)


@pytest.mark.parametrize("identity", ["🦊", "'; drop table profiles; --", "x" * 256, "Zoë Ångström", "-" * 10])
def test_odd_identities_are_people_too(identity) -> None:
    assert livekit_identity_to_uuid(identity) == livekit_identity_to_uuid(identity)
    assert livekit_identity_to_uuid(identity) != livekit_identity_to_uuid(
        identity + "x" if len(identity) < 256 else "y"
    )


def test_a_refused_identity_leaves_nobody_bound() -> None:
    set_session_user("alice@example.com")
    with pytest.raises(InvalidInput):
        set_session_user("")
    with pytest.raises(NoUser):
        get_session_user_uuid()


def test_acting_as_binds_for_a_block_only() -> None:
    set_session_user("alice@example.com")
    with acting_as(BOB):
        assert get_session_user_uuid() == BOB
    assert get_session_user_uuid() == ALICE


def test_acting_as_takes_a_uuid_only() -> None:
    with pytest.raises(ValueError), acting_as("alice@example.com"):
        pass


async def test_two_tasks_never_see_each_other() -> None:
    async def serve(identity: str) -> str:
        set_session_user(identity)
        await asyncio.sleep(0)
        return await asyncio.to_thread(get_session_user_uuid)

    found = await asyncio.gather(*(serve(i) for i in ["alice@example.com", "bob@example.com"] * 20))
    assert found == [ALICE, BOB] * 20


def test_the_names_that_the_user_chose() -> None:
    assert set_session_user_id("bob@example.com") == BOB
    assert get_user_id() == BOB
    assert get_session_identity() == "bob@example.com"
