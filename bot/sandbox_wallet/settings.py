"""What the wallet must be told to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WalletSettings:
    """`secret` issues every account's API key; `public_url` is where a payer's browser finds the payment
    pages (empty: the address that is listened on)."""

    database: Path
    secret: str = field(repr=False)
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8001
    expires_after: timedelta = timedelta(minutes=15)
    refunded_after: timedelta = timedelta(0)
    callback_timeout: float = 10.0

    @property
    def address(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"
