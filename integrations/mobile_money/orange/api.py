"""Calls to Orange, each with a token of its account."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from domain.shared.clock import Clock
from domain.shared.errors import Permanent, Temporary, Trouble
from integrations.http import Http, Reply
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.orange.account import OrangeAccount
from integrations.mobile_money.orange.codes import WRONG_KEYS
from integrations.mobile_money.reading import Unreadable, loose, object_of, text
from integrations.mobile_money.tokens import Token, Tokens


class OrangeApi:
    """One line and one token for each account."""

    def __init__(self, lines: Lines[OrangeAccount], clock: Clock) -> None:
        self._lines, self._tokens = lines, Tokens(clock)

    def post(self, name: str, action: str, body: Mapping[str, object]) -> Reply:
        """With a token, renewed once if it is refused. Raises Permanent where there are no keys, or wrong ones,
        Temporary where no token was to be had: either way nothing was asked. Else as `Http.call`."""
        account = self._lines.account(name)
        if account is None:
            raise Permanent(f"no account {name}", "no_account")
        http, path = self._lines.to(name), f"/orange-money-webpay/{account.market}/v1/{action}"
        token = self._token(http, name, account)
        reply = http.call("POST", path, json=body, headers=_bearer(token))
        if reply.status != 401:
            return reply
        token = self._token(http, name, account, refused=token)
        return http.call("POST", path, json=body, headers=_bearer(token))

    def _token(self, http: Http, name: str, account: OrangeAccount, refused: str = "") -> str:
        return self._tokens.get(name, lambda: _fetch(http, account), refused=refused)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def _fetch(http: Http, account: OrangeAccount) -> Token:
    """POST /oauth/v3/token with Basic id:secret -> `{"access_token", "expires_in": 7776000}`."""
    pair = base64.b64encode(f"{account.client_id}:{account.client_secret}".encode()).decode("ascii")
    grant, basic = {"grant_type": "client_credentials"}, {"Authorization": f"Basic {pair}"}
    try:
        reply = http.call("POST", "/oauth/v3/token", data=grant, headers=basic)
    except Trouble as trouble:
        raise Temporary(f"no token: {trouble}") from None  # a token moves nothing: it may be asked for again
    if reply.status in WRONG_KEYS:
        raise Permanent("the keys are refused", "wrong_keys")
    try:
        fields = object_of(reply.body if reply.ok else b"")
        seconds = loose(fields, "expires_in") or ""
        return Token(text(fields, "access_token"), int(seconds) if seconds.isascii() and seconds.isdigit() else 0)
    except Unreadable as why:
        raise Temporary(f"no token ({reply.status}): {why}") from None
