"""The wallet as a process of its own: the HTTP server and the sender of callbacks, stopped together."""

from __future__ import annotations

import signal
import socket
import threading
from dataclasses import replace

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.sandbox_wallet.app import create_wallet
from bot.sandbox_wallet.sender import Sender
from bot.sandbox_wallet.settings import WalletSettings
from domain.shared.clock import Clock
from domain.shared.ids import Ids


class Quiet(WSGIRequestHandler):
    """Keeps paths out of the logs: a payment page's address is a secret."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class WalletServer:
    """Listening as soon as it is made; raises OSError when the port is taken."""

    def __init__(self, settings: WalletSettings, clock: Clock | None = None, ids: Ids | None = None) -> None:
        with socket.create_server((settings.host, settings.port)) as listening:
            self.settings = replace(settings, port=listening.getsockname()[1])
            self.app = create_wallet(self.settings, clock, ids)
            host, port, fd = settings.host, settings.port, listening.fileno()
            self._server = make_server(host, port, self.app, threaded=True, request_handler=Quiet, fd=fd)
        self._sender = Sender(self.app.extensions["wallet"].ledger.callbacks, self.settings)

    def run(self) -> None:
        """Until `stop` is called from another thread."""
        self._sender.start()
        try:
            self._server.serve_forever(poll_interval=0.05)
        finally:
            self._sender.stop()
            self._server.server_close()

    def stop(self) -> None:
        self._server.shutdown()


def serve(settings: WalletSettings) -> None:
    """Run until SIGTERM or SIGINT."""
    server = WalletServer(settings)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: threading.Thread(target=server.stop, daemon=True).start())
    server.run()
