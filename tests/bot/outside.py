"""What stands between `--` and `--` in a transcript, but for time: wallets, couriers, coupons, opened links.

-- Awa opens the link --                     the newest payment link she was sent, and its button
-- wallet approves --                        on the phone of whoever pays the newest order; also: declines, expires,
-- Moussa's wallet declines --               pays less, more, in another currency, late or twice, takes it back,
                                             loses/repeats/forges the callback
-- courier: 1042 out_for_delivery --
-- coupon FATOU10: 10% --
-- 11 more articles in Maison --
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from domain.catalog.use_cases import create_product
from domain.catalog.variant import ProductVariant
from domain.customer.messages import OutboundMessage
from domain.ordering.coupon import Coupon
from domain.ordering.order_state import OrderState
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from tests.bot.pay_form import hidden_fields
from tests.bot.running import Running

ACTIONS = {
    "approves": "approve",
    "declines": "decline",
    "expires": "expire",
    "pays less": "pay_less",
    "pays more": "pay_more",
    "pays in another currency": "pay_other_currency",
    "takes it back": "reverse",
    "pays late": "pay_late",
    "pays twice": "pay_twice",
    "loses the callback": "lose_callback",
    "repeats the callback": "repeat_callback",
    "forges a callback": "forge_callback",
}


class Outside:
    """Everybody but the shop and those who chat with it."""

    def __init__(self, running: Running, shop: str, cast: Mapping[str, str]) -> None:
        self._running = running
        self._it = running.it
        self._shop = shop
        self._cast = cast
        known = self._it.directory.by_number(shop)
        self.workers = {member.name for member in known.staff}
        self._id = known.id
        self._currency = known.currency

    def happens(self, what: str) -> None:
        for form, act in self._acts().items():
            if found := re.fullmatch(form, what):
                act(*found.groups())
                return
        raise LookupError(f"nothing is known to happen by: {what}")

    def callbacks_under_way(self) -> bool:
        return bool(self._running.wallet.app.extensions["wallet"].ledger.callbacks.due(set()))

    def _acts(self) -> dict[str, Callable[..., None]]:
        return {
            rf"(?:(\w+)'s )?wallet ({'|'.join(ACTIONS)})": self._wallet,
            r"(\w+) opens the link": self._opens,
            r"courier: (\d+) (\w+)": self._courier,
            r"coupon (\w+): (\d+)%": self._coupon,
            r"(\d+) more articles? in (.+)": self._new_articles,
        }

    def _wallet(self, who: str | None, action: str) -> None:
        payer = self._cast[who] if who else self._newest_payer()
        self._post("/simulator/wallet", {"payer": payer, "action": ACTIONS[action]})

    def _newest_payer(self) -> str:
        with self._it.work(self._id) as work:
            [newest, *_] = work.order_queries.listing(list(OrderState), 1)
            payment = work.payment_queries.of_order(newest.id)
        assert payment is not None
        return payment.payer

    def _opens(self, who: str) -> None:
        """The page, then its button: on to the wallet's own page."""
        with self._it.work() as work:
            messages = [bubble.message for bubble in work.screens.since(self._cast[who], 0, self._shop)]
        links = [m.link.url for m in messages if isinstance(m, OutboundMessage) and m.link and "/p/" in m.link.url]
        path = links[-1].removeprefix(self._it.settings.base_url)
        page = self._running.web.get(path)
        assert page.status_code == 200
        assert self._running.web.post(path, data=hidden_fields(page.text)).status_code == 303

    def _courier(self, order: str, status: str) -> None:
        self._post("/simulator/courier", {"shop": self._shop, "order": order, "status": status})

    def _coupon(self, code: str, percent: str) -> None:
        with self._it.work(self._id) as work:
            work.coupons.add(Coupon(code, percent=int(percent)))

    def _new_articles(self, count: str, category: str) -> None:
        with self._it.work(self._id) as work:
            for n in range(1, int(count) + 1):
                sku = ProductSKU(f"EXTRA-{self._it.ids.digits(6)}")
                price = Money.of("500", self._currency)
                create_product(work, f"Article {n:02}", category, [ProductVariant(sku, "", price, 5)])

    def _post(self, path: str, body: dict[str, str]) -> None:
        answer = self._running.web.post(path, json=body)
        assert answer.status_code == 200, answer.get_data(as_text=True)
