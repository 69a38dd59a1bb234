"""How well a result must fit the words to be shown at all: one answer for every page that searches.

``fit`` is that of :class:`profiles.search.index.Result`: from 0 to 1, where the best result has 1.
"""

from collections.abc import Iterable
from typing import TypeVar

from profiles.search.index import Result

Code = TypeVar("Code")

# A result is shown where it fits at least so well …
LEAST_FIT = 0.4
# … and where fewer than so many do, the next best make up the number …
ENOUGH = 6
# … as long as they fit at least so well.
LEAST_FIT_OF_FEW = 0.2


def fits(result: Result[Code]) -> bool:
    """Whether ``result`` fits well enough to be shown, however many others there are."""
    return result.fit >= LEAST_FIT


def shown(results: Iterable[Result[Code]]) -> list[Result[Code]]:
    """Those of ``results``, which come best first, that fit well enough; where they are few, up to
    ``ENOUGH`` with those that fit half as well.
    """
    results = list(results)
    fitting = [result for result in results if fits(result)]
    weaker = [result for result in results if LEAST_FIT_OF_FEW <= result.fit < LEAST_FIT]
    return fitting + weaker[: max(0, ENOUGH - len(fitting))]
