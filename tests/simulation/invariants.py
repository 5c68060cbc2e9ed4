"""The rules: what must hold after every transaction, and what must hold once the faults have stopped.

A rule is a function from the books to the sentences that say how it is broken. Another one is added by writing it
where it belongs and naming it in that module's ALWAYS or IN_THE_END.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tests.simulation import bill_rules, goods_rules, money_rules, talk_rules
from tests.simulation.books import Books

Rule = Callable[[Books], Iterator[str]]
ALWAYS: tuple[Rule, ...] = (
    *money_rules.ALWAYS,
    *bill_rules.ALWAYS,
    *goods_rules.ALWAYS,
    *talk_rules.ALWAYS,
)
IN_THE_END: tuple[Rule, ...] = (
    *money_rules.IN_THE_END,
    *bill_rules.IN_THE_END,
    *goods_rules.IN_THE_END,
    *talk_rules.IN_THE_END,
)


def broken(rules: Iterable[Rule], books: Books) -> list[str]:
    return [f"{rule.__name__}: {what}" for rule in rules for what in rule(books)]
