"""The wallets of the truth table: what each claims by callback, and what its status query then says.

Behind each is the stand-in server of its own tests, and before it the adapter as it is. A claim goes to the shop's
real door; what the query says is set beside it, in the server's own books.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from domain.payment.gateway import PaymentGateway
from integrations.mobile_money.cinetpay.client import CinetpayGateway
from integrations.mobile_money.mpesa.client import MpesaGateway
from integrations.mobile_money.orange.client import OrangeGateway
from integrations.mobile_money.pawapay.client import PawapayGateway
from integrations.mobile_money.paystack.client import PaystackGateway
from integrations.mobile_money.wave.client import WaveGateway
from tests.bot.doors.house import AWA, House
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT
from tests.integrations.mobile_money.benches import cinetpay, mpesa, orange, pawapay, paystack, wave
from tests.integrations.mobile_money.benches.mtn import mtn_gateway
from tests.integrations.mobile_money.benches.orange import pay_token_of
from tests.integrations.mobile_money.servers.cinetpay import CinetpayServer
from tests.integrations.mobile_money.servers.mpesa import MpesaServer
from tests.integrations.mobile_money.servers.mtn import MtnServer
from tests.integrations.mobile_money.servers.orange import OrangeServer
from tests.integrations.mobile_money.servers.pawapay import PawapayServer
from tests.integrations.mobile_money.servers.paystack import PaystackServer
from tests.integrations.mobile_money.servers.wave import WaveServer
from tests.wallet import ACCOUNT

PENDING, PAID, FAILED = "pending", "paid", "failed"
LESS, OTHER_MONEY = "less", "other money"
PATIENCE = (2, 2)


class Operator(ABC):
    """`claims` changes the books and tells the shop, `turns_out` changes them behind its back."""

    provider: ClassVar[str]
    currency: ClassVar[str] = "XOF"
    tells_amount: ClassVar[bool] = True
    server: Any
    gateway: PaymentGateway

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.folder = folder

    @abstractmethod
    def newest(self) -> str:
        """The last collection that was begun; empty where there is none."""

    @abstractmethod
    def claims(self, ref: str, what: str) -> None: ...

    @abstractmethod
    def turns_out(self, ref: str, what: str) -> None: ...

    @abstractmethod
    def never_heard_of(self, ref: str) -> None: ...

    def comes_in(self, ref: str, how: str) -> None:
        """LESS than was asked for, or OTHER_MONEY; and the shop is told."""
        raise NotImplementedError

    def pays_before_it_answers(self) -> None:
        """The payer of the next start is so quick that the claim comes before the answer."""
        before, answer = self.newest(), self.server.answer

        def answering(*call: Any) -> Any:
            said = answer(*call)
            if self.newest() != before:
                self.server.answer = answer
                self.claims(self.newest(), PAID)
            return said

        self.server.answer = answering

    def loses_its_answer(self) -> None:
        self.server.goes_wrong("start", "lost")

    def close(self) -> None:
        self.server.close()

    def post(self, body: bytes, headers: dict[str, str]) -> None:
        answer = self.house.call("POST", f"/webhooks/payments/{self.provider}/{ACCOUNT}", body, headers)
        assert answer.status == 200


class Wave(Operator):
    provider = "wave"
    server: WaveServer

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        self.server = WaveServer(house.clock, {one.key: name for name, one in wave.ACCOUNTS.items()})
        self.gateway = WaveGateway(self.server.url, wave.ACCOUNTS, house.clock, timeout=PATIENCE)

    def newest(self) -> str:
        return next(reversed(self.server.sessions), "")

    def claims(self, ref: str, what: str) -> None:
        self.turns_out(ref, what)
        kinds = {PAID: "checkout.session.completed", FAILED: "checkout.session.payment_failed"}
        body = self.server.event(ref, kinds[what])
        self.post(body, {"wave-signature": self.server.signed(body, wave.SECRET)})

    def turns_out(self, ref: str, what: str) -> None:
        session = self.server.sessions[ref]
        if what == PAID:
            self.server.pay(ref, AWA)
        elif what == FAILED:
            self.server.give_up(ref, "insufficient-funds")
        else:
            session.update(checkout_status="open", payment_status="processing", transaction_id=None)

    def never_heard_of(self, ref: str) -> None:
        self.server.owners[ref] = "another"

    def comes_in(self, ref: str, how: str) -> None:
        self.server.sessions[ref].update({LESS: {"amount": "999"}, OTHER_MONEY: {"currency": "XAF"}}[how])
        self.claims(ref, PAID)


class Paystack(Operator):
    """It never tells of a failure; here it does, under its own signature."""

    provider, currency = "paystack", "KES"
    server: PaystackServer

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        self.server = PaystackServer(house.clock, {one.key for one in paystack.ACCOUNTS.values()})
        self.gateway = PaystackGateway(self.server.url, paystack.ACCOUNTS, house.clock, timeout=PATIENCE)

    def newest(self) -> str:
        return next(reversed(self.server.transactions), "")

    def claims(self, ref: str, what: str) -> None:
        self.turns_out(ref, what)
        body = self.server.event(ref, {PAID: "charge.success", FAILED: "charge.failed"}[what])
        self.post(body, {"x-paystack-signature": self.server.signed(body, paystack.KEY)})

    def turns_out(self, ref: str, what: str) -> None:
        if what == PAID:
            self.server.pay(ref)
        elif what == FAILED:
            self.server.fail(ref, "Declined")
        else:
            self.server.transactions[ref][1]["status"] = "ongoing"

    def never_heard_of(self, ref: str) -> None:
        self.server.transactions[ref] = "another", self.server.transactions[ref][1]

    def comes_in(self, ref: str, how: str) -> None:
        self.server.transactions[ref][1].update({LESS: {"amount": 99900}, OTHER_MONEY: {"currency": "GHS"}}[how])
        self.claims(ref, PAID)


class Mtn(Operator):
    provider = "mtn"
    server: MtnServer

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        self.server = MtnServer()
        self.gateway = mtn_gateway(self.server, house.clock)

    def newest(self) -> str:
        return next(reversed(self.server.payments), "")

    def claims(self, ref: str, what: str) -> None:
        if what == PAID:
            self.server.pay(ref)
        else:
            self.server.refuse(ref, "NOT_ENOUGH_FUNDS")

    def turns_out(self, ref: str, what: str) -> None:
        payment = self.server.payments[ref]
        payment.status = {PENDING: "PENDING", PAID: "SUCCESSFUL", FAILED: "FAILED"}[what]
        payment.reason = "NOT_ENOUGH_FUNDS" if what == FAILED else None

    def never_heard_of(self, ref: str) -> None:
        self.server.payments[ref].merchant = "another"

    def comes_in(self, ref: str, how: str) -> None:
        self.server.payments[ref].order.update({LESS: {"amount": "999"}, OTHER_MONEY: {"currency": "XAF"}}[how])
        self.claims(ref, PAID)


class Mpesa(Operator):
    provider, currency, tells_amount = "daraja", "KES", False
    server: MpesaServer

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        self.server = MpesaServer(*mpesa.MERCHANTS.values())
        accounts = {name: mpesa.an_account(one) for name, one in mpesa.MERCHANTS.items()}
        self.gateway = MpesaGateway(self.server.url, accounts, house.clock, timeout=PATIENCE)

    def newest(self) -> str:
        return next(reversed(self.server.prompts), "")

    def claims(self, ref: str, what: str) -> None:
        if what == PAID:
            self.server.pay(ref)
        else:
            self.server.refuse(ref, 1, "The balance is insufficient for the transaction")

    def turns_out(self, ref: str, what: str) -> None:
        self.server.prompts[ref].code = {PENDING: None, PAID: 0, FAILED: 1}[what]

    def never_heard_of(self, ref: str) -> None:
        self.server.prompts[ref].merchant = mpesa.MERCHANTS[OTHER_ACCOUNT]


class Pawapay(Operator):
    provider = "pawapay"
    server: PawapayServer

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        door = f"{house.url}/webhooks/payments/{self.provider}/{ACCOUNT}"
        self.server = PawapayServer(house.clock, {one.token for one in pawapay.ACCOUNTS.values()}, door)
        self.gateway = PawapayGateway(self.server.url, pawapay.ACCOUNTS, house.clock, timeout=PATIENCE)

    def newest(self) -> str:
        return next((identity for _, kind, identity in reversed(self.server.books) if kind == "checkouts"), "")

    def claims(self, ref: str, what: str) -> None:
        word = {PAID: "COMPLETED", FAILED: "FAILED"}[what]
        if self._checkout(ref).get("deposit"):
            self.turns_out(ref, what)
            self.server.tell(self._checkout(ref))
        else:
            self.server.try_to_pay(ref, pawapay.PHONE, word)
            self.server.end(ref, word)

    def turns_out(self, ref: str, what: str) -> None:
        deposit = {PENDING: "PROCESSING", PAID: "COMPLETED", FAILED: "FAILED"}[what]
        self._checkout(ref)["deposit"].update(status=deposit, providerTransactionId="MP1" if what == PAID else None)
        self._checkout(ref)["status"] = "WAITING_PAYMENT" if what == PENDING else deposit

    def never_heard_of(self, ref: str) -> None:
        for key in [key for key in self.server.books if key[2] == ref]:
            del self.server.books[key]

    def comes_in(self, ref: str, how: str) -> None:
        changes = {LESS: {"amount": "999"}, OTHER_MONEY: {"currency": "XAF"}}[how]
        self._checkout(ref)["amounts"] = [{**price, **changes} for price in self._checkout(ref)["amounts"]]
        self.claims(ref, PAID)

    def _checkout(self, ref: str) -> dict[str, Any]:
        return self.server._one("checkouts", ref)


class Cinetpay(Operator):
    provider, tells_amount = "cinetpay", False
    server: CinetpayServer

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        self.server = CinetpayServer(cinetpay.KEYS)
        self.gateway = CinetpayGateway(self.server.url, cinetpay.ACCOUNTS, house.clock, timeout=PATIENCE)

    def newest(self) -> str:
        return next(reversed(self.server.payments), "")

    def claims(self, ref: str, what: str) -> None:
        self.server.becomes(ref, {PAID: "SUCCESS", FAILED: "FAILED"}[what])

    def turns_out(self, ref: str, what: str) -> None:
        self.server.payments[ref].status = {PENDING: "PENDING", PAID: "SUCCESS", FAILED: "FAILED"}[what]

    def never_heard_of(self, ref: str) -> None:
        self.server.payments[ref].owner = "another"


class Orange(Operator):
    provider, tells_amount = "orange", False
    server: OrangeServer

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        self.server = OrangeServer(*orange.MERCHANTS.values())
        self.gateway = OrangeGateway(self.server.url, orange.ACCOUNTS, house.clock, timeout=PATIENCE)

    def newest(self) -> str:
        orders = ((page.order, token) for token, page in reversed(self.server.pages.items()))
        return next((f"{order['order_id']}-{order['amount']}-{token}" for order, token in orders), "")

    def claims(self, ref: str, what: str) -> None:
        {PAID: self.server.pay, FAILED: self.server.fail}[what](pay_token_of(ref))

    def turns_out(self, ref: str, what: str) -> None:
        word = {PENDING: "PENDING", PAID: "SUCCESS", FAILED: "FAILED"}[what]
        self.server.pages[pay_token_of(ref)].status = word

    def never_heard_of(self, ref: str) -> None:
        self.server.pages[pay_token_of(ref)].merchant = orange.MERCHANTS[OTHER_ACCOUNT]


OPERATORS: dict[str, Callable[[House, Path], Operator]] = {
    one.provider: one for one in (Wave, Paystack, Mtn, Mpesa, Pawapay, Cinetpay, Orange)
}


@contextmanager
def trading(provider: str, house: House, folder: Path) -> Iterator[Operator]:
    """The operator at work, and its adapter behind the shop's door."""
    operator = OPERATORS[provider](house, folder)
    house.it.wallets._gateways[provider] = operator.gateway  # type: ignore[index]
    try:
        yield operator
    finally:
        operator.close()
