"""Which shop a number, a wallet account or a courier belongs to: read often, changed hardly ever, kept for seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from domain.merchant.shop import Shop
from domain.shared.clock import Clock
from domain.shared.errors import NotFound
from domain.shared.ids import ShopId
from integrations.store.unit_of_work import SqlUnitOfWork


class Directory:
    """All shops of the installation. After `kept_for` those are read again that have changed."""

    def __init__(self, work: Callable[[], SqlUnitOfWork], clock: Clock, kept_for: timedelta) -> None:
        self._work = work
        self._clock = clock
        self._kept_for = kept_for
        self._shops: list[Shop] = []
        self._by_id: dict[ShopId, Shop] = {}
        self._at: dict[str, list[Shop]] = {}
        self._read_at: datetime | None = None
        self._reader = threading.Lock()

    def shops(self) -> list[Shop]:
        """Whoever comes first when they are due reads them; who comes meanwhile gets them as they were."""
        if self._read_at is None:
            self._read()
        elif self._is_due() and self._reader.acquire(blocking=False):
            try:
                self._read()
            finally:
                self._reader.release()
        return self._shops

    def forget(self) -> None:
        """The next one who asks reads them anew; other processes within `kept_for`."""
        self._read_at = None

    def _read(self) -> None:
        now, known = self._clock.now(), self._by_id
        with self._work() as work:
            versions = work.shops.versions()
            changed = {id for id, version in versions.items() if id not in known or known[id].version != version}
            read = work.shops.some(changed) if known else work.shops.all()
        if changed or versions.keys() != known.keys():
            known = known | {shop.id: shop for shop in read}
            self._keep({id: known[id] for id in versions if id in known})
        self._read_at = now if self._shops else None

    def _keep(self, by_id: dict[ShopId, Shop]) -> None:
        at: dict[str, list[Shop]] = {}
        for shop in by_id.values():
            at.setdefault(shop.number, []).append(shop)
        self._by_id, self._shops, self._at = by_id, list(by_id.values()), at

    def _is_due(self) -> bool:
        return self._read_at is None or self._clock.now() - self._read_at > self._kept_for

    def shop(self, shop_id: ShopId) -> Shop:
        self.shops()
        if shop_id not in self._by_id:
            raise NotFound("shop", shop_id)
        return self._by_id[shop_id]

    def at(self, number: str) -> Sequence[Shop]:
        """Everybody who answers there. Raises NotFound."""
        self.shops()
        if number not in self._at:
            raise NotFound("number", number)
        return self._at[number]

    def by_number(self, number: str) -> Shop:
        """The first who answers there. Raises NotFound."""
        return self.at(number)[0]

    def called(self, name: str) -> Shop:
        """By its code, or by a number; of several that have it, the first. Raises NotFound."""
        return self._only("shop", name, lambda shop: name.upper() in (shop.code, shop.number))

    def by_wallet(self, provider: str, account: str) -> Shop:
        wanted = provider, account
        return self._only("account", account, lambda s: any((w.provider, w.account) == wanted for w in s.wallets))

    def by_courier(self, account: str) -> Shop:
        return self._only("account", account, lambda s: any(c.account == account for c in s.couriers))

    def _only(self, what: str, name: str, fits: Callable[[Shop], bool]) -> Shop:
        """Raises NotFound."""
        for shop in self.shops():
            if fits(shop):
                return shop
        raise NotFound(what, name)
