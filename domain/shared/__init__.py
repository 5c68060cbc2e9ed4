"""The words every context shares: money, phones, addresses, time, identity, events, errors."""
