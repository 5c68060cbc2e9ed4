"""All processes of the shop, and all of them under one supervisor. Each imports only what it works with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.logs import set_up_logs
from bot.sameness import ensure_one_secret
from bot.settings import Settings, load_settings
from bot.supervisor import Child, StartRefused, Supervisor, claim_folder, ensure_port_free
from domain.shared.clock import SystemClock
from domain.shared.errors import Trouble
from integrations.embedded import answers, redis_command
from integrations.http import Http
from integrations.queue import EVENTS, MESSAGES, MONEY, is_worked_on, run_scheduler, run_worker

QUEUES = (MESSAGES, MONEY)
PERIODIC = {
    "sweep": timedelta(seconds=2),
    "catch_up": timedelta(seconds=2),
    "settle": timedelta(seconds=2),
    "refund": timedelta(seconds=5),
    "expire": timedelta(seconds=5),
    "fetch": timedelta(seconds=5),
    "remind": timedelta(seconds=30),
    "recover": timedelta(minutes=3),
    "reconcile": timedelta(minutes=10),
    "archive": timedelta(minutes=1),
}
"""How often the clock looks for what a lost wake-up left lying."""
STREAMING = {"publish": timedelta(seconds=2)}
"""Only where there is a stream: its jobs have a queue and a worker of their own, so that it can hang alone."""


def run_everything(say: Callable[[str], None], **overrides: str) -> int:
    """Everything on embedded defaults. Raises StartRefused with one sentence."""
    settings = load_settings(**overrides)
    lock = claim_folder(settings.folder)
    ensure_port_free(settings.port)
    if settings.embeds_wallet:
        ensure_port_free(settings.wallet_listens_on, "127.0.0.1")
    prepare_database(settings)
    open_demo(settings)
    learn_languages(say)
    try:
        return Supervisor(children(settings), when_up=lambda: welcome(settings, say)).run()
    finally:
        os.close(lock)


def prepare_database(settings: Settings) -> None:
    """At this release. Raises StartRefused where it cannot be reached."""
    from integrations.store.engine import create_database
    from integrations.store.migrations import migrate

    settings.folder.mkdir(parents=True, exist_ok=True)
    engine = create_database(settings.database)
    try:
        migrate(engine)
    except Trouble as trouble:
        raise StartRefused(f"The database cannot be used: {trouble}. Look at DATABASE_URL.") from None
    finally:
        engine.dispose()
    ensure_one_secret(settings)


def open_demo(settings: Settings) -> None:
    from bot.bootstrap import install
    from bot.demo import open_demo_shops

    it = install(settings)
    open_demo_shops(it)
    it.engine.dispose()


def learn_languages(say: Callable[[str], None]) -> None:
    """Once for a release, and not beside the first messages. In a process of its own: only the web keeps them."""
    from bot.lessons import are_kept

    if not are_kept():
        say("Learning the languages: a few seconds, once.")
        subprocess.run([sys.executable, "-m", "bot", "learn"], check=False)


def welcome(settings: Settings, say: Callable[[str], None]) -> None:
    say("")
    say("The shop is open. Try it, as buyer, merchant, wallet and courier:")
    say("")
    say(f"    {settings.base_url}/simulator")
    say("")
    elsewhere = f"PORT={settings.port} " if settings.port != Settings.model_fields["port"].default else ""
    say(f"In a terminal: {elsewhere}.venv/bin/shop chat --as +2250700000001    Stop: Ctrl-C")


def children(settings: Settings) -> list[Child]:
    """In the order in which they start; what others need stops last."""
    env = {
        "SIMULATOR": "1",
        "PUBLIC_URL": settings.public_url,
        "PORT": str(settings.port),
        "SHOP_DATA_DIR": str(settings.folder),
        "PYTHONUNBUFFERED": "1",
    }
    shop = [sys.executable, "-m", "bot"]
    redis = [Child("redis", redis_command(settings.folder), env, lambda: answers(settings.redis), serves_others=True)]
    wallet = [Child("wallet", [*shop, "wallet"], env, lambda: is_up(settings.wallet))]
    return [
        *(redis if settings.embeds_redis else []),
        *(wallet if settings.embeds_wallet else []),
        Child("web", gunicorn(settings), env, lambda: is_up(f"http://127.0.0.1:{settings.port}")),
        *(
            Child(queue, [*shop, "worker", queue], env, partial(is_worked_on, settings.redis, queue))
            for queue in queues(settings)
        ),
        Child("scheduler", [*shop, "scheduler"], env),
    ]


def gunicorn(settings: Settings) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "bot.wsgi:app",
        "--bind", f"0.0.0.0:{settings.port}",
        "--worker-class", "bot.web_worker.Worker",
        "--workers", str(settings.web_processes),
        "--threads", str(settings.web_threads),
        "--graceful-timeout", "6",
        "--preload",  # imported once, not once for each worker
        "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip


def is_up(url: str) -> bool:
    try:
        return Http(url, timeout=(0.5, 2), retry_reads=0).call("GET", "/healthz").status == 200
    except Exception:
        return False


def queues(settings: Settings) -> tuple[str, ...]:
    return (*QUEUES, EVENTS) if settings.streams else QUEUES


def run_workers(queue: str | None) -> int:
    """One queue for each process: RQ can lose a job of a worker that listens to several."""
    settings = load_settings()
    known = queues(settings)
    if queue is None:
        ensure_one_secret(settings)
        shop = [sys.executable, "-m", "bot"]
        return Supervisor([Child(name, [*shop, "worker", name]) for name in known]).run()
    if queue not in known:
        raise StartRefused(f"There is no queue {queue}: choose {' or '.join(known)}.")
    set_up_logs(settings.log_level)
    ensure_one_secret(settings)
    import bot.jobs  # imported once, before the first job needs it

    try:
        run_worker(queue, settings.redis)
    finally:
        bot.jobs.stop()
    return 0


def run_periodic_work() -> None:
    settings = load_settings()
    set_up_logs(settings.log_level)
    ensure_one_secret(settings)
    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    every = PERIODIC | (STREAMING if settings.streams else {})
    run_scheduler(settings.redis, every, SystemClock(), stop)


def run_wallet() -> None:
    from bot.sandbox_wallet.server import serve
    from bot.sandbox_wallet.settings import WalletSettings

    settings = load_settings()
    set_up_logs(settings.log_level)
    secret = settings.key_for("wallet")
    serve(WalletSettings(settings.folder / "wallet.db", secret, port=settings.wallet_listens_on))
