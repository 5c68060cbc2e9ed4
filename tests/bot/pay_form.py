"""The form of the payment page, as a browser sends it back."""

from __future__ import annotations

import html
import re

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def hidden_fields(page: str) -> dict[str, str]:
    """What the page gave out with it; nothing where there is no form."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
