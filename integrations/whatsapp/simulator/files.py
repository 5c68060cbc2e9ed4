"""What simulated people send: the few files that their phones have, never anything from the network."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from domain.shared.errors import Permanent


class SimulatorFiles:
    """`folder` is what the page serves below `/static/simulator/`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, url: str) -> bool:
        return "/static/simulator/" in urlsplit(url).path

    def fetch(self, url: str) -> tuple[str, bytes]:
        path = self._folder / Path(urlsplit(url).path).name
        if not path.is_file():
            raise Permanent("no simulated phone has that file", "404")
        return mimetypes.guess_type(path.name)[0] or "", path.read_bytes()
