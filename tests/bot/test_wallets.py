"""Accounts at real wallets come from a file; what is wrong with it is named, and no secret is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.premises import StartRefused
from bot.settings import Settings, load_settings
from bot.wallets import Hears, Wallets, load_wallets, nobody_kept, providers
from domain.merchant.shop import Shop, Wallet
from domain.payment.capabilities import Capabilities, RefundKind
from domain.shared.clock import FakeClock
from domain.shared.errors import NotFound
from domain.shared.ids import ShopId
from domain.shared.money import Money
from integrations.mobile_money.fake import FakeGateway

GOOD = """
[wave.accounts.fatou]
key = "wave_ci_prod_secret"
webhook_secret = "wave_ci_WHS_secret"

[paystack.accounts.njeri]
key = "sk_test_secret"
email_domain = "shop.example"
page_life = "PT45M"

[mtn.accounts.koffi]
environment = "mtnivorycoast"
callback_host = "shop.example"
[mtn.accounts.koffi.collection]
subscription_key = "secret"
api_user = "user"
api_key = "secret"

[pawapay]
base_url = "https://api.sandbox.pawapay.io"
[pawapay.accounts.awa]
token = "secret"
countries = ["CI", "SN"]

[daraja.accounts.njeri]
consumer_key = "secret"
consumer_secret = "secret"
shortcode = "174379"
passkey = "secret"

[cinetpay]
base_url = "https://api.cinetpay.net"
[cinetpay.accounts.awa]
api_key = "sk_test_secret"
api_password = "secret"
country = "CI"
email_domain = "shop.example"
page_life = "PT20M"

[orange.accounts.moussa]
client_id = "app"
client_secret = "secret"
merchant_key = "secret"
market = "dev"
"""


def settings(folder: Path, text: str) -> Settings:
    file = folder / "wallets.toml"
    file.write_text(text)
    return load_settings(SHOP_WALLETS=file, SHOP_DATA_DIR=folder)


def test_every_provider_is_made_with_its_accounts(tmp_path: Path) -> None:
    wallets = Wallets(load_wallets(settings(tmp_path, GOOD), FakeClock()))
    for name in ("wave", "paystack", "mtn", "pawapay", "daraja", "cinetpay", "orange", "sandbox", "sandbox-push"):
        assert wallets.named(name).code == name
    with pytest.raises(NotFound):
        wallets.named("airtel")


def test_each_provider_answers_under_the_name_of_its_callback_address(tmp_path: Path) -> None:
    known = providers(load_settings(SHOP_DATA_DIR=tmp_path))
    assert [made.gateway(made.base_url, {}, FakeClock()).code for made in known.values()] == list(known)


class Everything:
    """All that was ever told, which is nothing."""

    def about(self, account: str, ref: str) -> tuple[bytes, ...]:
        return ()


def test_mpesa_gives_back_where_its_callbacks_are_kept(tmp_path: Path) -> None:
    def refund(hears: Hears) -> RefundKind:
        return load_wallets(settings(tmp_path, GOOD), FakeClock(), hears)["daraja"].capabilities.refund

    assert refund(nobody_kept) is RefundKind.NONE
    assert refund({"daraja": Everything()}.__getitem__) is RefundKind.FULL


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[wave", "cannot be read as TOML"),
        ("[waive]", "there is no wallet waive"),
        ('[wave.accounts.fatou]\nkey = "hush"', "wave.accounts.fatou.webhook_secret"),
        ('[wave.accounts.fatou]\nkey = "hush"\nwebhook_secret = "hush"\nhook = 1', "fatou.hook is not known"),
        ("[daraja.accounts.n]\nconsumer_key = 7", "daraja.accounts.n.consumer_key"),
    ],
)
def test_what_is_wrong_is_named_without_its_value(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StartRefused) as refused:
        load_wallets(settings(tmp_path, text), FakeClock())
    assert said in str(refused.value) and "hush" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match=r"nowhere\.toml"):
        load_wallets(load_settings(SHOP_WALLETS=tmp_path / "nowhere.toml", SHOP_DATA_DIR=tmp_path), FakeClock())


WAVE = Wallet("wave", "Wave", "wave", "fatou")
PUSH = Wallet("push", "Push", "push", "fatou")
GONE = Wallet("gone", "Gone", "gone", "fatou")


class FrenchOnly(FakeGateway):
    """Takes francs in Senegal and Cote d'Ivoire, from 100 on."""

    capabilities = Capabilities({"XOF": (Money(100, "XOF"), Money(500_000, "XOF"))}, frozenset({"CI", "SN"}))


def a_shop(region: str = "CI") -> Shop:
    return Shop(ShopId("s"), "S", "+2250777000001", "fr", region, "XOF", "Africa/Abidjan", wallets=(WAVE, PUSH, GONE))


@pytest.mark.parametrize(
    ("region", "amount", "offered"),
    [("CI", 100, [WAVE, PUSH]), ("CI", 99, [PUSH]), ("CI", 500_001, [PUSH]), ("ML", 100, [PUSH])],
)
def test_a_buyer_is_offered_what_takes_the_amount_where_the_shop_is(
    region: str, amount: int, offered: list[Wallet]
) -> None:
    wallets = Wallets({"wave": FrenchOnly("wave"), "push": FakeGateway("push")})
    assert list(wallets.usable(a_shop(region), Money(amount, "XOF"))) == offered


def test_a_wallet_that_does_not_answer_is_not_offered() -> None:
    wave, push = FakeGateway("wave"), FakeGateway("push")
    wallets = Wallets({"wave": wave, "push": push})
    wave.up = False
    assert wallets.usable(a_shop(), Money(100, "XOF")) == (PUSH,)
    push.up = False
    assert wallets.usable(a_shop(), Money(100, "XOF")) == ()


def test_what_would_take_it_but_does_not_answer_is_named_so_that_buyers_can_be_told() -> None:
    wave, push = FrenchOnly("wave"), FakeGateway("push")
    wallets = Wallets({"wave": wave, "push": push})
    assert wallets.down(a_shop(), Money(100, "XOF")) == ()
    wave.up = False
    assert wallets.down(a_shop(), Money(100, "XOF")) == (WAVE,)
    assert wallets.down(a_shop(), Money(99, "XOF")) == (), "it would not take that anyway"
    assert wallets.down(a_shop("ML"), Money(100, "XOF")) == ()
