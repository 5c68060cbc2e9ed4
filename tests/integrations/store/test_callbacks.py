"""Callbacks are kept as they came, and found by the reference or the operator's number that they name."""

from __future__ import annotations

from sqlalchemy import Engine

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.shared.ids import AttemptId
from integrations.store.callbacks import Callbacks, KeptCallback, SqlHeard
from integrations.store.transaction import Transaction
from tests.integrations.store.conftest import NOW, transaction_on
from tests.integrations.store.shop import SHOP

DOOR = ("daraja", "acct-fatou")
SIGNED = CallbackAuth.SIGNED_BODY


def keep(callbacks: Callbacks, body: bytes = b"{}", door: tuple[str, str] = DOOR, **claimed: str) -> None:
    auth = CallbackAuth(claimed.pop("auth", SIGNED))
    attempt_id = claimed.pop("attempt_id", None)
    claim = CallbackClaim(auth, event_key="e", ref=claimed.get("ref"), provider_txn=claimed.get("txn"))
    http = InboundHttp("POST", "/", "", {}, body, "no token of ours")
    callbacks.keep(SHOP, door, AttemptId(attempt_id) if attempt_id else None, http, claim, NOW)


def test_bodies_are_found_by_what_they_name_oldest_first(connection: Transaction) -> None:
    callbacks = Callbacks(connection)
    keep(callbacks, b'{"n": 1}', ref="r")
    keep(callbacks, b'{"n": 2}', ref="another")
    keep(callbacks, b'{"n": 3}', ref="r")
    keep(callbacks, b'{"n": 4}', door=("daraja", "acct-njeri"), ref="r")
    keep(callbacks, b'{"n": 5}', door=("mtn", "acct-fatou"), ref="r")
    assert callbacks.bodies(*DOOR, "r") == [b'{"n": 1}', b'{"n": 3}']


def test_what_anybody_may_have_sent_is_kept_and_not_heard(connection: Transaction) -> None:
    callbacks = Callbacks(connection)
    keep(callbacks, auth="none", ref="r", txn="T1")
    assert callbacks.bodies(*DOOR, "r") == []
    assert len(callbacks.find_by_txn(SHOP, "T1")) == 1


def test_what_names_nothing_is_not_kept(connection: Transaction) -> None:
    callbacks = Callbacks(connection)
    keep(callbacks)
    keep(callbacks, attempt_id="a", body=b"at the address of an attempt")
    rows = connection.exec_driver_sql("SELECT body FROM payment_callbacks").scalars()
    assert list(rows) == ["at the address of an attempt"]


def test_an_operators_number_is_found_in_its_own_shop(connection: Transaction) -> None:
    callbacks = Callbacks(connection)
    keep(callbacks, b"body", ref="r", txn="LHG31AA5TX", attempt_id="a")
    kept = KeptCallback(*DOOR, "r", "LHG31AA5TX", "a", "signed_body", at_own_address=False, body="body", at=NOW)
    assert callbacks.find_by_txn(SHOP, "LHG31AA5TX") == [kept]
    assert callbacks.find_by_txn(SHOP, "lhg31aa5tx") == callbacks.find_by_txn(type(SHOP)("other"), "LHG31AA5TX") == []


def test_bytes_that_are_no_text_are_kept_as_far_as_they_can_be(connection: Transaction) -> None:
    callbacks = Callbacks(connection)
    keep(callbacks, b'{"a": "\xff\x00"}', ref="r")
    [body] = callbacks.bodies(*DOOR, "r")
    assert body.startswith(b'{"a": "')


def test_one_provider_is_heard_in_a_transaction_of_its_own(database: Engine) -> None:
    with transaction_on(database) as connection:
        keep(Callbacks(connection), b"body", ref="r")
    assert SqlHeard(database, "daraja").about("acct-fatou", "r") == [b"body"]
    assert SqlHeard(database, "mtn").about("acct-fatou", "r") == []
