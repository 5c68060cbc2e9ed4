"""Titles cut to what a button or a row holds, so that no two of them become the same."""

from __future__ import annotations

from collections.abc import Sequence

BUTTONS, BUTTON, ROW, DESCRIPTION = 3, 20, 24, 72
SHORTEST_HEAD = 3


def shorten(titles: Sequence[str], width: int) -> list[str]:
    """Cut at the end; where that makes two the same, in the middle, unless that hides what tells them apart: then what
    they share gives way to it; where nothing does, each has its place."""
    for cut in (_at_the_end, _in_the_middle, _told_apart, _halved):
        short = cut(titles, width)
        if len(set(short)) == len(short) == len(titles):
            return short
    return [end(f"{place}. {title}", width) for place, title in enumerate(titles, 1)]


def _at_the_end(titles: Sequence[str], width: int) -> list[str]:
    return [end(title, width) for title in titles]


def _halved(titles: Sequence[str], width: int) -> list[str]:
    return [middle(title, width) for title in titles]


def _in_the_middle(titles: Sequence[str], width: int) -> list[str]:
    """Nothing, where a word of somebody's own is lost by it."""
    own = _own_words(titles, width)
    return [short for short, words in zip(_halved(titles, width), own, strict=True) if set(words) <= set(short.split())]


def _told_apart(titles: Sequence[str], width: int) -> list[str]:
    """`Pagne wax hollandais, fleurs rouges, 6 yards` among others of 6 yards: `Pagne wax holl…rouges`."""
    own = _own_words(titles, width)
    return [_before(" ".join(words).strip(",;"), title, width) for title, words in zip(titles, own, strict=True)]


def _own_words(titles: Sequence[str], width: int) -> list[list[str]]:
    """What each has beside those that begin like it; nothing, where no other one does."""
    alike: dict[str, list[str]] = {}
    for title in titles:
        alike.setdefault(end(title, width), []).append(title)
    shared = {begun: set.intersection(*(set(each.split()) for each in same)) for begun, same in alike.items()}
    return [[word for word in title.split() if word not in shared[end(title, width)]] for title in titles]


def _before(own: str, title: str, width: int) -> str:
    room = width - len(own) - 1
    if not own:
        return end(title, width)
    return f"{title[:room].rstrip(' ,;')}…{own}" if room >= SHORTEST_HEAD else end(own, width)


def end(title: str, width: int) -> str:
    return title if len(title) <= width else title[: width - 1].rstrip() + "…"


def middle(title: str, width: int) -> str:
    if len(title) <= width:
        return title
    tail = width // 2
    return title[: width - tail - 1].rstrip() + "…" + title[-tail:].lstrip()
