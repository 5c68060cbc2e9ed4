"""What a merchant and the staff type, and what they are told.

All commands are imported here: whoever has the grammar has all of it.
"""

from flows.merchant import opening, orders, people, practice, proofs, refunds, shelf, synonyms, takings, till

__all__ = ["opening", "orders", "people", "practice", "proofs", "refunds", "shelf", "synonyms", "takings", "till"]
