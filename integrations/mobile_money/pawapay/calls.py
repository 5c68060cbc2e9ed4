"""Calls to pawaPay in a shop's name: one connection and one breaker for each account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from domain.payment.gateway import Rejected, StatusReport, Unknown
from domain.payment.values import Reason
from domain.shared.errors import Temporary, Trouble
from integrations.http import Http, Reply
from integrations.mobile_money.pawapay import checkout, wire
from integrations.mobile_money.pawapay.account import PawapayAccount
from integrations.mobile_money.pawapay.checkout import must_be_asked
from integrations.mobile_money.pawapay.codes import UNDECIDED, reason
from integrations.mobile_money.pawapay.wire import NoSuchThing
from integrations.mobile_money.reading import Unreadable
from integrations.mobile_money.refusals import NO_ACCOUNT

UNREACHABLE = Rejected("unreachable", Reason.PROVIDER_DOWN)
MAY_HAVE_HAPPENED = {408, 409, 425}
TAKEN = {"ACCEPTED", "DUPLICATE_IGNORED"}


class Calls:
    """`ask` reads, `move` may move money. Every id is a UUID of ours: whatever else is asked for is nowhere."""

    def __init__(
        self, base_url: str, accounts: Mapping[str, PawapayAccount], timeout: tuple[float, float], **how: Any
    ) -> None:
        self._base_url, self._accounts, self._how = base_url, accounts, {"timeout": timeout, **how}
        self._https: dict[str, Http] = {}

    def account(self, name: str) -> PawapayAccount | None:
        try:
            return self._accounts[name]
        except KeyError:
            return None

    def is_up(self, account: str) -> bool:
        return self._http(account).is_up

    def get(self, account: str, path: str) -> Reply:
        bearer = self._bearer(account)
        return self._http(account).call("GET", path, headers=bearer)

    def ask(self, account: str, kind: str, identity: str) -> Mapping[str, Any]:
        """The `data` of `GET /v2/<kind>/<identity>`; raises NoSuchThing, Unreadable, Trouble."""
        if not wire.UUID.fullmatch(identity):
            raise NoSuchThing("not an id of ours")
        return wire.found(self.get(account, f"/v2/{kind}/{quote(identity, safe='')}"))

    def deposits_of(self, account: str, found: Mapping[str, Any]) -> list[StatusReport]:
        """What is known of each deposit made on a checkout, oldest first; raises Unreadable, Trouble."""
        told = checkout.tries(found)
        return [wire.deposit_report(self._asked(account, each) if must_be_asked(each) else each) for each in told]

    def _asked(self, account: str, deposit: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return self.ask(account, "deposits", deposit["depositId"])
        except NoSuchThing:
            raise Unreadable("a checkout mentions a deposit that is not there") from None

    def post(self, account: str, path: str, body: object = None) -> Reply:
        bearer = self._bearer(account)
        return self._http(account).call("POST", path, json=body, headers=bearer)

    def move(self, account: str, path: str, body: object) -> Mapping[str, Any] | Rejected | Unknown:
        """The answer where pawaPay took it on, now or before; its no; or it may have happened."""
        if self.account(account) is None:
            return NO_ACCOUNT
        try:
            return _judged(self.post(account, path, body))
        except Temporary:  # it never left
            return UNREACHABLE
        except (Trouble, Unreadable) as trouble:
            return Unknown(why=str(trouble))

    def _bearer(self, account: str) -> dict[str, str]:
        known = self.account(account)
        if known is None:
            raise Unreadable(f"no account {account}")
        return {"Authorization": f"Bearer {known.token}"}

    def _http(self, account: str) -> Http:
        return self._https.get(account) or self._https.setdefault(account, Http(self._base_url, **self._how))


def _judged(reply: Reply) -> Mapping[str, Any] | Rejected | Unknown:
    """A business refusal is a 200 with REJECTED, a malformed or forbidden call a 4xx; a 500 has no status at all."""
    code = wire.failure_code_of(reply)
    if code in UNDECIDED or reply.status >= 500:
        return Unknown(why=f"answered {reply.status} {code or ''}".strip())
    if 400 <= reply.status < 500 and code and reply.status not in MAY_HAVE_HAPPENED:
        return Rejected(code, reason(code))
    fields = wire.fields_of(reply)
    if fields.get("status") == "REJECTED":
        return Rejected(code or "REJECTED", reason(code or ""))
    return fields if fields.get("status") in TAKEN else Unknown(why="an answer without a status that we know")
