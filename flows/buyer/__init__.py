"""What a buyer and the shop say to each other, in speaking order: browse, cart, checkout, orders, asides.

All are imported here: a stored conversation may name any step, and must find it in every process.
"""

from flows.buyer import asides, browse, cart, checkout, orders, receipts

__all__ = ["asides", "browse", "cart", "checkout", "orders", "receipts"]
