"""The wallets: one folder each, all behind `domain.payment.gateway.PaymentGateway`."""
