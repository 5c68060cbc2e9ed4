"""The verb for whoever keeps a conversation as a test."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

transcript = typer.Typer(help="Conversations as tests.", no_args_is_help=True)


@transcript.callback()
def verbs() -> None:
    """Keeps `export` a verb of its own."""


@transcript.command()
def export(
    conversation: Annotated[str, typer.Argument(help="the buyer's number, or chez-fatou:+2250700000001")],
    since: Annotated[str, typer.Option(help="2026-11-20T08:00 (UTC), or 90m, 12h, 2d; all that is not archived")] = "",
    out: Annotated[Path | None, typer.Option(help="where it is written; else it is printed")] = None,
    shop: Annotated[Path | None, typer.Option(help="also write the shop as it was then, to run it with")] = None,
) -> None:
    """Write a real conversation as a transcript that runs as a test: without names, numbers, places or PINs."""
    from bot.bootstrap import install
    from bot.recovering import since_when
    from bot.replay.export import EVER
    from bot.replay.export import export as exported
    from bot.settings import load_settings

    it = install(load_settings())
    told = exported(it, conversation, since_when(since, it.clock.now()) if since else EVER)
    for file, text in ((out, told.transcript), (shop, told.shop)):
        if file is not None:
            file.write_text(text, "utf-8")
    if out is None:
        typer.echo(told.transcript, nl=False)
