"""One call to Paystack, and what its answer means: it moved, it is refused, or nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.payment.gateway import Rejected, Unknown
from domain.payment.values import Reason
from domain.shared.errors import Temporary, Trouble
from integrations.http import Reply
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.codes import DUPLICATE, NOT_FOUND, TOO_MANY, UNDECIDED, reason
from integrations.mobile_money.paystack.wire import error_words, page_of
from integrations.mobile_money.reading import Unreadable
from integrations.mobile_money.refusals import NO_ACCOUNT

UNREACHABLE = Rejected("unreachable", Reason.PROVIDER_DOWN)
PER_PAGE, MOST_PAGES = 100, 200


class PaystackCalls:
    """Every call carries the account's secret key."""

    def __init__(self, lines: Lines[PaystackAccount]) -> None:
        self._lines = lines

    def move(self, account: str, path: str, body: Mapping[str, object]) -> Reply | Rejected | Unknown:
        """A POST that Paystack took on (2xx, still to be read), surely refused, or may have done."""
        known = self._lines.account(account)
        if known is None:
            return NO_ACCOUNT
        try:
            reply = self._lines.to(account).call("POST", path, json=body, headers=_bearer(known))
        except Temporary:  # it never left
            return UNREACHABLE
        except Trouble as trouble:
            return Unknown(why=str(trouble))
        return reply if reply.ok else refused(reply)

    def ask(self, account: str, path: str, **params: str) -> Reply:
        """A GET; raises Trouble, and Unreadable for an account that we do not have."""
        known = self._lines.account(account)
        if known is None:
            raise Unreadable(f"no account {account}")
        return self._lines.to(account).call("GET", path, params=params, headers=_bearer(known))

    def every(self, account: str, path: str, **params: str) -> Iterator[Mapping[str, Any]]:
        """All rows of a list, page after page, or Trouble or Unreadable: never a part of it taken for the whole."""
        for page in range(1, MOST_PAGES + 1):
            found = page_of(self.ask(account, path, perPage=str(PER_PAGE), page=str(page), **params))
            yield from found
            if len(found) < PER_PAGE:
                return
        raise Unreadable(f"more than {MOST_PAGES} pages")


def is_not_found(reply: Reply) -> bool:
    """Paystack itself says that it has no such transaction; with 404, and with 400."""
    said = {word.casefold() for word in error_words(reply) if word}
    return 400 <= reply.status < 500 and bool(said & NOT_FOUND)


def _bearer(account: PaystackAccount) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.key}"}


def refused_before(reply: Reply) -> Rejected:
    """A question that had to be answered first was not: nothing was asked for yet, whatever the reason."""
    answer = refused(reply)
    return answer if isinstance(answer, Rejected) else UNREACHABLE


def refused(reply: Reply) -> Rejected | Unknown:
    """Only Paystack's own word for why not is a no. That a reference exists is one that was sent before."""
    code, message = error_words(reply)
    word = code or message
    if reply.status == TOO_MANY:
        return Rejected(word or "too_many_requests", Reason.PROVIDER_DOWN)
    sure = 400 <= reply.status < 500 and reply.status not in UNDECIDED
    if word is None or not sure or {said.casefold() for said in (code, message) if said} & DUPLICATE:
        return Unknown(why=f"answered {reply.status} {word or ''}".strip())
    return Rejected(word, reason(code, message))
