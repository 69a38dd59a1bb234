"""The child processes of a command that only ends when it is asked to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings

PATIENCE_SECONDS = 4


def manage(*arguments: str) -> list[str]:
    """The command line of one of our own management commands."""
    return [sys.executable, "manage.py", *arguments]


class Children:
    """Child processes, and whether somebody asked us to end: Ctrl-C, TERM or a closed terminal.

    Each child gets a session of its own, so that a Ctrl-C in the terminal reaches it through us,
    once, and not twice.
    """

    def __init__(self):
        self.end_is_asked = False
        self._running = []
        self._told = set()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def start(self, command: list[str], environment: dict | None = None) -> subprocess.Popen:
        child = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running = [*(other for other in self._running if other.poll() is None), child]
        return child

    def end(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """End every child: ask it, after a while insist, then kill it with all it started."""
        self._tell(child for child in self._running if child not in self._told)
        self._wait(patience_seconds)
        self._tell(self._running)
        self._wait(patience_seconds / 2)
        for child in self._running:
            # Also where the child itself is gone: it may have left others behind in its group.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def _on_signal(self, *_):
        # Told from here, a child ends at once even while we are busy with something long.
        self.end_is_asked = True
        self._tell(child for child in self._running if child not in self._told)

    def _tell(self, children: Iterable[subprocess.Popen]):
        for child in children:
            self._told.add(child)
            child.terminate()

    def _wait(self, seconds: float):
        deadline = time.monotonic() + seconds
        for child in self._running:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
