"""Http against real local sockets that refuse, reset, stall, truncate and fail."""

from __future__ import annotations

import gzip
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.shared.errors import Invalid, OutcomeUnknown
from integrations.http import Http
from tests.sockets import closed_port, peer, resets, says, says_raw


def http(url: str, **options) -> Http:
    return Http(url, **{"timeout": (0.5, 0.3), "retry_reads": 0, **options})


# -- what goes well ------------------------------------------------------------------------------------------


def test_every_status_of_a_write_is_returned():
    for status in (200, 201, 302, 400, 404, 409, 429, 500, 503):
        with peer(says(status, b"{}")) as server:
            assert http(server.url).call("POST", "/x", json={}).status == status


def test_the_reply_has_its_headers_and_json():
    with peer(says(429, b'{"a": 1}', "Retry-After: 7")) as server:
        reply = http(server.url).call("GET", "/x")
    assert (reply.json(), reply.headers["retry-after"], reply.retry_after, reply.ok) == (
        {"a": 1},
        "7",
        7,
        False,
    )


def test_what_is_sent():
    with peer(says(200, b"{}")) as server:
        client = http(server.url + "/base/", auth=("AC1", "secret"), headers={"X-Ours": "1"})
        client.call("post", "/path", data={"To": "a b", "Media": ["1", "2"]}, params={"q": "é"})
        client.call("PUT", "path", data=b'{"signed":"exactly"}', headers={"Content-Type": "application/json"})
    form, raw = server.requests
    assert form.startswith(b"POST /base/path?q=%C3%A9 HTTP/1.1") and form.endswith(b"To=a+b&Media=1&Media=2")
    assert b"Authorization: Basic QUMxOnNlY3JldA==" in form and b"X-Ours: 1" in form
    assert raw.endswith(b'\r\n\r\n{"signed":"exactly"}')


def test_one_connection_serves_many_calls():
    with peer(says(200, b"{}")) as server:
        client = http(server.url)
        for _ in range(5):
            client.call("POST", "/x", json={})
    assert server.connections == 1


def test_a_connection_that_was_closed_while_idle_is_not_used_again():
    closed = threading.Event()

    def answers_and_closes(connection):
        says_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")(connection)
        closed.set()

    with peer(answers_and_closes) as server:
        client = http(server.url)
        for _ in range(5):
            closed.clear()
            assert client.call("POST", "/x", json={}).ok
            assert closed.wait(5)
    assert server.connections == 5


def test_threads_share_one_client():
    with peer(says(200, b"{}")) as server:
        client = http(server.url)
        with ThreadPoolExecutor(16) as threads:
            replies = list(threads.map(lambda n: client.call("GET", f"/{n}").status, range(64)))
    assert replies == [200] * 64


def test_gzip_and_chunks_are_read():
    packed = gzip.compress(b'{"zipped": true}')
    chunked = says_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    with peer(says(200, packed, "Content-Encoding: gzip"), chunked) as server:
        client = http(server.url)
        assert client.call("GET", "/").json() == {"zipped": True}
        assert client.call("GET", "/").json() == {}


def test_a_redirect_is_returned_and_not_followed():
    with peer(says(307, b"", "Location: http://127.0.0.1:1/elsewhere")) as server:
        assert http(server.url).call("POST", "/x", json={"secret": 1}).status == 307
    assert len(server.requests) == 1


def test_a_cookie_is_not_kept():
    with peer(says(200, b"{}", "Set-Cookie: session=1; Path=/")) as server:
        client = http(server.url)
        client.call("GET", "/")
        client.call("GET", "/")
    assert b"ookie" not in server.requests[1]


def test_proxy_settings_of_the_machine_are_not_read(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", closed_port())
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with peer(says(200, b"{}")) as server:
        assert http(server.url).call("GET", "/").ok


@pytest.mark.parametrize("url", ["", "api.example.com", "ftp://example.com", "https://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(Invalid):
        Http(url)


# -- what is written down ------------------------------------------------------------------------------------


def test_no_header_body_query_or_token_reaches_a_log_or_an_error(caplog):
    caplog.set_level(logging.DEBUG)
    with peer(says(200, b"secret-answer", "X-Secret: secret-header"), resets) as server:
        client = http(server.url, auth=("user", "secret-password"))
        path = "/v1/secret_token_0123456789/225secret0700000001"
        reply = client.call("POST", path, json={"pin": "secret-body"}, params={"To": "secret-query"})
        with pytest.raises(OutcomeUnknown) as trouble:
            client.call("POST", path, params={"To": "secret-query"})
    shown = caplog.text + repr(reply) + str(trouble.value)
    assert "secret" not in shown
    assert "POST 127.0.0.1/v1/…/… -> 200" in caplog.text
