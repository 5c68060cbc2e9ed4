"""What a wallet claims by callback, and what its status query says: over every wallet, only the query counts.

Through the shop's real door, with the real adapter and the stand-in of its provider.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from bot.webhooks.answers import inbound
from domain.payment.gateway import Accepted, CollectRequest, InboundHttp
from domain.shared.ids import AttemptId
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.fake import FakeGateway
from integrations.store.tables.chat import inbox
from tests.bot.doors.house import all_at_once, open_house
from tests.bot.doors.operators import FAILED, LESS, OTHER_MONEY, PAID, PENDING, Operator, trading
from tests.bot.doors.own_wallet import OPERATORS
from tests.bot.doors.stall import Stall, Ticket
from tests.wallet import ACCOUNT

TELLS_AMOUNT = ["sandbox", "wave", "paystack", "mtn", "pawapay"]
PAGE_IS_LOST = ["paystack", "orange", "cinetpay"]


@dataclass
class Trade:
    """One wallet, the stall that is paid through it, and every callback that came to its door."""

    operator: Operator
    stall: Stall
    knocks: list[InboundHttp] = field(default_factory=list)

    def begun(self) -> tuple[Ticket, str]:
        ticket = self.stall.order()
        return ticket, self.stall.start(ticket)

    def settle(self) -> None:
        self.stall.house.settle()

    def knock_again(self, http: InboundHttp) -> int:
        return self.stall.house.call(http.method, http.path, http.body, http.headers).status

    def is_untouched(self, ticket: Ticket) -> bool:
        return not self.stall.is_paid(ticket) and not self.stall.captures(ticket)

    def is_paid_once(self, ticket: Ticket) -> bool:
        counted = self.stall.happened(ticket)
        once = len(self.stall.captures(ticket)) == counted["PaymentConfirmed"] == counted["OrderPaid"] == 1
        return self.stall.is_paid(ticket) and once


@pytest.fixture(scope="module", params=OPERATORS)
def any_trade(
    request: pytest.FixtureRequest, demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Trade]:
    """One installation for all that a wallet claims: each claim is about an order of its own."""
    folder, provider = tmp_path_factory.mktemp("trade"), request.param
    shutil.copy(demo_file, folder / "shop.db")
    knocks: list[InboundHttp] = []

    def noted(*call: object) -> InboundHttp:
        knocks.append(inbound(*call))  # type: ignore[arg-type]
        return knocks[-1]

    with (
        pytest.MonkeyPatch.context() as patched,
        open_house(folder, f"sqlite:///{folder / 'shop.db'}", gateways={provider: FakeGateway()}) as house,
        trading(provider, house, folder) as operator,
    ):
        patched.setattr("bot.webhooks.payments.inbound", noted)
        house.tells = False
        yield Trade(operator, Stall(house, provider, ACCOUNT, operator.currency), knocks)


@pytest.fixture
def trade(any_trade: Trade) -> Trade:
    any_trade.knocks.clear()
    return any_trade


def only(*providers: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("any_trade", providers, indirect=True)


# -- the query decides ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("truth", [PENDING, FAILED, "never heard of"])
def test_a_claimed_success_pays_nothing_while_the_query_says_otherwise(trade: Trade, truth: str) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, PAID)
    assert trade.is_untouched(ticket), "nothing that a callback says is believed"
    if truth in (PENDING, FAILED):
        trade.operator.turns_out(ref, truth)
    else:
        trade.operator.never_heard_of(ref)
    trade.settle()
    assert trade.is_untouched(ticket)
    assert trade.stall.happened(ticket)["PaymentFailed"] == (truth == FAILED)


def test_what_is_pending_is_asked_about_until_it_is_paid(trade: Trade) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, PAID)
    trade.operator.turns_out(ref, PENDING)
    trade.settle()
    trade.operator.turns_out(ref, PAID)
    trade.stall.house.later(minutes=6)
    assert trade.is_paid_once(ticket)


def test_a_claimed_failure_of_what_is_paid_pays(trade: Trade) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, FAILED)
    trade.operator.turns_out(ref, PAID)
    trade.settle()
    assert trade.is_paid_once(ticket)
    assert trade.stall.happened(ticket)["PaymentFailed"] == 0


def test_a_claimed_failure_of_what_is_pending_ends_nothing(trade: Trade) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, FAILED)
    trade.operator.turns_out(ref, PENDING)
    trade.settle()
    assert trade.stall.attempt(ticket).state == "pending"
    assert trade.stall.happened(ticket)["PaymentFailed"] == 0


def test_a_failure_after_the_success_takes_nothing_back(trade: Trade) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, PAID)
    trade.settle()
    assert trade.is_paid_once(ticket)
    trade.operator.claims(ref, FAILED)
    trade.settle()
    trade.stall.house.later(minutes=6)
    assert trade.is_paid_once(ticket)
    assert trade.stall.happened(ticket)["PaymentFailed"] == 0


def test_a_success_after_the_failure_pays_late(trade: Trade) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, FAILED)
    trade.settle()
    assert trade.stall.happened(ticket)["PaymentFailed"] == 1
    trade.stall.house.clock.pass_by(seconds=30)
    trade.operator.claims(ref, PAID)
    trade.settle()
    assert trade.is_paid_once(ticket)


@only(*TELLS_AMOUNT)
@pytest.mark.parametrize("how", [LESS, OTHER_MONEY])
def test_too_little_or_other_money_is_not_the_price(trade: Trade, how: str) -> None:
    ticket, ref = trade.begun()
    trade.operator.comes_in(ref, how)
    trade.settle()
    trade.stall.house.later(minutes=2)
    assert not trade.stall.is_paid(ticket)
    assert trade.stall.happened(ticket)["OrderPaid"] == 0


# -- when and how often it comes --------------------------------------------------------------------------------------


def test_the_same_callbacks_again_and_again_have_one_effect(trade: Trade) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, PAID)
    came = list(trade.knocks)
    kept = len(trade.stall.house.rows(inbox))
    for _ in range(3):
        trade.settle()
        assert {trade.knock_again(http) for http in came} == {200}
    trade.settle()
    assert trade.is_paid_once(ticket)
    assert len(trade.stall.house.rows(inbox)) == kept


def test_a_callback_that_comes_before_the_answer_to_the_start_pays(trade: Trade) -> None:
    ticket = trade.stall.order()
    trade.operator.pays_before_it_answers()
    ref = trade.stall.start(ticket)
    assert trade.knocks, "it came first"
    assert ref == trade.operator.newest()
    trade.stall.house.later(minutes=1)
    assert trade.is_paid_once(ticket)


def test_a_callback_about_nothing_of_ours_changes_nothing(trade: Trade) -> None:
    ticket, _ = trade.begun()
    ref = strangers(trade)
    trade.operator.claims(ref, PAID)
    trade.settle()
    assert trade.is_untouched(ticket)
    newest = trade.stall.house.rows(inbox)[-1]
    assert (newest.state, newest.error) == ("failed", "names no payment of ours")


@only("mtn")
def test_fifty_identical_callbacks_at_once_pay_once(trade: Trade) -> None:
    ticket, ref = trade.begun()
    trade.operator.claims(ref, PAID)
    [came] = trade.knocks
    kept = len(trade.stall.house.rows(inbox))
    assert all_at_once([partial(trade.knock_again, came)] * 50) == [200] * 50
    all_at_once([trade.settle] * 3)
    assert trade.is_paid_once(ticket)
    assert len(trade.stall.house.rows(inbox)) == kept


# -- a page that nobody was sent to -----------------------------------------------------------------------------------


@only(*PAGE_IS_LOST)
def test_a_page_whose_address_was_lost_does_not_keep_the_buyer_waiting(trade: Trade) -> None:
    ticket = trade.stall.order()
    trade.operator.loses_its_answer()
    assert trade.stall.start(ticket) == ""
    trade.stall.house.later(seconds=60)
    assert trade.stall.happened(ticket)["PaymentFailed"] == 1
    ref = trade.stall.start(ticket)
    trade.operator.claims(ref, PAID)
    trade.settle()
    assert trade.is_paid_once(ticket)


def strangers(trade: Trade) -> str:
    """A collection that somebody else asked for under the same account."""
    stall = trade.stall
    door = f"{stall.house.url}/webhooks/payments/{stall.provider}/{ACCOUNT}/{'t' * 22}"
    request = CollectRequest(
        AttemptId(str(uuid.uuid4())),
        "t" * 22,
        ACCOUNT,
        stall.price,
        PhoneNumber(stall.payer),
        order_ref="7",
        shop_name="Another",
        language="fr",
        callback_url=door,
        return_url=stall.house.url,
    )
    outcome = trade.operator.gateway.start(request)
    assert isinstance(outcome, Accepted)
    return outcome.ref
