"""A shop whose wallet's callbacks never arrive: what it learns it asks for, or finds on the wallet's list."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.bootstrap import install
from bot.collecting import give_back_all, look_at_all, start_payment
from bot.housekeeping import settle_everything
from domain.customer.messages import OutboundMessage
from domain.payment.reconciliation import WalletAccount
from domain.shared.clock import FakeClock
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.fake import FakeGateway
from integrations.store.queries.reconciling import SqlReconciling
from integrations.store.tables.payment import attempts, captures
from tests.bot.doors.house import AWA, House, settings_for
from tests.bot.doors.till import Bill, Till, WatchedGateway
from tests.bot.running import KeptWakeups
from tests.wallet import WalletHandle, running_wallet

OWNER, CLERK = "+2250500000001", "+2250500000002"
FATOUS_MONEY = "fatou-money"


@dataclass
class Counting:
    """`till` is where orders are placed; the wallet is the real sandbox wallet."""

    folder: Path
    wallet: WalletHandle
    clock: FakeClock
    house: House = field(init=False)
    till: Till = field(init=False)

    def open(self) -> None:
        """Afresh, on whatever database lies there."""
        settings = settings_for(self.folder, self.database, port=1, twilio=None)
        gateways = {"sandbox": self.wallet.gateway(), "sandbox-push": FakeGateway("sandbox-push")}
        it = install(settings, clock=self.clock, wakeups=KeptWakeups(), gateways=gateways)
        self.house = House(it, "", self.clock)
        self.till = Till(self.house, WatchedGateway("sandbox"))
        self.it = it

    def close(self) -> None:
        self.it.engine.dispose()

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'shop.db'}"

    @property
    def at_fatous(self) -> WalletAccount:
        return WalletAccount(self.till.shop.id, "sandbox", FATOUS_MONEY)

    # -- what happens ------------------------------------------------------------------------------------------------

    def asked(self, who: str = AWA) -> Bill:
        bill = self.till.order(who)
        start_payment(self.it, bill.key, "money", PhoneNumber(who), "fr")
        return bill

    def paid_unseen(self, who: str = AWA) -> Bill:
        """The callback is lost, and nobody will look at the attempt by the clock any more."""
        bill = self.asked(who)
        self.wallet.control.act(who, "lose_callback")
        with self.it.engine.begin() as connection:
            connection.execute(attempts.update().values(next_look_at=None))
        return bill

    def stranger(self, amount: str = "700", reference: str = "somebody-else") -> str:
        """Money that the wallet collects for something else on this account. Returns the wallet's name of it."""
        body = {"reference": reference, "amount": amount, "currency": "XOF", "payer": "+2250799999999", "mode": "link"}
        more = {"description": "", "business_name": "", "callback_url": None, "return_url": None, "language": "fr"}
        key = self.wallet.accounts[FATOUS_MONEY].key
        answer = self.wallet.call("POST", "/v1/collections", body | more, key=key, Idempotency_Key=reference)
        self.wallet.control.act("+2250799999999", "lose_callback")
        return str(answer.json()["id"])

    def at_the_wallet(self, statement: str) -> None:
        with closing(sqlite3.connect(self.folder / "wallet.sqlite3")) as wallet:
            wallet.execute(statement)
            wallet.commit()

    def settle(self) -> None:
        while any((look_at_all(self.it), give_back_all(self.it))):
            pass

    # -- what is there -----------------------------------------------------------------------------------------------

    def booked(self) -> set[str]:
        return {row.reference for row in self.house.rows(captures)}

    def collected(self) -> set[str]:
        gateway, day = self.it.wallets.named("sandbox"), self.clock.now().date()
        days = [day.fromordinal(day.toordinal() - n) for n in range(3)]
        return {report.ref or "" for each in days for report in gateway.collected(FATOUS_MONEY, each) or ()}

    def state(self) -> dict[str, str]:
        """Of each day of Fatou's account at the wallet."""
        with self.it.look() as work:
            looked = SqlReconciling(work.connection).looked_at_since(self.clock.now().date().replace(day=1))
        return {str(day): known.state.value for (wallet, day), known in looked.items() if wallet == self.at_fatous}

    def told(self, who: str = OWNER) -> list[str]:
        settle_everything(self.it)
        with self.it.look() as work:
            said = [bubble.message for bubble in work.screens.since(who, 0)]
        return [each.text for each in said if isinstance(each, OutboundMessage) and "Vérifiez" in each.text]


@contextmanager
def counting(folder: Path, demo: Path) -> Iterator[Counting]:
    clock = FakeClock()
    shutil.copy(demo, folder / "shop.db")
    with running_wallet(folder, clock) as wallet:
        books = Counting(folder, wallet, clock)
        books.open()
        yield books
        books.close()
