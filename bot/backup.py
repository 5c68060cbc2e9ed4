"""`shop backup` while everything runs, and `shop restore` while nothing does."""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.bootstrap import install
from bot.everything import prepare_database
from bot.premises import StartRefused, claim_folder
from bot.settings import Settings
from domain.shared.clock import Clock
from integrations.store.backup import copies_of
from integrations.store.backup.archive import Manifest, pack, unpack
from integrations.store.backup.copies import CannotBackUp, refuse_newer
from integrations.store.backup.sqlite import copy, put_aside

WALLET, SECRET = "wallet.db", "secret"
BESIDE = (WALLET, SECRET)
"""The embedded wallet, and the key that seals receipts, where they lie in the data folder."""


def back_up(settings: Settings, target: Path, clock: Clock) -> Manifest:
    """Everything that was committed before this began, and nothing half done. Raises StartRefused."""
    copies = copies_of(settings.database)
    began = clock.now()
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as place:
            files = {copies.file_name: Path(place) / copies.file_name}
            copied = copies.save(files[copies.file_name])
            # The wallet last: what the shop knows of, it must know; what it alone knows is asked for.
            files |= _beside(settings.folder, Path(place))
            manifest = Manifest(copies.kind, _release(), copied.revision, began.isoformat(), copied.rows)
            return pack(target, manifest, files)
    except CannotBackUp as why:
        raise StartRefused(str(why)) from None
    except OSError as why:
        raise StartRefused(f"{target} cannot be written ({why.strerror}).") from None


def restore(settings: Settings, source: Path, *, force: bool) -> Manifest:
    """Into an empty place, brought to this release's schema. Raises StartRefused."""
    lock = claim_folder(settings.folder)
    try:
        with tempfile.TemporaryDirectory(dir=settings.folder, prefix=".restore-") as place:
            manifest = _put_back(settings, source, Path(place), force)
        prepare_database(settings)
        _doubt_what_waits(settings)
    except CannotBackUp as why:
        raise StartRefused(str(why)) from None
    finally:
        os.close(lock)
    return manifest


def _doubt_what_waits(settings: Settings) -> None:
    """What waited to go out then may have gone out since: it is asked about before it is sent."""
    it = install(settings)
    with it.work() as work:
        work.outbox.doubt_all()
    it.engine.dispose()


def _put_back(settings: Settings, source: Path, place: Path, force: bool) -> Manifest:
    manifest = unpack(source, place)
    copies = copies_of(settings.database)
    if manifest.kind != copies.kind:
        raise CannotBackUp(f"The backup is of {manifest.kind}, DATABASE_URL names {copies.kind}.")
    refuse_newer(manifest.revision)
    if not manifest.agrees_with(copies.load(place / copies.file_name, over=force)):
        raise CannotBackUp("The restored rows are not those that were backed up: do not open the shop with them.")
    for name in BESIDE:
        if (place / name).exists():
            for ending in ("", "-wal", "-shm"):
                put_aside(settings.folder / f"{name}{ending}", settings.folder / f"{name}.replaced{ending}")
            shutil.move(place / name, settings.folder / name)
    return manifest


def _beside(folder: Path, place: Path) -> dict[str, Path]:
    if (folder / WALLET).exists():
        copy(folder / WALLET, place / WALLET)
    if (folder / SECRET).exists():
        shutil.copy(folder / SECRET, place / SECRET)
    return {name: place / name for name in BESIDE if (place / name).exists()}


def _release() -> str:
    try:
        return version("whatsapp-shop")
    except PackageNotFoundError:
        return "unknown"
