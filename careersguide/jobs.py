"""Repeated work: which jobs there are, which are due, and running each of them once.

An app names its jobs in its config: ``jobs = {"sweep-bookings": ("webinars.bookings.sweep", 1)}``
is a job's name, under which its runs are noted and which never changes, the dotted path of a
function that takes ``now``, and every how many minutes it runs. A job must be safe to run late,
after days of silence and, where it outlives its lease, twice at once.
Source: docs/adr/0005-background-work-is-one-table.md.
"""

import logging
import traceback
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

LEASE = timedelta(minutes=10)

logger = logging.getLogger(__name__)


class RegisteredJob(NamedTuple):
    """What a job runs: the dotted path of its function, and every how many minutes."""

    function: str
    every_minutes: int


def registered_jobs() -> dict[str, RegisteredJob]:
    """Every job of every app by its name."""
    configs = apps.get_app_configs()
    return {
        name: RegisteredJob(*job) for config in configs for name, job in getattr(config, "jobs", {}).items()
    }


def run_due_jobs(now: datetime, *, is_ending=lambda: False) -> list[str]:
    """Run what is due at ``now``, each job in one process only; return the names that failed.

    Begins no further job once ``is_ending()``.
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
    """``now`` without its seconds: hosts whose clocks differ by a few of them agree on the minute."""
    return now.replace(second=0, microsecond=0)


def claim(name: str, every_minutes: int, now: datetime) -> bool:
    """Whether the job was due at ``now`` and is now ours, until the lease runs out."""
    due = Q(last_run_at=None) | Q(last_run_at__lte=whole_minute(now) - timedelta(minutes=every_minutes))
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    waiting = Job.objects.filter(due, free, name=name)
    # Asked first, because most are not due and a write takes SQLite's only lock. The UPDATE asks
    # again: of all who see the job waiting, the database lets one change the row.
    return waiting.exists() and waiting.update(leased_until=now + LEASE) == 1


def run_claimed(name: str, function: str, now: datetime) -> bool:
    """Run ``function`` for a job that :func:`claim` gave us at ``now``; note and return whether it succeeded.

    Its error is noted without its message, which may hold an address or a name of a person.
    """
    error = ""
    try:
        import_string(function)(now)
    except Exception as raised:
        error = type(raised).__name__
        frames = "".join(traceback.format_tb(raised.__traceback__))
        logger.error("%s failed with %s\n%s", name, error, frames)
        # A connection that broke under the job must not carry the note of it.
        close_old_connections()
    # If the lease ran out meanwhile, the row may be another's: it is not ours to change.
    Job.objects.filter(name=name, leased_until=now + LEASE).update(
        last_run_at=whole_minute(now), leased_until=None, last_error=error
    )
    return not error


# --- The site's own jobs ------------------------------------------------------------------------------


def clear_expired_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lte=now).delete()


def forget_failed_logins(now: datetime) -> None:
    """Failed attempts to sign in hold a name and a network; a day later nobody needs them."""
    AccessAttempt.objects.filter(attempt_time__lte=now - timedelta(days=1)).delete()


def prune_finished_tasks(now: datetime) -> None:
    """Forget the tasks that ended more than two weeks ago."""
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
