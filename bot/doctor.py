"""Looks at everything the settings point to, and says in a line each what is right and what is not."""

from __future__ import annotations

from collections.abc import Callable

from bot.settings import Settings, load_settings
from bot.tunnel import what_to_paste
from domain.shared.clock import SystemClock
from domain.shared.ids import RandomIds, ShopId
from integrations.embedded import answers
from integrations.http import Http
from integrations.store.engine import create_database
from integrations.store.unit_of_work import SqlUnitOfWork


def examine(say: Callable[[str], None]) -> int:
    """0 when all is well."""
    settings = load_settings()
    if settings.uses_twilio:
        for line in what_to_paste(settings.base_url):
            say(f"        {line}")
    ill = [name for name, look in LOOKS.items() if not _look(name, look, settings, say)]
    return 1 if ill else 0


def _look(name: str, look: Callable[[Settings], str], settings: Settings, say: Callable[[str], None]) -> bool:
    try:
        say(f"ok      {name}: {look(settings)}")
    except Exception as trouble:
        say(f"WRONG   {name}: {str(trouble).splitlines()[0] if str(trouble) else type(trouble).__name__}")
        return False
    return True


def _database(settings: Settings) -> str:
    with create_database(settings.database).connect() as connection:
        return f"{connection.dialect.name} answers"


def _redis(settings: Settings) -> str:
    if not answers(settings.redis):
        raise RuntimeError("no answer: set REDIS_URL, or start the shop with `make run`")
    return "embedded, answers" if settings.embeds_redis else "answers"


def _event_stream(settings: Settings) -> str:
    if not settings.streams:
        return "off: EVENT_STREAM_URL is not set"
    if not answers(settings.stream_url):
        raise RuntimeError("no answer: look at EVENT_STREAM_URL")
    return "answers"


def _shops(settings: Settings) -> str:
    """Who answers at which number; a code is what `https://wa.me/<number>?text=<code>` leads to."""
    engine = create_database(settings.database)
    with SqlUnitOfWork(engine, clock=SystemClock(), ids=RandomIds(), shop_id=ShopId("")) as work:
        shops = work.shops.all()
    at: dict[str, list[str]] = {}
    for shop in shops:
        at.setdefault(shop.number, []).append(shop.code)
    return "; ".join(f"{number} {', '.join(codes)}" for number, codes in at.items()) or "none is open yet"


def _wallet(settings: Settings) -> str:
    status = Http(settings.wallet, timeout=(1, 3), retry_reads=0).call("GET", "/healthz").status
    return f"answers with {status}"


def _public_url(settings: Settings) -> str:
    if settings.uses_twilio and not settings.base_url.startswith("https://"):
        raise RuntimeError("PUBLIC_URL must be https:// for Twilio to reach this shop")
    return settings.base_url


def _twilio(settings: Settings) -> str:
    if not settings.uses_twilio:
        return "off: TWILIO_ACCOUNT_SID is not set"
    if not settings.twilio_auth_token.get_secret_value():
        raise RuntimeError("TWILIO_AUTH_TOKEN is missing")
    return "configured"


LOOKS: dict[str, Callable[[Settings], str]] = {
    "database": _database,
    "shops": _shops,
    "redis": _redis,
    "event stream": _event_stream,
    "sandbox wallet": _wallet,
    "public address": _public_url,
    "twilio": _twilio,
}
