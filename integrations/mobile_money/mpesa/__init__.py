"""M-Pesa in Kenya, over Safaricom's Daraja: a prompt on the payer's phone (STK push)."""
