"""pawaPay, Merchant API v2: one contract for the operators of some twenty countries, reached over its wire."""
