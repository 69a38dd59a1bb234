"""What each process keeps in memory, so that a test can make it forget everything with one call."""

from collections.abc import Callable
from typing import Protocol
from weakref import WeakSet


class Forgetful(Protocol):
    """Something that keeps values, and can be told to forget them."""

    def forget(self) -> None: ...


_caches: WeakSet[Forgetful] = WeakSet()
_functions: list[Callable[[], None]] = []


def register(cache: Forgetful) -> None:
    """Let :func:`forget_all` forget what ``cache`` keeps, for as long as the cache itself is there."""
    _caches.add(cache)


def forgets(function: Callable[[], None]) -> Callable[[], None]:
    """Mark ``function``, which forgets what its module keeps, to be called by :func:`forget_all`."""
    _functions.append(function)
    return function


def forget_all() -> None:
    """Forget everything that was registered."""
    for cache in list(_caches):
        cache.forget()
    for function in _functions:
        function()
