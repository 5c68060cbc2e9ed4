"""What goes back by hand, what a wallet that is away means at the checkout, and amounts that no wallet can write."""

from __future__ import annotations

from dataclasses import dataclass

from bot.collecting import give_back_all, start_payment
from bot.counter import Counter
from bot.rooms import room_of
from domain.customer.customer import ChannelIdentity
from domain.customer.messages import Text
from domain.customer.use_cases import register_customer
from domain.ordering.order import Delivery
from domain.payment.capabilities import Capabilities
from domain.payment.gateway import RefundState, Rejected
from domain.shared.errors import Conflict
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from flows.talk import Conversation
from integrations.mobile_money.fake import FakeGateway
from integrations.store.tables.chat import outbox
from integrations.store.tables.payment import ledger, refunds
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, FATOU, MOUSSA, House, all_at_once
from tests.bot.doors.till import Bill, Till

OWNER, CLERK = "+2250500000001", "+2250500000002"
PIN = "2580"


class Talk:
    """What one person writes, one message after the other, as the dialogue hears it."""

    def __init__(self, house: House, who: str) -> None:
        self.house, self.who, self.conversation = house, who, Conversation("en", greeted=True)

    def __call__(self, text: str) -> str:
        shop = self.house.it.directory.by_number(FATOU)
        with self.house.it.work(shop.id) as work:
            room = room_of(work, shop, ChannelIdentity("simulator", self.who), "Awa", self.house.it.front)
            reply = room.dialogue.turn(self.conversation, Text(text), room.shop)
        self.conversation = reply.conversation
        shown = [choice for said in reply.outgoing for choice in said.choices]
        return "\n".join([*(said.text for said in reply.outgoing), *(choice.title for choice in shown)])


def a_delivered_order(till: Till, quantity: int = 1) -> Bill:
    bill = till.order(quantity=quantity)
    till.pay(till.start(bill))
    till.house.later(minutes=1)
    Talk(till.house, OWNER)(f"delivered {bill.number}")
    return bill


# -- by hand ----------------------------------------------------------------------------------------------------------


def test_what_no_wallet_pays_back_is_said_every_day_until_the_shop_has_done_it(till: Till) -> None:
    bill = a_delivered_order(till)
    till.gateway.next_refund(Rejected("no refunds here"))
    fatou = Talk(till.house, OWNER)
    fatou(f"refund {bill.number} 400")
    assert "on its way back" in fatou(PIN)
    till.house.later(minutes=1)
    assert [row.state for row in till.house.rows(refunds)] == [RefundState.BY_HAND]
    assert f"pay it to {AWA} yourself" in fatou("refunds")
    told = said_to(till, OWNER, AWA)
    till.house.clock.pass_by(hours=25)
    till.house.settle()
    assert said_to(till, OWNER, AWA) == told + 1
    assert "is paid back" in fatou(f"paidout {bill.number} TX77")
    [row] = till.house.rows(refunds)
    assert (row.state, row.receipt) == (RefundState.DONE, "TX77")
    assert "There is nothing to pay out" in fatou(f"paidout {bill.number} TX77")
    till.house.clock.pass_by(hours=50)
    till.house.settle()
    assert said_to(till, OWNER, AWA) == told + 1
    moved = [(entry.debit, entry.credit) for entry in till.house.rows(ledger)]
    assert moved.count(("returning", "refunded")) == 1


def said_to(till: Till, who: str, words: str) -> int:
    return sum(words in row.message["text"] for row in till.house.rows(outbox) if row.recipient == who)


def test_another_who_paid_in_another_currency_is_told_when_it_is_back(till: Till) -> None:
    bill = till.order()
    start_payment(till.it, bill.key, "money", PhoneNumber(MOUSSA), "fr")
    till.pay(till.refs(bill)[0], Money(1000, "KES"))
    till.house.later(minutes=1)
    fatou = Talk(till.house, OWNER)
    fatou(f"refund {bill.number}")
    fatou(PIN)
    till.house.later(minutes=2)
    assert [row.state for row in till.house.rows(refunds)] == [RefundState.DONE]
    assert said_to(till, MOUSSA, str(bill.number)) == 1


# -- the second step --------------------------------------------------------------------------------------------------


def test_two_owners_phones_at_once_pay_back_once(till: Till) -> None:
    """The same refund confirmed twice: the second finds nothing left, and the wallet is asked for one."""
    bill = a_delivered_order(till)
    talks = [Talk(till.house, OWNER), Talk(till.house, OWNER)]
    talks[0](f"refund {bill.number}")
    talks[0]("no")
    for talk in talks:
        talk(f"refund {bill.number}")

    def confirm(talk: Talk) -> str:
        for _ in range(20):
            try:
                return talk(PIN)
            except Conflict:
                continue
        raise AssertionError("never got through")

    answers = all_at_once([lambda talk=talk: confirm(talk) for talk in talks])  # type: ignore[misc]
    assert sum("on its way back" in answer for answer in answers) == 1, answers
    give_back_all(till.it)
    assert [refund.amount for refund in till.gateway.refunds.values()] == [bill.total]


