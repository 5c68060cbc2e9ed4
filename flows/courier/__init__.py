"""What a rider types, and what riders are told."""
