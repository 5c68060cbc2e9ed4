"""Whether a request comes from Twilio. It signs the address that we gave it: the Host header plays no part."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import SplitResult, parse_qs, urlsplit

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from domain.shared.errors import Invalid

DEFAULT_PORTS = {"https": 443, "http": 80}


class SignatureCheck:
    """`public_url` is where Twilio reaches us: scheme, host, perhaps a port and a path prefix.

    `shared_keys` are those that we configured, id -> (secret, algorithm): the settings header, which is not
    signed, only picks among them. With an empty `auth_token` (an account moved to them) nothing else passes.
    """

    def __init__(self, auth_token: str, shared_keys: Mapping[str, tuple[str, str]], public_url: str) -> None:
        self._token = auth_token
        self._keys = dict(shared_keys)
        self._bases = list(_with_and_without_port(public_url))
        for key_id, (secret, algorithm) in self._keys.items():
            if not secret or algorithm not in (HMAC_SHA1, HMAC_SHA256):
                raise Invalid("shared_key", f"{key_id}:{algorithm}")

    def passes(self, path: str, query: str, form: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> bool:
        """A form POST, or a GET with no form. `path` and `query` as they stood on the wire, not decoded."""
        return self._signed(path, query, _Values(form), headers)

    def passes_json(self, path: str, query: str, body: bytes, headers: Mapping[str, str]) -> bool:
        """A JSON POST: the query holds the body's hash, and the signature covers the address alone."""
        claimed = parse_qs(query).get("bodySHA256", [""])[0]
        same = hmac.compare_digest(claimed.encode(), hashlib.sha256(body).hexdigest().encode())
        return same and self._signed(path, query, _Values(()), headers)

    def _signed(self, path: str, query: str, form: _Values, headers: Mapping[str, str]) -> bool:
        given = _header(headers, SIGNATURE_HEADER)
        secret, algorithm = self._key(_header(headers, SIGNATURE_SETTINGS_HEADER))
        if not given or not secret or not path.startswith("/"):
            return False
        rest = f"{path}?{query}" if query else path
        return any(_matches(secret, algorithm, base + rest, form, given) for base in self._bases)

    def _key(self, settings: str) -> tuple[str, str]:
        """The secret and algorithm to check with; no secret where the settings name none of ours."""
        if not settings:
            return self._token, HMAC_SHA1
        secret, algorithm = self._keys.get(_key_id(settings), ("", ""))
        return (secret, algorithm) if get_signature_algorithm(settings) == algorithm else ("", "")


class _Values(dict[str, list[str]]):
    """All values of each name, in the shape that Twilio's validator reads from a web framework."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _matches(secret: str, algorithm: str, url: str, form: _Values, given: str) -> bool:
    # The validator's `validate` rewrites the URL (IPv6 hosts, a bare "?"); its arithmetic is what we need.
    try:
        expected = RequestValidator(secret).compute_signature(url, form, algorithm)
    except UnicodeEncodeError:
        return False
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def _with_and_without_port(public_url: str) -> Iterator[str]:
    """Twilio signs the address now with, now without its port; most often as it was given."""
    parts, port = _parts(public_url)
    host = parts.netloc.removesuffix(f":{port}") if port else parts.netloc
    with_port = f"{host}:{port or DEFAULT_PORTS[parts.scheme]}"
    for netloc in (with_port, host) if port else (host, with_port):
        yield f"{parts.scheme}://{netloc}{parts.path.rstrip('/')}"


def _parts(public_url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(public_url)
        port = parts.port
    except ValueError:
        raise Invalid("public_url", public_url) from None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        raise Invalid("public_url", public_url)
    if parts.query or parts.fragment:
        raise Invalid("public_url", public_url, "neither query nor fragment")
    return parts, port


def _key_id(settings: str) -> str:
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "key":
            return value.strip()
    return ""


def _header(headers: Mapping[str, str], name: str) -> str:
    """The value whatever the case of its name; an empty string where it is missing."""
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")
