"""A day in the shop's life, replayed from a number: every fault that can strike does, in some seed."""
