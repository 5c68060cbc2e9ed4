"""What the person who pays does on the phone, by network and country: `push_steps.toml` read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from domain.merchant.shop import Wallet
from domain.shared.errors import Invalid
from domain.shared.phone import PhoneNumber
from flows.speech import _, language, verbatim

FILE = Path(__file__).parent / "push_steps.toml"
GENERAL = "anything"
CODE = "{dial}"


def push_steps(wallet: Wallet, payer: str, country: str, spoken: str) -> list[str]:
    """In order; `payer` is the number that was asked, `country` where the shop is."""
    number = _number(payer)
    told = _told(network_of(wallet, number), wallet.mode)
    dial = told.get("dial", {}).get((number.region if number else "") or country, "")
    return [language(spoken).say(_(step, dial=verbatim(dial))) for step in told["steps"] if dial or CODE not in step]


def network_of(wallet: Wallet, payer: PhoneNumber | None) -> str:
    """By the wallet; behind an aggregator by who once issued the number."""
    operator = payer.operator.lower() if payer and wallet.provider in _book()["aggregators"] else ""
    for name, network in _book().items():
        if isinstance(network, dict) and name != GENERAL:
            named = any(each in operator for each in network["operators"])
            if wallet.provider in network["providers"] or named:
                return name
    return GENERAL


def _told(network: str, mode: str) -> dict[str, Any]:
    told = _book()[network].get(mode) or _book()[GENERAL][mode]
    return dict(told)


def _number(payer: str) -> PhoneNumber | None:
    try:
        return PhoneNumber(payer)
    except Invalid:
        return None


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
