"""What a merchant and the staff type, and what they are told."""
