"""Property tests keep no diary on the disk, and a slow machine is no fault."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("shop", deadline=None, database=None)
settings.load_profile("shop")
