"""A shop's account at the sandbox wallet."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """`key` goes with every call; `secret` proves the callbacks. Neither is ever shown."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
