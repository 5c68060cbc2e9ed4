"""What a merchant and the staff type, and what they are told.

All commands are imported here: whoever has the grammar has all of it.
"""

from flows.merchant import accounts, orders, people, shelf

__all__ = ["accounts", "orders", "people", "shelf"]
