"""What a wallet tells once is kept: by M-Pesa's receipt, which comes by callback alone, money goes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ageing import put_away
from domain.ordering.use_cases import cancel_order
from integrations.store.tables.archive import callbacks_archive
from integrations.store.tables.callbacks import callbacks
from integrations.store.tables.chat import inbox
from integrations.store.tables.payment import attempts, refunds
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.stall import Stall, Ticket
from tests.integrations.mobile_money.servers.mpesa import Merchant, MpesaServer

ACCOUNT = "njeri"
NJERIS = Merchant("key-1", "secret-1", "174379", "bfb279f9aa9bdbcf158e97dd71a467cd")
WALLETS = """
[daraja]
base_url = "{url}"
[daraja.accounts.njeri]
consumer_key = "key-1"
consumer_secret = "secret-1"
shortcode = "174379"
passkey = "bfb279f9aa9bdbcf158e97dd71a467cd"
initiator = "shopapi"
credential = "b64=="
"""


@pytest.fixture
def safaricom() -> Iterator[MpesaServer]:
    server = MpesaServer(NJERIS)
    yield server
    server.close()


@pytest.fixture
def stall(open_door: OpenHouse, database: str, tmp_path: Path, safaricom: MpesaServer) -> Stall:
    """Its wallet is made as in a real installation: from the accounts file."""
    file = tmp_path / "wallets.toml"
    file.write_text(WALLETS.format(url=safaricom.url))
    return Stall(open_door(database, wallet_accounts=file), "daraja", ACCOUNT, "KES")


def paid(stall: Stall, safaricom: MpesaServer) -> tuple[Ticket, str]:
    ticket = stall.order()
    ref = stall.start(ticket)
    safaricom.pay(ref)
    stall.house.settle()
    assert stall.is_paid(ticket)
    return ticket, ref


def give_back(stall: Stall, ticket: Ticket) -> list[str]:
    """The shop cancels the paid order. How its refunds stand a minute later."""
    with stall.it.work(stall.shop.id) as work:
        cancel_order(work, ticket.order_id, "shop")
    stall.house.later(minutes=1)
    return [row.state for row in stall.house.rows(refunds)]


def forged_receipt(stall: Stall, ref: str, token: str) -> int:
    items = [{"Name": "Amount", "Value": 1500.0}, {"Name": "MpesaReceiptNumber", "Value": "STOLEN0001"}]
    told = {"CheckoutRequestID": ref, "ResultCode": 0, "CallbackMetadata": {"Item": items}}
    body = json.dumps({"Body": {"stkCallback": told}}).encode()
    return stall.house.call("POST", f"/webhooks/payments/daraja/{ACCOUNT}/{token}", body).status


def test_a_push_is_paid_and_reversed_by_the_receipt_that_its_callback_brought(
    stall: Stall, safaricom: MpesaServer
) -> None:
    ticket, ref = paid(stall, safaricom)
    receipt = safaricom.prompts[ref].receipt
    [kept] = stall.house.rows(callbacks)
    assert (kept.provider, kept.account, kept.ref, kept.provider_txn) == ("daraja", ACCOUNT, ref, receipt)
    assert (kept.shop_id, kept.attempt_id, kept.at_own_address) == (stall.shop.id, stall.attempt(ticket).id, True)
    assert json.loads(kept.body)["Body"]["stkCallback"]["CheckoutRequestID"] == ref
    assert give_back(stall, ticket) == ["done"]
    assert safaricom.prompts[ref].reversed
    [asked] = safaricom.called("refund")
    assert asked.json()["TransactionID"] == receipt
    assert asked.json()["ResultURL"].startswith(f"{stall.house.url}/webhooks/payments/daraja/{ACCOUNT}/")
    assert [row.state for row in stall.house.rows(inbox)] == ["done", "done"], "the result names a refund of ours"


def test_a_receipt_that_came_to_another_address_is_not_believed(stall: Stall, safaricom: MpesaServer) -> None:
    ticket, ref = paid(stall, safaricom)
    assert forged_receipt(stall, ref, token="somebody-else") == 200
    assert forged_receipt(stall, ref, token=stall.attempt(ticket).id) == 200
    assert [row.at_own_address for row in stall.house.rows(callbacks)] == [True, False, False]
    assert give_back(stall, ticket) == ["done"]
    assert safaricom.called("refund")[0].json()["TransactionID"] == safaricom.prompts[ref].receipt


def test_without_its_callback_a_payment_is_not_reversed(stall: Stall, safaricom: MpesaServer) -> None:
    ticket = stall.order()
    ref = stall.start(ticket)
    safaricom.prompts[ref].order["CallBackURL"] = f"{stall.house.url}/nowhere"
    safaricom.pay(ref)
    stall.house.later(minutes=1)
    assert stall.is_paid(ticket), "the clock has asked"
    assert "done" not in give_back(stall, ticket)
    assert not safaricom.called("refund")


def test_the_same_callback_again_is_kept_once(stall: Stall, safaricom: MpesaServer) -> None:
    paid(stall, safaricom)
    [kept] = stall.house.rows(callbacks)
    token = stall.house.rows(attempts)[0].token
    path = f"/webhooks/payments/daraja/{ACCOUNT}/{token}"
    assert stall.house.call("POST", path, kept.body.encode()).status == 200
    assert len(stall.house.rows(callbacks)) == 1


def test_what_a_payer_shows_is_found_by_its_number(stall: Stall, safaricom: MpesaServer) -> None:
    """As on the SMS: also where it names a payment that is none of ours."""
    _, ref = paid(stall, safaricom)
    forged_receipt(stall, "ws_CO_other", token="somebody-else")
    with stall.it.look(stall.shop.id) as work:
        [known] = work.callbacks.find_by_txn(stall.shop.id, safaricom.prompts[ref].receipt)
        [stray] = work.callbacks.find_by_txn(stall.shop.id, "STOLEN0001")
        assert work.callbacks.find_by_txn(stall.shop.id, "NEVER00001") == []
    assert (known.ref, known.at_own_address) == (ref, True)
    assert (stray.attempt_id, stray.at_own_address) == (None, False)


def test_years_later_it_is_still_reversed_by_what_was_put_away(stall: Stall, safaricom: MpesaServer) -> None:
    ticket, ref = paid(stall, safaricom)
    forged_receipt(stall, "ws_CO_other", token="somebody-else")
    stall.house.clock.pass_by(days=800)
    put_away(stall.it)
    assert stall.house.rows(callbacks_archive)[0].ref == ref
    assert ref not in [row.ref for row in stall.house.rows(callbacks)]
    assert give_back(stall, ticket) == ["done"]
    assert safaricom.called("refund")[0].json()["TransactionID"] == safaricom.prompts[ref].receipt
