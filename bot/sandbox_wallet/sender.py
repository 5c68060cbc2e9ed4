"""The thread that delivers callbacks: several at a time, none twice, none lost by a restart."""

from __future__ import annotations

import http.client
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from bot.sandbox_wallet.callbacks import Callback, Callbacks
from bot.sandbox_wallet.keys import callback_secret
from bot.sandbox_wallet.settings import WalletSettings

AT_ONCE = 5
LOOK_EVERY = 0.5

log = logging.getLogger(__name__)


class Sender:
    """Looks whenever something was committed, and every half second for what has become due."""

    def __init__(self, callbacks: Callbacks, settings: WalletSettings) -> None:
        self._callbacks = callbacks
        self._settings = settings
        self._busy: set[int] = set()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="callback")
        self._thread = threading.Thread(target=self._run, name="callbacks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._callbacks.database.changed.set()
        self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def _run(self) -> None:
        changed = self._callbacks.database.changed
        while not self._stopping.is_set():
            changed.clear()
            try:
                self._send_due()
            except Exception:
                log.exception("callbacks could not be looked up")
            changed.wait(LOOK_EVERY)

    def _send_due(self) -> None:
        # The busy are noted before the look, or one that ends in between would leave twice.
        for callback in self._callbacks.due(set(self._busy)):
            self._busy.add(callback.seq)
            self._pool.submit(self._send, callback)

    def _send(self, callback: Callback) -> None:
        try:
            self._deliver(callback)
        except Exception:
            log.exception("callback %d could not be delivered", callback.seq)
        finally:
            self._busy.discard(callback.seq)

    def _deliver(self, callback: Callback) -> None:
        try:
            status = self._post(callback)
        except (OSError, ValueError, http.client.HTTPException) as error:
            self._callbacks.failed(callback, type(error).__name__)
            return
        if 200 <= status < 300:
            self._callbacks.answered(callback, str(status))
        else:
            self._callbacks.failed(callback, str(status))

    def _post(self, callback: Callback) -> int:
        parts = urlsplit(callback.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._settings.callback_timeout)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        secret = callback_secret(self._settings.secret, callback.account)
        headers = {"Content-Type": "application/json", **self._callbacks.sign(callback, secret)}
        try:
            connection.request("POST", path, callback.body, headers)
            return connection.getresponse().status
        finally:
            connection.close()
