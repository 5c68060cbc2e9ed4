"""A short day at an honest shop, in one process: what the checker is tried on."""

from __future__ import annotations

from bot.housekeeping import expire_orders, settle_everything
from bot.sandbox_wallet import IssuedAccounts
from tests.bot.running import Running, wait_for
from tests.chaos.books import read_books, read_wallet
from tests.chaos.invariants import Outside
from tests.chaos.phone import Bubble, Phone, Post, path_of

SHOP, OWNER = "+2250777000001", "+2250500000001"
STEPS = 8


class Day:
    """A short day at the shop: one order delivered, one cancelled and paid back, one expired, one that waits."""

    def __init__(self, running: Running) -> None:
        self.running = running
        post = Post(running.it.settings.base_url)
        self.owner = Phone(post, OWNER, SHOP)
        self.phones = [Phone(post, f"+225070900000{n}", SHOP) for n in range(4)]

    def pass_by(self) -> None:
        happy, sorry, late, waiting = self.phones
        for phone, way in ((happy, "approve"), (sorry, "pay_twice"), (late, "")):
            self.order(phone, way)
        self.ask(sorry, "annuler 1002")
        self.ask(sorry, "oui")
        self.ask(self.owner, "stock SAVON +3")
        self.ask(self.owner, "expedier 1001 Issa")
        self.ask(self.owner, "livré 1001")
        self.running.clock.pass_by(minutes=31)
        self.settle()
        self.order(waiting, "")

    def order(self, phone: Phone, way: str) -> None:
        link = self.check_out(phone)["link"]
        if way:
            phone.post.send(path_of(link["url"]), b"", "application/x-www-form-urlencoded")
            self.running.it.wallet_control.act(phone.me, way)
            self.settle()

    def check_out(self, phone: Phone, payer: str = "") -> Bubble:
        """By the first choice at each step, with the phone's own number where no other one pays."""
        shown = self.ask(phone, "2 savon")
        for _ in range(STEPS):
            if shown["link"]:
                return shown
            shown = self.answer(phone, self._next(phone, shown, payer))
        raise AssertionError(shown)

    def _next(self, phone: Phone, shown: Bubble, payer: str) -> str:
        keys = [choice["key"] for choice in shown["choices"]]
        if not keys:
            return phone.say("Cocody, en face de l'église")
        is_number = shown["choices"][0]["title"].startswith("+")
        return phone.say(payer) if payer and is_number else phone.tap(keys[0])

    def ask(self, phone: Phone, words: str) -> Bubble:
        return self.answer(phone, phone.say(words))

    def answer(self, phone: Phone, id: str) -> Bubble:
        self.settle()
        return phone.answer(id)

    def settle(self) -> None:
        self.let_callbacks_arrive()
        expire_orders(self.running.it)
        settle_everything(self.running.it)

    def let_callbacks_arrive(self) -> None:
        callbacks = self.running.wallet.app.extensions["wallet"].ledger.callbacks
        wait_for(lambda: not callbacks.due(set()))

    @property
    def outside(self) -> Outside:
        books = read_books(self.running.it.engine)
        settings = self.running.it.settings
        accounts = IssuedAccounts(settings.key_for("wallet"))
        payers = [phone.me for phone in self.phones]
        wallet = read_wallet(settings.wallet, accounts, payers, books)
        return Outside(wallet, [id for phone in (self.owner, *self.phones) for id in phone.accepted])
