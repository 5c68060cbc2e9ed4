"""An account in a wallet's sandbox, opened from the command line: what is printed goes into the wallets file."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from bot.premises import StartRefused
from domain.shared.errors import Trouble
from integrations.mobile_money.mtn.account import MtnProduct
from integrations.mobile_money.mtn.provision import provision

MTN_SANDBOX = "https://sandbox.momodeveloper.mtn.com"


def mtn_account(name: str, collection_key: str, disbursement_key: str, public_url: str, base_url: str) -> str:
    """TOML of a new account. Raises StartRefused with one sentence."""
    host = urlsplit(public_url).hostname or ""
    if not host:
        raise StartRefused("MTN wants to know where to call back: set PUBLIC_URL, or give --callback.")
    try:
        made = provision(base_url, collection_key, host, disbursement_key)
    except Trouble as refused:
        raise StartRefused(f"MTN's sandbox has made no account: {refused}.") from None
    products = {"collection": made.collection, "disbursement": made.disbursement}
    lines = [
        "[mtn]",
        f"base_url = {_quoted(base_url)}",
        f"[mtn.accounts.{_quoted(name)}]",
        f"environment = {_quoted(made.environment)}",
        f"callback_host = {_quoted(made.callback_host)}",
        *(f"{product} = {_table(keys)}" for product, keys in products.items() if keys),
    ]
    return "\n".join(lines)


def _table(keys: MtnProduct) -> str:
    named = {"subscription_key": keys.subscription_key, "api_user": keys.api_user, "api_key": keys.api_key}
    return "{ " + ", ".join(f"{name} = {_quoted(value)}" for name, value in named.items()) + " }"


def _quoted(words: str) -> str:
    """A TOML string; JSON's are."""
    return json.dumps(words, ensure_ascii=False)
