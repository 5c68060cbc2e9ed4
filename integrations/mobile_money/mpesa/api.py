"""Calls to Daraja, each with a token."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from domain.shared.clock import Clock
from domain.shared.errors import Permanent, Temporary
from integrations.breaker import Breaker
from integrations.http import Http, Reply
from integrations.mobile_money.mpesa.account import MpesaAccount
from integrations.mobile_money.mpesa.codes import STALE_TOKEN
from integrations.mobile_money.mpesa.wire import error_of, is_spoken
from integrations.mobile_money.reading import Unreadable, loose, object_of, text
from integrations.mobile_money.tokens import Token, Tokens

T = TypeVar("T")
WRONG_KEYS = {400, 401, 403}


class PatientBreaker(Breaker):
    """Daraja says "not yet" with HTTP 500: that is no failure."""

    def run(self, work: Callable[[], T], failed: Callable[[T], bool]) -> T:
        return super().run(work, lambda reply: failed(reply) and not (isinstance(reply, Reply) and is_spoken(reply)))


class MpesaApi:
    """One connection, with its breaker, per account."""

    def __init__(
        self, base_url: str, accounts: Mapping[str, MpesaAccount], clock: Clock, timeout: tuple[float, float]
    ) -> None:
        self._base_url, self._accounts, self._timeout = base_url, accounts, timeout
        self._tokens = Tokens(clock)
        self._https: dict[str, Http] = {}
        self._lock = threading.Lock()

    def account(self, name: str) -> MpesaAccount | None:
        try:
            return self._accounts[name]
        except KeyError:
            return None

    def is_up(self, name: str) -> bool:
        return self.account(name) is not None and self._http(name).is_up

    def post(self, name: str, account: MpesaAccount, path: str, body: Mapping[str, Any]) -> Reply:
        """With a token, renewed once if it is refused. Raises Permanent where the keys are wrong, Temporary where no
        token was to be had: either way nothing was asked. Else as `Http.call`."""
        http = self._http(name)
        token = self._token(http, name, account)
        reply = http.call("POST", path, json=body, headers=_bearer(token))
        if not _is_stale(reply):
            return reply
        token = self._token(http, name, account, refused=token)
        return http.call("POST", path, json=body, headers=_bearer(token))

    def _token(self, http: Http, name: str, account: MpesaAccount, refused: str = "") -> str:
        return self._tokens.get(name, lambda: _fetch(http, account), refused=refused)

    def _http(self, name: str) -> Http:
        with self._lock:
            if name not in self._https:
                breaker = PatientBreaker(urlsplit(self._base_url).hostname or "")
                self._https[name] = Http(self._base_url, timeout=self._timeout, breaker=breaker)
            return self._https[name]


def _is_stale(reply: Reply) -> bool:
    """Refused for its token, in Daraja's own words: so nothing has happened."""
    return not reply.ok and error_of(reply)[0] in STALE_TOKEN


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _fetch(http: Http, account: MpesaAccount) -> Token:
    """GET /oauth/v1/generate with Basic key:secret -> `{"access_token", "expires_in": "3599"}`; wrong keys are a 400
    with an empty message."""
    pair = base64.b64encode(f"{account.consumer_key}:{account.consumer_secret}".encode()).decode("ascii")
    grant = {"grant_type": "client_credentials"}
    reply = http.call("GET", "/oauth/v1/generate", params=grant, headers={"Authorization": f"Basic {pair}"})
    if reply.status in WRONG_KEYS:
        raise Permanent("the keys are refused", "wrong_keys")
    try:
        fields = object_of(reply.body if reply.ok else b"")
        seconds = loose(fields, "expires_in") or ""
        return Token(text(fields, "access_token"), int(seconds) if seconds.isascii() and seconds.isdigit() else 0)
    except Unreadable as why:
        raise Temporary(f"no token ({reply.status}): {why}") from None
