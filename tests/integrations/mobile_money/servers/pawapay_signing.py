"""How pawaPay signs what it sends, written from RFC 9421 and pawaPay's examples, without our code or our library."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

PARTS = ("@method", "@authority", "@path", "signature-date", "content-digest", "content-type")


@dataclass(slots=True)
class Signer:
    """`raw`: the 64 bytes of the RFC instead of pawaPay's DER."""

    key_id: str = "HTTP_EC_P256_KEY:1"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    raw: bool = False
    parts: tuple[str, ...] = PARTS
    digest: str = "sha-512"

    @property
    def published(self) -> dict[str, str]:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return {"id": self.key_id, "key": self.key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()}

    def headers(self, authority: str, path: str, body: bytes, now: datetime, *, lasts: int = 60) -> dict[str, str]:
        headers = {
            "content-type": "application/json; charset=UTF-8",
            "content-digest": content_digest(self.digest, body),
            "signature-date": now.isoformat().replace("+00:00", "Z"),
        }
        values = {"@method": "POST", "@authority": authority, "@path": path, **headers}
        params = self._params(now, lasts)
        lines = [f'"{part}": {values[part]}' for part in self.parts] + [f'"@signature-params": {params}']
        proof = base64.b64encode(self._sign("\n".join(lines).encode())).decode()
        return {**headers, "signature-input": f"sig-pp={params}", "signature": f"sig-pp=:{proof}:"}

    def _params(self, now: datetime, lasts: int) -> str:
        listed = " ".join(f'"{part}"' for part in self.parts)
        created, expires = int(now.timestamp()), int((now + timedelta(seconds=lasts)).timestamp())
        return f'({listed});alg="ecdsa-p256-sha256";keyid="{self.key_id}";created={created};expires={expires}'

    def _sign(self, base: bytes) -> bytes:
        der = self.key.sign(base, ec.ECDSA(hashes.SHA256()))
        if not self.raw:
            return der
        return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))


def content_digest(name: str, body: bytes) -> str:
    value = base64.b64encode(hashlib.new(name.replace("-", ""), body).digest()).decode()
    return f"{name}=:{value}:"
