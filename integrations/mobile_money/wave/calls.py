"""One call to Wave, and what its answer means: it moved, it is refused, or nobody knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.payment.gateway import Rejected, Unknown
from domain.payment.values import Reason
from domain.shared.clock import Clock
from domain.shared.errors import Temporary, Trouble
from integrations.http import Reply
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.reading import Unreadable, object_of, rows, text, within
from integrations.mobile_money.refusals import NO_ACCOUNT
from integrations.mobile_money.wave.account import WaveAccount
from integrations.mobile_money.wave.callback import signature
from integrations.mobile_money.wave.codes import SURE_REFUSALS, TOO_MANY, UNDECIDED, reason
from integrations.mobile_money.wave.wire import error_code, fields_of

UNREACHABLE = Rejected("unreachable", Reason.PROVIDER_DOWN)
MOST_PAGES = 200


class WaveCalls:
    """Every call carries the account's key, and a signature where the key asks for one."""

    def __init__(self, lines: Lines[WaveAccount], clock: Clock) -> None:
        self._lines, self._clock = lines, clock

    def move(self, account: str, path: str, body: Mapping[str, str] | None = None) -> Reply | Rejected | Unknown:
        """A POST that Wave took on (2xx, still to be read), surely refused, or may have done."""
        known = self._lines.account(account)
        if known is None:
            return NO_ACCOUNT
        sent = b"" if body is None else json.dumps(body).encode()
        try:
            reply = self._lines.to(account).call("POST", path, data=sent, headers=self._headers(known, sent))
        except Temporary:  # it never left
            return UNREACHABLE
        except Trouble as trouble:
            return Unknown(why=str(trouble))
        return reply if reply.ok else refused(reply)

    def ask(self, account: str, path: str, **params: str) -> Reply:
        """A GET; raises Trouble, and Unreadable for an account that we do not have."""
        known = self._lines.account(account)
        if known is None:
            raise Unreadable(f"no account {account}")
        return self._lines.to(account).call("GET", path, params=params, headers=self._headers(known, b""))

    def statement(self, account: str, day: date) -> list[Mapping[str, Any]]:
        """Every entry of the wallet's day (UTC), or Trouble or Unreadable: never a part of it."""
        found: list[Mapping[str, Any]] = []
        params = {"date": day.isoformat()}
        for _ in range(MOST_PAGES):
            page = fields_of(self.ask(account, "/v1/transactions", **params))
            found += rows(page, "items")
            if within(page, "page_info").get("has_next_page") is False:
                return found
            params["after"] = text(within(page, "page_info"), "end_cursor")
        raise Unreadable(f"more than {MOST_PAGES} pages on {day}")

    def _headers(self, account: WaveAccount, body: bytes) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {account.key}", "Content-Type": "application/json"}
        if account.signing_secret:
            stamp = str(int(self._clock.now().timestamp()))
            headers["Wave-Signature"] = f"t={stamp},v1={signature(account.signing_secret, stamp, body)}"
        return headers


def is_done(reply: Reply) -> bool:
    """Wave confirms with an empty body; a page of somebody in between confirms nothing."""
    if not reply.body.strip():
        return True
    try:
        object_of(reply.body)
    except Unreadable:
        return False
    return True


def refused_before(reply: Reply) -> Rejected:
    """A question that had to be answered first was not: nothing was asked for yet, whatever the reason."""
    answer = refused(reply)
    return answer if isinstance(answer, Rejected) else UNREACHABLE


def refused(reply: Reply) -> Rejected | Unknown:
    """Only Wave's own word for why not is a no; anything else may have let it through."""
    code = error_code(reply)
    if reply.status == TOO_MANY:
        return Rejected(code or "too-many-requests", Reason.PROVIDER_DOWN)
    sure = 400 <= reply.status < 500 and (reply.status not in UNDECIDED or code in SURE_REFUSALS)
    if code is None or not sure:
        return Unknown(why=f"answered {reply.status} {code or ''}".strip())
    return Rejected(code, reason(code))
