"""One child process through all its lives: started, watched, printed, restarted, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TextIO

from integrations.embedded import die_with_parent


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep alive. `env` is added to what it inherits.

    It is up when `ready` holds (a quick look, no waiting inside). One that `serves_others` is up before the rest is
    started, and stopped after them, so that they can finish what they are doing.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    serves_others: bool = False


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds before a restart: `first`, doubled at each death up to `longest`, anew after `forgiven`."""

    first: float = 0.2
    longest: float = 5.0
    forgiven: float = 30.0

    def after(self, previous: float, lived: float, code: int) -> float:
        if code == 0 or lived >= self.forgiven or not previous:  # a worker that recycles itself ends with 0
            return self.first
        return min(previous * 2, self.longest)


class ChildProcess:
    """Keeps `child` alive for as long as somebody calls `attend`."""

    def __init__(self, child: Child, console: TextIO, backoff: Backoff) -> None:
        self.child = child
        self.output = Output(child.name, console)
        self._backoff = backoff
        self._popen: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._delay = 0.0
        self._due: float | None = None  # when to start again; None while alive, or not wanted

    def start(self) -> None:
        self._born, self._due = time.monotonic(), None
        try:
            self._popen = _spawn(self.child)
        except (OSError, subprocess.SubprocessError) as error:
            self.output.say(f"cannot be started: {error}")
            self._plan_restart(code=1)
        else:
            self.output.follow(self._popen.stdout)

    def is_ready(self) -> bool:
        return self.is_alive() and (self.child.ready is None or self.child.ready())

    def is_alive(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def attend(self) -> None:
        """Print what it said; notice that it died; start it again when it is time."""
        self.output.pump()
        if self._popen is not None and not self.is_alive():
            code = self._popen.returncode
            self.finish()
            self._plan_restart(code)
            self.output.say(f"ended ({_in_words(code)}), starting again in {self._delay:g} s")
        elif self._due is not None and time.monotonic() >= self._due:
            self.start()

    def terminate(self) -> None:
        self._due = None
        if self._popen is not None and self.is_alive():
            self._popen.terminate()

    def finish(self) -> None:
        """Kill what is left of it and of its own children, reap it, print its last words."""
        if self._popen is None:
            return
        with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM for a group of zombies
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        self.output.pump()
        self.output.close()
        self._popen = None

    def _plan_restart(self, code: int) -> None:
        self._delay = self._backoff.after(self._delay, time.monotonic() - self._born, code)
        self._due = time.monotonic() + self._delay


class Output:
    """A child's output, line by line, each with its name in front."""

    def __init__(self, name: str, console: TextIO) -> None:
        self._name = name
        self._console = console
        self._rest = b""
        self.stream: IO[bytes] | None = None

    def follow(self, stream: IO[bytes] | None) -> None:
        assert stream is not None
        os.set_blocking(stream.fileno(), False)
        self.stream = stream

    def pump(self) -> None:
        """Print the complete lines that are there, without waiting for more."""
        while self.stream is not None:
            try:
                data = os.read(self.stream.fileno(), 65536)
            except BlockingIOError:
                return
            if not data:
                self.close()
                return
            *lines, self._rest = (self._rest + data).split(b"\n")
            for line in lines:
                self.say(line.decode(errors="replace"))

    def close(self) -> None:
        if self._rest:
            self.say(self._rest.decode(errors="replace"))
        if self.stream is not None:
            self.stream.close()
        self.stream, self._rest = None, b""

    def say(self, line: str) -> None:
        with suppress(OSError):  # a console that went away is no reason to stop selling
            self._console.write(f"{self._name:<10} | {line}\n")
            self._console.flush()


def _spawn(child: Child) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def in_child() -> None:  # safe, as the supervisor has no threads
        die_with_parent(parent)
        for name, value in child.env.items():
            os.putenv(name, value)  # added to what is inherited; only the settings *read* the environment

    return subprocess.Popen(  # noqa: S603 - the shop's own commands
        list(child.command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=in_child,
    )


def _in_words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
