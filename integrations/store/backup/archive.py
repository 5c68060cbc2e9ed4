"""One file that holds it all: the database, what lies beside it, and a manifest that says what must be in it."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from integrations.store.backup.copies import CannotBackUp, Copied, sha256

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sums` are the SHA-256 of the other files, by name."""

    kind: str
    release: str
    revision: str
    taken_at: str
    rows: dict[str, int]
    sums: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def agrees_with(self, copied: Copied) -> bool:
        return (self.revision, self.rows) == (copied.revision, copied.rows)


def pack(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> Manifest:
    """There whole or not at all; only its owner may read it. Returns the manifest with the sums of `files`."""
    manifest = replace(manifest, sums={name: sha256(file) for name, file in files.items()})
    written = target.with_name(f".{target.name}.part")
    note = written.with_name(f".{target.name}.manifest")
    note.write_text(json.dumps(asdict(manifest), indent=2))
    try:
        with os.fdopen(os.open(written, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
                for name, file in {MANIFEST: note, **files}.items():
                    archive.add(file, name, recursive=False)
            raw.flush()
            os.fsync(raw.fileno())
        written.replace(target)
    finally:
        note.unlink(missing_ok=True)
        written.unlink(missing_ok=True)
    return manifest


def unpack(source: Path, folder: Path) -> Manifest:
    """Every file proved by its sum. Raises CannotBackUp."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, EOFError, tarfile.TarError, ValueError, TypeError) as why:
        raise CannotBackUp(f"{source} is no backup, or a damaged one ({type(why).__name__}).") from None
    if manifest.format != FORMAT:
        raise CannotBackUp(f"{source} was made by another release: its format is {manifest.format}.")
    for name, expected in manifest.sums.items():
        if not (folder / name).is_file() or sha256(folder / name) != expected:
            raise CannotBackUp(f"{source} is damaged: {name} is not what was backed up.")
    return manifest
