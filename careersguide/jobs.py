"""Jobs, the work that repeats: which there are, which are due, and running each of them once.

An app lists its jobs in its config: ``jobs = {"clear-expired-sessions":
("careersguide.jobs.clear_expired_sessions", 1440)}``. The key is the job's name, under which its
runs are stored and which never changes; then come the dotted path of a function that takes ``now``
and the interval in minutes. A job must be safe to run late, after days without a run and, where it
outlives its lease, twice at the same time.
Source: docs/adr/0005-background-work-is-one-table.md.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import close_old_connections
from django.db.models import Q
from django.utils.module_loading import import_string

from careersguide.models import Job
from core.clocks import CLOCKS_DIFFER

LEASE = timedelta(minutes=10)

logger = logging.getLogger(__name__)


class RegisteredJob(NamedTuple):
    """The dotted path of a job's function, and its interval in minutes."""

    function: str
    every_minutes: int


def registered_jobs() -> dict[str, RegisteredJob]:
    """Every job of every app by its name."""
    configs = apps.get_app_configs()
    return {
        name: RegisteredJob(*job) for config in configs for name, job in getattr(config, "jobs", {}).items()
    }


def run_due_jobs(now: datetime, *, is_ending: Callable[[], bool] = lambda: False) -> list[str]:
    """Run the jobs that are due at ``now``, each in one process only; return the names that failed.

    Starts no further job once ``is_ending()`` is true.
    """
    jobs = registered_jobs()
    known = set(Job.objects.values_list("name", flat=True))
    Job.objects.bulk_create([Job(name=name) for name in jobs if name not in known], ignore_conflicts=True)
    failed = []
    for name, job in jobs.items():
        if is_ending():
            break
        if claim(name, job.every_minutes, now) and not run_claimed(name, job.function, now):
            failed.append(name)
    return failed


def whole_minute(now: datetime) -> datetime:
    """``now`` without its seconds, so that hosts whose clocks differ by a few seconds mostly agree."""
    return now.replace(second=0, microsecond=0)


def claim(name: str, every_minutes: int, now: datetime) -> bool:
    """Take the lease of the job if it is due at ``now``; return whether this process holds it."""
    due = Q(last_run_at=None) | Q(last_run_at__lte=whole_minute(now) - timedelta(minutes=every_minutes))
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    # A run or a lease that lies in the future was noted by a clock that was ahead: it counts as none.
    due |= Q(last_run_at__gt=now + CLOCKS_DIFFER)
    free |= Q(leased_until__gt=now + LEASE + CLOCKS_DIFFER)
    waiting = Job.objects.filter(due, free, name=name)
    # Read first, because most are not due and a write takes SQLite's only lock. The UPDATE checks
    # again: of all processes that see the job waiting, the database lets one change the row.
    return waiting.exists() and waiting.update(leased_until=now + LEASE) == 1


def run_claimed(name: str, function: str, now: datetime) -> bool:
    """Run ``function`` for a job whose lease :func:`claim` took at ``now``; return whether it succeeded.

    The result is stored. Of an error only the type is: its message may hold a person's name or address.
    """
    error = ""
    try:
        import_string(function)(now)
    except Exception as raised:
        error = type(raised).__name__
        frames = "".join(traceback.format_tb(raised.__traceback__))
        logger.error("%s failed with %s\n%s", name, error, frames)
        # The result must not be written over a connection that broke under the job.
        close_old_connections()
    # If the lease ran out meanwhile, another process may hold it, and the row is not changed.
    Job.objects.filter(name=name, leased_until=now + LEASE).update(
        last_run_at=whole_minute(now), leased_until=None, last_error=error
    )
    return not error


# --- The site's own jobs ------------------------------------------------------------------------------


def clear_expired_sessions(now: datetime) -> None:
    """Delete the sessions that have expired by ``now``."""
    Session.objects.filter(expire_date__lte=now).delete()


def forget_failed_logins(now: datetime) -> None:
    """Delete failed attempts to sign in, which hold a name and a network, a day later."""
    AccessAttempt.objects.filter(attempt_time__lte=now - timedelta(days=1)).delete()


def prune_finished_tasks(now: datetime) -> None:
    """Delete the results of tasks that ended more than two weeks ago."""
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
