"""The last look: a yes is to what was shown, and to nothing that has gone since."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from domain.merchant.shop import Wallet
from domain.shared.address import Address
from flows.buyer.cards import Ways
from flows.buyer.draft import Draft
from flows.buyer.last_look import MENDED, Confirm
from flows.buyer.paid_so_far import payer_in, settled, wallet_in
from flows.buyer.paying import WhichWallet, choose_wallet
from flows.buyer.where import Where
from flows.speech import language
from flows.talk import Turn, again
from flows.talk.outcomes import Again, Say, To
from tests.flows.test_where import ADJAME, AWA, COCODY, NOTHING_DUE, counter, next_of
from tests.shops import francs

WAVE, MONEY = (Wallet(code, code.title(), "sandbox", code) for code in ("wave", "money"))
THERE = Draft(Address("Cocody, Saint-Jean", quarter="Cocody"), "Cocody", "wave")


def till(wallets: tuple[Wallet, ...] = (WAVE, MONEY), total: int = 2000, zones: Any = (COCODY, ADJAME)) -> Any:
    shop = counter(zones)
    shop.cart = lambda: SimpleNamespace(is_empty=not total, total=francs(total), lines=(), discount=None)
    shop.opens_next = lambda: None
    shop.ways_to_pay = lambda *how: Ways(NOTHING_DUE, francs(3000), wallets, (), True, NOTHING_DUE, False)
    return shop


def words(said: Any) -> str:
    return language("en").say(said.text)


def said(turn: Turn) -> str:
    return " ".join(words(move.prompt) for move in turn.moves if isinstance(move, Say))


def test_a_yes_to_another_total_is_asked_for_again_and_told() -> None:
    shown = Confirm(THERE, str(AWA)).as_shown(till())
    after = till(total=2500)
    turn = shown.hear(True, after)
    assert "3,000" in said(turn) and "3,500" in said(turn)
    assert Again() in turn.moves
    assert shown.as_shown(after) == replace(shown, total=3500)


def test_a_yes_to_the_total_that_was_shown_places_the_order() -> None:
    placed: list[Any] = []
    shop = till()
    shop.place_order = lambda *order: placed.append(order) or SimpleNamespace(number=1)
    shop.to_pay = lambda number: SimpleNamespace(order=SimpleNamespace(number=1), due=1, minutes=1, link="", payer="")
    Confirm(THERE, str(AWA)).as_shown(shop).hear(True, shop)
    assert len(placed) == 1


@pytest.mark.parametrize(
    ("after", "why", "asked"),
    [
        (till(zones=(ADJAME,)), "We no longer deliver to Cocody.", Where),
        (till(wallets=(MONEY,)), "This order can no longer be paid that way.", WhichWallet),
    ],
    ids=["a zone is gone", "a wallet is switched off"],
)
def test_what_is_gone_is_told_and_only_that_is_asked_again(after: Any, why: str, asked: type[Any]) -> None:
    shown = Confirm(THERE, str(AWA)).as_shown(till())
    assert why not in words(shown.ask(till()))
    assert shown.hear(True, after) == again()
    assert why in words(shown.ask(after))
    assert isinstance(next_of(shown.hear(MENDED, after)), asked)


@pytest.mark.parametrize("payer", [str(AWA), ""], ids=["a number", "somebody else"])
def test_how_it_is_paid_stands_when_the_place_changes(payer: str) -> None:
    shop = till()
    paid = settled(THERE, payer, shop)
    assert (wallet_in(paid), payer_in(paid, WAVE)) == ("Wave", payer)
    elsewhere = Draft(Address("Adjamé", quarter="Adjamé"), "Adjamé", pays_with=paid)
    [move] = [move for move in choose_wallet(elsewhere, shop).moves if isinstance(move, To)]
    assert isinstance(move.step, Confirm)
    assert (move.step.draft.wallet, move.step.payer) == ("wave", payer)


def test_a_number_that_was_not_said_is_asked_for() -> None:
    assert not isinstance(next_of(choose_wallet(replace(THERE, wallet="", pays_with="Wave"), till())), Confirm)
