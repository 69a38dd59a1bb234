"""How often something may be asked for: rows that hold a keyed hash of who asked, never the value."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from core.models import Attempt

COUNTED = timedelta(hours=1)


def allows(purpose: str, value: str, *, most: int, now: datetime) -> bool:
    """Whether ``value`` has asked fewer than ``most`` times in the last hour; if so, this time is noted.

    What was refused does not count, so that nobody can keep somebody else out for longer.
    """
    keyed_hash = salted_hmac(f"webinars.throttle.{purpose}", str(value), algorithm="sha256").hexdigest()
    mine = {"purpose": purpose, "keyed_hash": keyed_hash}
    if Attempt.objects.filter(**mine, at__gt=now - COUNTED).count() >= most:
        return False
    Attempt.objects.create(**mine, at=now)
    return True


def forget(now: datetime) -> None:
    """Delete the rows that count no more: a job."""
    Attempt.objects.filter(at__lte=now - COUNTED).delete()
