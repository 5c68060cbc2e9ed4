"""The people who write to a shop, and what is said to them."""
