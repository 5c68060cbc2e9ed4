"""`python -m bot` is the `shop` command."""

from bot.cli import main

main()
