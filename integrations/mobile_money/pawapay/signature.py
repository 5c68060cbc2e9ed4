"""RFC 9421 signatures of pawaPay's callbacks. Needs the extra `pawapay`: import it only where that is installed.

What differs from the standard, as pawaPay's own examples show (github.com/pawaPay/signatures-node-example and
signatures-java-example): the ECDSA value is ASN.1 DER, where the RFC writes r and s as 64 bytes. Both are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)
from http_message_signatures.algorithms import ECDSA_P256_SHA256

from domain.payment.gateway import InboundHttp

LIFETIME = 60
"""Seconds from `created` to `expires`: what pawaPay signs, and the most that is believed."""
SKEW = 10
"""Seconds by which two clocks may differ."""
RAW = 64
"""Bytes of r and s as the RFC writes them."""
COVERED = ("@method", "@authority", "@path", "content-digest")
"""What a signature must at least be about."""

KeyOf = Callable[[str], bytes | None]
"""The PEM of a public key by its `keyid`."""


@dataclass(frozen=True, slots=True)
class Received:
    """The request as the library reads it."""

    method: str
    url: str
    headers: Mapping[str, str]


def is_signed(http: InboundHttp, base_url: str, key_of: KeyOf, now: datetime) -> bool:
    """Whether somebody who has one of these keys signed this very body for this very address within the last minute.

    `base_url` is where pawaPay called, as it wrote it: scheme, host, and the path in front of ours if there is one.
    """
    request = Received(http.method, f"{base_url}{http.path}", http.headers)
    verifier = Verifier(signature_algorithm=EitherForm, key_resolver=Keys(key_of))
    verifier.now = now
    try:
        verifier.verify(request, max_age=timedelta(seconds=LIFETIME), require_components=COVERED, body=http.body)
    except (HTTPMessageSignaturesException, ValueError):
        return False
    return True


class EitherForm(ECDSA_P256_SHA256):
    """P-256, the value in DER or as 64 bytes."""

    def verify(self, signature: bytes, message: bytes) -> None:
        super().verify(signature if len(signature) == RAW else self.signature_from_der(signature), message)


class Keys(HTTPSignatureKeyResolver):
    """Always by `keyid`: pawaPay's Node example takes the first key, whichever it is."""

    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of

    def resolve_public_key(self, key_id: str) -> bytes | None:
        return self._key_of(key_id)


class Verifier(HTTPMessageVerifier):
    """By our clock. Checked before any key is looked up: what is stale costs no call."""

    now: datetime

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        created, expires = (sig_input.params.get(name) for name in ("created", "expires"))
        if type(created) is not int or type(expires) is not int:
            raise InvalidSignature("created and expires are both needed")
        if not created - SKEW <= self.now.timestamp() <= min(expires, created + LIFETIME) + SKEW:
            raise InvalidSignature("not of this minute")
