"""The benches of the contract suite: one wallet each, with its payer and its network."""
