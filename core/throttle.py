"""How often something may be asked for: rows that hold a keyed hash of who asked, never the value.

Counting and allowing are one act under the lock of the row, so that of many requests at once no
more pass than may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from core.clocks import CLOCKS_DIFFER
from core.models import Allowance

KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times ``within`` any such span, for each value. ``purpose`` names what is counted."""

    purpose: str
    most: int
    within: timedelta = timedelta(hours=1)


@transaction.atomic
def take(*asked: tuple[Limit, str], now: datetime) -> datetime | None:
    """Count one use under each limit for its value, all of them or none.

    Returns None where every limit allows it, and otherwise the moment, as an aware datetime, from
    which all of them would. A refused use is not counted, so that repeating it does not lengthen
    the wait. A value that is "" (an unknown network) is counted like any other.
    """
    limits = {(limit.purpose, keyed_hash(limit.purpose, value)): limit for limit, value in asked}
    rows = _lock(limits.keys(), now)
    free_at = [at for key, limit in limits.items() if (at := _free_at(rows[key], limit, now))]
    if free_at:
        return max(free_at)
    for key, limit in limits.items():
        row = rows[key]
        row.times = [*_counted(row, limit, now), int(now.timestamp())]
        row.last_at = now
        row.save(update_fields=["times", "last_at"])
    return None


def keyed_hash(purpose: str, value: str) -> str:
    """What stands for ``value`` in the database. The salt is older than this module's name."""
    return salted_hmac(f"webinars.throttle.{purpose}", value, algorithm="sha256").hexdigest()


def forget(now: datetime) -> None:
    """Delete the rows that have counted nothing for two days: a job."""
    Allowance.objects.filter(last_at__lte=now - KEPT).delete()


def _lock(keys: Iterable[tuple[str, str]], now: datetime) -> dict[tuple[str, str], Allowance]:
    """The row of each (purpose, hash), made where there is none, and locked until commit.

    Always in one order, so that two requests never wait for each other.
    """
    ordered = sorted(keys)
    Allowance.objects.bulk_create(
        [Allowance(purpose=purpose, keyed_hash=value, last_at=now) for purpose, value in ordered],
        ignore_conflicts=True,
    )
    found = Allowance.objects.select_for_update().filter(keyed_hash__in=[value for _, value in ordered])
    return {(row.purpose, row.keyed_hash): row for row in found.order_by("purpose", "keyed_hash")}


def _counted(row: Allowance, limit: Limit, now: datetime) -> list[int]:
    """The uses that still count at ``now``. A clock that was far ahead has left times that do not."""
    since, until = (now - limit.within).timestamp(), (now + CLOCKS_DIFFER).timestamp()
    return [at for at in row.times if since < at <= until][-limit.most :]


def _free_at(row: Allowance, limit: Limit, now: datetime) -> datetime | None:
    """From when on ``limit`` allows another use; None where it does now."""
    counted = _counted(row, limit, now)
    if len(counted) < limit.most:
        return None
    # Where nothing is allowed at all, there is no better moment than a whole span later.
    return datetime.fromtimestamp(counted[0], tz=UTC) + limit.within if counted else now + limit.within
