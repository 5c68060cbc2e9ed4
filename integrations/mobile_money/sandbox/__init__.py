"""The sandbox wallet, reached as any wallet is: over its wire."""
