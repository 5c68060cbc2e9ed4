"""MTN MoMo: a prompt on the payer's phone, in thirteen countries."""
