"""The commands of a shop's people: one line each, answered before -> after."""

from __future__ import annotations

from domain.catalog.views import InventoryLevel
from domain.ordering.errors import CannotCancel
from domain.ordering.order import CANCELLABLE, OrderState
from domain.ordering.views import OrderView
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.buyer.states import STATES, state_text
from flows.grammar import Grammar
from flows.merchant.desk import MerchantDesk
from flows.speech import Text, _, _n, fold, join, languages

MOST_LINES = 30
OWNER = ("owner",)


def sku_of(word: str, shop: MerchantDesk) -> ProductSKU:
    """As typed, if it is one; the shop says whether it sells it."""
    return ProductSKU.typed(word)


merchant = Grammar("merchant", converters={ProductSKU: sku_of})


@merchant.says("stock <sku> <quantity>", "stock <sku> +<more>", "stock <sku> -<less>", "stock <sku>", "stock")
def stock(
    shop: MerchantDesk,
    sku: ProductSKU | None = None,
    quantity: int | None = None,
    more: int | None = None,
    less: int | None = None,
) -> Text:
    """What is there; how many there are; so many more or fewer."""
    if sku is None:
        return levels_text(shop.levels())
    if quantity is None and more is None and less is None:
        return level_text(shop.level(sku))
    name = shop.level(sku).name
    counts = (
        shop.set_stock(sku, quantity) if quantity is not None else shop.adjust_stock(sku, (more or 0) - (less or 0))
    )
    return _("{name}: stock {before} → {after}", name=name, before=counts[0], after=counts[1])


@merchant.says("price <sku> <amount>", "price <sku>", roles=OWNER)
def price(shop: MerchantDesk, sku: ProductSKU, amount: Money | None = None) -> Text:
    """What it costs from now on; placed orders keep their price."""
    level = shop.level(sku)
    if amount is None:
        return _("{name}: {price}", name=level.name, price=level.price)
    old = shop.set_price(sku, amount)
    return _("{name}: price {before} → {after}", name=level.name, before=old, after=amount)


@merchant.says("catalog [<name...>]")
def catalog(shop: MerchantDesk, name: str = "") -> Text:
    """Everything on the shelf, or what has these words."""
    return levels_text(shop.levels(name))


@merchant.says("new <sku> <amount> <quantity> <name...>", roles=OWNER)
def new(shop: MerchantDesk, sku: ProductSKU, amount: Money, quantity: int, name: str) -> Text:
    """`new WAX2 3500 14 Pagne wax / 2 yards # Pagnes`: behind the slash the kind, behind the hash the category."""
    words, _hash, category = (part.strip() for part in name.partition("#"))
    title, _slash, label = (part.strip() for part in words.partition("/"))
    shop.put_on_shelf(sku, title, label, category or shop.shop_name, amount, quantity)
    return join(_("On the shelf:"), level_text(shop.level(sku)))


def really_retire(shop: MerchantDesk, sku: ProductSKU) -> Text:
    return _("Take *{name}* off the shelf, in all its kinds?", name=shop.level(sku).name)


@merchant.says("retire <sku>", roles=OWNER, confirm=really_retire)
def retire(shop: MerchantDesk, sku: ProductSKU) -> Text:
    return _("{name} is off the shelf. Orders that have it keep it.", name=shop.retire(sku))


@merchant.says("orders [<state...>]")
def orders(shop: MerchantDesk, state: str = "") -> Text:
    """What is to be done now; or the orders of one state."""
    states = states_named(state) if state else TO_DO
    if not states:
        known = join(*dict.fromkeys(text() for text in STATES.values()), separator=", ")
        return _("There is no state {state}. There are: {states}", state=state, states=known)
    listed = shop.orders(states)
    if not listed:
        return _("No order to show.")
    return join(*(order_line(order) for order in listed[:MOST_LINES]))


@merchant.says("order <order>", "<order>")
def one_order(shop: MerchantDesk, order: int) -> Text:
    return order_text(shop.order(order), shop)


@merchant.says("ship <order> [<rider>] [<code>]")
def ship(shop: MerchantDesk, order: int, rider: str = "", code: str = "") -> Text:
    """It leaves: with one of the shop's riders, or a courier and its tracking code."""
    before = shop.order(order)
    person, courier = shop.rider_named(rider), shop.courier_named(rider)
    if rider and person is None and courier is None and not code:
        return _("I do not know the rider {name}. For a courier, add its tracking code.", name=rider)
    carrier = person.name if person else courier.name if courier else rider
    parcel = shop.ship(order, carrier, person.identity if person else "", code)
    by = _("with {carrier}", carrier=carrier) if carrier else join()
    return join(
        changed(before, shop.order(order)),
        join(by, _("tracking code {code}", code=str(parcel.tracking_code)), separator=", "),
    )


