"""The verbs of whoever looks after the shop: dead letters, backup and restore, messages that were missed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.premises import StartRefused

dead = typer.Typer(help="What was given up: look at it, have it done again.", no_args_is_help=True)
KindOption = Annotated[str | None, typer.Option("--kind", help="message, payment, courier, outgoing or event")]
ShopOption = Annotated[str | None, typer.Option("--shop", help="its name or number; all if left out")]


@dead.command(name="list")
def list_dead(kind: KindOption = None, shop: ShopOption = None) -> None:
    """One line each: its name, its age, the shop, what it is, and why it was given up."""
    from bot import dead as letters
    from bot.books import shop_named
    from bot.bootstrap import install
    from bot.settings import load_settings

    it = install(load_settings())
    which = shop_named(it, shop)
    found = letters.dead_letters(it, kind, which.id if which else None)
    for letter in found:
        typer.echo(letters.line(letter, it.clock.now()))
    if not found:
        typer.echo("Nothing is dead.")


@dead.command()
def show(id: Annotated[str, typer.Argument(help="such as m12")]) -> None:
    """Everything about one, with numbers masked and codes left out."""
    from bot import dead as letters
    from bot.bootstrap import install
    from bot.settings import load_settings
    from domain.shared.errors import NotFound

    try:
        for each in letters.description(install(load_settings()), id):
            typer.echo(each)
    except NotFound:
        raise StartRefused(f"{id} is not dead: `shop dead list` names what is.") from None


@dead.command()
def retry(
    id: Annotated[str | None, typer.Argument(help="such as m12")] = None,
    every: Annotated[bool, typer.Option("--all", help="all of --kind and --shop")] = False,
    kind: KindOption = None,
    shop: ShopOption = None,
) -> None:
    """Once more, under this release. What may have been sent is asked about before it is sent."""
    from bot import dead as letters
    from bot.books import shop_named
    from bot.bootstrap import install
    from bot.settings import load_settings

    if (id is None) == (not every):
        raise StartRefused("Name one, such as m12, or say --all.")
    it = install(load_settings())
    which = shop_named(it, shop)
    ids = [id] if id else [letter.id for letter in letters.dead_letters(it, kind, which.id if which else None)]
    said = [letters.retried(it, each) for each in ids]
    for sentence, _ in said:
        typer.echo(sentence)
    raise typer.Exit(0 if all(done for _, done in said) else 1)


def backup(file: Annotated[Path, typer.Argument(help="such as shop-2026-11-20.backup")]) -> None:
    """Everything into one file, while the shop is open: the database, and what lies beside it."""
    from bot.backup import back_up
    from bot.settings import load_settings
    from domain.shared.clock import SystemClock

    manifest = back_up(load_settings(), file.resolve(), SystemClock())
    typer.echo(f"{sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, schema {manifest.revision}: {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="what `shop backup` wrote")],
    force: Annotated[bool, typer.Option(help="over a database that is not empty, which is put aside")] = False,
) -> None:
    """Put a backup back, while the shop is closed."""
    from bot.backup import restore as put_back
    from bot.settings import load_settings

    manifest = put_back(load_settings(), file.resolve(), force=force)
    typer.echo(f"As it was at {manifest.taken_at}. Start the shop; then, for what came in since and is lost:")
    typer.echo(f"    shop recover --since {manifest.taken_at}")
    typer.echo("    shop reconcile")


def recover(
    since: Annotated[str, typer.Option(help="2026-11-20T08:00 (UTC), or how far back: 90m, 12h, 2d")],
) -> None:
    """Hear what people wrote to Twilio while the shop was away, the oldest first, each message once."""
    from bot.bootstrap import install
    from bot.recovering import recover as hear_missed
    from bot.recovering import since_when
    from bot.settings import load_settings
    from domain.shared.errors import Trouble

    it = install(load_settings())
    if not it.settings.uses_twilio:
        raise StartRefused("Twilio is off: TWILIO_ACCOUNT_SID is not set.")
    try:
        typer.echo(f"{hear_missed(it, since_when(since, it.clock.now()))} messages that were missed are heard.")
    except Trouble as trouble:
        raise StartRefused(f"Not all could be heard ({trouble}): run it again, nothing is heard twice.") from None


def explain(
    message: Annotated[str, typer.Argument(help="as a buyer would write it")],
    language: Annotated[str | None, typer.Option(help="of the conversation: fr, en, …")] = None,
    shop: Annotated[str | None, typer.Option(help="its name or number: also shows what it would answer")] = None,
) -> None:
    """What the shop understands of a message, and why. Nothing is changed, nothing is sent."""
    from bot.explaining import explanation, rehearse_at

    for line in explanation(message, language):
        typer.echo(line)
    for line in rehearse_at(shop, message, language) if shop else ():
        typer.echo(line)
