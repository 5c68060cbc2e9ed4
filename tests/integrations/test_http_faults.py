"""Http against sockets that refuse, reset, stall, truncate and fail; and when it tries again."""

from __future__ import annotations

import contextlib
import gzip
import time

import pytest

from domain.shared.errors import OutcomeUnknown, Permanent, Temporary
from integrations.http import LARGEST_ANSWER, Http
from tests.sockets import closed_port, hangs_up, peer, resets, says, says_raw

CUT_SHORT = says_raw(b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"half":')
RUBBISH = says_raw(b"\x16\x03rubbish\r\n\r\n")
CUT_CHUNK = says_raw(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"half":')


def http(url: str, **options) -> Http:
    return Http(url, **{"timeout": (0.5, 0.3), "retry_reads": 0, **options})


# -- what goes wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_listens__it_never_left(method):
    with pytest.raises(Temporary):
        http(closed_port()).call(method, "/x")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_such_host__it_never_left(method):
    with pytest.raises(Temporary):
        http("http://nowhere.invalid").call(method, "/x")


@pytest.mark.parametrize("fault", [resets, hangs_up, CUT_SHORT, CUT_CHUNK, says_raw(b"\x16\x03rubbish\r\n\r\n")])
def test_cut_off_after_the_request(fault):
    with peer(fault) as server:
        with pytest.raises(OutcomeUnknown):
            http(server.url).call("POST", "/x", json={})
        with pytest.raises(Temporary):
            http(server.url).call("GET", "/x")


def test_no_answer_in_time():
    with peer(says(200)) as server:
        server.script = [server.silence]
        with pytest.raises(OutcomeUnknown):
            http(server.url).call("POST", "/x", json={})
        with pytest.raises(Temporary):
            http(server.url).call("GET", "/x")


def test_a_body_that_drips_is_cut_off():
    def drips(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b".")
            time.sleep(0.05)

    with peer(drips) as server:
        began = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            http(server.url).call("POST", "/x", json={})
    assert time.monotonic() - began < 2


def test_an_answer_above_the_cap_is_not_taken():
    with peer(says(200, b"x" * (LARGEST_ANSWER + 1))) as server:
        with pytest.raises(Permanent):
            http(server.url).call("GET", "/x")
        with pytest.raises(OutcomeUnknown):
            http(server.url).call("POST", "/x", json={})
    with peer(says(200, b"x" * LARGEST_ANSWER)) as server:
        assert len(http(server.url).call("GET", "/x").body) == LARGEST_ANSWER


def test_a_small_answer_that_unpacks_to_a_huge_one_is_not_taken():
    bomb = gzip.compress(b"0" * (40 * LARGEST_ANSWER))
    with peer(says(200, bomb, "Content-Encoding: gzip")) as server, pytest.raises(Permanent):
        http(server.url).call("GET", "/x")


def test_an_answer_that_is_not_json():
    with peer(says(200, b"<html>")) as server:
        with pytest.raises(Temporary):
            http(server.url).call("GET", "/x").json()
        with pytest.raises(OutcomeUnknown):
            http(server.url).call("POST", "/x", json={}).json()


# -- again ---------------------------------------------------------------------------------------------------


def test_a_read_is_tried_again():
    with peer(resets, says(503), says(200, b"{}")) as server:
        assert http(server.url, retry_reads=2).call("GET", "/x").ok
    assert len(server.requests) == 3


def test_a_read_that_keeps_failing_is_temporary_with_the_wait_it_was_told():
    with peer(says(503, b"", "Retry-After: 12")) as server, pytest.raises(Temporary) as trouble:
        http(server.url, retry_reads=1).call("GET", "/x")
    assert trouble.value.retry_after == 12
    assert len(server.requests) == 2


@pytest.mark.parametrize("fault", [resets, hangs_up, says(503), CUT_SHORT])
def test_a_write_leaves_once(fault):
    with peer(fault) as server:
        client = http(server.url, retry_reads=2)
        with contextlib.suppress(OutcomeUnknown):
            client.call("POST", "/x", json={})
    assert len(server.requests) == 1


def test_a_write_that_found_nobody_is_tried_again(monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr("integrations.http.time.sleep", pauses.append)
    with pytest.raises(Temporary):
        http(closed_port(), retry_reads=2).call("POST", "/x", json={})
    assert len(pauses) == 2


def test_a_slow_read_is_not_tried_again_at_once():
    with peer(says(200)) as server:
        server.script = [server.silence]
        with pytest.raises(Temporary):
            http(server.url, timeout=(0.2, 0.3), retry_reads=2).call("GET", "/x")
    assert len(server.requests) == 1
