"""The settings as a Markdown table, so that the README cannot say anything else than the code."""

from __future__ import annotations

from bot.ages import Ages
from bot.settings import Settings

HEAD = "| setting | what it is | left out |\n|---|---|---|"


def settings_table() -> str:
    rows = []
    for name in sorted(Settings.model_fields, key=lambda name: name in Ages.model_fields):
        field = Settings.model_fields[name]
        default = "" if "Secret" in str(field.annotation) or field.default in ("", (), None) else f"`{field.default}`"
        rows.append(f"| `{field.alias}` | {field.description} | {default} |")
    return "\n".join([HEAD, *rows])
