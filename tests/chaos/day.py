"""A short day at an honest shop, in one process: what the checker is tried on."""

from __future__ import annotations

from bot.housekeeping import expire_orders, settle_everything
from bot.sandbox_wallet.keys import IssuedAccounts
from tests.bot.running import Running, wait_for
from tests.chaos.books import read_books, read_wallet
from tests.chaos.invariants import Outside
from tests.chaos.phone import Bubble, Phone, Post, keys_of
from tests.chaos.staff import CODE

SHOP, OWNER, ISSA = "+2250777000001", "+2250500000001", "+2250100000001"
PIN = "2580"
STEPS = 8


class Day:
    """A short day at the shop: orders that are delivered, cancelled, expired; money that fits, and money that does
    not."""

    def __init__(self, running: Running) -> None:
        self.running = running
        post = Post(running.it.settings.base_url)
        self.owner, self.rider = (Phone(post, number, SHOP) for number in (OWNER, ISSA))
        self.phones = [Phone(post, f"+225070900000{n}", SHOP) for n in range(9)]

    def pass_by(self) -> None:
        happy, sorry, late, short, generous, foreign, robbed, at_home, waiting = self.phones
        self.ask(self.owner, "stock SAVON +40")
        for phone, way in ((happy, "approve"), (sorry, "pay_twice"), (late, "")):
            self.order(phone, way)
        self.pay(short, self.order(short, "pay_less"), "approve")
        self.order(generous, "pay_more")
        self.order(foreign, "pay_other_currency")
        self.order(robbed, "approve")
        self.act(robbed.me, "reverse")
        self.check_out(at_home, at_the_door=True)
        self.ask(sorry, "annuler 1002")
        self.ask(sorry, "oui")
        self.order(generous, "approve")  # with what was too much
        self.bring()
        self.pay_out("rembourser 1006")
        self.running.clock.pass_by(minutes=31)
        self.settle()
        self.order(late, "pay_more")
        self.answer(late, late.tap(keys_of(self.ask(late, "mon avoir"))["take_back"]))
        self.running.clock.pass_by(minutes=1)
        self.settle()
        self.order(waiting, "")

    def bring(self) -> None:
        """One by the shop's word, one by the code that its buyer shows at the door, where the money is taken."""
        for order in (1001, 1008):
            self.ask(self.owner, f"expedier {order} Issa")
        self.ask(self.owner, "livré 1001")
        code = CODE.search(self.ask(self.phones[7], "suivi 1008")["text"])
        assert code
        self.ask(self.rider, f"livré {code[1]}")
        self.ask(self.owner, "encaisser Issa")
        self.ask(self.owner, "oui")

    def order(self, phone: Phone, way: str) -> Bubble:
        shown = self.check_out(phone)
        if way:
            self.pay(phone, shown, way)
        return shown

    def pay(self, phone: Phone, shown: Bubble, way: str, payer: str = "") -> None:
        assert phone.post.press(shown["link"]["url"])
        self.act(payer or phone.me, way)

    def act(self, payer: str, way: str) -> None:
        self.running.it.wallet_control.act(payer, way)
        self.settle()

    def pay_out(self, command: str) -> None:
        self.ask(self.owner, command)
        self.ask(self.owner, PIN)

    def check_out(self, phone: Phone, payer: str = "", *, at_the_door: bool = False) -> Bubble:
        """By the first choice at each step, with the phone's own number where no other one pays."""
        shown = self.ask(phone, "2 savon")
        for _ in range(STEPS):
            if shown["link"] or shown["kind"] == "paid":
                return shown
            shown = self.answer(phone, self._next(phone, shown, payer, at_the_door))
        raise AssertionError(shown)

    def _next(self, phone: Phone, shown: Bubble, payer: str, at_the_door: bool) -> str:
        keys = keys_of(shown)
        if not keys:
            return phone.say("Cocody, en face de l'église")
        if payer and "another" in keys:
            return phone.say(payer)
        wanted = "at_the_door" if at_the_door and "at_the_door" in keys else next(iter(keys))
        return phone.tap(keys[wanted])

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
        return Outside(wallet, [id for phone in (self.owner, self.rider, *self.phones) for id in phone.accepted])
