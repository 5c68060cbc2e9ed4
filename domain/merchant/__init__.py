"""Shops, their staff, wallets, couriers and delivery zones."""
