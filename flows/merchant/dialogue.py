"""Everything the shop's people can say, put together: a grammar, with a yes before what cannot be undone."""

from __future__ import annotations

from domain.catalog.errors import BelowHeld, DuplicateSKU, TooManySynonyms
from domain.catalog.synonyms import MOST_OTHERS
from domain.fulfillment.errors import AlreadyEnded
from domain.merchant.errors import NotAllowed
from domain.ordering.errors import CannotCancel
from domain.payment.errors import NotYours, RefundTooLarge
from domain.shared.errors import Invalid, NotFound, Refusal
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import merchant as commands
from flows.merchant.helping import about, what_can_be_written
from flows.merchant.pleasantries import reacted
from flows.merchant.proofs import pasted_sms
from flows.merchant.waiting import what_waits
from flows.speech import Text, _, own_name
from flows.talk import Dialogue, Option, Pick, Prompt, Turn, done, say, speak, step


@step("shop.desk")
class Desk:
    """Nothing is open: what waits to be done."""

    def ask(self, shop: MerchantDesk) -> Prompt:
        return Prompt(what_waits(shop))


@step("shop.language")
class WhichLanguage:
    def ask(self, shop: MerchantDesk) -> Prompt:
        return Prompt(_("Which language?"), Pick([Option(own_name(code), code) for code in shop.languages]))

    def hear(self, code: str, shop: MerchantDesk) -> Turn:
        return speak(code) + done(_("From now on I write English."))


def refused(refusal: Refusal) -> Text:
    match refusal:
        case NotAllowed():
            return _("Your role does not allow that.")
        case NotFound(what=what, name=name):
            return unknown(what, name)
        case DuplicateSKU(sku=sku):
            return _("You already sell something as {sku}.", sku=sku)
        case TooManySynonyms(most=most):
            return _("At most {most} words can have other names: free one first.", most=most)
        case Invalid(field="synonyms"):
            return _("At most {most} other names for one word.", most=MOST_OTHERS)
        case Invalid(field="synonym"):
            return _("Another name is one word, or two or three together.")
        case BelowHeld(sku=sku, held=held):
            return _("{held} × {sku} are reserved for orders: the stock cannot go below that.", held=held, sku=sku)
        case CannotCancel() | AlreadyEnded():
            return _("Too late for that: the order has left or is closed.")
        case RefundTooLarge(most=most) if not most:
            return _("There is nothing to pay back of this order.")
        case RefundTooLarge(most=most):
            return _("At most {most} can be paid back of this order.", most=most)
        case NotYours():
            return _("You have said yes already: somebody else must, too.")
        case Invalid(field="stock"):
            return _("The stock cannot go below zero.")
        case Invalid(given=given):
            return _("{given} does not work here.", given=given)
        case _:
            return _("That is not possible.")


def unknown(what: str, name: str) -> Text:
    """There is no such thing, and what to write instead."""
    match what:
        case "product":
            return _("There is no item {sku}. Write *catalog* to see them all.", sku=name)
        case "synonym":
            return _("*{word}* has no other names.", word=name)
        case "order":
            return _("There is no order {number}.", number=name)
        case "shipment":
            return _("This order cannot be sent yet: it is not paid.")
        case "refund":
            return _("Nobody has asked for money back of this order.")
        case "payout":
            return _("There is nothing to pay out by yourself for this order.")
        case "cash":
            return _("{name} holds none of the shop's cash.", name=name)
        case "talk":
            return _("Nobody is waiting to talk to you.")
        case _:
            return _("That is not possible.")


merchant = Dialogue(
    opening=Desk,
    asides={
        "language": WhichLanguage,
        "help": lambda shop: say(what_can_be_written(shop)),
        "thanks": lambda shop: say(_("With pleasure!")),
    },
    taps={"about": lambda theme, shop: say(about(theme, shop))},
    intents=(reacted, pasted_sms, commands.intent(lambda shop: shop.me.role)),
    refused=refused,
    languages=lambda shop: shop.languages,
)
