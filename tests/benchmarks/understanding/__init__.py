"""How well messages are understood: on messages of our own, labelled by hand."""
