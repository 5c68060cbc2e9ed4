"""How well the shop understands: our own labelled messages, half of them kept unseen."""
