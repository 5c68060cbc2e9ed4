"""Titles cut to what a button or a row holds, so that no two of them become the same."""

from __future__ import annotations

from collections.abc import Sequence

BUTTONS, BUTTON, ROW, DESCRIPTION = 3, 20, 24, 72


def shorten(titles: Sequence[str], width: int) -> list[str]:
    """Cut at the end; where that makes two the same, in the middle; where even that does, with its place."""
    for cut in (end, middle):
        short = [cut(title, width) for title in titles]
        if len(set(short)) == len(short):
            return short
    return [end(f"{place}. {title}", width) for place, title in enumerate(titles, 1)]


def end(title: str, width: int) -> str:
    return title if len(title) <= width else title[: width - 1].rstrip() + "…"


def middle(title: str, width: int) -> str:
    if len(title) <= width:
        return title
    tail = width // 2
    return title[: width - tail - 1].rstrip() + "…" + title[-tail:].lstrip()
