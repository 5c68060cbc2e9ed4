"""What to do on the phone is told by network, country and language; where nothing is known, in general words."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from bot.pages.push_steps import FILE, push_steps
from bot.settings import Settings
from bot.wallets import providers
from domain.merchant.shop import Wallet
from flows.speech import _, language, languages
from flows.speech.folders import SOURCE

BOOK: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
ORANGE_CI, MTN_CI, MTN_CM, KENYA = "+2250700000001", "+2250500000001", "+237670000001", "+254722000001"


def steps(provider: str, mode: str, payer: str, country: str = "CI", spoken: str = "en") -> str:
    return " ".join(push_steps(Wallet("w", "W", provider, "a", mode), payer, country, spoken))


def test_every_network_is_told_of_in_every_language() -> None:
    told = [
        network[how]
        for network in BOOK.values()
        if isinstance(network, dict)
        for how in network
        if how in ("push", "link")
    ]
    assert len(told) > 6
    for each in told:
        assert set(each) - {"dial"} == {"steps"}
        assert sum("{dial}" in step for step in each["steps"]) == (1 if "dial" in each else 0)
        others = [code for code in languages() if code != SOURCE]
        assert all(language(code).say(_(step, dial="*1#")) != step for code in others for step in each["steps"])


def test_every_provider_that_is_named_exists() -> None:
    named = [
        *BOOK["aggregators"],
        *(each for net in BOOK.values() if isinstance(net, dict) for each in net.get("providers", ())),
    ]
    assert set(named) <= set(providers(Settings(_env_file=None)))


@pytest.mark.parametrize(
    ("provider", "mode", "payer", "said"),
    [
        ("mtn", "push", MTN_CI, "Dial *133#"),
        ("mtn", "push", MTN_CM, "Dial *126#"),
        ("orange", "link", ORANGE_CI, "dial #144*82#"),
        ("daraja", "push", KENYA, "M-Pesa PIN"),
        ("pawapay-push", "push", MTN_CI, "Dial *133#"),
        ("pawapay-push", "push", KENYA, "M-Pesa PIN"),
        ("wave", "link", ORANGE_CI, "opens Wave"),
        ("sandbox-push", "push", MTN_CI, "confirm with the PIN of the wallet"),
        ("cinetpay", "link", "", "Open the wallet’s page"),
        ("mtn", "link", MTN_CI, "Open the wallet’s page"),
    ],
)
def test_by_the_wallet_and_behind_an_aggregator_by_the_number(provider: str, mode: str, payer: str, said: str) -> None:
    assert said in steps(provider, mode, payer)


def test_where_no_code_is_known_none_is_said() -> None:
    assert "Dial" not in steps("mtn", "push", "+256772000001", "UG")
    assert "{dial}" not in steps("orange", "link", "", "ML")


def test_a_language_that_is_not_told_of_is_told_in_english() -> None:
    assert steps("wave", "link", "", spoken="xx") == steps("wave", "link", "")
    assert "Le bouton ouvre Wave" in steps("wave", "link", "", spoken="fr")
