"""The catalogue in `docs/events.md`. `python -m tests.integrations.stream.event_table` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

from domain.shared.events import event_types
from integrations.stream.cloud_events import type_of
from integrations.stream.personal import LEFT_OUT, told_fields
from tests.domain import catalogue

PAGE = Path(__file__).parents[3] / "docs" / "events.md"
MARKS = re.compile(r"(<!-- events -->\n)(.*?)(<!-- /events -->)", re.DOTALL)


def table() -> str:
    lines = ["| `type` | context | in `data`, beside `shop_id` | left out |", "|---|---|---|---|"]
    known = catalogue.present()
    for name in sorted(known, key=lambda name: (known[name]["context"], name)):
        kind = event_types()[name]
        told = ", ".join(f"`{field}`" for field in told_fields(kind) if field != "shop_id")
        left_out = ", ".join(f"`{field}`" for field in sorted(LEFT_OUT.get(name, ())))
        context = known[name]["context"]
        lines.append(f"| `{type_of(name, kind.schema_version)}` | {context} | {told} | {left_out} |")
    return "\n".join(lines) + "\n"


def written() -> str:
    found = MARKS.search(PAGE.read_text("utf-8"))
    assert found is not None
    return found[2]


def write() -> None:
    PAGE.write_text(MARKS.sub(lambda found: found[1] + table() + found[3], PAGE.read_text("utf-8")))


if __name__ == "__main__":
    write()
