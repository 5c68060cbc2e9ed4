"""The wallet that a buyer named with the order: `par wave`, `with momo`, `cash`."""

from __future__ import annotations

from collections.abc import Sequence

from domain.merchant.shop import Wallet
from flows.understanding.wishes.tokens import words_of
from flows.understanding.wishes.vocabulary import vocabulary


def is_cash(said: str) -> bool:
    return _brand(said) == "cash"


def named_wallet(said: str, wallets: Sequence[Wallet]) -> Wallet | None:
    """By its brand, else by its own name; None where it is none of these, or might be several."""
    if not said:
        return None
    branded = [wallet for wallet in wallets if _brand(said) and _brand(wallet.name) == _brand(said)]
    words = set(words_of(said))
    named = branded or [wallet for wallet in wallets if words and words <= set(words_of(wallet.name))]
    return named[0] if len(named) == 1 else None


def _brand(text: str) -> str | None:
    words = words_of(text)
    found = (vocabulary().at("wallets", words[place:]) for place in range(len(words)))
    return next((brand[0] for brand in found if brand), None)
