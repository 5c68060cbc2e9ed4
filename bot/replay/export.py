"""`shop transcript export`: a buyer's conversation with a shop, as a story that runs as a test.

Only what lies in the boxes can be told: what was put away when it grew old (`ARCHIVE_WEBHOOKS_AFTER` days after it
came in) is out of reach. The story is told to an empty shop: it fits best where it begins with the first message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.bootstrap import Installation
from bot.premises import StartRefused
from bot.replay.causes import Buyer, Gathering, Story
from bot.replay.masks import Masks
from bot.replay.numbers import Numbers
from bot.replay.shop_file import Before, shop_file
from bot.replay.telling import Teller
from bot.replay.words import Vocabulary, own_words
from bot.rooms import role_of
from domain.catalog.product import Product
from domain.customer.customer import ChannelIdentity, Customer
from domain.customer.messages import Text
from domain.merchant.shop import Shop
from domain.merchant.staff import Role, Staff
from domain.ordering.views import OrderView
from domain.reactions import Audience
from domain.shared.ids import ProductId
from domain.shared.money import Money
from flows.speech.language import languages
from integrations.store.chats import Chats
from integrations.store.codec import load
from integrations.store.unit_of_work import SqlUnitOfWork

BUYER = "Awa"
STAFF = ("Fatou", "Koffi", "Mariam", "Yao", "Adjoua", "Kouassi", "Amenan", "Brou")
RIDERS = ("Issa", "Seydou", "Drissa", "Lamine")
CHANNELS = ("twilio", "simulator")
MOST = 1000
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Export:
    """The story, and the shop it is told to, as a TOML file."""

    transcript: str
    shop: str


def export(it: Installation, conversation: str, since: datetime = EVER) -> Export:
    """`+2250700000001`, or `chez-fatou:+2250700000001`. Raises StartRefused."""
    shop, person = conversation_named(it, conversation)
    with it.look(shop.id) as work:
        customer = _customer(work, person)
        orders = [order for order in work.order_queries.of_customer(customer.id, MOST) if order.placed_at >= since]
        numbers_by_id = {str(order.id): order.number for order in orders}
        buyer = Buyer(person, customer.id, numbers_by_id, list(_opened(work, orders)))
        colleagues = _staff(shop)
        story = Gathering(Chats(work.connection, shop.id, since), buyer, [each.identity for each in colleagues]).story()
        if not story.causes:
            raise StartRefused("Nothing was said since then. What is old has been put away, and is out of reach.")
        shelf = list(_shelf(work))
        cast = _cast(colleagues) | {person: BUYER}
        numbers = Numbers()
        people = {identity: {"name": name, "phone": numbers.instead_of(identity)} for identity, name in cast.items()}
        masks = _masks(shop, shelf, numbers)
        _names(masks, numbers, colleagues, customer, story, cast)
        _codes(masks, work, shop, orders[::-1], story)
    told = Teller(shop, cast, masks, it.settings.base_url, story.causes[0].at).tell(story)
    header = [f"shop: {shop.name}", f"language: {shop.language}", ""]
    return Export("\n".join([*header, *told]) + "\n", shop_file(shop, shelf, people, _before(story)))


def conversation_named(it: Installation, name: str) -> tuple[Shop, str]:
    """Raises StartRefused with one sentence."""
    shop_name, colon, person = name.rpartition(":")
    shops = [shop for shop in it.directory.shops() if not colon or shop_name in (shop.id, shop.number, shop.name)]
    found = [shop for shop in shops if _has_talked(it, shop, person)]
    if len(found) > 1:
        known = ", ".join(f"{shop.id}:{person}" for shop in found)
        raise StartRefused(f"{person} talked to several shops: write one of {known}.")
    if not found:
        raise StartRefused(f"No buyer {person} has talked to {shop_name if colon else 'a shop'} here.")
    return found[0], person


def _has_talked(it: Installation, shop: Shop, person: str) -> bool:
    """Staff are no buyers: their days are full of other people's orders."""
    if role_of(shop, person) != Audience.BUYER:
        return False
    with it.look(shop.id) as work:
        return work.conversations.find(shop.id, person, Audience.BUYER) is not None


