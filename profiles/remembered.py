"""Kept in memory: what is the same for every reader, for as long as nothing changes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from profiles import content

T = TypeVar("T")


@dataclass(frozen=True)
class _Kept(Generic[T]):
    value: T
    version: tuple[int, int]
    made_at: datetime
    ends_at: datetime | None

    def serves(self, version, now: datetime) -> bool:
        return (
            self.version == version and self.made_at <= now and (self.ends_at is None or now < self.ends_at)
        )


class Remembered(Generic[T]):
    """A value made once per content version in each process, and again when its time runs out.

    ``make(now)`` returns the value and the moment at which time alone would change it, or None.
    """

    def __init__(self, make: Callable[[datetime], tuple[T, datetime | None]]):
        self._make = make
        self._lock = threading.Lock()
        self._kept: _Kept[T] | None = None

    def at(self, now: datetime) -> T:
        """The value as of ``now``."""
        version = content.version()
        if (kept := self._kept) and kept.serves(version, now):
            return kept.value
        with self._lock:
            if not (self._kept and self._kept.serves(version, now)):
                # The version was read first: what changes meanwhile makes the next one.
                value, ends_at = self._make(now)
                self._kept = _Kept(value, version, now, ends_at)
            return self._kept.value

    def forget(self) -> None:
        """Make it anew when next asked: for tests, in which versions come round again."""
        self._kept = None
