"""Orange Money Web Payment (developer.orange.com): a page on which the payer types a number and a one-time code."""
