"""Wave, reached over its Checkout and Balance APIs (docs.wave.com/checkout, /balance-api, /webhook)."""
