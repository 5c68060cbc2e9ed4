"""API keys and callback secrets, issued from one master secret: a pair for any account name, none kept."""

from __future__ import annotations

import hashlib
import hmac

from integrations.mobile_money.sandbox.account import SandboxAccount

PREFIX = "sbx"


class IssuedAccounts(dict[str, SandboxAccount]):
    """Every account the wallet would accept, by name, made when it is first looked up."""

    def __init__(self, master: str) -> None:
        super().__init__()
        self._master = master

    def __missing__(self, account: str) -> SandboxAccount:
        issued = SandboxAccount(
            key=f"{PREFIX}.{account}.{_mac(self._master, 'key', account)}",
            secret=f"whs_{_mac(self._master, 'callbacks', account)}",
        )
        self[account] = issued
        return issued

    def __repr__(self) -> str:
        return f"IssuedAccounts({sorted(self)})"


def account_of(master: str, key: str) -> str | None:
    """The account that an API key was issued to; None for a key that this wallet never issued."""
    prefix, _, rest = key.partition(".")
    account, _, proof = rest.rpartition(".")
    expected = _mac(master, "key", account)
    genuine = hmac.compare_digest(proof.encode(), expected.encode())
    return account if genuine and account and prefix == PREFIX else None


def callback_secret(master: str, account: str) -> str:
    return IssuedAccounts(master)[account].secret


def _mac(master: str, purpose: str, account: str) -> str:
    return hmac.new(master.encode(), f"{purpose}\n{account}".encode(), hashlib.sha256).hexdigest()[:40]
