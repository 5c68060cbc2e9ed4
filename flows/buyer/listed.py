"""Things that are wanted side by side without a number, one of which is not sold: `give me a jiko and a blender`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.buyer.fitting import Fit
from flows.buyer.served import Served
from flows.understanding.wishes import OrderInWords

A_SHORT_NAME = 2


def one_of_each(order: OrderInWords, served: Sequence[Served]) -> Sequence[Served]:
    """One of each, so that what is not sold is said; as they were, where anything else is said. What is sold comes
    first: `NEPA take light` is a story."""
    is_plain = order.wants and order.names_one and not (order.counts or order.changes or order.left_over)
    sold = [each for each in served if each.is_sold]
    if not is_plain or not 0 < len(sold) < len(served) or not all(each.is_called(Fit.MEANT) for each in sold):
        return served
    parts = {each.line.part for each in served}
    unsold = (each for each in served if not each.is_sold)
    if (
        len(parts) > 1
        or not served[0].is_sold
        or not all(each.line.is_apart and len(each.line.words) <= A_SHORT_NAME for each in unsold)
    ):
        return served
    return [replace(each, line=replace(each.line, quantity=1)) for each in served]
