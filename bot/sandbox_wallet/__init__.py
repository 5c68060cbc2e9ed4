"""The sandbox wallet: a Mobile Money provider of our own, a real HTTP server in its own process.

It stands outside the shop: it shares no table, no secret store and no code path with it, only a wire format
(`integrations/mobile_money/sandbox/README.md`).
"""

from bot.sandbox_wallet.app import create_wallet
from bot.sandbox_wallet.keys import IssuedAccounts
from bot.sandbox_wallet.server import WalletServer, serve
from bot.sandbox_wallet.settings import WalletSettings

__all__ = ["IssuedAccounts", "WalletServer", "WalletSettings", "create_wallet", "serve"]
