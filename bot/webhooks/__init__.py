"""The doors for machines: verify, keep once, have the turn, answer."""
