"""The sandbox wallet: a Mobile Money provider of our own, a real HTTP server in its own process.

It stands outside the shop: it shares no table, no secret store and no code path with it, only a wire format
(`integrations/mobile_money/sandbox/README.md`).
"""
