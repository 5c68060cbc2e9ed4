"""Calls to CinetPay, each with a token of its account."""

from __future__ import annotations

from collections.abc import Mapping

from domain.shared.clock import Clock
from domain.shared.errors import Permanent, Temporary, Trouble
from integrations.http import Http, Reply
from integrations.mobile_money.cinetpay.account import CinetpayAccount
from integrations.mobile_money.cinetpay.codes import TOKEN_SECONDS, WRONG_KEYS
from integrations.mobile_money.cinetpay.wire import is_stale
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.reading import Unreadable, object_of, text
from integrations.mobile_money.tokens import Token, Tokens


class CinetpayApi:
    """One line and one token for each account."""

    def __init__(self, lines: Lines[CinetpayAccount], clock: Clock) -> None:
        self._lines, self._tokens = lines, Tokens(clock)

    def call(self, name: str, method: str, path: str, body: Mapping[str, object] | None = None) -> Reply:
        """With a token, renewed once if it is refused. Raises Permanent where there are no keys, or wrong ones,
        Temporary where no token was to be had: either way nothing was asked. Else as `Http.call`."""
        account = self._lines.account(name)
        if account is None:
            raise Permanent(f"no account {name}", "no_account")
        http = self._lines.to(name)
        token = self._token(http, name, account)
        reply = http.call(method, path, json=body, headers=_bearer(token))
        if not is_stale(reply):
            return reply
        token = self._token(http, name, account, refused=token)
        return http.call(method, path, json=body, headers=_bearer(token))

    def _token(self, http: Http, name: str, account: CinetpayAccount, refused: str = "") -> str:
        return self._tokens.get(name, lambda: _fetch(http, account), refused=refused)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _fetch(http: Http, account: CinetpayAccount) -> Token:
    """POST /v1/oauth/login -> `{"code": 200, "status": "OK", "access_token"}`; it does not say for how long."""
    try:
        keys = {"api_key": account.api_key, "api_password": account.api_password}
        reply = http.call("POST", "/v1/oauth/login", json=keys)
    except Trouble as trouble:
        raise Temporary(f"no token: {trouble}") from None  # a token moves nothing: it may be asked for again
    if reply.status in WRONG_KEYS:
        raise Permanent("the keys are refused", "wrong_keys")
    try:
        return Token(text(object_of(reply.body if reply.ok else b""), "access_token"), TOKEN_SECONDS)
    except Unreadable as why:
        raise Temporary(f"no token ({reply.status}): {why}") from None
