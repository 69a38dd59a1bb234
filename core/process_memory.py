"""Values that each process keeps in memory, registered so that a test can clear them all with one call."""

from collections.abc import Callable
from typing import Protocol
from weakref import WeakSet


class Forgetful(Protocol):
    """An object that keeps values in memory and can forget them."""

    def forget(self) -> None: ...


_caches: WeakSet[Forgetful] = WeakSet()
_functions: list[Callable[[], None]] = []


def register(cache: Forgetful) -> None:
    """Make :func:`forget_all` clear ``cache``, for as long as the cache itself exists."""
    _caches.add(cache)


def forgets(function: Callable[[], None]) -> Callable[[], None]:
    """A decorator: make :func:`forget_all` call ``function``, which clears what its module keeps."""
    _functions.append(function)
    return function


def forget_all() -> None:
    """Clear everything that was registered."""
    for cache in list(_caches):
        cache.forget()
    for function in _functions:
        function()
