"""Every setting, in one frozen object: what it is called, what it does, what it is when nobody says."""

from __future__ import annotations

import hashlib
import os
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from bot.ages import Ages
from bot.premises import StartRefused
from domain.shared.ids import RandomIds
from integrations.embedded import redis_url

PORTS = Field(ge=1, le=65535)


class Settings(Ages):
    """Read from the environment, then from a file `.env`. A missing or wrong one is named at start."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    port: Annotated[int, PORTS] = Field(8000, alias="PORT", description="port of the web server")
    data_dir: Path = Field(
        Path("var"), alias="SHOP_DATA_DIR", description="folder of the embedded database, Redis and wallet"
    )
    public_url: str = Field(
        "", alias="PUBLIC_URL", description="address under which the world reaches this server, without a last slash"
    )
    database_url: str = Field("", alias="DATABASE_URL", description="SQLite in the data folder, or `postgresql://…`")
    redis_address: str = Field("", alias="REDIS_URL", description="embedded Redis in the data folder, or `redis://…`")
    secret: SecretStr = Field(
        SecretStr(""),
        alias="SHOP_SECRET",
        description="seals receipts and forms; made once in the data folder, the same on all machines",
    )
    web_processes: int = Field(2, alias="WEB_CONCURRENCY", ge=1, le=64, description="web processes under `shop run`")
    web_threads: int = Field(8, alias="WEB_THREADS", ge=1, le=256, description="threads of each web process")
    simulator: bool = Field(False, alias="SIMULATOR", description="serve /simulator; `shop run` turns it on")
    wallet_port: int = Field(0, alias="SANDBOX_WALLET_PORT", ge=0, le=65535, description="0: the port after PORT")
    wallet_url: str = Field("", alias="SANDBOX_WALLET_URL", description="where the sandbox wallet answers")
    wallet_accounts: Path | None = Field(
        None, alias="SHOP_WALLETS", description="TOML file of the accounts at real wallets: see `docs/wallets`"
    )
    twilio_account_sid: str = Field("", alias="TWILIO_ACCOUNT_SID", description="`AC…`; without it Twilio is off")
    twilio_auth_token: SecretStr = Field(SecretStr(""), alias="TWILIO_AUTH_TOKEN", description="signs its webhooks")
    twilio_shared_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (), alias="TWILIO_SHARED_KEYS", description="`key_id:HMAC_SHA256:secret`, separated by commas"
    )
    twilio_url: str = Field(
        "https://api.twilio.com", alias="TWILIO_BASE_URL", description="Twilio's API, or a stand-in for it"
    )
    doors_at_once: int = Field(
        64, alias="DOORS_AT_ONCE", ge=1, le=4096, description="webhooks in each web process at once; more come again"
    )
    person_burst: int = Field(
        40,
        alias="PERSON_BURST",
        ge=1,
        le=100_000,
        description="messages of one person answered at once, then ten a second",
    )
    postpone_after: float = Field(
        0.25,
        alias="POSTPONE_AFTER",
        ge=0,
        le=10,
        description="seconds that a message waits for a web thread; after more it is kept first, and answered later",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        alias="METRICS_TOKEN",
        description="bearer token of `/metrics`; without it only this machine may look",
    )
    sender_threads: int = Field(16, alias="SENDER_THREADS", ge=1, le=128, description="messages sent side by side")
    sender_rate: int = Field(
        80, alias="SENDER_RATE", ge=1, description="messages a second that each WhatsApp number is allowed"
    )
    stream_url: str = Field(
        "", alias="EVENT_STREAM_URL", description="Redis that gets every event (`docs/events.md`), or empty: none"
    )
    stream_name: str = Field(
        "shop.events", alias="EVENT_STREAM_NAME", min_length=1, description="its streams: `shop.events.0`, …"
    )
    stream_partitions: int = Field(
        1, alias="EVENT_STREAM_PARTITIONS", ge=1, le=256, description="streams; each order's events are in one"
    )
    stream_length: int = Field(
        100_000, alias="EVENT_STREAM_LENGTH", ge=1000, description="events that each stream keeps, about"
    )
    log_level: str = Field("WARNING", alias="LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR")
    ngrok_token: SecretStr = Field(SecretStr(""), alias="NGROK_AUTHTOKEN", description="for `shop tunnel`")

    @field_validator("twilio_shared_keys", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given

    @field_validator("twilio_shared_keys")
    @classmethod
    def _three_parts(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(key.split(":", 2)) != 3 for key in given):
            raise ValueError("each is key_id:algorithm:secret")
        return given

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, given: str) -> str:
        if given.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("one of DEBUG, INFO, WARNING, ERROR")
        return given.upper()

    @field_validator("public_url", "wallet_url", "twilio_url")
    @classmethod
    def _an_address(cls, given: str) -> str:
        if given and not given.startswith(("http://", "https://")):
            raise ValueError("begins with http:// or https://")
        return given.rstrip("/")

    @field_validator("stream_url")
    @classmethod
    def _a_redis(cls, given: str) -> str:
        if given and not given.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("begins with redis://, rediss:// or unix://")
        return given

    # -- what follows from them --------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        return self.data_dir.expanduser().resolve()

    @property
    def base_url(self) -> str:
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.folder / 'shop.db'}"

    @property
    def redis(self) -> str:
        return self.redis_address or redis_url(self.folder)

    @property
    def embeds_redis(self) -> bool:
        return not self.redis_address

    @property
    def wallet_listens_on(self) -> int:
        return self.wallet_port or self.port + 1

    @property
    def embeds_wallet(self) -> bool:
        return not self.wallet_url

    @property
    def wallet(self) -> str:
        return self.wallet_url or f"http://127.0.0.1:{self.wallet_listens_on}"

    @property
    def uses_twilio(self) -> bool:
        return bool(self.twilio_account_sid)

    @property
    def streams(self) -> bool:
        return bool(self.stream_url)

    @property
    def shared_keys(self) -> dict[str, tuple[str, str]]:
        parts = (key.split(":", 2) for key in self.twilio_shared_keys)
        return {key_id: (secret, algorithm) for key_id, algorithm, secret in parts}

    @cached_property
    def key(self) -> str:
        """The installation's own secret: set, or made once and kept in the data folder."""
        return self.secret.get_secret_value() or _kept_secret(self.folder / "secret")

    def key_for(self, purpose: str) -> str:
        """A key of its own for each use, so that none gives away another."""
        return hashlib.sha256(f"{purpose}\n{self.key}".encode()).hexdigest()


def load_settings(**overrides: object) -> Settings:
    """Raises StartRefused with one sentence that names the setting."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        raise StartRefused(f"{name} is set to something that cannot be: {first['msg']}.") from None


def _kept_secret(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(RandomIds().token() + RandomIds().token())
    except FileExistsError:
        pass
    except OSError as error:
        raise StartRefused(
            f"The data folder {path.parent} cannot be written to ({error.strerror}): set SHOP_DATA_DIR to another."
        ) from None
    return path.read_text().strip()
