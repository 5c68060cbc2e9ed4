"""Sold out for now: shall we write when it is back? And what a buyer waits for."""

from __future__ import annotations

from domain.catalog.views import ShelfItem, ShelfProduct
from domain.shared.sku import ProductSKU
from flows.buyer.counter import BuyerCounter
from flows.buyer.shelf_words import sold_out
from flows.speech import Text, _, join
from flows.talk import Option, Pick, Prompt, Turn, done, step

NO, TELL_ME = "no", "tell_me"
MOST_KINDS = 9


@step("buy.sold_out")
class SoldOut:
    """The kinds of one product that somebody wanted."""

    skus: tuple[str, ...]
    welcome_old_taps = True

    def ask(self, shop: BuyerCounter) -> Prompt:
        kinds = [shop.item(ProductSKU(sku)) for sku in self.skus]
        if there := next((kind for kind in kinds if kind.available), None):
            return Prompt(there_again(there))
        return _one(kinds[0]) if len(kinds) == 1 else _several(kinds, shop)

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        return done() if said == NO else done(promise(said, shop))


def _one(kind: ShelfItem) -> Prompt:
    options = Option(_("Tell me"), str(kind.sku), f"back-{kind.sku}"), Option(_("No, thanks"), NO, "back-no")
    question = _("Shall I write to you when it is back?")
    return Prompt(join(sold_out(kind.name), question), Pick(options, assent=str(kind.sku), dissent=NO))


def _several(kinds: list[ShelfItem], shop: BuyerCounter) -> Prompt:
    rows = [Option(kind.label, str(kind.sku), f"back-{kind.sku}") for kind in kinds]
    question = _("Which one shall I tell you about when it is back?")
    return Prompt(
        join(sold_out(shop.product(kinds[0].product_id).name), question),
        Pick((*rows, Option(_("No, thanks"), NO, "back-no")), dissent=NO),
        menu=_("Choose"),
    )


def tell_me_row() -> Option:
    """In a list of kinds, beside those that are there."""
    return Option(_("Tell me"), TELL_ME, "back")


def none_of(product: ShelfProduct) -> SoldOut:
    return SoldOut(tuple(str(kind.sku) for kind in product.variants[:MOST_KINDS]))


def there_again(kind: ShelfItem) -> Text:
    return _("{name}: there is some again.", name=kind.name)


def promise(sku: str, shop: BuyerCounter) -> Text:
    """Nothing where it is there by now, or kept for them."""
    kind = shop.item(ProductSKU(sku))
    if kind.available:
        return there_again(kind)
    shop.wait_for(kind.sku)
    return _("All right, I write to you as soon as there is some.")


@step("buy.waits")
class Waits:
    """What a buyer is to hear about, and no longer, if they like."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        kinds = shop.waits()[:MOST_KINDS]
        if not kinds:
            return Prompt(_("There is nothing that I was to tell you about."))
        return Prompt(
            _("I write to you when this is back. What do you no longer want to hear about?"),
            Pick([Option(kind.name, str(kind.sku), f"drop-{kind.sku}") for kind in kinds], dissent=NO),
            menu=_("Choose"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == NO:
            return done()
        shop.wait_no_longer(ProductSKU(said))
        return done(_("All right, I write no more about {name}.", name=shop.item(ProductSKU(said)).name))
