"""Values cached in the memory of each process until the content version changes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import connections

from core import content_version, process_memory

T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Kept(Generic[T]):
    value: T
    version: tuple[int, int]
    made_at: datetime
    ends_at: datetime | None

    def serves(self, version: tuple[int, int], now: datetime) -> bool:
        return (
            self.version == version and self.made_at <= now and (self.ends_at is None or now < self.ends_at)
        )


class VersionCache(Generic[T]):
    """A value made once per content version in each process, and again when it expires.

    ``make(now)`` returns the value and the time at which it expires, or None if it does not.
    """

    def __init__(self, make: Callable[[datetime], tuple[T, datetime | None]]):
        self._make = make
        self._lock = threading.Lock()
        self._kept: _Kept[T] | None = None
        process_memory.register(self)

    def at(self, now: datetime) -> T:
        """The value as of ``now``."""
        version = content_version.version()
        if (kept := self._kept) and kept.serves(version, now):
            return kept.value
        with self._lock:
            if not (self._kept and self._kept.serves(version, now)):
                # The version was read first, so a change in the meantime makes this value stale.
                value, ends_at = self._make(now)
                self._kept = _Kept(value, version, now, ends_at)
            return self._kept.value

    def forget(self) -> None:
        """Make the value again when it is next needed: for tests, in which versions repeat."""
        self._kept = None


class BackgroundVersionCache(VersionCache[T]):
    """A value that takes long to make: it is made in a thread of its own, one at a time.

    Until it is ready, the previous value is used, or ``before`` if there is none.
    """

    def __init__(self, make: Callable[[datetime], tuple[T, datetime | None]], before: T):
        super().__init__(make)
        self._before = before
        self._is_being_made = threading.Lock()

    def at(self, now: datetime) -> T:
        """The value as of ``now``, or the previous value; never waits."""
        kept = self._kept
        is_stale = not (kept and kept.serves(content_version.version(), now))
        lock = self._is_being_made
        if is_stale and lock.acquire(blocking=False):
            start_thread_holding(lock, lambda: self._make_in_thread(now, lock))
            kept = self._kept
        return kept.value if kept else self._before

    def make_first(self, now: datetime) -> None:
        """Make the value in this thread if there is none yet, before the first reader needs it."""
        if not self._kept:
            self.wait_for(now)

    def wait_for(self, now: datetime) -> T:
        """The value as of ``now``, made in this thread if necessary. It may wait: not for requests."""
        with self._is_being_made:
            return super().at(now)

    def forget(self) -> None:
        super().forget()
        self._is_being_made = threading.Lock()

    def _make_in_thread(self, now: datetime, lock: threading.Lock) -> None:
        try:
            super().at(now)
        finally:
            lock.release()


def start_thread_holding(lock: threading.Lock, make: Callable[[], None]) -> None:
    """Run ``make``, which releases ``lock``, in a thread of its own.

    If the machine cannot start a thread, release the lock and log it; the next request tries again.
    """
    try:
        start_thread(make)
    except RuntimeError as raised:
        lock.release()
        logger.error("no thread to make a value in: %s", type(raised).__name__)


def start_thread(make: Callable[[], None]) -> None:
    """Run ``make`` in a thread of its own, with its own database connections."""
    threading.Thread(target=run_in_thread, args=[make], daemon=True).start()


def run_in_thread(make: Callable[[], None]) -> None:
    """Run ``make``; log only the class of an exception, and close the thread's connections."""
    try:
        make()
    except Exception as raised:
        # The next request starts again; until then the previous value is used.
        logger.error("making a value failed with %s", type(raised).__name__)
    finally:
        connections.close_all()
