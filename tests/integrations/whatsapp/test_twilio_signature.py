"""Twilio's signature: the published vectors, and each known way to get it wrong."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import Invalid
from integrations.whatsapp.twilio.signature import SignatureCheck
from tests.twilio_webhooks import signature

P = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
HOST = "mycompany.com"
PATH, QUERY = "/myapp.php", "foo=1&bar=2"
KEY_ID = "webhooks_sharedkey_1"


def check(base: str = f"https://{HOST}", token: str = "12345", **keys: tuple[str, str]) -> SignatureCheck:
    return SignatureCheck(token, keys, base)


def signed(value: str | None, **more: str) -> dict[str, str]:
    return more if value is None else {"X-Twilio-Signature": value, **more}


def settings(key_id: str, algorithm: str) -> dict[str, str]:
    return {"X-Twilio-Webhooks-Signature-Settings": f"key={key_id},algorithm={algorithm}"}


# -- published vectors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "published"),
    [
        (f"https://{HOST}", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (f"https://{HOST}:1234", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (f"https://{HOST}", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (f"http://{HOST}", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (f"http://{HOST}:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ],
)
def test_published_vector_of_a_form(base, published):
    assert check(base).passes(PATH, QUERY, P, signed(published))


def test_published_vector_of_repeated_fields():
    form = [("Sid", "CA123"), ("SidAccount", "AC123"), *(("Digits", d) for d in ("5678", "1234", "1234"))]
    assert check().passes(PATH, QUERY, form, signed("IK+Dwps556ElfBT0I3Rgjkr1wJU="))
    assert check().passes(PATH, QUERY, form[::-1], signed("IK+Dwps556ElfBT0I3Rgjkr1wJU="))


def test_published_vector_of_a_json_body():
    body = b'{"property": "value", "boolean": true}'
    query = f"{QUERY}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    headers = signed("a9nBmqA0ju/hNViExpshrM61xv4=")
    assert check().passes_json(PATH, query, body, headers)
    assert not check().passes_json(PATH, query, body + b" ", headers)
    assert not check().passes_json(PATH, QUERY, body, headers)


def test_a_json_body_without_its_hash_fails_and_raises_nothing():
    url = f"https://{HOST}{PATH}"
    assert not check().passes_json(PATH, "", b"{}", signed(signature("12345", url, [])))


# -- pitfalls --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, "", " ", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "é" * 28, "\x00"])
def test_a_missing_or_odd_header_fails_and_raises_nothing(value):
    assert not check().passes(PATH, QUERY, P, signed(value))


def test_header_names_come_in_any_case():
    assert check().passes(PATH, QUERY, P, {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="})


@pytest.mark.parametrize("query", ["a=%20b", "a=+b", "a=%2F", "a=%C3%A9", "a=%c3%a9", "a", "a=", "a==&&b", "a=é"])
def test_the_query_is_signed_as_it_stood_on_the_wire(query):
    made = signature("12345", f"https://{HOST}/w/%C3%A9%20%2F?{query}", P)
    assert check().passes("/w/%C3%A9%20%2F", query, P, signed(made))


def test_the_host_header_plays_no_part():
    made = signature("12345", f"https://evil.example{PATH}", P)
    assert not check().passes(PATH, "", P, signed(made, Host="evil.example", **{"X-Forwarded-Host": "evil.example"}))


def test_blank_values_are_signed_by_their_name():
    form = [("Latitude", "5.3"), ("Body", ""), ("Longitude", "-4.0")]
    made = signature("12345", f"https://{HOST}{PATH}", form)
    assert check().passes(PATH, "", form, signed(made))
    assert not check().passes(PATH, "", [pair for pair in form if pair[1]], signed(made))


def test_a_connection_override_is_not_part_of_the_public_url():
    with pytest.raises(Invalid):
        check(f"https://{HOST}/#rc=3")


@pytest.mark.parametrize(
    "base", ["", HOST, "ftp://host", "https://user:pass@host", "https://host:port", "https://host/?a=1", "https://[::1"]
)
def test_a_public_url_that_cannot_be_signed_is_refused_at_start(base):
    with pytest.raises(Invalid):
        check(base)


@pytest.mark.parametrize("base", ["https://[2001:db8::1]:8443", "https://[2001:db8::1]", "http://127.0.0.1:8000/shop/"])
def test_hosts_that_the_sdk_cannot_split(base):
    made = signature("12345", f"{base.rstrip('/')}{PATH}", P)
    assert check(base).passes(PATH, "", P, signed(made))


def test_words_that_are_not_unicode_fail_closed():
    assert not check().passes(PATH, "", [("Body", "\ud800")], signed("RSOYDt4T1cUTdK1PDd93/VVr8B8="))


def test_an_empty_token_signs_nothing():
    made = signature("", f"https://{HOST}{PATH}", P)
    assert not check(token="").passes(PATH, "", P, signed(made))


# -- shared keys -----------------------------------------------------------------------------------------------


def with_key(algorithm: str = "HMAC_SHA256", token: str = "12345") -> SignatureCheck:
    return SignatureCheck(token, {KEY_ID: ("shared", algorithm)}, f"https://{HOST}")


def made_with(secret: str, digest: str = "sha256") -> str:
    return signature(secret, f"https://{HOST}{PATH}?{QUERY}", P, digest)


def test_a_shared_key_of_ours_signs_with_sha256():
    headers = signed(made_with("shared"), **settings(KEY_ID, "HMAC_SHA256"))
    assert with_key().passes(PATH, QUERY, P, headers)


@pytest.mark.parametrize(
    "settings_header",
    [
        settings("webhooks_sharedkey_2", "HMAC_SHA256"),  # a key that is not ours
        settings(KEY_ID, "HMAC_SHA1"),  # another algorithm than we configured
        settings(KEY_ID, "NONE"),
        settings("", "HMAC_SHA256"),
        {"X-Twilio-Webhooks-Signature-Settings": "rubbish"},
        {},  # no settings: then it is the auth token's
    ],
)
def test_the_unsigned_settings_header_opens_nothing(settings_header):
    for secret in ("shared", ""):
        for digest in ("sha1", "sha256"):
            headers = signed(made_with(secret, digest), **settings_header)
            assert not with_key().passes(PATH, QUERY, P, headers)


def test_the_auth_token_still_signs_beside_a_shared_key_unless_it_is_taken_away():
    headers = signed(made_with("12345", "sha1"))
    assert with_key().passes(PATH, QUERY, P, headers)
    assert not with_key(token="").passes(PATH, QUERY, P, headers)


def test_a_key_that_cannot_be_used_is_refused_at_start():
    for secret, algorithm in (("", "HMAC_SHA256"), ("s", "HMAC_MD5"), ("s", "")):
        with pytest.raises(Invalid):
            check(**{KEY_ID: (secret, algorithm)})


# -- any change breaks it --------------------------------------------------------------------------------------


names = st.text("abcXYZ019", min_size=1, max_size=8)
forms = st.dictionaries(names, st.text(max_size=12).filter(lambda t: t.isprintable()), min_size=1, max_size=5)


@given(forms, st.data())
def test_one_changed_bit_breaks_the_signature(form, data):
    pairs = sorted(form.items())
    path, query = "/webhooks/whatsapp/twilio", "key=m-17"
    headers = signed(signature("12345", f"https://{HOST}{path}?{query}", pairs))
    assert check().passes(path, query, pairs, headers)

    where = data.draw(st.sampled_from(["path", "query", "value", "signature", "token"]))
    if where == "path":
        assert not check().passes(flip(path, data), query, pairs, headers)
    if where == "query":
        assert not check().passes(path, flip(query, data), pairs, headers)
    if where == "signature":
        broken = signed(flip(headers["X-Twilio-Signature"], data))
        assert not check().passes(path, query, pairs, broken)
    if where == "token":
        assert not check(token=flip("12345", data)).passes(path, query, pairs, headers)
    if where == "value":
        name, value = pairs[-1]
        changed = [*pairs[:-1], (name, flip(value, data) if value else "x")]
        assert not check().passes(path, query, changed, headers)


def flip(text: str, data) -> str:
    """One bit of one character is another."""
    at = data.draw(st.integers(0, len(text) - 1))
    bit = data.draw(st.integers(0, 6))
    return text[:at] + chr(ord(text[at]) ^ (1 << bit)) + text[at + 1 :]


def test_our_own_arithmetic_agrees_with_the_published_vector():
    assert signature("12345", f"https://{HOST}{PATH}?{QUERY}", P) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert hashlib.sha256(b'{"property": "value", "boolean": true}').hexdigest().startswith("0a1ff763")
