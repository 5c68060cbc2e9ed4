"""CinetPay (https://cinetpay.com), the API of its v1 generation: a page, which offers the wallets of one country."""
