"""The outside, one folder per party: rows, WhatsApp, wallets, couriers."""