def test_five_wrong_pins_lock_it_and_nothing_leaves(till: Till) -> None:
    bill = a_delivered_order(till)
    fatou = Talk(till.house, OWNER)
    fatou(f"refund {bill.number} 100")
    fatou(PIN)
    fatou(f"refund {bill.number} 100")
    for _ in range(4):
        assert "not your PIN" in fatou("0852")
    assert "Too many wrong PINs" in fatou("0852")
    fatou(f"refund {bill.number} 100")
    assert "Too many wrong PINs" in fatou(PIN)
    till.house.clock.pass_by(minutes=61)
    fatou(f"refund {bill.number} 100")
    assert "on its way back" in fatou(PIN)
    assert [row.amount_minor for row in till.house.rows(refunds)] == [100, 100]


def test_many_small_refunds_are_a_large_one(till: Till) -> None:
    """Fatou alone may pay back 20 000; the second 15 000 of one order needs Koffi."""
    bill = a_delivered_order(till, quantity=30)
    fatou, koffi = Talk(till.house, OWNER), Talk(till.house, CLERK)
    fatou(f"refund {bill.number} 15000")
    assert "on its way back" in fatou(PIN)
    fatou(f"refund {bill.number} 15000")
    assert "too much for one person" in fatou(PIN)
    fatou(f"approve {bill.number}")
    assert "said yes already" in fatou(PIN)
    koffi(f"approve {bill.number}")
    assert "on its way back" in koffi("4711")
    assert [row.state for row in till.house.rows(refunds)] == [RefundState.REQUESTED] * 2


# -- at the checkout --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class AwayGateway(FakeGateway):
    """Its breaker is open."""

    def is_up(self, account: str) -> bool:
        return False


@dataclass(slots=True)
class WholeGateway(FakeGateway):
    """It writes no cents."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities({"KES": (Money(100, "KES"), Money(10**8, "KES"))}, whole_units=True)


def test_a_wallet_that_does_not_answer_is_named_and_another_offered(open_door: OpenHouse, sqlite_database: str) -> None:
    gateways = {"sandbox": AwayGateway("sandbox"), "sandbox-push": FakeGateway("sandbox-push")}
    awa = Talk(open_door(sqlite_database, gateways=gateways), AWA)
    awa("1 savon")
    awa("checkout")
    said = awa("pick-up at the shop")
    assert "Sandbox Money does not answer right now." in said
    assert "Sandbox Mobile" in said.splitlines() and "Pay at the shop" in said.splitlines()
    assert "Sandbox Money" not in said.splitlines()


def test_where_none_answers_there_is_still_the_door(open_door: OpenHouse, sqlite_database: str) -> None:
    gateways = {"sandbox": AwayGateway("sandbox"), "sandbox-push": AwayGateway("sandbox-push")}
    awa = Talk(open_door(sqlite_database, gateways=gateways), AWA)
    awa("1 savon")
    awa("checkout")
    said = awa("pick-up at the shop").splitlines()
    assert "Pay at the shop" in said and "Sandbox Mobile" not in said


def test_cents_that_no_wallet_takes_are_refused_and_not_rounded(open_door: OpenHouse, sqlite_database: str) -> None:
    gateways = {name: WholeGateway(name) for name in ("sandbox", "sandbox-push")}
    house = open_door(sqlite_database, gateways=gateways)
    shop = next(shop for shop in house.it.directory.shops() if shop.currency == "KES")
    with house.it.work(shop.id) as work:
        customer = register_customer(work, ChannelIdentity("simulator", AWA), "Awa", "en")
        counter = Counter(work, shop, customer, house.it.front)
        counter.add_to_cart(ProductSKU("NET"), 1)
        even, odd = (counter.ways_to_pay(Delivery(Money(fee, "KES"))) for fee in (0, 50))
        assert (len(even.wallets), even.wants_whole) == (len(shop.wallets), False)
        assert (odd.wallets, odd.wants_whole, odd.due.minor % 100) == ((), True, 50)


def test_unpaid_orders_at_the_door_are_not_trusted_for_ever(till: Till) -> None:
    awa = Talk(till.house, AWA)
    for expected in (True, True, False):
        awa("1 savon")
        awa("checkout")
        offered = "Pay at the shop" in awa("pick-up at the shop")
        assert offered == expected
        if offered:
            awa("pay at the shop")
            awa("yes")
