"""How the organisers' admin says moments and numbers."""

from datetime import datetime

from django.utils import timezone

from core import figures


def moment(at: datetime) -> str:
    """``at`` as an organiser says it, in London time: ``Wed 16 Dec 2026, 10:00``."""
    at = timezone.localtime(at)
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"


def counted(number: int, noun: str) -> str:
    """``1 group``, ``1,200 places``, and in figures where there is none: ``0 places``."""
    return figures.counted(number, noun, none="0")
