"""Making an API user in MTN's sandbox; in production the Partner Portal makes it.

Source: momodeveloper.mtn.com/api-documentation (sandbox provisioning); sparkplug/mtn-momo-api-documentation.
"""

from __future__ import annotations

from domain.shared.errors import Permanent, Temporary
from domain.shared.ids import Ids, RandomIds
from integrations.http import Http, Reply
from integrations.mobile_money.mtn.account import MtnAccount, MtnProduct
from integrations.mobile_money.mtn.wire import error_code
from integrations.mobile_money.reading import Unreadable, object_of, text


def provision(
    base_url: str, subscription_key: str, callback_host: str, disbursement_key: str = "", *, ids: Ids | None = None
) -> MtnAccount:
    """A new sandbox account for callbacks on `callback_host` (a host, no scheme), with refunds where the primary key
    of the Disbursement product is given too. Raises Permanent where a key is refused, else Trouble."""
    http, ids = Http(base_url), ids or RandomIds()
    collection = _product(http, ids.new(), subscription_key, callback_host)
    disbursement = _product(http, ids.new(), disbursement_key, callback_host) if disbursement_key else None
    return MtnAccount(collection, disbursement, callback_host=callback_host)


def _product(http: Http, user: str, subscription_key: str, callback_host: str) -> MtnProduct:
    keys = {"Ocp-Apim-Subscription-Key": subscription_key}
    named = {**keys, "X-Reference-Id": user}
    _made(http.call("POST", "/v1_0/apiuser", json={"providerCallbackHost": callback_host}, headers=named))
    reply = _made(http.call("POST", f"/v1_0/apiuser/{user}/apikey", headers=keys))
    try:
        return MtnProduct(subscription_key, user, text(object_of(reply.body), "apiKey"))
    except Unreadable as why:
        raise Temporary(f"no API key: {why}") from None


def _made(reply: Reply) -> Reply:
    if reply.status == 201:
        return reply
    why = f"MTN answered {reply.status} {error_code(reply) or ''}".strip()
    raise Permanent(why, "refused") if 400 <= reply.status < 500 else Temporary(why)