def _customer(work: SqlUnitOfWork, person: str) -> Customer:
    found = (work.customers.find(ChannelIdentity(channel, person)) for channel in CHANNELS)
    customer = next(filter(None, found), None)
    if customer is None:
        raise StartRefused(f"No buyer {person} is known here.")
    return customer


def _staff(shop: Shop) -> list[Staff]:
    """Riders last, as the file of a shop has them."""
    return sorted(shop.staff, key=lambda member: member.role == Role.RIDER)


def _cast(staff: list[Staff]) -> dict[str, str]:
    names, riders = iter(STAFF), iter(RIDERS)
    return {
        member.identity: next(riders if member.role == Role.RIDER else names, f"Ami{place}")
        for place, member in enumerate(staff, 1)
    }


def _shelf(work: SqlUnitOfWork) -> Iterator[Product]:
    after = None
    while True:
        page = work.shelf.page(None, after, MOST)
        yield from (work.products.get(ProductId(product.id)) for product in page.products)
        if (after := page.after) is None:
            return


def _masks(shop: Shop, shelf: list[Product], numbers: Numbers) -> Masks:
    names = [name for product in shelf for name in _sold_as(product)]
    texts = [product.description for product in shelf]
    masks = Masks(Vocabulary(shop, names, texts), numbers, shop.region, shop.currency)
    masks.protect([*own_words(shop), *names, *texts])
    return masks


def _sold_as(product: Product) -> Iterator[str]:
    yield from (product.name, product.category, *product.synonyms)
    for variant in product.variants:
        yield from (variant.label, str(variant.sku))


def _names(
    masks: Masks, numbers: Numbers, staff: list[Staff], customer: Customer, story: Story, cast: Mapping[str, str]
) -> None:
    for identity in cast:
        masks.replace(identity, numbers.instead_of(identity))
    for member in staff:
        masks.call(member.name, cast[member.identity])
    masks.call(customer.profile.name, BUYER)
    for cause in story.causes:
        if not isinstance(cause.sent, str):
            masks.call(cause.sent.profile_name, cast[cause.sent.sender])


def _opened(work: SqlUnitOfWork, orders: list[OrderView]) -> Iterator[tuple[datetime, str]]:
    for order in orders:
        if payment := work.payment_queries.of_order(order.id):
            yield from ((attempt.started_at, payment.link) for attempt in payment.attempts)


def _codes(masks: Masks, work: SqlUnitOfWork, shop: Shop, orders: list[OrderView], story: Story) -> None:
    """What another shop would number otherwise is caught by name; when it was, is left open."""
    for place, order in enumerate(orders, 1):
        nth = str(place) if place > 1 else ""
        masks.replace(str(order.number), f"{{order{nth}}}")
        for language in languages().values():
            masks.replace(language.value(shop.local(order.placed_at)), "…")
        if parcel := work.tracking_queries.of_order(order.id):
            masks.replace(parcel.handover_code, f"{{code{nth}}}")
            masks.replace(str(parcel.tracking_code), _parcel(str(parcel.tracking_code), story, place))
        if payment := work.payment_queries.of_order(order.id):
            for capture in payment.captures:
                masks.replace(capture.provider_txn, "…")
    for place, ticket in enumerate(story.tickets, 1):
        masks.replace(str(ticket), f"{{ticket{place if place > 1 else ''}}}")


def _parcel(code: str, story: Story, place: int) -> str:
    """A courier's, that somebody typed, is another one; ours is caught."""
    said = (cause.sent.content for cause in story.causes if not isinstance(cause.sent, str))
    was_typed = any(isinstance(content, Text) and code in content.text for content in said)
    return f"XX{place:07}" if was_typed else f"{{parcel{place if place > 1 else ''}}}"


def _before(story: Story) -> Before:
    """What the first change of each thing has changed."""
    stock: dict[str, int] = {}
    prices: dict[str, Money] = {}
    for event in story.shelf:
        if event.name == "PriceChanged":
            prices.setdefault(event.payload["sku"], load(Money, event.payload["old"]))
        elif event.payload["reason"] != "opened":
            stock.setdefault(event.payload["sku"], event.payload["before"])
    return Before(stock, prices)
