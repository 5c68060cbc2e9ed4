"""All that is random in a run, from its seed: a stream of its own for each use, so that none disturbs another."""

from __future__ import annotations

import base64
import uuid
from random import Random


class Chance:
    """`chance.of("payers")` is the same stream in every process and under every PYTHONHASHSEED."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, Random] = {}

    def of(self, name: str) -> Random:
        if name not in self._streams:
            self._streams[name] = Random(f"{self.seed}/{name}")
        return self._streams[name]


class SeededIds:
    """The port `Ids`, as unordered as the real ones."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def new(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(16)).rstrip(b"=").decode()

    def digits(self, length: int) -> str:
        return f"{self._random.randrange(10**length):0{length}}"
