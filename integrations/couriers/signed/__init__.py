"""Any courier that can sign a JSON webhook with a shared secret."""
