"""Paystack, reached over its Transaction and Refund APIs (PaystackOSS/openapi, dist/paystack.yaml)."""
