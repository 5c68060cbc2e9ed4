"""How the wallet says no: a status, a stable code, a sentence."""

from __future__ import annotations


class WalletError(Exception):
    """Answered as `{"error": {"code", "message", "field"}}`."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field

    def as_json(self) -> dict[str, object]:
        return {"error": {"code": self.code, "message": self.message, "field": self.field}}


def invalid(field: str, code: str, message: str) -> WalletError:
    return WalletError(400, code, message, field)


def missing(what: str) -> WalletError:
    return WalletError(404, f"{what}_not_found", f"there is no such {what} on this account")


def conflict(code: str, message: str) -> WalletError:
    return WalletError(409, code, message)
