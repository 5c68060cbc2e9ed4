"""An order with what the shelf has for it: how much of it is understood, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flows.buyer.finding import Found
from flows.buyer.fitting import Fit, is_called, kind_meant
from flows.understanding.wishes import Line, OrderInWords

NEARLY_ALL = 4
"""For each thing that is not understood so many must be."""
A_NAME = 3
"""A thing that is not sold has so many words at most: more are a sentence."""


@dataclass(frozen=True, slots=True)
class Served:
    """One line, with what was found for it."""

    line: Line
    found: Found

    @property
    def is_sold(self) -> bool:
        return bool(self.found.products)

    @property
    def is_named(self) -> bool:
        """It asks for a number of something, whether that is sold or not."""
        return bool(self.line.quantity) and 0 < len(self.line.words) <= A_NAME

    @property
    def is_ordered(self) -> bool:
        """What only happens to be named among other words is not: `mosquitoes are killing us, 4 nets`."""
        does = bool(self.line.quantity or self.line.act or not self.found.missed)
        return not self.line.words or (self.is_sold and does)

    def is_called(self, least: Fit = Fit.SLIP) -> bool:
        """By its name, or another one of its names, and nothing besides."""
        return not self.missed and all(is_called(self.line.words, one, least) for one in self.found.products)

    @property
    def is_begun_otherwise(self) -> bool:
        return bool(self.found.missed) and self.line.words[:1] == self.found.missed[:1]

    @property
    def understood(self) -> int:
        told = len(self.line.words) - len(self.found.missed) if self.is_sold else 0
        is_done = self.line.act and (self.is_sold or not self.line.words)
        return told + len(self.line.sizes) + bool(self.line.quantity) + bool(is_done)

    @property
    def missed(self) -> int:
        if self.is_sold or not self.line.words:
            return len(self.found.missed)
        return 0 if self.is_named else len(self.line.words) - len(self.line.aim)


@dataclass(frozen=True, slots=True)
class Reading:
    """An order with what was found for its lines."""

    order: OrderInWords
    served: Sequence[Served]

    @property
    def names_things(self) -> bool:
        return any(each.line.words or each.is_sold for each in self.served)

    @property
    def parts(self) -> frozenset[int]:
        """Those between signs that speak of the order: whatever is said in the others is talk."""
        return frozenset(each.line.part for each in self.served if each.is_ordered)

    @property
    def missed(self) -> int:
        strays = sum(part in self.parts for part, _word in self.order.left_over)
        spoken = [each for each in self.served if each.line.part in self.parts and not _is_small_talk(each)]
        return strays + sum(each.missed for each in spoken)

    @property
    def unexplained(self) -> int:
        """Also of what might just not be sold, or be talk; what is counted and not sold above all."""
        unsold = [each for each in self.served if not each.is_sold]
        talk = len(self.order.left_over) + sum(each.missed + each.is_begun_otherwise for each in self.served)
        named = sum(len(each.line.words) - len(each.line.aim) + bool(each.line.quantity) for each in unsold)
        return talk + named

    @property
    def counts(self) -> bool:
        return self.order.counts or any(each.line.quantity for each in self.served)

    @property
    def is_listed(self) -> bool:
        """`savon, huile et natte`: by who wants it, or with nothing else said."""
        sold = [each for each in self.served if each.is_sold]
        return len(sold) > 1 and (self.order.wants or not self.unexplained)

    @property
    def is_asked_for(self) -> bool:
        order = self.order
        return order.wants or order.is_polite or bool(order.place or order.wallet)

    @property
    def is_definite(self) -> bool:
        """`I want the red shuka`, one of it; `je veux du riz` is a wish to see some."""
        spoken = [each for each in self.served if not _is_small_talk(each)]
        if len(spoken) != 1 or not self.is_asked_for or not self._is_all_said(spoken[0]):
            return False
        [one] = spoken
        kinds = one.found.products[0].variants if len(one.found.products) == 1 else ()
        return bool(kinds) and (self.order.names_one or bool(one.line.sizes) or _tells_kind(one))

    def _is_all_said(self, one: Served) -> bool:
        """Talk before it is none of it; behind it stands at most a name: `I want it, my wife said no` is no order."""
        others = [each.line for each in self.served if each is not one]
        is_talk = all((line.part < one.line.part or _is_signed(line)) and not line.quantity for line in others)
        return one.is_sold and not one.found.missed and is_talk and not self.order.left_over

    @property
    def doubts(self) -> tuple[int, int]:
        """What is not explained, and how often one thing seems to be named twice."""
        return self.unexplained, sum(_is_of_one(*both) for both in pairwise(self.served))

    @property
    def is_clear(self) -> bool:
        return not any(self.doubts)

    def is_better_than(self, other: Reading) -> bool:
        return (self.names_things or self.order.changes) and self.doubts < other.doubts

    @property
    def is_understood(self) -> bool:
        if not any(each.is_sold or not each.line.words for each in self.served):
            return False
        weight = 1 if self.is_plainly_wanted else NEARLY_ALL
        return self.missed * weight <= sum(each.understood for each in self.served)

    @property
    def is_plainly_wanted(self) -> bool:
        """A wish, or several things: all that is counted is sold, and nothing that it counts is unexplained."""
        counted = [each for each in self.served if each.line.quantity or each.line.is_measured]
        is_wish = self.is_asked_for and all(each.line.act in ("", "add") for each in self.served)
        wishes = len(counted) + is_wish
        return bool(counted) and wishes > 1 and all(each.is_sold and not each.missed for each in counted)

    @property
    def is_nearly_understood(self) -> bool:
        """One word too many behind something that is counted and sold: worth a question. In front it is another wish:
        `stock savon 100`."""
        counted = all(each.line.quantity and each.is_sold and not each.line.act for each in self.served)
        begun_otherwise = any(each.is_begun_otherwise for each in self.served)
        return counted and self.missed == 1 and not begun_otherwise and not self.order.left_over


def _tells_kind(each: Served) -> bool:
    [product] = each.found.products
    return len(product.variants) > 1 and kind_meant(product, each.line.words, each.line.sizes) is not None


def _is_signed(line: Line) -> bool:
    return all(word.istitle() for word in line.typed)


def _is_small_talk(each: Served) -> bool:
    """`Excusez-moi, je me suis trompée, 2 savons`: what stands by itself, and counts nothing."""
    return each.line.is_apart and not (each.is_sold or each.line.quantity or each.line.act)


def _is_of_one(one: Served, other: Served) -> bool:
    """`taa 2 za solar`: two lines about one thing, one of which counts nothing."""
    is_one = len(one.found.products) == 1 and one.found.products == other.found.products
    return is_one and not (one.line.quantity and other.line.quantity) and one.line.act == other.line.act
