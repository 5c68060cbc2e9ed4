"""What a message wants, found by a small linear model of our own: its data is in `flows/locales/<code>`, no code."""
