"""Whoever changes the cart in the middle of checking out goes on from where they were, with what has changed."""

from __future__ import annotations

from dataclasses import replace

from flows.buyer.cart import Cart, NewQuantity, WhichLine
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import delivery
from flows.buyer.last_look import Confirm
from flows.buyer.paying import WhoPays, choose_wallet
from flows.buyer.under_way import CheckingOut, open_step
from flows.talk import Conversation, Turn, again, aside
from flows.talk.dialogue import Intent
from flows.talk.outcomes import Keep, Move, To

SAID_WITH_AN_ORDER = ("place", "wallet")


def still_ordering(change: Intent) -> Intent:
    def changed(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
        turn, step = change(text, conversation, shop), open_step(conversation)
        if turn is None or not isinstance(step, CheckingOut):
            return turn
        if asks := _asks_which(turn):
            return aside(replace(asks, is_ordering=True))
        if not _only_shows_the_cart(turn):
            return turn
        if shop.cart().is_empty or shop.why_no_order():
            return turn
        return Turn(tuple(move for move in turn.moves if not isinstance(move, To))) + _as_it_was(step, shop)

    return changed


def _only_shows_the_cart(turn: Turn) -> bool:
    """Nothing is asked about what was changed, and nothing else was said of the order."""
    asked = [move for move in turn.moves if isinstance(move, To)]
    said_more = any(isinstance(move, Keep) and move.name in SAID_WITH_AN_ORDER and move.value for move in turn.moves)
    return len(asked) == 1 and _is_the_cart(asked[0]) and not said_more


def _asks_which(turn: Turn) -> WhichLine | NewQuantity | None:
    """Nothing else was understood than that something is to change."""
    asked = [move.step for move in turn.moves if isinstance(move, To) and not _is_the_cart(move)]
    return asked[0] if len(asked) == 1 and isinstance(asked[0], WhichLine | NewQuantity) else None


def _is_the_cart(move: Move) -> bool:
    return isinstance(move, To) and move.whole and isinstance(move.step, Cart)


def _as_it_was(step: CheckingOut, shop: BuyerCounter) -> Turn:
    """Asked as a new question: an earlier yes was to another amount. How it is paid, where that no longer fits."""
    if not isinstance(step, WhoPays | Confirm):
        return again()
    ways = shop.ways_to_pay(delivery(step.draft, shop), step.draft.at_the_door)
    still_fits = step.draft.wallet in [wallet.code for wallet in ways.wallets] if ways.due else not step.draft.wallet
    return again() if still_fits else choose_wallet(replace(step.draft, wallet=""), shop)
