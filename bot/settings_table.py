"""The settings as a Markdown table, so that the README cannot say anything else than the code."""

from __future__ import annotations

from bot.settings import Settings

HEAD = "| setting | what it is | left out |\n|---|---|---|"


def settings_table() -> str:
    rows = []
    for field in Settings.model_fields.values():
        default = "" if "Secret" in str(field.annotation) or field.default in ("", (), None) else f"`{field.default}`"
        rows.append(f"| `{field.alias}` | {field.description} | {default} |")
    return "\n".join([HEAD, *rows])
