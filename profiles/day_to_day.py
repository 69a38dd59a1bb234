"""What people do all day in a career, line by line."""

import re

from core.rich_text import plain
from profiles.models import Career

_LIST_ITEM = re.compile(r"^[-*+] +(.+)$", re.MULTILINE)


def tasks_of(career: Career) -> list[str]:
    """The items of the career's "day to day", as plain text."""
    return [plain(item).strip().rstrip(".;") for item in _LIST_ITEM.findall(career.day_to_day)]
