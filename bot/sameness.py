"""What all machines of one installation must agree on, compared when each of them starts.

With two secrets a receipt of one machine is called forged by the other, and every second payment form is refused.
"""

from __future__ import annotations

from bot.premises import StartRefused
from bot.settings import Settings
from domain.shared.errors import Trouble
from integrations.store.engine import create_database
from integrations.store.installation import SqlInstallation

SECRET = "secret"  # noqa: S105 - the name of the fact, which keeps a hash of a hash


def ensure_one_secret(settings: Settings) -> None:
    """Raises StartRefused. Where the database does not answer, or is not of this release yet, there is nothing to
    compare with: doors open all the same."""
    try:
        agreed = _agreed(settings)
    except Trouble:
        return
    if agreed != _fingerprint(settings):
        raise StartRefused(
            "SHOP_SECRET is not the one that this database has been used with: set the same on every machine "
            "(the file `secret` in the first one's data folder), or run `shop secret` if it was changed on purpose."
        )


def adopt_secret(settings: Settings) -> str:
    engine = create_database(settings.database)
    with engine.begin() as connection:
        SqlInstallation(connection).say(SECRET, _fingerprint(settings))
    engine.dispose()
    return "This machine's secret is the installation's: restart the others with the same. Older receipts are void."


def _agreed(settings: Settings) -> str:
    engine = create_database(settings.database)
    try:
        with engine.begin() as connection:
            installation = SqlInstallation(connection)
            mine = _fingerprint(settings)
            return installation.agreed(SECRET, mine) if installation.is_ready() else mine
    finally:
        engine.dispose()


def _fingerprint(settings: Settings) -> str:
    return settings.key_for("fingerprint")
