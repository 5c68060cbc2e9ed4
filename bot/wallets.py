"""The wallets of this installation: those that the accounts file names, and the sandbox where it is on.

    [wave]                                  # base_url = "…" where it is not the provider's usual one
    [wave.accounts.chez-fatou]              # the account as a shop's file names it
    key = "wave_ci_prod_…"
    webhook_secret = "wave_ci_WHS_…"

The fields of each provider's account stand in `docs/wallets/`. What is wrong is named at start, without its value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import ROUND_DOWN
from functools import partial
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.directory import Directory
from bot.premises import StartRefused
from bot.sandbox_wallet.keys import IssuedAccounts
from bot.settings import Settings
from domain.merchant.shop import Shop, Wallet
from domain.payment.gateway import PaymentGateway
from domain.shared.clock import Clock
from domain.shared.errors import NotFound
from domain.shared.money import Money
from integrations.mobile_money.cinetpay.account import CinetpayAccount
from integrations.mobile_money.cinetpay.client import CinetpayGateway
from integrations.mobile_money.mpesa.account import MpesaAccount
from integrations.mobile_money.mpesa.client import MpesaGateway
from integrations.mobile_money.mpesa.heard import Heard, Nothing
from integrations.mobile_money.mtn.account import MtnAccount
from integrations.mobile_money.mtn.client import MtnGateway
from integrations.mobile_money.orange.account import OrangeAccount
from integrations.mobile_money.orange.client import OrangeGateway
from integrations.mobile_money.pawapay.account import PawapayAccount
from integrations.mobile_money.pawapay.client import PawapayGateway
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.client import PaystackGateway
from integrations.mobile_money.sandbox.client import SandboxGateway
from integrations.mobile_money.wave.account import WaveAccount
from integrations.mobile_money.wave.client import WaveGateway

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Provider:
    """How one is made: `base_url` is where its live service answers."""

    account: type[Any]
    gateway: Callable[..., PaymentGateway]
    base_url: str


Hears = Callable[[str], Heard]
"""What was kept of a provider's callbacks, by its name."""


def nobody_kept(provider: str) -> Heard:
    return Nothing()


def providers(settings: Settings, hears: Hears = nobody_kept) -> dict[str, Provider]:
    """By the name that stands in callback addresses."""
    daraja = partial(MpesaGateway, results_url=f"{settings.base_url}/webhooks/payments/daraja", heard=hears("daraja"))
    pawapay = partial(PawapayGateway, public_url=settings.base_url)
    return {
        "wave": Provider(WaveAccount, WaveGateway, "https://api.wave.com"),
        "paystack": Provider(PaystackAccount, PaystackGateway, "https://api.paystack.co"),
        "pawapay": Provider(PawapayAccount, pawapay, "https://api.pawapay.io"),
        "pawapay-push": Provider(
            PawapayAccount, partial(pawapay, mode="push", code="pawapay-push"), "https://api.pawapay.io"
        ),
        "mtn": Provider(MtnAccount, MtnGateway, "https://proxy.momoapi.mtn.com"),
        "daraja": Provider(MpesaAccount, daraja, "https://api.safaricom.co.ke"),
        "cinetpay": Provider(CinetpayAccount, CinetpayGateway, "https://api.cinetpay.co"),
        "orange": Provider(OrangeAccount, OrangeGateway, "https://api.orange.com"),
    }


class Wallets:
    """The gateways, by provider."""

    def __init__(self, gateways: Mapping[str, PaymentGateway]) -> None:
        self._gateways = gateways

    def named(self, provider: str) -> PaymentGateway:
        """Raises NotFound."""
        if provider not in self._gateways:
            raise NotFound("wallet", provider)
        return self._gateways[provider]

    def has(self, provider: str) -> bool:
        return provider in self._gateways

    def queries_a_minute(self, provider: str) -> int:
        """How often it wants to be asked at most; raises NotFound."""
        return self.named(provider).capabilities.queries_a_minute

    def usable(self, shop: Shop, amount: Money) -> tuple[Wallet, ...]:
        """Those of the shop's that take this amount in its country, and answer right now."""
        return tuple(wallet for wallet in self._serving(shop, amount) if self._is_up(wallet))

    def down(self, shop: Shop, amount: Money) -> tuple[Wallet, ...]:
        """Those that would take it, and do not answer right now."""
        return tuple(wallet for wallet in self._serving(shop, amount) if not self._is_up(wallet))

    def want_whole(self, shop: Shop, amount: Money) -> bool:
        """No wallet takes this amount, and one would without its fraction of a major unit."""
        whole = Money.of(amount.major.to_integral_value(ROUND_DOWN), amount.currency)
        return not self._serving(shop, amount) and bool(self._serving(shop, whole))

    def _serving(self, shop: Shop, amount: Money) -> list[Wallet]:
        return [wallet for wallet in shop.wallets if self._serves(wallet, shop.region, amount)]

    def _serves(self, wallet: Wallet, country: str, amount: Money) -> bool:
        gateway = self._gateways.get(wallet.provider)
        if gateway is None:
            return False
        return gateway.capabilities.serves(country) and gateway.capabilities.takes(amount)

    def _is_up(self, wallet: Wallet) -> bool:
        return self._gateways[wallet.provider].is_up(wallet.account)


@dataclass(frozen=True, slots=True)
class Front:
    """What a shop's rooms know of the world: where its pages stand, the wallets, what seals its receipts, and which
    shops there are."""

    base_url: str
    wallets: Wallets
    receipts_key: str = field(repr=False)
    directory: Directory


def load_wallets(settings: Settings, clock: Clock, hears: Hears = nobody_kept) -> dict[str, PaymentGateway]:
    """Raises StartRefused with one sentence that names the file and the field."""
    return {**sandboxes(settings, clock), **_configured(settings, clock, hears)}


def sandboxes(settings: Settings, clock: Clock) -> dict[str, PaymentGateway]:
    """Two wallets of one provider: one opens a page, the other rings the payer's phone."""
    accounts = IssuedAccounts(settings.key_for("wallet"))
    return {
        "sandbox": SandboxGateway(settings.wallet, accounts, clock, mode="link"),
        "sandbox-push": SandboxGateway(settings.wallet, accounts, clock, mode="push", code="sandbox-push"),
    }


def _configured(settings: Settings, clock: Clock, hears: Hears) -> dict[str, PaymentGateway]:
    path = settings.wallet_accounts
    if path is None:
        return {}
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartRefused(f"SHOP_WALLETS: {path} cannot be read as TOML: {error}.") from None
    known = providers(settings, hears)
    if strangers := sorted(set(tables) - set(known)):
        raise StartRefused(f"SHOP_WALLETS: there is no wallet {strangers[0]}; there are {', '.join(known)}.")
    return {name: _gateway(known[name], name, table, clock) for name, table in tables.items()}


def _gateway(provider: Provider, name: str, table: Table, clock: Clock) -> PaymentGateway:
    accounts = {
        account: _account(provider.account, f"{name}.accounts.{account}", fields_given)
        for account, fields_given in table.get("accounts", {}).items()
    }
    return provider.gateway(table.get("base_url", provider.base_url), accounts, clock)


def _account(kind: type[Any], where: str, given: Table) -> Any:
    known = [each.name for each in fields(kind)]
    if strangers := sorted(set(given) - set(known)):
        raise StartRefused(f"SHOP_WALLETS: {where}.{strangers[0]} is not known; there are {', '.join(known)}.")
    try:
        return TypeAdapter(kind).validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        named = ".".join(str(part) for part in first["loc"])
        raise StartRefused(f"SHOP_WALLETS: {where}.{named}: {first['msg']}.") from None