@merchant.says("delivered <order>")
def delivered(shop: MerchantDesk, order: int) -> Text:
    before = shop.order(order)
    return changed(before, shop.delivered(order))


@merchant.says("history <order>")
def history(shop: MerchantDesk, order: int) -> Text:
    """Everything that happened to an order, as it was kept."""
    lines = (_("{when}: {event}", when=shop.local(entry.at), event=entry.event) for entry in shop.history(order))
    return join(_("Order *{number}*", number=str(order)), *lines)


def really_cancel(shop: MerchantDesk, order: int) -> Text:
    found = shop.order(order)
    if found.state not in CANCELLABLE:
        raise CannotCancel(found.state)
    back = _("The buyer has paid and will get the money back.") if found.state in PAID else join()
    return join(_("Cancel order *{number}* of {total}?", number=str(order), total=found.total), back)


@merchant.says("cancel <order>", roles=OWNER, confirm=really_cancel)
def cancel(shop: MerchantDesk, order: int) -> Text:
    before = shop.order(order)
    return changed(before, shop.cancel(order))


@merchant.says("release [<name...>]")
def release(shop: MerchantDesk, name: str = "") -> Text:
    """Gives a buyer who talked to a human back to the bot."""
    waiting = [
        each for each in shop.waiting_for_human() if fold(name) in fold(each.profile.name or str(each.profile.phone))
    ]
    if not waiting:
        raise NotFound("talk", name)
    shop.release(waiting[0])
    return _("The shop answers {name} by itself again.", name=waiting[0].profile.name or str(waiting[0].profile.phone))


@merchant.says("help")
def help_text(shop: MerchantDesk) -> Text:
    return join(_("*{shop}*: what you can write", shop=shop.shop_name), merchant.help(shop.me.role))


TO_DO = (OrderState.AWAITING_PAYMENT, OrderState.PAID, OrderState.READY_FOR_SHIPMENT, OrderState.SHIPPED)
PAID = (OrderState.PAID, OrderState.READY_FOR_SHIPMENT)

STATE_WORDS = {
    OrderState.AWAITING_PAYMENT: ("attente", "impayees", "waiting", "unpaid", "awaiting"),
    OrderState.PAID: ("payees", "payee", "paid"),
    OrderState.READY_FOR_SHIPMENT: ("payees", "pretes", "prete", "paid", "ready"),
    OrderState.SHIPPED: ("expediees", "expediee", "route", "shipped"),
    OrderState.CLOSED: ("livrees", "livree", "closes", "delivered", "closed"),
    OrderState.EXPIRED: ("expirees", "expired"),
    OrderState.CANCELLED: ("annulees", "annulee", "cancelled", "canceled"),
    OrderState.RETURNED: ("retournees", "retour", "returned"),
}


def states_named(word: str) -> tuple[OrderState, ...]:
    """By one of its words, or as it is shown in any language."""
    said = fold(word)
    return tuple(state for state, words in STATE_WORDS.items() if said in (*words, state, *_shown_as(state)))


def _shown_as(state: OrderState) -> list[str]:
    return [fold(speech.say(STATES[state]())) for speech in languages().values()]


def changed(before: OrderView, after: OrderView) -> Text:
    return _(
        "Order *{number}*: {before} → {after}",
        number=str(after.number),
        before=state_text(before),
        after=state_text(after),
    )


def level_text(level: InventoryLevel) -> Text:
    held = _(", {held} reserved", held=level.held) if level.held else join()
    return _(
        "{sku} {name}: {on_hand} in stock{held}, {price}",
        sku=str(level.sku),
        name=level.name,
        on_hand=level.on_hand,
        held=held,
        price=level.price,
    )


def levels_text(levels: tuple[InventoryLevel, ...]) -> Text:
    if not levels:
        return _("Nothing in your catalog has that name.")
    rest = len(levels) - MOST_LINES
    more = _n("… and {n} more", "… and {n} more", rest) if rest > 0 else join()
    return join(*(level_text(level) for level in levels[:MOST_LINES]), more)


def order_line(order: OrderView) -> Text:
    return _(
        "*{number}* {buyer}, {total}: {state}",
        number=str(order.number),
        buyer=order.buyer,
        total=order.total,
        state=state_text(order),
    )


def order_text(order: OrderView, shop: MerchantDesk) -> Text:
    parcel = shop.parcel(order)
    where = _("Deliver to: {address}", address=order.address) if order.address else _("Pick-up at the shop")
    return join(
        order_line(order),
        *(_("{quantity} × {name}", quantity=item.quantity, name=item.name) for item in order.items),
        where,
        _("Call: {contact}", contact=order.contact) if order.contact else join(),
        _("tracking code {code}", code=str(parcel.tracking_code)) if parcel else join(),
        _("Ordered {when}", when=shop.local(order.placed_at)),
    )
