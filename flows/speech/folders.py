"""Where the languages live."""

from __future__ import annotations

from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE = "en"
