"""Names and titles in a sentence: articles, lower case, soft hyphens."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyphen import Pyphen

_PROPER = ("English", "French", "German", "Spanish", "Welsh", "Latin", "Irish", "Gaelic")


def with_article(words: str) -> str:
    """``words`` with an article chosen by sound: ``a GCSE``, ``an A level``, ``an HND``."""
    spelled_out = re.match(r"[A-Z]{2,}\b|[A-Z]\b", words)
    vowels = "AEFHILMNORSX" if spelled_out else "AEIOaeio"
    return f"{'an' if words[:1] in vowels else 'a'} {words}"


def in_sentence(name: str) -> str:
    """A subject or title as it is written inside a sentence: ``maths``, but ``English`` and ``PE``."""
    first = name.split(" ")[0]
    return (
        name if first in _PROPER or (len(first) > 1 and first[1].isupper()) else name[:1].lower() + name[1:]
    )


def soft(title: str) -> str:
    """``title`` with soft hyphens where words of more than ten letters may break."""
    return re.sub(r"[A-Za-z]{11,}", lambda word: _hyphens().inserted(word[0], hyphen="\u00ad"), title)


@lru_cache(maxsize=1)
def _hyphens() -> "Pyphen":
    import pyphen  # reads its rules from a file, and is not needed at start-up

    return pyphen.Pyphen(lang="en_GB", left=4, right=4)
