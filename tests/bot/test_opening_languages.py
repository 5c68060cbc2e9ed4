"""Which languages a shop speaks: as its file says, else as its country does."""

from __future__ import annotations

from typing import Any

import pytest

from bot.opening import languages_of


@pytest.mark.parametrize(
    ("card", "spoken"),
    [
        ({"region": "CI", "language": "fr", "languages": ["fr", "en"]}, ("fr", "en")),
        ({"region": "KE", "language": "en", "languages": ["sw", "en"]}, ("en", "sw")),
        ({"region": "KE"}, ("sw", "en")),
        ({"region": "KE", "language": "en"}, ("en", "sw")),
        ({"region": "MZ"}, ("pt",)),
        ({"region": "AO"}, ("pt",)),
        ({"region": "SN"}, ("fr",)),
        ({"region": "GH"}, ("en",)),
        ({"region": "JP"}, ("en",)),
    ],
)
def test_a_shop_speaks_as_its_file_says_and_else_as_its_country_does(
    card: dict[str, Any], spoken: tuple[str, ...]
) -> None:
    assert languages_of(card) == spoken
