"""The `shop` command. Each verb imports what it needs when it is called, so that all of them start at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import operations, transcript
from bot.premises import StartRefused

app = typer.Typer(help="A shop that lives in WhatsApp.", no_args_is_help=True, add_completion=False)
app.add_typer(operations.dead, name="dead")
app.add_typer(transcript.transcript, name="transcript")
for verb in (operations.backup, operations.restore, operations.recover, operations.explain):
    app.command()(verb)


@app.command()
def run() -> None:
    """Start everything on this machine: web, workers, scheduler, Redis, the sandbox wallet, two demo shops."""
    from bot.everything import run_everything

    raise typer.Exit(run_everything(say))


@app.command()
def chat(
    me: Annotated[str, typer.Option("--as", help="who writes: +2250700000001")],
    to: Annotated[str | None, typer.Option("--to", help="the shop's number or code; the first if left out")] = None,
) -> None:
    """Chat with a shop in the terminal; lines may also come from standard input."""
    from bot.terminal import chat_in_terminal

    chat_in_terminal(me, to, sys.stdin, say)


@app.command()
def migrate() -> None:
    """Bring the database to this release (`release` in the Procfile)."""
    from bot.everything import prepare_database
    from bot.settings import load_settings

    prepare_database(load_settings())


@app.command()
def learn() -> None:
    """Learn the languages now and keep what they taught, for an image that is built: else the first start does."""
    from bot.lessons import learn_and_keep, recall

    if not recall():
        learn_and_keep()


@app.command()
def secret() -> None:
    """Make SHOP_SECRET as this machine has it that of the installation, after it was changed on purpose."""
    from bot.sameness import adopt_secret
    from bot.settings import load_settings

    print(adopt_secret(load_settings()))


@app.command()
def demo() -> None:
    """Open the two demo shops, if they are not open yet."""
    from bot.bootstrap import install
    from bot.demo import open_demo_shops
    from bot.settings import load_settings

    for sentence in open_demo_shops(install(load_settings())):
        print(sentence)


@app.command(name="open")
def open_(file: Annotated[Path, typer.Argument(help="a shop as TOML: see bot/demo/chez_fatou.toml")]) -> None:
    """Open a shop from a file, or bring one that is open up to date."""
    from bot.bootstrap import install
    from bot.opening import open_from_file
    from bot.settings import load_settings

    print(open_from_file(install(load_settings()), file))


@app.command()
def worker(
    queue: Annotated[str | None, typer.Argument(help="messages, money or events; all if left out")] = None,
) -> None:
    """Do what there is to do: send, tell, settle, refund."""
    from bot.everything import run_workers

    raise typer.Exit(run_workers(queue))


@app.command()
def scheduler() -> None:
    """Periodic work; any number may run."""
    from bot.everything import run_periodic_work

    run_periodic_work()


@app.command()
def wallet() -> None:
    """The sandbox wallet: a Mobile Money provider of our own, to develop against."""
    from bot.everything import run_wallet

    run_wallet()


@app.command()
def tunnel() -> None:
    """Start everything behind an ngrok tunnel, and print what to paste into Twilio."""
    from bot.tunnel import run_behind_tunnel

    raise typer.Exit(run_behind_tunnel(say))


@app.command()
def doctor() -> None:
    """Look at the settings and at what they point to, and say what is wrong."""
    from bot.doctor import examine

    raise typer.Exit(examine(say))


@app.command(name="wallet-provision")
def wallet_provision(
    collection_key: Annotated[str, typer.Option(help="primary key of the product Collections", prompt=True)],
    disbursement_key: Annotated[str, typer.Option(help="of Disbursements; without it nothing is paid back")] = "",
    account: Annotated[str, typer.Option(help="its name in the shop's file")] = "mtn-sandbox",
    callback: Annotated[str, typer.Option(help="public address; PUBLIC_URL if left out")] = "",
    base_url: Annotated[str, typer.Option(help="MTN's sandbox, or a stand-in for it")] = "",
) -> None:
    """Open an account in MTN MoMo's sandbox, and print what to put into the file of SHOP_WALLETS."""
    from bot.provisioning import MTN_SANDBOX, mtn_account
    from bot.settings import load_settings

    public_url = callback or load_settings().public_url
    print(mtn_account(account, collection_key, disbursement_key, public_url, base_url or MTN_SANDBOX))


@app.command()
def reconcile(
    shop: Annotated[str | None, typer.Option(help="its name, code or number; all if left out")] = None,
    day: Annotated[str | None, typer.Option(help="such as 2026-11-19; what is not settled if left out")] = None,
) -> None:
    """Hold the wallets' own lists against what is booked; what they name is asked about, the rest is reported."""
    from bot import books
    from bot.bootstrap import install
    from bot.settings import load_settings

    it = install(load_settings())
    for line in books.reconciliation_report(it, books.shop_named(it, shop), books.day_named(day)):
        print(line)


@app.command()
def ledger(
    shop: Annotated[str | None, typer.Option(help="its name, code or number; all if left out")] = None,
    first: Annotated[str | None, typer.Option("--from", help="the first day, such as 2026-11-01")] = None,
    last: Annotated[str | None, typer.Option("--to", help="the last day")] = None,
    entries: Annotated[bool, typer.Option(help="every entry, as CSV")] = False,
    check: Annotated[bool, typer.Option(help="recompute every bill, and say what disagrees")] = False,
) -> None:
    """What stands on each account of the books."""
    from bot import books
    from bot.bootstrap import install
    from bot.settings import load_settings

    it = install(load_settings())
    which = books.shop_named(it, shop)
    if check:
        wrong = books.audit_report(it, which)
        print("\n".join(wrong) or "Every bill agrees with the ledger.")
        raise typer.Exit(1 if wrong else 0)
    written = books.journal if entries else books.balance_sheet
    for line in written(it, which, books.day_named(first), books.day_named(last)):
        print(line)


@app.command()
def archive(
    prune: Annotated[bool, typer.Option(help="also drop the months that need not be kept any longer")] = False,
) -> None:
    """Put away what is finished and old, all of it at once; the scheduler does it little by little."""
    from bot.ageing import report
    from bot.bootstrap import install
    from bot.settings import load_settings

    for line in report(install(load_settings()), prune=prune):
        print(line)


@app.command()
def settings() -> None:
    """The table of all settings, as it stands in the README."""
    from bot.settings_table import settings_table

    print(settings_table())


def say(line: str) -> None:
    """At once, even where nobody watches the terminal."""
    print(line, flush=True)


def main() -> None:
    """One sentence for what a person can mend, never a stack trace."""
    try:
        app()
    except StartRefused as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)
