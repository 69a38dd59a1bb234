"""Rate limits: rows that hold a keyed hash of the value that is counted, never the value itself."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from core.models import Attempt

COUNTED = timedelta(hours=1)


def allows(purpose: str, value: str, *, most: int, now: datetime) -> bool:
    """Whether ``value`` was allowed fewer than ``most`` times in the last hour; if so, record this attempt.

    Refused attempts do not count, so that one person cannot prolong another's block.
    """
    keyed_hash = salted_hmac(f"webinars.throttle.{purpose}", str(value), algorithm="sha256").hexdigest()
    mine = {"purpose": purpose, "keyed_hash": keyed_hash}
    if Attempt.objects.filter(**mine, at__gt=now - COUNTED).count() >= most:
        return False
    Attempt.objects.create(**mine, at=now)
    return True


def forget(now: datetime) -> None:
    """Delete the rows that no longer count. Run as a job."""
    Attempt.objects.filter(at__lte=now - COUNTED).delete()
