"""How this shop speaks HTTP to the outside: the only importer of requests."""

from __future__ import annotations

import json as jsonlib
import logging
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError

from domain.shared.errors import Invalid, OutcomeUnknown, Permanent, Temporary, Trouble
from integrations.breaker import Breaker

READS = {"GET", "HEAD"}
LARGEST_ANSWER = 1024 * 1024
PAUSES = (0.1, 0.4, 1.0)
CHUNK = 64 * 1024

log = logging.getLogger(__name__)
# urllib3 writes whole URLs at these levels; a query may hold a phone number or a token.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever its status. Header names are read in any case; only the status is shown."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    of_a_read: bool = True

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """The Retry-After header in seconds; None where there is none, or a date."""
        text = self.headers.get("Retry-After", "")
        return float(text) if text.isascii() and text.isdigit() else None

    def json(self) -> Any:
        """Raises Temporary for a read whose answer is not JSON, OutcomeUnknown for any other call."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            why = f"the answer ({self.status}) is not JSON"
            raise Temporary(why) if self.of_a_read else OutcomeUnknown(why) from None


class Http:
    """One outside party: its address, its credentials, a kept-alive session, time-outs, a breaker.

    `timeout` is (connect, read) in seconds; the body must come within a second `read`. What certainly never
    left is tried again at once up to `retry_reads` times, and so are reads; a slow failure is not: its caller
    has waited enough. Redirects are not followed, cookies not kept, proxy settings and .netrc not read.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: tuple[float, float] = (5, 30),
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        retry_reads: int = 2,
        connections: int = 32,
        breaker: Breaker | None = None,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Invalid("base_url", base_url)
        self._base_url, self._host = base_url.rstrip("/"), parts.hostname
        self._timeout, self._retries, self._largest = timeout, retry_reads, largest
        self._breaker = breaker or Breaker(self._host)
        self._session = _session(connections)
        self._session.auth = auth
        self._session.headers.update(headers or {})

    @property
    def is_up(self) -> bool:
        """False while the breaker is open."""
        return not self._breaker.is_open

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | bytes | str | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer, whatever its status, save that a 5xx to a read is Temporary.

        Raises Temporary (it never left, or only read), OutcomeUnknown (it may have had its effect) and
        Permanent (an answer to a read above `largest`, 1 MiB).
        """
        url = f"{self._base_url}/{path.lstrip('/')}"
        request = self._session.prepare_request(
            requests.Request(method.upper(), url, headers=dict(headers or {}), params=params, data=data, json=json)
        )
        return self._breaker.run(lambda: self._try(request), failed=lambda reply: reply.status >= 500)

    def close(self) -> None:
        self._session.close()

    def _try(self, request: requests.PreparedRequest) -> Reply:
        began = time.monotonic()
        for pause in PAUSES[: self._retries]:
            try:
                return self._once(request)
            except Temporary:
                if time.monotonic() - began >= self._timeout[0]:
                    raise
                time.sleep(pause)
        return self._once(request)

    def _once(self, request: requests.PreparedRequest) -> Reply:
        began = time.monotonic()
        said = "nothing"
        try:
            reply = self._send(request)
            said = str(reply.status)
        finally:
            spent = 1000 * (time.monotonic() - began)
            log.info("%s %s%s -> %s in %d ms", request.method, self._host, _shown(request), said, spent)
        if reply.status >= 500 and reply.of_a_read:
            raise Temporary(f"{self._host} answered {reply.status}", reply.retry_after)
        return reply

    def _send(self, request: requests.PreparedRequest) -> Reply:
        reads = request.method in READS
        try:
            with self._session.send(request, timeout=self._timeout, stream=True, allow_redirects=False) as answer:
                body = b"".join(_chunks(answer, time.monotonic() + self._timeout[1], self._largest))
                return Reply(answer.status_code, answer.headers, body, reads)
        except (requests.RequestException, HTTPError, TimeoutError) as error:
            raise self._trouble(error, reads) from None  # its text holds the whole URL
        except OverflowError:
            why = f"{self._host} answered more than {self._largest} bytes"
            raise Permanent(why, "too_large") if reads else OutcomeUnknown(why) from None

    def _trouble(self, error: Exception, reads: bool) -> Trouble:
        if _never_left(error):
            return Temporary(f"{self._host} cannot be reached")
        why = f"{self._host} gave no whole answer: {type(error).__name__}"
        return Temporary(why) if reads else OutcomeUnknown(why)


def _session(connections: int) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.headers["User-Agent"] = "whatsapp-shop"
    adapter = HTTPAdapter(pool_connections=2, pool_maxsize=connections, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _chunks(answer: requests.Response, deadline: float, largest: int) -> Iterator[bytes]:
    size = 0
    while chunk := answer.raw.read1(CHUNK, decode_content=True):
        size += len(chunk)
        if size > largest:
            raise OverflowError
        if time.monotonic() > deadline:
            raise TimeoutError
        yield chunk


def _never_left(error: Exception) -> bool:
    """No connection was made, or the other side's certificate was refused before anything was said."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    refused = isinstance(reason, ConnectTimeoutError)  # urllib3 counts a refused connection among these
    wrong_name = bool(reason and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError))
    return refused or wrong_name


def _shown(request: requests.PreparedRequest) -> str:
    """The path for a log: no query, and nothing that could be a token, an account or a number."""
    path = urlsplit(request.url or "").path
    return re.sub(r"[^/]{16,}|[^/]*\d{5,}[^/]*", "…", path)
