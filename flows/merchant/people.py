"""Commands about people: to write to a buyer through the bot, to give them back to it, and what can be written."""

from __future__ import annotations

from collections.abc import Sequence

from domain.customer.customer import Customer
from domain.shared.errors import NotFound
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import merchant
from flows.speech import Text, _, fold, join


@merchant.says("@<order> <text...>")
def write_to_buyer(shop: MerchantDesk, order: int, text: str) -> Text:
    """By the number of their ticket or of one of their orders."""
    return _("Sent to {name}.", name=called(shop.write_to_buyer(order, text)))


@merchant.says("release [<name...>]")
def release(shop: MerchantDesk, name: str = "") -> Text:
    """Gives a buyer who talked to a human back to the bot."""
    waiting = meant_by(fold(name.removeprefix("@")), shop.waiting_for_human())
    if not waiting:
        raise NotFound("talk", name)
    if len(waiting) > 1:
        return _("Who? {names}", names=join(*map(listed, waiting), separator=", "))
    shop.release(waiting[0])
    return _("The shop answers {name} by itself again.", name=called(waiting[0]))


@merchant.says("help")
def help_text(shop: MerchantDesk) -> Text:
    return join(_("*{shop}*: what you can write", shop=shop.shop_name), merchant.help(shop.me.role))


def meant_by(said: str, waiting: Sequence[Customer]) -> list[Customer]:
    """Whose ticket has that number; else those who have it in their name, or in their telephone number."""
    ticket = [each for each in waiting if each.ticket is not None and said == str(each.ticket.number)]
    return ticket or [each for each in waiting if said in fold(called(each))]


def called(customer: Customer) -> str:
    return customer.profile.name or str(customer.profile.phone or "?")


def listed(customer: Customer) -> Text:
    return _("{name} (@{number})", name=called(customer), number=str(customer.ticket.number if customer.ticket else ""))
