"""Commands about people: to write to a buyer through the bot, and to give them back to it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.customer.customer import Customer
from domain.shared.errors import NotFound
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import merchant
from flows.speech import Text, _, fold, join


@merchant.says("@<order> <text...>", about=_("Writes to the buyer of an order, or to who waits for you."))
def write_to_buyer(shop: MerchantDesk, order: int, text: str) -> Text:
    """By the number of their ticket or of one of their orders."""
    return _("Sent to {name}.", name=called(shop.write_to_buyer(order, text)))


@merchant.says("release [<buyer...>]", about=_("The shop answers them by itself again."))
def release(shop: MerchantDesk, buyer: str = "") -> Text:
    """Gives a buyer who talked to a human back to the bot."""
    waiting = meant_by(fold(buyer.removeprefix("@")), shop.waiting_for_human())
    if not waiting:
        raise NotFound("talk", buyer)
    if len(waiting) > 1:
        return _("Who? {names}", names=join(*map(listed, waiting), separator=", "))
    shop.release(waiting[0])
    return _("The shop answers {name} by itself again.", name=called(waiting[0]))


def meant_by(said: str, waiting: Sequence[Customer]) -> list[Customer]:
    """Whose ticket has that number; else those who have it in their name, or in their telephone number."""
    ticket = [each for each in waiting if each.ticket is not None and said == str(each.ticket.number)]
    return ticket or [each for each in waiting if said in fold(called(each))]


def called(customer: Customer) -> str:
    return customer.profile.name or str(customer.profile.phone or "?")


def listed(customer: Customer) -> Text:
    return _("{name} (@{number})", name=called(customer), number=str(customer.ticket.number if customer.ticket else ""))
