"""Mobile Money: transactions, attempts, captures and refunds."""
