"""A shop's merchant at Orange Money Web Payment."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OrangeAccount:
    """`client_id` and `client_secret` of the app, `merchant_key` of its subscription: good for one `market` alone.

    `market` is the part of the address that names the country (`ci`, `cm`, …), or `dev` for Orange's test service.
    """

    client_id: str
    client_secret: str = field(repr=False)
    merchant_key: str = field(repr=False)
    market: str
