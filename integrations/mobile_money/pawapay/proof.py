"""Whether a callback is pawaPay's: asked where the shop's account has signatures on and the extra is installed."""

from __future__ import annotations

from domain.payment.gateway import CallbackAuth, InboundHttp
from domain.shared.clock import Clock
from integrations.mobile_money.pawapay.callback import CAN_PROVE
from integrations.mobile_money.pawapay.calls import Calls
from integrations.mobile_money.pawapay.keys import PublicKeys


class Proof:
    """`calls` must be impatient ones: pawaPay waits for its answer while a key is asked for.

    `public_url` is the shop's address as pawaPay calls it, which its signatures are about; None where the Host header
    that reaches us is that of the call.
    """

    def __init__(self, calls: Calls, clock: Clock, public_url: str | None) -> None:
        self._calls, self._clock, self._public_url = calls, clock, public_url
        self._keys = PublicKeys(clock)

    def of(self, account: str, http: InboundHttp) -> CallbackAuth:
        known = self._calls.account(account)
        if known is None or http.method != "POST":
            return CallbackAuth.INVALID
        if not known.signed_callbacks or not CAN_PROVE:
            return CallbackAuth.NONE
        return CallbackAuth.SIGNED_BODY if self._is_signed(account, http) else CallbackAuth.INVALID

    def _is_signed(self, account: str, http: InboundHttp) -> bool:
        from integrations.mobile_money.pawapay.signature import is_signed

        called = self._public_url or f"https://{http.headers.get('host', '')}"
        return is_signed(http, called.rstrip("/"), lambda key_id: self._key(account, key_id), self._clock.now())

    def _key(self, account: str, key_id: str) -> bytes | None:
        return self._keys.get(key_id, lambda: self._calls.get(account, "/v2/public-key/http"))
