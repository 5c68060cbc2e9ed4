"""What a buyer asks for in one line: how many of what, where to, paid how; at which price. No shelf is looked at."""

from flows.understanding.wishes.line import Line
from flows.understanding.wishes.order import OrderInWords, order_in, says_how_many
from flows.understanding.wishes.prices import PriceWish, price_wish

__all__ = ["Line", "OrderInWords", "PriceWish", "order_in", "price_wish", "says_how_many"]
