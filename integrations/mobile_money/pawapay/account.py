"""A shop's account at pawaPay."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PawapayAccount:
    """`token` is the API token of one environment, made in pawaPay's dashboard; it goes with every call.

    `countries` (ISO 3166-1 alpha-2) are those that pawaPay has opened for this account: a buyer may pay from any of
    them whose currency is the order's. `signed_callbacks` as in the dashboard: while it is true, a callback without a
    good signature is refused. `link_minutes` is how long a checkout can be paid; pawaPay's own bounds for it are not
    published where we could read them.
    """

    token: str = field(repr=False)
    countries: tuple[str, ...]
    signed_callbacks: bool = True
    link_minutes: int = 60
