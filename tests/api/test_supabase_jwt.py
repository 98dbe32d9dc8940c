"""Supabase's access tokens: who signed in gets their rows, and no token that is wrong in any one way gets in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api import supabase_jwt
from system_control.identity import livekit_identity_to_uuid
from system_control.store.store import eq
from tests.api.conftest import serving

SECRET = "the-secret-of-the-project, of sixty-four or more characters, for HS512"
SUB = "5d0b4f4e-6a55-4c1e-9c6e-0b7d7f0f2a11"
EC_KEY = ec.generate_private_key(ec.SECP256R1())
NEXT_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key, kid, algorithm):
    made = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    return {**made, "kid": kid, "alg": algorithm, "use": "sig"}


@dataclass
class Project:
    """Serves the project's keys, and counts how often they are fetched."""

    keys: list = field(default_factory=list)
    down: bool = False
    fetched: int = 0
    url: str = ""

    def answer(self, path):
        assert path == "/auth/v1/.well-known/jwks.json"
        self.fetched += 1
        return (500, b"down") if self.down else (200, json.dumps({"keys": self.keys}).encode())


@pytest.fixture
def project():
    project = Project([public(EC_KEY, "ec", "ES256"), public(RSA_KEY, "rsa", "RS256"), {"kty": "oct", "kid": "odd"}])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = project.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        project.url = f"http://127.0.0.1:{server.server_port}"
        yield project
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(settings, project):
    return replace(settings, supabase_url=project.url, supabase_key="k", supabase_jwt_secret=SECRET)


@pytest.fixture
def claims(project):
    return {
        "iss": f"{project.url}/auth/v1",
        "aud": "authenticated",
        "sub": SUB,
        "exp": int(time.time()) + 600,
        "iat": int(time.time()),
        "email": "alice@example.com",
        "role": "authenticated",
    }


def call(served, token):
    with served.client() as client:
        return client.post("/api/v1/conversation", json={"text": "hi"}, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(SECRET, "HS256", None), (EC_KEY, "ES256", "ec"), (RSA_KEY, "RS256", "rsa")]
)
def test_who_signed_in_gets_their_own_rows(served, claims, key, algorithm, kid):
    answer = call(served, jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else None))
    assert answer.status_code == 200, answer.text
    user = livekit_identity_to_uuid(SUB)
    store = served.manager.store()
    assert [r["user_id"] for r in store.select("user_notes")] == [user]
    assert [(r["user_id"], r["auth_user_id"]) for r in store.select("user_links")] == [(user, SUB)]
    profile = store.select("profiles", [eq("id", user)])[0]
    assert (profile["identity"], profile["email"]) == (SUB, "alice@example.com")


def test_the_link_is_written_once_and_a_new_address_is_noted(served, claims):
    for email in ("alice@example.com", "alice@example.com", "alice@example.org"):
        assert call(served, jwt.encode({**claims, "email": email}, SECRET)).status_code == 200
    store = served.manager.store()
    assert store.count("user_links") == 1
    assert [p["email"] for p in store.select("profiles")] == ["alice@example.org"]


def test_somebody_whose_address_is_anothers_identity_stays_somebody_else(served, claims):
    served.key("alice@example.com")
    other = "9a1de2b6-9c0e-4a3e-8f7c-111111111111"
    assert call(served, jwt.encode({**claims, "sub": other}, SECRET)).status_code == 200
    assert [r["user_id"] for r in served.manager.store().select("user_notes")] == [livekit_identity_to_uuid(other)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"aud": "anon"},
        {"aud": None},
        {"iss": "https://evil.example/auth/v1"},
        {"iss": None},
        {"sub": None},
        {"sub": "alice@example.com"},
        {"sub": ""},
        {"sub": 7},
        {"nbf": int(time.time()) + 600},
    ],
    ids=str,
)
def test_a_token_that_is_wrong_in_one_claim_opens_nothing(served, claims, wrong):
    made = {k: v for k, v in {**claims, **wrong}.items() if v is not None}
    made = {**made, "sub": 7} if wrong.get("sub") == 7 else made
    answer = call(served, jwt.api_jws.encode(json.dumps(made).encode(), SECRET))
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["www-authenticate"]
    assert served.manager.store().count("user_notes") == 0
    assert served.manager.store().count("user_links") == 0


