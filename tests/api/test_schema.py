"""The OpenAPI description holds: schemathesis calls the running server with what it allows and what it forbids."""

from __future__ import annotations

from dataclasses import replace

import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis import settings as bounded
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api import conversation, limits, livekit, me, push
from api.app import create_app
from system_control.supabase_manager import SupabaseManager
from tests.api.conftest import VOICE, serving
from utils.settings import Settings


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        # Here the question is what is answered, not how often; what is too often has its own tests.
        for paced in (conversation, limits, livekit, me, push):
            patch.setattr(paced, "BURST", 1_000_000)
        settings = replace(Settings(data_dir=tmp_path_factory.mktemp("data")), **VOICE)
        with serving(settings) as served:
            yield served


@pytest.fixture(scope="module")
def key(running):
    return running.key("alice@example.com")


def described():
    """Return the description that the application gives of itself; the server under test runs the same."""
    settings = Settings(**VOICE, api_host="0.0.0.0")  # not loopback, so that no local user is made
    app = create_app(settings, SupabaseManager(settings), None)
    return schemathesis.openapi.from_dict(app.openapi())


schema = described()

UNSAYABLE = [positive_data_acceptance]
"""A description can't say that a time is over, a cursor not ours, a key used, or that something is to be confirmed."""


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise's
@schema.parametrize()
@bounded(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_described_is_what_happens(case, running, key):
    case.call_and_validate(base_url=running.url, headers={"Authorization": f"Bearer {key}"}, excluded_checks=UNSAYABLE)


def test_every_operation_under_api_says_that_it_needs_a_key(running, key):
    with running.client() as client:
        told = client.get("/api/v1/openapi.json", headers={"Authorization": f"Bearer {key}"}).json()
    operations = {(p, m): o for p, by in told["paths"].items() for m, o in by.items()}
    assert {k for k, o in operations.items() if o.get("security")} == {k for k in operations if k[0] != "/healthz"}
    assert len(operations) > 40
