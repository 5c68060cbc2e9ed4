"""A very small shop and its dialogue, to try the engine with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from domain.shared.address import Address
from domain.shared.errors import NotFound
from domain.shared.money import Money
from flows.speech import Text, _, verbatim
from flows.talk import (
    MORE,
    Conversation,
    Dialogue,
    Number,
    Option,
    Pick,
    Place,
    Prompt,
    Turn,
    Words,
    YesNo,
    again,
    aside,
    done,
    finish,
    hand_over,
    paged,
    remind,
    say,
    speak,
    start,
    step,
    to,
)


@dataclass
class ToyShop:
    """A shelf and a cart; the cart is the domain's, not the conversation's."""

    shelf: list[str] = field(default_factory=lambda: ["Savon", "Riz parfumé", "Pagne wax"])
    cart: dict[str, int] = field(default_factory=dict)
    stock: int = 5
    address: Address | None = None
    currency: str = "XOF"


@step("toy.shelf")
class Shelf:
    page: int = 0
    welcome_old_taps = True

    def ask(self, shop: ToyShop) -> Prompt:
        return Prompt(verbatim("What would you like?"), Pick(paged([Option(n, n) for n in shop.shelf], self.page)))

    def hear(self, answer: str, shop: ToyShop) -> Turn:
        if answer == MORE:
            return to(Shelf(self.page + 1))
        if answer not in shop.shelf:
            raise NotFound("product", answer)
        return to(Quantity(answer))


@step("toy.quantity")
class Quantity:
    name: str

    def ask(self, shop: ToyShop) -> Prompt:
        if self.name not in shop.shelf:
            raise NotFound("product", self.name)
        return Prompt(verbatim(f"How many {self.name}?"), Number(1, 99))

    def hear(self, quantity: int, shop: ToyShop) -> Turn:
        if quantity > shop.stock:
            return again(verbatim(f"Only {shop.stock} left."))
        shop.cart[self.name] = shop.cart.get(self.name, 0) + quantity
        return say(verbatim("Added.")) + to(Cart())


@step("toy.cart")
class Cart:
    def ask(self, shop: ToyShop) -> Prompt:
        if not shop.cart:
            return Prompt(verbatim("Your cart is empty."))
        lines = ", ".join(f"{count} {name}" for name, count in shop.cart.items())
        return Prompt(verbatim(f"Cart: {lines}"), Pick([Option("Order", "order"), Option("More", key="menu")]))

    def hear(self, answer: str, shop: ToyShop) -> Turn:
        return to(Where())


@step("toy.where")
class Where:
    def ask(self, shop: ToyShop) -> Prompt:
        return Prompt(verbatim("Where?"), Place())

    def hear(self, address: Address, shop: ToyShop) -> Turn:
        shop.address = address
        late = remind(timedelta(hours=1), AreYouThere())
        return say(verbatim("Noted.")) + late + to(Sure())


@step("toy.sure")
class Sure:
    def ask(self, shop: ToyShop) -> Prompt:
        return Prompt(verbatim("Sure?"), YesNo(yes="Yes", no="No"))

    def hear(self, yes: bool, shop: ToyShop) -> Turn:
        return finish(Prompt(verbatim("Ordered."), choices=[Option("Follow", key="pay:1")])) if yes else start(Shelf())


@step("toy.there")
class AreYouThere:
    def ask(self, shop: ToyShop) -> Prompt:
        return Prompt(verbatim("Are you still there?"))


@step("toy.note")
class Note:
    def ask(self, shop: ToyShop) -> Prompt:
        return Prompt(verbatim("Write a note."), Words())

    def hear(self, note: str, shop: ToyShop) -> Turn:
        return done(_("Noted: {note}", note=note))


@step("toy.found")
class Found:
    """A list that also takes words."""

    words: str

    def ask(self, shop: ToyShop) -> Prompt:
        found = [Option(name, name) for name in shop.shelf if self.words.casefold() in name.casefold()]
        return Prompt(verbatim(f"Found for {self.words}:"), Pick(found, otherwise=Words()))

    def hear(self, said: str, shop: ToyShop) -> Turn:
        return to(Quantity(said)) if said in shop.shelf else to(Found(said))


@step("toy.price")
class Total:
    amount: Money

    def ask(self, shop: ToyShop) -> Prompt:
        return Prompt(_("It is {amount}.", amount=self.amount))


def pay(order: str, shop: ToyShop) -> Turn:
    return say(verbatim(f"Pay {order} here."))


def one_line_order(text: str, conversation: Conversation, shop: ToyShop) -> Turn | None:
    count, _blank, name = text.partition(" ")
    if not count.isdecimal() or name not in shop.shelf:
        return None
    shop.cart[name] = int(count)
    return start(Cart())


def hello(shop: ToyShop) -> Text:
    return verbatim("Welcome!")


TOY = Dialogue(
    opening=Shelf,
    asides={
        "cart": Cart,
        "help": AreYouThere,
        "track": Note,
        "menu": lambda shop: start(Shelf()),
        "human": lambda shop: hand_over(verbatim("A person will answer.")),
        "language": lambda shop: speak("en") + say(verbatim("English.")),
        "orders": lambda shop: aside(Total(Money(15000, "XOF"))),
    },
    taps={"pay": pay, "find": lambda words, shop: aside(Found(words))},
    intents=(one_line_order,),
    greeting=hello,
)
