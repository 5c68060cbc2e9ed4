"""What the wallet's doors open on."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from bot.sandbox_wallet.faults import Faults
from bot.sandbox_wallet.ledger import Ledger
from bot.sandbox_wallet.prompts import Prompts
from bot.sandbox_wallet.refunds import Refunds
from domain.shared.ids import Ids


@dataclass(frozen=True, slots=True)
class Wallet:
    """Kept in `app.extensions["wallet"]`."""

    ledger: Ledger
    refunds: Refunds
    prompts: Prompts
    faults: Faults
    ids: Ids


def wallet() -> Wallet:
    """The wallet of the request that is being answered."""
    here: Wallet = current_app.extensions["wallet"]
    return here