def unsigned(claims, algorithm):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': 'ec'})}.{part(claims)}."


def test_a_token_signed_by_another_opens_nothing(served, claims):
    stranger = ec.generate_private_key(ec.SECP256R1())
    pem = EC_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    confused = _hmac_with(pem, claims)
    good = jwt.encode(claims, SECRET)
    tokens = [
        jwt.encode(claims, "another-secret-that-is-quite-long-enough"),
        jwt.encode(claims, SECRET, "HS512"),
        jwt.encode(claims, stranger, "ES256", headers={"kid": "ec"}),
        jwt.encode(claims, stranger, "ES256", headers={"kid": "unknown"}),
        jwt.encode(claims, EC_KEY, "ES256"),
        jwt.encode(claims, RSA_KEY, "RS256", headers={"kid": "ec"}),
        jwt.encode(claims, RSA_KEY, "RS512", headers={"kid": "rsa"}),
        unsigned(claims, "none"),
        unsigned(claims, "None"),
        unsigned(claims, "HS256"),
        confused,
        good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
        good.rpartition(".")[0] + ".",
    ]
    answers = [call(served, token) for token in tokens]
    assert [a.status_code for a in answers] == [401] * len(tokens)
    assert served.manager.store().count("user_notes") == 0


def _hmac_with(secret, claims):
    """Make by hand what PyJWT refuses to: HS256 with the public key as its secret."""
    head = unsigned(claims, "HS256").rstrip(".")
    signature = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def test_without_a_secret_an_hmac_token_opens_nothing(settings, claims):
    with serving(replace(settings, supabase_jwt_secret="")) as served:
        assert call(served, jwt.encode(claims, SECRET)).status_code == 401
        assert call(served, jwt.encode(claims, "x" * 32)).status_code == 401
        assert call(served, _hmac_with(b"", claims)).status_code == 401


def test_without_a_project_no_token_opens_anything(settings, claims):
    with serving(replace(settings, supabase_url="")) as served:
        for issuer in (claims["iss"], "", "/auth/v1"):
            assert call(served, jwt.encode({**claims, "iss": issuer}, SECRET)).status_code == 401


def test_the_keys_are_fetched_once_and_again_when_they_are_rotated(served, claims, project, monkeypatch):
    def token(key, kid):
        return jwt.encode(claims, key, "ES256", headers={"kid": kid})

    assert [call(served, token(EC_KEY, "ec")).status_code for _ in range(5)] == [200] * 5
    assert project.fetched == 1
    project.keys = [public(NEXT_KEY, "next", "ES256")]
    monkeypatch.setattr(supabase_jwt, "REFETCH_SECONDS", 0)
    assert call(served, token(NEXT_KEY, "next")).status_code == 200
    assert project.fetched == 2
    assert call(served, token(EC_KEY, "ec")).status_code == 401


def test_invented_key_ids_do_not_make_it_fetch_each_time(served, claims, project):
    for n in range(5):
        assert call(served, jwt.encode(claims, EC_KEY, "ES256", headers={"kid": f"k{n}"})).status_code == 401
    assert project.fetched == 1


def test_while_the_keys_cannot_be_fetched_nobody_gets_in_and_it_is_said(served, claims, project):
    project.down = True
    token = jwt.encode(claims, EC_KEY, "ES256", headers={"kid": "ec"})
    answer = call(served, token)
    assert answer.status_code == 503
    assert "sign-in" in answer.json()["detail"]
    assert call(served, token).status_code == 503
    assert project.fetched == 1


def test_known_keys_stay_good_while_the_list_cannot_be_fetched(served, claims, project, monkeypatch):
    token = jwt.encode(claims, EC_KEY, "ES256", headers={"kid": "ec"})
    assert call(served, token).status_code == 200
    project.down = True
    monkeypatch.setattr(supabase_jwt, "KEYS_FRESH_SECONDS", 0)
    monkeypatch.setattr(supabase_jwt, "REFETCH_SECONDS", 0)
    assert call(served, token).status_code == 200
    assert project.fetched == 2
