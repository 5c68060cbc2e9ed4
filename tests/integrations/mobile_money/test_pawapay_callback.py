"""pawaPay's callbacks: only its own, only fresh, only unchanged, only for this address, over the raw bytes."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.values import AttemptState
from domain.shared.clock import FakeClock
from integrations.mobile_money.pawapay.account import PawapayAccount
from integrations.mobile_money.pawapay.client import PawapayGateway
from tests.integrations.mobile_money.benches.pawapay import ACCOUNTS
from tests.integrations.mobile_money.servers.pawapay import PawapayServer
from tests.integrations.mobile_money.servers.pawapay_signing import PARTS, Signer, content_digest
from tests.wallet import ACCOUNT

HOST, PATH = "shop.test", "/webhooks/payments/pawapay/chez-fatou"
CHECKOUT = "afb57b93-7849-49aa-babb-4c3ccbfe3d79"
BODY = json.dumps({"checkoutId": CHECKOUT, "status": "COMPLETED", "depositsHistory": []}).encode()
SIGNED = CallbackAuth.SIGNED_BODY
INVALID = CallbackAuth.INVALID


@pytest.fixture
def server(clock: FakeClock) -> Iterator[PawapayServer]:
    running = PawapayServer(clock, {account.token for account in ACCOUNTS.values()})
    yield running
    running.close()


@pytest.fixture
def gateway(server: PawapayServer, clock: FakeClock) -> PawapayGateway:
    return PawapayGateway(server.url, ACCOUNTS, clock)


def posted(signer: Signer, clock: FakeClock, body: bytes = BODY, **how: Any) -> InboundHttp:
    headers = {"host": HOST, **signer.headers(HOST, PATH, body, clock.now(), **how)}
    return InboundHttp("POST", PATH, "", headers, body)


def other_header(http: InboundHttp, **changes: str) -> InboundHttp:
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return replace(http, headers={**http.headers, **named})


def keys_asked_for(server: PawapayServer) -> int:
    return sum(path == "/v2/public-key/http" for _, path, _ in server.calls)


# -- proof


@pytest.mark.parametrize("raw", [False, True], ids=["DER", "64 bytes"])
@pytest.mark.parametrize("digest", ["sha-256", "sha-512"])
def test_a_signature_is_good_in_both_its_forms(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, raw: bool, digest: str
) -> None:
    server.signer.raw, server.signer.digest = raw, digest
    for _ in range(20):  # DER varies in length
        assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is SIGNED
    assert keys_asked_for(server) == 1


def test_the_components_are_those_that_the_callback_lists(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock
) -> None:
    server.signer.parts = ("content-digest", "@path", "@method", "@authority")
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is SIGNED


@pytest.mark.parametrize("left_out", ["@method", "@authority", "@path", "content-digest"])
def test_a_signature_that_is_not_about_the_whole_call_is_none(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, left_out: str
) -> None:
    server.signer.parts = tuple(part for part in PARTS if part != left_out)
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is INVALID


def test_what_was_changed_on_the_way_is_refused(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock
) -> None:
    good = posted(server.signer, clock)
    rewritten = json.dumps(json.loads(BODY), separators=(",", ":")).encode()
    bad = [
        replace(good, body=rewritten),
        replace(good, body=b""),
        other_header(replace(good, body=rewritten), content_digest=content_digest("sha-512", rewritten)),
        other_header(good, content_digest="sha-512=:AAAA:"),
        other_header(good, content_digest="md5=:AAAA:"),
        other_header(good, content_type="text/plain"),
        other_header(good, signature_date="2026-11-20T09:00:01Z"),
        other_header(good, host="another.test"),
        other_header(good, signature="sig-pp=:AAAA:"),
        other_header(good, signature=good.headers["signature"].replace("sig-pp", "sig-2")),
        other_header(good, signature=f"{good.headers['signature']}, sig-2=:AAAA:"),
        other_header(good, signature_input=good.headers["signature-input"].replace("ecdsa-p256", "hmac")),
        other_header(good, signature_input=good.headers["signature-input"].replace('"@method" ', "")),
        replace(good, path=PATH.replace("fatou", "njeri")),
        replace(good, method="PUT"),
        replace(good, headers={"host": HOST}),
        *(replace(good, headers={n: v for n, v in good.headers.items() if n != name}) for name in good.headers),
    ]
    for http in bad:
        assert gateway.read_callback(ACCOUNT, http) == CallbackClaim(INVALID, event_key=""), http
    assert gateway.read_callback(ACCOUNT, good).auth is SIGNED


@pytest.mark.parametrize(("seconds", "auth"), [(0, SIGNED), (69, SIGNED), (71, INVALID), (-9, SIGNED), (-11, INVALID)])
def test_a_signature_lasts_a_minute(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, seconds: int, auth: CallbackAuth
) -> None:
    http = posted(server.signer, clock, lasts=3600)  # whatever it claims itself
    clock.pass_by(seconds=seconds)
    assert gateway.read_callback(ACCOUNT, http).auth is auth


def test_a_shorter_life_is_respected(gateway: PawapayGateway, server: PawapayServer, clock: FakeClock) -> None:
    http = posted(server.signer, clock, lasts=5)
    clock.pass_by(seconds=20)
    assert gateway.read_callback(ACCOUNT, http).auth is INVALID


def test_the_public_address_is_what_was_signed_behind_a_proxy(server: PawapayServer, clock: FakeClock) -> None:
    signer = server.signer
    headers = {"host": "127.0.0.1:8000", **signer.headers("fatou.test", f"/shop{PATH}", BODY, clock.now())}
    http = InboundHttp("POST", PATH, "", headers, BODY)
    for address, auth in (("https://fatou.test/shop/", SIGNED), ("https://fatou.test", INVALID), (None, INVALID)):
        gateway = PawapayGateway(server.url, ACCOUNTS, clock, public_url=address)
        assert gateway.read_callback(ACCOUNT, http).auth is auth


# -- keys


def test_the_key_is_the_one_that_is_named(gateway: PawapayGateway, server: PawapayServer, clock: FakeClock) -> None:
    assert server.keys[0] is not server.signer
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is SIGNED
    forged = Signer(key_id=server.signer.key_id)
    assert gateway.read_callback(ACCOUNT, posted(forged, clock)).auth is INVALID


def test_a_new_key_is_fetched_when_it_is_first_named(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock
) -> None:
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is SIGNED
    clock.pass_by(minutes=5)
    server.keys = [Signer("HTTP_EC_P256_KEY:2")]
    assert gateway.read_callback(ACCOUNT, posted(server.keys[0], clock)).auth is SIGNED
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is INVALID


def test_invented_names_do_not_make_us_ask_and_ask(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock
) -> None:
    for number in range(20):
        assert gateway.read_callback(ACCOUNT, posted(Signer(f"invented-{number}"), clock)).auth is INVALID
    assert keys_asked_for(server) == 1
    stale = posted(Signer("invented"), clock)
    clock.pass_by(minutes=5)
    assert gateway.read_callback(ACCOUNT, stale).auth is INVALID
    assert keys_asked_for(server) == 1


def test_a_key_that_was_withdrawn_is_forgotten_within_a_day(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock
) -> None:
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is SIGNED
    server.keys = [Signer("HTTP_EC_P256_KEY:2")]
    clock.pass_by(days=1)
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is INVALID


@pytest.mark.parametrize("fault", ["http_500", "html", "truncated", "lost"])
def test_without_a_key_nothing_is_proved_and_pawapay_sends_it_again(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, fault: str
) -> None:
    server.faults["keys"] = deque([fault])
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is INVALID
    clock.pass_by(minutes=1)
    assert gateway.read_callback(ACCOUNT, posted(server.signer, clock)).auth is SIGNED


# -- without proof


def test_without_the_extra_a_callback_is_only_a_signal(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.mobile_money.pawapay.proof.CAN_PROVE", False)
    claim = gateway.read_callback(ACCOUNT, replace(posted(server.signer, clock), headers={}))
    assert (claim.auth, claim.ref) == (CallbackAuth.NONE, CHECKOUT)
    assert not server.calls


def test_an_account_without_signatures_takes_signals(server: PawapayServer, clock: FakeClock) -> None:
    accounts = {ACCOUNT: PawapayAccount("token", ("CI",), signed_callbacks=False)}
    gateway = PawapayGateway(server.url, accounts, clock)
    unsigned = InboundHttp("POST", PATH, "", {}, BODY)
    claim, other = (gateway.read_callback(ACCOUNT, replace(unsigned, body=body)) for body in (BODY, BODY + b" "))
    assert claim.auth is CallbackAuth.NONE
    assert claim.event_key != other.event_key  # a forged one does not stand in the way of the real one
    assert gateway.read_callback("nobody", unsigned).auth is INVALID
    assert gateway.read_callback(ACCOUNT, replace(unsigned, method="GET")).auth is INVALID


# -- claims


def claim_of(gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, body: object) -> CallbackClaim:
    return gateway.read_callback(ACCOUNT, posted(server.signer, clock, json.dumps(body).encode()))


def test_a_deposit_on_a_page_is_told_by_our_id_only(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock
) -> None:
    body = {"depositId": "d1", "status": "FAILED", "metadata": {"attemptId": CHECKOUT}}
    claim = claim_of(gateway, server, clock, body)
    assert (claim.ref, claim.attempt_id, claim.claimed_state) == (None, CHECKOUT, None)
    assert claim.event_key == "depositId:d1:FAILED:"


def test_a_deposit_that_is_a_push_is_the_attempt(server: PawapayServer, clock: FakeClock) -> None:
    gateway = PawapayGateway(server.url, ACCOUNTS, clock, mode="push")
    body = {"depositId": CHECKOUT, "status": "PROCESSING", "nextStep": "REDIRECT_TO_AUTH_URL"}
    claim = claim_of(gateway, server, clock, body)
    assert (claim.ref, claim.attempt_id, claim.claimed_state) == (CHECKOUT, CHECKOUT, AttemptState.PENDING)
    assert claim.event_key.endswith("PROCESSING:REDIRECT_TO_AUTH_URL")


def test_a_refund_names_no_attempt(gateway: PawapayGateway, server: PawapayServer, clock: FakeClock) -> None:
    claim = claim_of(gateway, server, clock, {"refundId": "r1", "status": "COMPLETED", "amount": "15"})
    assert (claim.auth, claim.ref, claim.attempt_id) == (SIGNED, None, None)


@pytest.mark.parametrize("body", [[], {}, 1, {"checkoutId": 1, "status": "COMPLETED"}, {"checkoutId": CHECKOUT}])
def test_what_is_none_of_the_three_is_refused(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, body: object
) -> None:
    assert claim_of(gateway, server, clock, body).auth is INVALID


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.dictionaries(
        st.sampled_from(["host", "signature", "signature-input", "content-digest"]),
        st.text(max_size=60)
        | st.sampled_from(['sig-pp=("@path");created=1', "sig-pp=:AA==:", "sha-256=:AA==:", "=", "é"]),
    ),
    body=st.binary(max_size=30),
    path=st.text(max_size=20),
)
def test_nothing_that_a_stranger_sends_is_an_exception(
    gateway: PawapayGateway, headers: dict[str, str], body: bytes, path: str
) -> None:
    assert gateway.read_callback(ACCOUNT, InboundHttp("POST", path, "", headers, body)).auth is INVALID


@pytest.mark.parametrize(
    ("body", "txn"),
    [
        ({"depositId": CHECKOUT, "status": "COMPLETED", "providerTransactionId": "MP1"}, "MP1"),
        ({"checkoutId": CHECKOUT, "status": "COMPLETED", "deposit": {"providerTransactionId": "MP1"}}, "MP1"),
        ({"checkoutId": CHECKOUT, "status": "EXPIRED", "deposit": None}, None),
        ({"refundId": CHECKOUT, "status": "COMPLETED", "providerTransactionId": "MP2"}, None),
    ],
)
def test_the_operators_number_is_that_of_a_deposit(
    gateway: PawapayGateway, server: PawapayServer, clock: FakeClock, body: dict[str, object], txn: str | None
) -> None:
    """A refund's own number is no collection's."""
    assert claim_of(gateway, server, clock, body).provider_txn == txn
