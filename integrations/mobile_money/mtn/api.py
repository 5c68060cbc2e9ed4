"""Calls to MTN's products: each has its own subscription key and its own token."""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping
from typing import Any, Literal

from domain.shared.clock import Clock
from domain.shared.errors import Permanent, Temporary, Trouble
from integrations.http import Http, Reply
from integrations.mobile_money.mtn.account import MtnAccount, MtnProduct
from integrations.mobile_money.reading import Unreadable, loose, object_of, text
from integrations.mobile_money.tokens import Token, Tokens

Product = Literal["collection", "disbursement"]
WRONG_KEYS = {400, 401, 403}


class MtnApi:
    """One connection, with its breaker, per account."""

    def __init__(
        self, base_url: str, accounts: Mapping[str, MtnAccount], clock: Clock, timeout: tuple[float, float]
    ) -> None:
        self._base_url, self._accounts, self._timeout = base_url, accounts, timeout
        self._tokens = Tokens(clock)
        self._https: dict[str, Http] = {}
        self._lock = threading.Lock()

    def account(self, name: str) -> MtnAccount | None:
        try:
            return self._accounts[name]
        except KeyError:
            return None

    def is_up(self, name: str) -> bool:
        account = self.account(name)
        return account is not None and self._http(name, account).is_up

    def call(
        self, name: str, product: Product, method: str, path: str, *, json: Any = None, headers: Mapping[str, str]
    ) -> Reply:
        """With a token, renewed once if it is refused. Raises Permanent where there are no keys, or wrong ones,
        Temporary where no token was to be had: either way nothing was asked. Else as `Http.call`."""
        account = self.account(name)
        keys = getattr(account, product, None)
        if account is None or keys is None:
            raise Permanent(f"{name} has no {product} keys", f"no_{product}")
        http = self._http(name, account)
        named = {**headers, "X-Target-Environment": account.environment}
        token = self._token(http, name, product, keys)
        reply = http.call(method, f"/{product}/{path}", json=json, headers={**named, **_proof(keys, token)})
        if reply.status != 401:
            return reply
        token = self._token(http, name, product, keys, refused=token)
        return http.call(method, f"/{product}/{path}", json=json, headers={**named, **_proof(keys, token)})

    def _token(self, http: Http, name: str, product: Product, keys: MtnProduct, refused: str = "") -> str:
        return self._tokens.get((name, product), lambda: _fetch(http, product, keys), refused=refused)

    def _http(self, name: str, account: MtnAccount) -> Http:
        with self._lock:
            if name not in self._https:
                self._https[name] = Http(account.base_url or self._base_url, timeout=self._timeout)
            return self._https[name]


def _proof(keys: MtnProduct, token: str) -> dict[str, str]:
    return {"Ocp-Apim-Subscription-Key": keys.subscription_key, "Authorization": f"Bearer {token}"}


def _fetch(http: Http, product: Product, keys: MtnProduct) -> Token:
    """POST /<product>/token/ with Basic user:key -> `{"access_token", "token_type", "expires_in": 3600}`."""
    headers = {"Ocp-Apim-Subscription-Key": keys.subscription_key, "Authorization": _basic(keys)}
    try:
        reply = http.call("POST", f"/{product}/token/", headers=headers)
    except Trouble as trouble:
        raise Temporary(f"no token: {trouble}") from None  # a token moves nothing: it may be asked for again
    if reply.status in WRONG_KEYS:
        raise Permanent(f"the {product} keys are refused", "wrong_keys")
    try:
        fields = object_of(reply.body if reply.ok else b"")
        seconds = loose(fields, "expires_in") or ""
        return Token(text(fields, "access_token"), int(seconds) if seconds.isascii() and seconds.isdigit() else 0)
    except Unreadable as why:
        raise Temporary(f"no token ({reply.status}): {why}") from None


def _basic(keys: MtnProduct) -> str:
    pair = f"{keys.api_user}:{keys.api_key}".encode()
    return "Basic " + base64.b64encode(pair).decode("ascii")
