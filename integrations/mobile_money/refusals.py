"""What several wallets refuse before any call goes out, in the same words."""

from __future__ import annotations

from domain.payment.gateway import Rejected
from domain.payment.values import Reason

NO_ACCOUNT = Rejected("no_account", Reason.MERCHANT_CONFIG)
UNSUPPORTED_CURRENCY = Rejected("unsupported_currency", Reason.MERCHANT_CONFIG)
AMOUNT_OUT_OF_BOUNDS = Rejected("amount_out_of_bounds", Reason.AMOUNT)
ADDRESS_TOO_LONG = Rejected("address_too_long", Reason.MERCHANT_CONFIG)
NO_REFUNDS = Rejected("no_refunds")
