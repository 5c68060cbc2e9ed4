"""How choices are shown: three buttons, a list of ten rows, or numbered lines."""

from __future__ import annotations

from collections.abc import Sequence

from domain.customer.messages import Choice, OutboundMessage

MOST_BUTTONS, BUTTON_LENGTH = 3, 20
MOST_ROWS, ROW_LENGTH = 10, 24


def layout_of(choices: Sequence[Choice]) -> str:
    """`none`, `buttons`, `list` or `numbers`. A button has no room for a description."""
    if not choices:
        return "none"
    if len(choices) <= MOST_BUTTONS and not any(choice.description for choice in choices):
        return "buttons"
    return "list" if len(choices) <= MOST_ROWS else "numbers"


def in_lines(message: OutboundMessage, *, longest: int | None = None) -> str:
    """`1. Title — description`, a line each, or `• Title` where a number would be taken for something else.

    A description is cut to `longest`, with 0 left out.
    """
    return "\n".join(
        f"{f'{n}.' if message.numbered else '•'} {choice.title}{_description(choice.description, longest)}"
        for n, choice in enumerate(message.choices, start=1)
    )


def short_titles(titles: Sequence[str], length: int) -> list[str]:
    """Each at most `length` characters, no two alike: where cutting makes twins, the later is numbered."""
    taken: set[str] = set()
    return [_distinct(title, length, taken) for title in titles]


def cut(text: str, length: int) -> str:
    """At most `length` characters, ending in … where anything is left out."""
    return text if len(text) <= length else text[: max(length - 1, 0)].rstrip() + "…"


def _description(description: str, longest: int | None) -> str:
    shown = description if longest is None else cut(description, longest) if longest else ""
    return f" — {shown}" if shown else ""


def _distinct(title: str, length: int, taken: set[str]) -> str:
    short, n = cut(title, length), 1
    while short.casefold() in taken:
        n += 1
        short = f"{cut(title, length - len(str(n)) - 1)} {n}"
    taken.add(short.casefold())
    return short
