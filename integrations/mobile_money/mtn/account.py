"""A shop's account at MTN MoMo."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MtnProduct:
    """The keys of one product (Collection, Disbursement): each has its own subscription and its own API user."""

    subscription_key: str = field(repr=False)
    api_user: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MtnAccount:
    """`environment` is the X-Target-Environment: `sandbox`, or the market (`mtnivorycoast`).

    `base_url` where the market has a host of its own. Without `disbursement` nothing can be given back.
    `callback_host`: the providerCallbackHost of the API user; an address on any other host is not sent along.
    """

    collection: MtnProduct
    disbursement: MtnProduct | None = None
    environment: str = "sandbox"
    base_url: str = ""
    callback_host: str = ""
