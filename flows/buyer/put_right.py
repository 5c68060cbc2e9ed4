"""What was said of an order is put right: `non, Plateau`, `finalement je passe le prendre`, `plutôt en espèces`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.customer.messages import Text as Typed
from flows.buyer.address_book import known_place
from flows.buyer.anew import another_way
from flows.buyer.areas import areas_in
from flows.buyer.checkout import HowToGetIt
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft, delivery
from flows.buyer.guesses import close_guess
from flows.buyer.intents import change_quantity
from flows.buyer.last_look import Confirm
from flows.buyer.look_up import Written
from flows.buyer.orders import latest_to_pay
from flows.buyer.paying import WhichWallet, choose_wallet
from flows.buyer.place_in_order import places_of
from flows.buyer.rather import without_rather
from flows.buyer.under_way import CheckingOut, Counting, Placing, TakesPlaces, open_step, wallet_said
from flows.buyer.wallets_in_words import is_cash
from flows.buyer.where import WhomToCall, to_place
from flows.speech import _, lexicon
from flows.speech.fold import squeeze
from flows.talk import Conversation, NotUnderstood, Turn, say, to
from flows.talk.conversation import Frame
from flows.understanding.places import calls
from flows.understanding.wishes import OrderInWords, order_in
from flows.understanding.wishes.tokens import words_of

A_FEW = 3


def put_right(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """None where it is about something else. A guess of ours that is still open is passed over by it."""
    if (closing := close_guess(conversation)).moves:
        known = put_right(text, replace(conversation, stack=conversation.stack[:-1]), shop)
        return closing + known if known else None
    step = open_step(conversation)
    if isinstance(step, Counting):
        return _another_number(text, step, shop)
    if isinstance(step, CheckingOut) and conversation.top:
        known = _in_checkout(text, step, conversation.top, shop)
        return known or another_way(text, step, shop)
    return _after_all(text, conversation, shop) if step is None else None


def _another_number(text: str, step: Counting, shop: BuyerCounter) -> Turn | None:
    """`non, 4` or `non, 3 pas 2`, where how many is asked."""
    rest = without_rather(text)
    number = lexicon().number(rest) if rest != text else None
    if number:
        return step.hear(number, shop)
    order = order_in(text)
    lines = [line for line in order.lines if line.act in ("set", "only") and line.quantity and not line.words]
    is_whole = len(lines) == len(order.lines) == 1 and not (order.left_over or order.place or order.asks)
    return step.hear(lines[0].quantity, shop) if is_whole else None


def _in_checkout(text: str, step: CheckingOut, frame: Frame, shop: BuyerCounter) -> Turn | None:
    rest = without_rather(text)
    if calls("fetch_it", rest):
        return choose_wallet(Draft(pays_with=wallet_said(step, shop)), shop)
    is_put_right = squeeze(rest) != squeeze(text)
    order = order_in(rest, places_of(shop))
    if order.asks or text.rstrip().endswith("?") or (isinstance(step, TakesPlaces) and not is_put_right):
        return None
    if place := _place(rest, order, is_put_right or isinstance(step, HowToGetIt), shop):
        return to_place(place, wallet_said(step, shop), shop)
    cash = rest if is_cash(rest) and (is_put_right or len(words_of(rest)) <= A_FEW) else ""
    said = _by_its_name(rest, step, shop) or cash or ("" if order.lines else order.wallet)
    return _wallet(said, step, shop) or (_answer(rest, step, frame, shop) if is_put_right else None)


def _place(rest: str, order: OrderInWords, is_put_right: bool, shop: BuyerCounter) -> str:
    """`livraison à Yopougon`; `Plateau, en face de la cathédrale` only where it puts something right."""
    if known_place(rest, shop):
        return rest
    if order.place and not order.lines:
        is_none = calls("the_address", order.place) or calls("changing", order.place)
        return "" if is_none else without_rather(order.place)
    is_one = is_put_right and not order.counts and areas_in(rest, shop.zones())
    return rest if is_one else ""


def _wallet(said: str, step: CheckingOut, shop: BuyerCounter) -> Turn | None:
    """Chosen, or noted where it is asked for later."""
    if not said:
        return None
    if isinstance(step, Placing):
        door = isinstance(step, WhichWallet) and step.draft.at_the_door and not is_cash(said)
        return choose_wallet(replace(step.draft, wallet="", at_the_door=door, pays_with=said), shop)
    noted = say(_("Payment: *{wallet}*, noted.", wallet=said))
    if isinstance(step, WhomToCall):
        return noted + to(replace(step, draft=replace(step.draft, pays_with=said)))
    return noted + to(replace(step, wallet=said))


def _by_its_name(rest: str, step: CheckingOut, shop: BuyerCounter) -> str:
    """One that is no brand that everybody knows."""
    if not isinstance(step, Placing):
        return ""
    words = set(words_of(rest))
    ways = shop.ways_to_pay(delivery(step.draft, shop))
    named = [wallet.name for wallet in ways.wallets if set(words_of(wallet.name)) <= words]
    return named[0] if len(named) == 1 else ""


def _answer(rest: str, step: Any, frame: Frame, shop: BuyerCounter) -> Turn | None:
    """`non, retrait`: what would have been an answer without the `non`. Nothing is ordered that way, and a number may
    count the things as well as the choices."""
    expects = step.ask(shop).expects
    if isinstance(step, Confirm | TakesPlaces) or expects is None or lexicon().number(rest) is not None:
        return None
    value = expects.read(Typed(rest), frame.shown, lexicon())
    return None if isinstance(value, NotUnderstood) else step.hear(value, shop)


def _after_all(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`non, 3 pas 2` of an order that waits for its payment."""
    lines = order_in(text).lines
    is_change = len(lines) == 1 and lines[0].act == "set" and lines[0].quantity and not lines[0].words
    if not is_change or not shop.cart().is_empty or latest_to_pay(shop) is None:
        return None
    return change_quantity(Written(text, conversation.language), shop)
