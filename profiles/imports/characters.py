"""Characters that one database or the other cannot store: NUL, and halves of a character."""

import re

from profiles.imports.errors import SheetError

FAULT = "it holds a character that cannot be stored"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def refuse_unstorable(text: str, place: str = "") -> None:
    """Raise ``SheetError`` for a character in ``text`` that cannot be stored; ``place`` says where it is."""
    if _UNSTORABLE.search(text):
        raise SheetError(f"{place}: {FAULT}" if place else FAULT)
