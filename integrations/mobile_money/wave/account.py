"""A shop's Wave Business wallet."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WaveAccount:
    """`key` (`wave_sn_prod_…`) is bound to one wallet; it needs the scopes Checkout and Balance.

    `webhook_secret` (`wave_sn_WHS_…`) proves the callbacks: it signs them, or where the portal was told to use a
    shared secret (`is_shared`, weaker: the body is not proved) it comes along with them. `signing_secret` is for keys
    that were made with request signing. `restrict_payer`: only the number that was given may pay.
    """

    key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    is_shared: bool = False
    signing_secret: str | None = field(default=None, repr=False)
    restrict_payer: bool = True
